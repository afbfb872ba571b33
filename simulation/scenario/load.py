"""A scenario by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.scenario.build import build
from simulation.scenario.files import DEEPEST, find, in_its_case, is_path, names, read, shown_path
from simulation.scenario.mistakes import (
    Gathered,
    InputError,
    Mistake,
    dotted,
    naming,
    shortened,
    shown,
)
from simulation.scenario.reading import Shelf, check, load_rules
from simulation.scenario.salvage import ShapeError
from simulation.scenario.scenario import Scenario
from simulation.scenario.schema import REGION_WEIGHTS, TYPE_WEIGHTS, ScenarioFile

TOP = ("rounds", "rules", "burden")
"""Keys of a scenario itself that may be changed; every other bare key is a parameter."""

OWN_OPTIONS = ("rules", "burden")
"""Of these, those that are arguments of their own."""

WEIGHTS: dict[str, Mapping[Any, float]] = {"types": TYPE_WEIGHTS, "regions": REGION_WEIGHTS}
"""Tables of challenges whose other weights stay where one is changed."""

DEEPEST_PROFILE = 3
"""profiles.MEMBER.KEY: a table inside a profile is replaced whole, so none of it is changed."""


def load(
    name: Scenario | str | Path,
    *,
    rules: str | Path | None = None,
    burden: str | None = None,
    redraft: bool = False,
    settings: Mapping[str, Any] | None = None,
    **parameters: float,
) -> Scenario:
    """A scenario by name or path, with other rules or parameters if given.

    Parameters
    ----------
    name : str, Path or Scenario
        The name of a scenario that is shipped, the path of a file, or a scenario that is
        loaded already and is to be changed.
    rules : str or Path, optional
        Another rule set, by its name or the path of its file.
    burden : {"voluntary", "optimum", "assessed"}, optional
        Another way of sharing burdens.
    redraft : bool
        Whether the penholders of a scripted scenario draft again; the recorded strengths are
        then left aside.
    settings : mapping of str to value, optional
        Any keys of a scenario, written as :func:`changed` has them.
    **parameters : float
        Parameters by name; docs/parameters.md has the unit and range of each.

    Returns
    -------
    Scenario
        Checked whole; it never changes.

    Raises
    ------
    InputError
        With a sentence for every mistake.

    Examples
    --------
    >>> load("horseshoe", rules="no-veto", patron_probability=0.0).rules_name
    'no-veto'
    >>> load(load("horseshoe"), veto_cost=0.3).parameters.veto_cost
    0.3
    """
    given = {"rules": None if rules is None else str(rules), "burden": burden}
    named: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    twice = [key for key in settings or {} if key in named or key in parameters]
    if twice:
        why = ": is in settings and an argument of its own; keep one"
        raise InputError(Mistake("", key, why) for key in twice)
    changes = {**named, **(settings or {}), **parameters}
    if isinstance(name, Scenario):
        return altered(name, changes, redraft=redraft or name.redraft)
    gathered = Gathered()
    with gathered.kept():
        path = find("scenario", str(name))
        raw = read(path)
    if gathered.mistakes:
        gathered.take(check_changes, changes)
        raise InputError(gathered.mistakes)
    return made(raw, path.stem, path, changes, redraft=redraft)


def check_changes(changes: Mapping[str, Any]) -> None:
    """Check of changes what can be checked where it is not known which scenario they are of.

    These are parameters, rounds, the sharing of burdens, and whether there is such a rule set.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    gathered = Gathered()
    own = {key: value for key, value in changes.items() if len(place(key)) == 1}
    own |= {key: value for key, value in changes.items() if place(key)[:1] == ["parameters"]}
    raw: dict[str, Any] = {"title": "any", "council": "any"}
    put_all(raw, own, gathered)
    with gathered.kept():
        check(ScenarioFile, raw, "")
    if isinstance(rules := changes.get("rules"), str) and rules.strip():
        with gathered.kept(), naming("rules"):
            load_rules(rules)
    if gathered.mistakes:
        raise InputError(dict.fromkeys(blamed(m, "", own) for m in gathered.mistakes))


