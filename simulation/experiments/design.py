"""Designs: which settings of a scenario are played, grids, samples, or a table of one's own.

Every setting of a design meets the same histories (common random numbers), so that what
differs between two of them is due to the setting.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

import numpy as np
from scipy.stats import qmc

from simulation.experiments.points import Point
from simulation.experiments.ranges import (
    WORDS,
    Value,
    comma_hint,
    first_mistakes,
    is_whole,
    known,
    of_key,
    ranges,
    read_value,
    usual_ranges,
)
from simulation.experiments.workforce import Progress
from simulation.scenario.calls import ANY, Call, Word
from simulation.scenario.load import changed, loaded
from simulation.scenario.mistakes import (
    Gathered,
    InputError,
    Mistake,
    Why,
    after,
    check_list,
    shown,
)
from simulation.scenario.reading import Shelf
from simulation.scenario.scenario import Scenario
from simulation.scenario.sheet import read_sheet
from simulation.scenario.words import counted
from simulation.stages.numerics import Floats
from simulation.stages.parameters import Parameters

LARGEST_GRID = 100_000

TABLES = (".csv", ".tsv", ".txt")
"""Endings of the names of tables."""


@dataclass(frozen=True)
class Design:
    """Settings of a scenario, each to be played with the same draws.

    Parameters
    ----------
    keys : tuple of str
        The keys of a scenario that are varied.
    rows : tuple of tuples, (setting, key)
        A value for each of ``keys``: a number, or a word for ``rules`` and ``burden``.

    Attributes
    ----------
    keys : tuple of str
        The keys of a scenario that are varied.
    rows : tuple of tuples, (setting, key)
        The values.

    Examples
    --------
    >>> Design(("veto_cost",), ((0.2,), (0.4,))).settings()
    [{'veto_cost': 0.2}, {'veto_cost': 0.4}]
    """

    keys: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __len__(self) -> int:
        """How many settings."""
        return len(self.rows)

    @classmethod
    def of(cls, keys: Iterable[str], points: Floats) -> Design:
        """A design of numbers.

        Parameters
        ----------
        keys : iterable of str
            The keys that are varied.
        points : array of float, (setting, key)
            Their values, in the units of the keys.

        Returns
        -------
        Design
            A setting a row.
        """
        return cls(tuple(keys), tuple(tuple(map(float, point)) for point in points))

    @property
    def points(self) -> Floats:
        """The numbers (setting, key); only where no words are varied."""
        return np.array(self.rows, dtype=float)

    def settings(self) -> list[dict[str, Value]]:
        """Each setting as a mapping; whole numbers rounded.

        Returns
        -------
        list of dict of str to value
            As :func:`simulation.scenario.load.changed` takes them.
        """
        return [
            {key: as_written(key, value) for key, value in zip(self.keys, row, strict=True)}
            for row in self.rows
        ]


def as_written(key: str, value: Value) -> Value:
    """A value as a scenario file would have it."""
    return round(value) if isinstance(value, float) and is_whole(key) else value


def setting_words(setting: Mapping[str, Value]) -> str:
    """A setting in words: ``veto_cost=0.4, rules=no-veto``."""
    return ", ".join(f"{key}={value_words(value)}" for key, value in setting.items())


def value_words(value: Value) -> str:
    """A value as short as it can be without being another.

    >>> value_words(1.0), value_words(0.4), value_words(0.3000001), value_words("no-veto")
    ('1', '0.4', '0.3000001', 'no-veto')
    """
    if isinstance(value, str):
        return value
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def grid(vary: Mapping[str, Sequence[Value]] | Sequence[str]) -> Design:
    """Every combination of values, the last key changing fastest.

    Parameters
    ----------
    vary : mapping of str to sequence, or sequence of str
        The values of each key, or a text ``KEY=A,B,C`` for each. A key is a parameter,
        ``rounds``, ``rules`` or ``burden``, or any other of a scenario with its tables, as
        ``profiles.rival.alignment``.

    Returns
    -------
    Design
        At most 100,000 settings.

    Raises
    ------
    InputError
        With a sentence for every mistake.

    Examples
    --------
    >>> len(grid({"veto_cost": [0.2, 0.4], "rules": ["charter", "no-veto", "double-veto"]}))
    6
    """
    mistakes: list[str] = []
    texts: dict[str, list[str]] = {}
    check_list("vary", vary, parted=False)
    if isinstance(vary, Mapping):
        gathered = Gathered()
        for key, values in vary.items():
            gathered.take(check_list, f"vary[{key!r}]", values)
        gathered.stop()
        texts = {key: [str(value) for value in values] for key, values in vary.items()}
    else:
        for text in vary:
            key, _, listed = text.partition("=")
            if key.strip() in texts:
                why = "is given twice; write all its values in one"
                mistakes.append(of_key("vary", key, why))
            texts[key.strip()] = listed.split(",") if listed.strip() else []
    lists: dict[str, list[Value]] = {}
    for key, values in texts.items():
        if not values:
            mistakes.append(of_key("vary", key, "write KEY=A,B,C, as veto_cost=0.2,0.4"))
        elif unknown := known([key], "vary"):
            mistakes += unknown
        elif not isinstance(vary, Mapping) and (
            commas := comma_hint("vary", key, ",".join(values))
        ):
            mistakes.append(commas)
        else:
            read = [read_value(key, value, "vary") for value in values]
            mistakes += [mistake for _, wrong in read for mistake in wrong]
            lists[key] = [value for value, _ in read]
            if not any(wrong for _, wrong in read) and len({*lists[key]}) < len(values):
                mistakes.append(of_key("vary", key, "has a value twice; write each once"))
    many = math.prod(len(values) for values in lists.values())
    if many > LARGEST_GRID:
        why = f": makes {many:,} settings, more than {LARGEST_GRID:,}; sample them"
        mistakes.append(Mistake("", "vary", why))
    if mistakes:
        raise first_mistakes(mistakes)
    return Design(tuple(lists), tuple(itertools.product(*lists.values())))


def sampled(how: str, count: int, over: Mapping[str, tuple[float, float]], *, seed: int) -> Design:
    """A Latin hypercube (``lhs``) or Sobol sequence (``sobol``) of so many settings.

    Raises
    ------
    InputError
        If there is nothing to vary, or the number is none that the sample can have.
    """
    if not over:
        raise of_design(f"{how}:{count}", ("nothing to vary; give ", Call(ranges=ENDS)))
    if count < 1 or count > LARGEST_GRID:
        raise of_design(f"{how}:{count}", f"write a number from 1 to {LARGEST_GRID:,}")
    if how == "sobol" and count & (count - 1):
        even = f"a Sobol sequence is even at powers of two; write {1 << count.bit_length()}"
        raise of_design(f"sobol:{count}", even)
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    sampler = {"lhs": qmc.LatinHypercube, "sobol": qmc.Sobol}[how](len(over), rng=generator)
    return Design.of(over, stretched(sampler.random(count), over))


ENDS = {"KEY": (Word("LOW"), Word("HIGH"))}
"""How a range is written."""


def of_design(design: str, why: Why) -> InputError:
    """What is wrong with a design that is named in a word."""
    return InputError([Mistake("", "design", why, value=shown(design))])


def stretched(unit: Floats, over: Mapping[str, tuple[float, float]]) -> Floats:
    """Points of the unit cube (point, key) over ranges; whole numbers each equally often."""
    out = np.empty_like(unit)
    for column, (key, (low, high)) in enumerate(over.items()):
        if is_whole(key):
            out[:, column] = np.minimum(np.floor(low + (high + 1 - low) * unit[:, column]), high)
        else:
            out[:, column] = low + (high - low) * unit[:, column]
    return out


def read_table(path: Path) -> Design:
    """Settings from a CSV table: a column a key, a line a setting.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    sheet = read_sheet(path, str(path))
    keys = sheet.columns
    lines = list(itertools.islice(sheet.rows(), LARGEST_GRID + 1))
    if not lines:
        raise InputError([f"{path}: holds no setting; write a head line, then one a line"])
    if len(lines) > LARGEST_GRID:
        raise InputError([f"{path}: holds more than {LARGEST_GRID:,} settings"])
    mistakes = [after(f"{path}:", mistake) for mistake in known(keys, "")]
    mistakes += [
        f"{path}: {key}: stands twice; keep one column"
        for key in sorted({*keys})
        if keys.count(key) > 1
    ]
    full = [(place, line) for place, line in lines if len(line) == len(keys)]
    by_line = [
        (
            place,
            f"{path}: line {place}: has {counted(len(line), 'value')}; write {len(keys)}",
        )
        for place, line in lines
        if len(line) != len(keys)
    ]
    columns: list[list[Value]] = []
    for key, cells in zip(keys, zip(*(line for _, line in full), strict=True), strict=False):
        texts = cells if key in WORDS else sheet.numbers(cells)
        read = {text: read_value(key, text, "") for text in dict.fromkeys(texts)}
        columns.append([read[text][0] for text in texts])
        by_line += [
            (place, after(f"{path}: line {place}:", mistake))
            for (place, _), text in zip(full, texts, strict=True)
            for mistake in read[text][1]
        ]
    mistakes += [mistake for _, mistake in sorted(by_line, key=itemgetter(0))]
    if mistakes:
        raise first_mistakes(mistakes)
    return Design(keys, tuple(zip(*columns, strict=True)))


