"""Settings: where they come from, which wins, and what a person is told when one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def wrong(file: Path, text: str, **environment: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load(file, environment=environment)
    return str(error.value)


def test_without_a_file_there_are_defaults() -> None:
    settings = load(None, environment={})
    assert settings.log.backend == "embedded"
    assert settings.data_dir == Path("data")


def test_flags_win_over_the_environment_which_wins_over_secrets_which_win_over_the_file(
    file: Path, tmp_path: Path
) -> None:
    file.write_text(
        "[http]\nport = 1\nhost = 'file'\n[dedupe]\nwindow_days = 1\n[reconcile]\nomission_window_hours = 1\n"
    )
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "http__host").write_text("secret\n")
    (secrets / "dedupe__window_days").write_text("2")
    (secrets / "database__url").write_text("sqlite:///secret.sqlite\n")
    settings = load(
        file,
        environment={
            "READOUT_SECRETS_DIR": str(secrets),
            "READOUT_HTTP__PORT": "3",
            "READOUT_DEDUPE__WINDOW_DAYS": "3",
        },
        flags={"http": {"port": 4}},
    )
    assert (settings.http.port, settings.dedupe.window_days, settings.http.host) == (4, 3, "secret")
    assert settings.reconcile.omission_window_hours == 1
    assert settings.database.url is not None
    assert settings.database.url.get_secret_value() == "sqlite:///secret.sqlite"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[http]\n\nport = 99999", "line 3: http.port: input should be less than or equal to 65535, not 99999"),
        ("[http]\nprot = 3", "line 2: there is no setting http.prot; known here: host, port"),
        ("[htpp]\nport = 3", "line 1: there is no setting htpp; known here: data_dir, database"),
        ("log.backend = 'files'", "line 1: log.backend: input should be 'embedded' or 'kafka', not 'files'"),
        ("[http\nport = 3", "not valid TOML"),
        ("[[notify.channels]]\nname = 'a'\nkind = 'pigeon'", "notify.channels.0.kind"),
    ],
    ids=["too large", "unknown key", "unknown table", "not one of the choices", "broken file", "inside a list"],
)
def test_a_wrong_setting_is_named_with_its_line_and_what_is_allowed(file: Path, text: str, told: str) -> None:
    message = wrong(file, text)
    assert told in message
    assert str(file) in message


def test_all_wrong_settings_are_told_at_once(file: Path) -> None:
    assert len(wrong(file, "[http]\nport = -1\n[dedupe]\nwindow_days = 'many'").splitlines()) == 2


def test_a_wrong_variable_is_named(file: Path) -> None:
    assert "environment variable READOUT_HTTP__PORT: http.port" in wrong(file, "", READOUT_HTTP__PORT="many")
    assert "environment variable READOUT_HTPP" in wrong(file, "", READOUT_HTPP="1")


def test_a_variable_that_is_not_json_where_a_list_is_meant_is_named(file: Path) -> None:
    assert "READOUT_NOTIFY__CHANNELS: not valid JSON" in wrong(file, "", READOUT_NOTIFY__CHANNELS="[{]")


def test_a_list_is_given_as_json() -> None:
    settings = load(None, environment={"READOUT_LOG__KAFKA__BOOTSTRAP": '["a:1", "b:2"]'})
    assert settings.log.kafka.bootstrap == ("a:1", "b:2")


def test_a_secret_never_shows(file: Path) -> None:
    settings = load(None, environment={"READOUT_DATABASE__URL": "postgresql://u:hunter2@h/n"})
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()
    channel = "[[notify.channels]]\nname = 'A B'\nkind = 'apprise'\nurl = 'slack://hunter2'"
    assert "hunter2" not in wrong(file, channel)


def test_a_settings_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such settings file"):
        load(tmp_path / "none.toml", environment={})


def test_the_settings_that_come_with_the_program_are_right() -> None:
    load(Path(__file__).parents[3] / "config" / "settings.toml", environment={})