def loaded(scenario: Scenario | str | Path) -> Scenario:
    """A scenario, whether it is one already or a name or path.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated: a scenario, the name of one that is shipped, or the path of a file.

    Returns
    -------
    Scenario
        The same object where it is a scenario already.

    Raises
    ------
    InputError
        If there is none of that name, or its file holds mistakes.
    """
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def changed(scenario: Scenario, changes: Mapping[str, Any], shelf: Shelf | None = None) -> Scenario:
    """A scenario with some of its keys changed, checked again.

    A bare key is a parameter, or ``rounds``, ``rules`` or ``burden``; any other is
    written with its tables, as ``profiles.rival.alignment`` or
    ``crisis[1].draft[2].strength``, counted from one. A caller that makes many gives a
    ``shelf``, on which what they name is read once.

    >>> from simulation.scenario.load import load
    >>> changed(load("horseshoe"), {"veto_cost": 0.3, "rounds": 8}).rounds
    8

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    return altered(scenario, changes, redraft=scenario.redraft, shelf=shelf)


def altered(
    scenario: Scenario, changes: Mapping[str, Any], *, redraft: bool, shelf: Shelf | None = None
) -> Scenario:
    """A scenario with some of its keys changed, redrafted or not."""
    raw = scenario.file.model_dump(exclude_unset=True)
    return made(
        raw, scenario.name, scenario.where, changes, redraft=redraft, again=True, shelf=shelf
    )


def made(
    raw: dict[str, Any],
    name: str,
    where: Path,
    changes: Mapping[str, Any],
    *,
    redraft: bool,
    again: bool = False,
    shelf: Shelf | None = None,
) -> Scenario:
    """The scenario of a file's content with some keys changed.

    ``again`` says that it was built before, perhaps under rules that are not the file's.
    """
    file = shown_path(where)
    gathered = Gathered()
    for table, usual in WEIGHTS.items():
        if any(key.startswith(f"challenges.{table}.") for key in changes):
            raw.setdefault("challenges", {}).setdefault(table, dict(usual))
    put_all(raw, changes, gathered)
    try:
        checked, unknown = check(ScenarioFile, raw, file), frozenset[str]()
    except ShapeError as error:
        gathered.add(error.mistakes)
        checked, unknown = error.usable, error.unknown
    made = None
    if checked is not None:
        made = gathered.take(
            build,
            checked,
            name=name,
            where=where,
            redraft=redraft,
            rules_given=again or "rules" in changes,
            shelf=shelf,
            unknown=unknown,
        )
    if made is None or gathered.mistakes:
        raise InputError(dict.fromkeys(blamed(m, file, changes) for m in gathered.mistakes))
    return made


def place(key: str) -> list[str | int]:
    """Where a key stands: ``crisis[1].severity`` at ``["crisis", 0, "severity"]``."""
    if re.fullmatch(r"\w+", key):
        return [key] if key in TOP else ["parameters", key]
    parts = re.findall(r"\[(\d{1,9})\]|([^.\[\]]+)", key)
    return [int(number) - 1 if number else name for number, name in parts]


def put_all(raw: dict[str, Any], changes: Mapping[str, Any], gathered: Gathered) -> None:
    """Put changes at their places, and note those for which there is none."""
    if "rounds" in changes and raw.get("crisis"):
        why = "a script has a round a draft; leave it out"
        value = shown(changes["rounds"])
        gathered.add([Mistake("", "setting", why, value=value, whose=" rounds")])
        changes = {key: value for key, value in changes.items() if key != "rounds"}
    for key, value in changes.items():
        # A path given here starts from the working folder, one in a file from the file.
        if key == "rules" and isinstance(value, str):
            path = is_path(value)
            value = str(Path(value).resolve()) if path else in_its_case(value, names("rule set"))
        if not put(raw, key, value):
            why = "there is no such place in this scenario"
            whose = f" {shortened(key)}"
            gathered.add([Mistake("", "setting", why, value=shown(value), whose=whose)])


def put(raw: dict[str, Any], key: str, value: Any) -> bool:
    """Put a value at its place, making tables on the way; False where there is none."""
    *way, last = place(key) or [""]
    too_deep = len(way) >= (DEEPEST_PROFILE if way[:1] == ["profiles"] else DEEPEST)
    here: Any = None if too_deep else raw
    for step in way:
        if isinstance(here, dict) and isinstance(step, str):
            here = here.setdefault(step, {})
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            here = here[step]
        else:
            here = None
    if not isinstance(here, dict) or not isinstance(last, str):
        return False
    here[last] = value
    return True


def blamed(mistake: str, file: str, changes: Mapping[str, Any]) -> str:
    """A mistake in what was changed, said of the change and not of the file."""
    if not isinstance(mistake, Mistake) or mistake.source != file:
        return mistake
    own = [key for key in changes if place(key)[:1] == ["parameters"]]
    if involved := [key for key in own if place(key)[-1] in mistake.about]:
        what = "parameter" if len(involved) == 1 else "parameters"
        named = ", ".join(f"{key} = {changes[key]:g}" for key in involved)
        return Mistake("", what, mistake.parts, whose=f" {named}{mistake.whose}")
    for key in changes:
        if dotted(place(key)) == mistake.key:
            what, whose = key, mistake.whose
            if key not in OWN_OPTIONS:
                what = "parameter" if key in own and len(place(key)) == 2 else "setting"
                whose = f" {key}{whose}"
            return Mistake("", what, mistake.parts, value=mistake.value, whose=whose)
    return mistake
