"""The same crises under several settings: paired differences, and how many runs they need."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulation.analysis.caveat import caveat_of
from simulation.analysis.sums_tasks import check_total, play_measures
from simulation.engine.draws import check_source
from simulation.experiments.batch import hired
from simulation.experiments.design import setting_words
from simulation.experiments.kept import NOT_KEPT, Kept
from simulation.experiments.manifest import Manifest
from simulation.experiments.processes import wrong_number
from simulation.experiments.ranges import Value
from simulation.experiments.record import OnRecord, on_record, too_weak
from simulation.experiments.workforce import Notify, Progress
from simulation.measures.contrasts import Estimate, contrast, differing, level, paired
from simulation.measures.names import chosen, words_of
from simulation.measures.rates import Sums, student
from simulation.measures.table import Measure
from simulation.scenario.calls import Call
from simulation.scenario.load import changed, check_changes, loaded
from simulation.scenario.mistakes import Gathered, InputError, Mistake, check_list, naming, shown
from simulation.scenario.scenario import Scenario

DEFAULT = (
    "adopted", "vetoed", "withheld", "hidden_large", "paralysis_clients", "paralysis_others",
    "unanswered", "easy_riding", "provision", "security_gap", "deterred", "legitimacy",
)  # fmt: skip
"""What is compared by default."""

AS_IT_IS = "as it is"
"""The name of a scenario with nothing changed."""

MOST_NEEDED = 10**12
"""Histories beyond which nobody need count."""

FEW = 10
"""With fewer histories that differ, an interval made from their spread is too sure."""


@dataclass(frozen=True)
class Compared:
    """One measure under one setting, and its difference from the first setting.

    Attributes
    ----------
    measure : str
        Its name.
    words : str
        What it is, in words.
    setting : str
        The setting.
    level : Estimate
        The measure itself with its 95 % interval.
    paired : Estimate
        The difference history by history, as both meet the same draws; without an interval
        where no history differs, since the spread is then not known.
    unpaired : Estimate
        What the interval would be if the draws were not shared.
    differing : int
        The histories in which the measure's sums are not the same.
    """

    measure: str
    words: str
    setting: str
    level: Estimate
    paired: Estimate
    unpaired: Estimate
    differing: int

    @property
    def few(self) -> bool:
        """Whether too few histories differ for the paired interval to be trusted."""
        return self.differing < FEW


@dataclass(frozen=True)
class Comparison:
    """Settings compared over the same histories; the first is what others are held against.

    Attributes
    ----------
    scenario : str
        Its name.
    settings : tuple of str
        The settings, by name.
    runs : int
        How many histories each setting meets.
    seed : int
        Which.
    rows : tuple of Compared
        One a measure and setting.
    cannot_say : str or None
        What stands under results about real states.
    replays : bool
        Whether a script decides what is tabled.
    record : OnRecord or None
        What stands on record beside.
    too_weak : str or None
        Under which settings no draft of a script is an adequate mandate.
    """

    scenario: str
    settings: tuple[str, ...]
    runs: int
    seed: int
    rows: tuple[Compared, ...]
    cannot_say: str | None = None
    replays: bool = False
    record: OnRecord | None = None
    too_weak: str | None = None

    def of(self, measure: str, setting: str) -> Compared:
        """One row.

        Parameters
        ----------
        measure : str
            The name of a measure.
        setting : str
            The name of a setting, one of ``settings``.

        Returns
        -------
        Compared
            The measure under that setting.

        Raises
        ------
        KeyError
            If there is none.
        """
        for row in self.rows:
            if (row.measure, row.setting) == (measure, setting):
                return row
        raise KeyError((measure, setting))

    def needed(self, row: Compared, precision: float) -> tuple[int | None, int | None]:
        """How many histories bring the interval of a difference to ± ``precision``.

        Parameters
        ----------
        row : Compared
            The difference.
        precision : float
            Half the interval to be reached, in the unit of the measure; more than 0.

        Returns
        -------
        tuple of two (int or None)
            With common draws, and with draws of its own for each setting; None where no
            interval is known, fewer than ten histories differ, so that too little is known
            of the spread, or no number up to 10^12 is enough.
        """
        if row.few:
            return None, None
        return (
            histories_needed(row.paired.half, self.runs, precision),
            histories_needed(row.unpaired.half, self.runs, precision),
        )


def histories_needed(half: float, histories: int, precision: float) -> int | None:
    """How many histories bring an interval of ± ``half`` over ``histories`` to ± ``precision``.

    The fewest n with t(n-1)·s/√n at most the precision, s being the spread over
    histories that made the interval; at least 2. None if that is not known, or if
    10^12 are not enough.
    """
    if math.isnan(half) or half == 0.0:
        return None
    spread = half * math.sqrt(histories) / student(histories)

    def enough(n: int) -> bool:
        return student(n) * spread / math.sqrt(n) <= precision

    low, high = 1, 2
    while not enough(high):
        if high >= MOST_NEEDED:
            return None
        low, high = high, min(2 * high, MOST_NEEDED)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def compare(
    scenario: Scenario | str | Path,
    *,
    rules: Sequence[str] = (),
    against: Sequence[Mapping[str, Value]] = (),
    measures: Sequence[str] = DEFAULT,
    runs: int = 500,
    seed: int = 1,
    workers: int = 1,
    keep: Kept = NOT_KEPT,
    progress: Progress = lambda _: None,
    notify: Notify = lambda _: None,
) -> Comparison:
    """Play the same histories under each setting and take differences history by history.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated: a scenario, the name of one that is shipped, or the path of a file.
        As it is, it is the first setting, unless rule sets are named: then the first of
        these is.
    rules : sequence of str
        Names of rule sets, each a setting.
    against : sequence of mappings of str to value
        Further settings: keys of a scenario (:func:`simulation.scenario.load.changed`)
        and their values, changed in the first setting.
    measures : sequence of str
        What is compared (:data:`simulation.measures.table.MEASURES`).
    runs : int
        How many histories, 2 or more; each setting meets the same.
    seed : int
        Which histories, 0 or more.
    workers : int
        Processes of this machine that play; the result is the same. They are fresh ones:
        a script that asks for them keeps its own work behind ``if __name__ == "__main__":``.
    keep : Kept, optional
        Where finished histories are kept, so that the same call goes on from them.
    progress : callable, optional
        Called with the number of histories just finished.
    notify : callable, optional
        Called with a sentence where a worker died and histories are played again.

    Returns
    -------
    Comparison
        A row a measure and setting.

    Raises
    ------
    InputError
        If a name or value is not there, or there are not two settings to compare.

    Examples
    --------
    >>> found = compare("horseshoe", rules=["charter", "no-veto"], measures=["vetoed"], runs=20)
    >>> found.of("vetoed", "no-veto").level.value
    0.0
    """
    check_effort(runs=runs, seed=seed, workers=workers)
    for name, given in (("rules", rules), ("measures", measures)):
        check_list(name, given)
    measured = chosen(measures)
    made = settings_of(loaded(scenario), rules, against)
    check_total(runs * len(made), next(iter(made.values())).rounds, len(measured))
    with hired(workers) as who:
        sums = play_measures(
            list(made.values()), list(measured), runs=runs, seed=seed, who=who, keep=keep,
            progress=progress, notify=notify,
        )  # fmt: skip
    played = dict(zip(made, sums, strict=True))
    first = next(iter(made))
    base = made[first]
    rows = tuple(
        compared(name, measure, setting, played[first][name], played[setting][name])
        for name, measure in worded(measured, base).items()
        for setting in made
    )
    manifests = {
        name: Manifest.of(scenario, runs=runs, seed=seed, detail="runs", engine="arrays")
        for name, scenario in made.items()
    }
    return Comparison(
        base.name, tuple(made), runs, seed, rows,
        caveat_of(base), base.replays, on_record(manifests[first]),
        too_weak_under(manifests),
    )  # fmt: skip


def too_weak_under(manifests: Mapping[str, Manifest]) -> str | None:
    """Under which settings no draft of a script is an adequate mandate; None under none."""
    said = {name: too_weak(manifest) for name, manifest in manifests.items()}
    weak = {name: words for name, words in said.items() if words}
    if not weak:
        return None
    if len(weak) == len(said) and len(set(weak.values())) == 1:
        return next(iter(weak.values()))
    return " ".join(f"Under {name}: {words}" for name, words in weak.items())


def worded(measured: Mapping[str, Measure], scenario: Scenario) -> dict[str, Measure]:
    """The measures, in words that say what a script decides."""
    return {
        name: replace(measure, words=words_of(name, replays=scenario.replays))
        for name, measure in measured.items()
    }


def check_effort(*, runs: int, seed: int, workers: int) -> None:
    """Refuse what cannot be played, every mistake at once.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    mistakes = wrong_number(workers)
    if isinstance(runs, bool) or not isinstance(runs, int) or not 2 <= runs <= MOST_NEEDED:
        why = f"must be a whole number from 2 to {MOST_NEEDED:,}"
        mistakes.append(Mistake("", "runs", why, value=shown(runs)))
    try:
        check_source(seed, range(1))
    except InputError as error:
        mistakes += error.mistakes
    if mistakes:
        raise InputError(mistakes)


