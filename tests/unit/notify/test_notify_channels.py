"""Channels against a real HTTP server on loopback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from consumers.notify.channels.alertmanager import LASTS, AlertmanagerChannel, alert
from consumers.notify.channels.apprise import AppriseChannel
from consumers.notify.channels.console import ConsoleChannel
from consumers.notify.factory import build_channels
from consumers.notify.render import Rendered, render
from pipeline.errors import Reject, SettingsError, Transient
from pipeline.records import EventKind
from pipeline.settings import load
from pipeline.settings_notify import ChannelKind, ChannelSettings, NotifySettings
from tests.unit.notify.notify_builders import NOON, call, channel, confirmed, conflict, event
from tests.unit.notify.notify_site import Site, running_site


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as kept:
        yield kept


def message(kind: EventKind = EventKind.NEW_CALL, **changes: Any) -> Rendered:
    return render(event(kind, **changes))


# --- Alertmanager -------------------------------------------------------------------------------------------


def test_a_message_is_posted_as_an_alert(site: Site) -> None:
    AlertmanagerChannel("am", f"http://{site.address}/prefix/").send(message(EventKind.CONFLICT), NOON)
    (request,) = site.requests
    (posted,) = request.body
    assert request.path == "/prefix/api/v2/alerts"
    assert posted["labels"] == {
        "alertname": "ReadoutConflict",
        "call": "2026-03-01-nor-per",
        "participants": "Ada Fjord (NOR), Luis Andes (PER)",
        "severity": "medium",
        "conflict": "c1",
    }
    assert posted["annotations"]["link"] == "https://gazette.example/a"
    assert "Peru will open two ports to our boats" in posted["annotations"]["evidence"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (EventKind.NEW_CALL, "ReadoutNewCall"),
        (EventKind.CALL_CHANGED, "ReadoutCallChanged"),
        (EventKind.CONFLICT, "ReadoutConflict"),
    ],
)
def test_an_alert_fires_for_a_while_under_its_name(kind: EventKind, name: str) -> None:
    posted = alert(message(kind), NOON)
    assert posted["labels"]["alertname"] == name
    assert posted["endsAt"] == (NOON + LASTS).isoformat()


def test_a_withdrawn_conflict_ends_the_alert_of_the_conflict() -> None:
    fired, ended = alert(message(EventKind.CONFLICT), NOON), alert(message(EventKind.CONFLICT_WITHDRAWN), NOON)
    assert fired["labels"] == ended["labels"]
    assert ended["endsAt"] == NOON.isoformat()


def test_an_alert_tells_what_changed() -> None:
    posted = alert(message(EventKind.CALL_CHANGED, changed=("A second source reports it",)), NOON)
    assert posted["annotations"]["changed"] == "A second source reports it"


@pytest.mark.parametrize("status", [301, 401, 404, 408, 429, 500, 503], ids=str)
def test_an_alertmanager_in_trouble_is_tried_again(site: Site, status: int) -> None:
    site.status, site.headers = status, {"Location": "http://127.0.0.1:1/"}
    with pytest.raises(Transient, match=f"answered {status}"):
        AlertmanagerChannel("am", f"http://{site.address}").send(message(), NOON)
    assert len(site.requests) == 1


def test_the_time_that_an_alertmanager_asks_for_is_passed_on(site: Site) -> None:
    site.status, site.headers = 503, {"Retry-After": "7"}
    with pytest.raises(Transient) as raised:
        AlertmanagerChannel("am", f"http://{site.address}").send(message(), NOON)
    assert raised.value.retry_after == 7


def test_an_alert_that_is_refused_is_given_up(site: Site) -> None:
    site.status, site.said = 400, "bad \x1b[31mlabel"
    with pytest.raises(Reject, match="answered 400: bad label"):
        AlertmanagerChannel("am", f"http://{site.address}").send(message(), NOON)


def test_an_alertmanager_that_is_away_is_tried_again_and_its_password_is_not_told() -> None:
    away = AlertmanagerChannel("am", "http://readout:hush-hush@127.0.0.1:9")
    with pytest.raises(Transient) as raised:
        away.send(message(), NOON)
    assert "hush-hush" not in str(raised.value)


def test_user_and_password_of_the_address_are_sent_as_a_header(site: Site) -> None:
    AlertmanagerChannel("am", f"http://readout:p%40ss@{site.address}").send(message(), NOON)
    assert site.requests[0].headers["Authorization"] == "Basic cmVhZG91dDpwQHNz"
    assert site.requests[0].path == "/api/v2/alerts"


# --- Apprise ------------------------------------------------------------------------------------------------


def test_apprise_gets_title_and_body(site: Site) -> None:
    AppriseChannel("hook", f"json://{site.address}/hook").send(message(), NOON)
    body = site.requests[0].body
    assert body["title"] == "New call: Ada Fjord (NOR) – Luis Andes (PER), 1 March 2026"
    assert "“The two leaders spoke by phone on Sunday”" in body["message"]


class Lines(logging.Handler):
    """Keeps what reaches the root logger; `caplog` would see what is kept from it as well."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += self.format(record)


