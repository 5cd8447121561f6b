"""`docs/feeds.md` names every setting of a feed and every outcome of a poll."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.http.model import FailureKind
from producers.feeds.settings import FeedSettings

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\s]+)`", TEXT))


@pytest.mark.parametrize("name", FeedSettings.model_fields)
def test_every_setting_is_described(name: str) -> None:
    assert f"| `{name}` |" in TEXT


def outcomes_in_code() -> set[str]:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "producers" / "feeds").glob("*.py"))
    return set(re.findall(r'(?:Unreadable|Failure)\(\s*"([a-z-]+)"', code)) | {str(kind) for kind in FailureKind}


@pytest.mark.parametrize("name", sorted(outcomes_in_code()))
def test_every_outcome_is_described(name: str) -> None:
    assert name in NAMED
