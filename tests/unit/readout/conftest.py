"""A data directory, and a way to call the program on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readout.cli import main
from readout.paths import CONFIG
from tests.unit.readout.cli_builders import Place, Said


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.close()


@pytest.fixture
def tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Calls `readout` with these arguments on the data directory of `place`.

    `config` is the directory of feeds and leaders.
    """

    def tell(*arguments: str, config: Path = CONFIG) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--data-dir", str(tmp_path), *arguments], config=config)
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return tell