@pytest.fixture
def logged() -> Iterator[Lines]:
    root, lines = logging.getLogger(), Lines()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(lines)
    yield lines
    root.removeHandler(lines)
    root.setLevel(level)


def test_apprise_in_trouble_is_tried_again_without_telling_the_address(site: Site, logged: Lines) -> None:
    site.status = 500
    hook = AppriseChannel("hook", f"json://user:hush-hush@{site.address}/tok3n-tok3n")
    with pytest.raises(Transient) as raised:
        hook.send(message(), NOON)
    for text in (str(raised.value), logged.text):
        assert "tok3n-tok3n" not in text
        assert "hush-hush" not in text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param("json://127.0.0.1/x", "text", id="a relay"),
        pytest.param("mailto://a:b@mail.example", "html", id="mail"),
        pytest.param(f"discord://{'1' * 24}/{'a' * 68}", "markdown", id="a chat that shows text as Markdown"),
        pytest.param(
            "tgram://123456789:abcdefg_hijklmnopqrstuvwxyzABCDEFGHI/12315544", "html", id="a chat with HTML"
        ),
    ],
)
def test_a_service_gets_the_markup_that_it_shows(url: str, shown: str) -> None:
    assert AppriseChannel("chat", url).markup == shown


@pytest.mark.parametrize("url", ["nosuchthing://hush-hush", "hush-hush", "discord://hush-hush", ""])
def test_an_address_that_apprise_does_not_know_is_a_clear_error_without_the_address(url: str) -> None:
    with pytest.raises(SettingsError, match="channel hook") as raised:
        AppriseChannel("hook", url)
    assert "hush-hush" not in str(raised.value)


# --- console and factory ------------------------------------------------------------------------------------


def test_the_console_is_handed_the_message_as_a_value() -> None:
    shown: list[Rendered] = []
    ConsoleChannel("console", shown.append).send(message(), NOON)
    assert shown == [message()]


def test_each_channel_of_the_settings_is_built() -> None:
    settings = NotifySettings(
        channels=(
            channel("screen"),
            channel("ops", kind=ChannelKind.ALERTMANAGER, url=SecretStr("https://am.example/x")),
            channel("chat", kind=ChannelKind.APPRISE, url=SecretStr("json://127.0.0.1:9/x")),
        )
    )
    built = build_channels(settings, lambda shown: None)
    assert [(c.name, type(c).__name__) for c in built] == [
        ("screen", "ConsoleChannel"),
        ("ops", "AlertmanagerChannel"),
        ("chat", "AppriseChannel"),
    ]


def test_two_channels_of_one_name_are_refused() -> None:
    with pytest.raises(SettingsError, match="same name: desk"):
        build_channels(NotifySettings(channels=(channel(), channel())), lambda shown: None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"kind": "apprise"}, "needs a url", id="no address"),
        pytest.param({"kind": "console", "url": "json://x"}, "has no url", id="an address too many"),
        pytest.param({"kind": "alertmanager", "url": "am.example:9093"}, "http://", id="not a web address"),
        pytest.param({"kind": "alertmanager", "url": "http://am:port"}, "http://", id="a port that is no number"),
        pytest.param({"kind": "pigeon"}, "console", id="unknown kind"),
        pytest.param({"kind": "console", "name": "My Channel"}, "pattern", id="name"),
        pytest.param({"kind": "console", "min_severity": "huge"}, "medium", id="severity"),
    ],
)
def test_wrong_settings_of_a_channel_are_refused(values: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ChannelSettings.model_validate({"name": "x", **values})


@pytest.mark.parametrize(
    "channels",
    [
        pytest.param('[{"kind":"apprise","url":"json://hush-hush"}]', id="name missing"),
        pytest.param('[{"name":"x","kind":"console","url":"json://hush-hush"}]', id="an address too many"),
        pytest.param('[{"name":"x","kind":"pigeon","url":"json://hush-hush"}]', id="wrong kind"),
        pytest.param('[{"name":"x","kind":"apprise","url":["json://hush-hush"]}]', id="a list for an address"),
        pytest.param('[{"name":"x","kind":"apprise","ulr":"json://hush-hush"}]', id="misspelt"),
        pytest.param('[{"name":"json://hush-hush","kind":"console"}]', id="an address for a name"),
        pytest.param('["json://hush-hush"]', id="an address for a channel"),
        pytest.param("json://hush-hush", id="an address for all channels"),
    ],
)
def test_no_error_about_settings_repeats_an_address(channels: str) -> None:
    with pytest.raises(SettingsError, match=r"notify\.channels") as raised:
        load(None, environment={"READOUT_NOTIFY__CHANNELS": channels})
    assert "hush-hush" not in str(raised.value)


def test_the_address_of_a_channel_does_not_print() -> None:
    settings = ChannelSettings(name="x", kind=ChannelKind.APPRISE, url=SecretStr("json://hush-hush"))
    assert "hush-hush" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_an_alert_of_a_call_with_a_very_long_list_of_people_stays_short() -> None:
    people = confirmed().participants * 200
    posted = alert(message(call=call(participants=people), conflict=conflict()), NOON)
    assert len(posted["labels"]["participants"]) <= 200
