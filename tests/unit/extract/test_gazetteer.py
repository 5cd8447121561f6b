"""The gazetteer's look-ups and its errors, on small made-up data."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.extract.gazetteer import CountryWord, Gazetteer, Leader, Status, fold, load
from pipeline.errors import SettingsError

COUNTRIES = """
[[country]]
code = "RUR"
alpha2 = "RU"
names = ["Ruritania", "Kingdom of Ruritania"]
demonyms = ["Ruritanian"]
capitals = ["Strelsau"]
metonyms = ["Elphberg Palace"]
voices = ["Strelsau Post"]
timezone = "Europe/Vienna"
leader_office = ["prime minister"]

[[country]]
code = "GRA"
names = ["Graustark"]
demonyms = ["Graustarkian"]
timezone = "Europe/Vienna"
leader_office = "president"
"""

LEADERS = """
[[leader]]
name = "Rudolf Elphberg"
surname = "Elphberg"
country = "RUR"
[[leader.office]]
title = "monarch"
from = 2001-05-01

[[leader]]
name = "Flavia Zündt"
qid = "Q1"
surname = "Zündt"
spellings = ["Flavia von Zuendt", "Zuendt", "Jo-ann Zündt"]
country = "RUR"
[[leader.office]]
title = "prime minister"
from = 2010-01-10
to = 2014-06-30
[[leader.office]]
title = "prime minister"
from = 2018-03-01
to = 2022-09-09
elected = 2018-02-11
[[leader.office]]
title = "president"
country = "GRA"
from = 2024-01-01

[[leader]]
name = "Michael Strelsau"
surname = "Strelsau"
common_surname = true
country = "RUR"
[[leader.office]]
title = "prime minister"
from = 2022-09-09

[[leader]]
name = "Black Michael"
surname = "Michael"
country = "GRA"
[[leader.office]]
title = "transitional leader"
from = 2020-01-01
to = 2023-12-31