def design_of(
    scenario: Scenario | None,
    *,
    vary: Sequence[str] = (),
    design: str | None = None,
    range_: Sequence[str] = (),
    seed: int = 1,
) -> Design | None:
    """The design that a command asks for, or None.

    ``vary`` are texts ``KEY=A,B,C``, ``design`` is ``lhs:N``, ``sobol:N`` or the path
    of a CSV table, ``range_`` are texts ``KEY=LOW,HIGH`` or ``KEY``; without any a
    sample is of all parameters that are not off. Without a scenario, texts are checked.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    gathered = Gathered()
    if vary and design:
        one = (Call(vary=ANY), " and ", Call(design=ANY), ": choose one")
        gathered.note(Mistake("", "", one))
    if range_ and (design is None or is_table(design)):
        why = (": goes with ", Call(design=Word("lhs:N")), " or sobol:N")
        gathered.note(Mistake("", "ranges", why))
    over = gathered.take(ranges, range_)
    found = gathered.take(grid, vary) if vary else None
    if design is not None and is_table(design):
        found = gathered.take(read_table, Path(design))
    elif design is not None:
        p = scenario.parameters if scenario else Parameters()
        found = gathered.take(sample_of, design, over or usual_ranges(p, {}), seed=seed)
    gathered.stop()
    return found


def is_table(design: str | None) -> bool:
    """Whether a design is the path of a table."""
    return design is not None and design.lower().endswith(TABLES)


def sample_of(design: str, over: Mapping[str, tuple[float, float]], *, seed: int) -> Design:
    """The sample that ``lhs:N`` or ``sobol:N`` names.

    Raises
    ------
    InputError
        If it names none.
    """
    how, _, count = design.partition(":")
    if how not in ("lhs", "sobol") or (many := whole_number(count)) is None:
        raise of_design(design, "write lhs:N, sobol:N or the path of a CSV table")
    return sampled(how, many, over, seed=seed)


def whole_number(text: str) -> int | None:
    """A whole number, or None; digits that only look like some, as in 10², are none."""
    try:
        return int(text)
    except ValueError:
        return None


def scenarios_of(
    scenario: Scenario, design: Design, *, progress: Progress = lambda _: None
) -> list[Scenario]:
    """The scenario at every setting of a design.

    ``progress`` is called with the number of settings just made.

    Raises
    ------
    InputError
        With a sentence for every mistake that a setting makes, and where it is made first.
    """
    made: list[Scenario] = []
    first: dict[str, str] = {}
    shelf = Shelf()
    for number_, setting in enumerate(design.settings(), start=1):
        try:
            made.append(changed(scenario, setting, shelf))
        except InputError as error:
            where = f"setting {number_} of the design ({setting_words(setting)[:120]})"
            for mistake in error.mistakes:
                first.setdefault(mistake, where)
        progress(1)
    if first:
        raise first_mistakes(after(f"{where}: ", mistake) for mistake, where in first.items())
    return made


def points_of(
    scenario: Scenario | str | Path, design: Design, *, progress: Progress = lambda _: None
) -> list[Point]:
    """The settings of a design as the points of a batch.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated: a scenario, the name of one that is shipped, or the path of a file.
    design : Design
        Which settings, as :func:`grid` makes them.
    progress : callable, optional
        Called with the number of settings just made.

    Returns
    -------
    list of Point
        One a setting, for ``run_batch(..., points=...)``.

    Raises
    ------
    InputError
        With a sentence for every mistake that a setting makes.

    Examples
    --------
    >>> points = points_of("horseshoe", grid({"veto_cost": [0.2, 0.4]}))
    >>> [point.values for point in points]
    [{'veto_cost': 0.2}, {'veto_cost': 0.4}]
    """
    made = scenarios_of(loaded(scenario), design, progress=progress)
    return [Point(*pair) for pair in zip(design.settings(), made, strict=True)]
