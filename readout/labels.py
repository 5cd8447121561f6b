"""What documents say, as labelled by hand or found by extraction: one JSON object for each document.

The form is that of `readout extract`: `id`, `calls`, `commitments`, `conflicts`. Evidence may be text, an object with
`exact`, or a list of these; keys that are not named here are ignored.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from pipeline.errors import NotFound, ReadoutError


def _words_of(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return " ".join(str(_words_of(part)) for part in value)
    if isinstance(value, dict):
        return value.get("exact", "")
    return value or ""


Words = Annotated[str, BeforeValidator(_words_of)]
"""Evidence as one text."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Person(_Part):
    name: str = ""
    country: str | None = None


class Days(_Part):
    """First and last day, ISO 8601."""

    start: str
    end: str


class LabelledCall(_Part):
    participants: tuple[Person, ...]
    status: str
    medium: str = "unspecified"
    date: Days | None = None
    role: str = "main"
    initiator: str | None = None
    uncertain: bool = False
    multi: bool = False
    evidence: Words = ""

    @property
    def sides(self) -> frozenset[str | None]:
        return frozenset(person.country for person in self.participants)

    @property
    def standing(self) -> str:
        """The status, with planned and proposed calls as one."""
        return "planned" if self.status == "proposed" else self.status

    @property
    def optional(self) -> bool:
        """Whether finding it is neither asked for nor wrong."""
        return self.role == "background" or self.uncertain or self.multi


class Amount(_Part):
    value: float | None = None


class LabelledCommitment(_Part):
    actor: tuple[str, ...] = ()
    kind: str
    modality: str
    asserted_by: str
    quantities: tuple[Amount, ...] = ()
    evidence: Words = ""

    @property
    def values(self) -> list[str]:
        """The figures, in an order that does not depend on the text's."""
        return sorted("?" if amount.value is None else f"{amount.value:.12g}" for amount in self.quantities)


class LabelledConflict(_Part):
    kind: str
    claimed_by: str | None = None
    by: str | None = None
    evidence: Words = ""


class LabelledDocument(_Part):
    """All that one document says."""

    id: str
    calls: tuple[LabelledCall, ...] = ()
    commitments: tuple[LabelledCommitment, ...] = ()
    conflicts: tuple[LabelledConflict, ...] = ()


def read_labels(file: Path) -> dict[str, LabelledDocument]:
    """The labelled documents of a file of JSON lines, by id.

    Raises `NotFound` if the file can't be read, `ReadoutError` with the line for one that is no label.
    """
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise NotFound(f"{file}: {error.strerror}") from None
    found: dict[str, LabelledDocument] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            document = LabelledDocument.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "the line"
            raise ReadoutError(f"{file}, line {number}: {where}: {first['msg']}") from None
        found[document.id] = document
    return found