NOTHING_TO_COMPARE = (
    "nothing to compare: name two rule sets, as in ", Call(rules=["charter", "no-veto"]),
    ", or a change, as in ", Call(against=[{"veto_cost": 0.4}]),
)  # fmt: skip


def settings_of(
    scenario: Scenario, rules: Sequence[str], against: Sequence[Mapping[str, Value]]
) -> dict[str, Scenario]:
    """The scenarios to be compared, by a name for each.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    made, mistakes = made_or_wrong(scenario, rules, against)
    mistakes += too_few(rules, against)
    if mistakes:
        raise InputError(mistakes)
    return made


def too_few(rules: Sequence[str], against: Sequence[object]) -> list[str]:
    """The mistake of naming fewer settings than two, the scenario's own among them."""
    enough = len(rules) + len(against) >= (2 if rules else 1)
    return [] if enough else [Mistake("", "", NOTHING_TO_COMPARE)]


def made_or_wrong(
    scenario: Scenario | None, rules: Sequence[str], against: Sequence[Mapping[str, Value]]
) -> tuple[dict[str, Scenario], list[str]]:
    """The scenarios under these settings, by a name for each, and every mistake in them.

    Without a scenario, what can be checked without it is.
    """
    base = {"rules": rules[0]} if rules else {}
    named: list[tuple[str, str, Mapping[str, Value]]]
    named = [("rules", name, {"rules": name}) for name in rules] or [("", AS_IT_IS, {})]
    named += [("against", setting_words(changes), changes) for changes in against]
    made: dict[str, Scenario] = {}
    seen: set[str] = set()
    wrong = Gathered()
    for argument, name, changes in named:
        if name in seen or not name:
            why = "is named twice; name each setting once"
            empty = ": a change is empty; give a key and a value"
            wrong.note(
                Mistake("", argument, why if name else empty, value=repr(name) if name else None)
            )
            continue
        seen.add(name)
        with wrong.kept(), naming(argument, {*changes}):
            if scenario is None:
                check_changes(changes)
            else:
                made[name] = changed(scenario, {**base, **changes}) if changes else scenario
    return made, wrong.mistakes


def compared(name: str, measure: Measure, setting: str, base: Sums, here: Sums) -> Compared:
    """One row.

    The unpaired interval adds the linearised variances of both: Wilson's ends, which
    shrink with 1/n where none of n is counted, would not say how many are needed.
    """
    difference = paired(here, base)
    half = math.hypot(contrast([here], [1.0]).half, contrast([base], [1.0]).half)
    return Compared(
        measure=name,
        words=measure.words,
        setting=setting,
        level=level(here, share=measure.share),
        paired=difference,
        unpaired=Estimate(difference.value, difference.value - half, difference.value + half),
        differing=differing(here, base),
    )
