"""What `config/leaders.toml` and `config/countries.toml` must hold."""

import re
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from consumers.extract.gazetteer import Gazetteer, Status, fold, load

CONFIG = Path(__file__).resolve().parents[3] / "config"
CHECKED = date(2026, 10, 10)
"""The day up to which the data was checked against dated sources."""

UN_MEMBERS = re.findall(
    r"\w+",
    """
    AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB
    BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA
    ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI
    HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA
    LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM
    NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY QAT ROU RUS RWA SAU SDN
    SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO
    TUN TUR TUV TZA UGA UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
    """,
)
OTHERS = ["XKX", "PSE", "TWN", "VAT", "EU", "UN", "NATO"]

HALF_YEARLY = {"SMR"}
"""San Marino's captains regent change every six months; those of today come with `readout leaders update`."""
SHARED_OFFICES = {"co-president", "captain regent"}


@cache
def shipped() -> Gazetteer:
    return load(CONFIG / "leaders.toml", CONFIG / "countries.toml")


def test_every_un_member_and_the_others_are_there() -> None:
    assert len(UN_MEMBERS) == 193
    assert {country.code for country in shipped().countries} == {*UN_MEMBERS, *OTHERS}


@pytest.mark.parametrize("code", sorted({*UN_MEMBERS, *OTHERS} - HALF_YEARLY))
def test_every_country_has_a_leader_today(code: str) -> None:
    assert shipped().holder(code, None, CHECKED) is not None


@pytest.mark.parametrize("year", range(2017, 2027))
def test_every_country_had_a_leader_in_every_year(year: int) -> None:
    without = {c.code for c in shipped().countries if shipped().holder(c.code, None, date(year, 6, 1)) is None}
    assert without <= HALF_YEARLY


def test_successors_do_not_overlap() -> None:
    terms = defaultdict(list)
    for leader in shipped().people:
        for office in leader.offices:
            if office.title not in SHARED_OFFICES:
                terms[office.country, office.title].append((office.start, office.end or date.max, leader.name))
    rival_governments = {("MDA", "prime minister", "Pavel Filip")}
    overlapping = {
        (*place, one[2])
        for place, held in terms.items()
        for one, after in pairwise(sorted(held))
        if after[0] < one[1]
    }
    assert overlapping == rival_governments


def test_ids_are_given_to_one_person_each() -> None:
    ids = Counter(leader.qid for leader in shipped().people if leader.qid)
    assert [qid for qid, count in ids.items() if count > 1] == []


def test_full_names_mean_one_person_each() -> None:
    people = defaultdict(set)
    for form in shipped().forms:
        if " " in form.text and not form.surname:
            people[fold(form.text).casefold()].add(form.leader.name)
    assert {text: names for text, names in people.items() if len(names) > 1} == {}


def test_a_surname_borne_by_two_is_never_enough_while_both_are_in_office() -> None:
    aoun, mikati = (shipped().by_name(name)[0] for name in ("Michel Aoun", "Najib Mikati"))
    li_keqiang = shipped().by_name("Li Keqiang")[0]
    assert shipped().surname_alone_ok(aoun, date(2020, 1, 1))
    assert shipped().surname_alone_ok(mikati, date(2022, 1, 1))
    assert not shipped().surname_alone_ok(li_keqiang, date(2020, 1, 1))


@pytest.mark.parametrize("word", ["May", "Moon", "Park", "Kim", "Lee", "Li", "Johnson", "Khan", "Michel", "Friday"])
def test_surnames_that_are_words_or_common_need_more(word: str) -> None:
    for leader in shipped().by_name(word):
        assert not shipped().surname_alone_ok(leader, leader.offices[0].start)


