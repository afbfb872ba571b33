"""A scenario by its name."""

from __future__ import annotations

from pathlib import Path

from simulation.scenario.build import build
from simulation.scenario.files import find, read, told
from simulation.scenario.reading import check
from simulation.scenario.scenario import Scenario
from simulation.scenario.schema import ScenarioFile


def load(
    name: str | Path, *, rules: str | None = None, redraft: bool = False, **parameters: float
) -> Scenario:
    """A scenario by name or path, with another rule set or other parameters if given.

    With ``redraft`` the penholders of a scripted scenario draft anew, and the
    recorded strengths are left aside.

    >>> load("horseshoe", rules="no-veto", patron_probability=0.0).rules_name
    'no-veto'

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    path = find("scenario", str(name))
    raw = read(path)
    if rules is not None:
        raw["rules"] = rules
    if parameters:
        raw["parameters"] = {**raw.get("parameters", {}), **parameters}
    return build(check(ScenarioFile, raw, told(path)), name=path.stem, where=path, redraft=redraft)
