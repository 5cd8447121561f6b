"""Killed at random moments and started again, a replay ends like an undisturbed one (long form: `bench/kill.py`)."""

from __future__ import annotations

from pathlib import Path

from bench.kill import campaign, write_articles


def test_a_replay_that_is_killed_again_and_again_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    write_articles(file, 250, seed=7, calls=0.2)
    result = campaign(tmp_path, file, kills=4, seed=7)
    assert result.differing == []
    assert result.rows["calls"] > 10
    assert result.rows["notifications"] > 10
    assert result.kills == 4
