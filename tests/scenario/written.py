"""A scenario of one's own in a file, and what is said of it."""

from pathlib import Path

import pytest

from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


def written(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def mistakes_of(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        load(written(folder, text))
    return caught.value.mistakes


HORSESHOE = 'title = "Mine"\ncouncil = "archetypes"\n'