SAMPLES = [
    ("USA", "president", date(2016, 6, 1), "Barack Obama"),
    ("USA", "president", date(2020, 12, 31), "Donald Trump"),
    ("USA", "president", date(2021, 1, 20), "Joe Biden"),
    ("USA", "president", date(2025, 2, 1), "Donald Trump"),
    ("CHN", "president", date(2018, 1, 1), "Xi Jinping"),
    ("CHN", "premier", date(2022, 5, 1), "Li Keqiang"),
    ("CHN", "premier", date(2024, 5, 1), "Li Qiang"),
    ("RUS", "prime minister", date(2019, 5, 1), "Dmitry Medvedev"),
    ("UKR", "president", date(2018, 5, 1), "Petro Poroshenko"),
    ("UKR", "president", date(2022, 2, 24), "Volodymyr Zelenskyy"),
    ("UKR", "prime minister", date(2026, 8, 1), "Serhiy Koretskyi"),
    ("DEU", "chancellor", date(2017, 5, 1), "Angela Merkel"),
    ("DEU", "chancellor", date(2023, 5, 1), "Olaf Scholz"),
    ("DEU", "president", date(2022, 5, 1), "Frank-Walter Steinmeier"),
    ("DEU", "leader", date(2026, 1, 1), "Friedrich Merz"),
    ("FRA", "president", date(2016, 11, 1), "François Hollande"),
    ("FRA", "leader", date(2022, 3, 1), "Emmanuel Macron"),
    ("GBR", "prime minister", date(2017, 3, 1), "Theresa May"),
    ("GBR", "prime minister", date(2022, 9, 20), "Liz Truss"),
    ("GBR", "king", date(2023, 1, 1), "Charles III"),
    ("GBR", "queen", date(2020, 1, 1), "Elizabeth II"),
    ("GBR", "leader", date(2026, 8, 1), "Andy Burnham"),
    ("ITA", "premier", date(2021, 12, 1), "Mario Draghi"),
    ("ESP", "prime minister", date(2017, 10, 1), "Mariano Rajoy"),
    ("POL", "prime minister", date(2022, 3, 1), "Mateusz Morawiecki"),
    ("POL", "prime minister", date(2024, 3, 1), "Donald Tusk"),
    ("HUN", "prime minister", date(2026, 6, 1), "Péter Magyar"),
    ("IRL", "taoiseach", date(2018, 6, 1), "Leo Varadkar"),
    ("NLD", "prime minister", date(2022, 6, 1), "Mark Rutte"),
    ("NLD", "prime minister", date(2026, 6, 1), "Rob Jetten"),
    ("TUR", "prime minister", date(2017, 1, 1), "Binali Yıldırım"),
    ("TUR", "leader", date(2017, 1, 1), "Recep Tayyip Erdoğan"),
    ("ISR", "prime minister", date(2021, 10, 1), "Naftali Bennett"),
    ("ISR", "president", date(2023, 10, 10), "Isaac Herzog"),
    ("SAU", "king", date(2019, 1, 1), "Salman bin Abdulaziz"),
    ("SAU", "leader", date(2023, 1, 1), "Mohammed bin Salman"),
    ("QAT", "emir", date(2022, 1, 1), "Tamim bin Hamad Al Thani"),
    ("IRN", "supreme leader", date(2024, 1, 1), "Ali Khamenei"),
    ("IRN", "leader", date(2026, 6, 1), "Mojtaba Khamenei"),
    ("IRN", "president", date(2022, 1, 1), "Ebrahim Raisi"),
    ("IRQ", "prime minister", date(2020, 6, 1), "Mustafa al-Kadhimi"),
    ("SYR", "president", date(2025, 1, 5), "Ahmed al-Sharaa"),
    ("IND", "prime minister", date(2022, 1, 1), "Narendra Modi"),
    ("IND", "president", date(2021, 1, 1), "Ram Nath Kovind"),
    ("PAK", "prime minister", date(2021, 1, 1), "Imran Khan"),
    ("BGD", "leader", date(2025, 1, 1), "Muhammad Yunus"),
    ("JPN", "prime minister", date(2019, 1, 1), "Shinzo Abe"),
    ("JPN", "leader", date(2026, 1, 1), "Sanae Takaichi"),
    ("KOR", "president", date(2021, 1, 1), "Moon Jae-in"),
    ("KOR", "leader", date(2025, 4, 20), "Han Duck-soo"),
    ("PRK", "leader", date(2018, 6, 12), "Kim Jong-un"),
    ("TWN", "president", date(2022, 8, 1), "Tsai Ing-wen"),
    ("VNM", "general secretary", date(2023, 1, 1), "Nguyễn Phú Trọng"),
    ("PHL", "president", date(2017, 1, 1), "Rodrigo Duterte"),
    ("AUS", "prime minister", date(2021, 9, 15), "Scott Morrison"),
    ("CAN", "prime minister", date(2022, 1, 1), "Justin Trudeau"),
    ("MEX", "president", date(2019, 6, 1), "Andrés Manuel López Obrador"),
    ("BRA", "president", date(2021, 6, 1), "Jair Bolsonaro"),
    ("BRA", "president", date(2023, 6, 1), "Luiz Inácio Lula da Silva"),
    ("VEN", "president", date(2025, 12, 31), "Nicolás Maduro"),
    ("VEN", "acting president", date(2026, 2, 1), "Delcy Rodríguez"),
    ("ZAF", "president", date(2017, 1, 1), "Jacob Zuma"),
    ("KAZ", "president", date(2018, 1, 1), "Nursultan Nazarbayev"),
    ("MLI", "leader", date(2023, 1, 1), "Assimi Goïta"),
    ("EU", "commission president", date(2017, 1, 1), "Jean-Claude Juncker"),
    ("EU", "president", date(2022, 1, 1), "Ursula von der Leyen"),
    ("EU", "council president", date(2018, 1, 1), "Donald Tusk"),
    ("EU", "council president", date(2025, 1, 1), "António Costa"),
    ("UN", "secretary-general", date(2016, 1, 1), "Ban Ki-moon"),
    ("NATO", "leader", date(2022, 1, 1), "Jens Stoltenberg"),
    ("NATO", "secretary general", date(2025, 1, 1), "Mark Rutte"),
    ("VAT", "pope", date(2020, 1, 1), "Francis"),
    ("VAT", "leader", date(2025, 6, 1), "Leo XIV"),
]


