"""Designs: which settings of a scenario are played, grids, samples, or a table of one's own.

Every setting of a design meets the same histories (common random numbers), so that what
differs between two of them is due to the setting.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import qmc

from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.scenario import Scenario
from simulation.stages.numerics import Floats
from simulation.stages.parameters import TABLE, Parameters
from simulation.stages.voting import cutpoints_cross

SPREAD = 0.5
"""Unless told otherwise a parameter is varied by half of its value, up and down."""

LARGEST_GRID = 100_000

COSTS = (
    "veto_cost", "legitimacy_veto_cost", "party_relief", "consensus_bonus", "dissent_cost",
    "legitimacy_prior",
)  # fmt: skip
"""What decides whether the consensus bonus stays below the cost of a no."""

NARROWER = (0.4, 0.3, 0.2, 0.15, 0.1, 0.05)
"""Shares by which these are varied where a half is too much."""

ORDERED = (("severity_min", "severity_max"), ("tie_min", "tie_max"), ("bloc_min", "bloc_max"))
"""Least values that may not exceed greatest ones."""


@dataclass(frozen=True)
class Design:
    """Settings of parameters: ``points`` (point, key)."""

    keys: tuple[str, ...]
    points: Floats

    def __len__(self) -> int:
        """How many settings."""
        return len(self.points)

    def settings(self) -> list[dict[str, float]]:
        """Each setting as a mapping; whole numbers rounded."""
        return [
            {
                key: round(float(value)) if TABLE[key]["whole"] else float(value)
                for key, value in zip(self.keys, point, strict=True)
            }
            for point in self.points
        ]


def known(keys: Iterable[str], where: str) -> list[str]:
    """A sentence for each key that is no parameter."""
    return [
        f"{where} {key}: is no parameter; {nearest(key, TABLE)} (docs/parameters.md)"
        for key in keys
        if key not in TABLE
    ]


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def outside(key: str, value: float, where: str) -> list[str]:
    """A sentence if a value lies outside its parameter's range."""
    low, high = TABLE[key]["low"], TABLE[key]["high"]
    if low <= value <= high:
        return []
    return [f"{where} {key} = {value:g}: must be from {low:g} to {high:g}"]


def grid(vary: Sequence[str]) -> Design:
    """Every combination of ``KEY=A,B,C`` lists, the last changing fastest.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    mistakes: list[str] = []
    lists: dict[str, list[float]] = {}
    for text in vary:
        key, _, values = text.partition("=")
        read = [number(value) for value in values.split(",")] if values else []
        if not read or None in read:
            mistakes.append(f"--vary {text}: write KEY=A,B,C with numbers, as veto_cost=0.2,0.4")
        elif key in lists:
            mistakes.append(f"--vary {key}: is given twice; write all its values in one")
        elif wrong := known([key], "--vary"):
            mistakes += wrong
        else:
            lists[key] = [value for value in read if value is not None]
            for value in lists[key]:
                mistakes += outside(key, value, "--vary")
    many = math.prod(len(values) for values in lists.values())
    if many > LARGEST_GRID:
        mistakes.append(f"--vary: makes {many:,} settings, more than {LARGEST_GRID:,}; sample them")
    if mistakes:
        raise InputError(mistakes)
    return Design(tuple(lists), np.array(list(itertools.product(*lists.values())), dtype=float))


def ranges(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """``KEY=LOW,HIGH`` texts as ranges.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    mistakes: list[str] = []
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        key, _, ends = text.partition("=")
        read = [number(end) for end in ends.split(",")]
        if len(read) != 2 or read[0] is None or read[1] is None or read[0] >= read[1]:
            mistakes.append(f"--range {text}: write KEY=LOW,HIGH with LOW below HIGH")
        elif wrong := known([key], "--range"):
            mistakes += wrong
        else:
            mistakes += outside(key, read[0], "--range") + outside(key, read[1], "--range")
            found[key] = (read[0], read[1])
    if mistakes:
        raise InputError(mistakes)
    return found


