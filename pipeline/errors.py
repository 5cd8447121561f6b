"""The ways in which work can fail. Failure is data: the class says what the runner does with it."""

from __future__ import annotations


class ReadoutError(Exception):
    """Base of every error that Readout raises on purpose; its text is meant for a person."""


class Transient(ReadoutError):
    """The work may succeed later (network, lock, broker): retried with backoff, nothing is skipped."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds that the other side asked to wait, if it did."""


class Reject(ReadoutError):
    """This record can never be handled: it goes to the dead letters with this reason."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        """A short, stable name that dead letters are counted by, e.g. ``unknown-schema-version``."""
        self.detail = detail


class SettingsError(ReadoutError):
    """A setting is wrong; the message names the setting, the file and line, and what is allowed."""


class InUse(ReadoutError):
    """Another live process holds what this one asked for; the message says which process."""


class StageHalted(ReadoutError):
    """A stage stopped uncommitted because going on would have lost records."""


class NotFound(ReadoutError):
    """What was asked for by name is not there."""


class Fenced(Transient):
    """A partition went to another consumer of the group while this one was working on it."""
