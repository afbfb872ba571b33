"""A scenario by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.scenario.build import build
from simulation.scenario.files import find, is_path, read, told
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import check
from simulation.scenario.scenario import Scenario
from simulation.scenario.schema import ScenarioFile


def load(
    name: str | Path,
    *,
    rules: str | Path | None = None,
    burden: str | None = None,
    redraft: bool = False,
    settings: Mapping[str, Any] | None = None,
    **parameters: float,
) -> Scenario:
    """A scenario by name or path, with other rules or parameters if given.

    ``rules`` names another rule set, ``burden`` another way of sharing burdens:
    voluntary, optimum or assessed.

    With ``redraft`` the penholders of a scripted scenario draft anew, and the
    recorded strengths are left aside. Parameters may be given as keywords or,
    from a program, as the mapping ``settings``.

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
        # A path given here starts from the working folder, one in a file from the file.
        given = str(rules)
        raw["rules"] = str(Path(given).resolve()) if is_path(given) else given
    if burden is not None:
        raw["burden"] = burden
    changed = {**(settings or {}), **parameters}
    if changed and isinstance(raw.get("parameters", {}), dict):
        raw["parameters"] = {**raw.get("parameters", {}), **changed}
    try:
        file = check(ScenarioFile, raw, told(path))
    except InputError as error:
        raise InputError(blamed(m, told(path), changed) for m in error.mistakes) from error
    return build(file, name=path.stem, where=path, redraft=redraft, rules_given=rules is not None)


def loaded(scenario: Scenario | str | Path) -> Scenario:
    """A scenario, whether it is one already or a name or path."""
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def blamed(mistake: str, file: str, changed: Mapping[str, Any]) -> str:
    """A mistake in what was changed, told of the change and not of the file."""
    for key in changed:
        mistake = mistake.replace(f"{file}: parameters.{key} = ", f"parameter {key} = ")
    return mistake