def usual_ranges(p: Parameters, given: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Ranges of every parameter that is not off: half its value up and down, or those given.

    Left out are whole numbers and infinite values. What bears on the cost of a no is
    varied by less, so far that no setting lets the consensus bonus reach that cost.
    """
    found: dict[str, tuple[float, float]] = {}
    for key, row in TABLE.items():
        value = float(getattr(p, key))
        if key in given:
            found[key] = given[key]
        elif value and math.isfinite(value) and not row["whole"]:
            found[key] = around(p, key, SPREAD)
    free = [key for key in COSTS if key in found and key not in given]
    for spread in NARROWER:
        if not any(cutpoints_cross(replace(p, **corner)) for corner in corners(found)):
            break
        found |= {key: around(p, key, spread) for key in free}
    for low, high in ORDERED:
        if low in found and high in found and found[low][1] > found[high][0]:
            middle = (float(getattr(p, low)) + float(getattr(p, high))) / 2.0
            if low not in given:
                found[low] = found[low][0], min(found[low][1], middle)
            if high not in given:
                found[high] = max(found[high][0], middle), found[high][1]
    return found


def around(p: Parameters, key: str, spread: float) -> tuple[float, float]:
    """A share of a parameter's value up and down, inside its range."""
    value, row = float(getattr(p, key)), TABLE[key]
    low, high = sorted((value * (1.0 - spread), value * (1.0 + spread)))
    return max(low, row["low"]), min(high, row["high"])


def corners(over: Mapping[str, tuple[float, float]]) -> Iterable[dict[str, float]]:
    """Every combination of the ends of what bears on the cost of a no."""
    here = {key: over[key] for key in COSTS if key in over}
    return (dict(zip(here, ends, strict=True)) for ends in itertools.product(*here.values()))


def sampled(how: str, count: int, over: Mapping[str, tuple[float, float]], *, seed: int) -> Design:
    """A Latin hypercube (``lhs``) or Sobol sequence (``sobol``) of so many settings.

    Raises
    ------
    InputError
        If there is nothing to vary, or the number is none that the sample can have.
    """
    if not over:
        raise InputError([f"--design {how}:{count}: nothing to vary; give --range KEY=LOW,HIGH"])
    if count < 1 or count > LARGEST_GRID:
        raise InputError([f"--design {how}:{count}: write a number from 1 to {LARGEST_GRID:,}"])
    if how == "sobol" and count & (count - 1):
        raise InputError(
            [f"--design sobol:{count}: a Sobol sequence is even at powers of two; "
             f"write {1 << count.bit_length()}"]
        )  # fmt: skip
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    sampler = {"lhs": qmc.LatinHypercube, "sobol": qmc.Sobol}[how](len(over), rng=generator)
    low, high = np.array(list(over.values()), dtype=float).T
    return Design(tuple(over), low + (high - low) * sampler.random(count))


def read_table(path: Path) -> Design:
    """Settings from a CSV table: a column a parameter, a line a setting.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = getattr(error, "strerror", None) or "is not a CSV table in UTF-8"
        raise InputError([f"--design {path}: cannot be read: {why}"]) from error
    if len(lines) < 2:
        raise InputError([f"--design {path}: holds no setting; write a head line, then one a line"])
    keys = [key.strip() for key in lines[0]]
    mistakes = known(keys, f"--design {path}:")
    mistakes += [
        f"--design {path}: {k}: stands twice" for k in sorted({*keys}) if keys.count(k) > 1
    ]
    rows: list[list[float]] = []
    for place, line in enumerate(lines[1:], start=2):
        read = [number(cell) for cell in line]
        if len(read) != len(keys) or None in read:
            mistakes.append(f"--design {path}: line {place}: write {len(keys)} numbers")
            continue
        rows.append([value for value in read if value is not None])
        if not mistakes:
            for key, value in zip(keys, rows[-1], strict=True):
                mistakes += outside(key, value, f"--design {path}: line {place}:")
    if mistakes:
        raise InputError(mistakes[:20])
    return Design(tuple(keys), np.array(rows, dtype=float))


def design_of(
    scenario: Scenario,
    *,
    vary: Sequence[str] = (),
    design: str | None = None,
    range_: Sequence[str] = (),
    seed: int = 1,
) -> Design | None:
    """The design that a command asks for, or None; each setting playable.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    given = ranges(range_)
    if vary and design:
        raise InputError(["--vary and --design: choose one"])
    if given and (design is None or design.endswith(".csv")):
        raise InputError(["--range: goes with --design lhs:N or sobol:N"])
    if vary:
        made = grid(vary)
    elif design is None:
        return None
    elif design.endswith(".csv"):
        made = read_table(Path(design))
    else:
        how, _, count = design.partition(":")
        if how not in ("lhs", "sobol") or not count.isdigit():
            raise InputError(
                [f"--design {design}: write lhs:N, sobol:N or the path of a CSV table"]
            )
        over = given or usual_ranges(scenario.parameters, {})
        made = sampled(how, int(count), over, seed=seed)
    check_playable(scenario.parameters, made)
    return made


def check_playable(p: Parameters, design: Design) -> None:
    """Refuse a design with settings that no Council could be played at.

    Raises
    ------
    InputError
        Naming the first.
    """
    for place, setting in enumerate(design.settings(), start=1):
        changed = Parameters(**{**vars(p), **setting})
        crossed = [
            f"{low} exceeds {high}"
            for low, high in ORDERED
            if getattr(changed, low) > getattr(changed, high)
        ]
        if cutpoints_cross(changed):
            crossed.append("the consensus bonus reaches the cost of a no (b ≥ c)")
        if crossed:
            told = ", ".join(f"{key}={value:g}" for key, value in setting.items())
            raise InputError(
                [f"setting {place} of the design ({told[:160]}): {'; '.join(crossed)}; "
                 "narrow the ranges"]
            )  # fmt: skip
