"""Where a service comes from: named in the environment, else installed, else an image, else the test says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest

from tests.services import containers
from tests.services.fixtures import first_of, refuse
from tests.services.processes import Missing


@contextmanager
def installed() -> Iterator[str]:
    yield "installed"


@contextmanager
def image() -> Iterator[str]:
    yield "image"


class Nowhere(AbstractContextManager[str]):
    def __enter__(self) -> str:
        raise Missing("no such thing: run `make services`")

    def __exit__(self, *details: object) -> None:
        """It was never entered."""


def test_an_installed_one_comes_before_an_image() -> None:
    with ExitStack() as stack:
        assert first_of(stack, installed(), image) == "installed"


def test_an_image_is_taken_where_an_engine_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "engine_runs", lambda: True)
    with ExitStack() as stack:
        assert first_of(stack, Nowhere(), image) == "image"


def test_a_missing_one_skips_on_a_desk_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "engine_runs", lambda: False)
    monkeypatch.delenv("CI", raising=False)
    with ExitStack() as stack, pytest.raises(pytest.skip.Exception, match="make services"):
        first_of(stack, Nowhere(), image)


def test_a_missing_one_is_a_failure_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="make services"):
        refuse("no such thing: run `make services`")