[[leader]]
name = "Anna Michael"
surname = "Michael"
country = "RUR"
[[leader.office]]
title = "president"
from = 2023-06-01
to = 2023-07-01
"""


def gazetteer(tmp_path: Path, leaders: str = LEADERS, countries: str = COUNTRIES) -> Gazetteer:
    (tmp_path / "leaders.toml").write_text(leaders, encoding="utf-8")
    (tmp_path / "countries.toml").write_text(countries, encoding="utf-8")
    return load(tmp_path / "leaders.toml", tmp_path / "countries.toml")


@pytest.fixture
def small(tmp_path: Path) -> Gazetteer:
    return gazetteer(tmp_path)


def named(found: Gazetteer, name: str) -> Leader:
    return next(leader for leader in found.people if leader.name == name)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(date(2009, 12, 31), Status.FUTURE, id="before the first term"),
        pytest.param(date(2010, 1, 10), Status.CURRENT, id="first day"),
        pytest.param(date(2014, 6, 30), Status.CURRENT, id="last day"),
        pytest.param(date(2014, 7, 1), Status.FORMER, id="between two terms"),
        pytest.param(date(2018, 2, 11), Status.ELECTED, id="elected again"),
        pytest.param(date(2018, 3, 1), Status.CURRENT, id="second term"),
        pytest.param(date(2023, 1, 1), Status.FORMER, id="out again"),
        pytest.param(date(2030, 1, 1), Status.CURRENT, id="office without an end"),
    ],
)
def test_status_follows_the_terms(small: Gazetteer, on: date, status: Status) -> None:
    assert small.status(named(small, "Flavia Zündt"), on) is status


@pytest.mark.parametrize(
    ("country", "title", "on", "name"),
    [
        pytest.param("RUR", "prime minister", date(2020, 1, 1), "Flavia Zündt", id="by title"),
        pytest.param("RUR", "PM", date(2020, 1, 1), "Flavia Zündt", id="written otherwise"),
        pytest.param("RUR", "King", date(2020, 1, 1), "Rudolf Elphberg", id="king means monarch"),
        pytest.param("RUR", None, date(2020, 1, 1), "Flavia Zündt", id="the leader is not the king"),
        pytest.param("RUR", "prime minister", date(2022, 9, 9), "Michael Strelsau", id="handover: the successor"),
        pytest.param("RUR", "prime minister", date(2016, 1, 1), None, id="nobody known"),
        pytest.param("GRA", "president", date(2021, 1, 1), "Black Michael", id="a transitional leader for president"),
        pytest.param("GRA", None, date(2021, 1, 1), "Black Michael", id="a transitional leader leads"),
        pytest.param("GRA", None, date(2024, 1, 1), "Flavia Zündt", id="an office in another country"),
        pytest.param("GRA", "sheriff", date(2024, 1, 1), None, id="no leader's title"),
        pytest.param("XXX", None, date(2024, 1, 1), None, id="unknown country"),
    ],
)
def test_holder_of_an_office_on_a_day(
    small: Gazetteer, country: str, title: str | None, on: date, name: str | None
) -> None:
    found = small.holder(country, title, on)
    assert (found.name if found else None) == name


def test_everyone_in_office_on_a_day(small: Gazetteer) -> None:
    assert {leader.name for leader in small.in_office(date(2021, 1, 1))} == {
        "Rudolf Elphberg",
        "Flavia Zündt",
        "Black Michael",
    }


def test_country_of_a_leader_follows_the_office(small: Gazetteer) -> None:
    flavia = named(small, "Flavia Zündt")
    assert flavia.country_on(date(2020, 1, 1)) == "RUR"
    assert flavia.country_on(date(2023, 1, 1)) == "RUR"
    assert flavia.country_on(date(2025, 1, 1)) == "GRA"


@pytest.mark.parametrize(
    "written",
    ["Flavia Zündt", "Flavia Zundt", "FLAVIA ZUNDT", "Zuendt", "Zündt", "Jo-ann Zündt", "Jo Ann Zundt"],
)
def test_a_leader_is_found_under_every_written_form(small: Gazetteer, written: str) -> None:
    assert [leader.name for leader in small.by_name(written)] == ["Flavia Zündt"]


def test_small_letters_do_not_make_a_name(small: Gazetteer) -> None:
    assert small.by_name("michael") == ()


@pytest.mark.parametrize(
    ("name", "on", "enough"),
    [
        pytest.param("Flavia Zündt", date(2020, 1, 1), True, id="rare surname"),
        pytest.param("Michael Strelsau", date(2023, 1, 1), False, id="marked common"),
        pytest.param("Black Michael", date(2022, 1, 1), True, id="namesake not yet in office"),
        pytest.param("Black Michael", date(2023, 6, 15), False, id="namesake in office"),
        pytest.param("Black Michael", date(2023, 12, 1), True, id="namesake out of office"),
    ],
)
def test_when_a_surname_alone_is_enough(small: Gazetteer, name: str, on: date, enough: bool) -> None:
    assert small.surname_alone_ok(named(small, name), on) is enough


def test_forms_tell_surnames_from_full_names(small: Gazetteer) -> None:
    forms = {form.text: form.surname for form in small.forms if form.leader.name == "Flavia Zündt"}
    assert forms == {
        "Flavia Zündt": False,
        "Flavia von Zuendt": False,
        "Zuendt": False,
        "Jo-ann Zündt": False,
        "Jo ann Zündt": False,
        "Zündt": True,
    }


@pytest.mark.parametrize(
    ("written", "code", "kind"),
    [
        ("Ruritania", "RUR", CountryWord.NAME),
        ("the Kingdom of Ruritania", "RUR", CountryWord.NAME),
        ("RURITANIAN", "RUR", CountryWord.DEMONYM),
        ("Strelsau", "RUR", CountryWord.CAPITAL),
        ("The Elphberg Palace", "RUR", CountryWord.METONYM),
        ("Strelsau Post", "RUR", CountryWord.VOICE),
    ],
)
def test_a_country_is_found_under_every_kind_of_word(
    small: Gazetteer, written: str, code: str, kind: CountryWord
) -> None:
    assert [(form.code, form.kind) for form in small.countries_of(written)] == [(code, kind)]


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


ONE = '[[leader]]\nname = "A B"\nsurname = "B"\ncountry = "RUR"\n'
TERM = '[[leader.office]]\ntitle = "president"\nfrom = 2020-01-01\n'


@pytest.mark.parametrize(
    ("leaders", "says"),
    [
        pytest.param(
            ONE + TERM + "to = 2019-01-01\n", ["'A B'", "'to' (2019-01-01) is before 'from'"], id="to < from"
        ),
        pytest.param(
            ONE + TERM + "elected = 2021-01-01\n", ["'A B'", "'elected'", "after 'from'"], id="elected late"
        ),
        pytest.param(ONE + TERM + TERM, ["'A B'", "two terms as president of RUR overlap"], id="terms overlap"),
        pytest.param(ONE.replace("RUR", "ZZZ") + TERM, ["'A B'", "'ZZZ'", "countries.toml"], id="unknown country"),
        pytest.param(ONE + TERM.replace("president", "boss"), ["'A B'", "office.0.title", "'president'"], id="title"),
        pytest.param(ONE + 'qid = "1"\n' + TERM, ["'A B'", "qid"], id="malformed id"),
        pytest.param(ONE + "nickname = 'x'\n" + TERM, ["'A B'", "nickname"], id="unknown key"),
        pytest.param(ONE, ["'A B'", "office"], id="no office"),
        pytest.param(ONE + TERM + ONE + TERM, ["'A B' is there twice"], id="same leader twice"),
        pytest.param("[[leader]]\n", ["number 1"], id="entry without a name"),
        pytest.param("[[lader]]\n", ["lader"], id="misspelt table"),
        pytest.param("leader = 3\n", ["[[leader]]"], id="not a table"),
        pytest.param("leader = [1]\n", ["number 1"], id="a number for an entry"),
        pytest.param("[[leader", ["leaders.toml"], id="not TOML"),
    ],
)
def test_a_wrong_file_of_leaders_is_named_with_entry_and_fault(tmp_path: Path, leaders: str, says: list[str]) -> None:
    with pytest.raises(SettingsError) as error:
        gazetteer(tmp_path, leaders)
    assert "leaders.toml" in str(error.value)
    for part in says:
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("Europe/Vienna", "Europe/Strelsau", "unknown time zone 'Europe/Strelsau'", id="time zone"),
        pytest.param('"RUR"', '"Rur"', "code", id="code"),
        pytest.param('"GRA"', '"RUR"', "'RUR' is there twice", id="same country twice"),
        pytest.param('leader_office = "president"', "leader_office = []", "leader_office", id="nobody leads"),
    ],
)
def test_a_wrong_file_of_countries_is_named_with_its_fault(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(SettingsError, match=r"countries\.toml") as error:
        gazetteer(tmp_path, countries=COUNTRIES.replace(old, new))
    assert says in str(error.value)


def test_a_missing_file_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"leaders\.toml"):
        load(tmp_path / "leaders.toml", tmp_path / "leaders.toml")