@pytest.mark.parametrize(
    ("country", "title", "on", "name"), SAMPLES, ids=[f"{c} {t} {on}" for c, t, on, _ in SAMPLES]
)
def test_who_held_an_office_on_a_day(country: str, title: str, on: date, name: str) -> None:
    found = shipped().holder(country, None if title == "leader" else title, on)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Erdogan", "Recep Tayyip Erdoğan"),
        ("Zelenskiy", "Volodymyr Zelenskyy"),
        ("MBS", "Mohammed bin Salman"),
        ("Lula", "Luiz Inácio Lula da Silva"),
        ("Kim Jong Un", "Kim Jong-un"),
        ("Abdel-Fattah el-Sissi", "Abdel Fattah el-Sisi"),
        ("Vucic", "Aleksandar Vučić"),
        ("von der Leyen", "Ursula von der Leyen"),
        ("KING SALMAN", "Salman bin Abdulaziz"),
        ("Jokowi", "Joko Widodo"),
    ],
)
def test_press_spellings_find_the_leader(written: str, name: str) -> None:
    assert [leader.name for leader in shipped().by_name(written)] == [name]


@pytest.mark.parametrize(
    ("name", "on", "status"),
    [
        ("Donald Trump", date(2016, 11, 20), Status.ELECTED),
        ("Donald Trump", date(2022, 1, 1), Status.FORMER),
        ("Donald Trump", date(2024, 12, 1), Status.ELECTED),
        ("Joe Biden", date(2020, 11, 20), Status.ELECTED),
        ("Karol Nawrocki", date(2025, 7, 1), Status.ELECTED),
        ("Hillary Clinton", date(2016, 10, 1), None),
        ("Kamala Harris", date(2022, 1, 1), None),
        ("Antony Blinken", date(2022, 1, 1), None),
        ("Josep Borrell", date(2022, 1, 1), None),
    ],
)
def test_the_elected_count_and_others_are_not_there(name: str, on: date, status: Status | None) -> None:
    found = shipped().by_name(name)
    assert [leader.status(on) for leader in found] == ([status] if status else [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("U.S.", "USA"),
        ("the White House", "USA"),
        ("the Kremlin", "RUS"),
        ("Downing Street", "GBR"),
        ("the Elysee", "FRA"),
        ("Kiev", "UKR"),
        ("the Netherlands", "NLD"),
        ("Xinhua", "CHN"),
        ("TASS", "RUS"),
        ("Ukrinform", "UKR"),
        ("Anadolu Agency", "TUR"),
        ("the Blue House", "KOR"),
        ("the Holy See", "VAT"),
        ("the European Commission", "EU"),
    ],
)
def test_words_for_a_country_or_its_government(written: str, code: str) -> None:
    assert {form.code for form in shipped().countries_of(written)} == {code}
