"""What all tests share: where things are, and a clock that stands until it is moved."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ("tests.services.fixtures",)

settings.register_profile("house", deadline=None)  # a busy machine is slow, and no test is about that
settings.load_profile("house")

REPOSITORY = Path(__file__).parent.parent
SHARED = REPOSITORY.parent / "shared"


class StandingClock:
    """A clock that moves only when it is told to, or when somebody waits on it."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)) -> None:
        self._start = at
        self._now = at

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    def wait(self, seconds: float, until: threading.Event) -> bool:
        self.move(seconds)
        return until.is_set()

    def move(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled texts beside the checkout, which a user's clone does not have."""
    if not SHARED.is_dir():
        pytest.skip("../shared, the labelled texts, is not beside this checkout")
    return SHARED
