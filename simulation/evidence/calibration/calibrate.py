"""An era calibrated: bands from ballots, a setting from moments, errors, and a fresh look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from scipy.special import stdtrit

from simulation.engine.arrays import play
from simulation.evidence.backtest.reading import IdealPoints
from simulation.evidence.ballots import UNKNOWN
from simulation.evidence.calibration.eras import ROUNDS, Era, Space, scenario_of, setting
from simulation.evidence.calibration.errors import Uncertainty, uncertainty
from simulation.evidence.calibration.likelihood import Bands, bands, lagged_alignment
from simulation.evidence.calibration.match import Effort, Match, Target, match
from simulation.evidence.calibration.moments import (
    PERMANENT,
    Roll,
    Sums,
    recorded,
    simulated,
    sums_of,
    vetoers,
)
from simulation.evidence.tables import Tables
from simulation.experiments.files import write_in_place
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario
from simulation.stages.numerics import Bools, Floats
from simulation.stages.voting import YES

FRESH = 1001
"""Seed of the histories by which a matched setting is judged: not those it was matched on."""

BATCHES = 20
"""They come in so many batches, whose spread gives the model's interval."""

HISTORIES = 100
"""And so many a batch."""

SIGNIFICANT = 3


@dataclass(frozen=True)
class Judged:
    """The moments of fresh histories and their 95 % intervals, all (moment,).

    ``vetoers`` (permanent member,) is no moment: of drafts vetoed, who is against.
    """

    moments: Floats
    low: Floats
    high: Floats
    vetoers: Floats


@dataclass(frozen=True)
class Calibrated:
    """One era: what ballots say, what moments say, how sure that is, and how well it fits.

    ``vetoers`` are the record's, of :func:`moments.vetoers`.
    """

    era: Era
    drafts: int
    vetoers: Floats
    bands: Bands
    bands_of_model: Bands
    target: Target
    match: Match
    uncertainty: Uncertainty
    judged: Judged

    @property
    def inside(self) -> Bools:
        """Which of the model's moments lie inside the record's interval, (moment,)."""
        return self.target.holds(self.judged.moments)

    @property
    def parts(self) -> dict[str, Any]:
        """What the setting changes in a scenario file."""
        return parts_of(self.match)


def calibrate(
    tables: Tables,
    era: Era,
    effort: Effort,
    progress: Callable[[int], None] = lambda _: None,
) -> Calibrated:
    """Everything about one era.

    Raises
    ------
    InputError
        If the tables hold too little of it.
    """
    roll = roll_of(tables, era)
    votes = tables.read("votes")
    days = votes.drop_duplicates("vote_id").set_index("vote_id").loc[list(roll.ids), "date"]
    points = IdealPoints(tables.read("ideal points"))
    alignment = lagged_alignment(points, roll, [day.date() for day in days])
    said = bands(roll, alignment, samples=effort.samples)
    target = Target.of(sums_of(roll), samples=effort.samples)
    fixed = {"nonparticipation": said.nonparticipation, "dissent_ratio": said.dissent_ratio}
    found = match(target, Space.of(era), fixed, effort, progress)
    made = scenario_of(era, parts_of(found))
    return Calibrated(
        era=era,
        drafts=len(roll),
        vetoers=vetoers(roll),
        bands=said,
        bands_of_model=bands_of(made, len(roll), samples=effort.samples),
        target=target,
        match=found,
        uncertainty=uncertainty(found, target),
        judged=judged(made),
    )


def roll_of(tables: Tables, era: Era) -> Roll:
    """The era's recorded roll calls.

    Raises
    ------
    InputError
        If there is none, or nobody permanent or nobody elected withheld a yes, so that
        there is no band to be estimated.
    """
    roll = recorded(tables.read("votes"), tables.read("member votes"), era.first, era.last)
    if not len(roll):
        raise InputError([f"{era.name}: the tables hold no recorded vote of {era.years}"])
    withheld = (roll.ballots != YES) & (roll.ballots != UNKNOWN)
    for whose, seats in (("permanent", roll.permanent), ("elected", ~roll.permanent)):
        if not (withheld & seats).any():
            raise InputError(
                [f"{era.name}: in the recorded votes of {era.years} no {whose} member withholds "
                 "a yes, so that nothing can be estimated; name another era"]
            )  # fmt: skip
    return roll


def bands_of(scenario: Scenario, drafts: int, *, samples: int) -> Bands:
    """What the same likelihood finds in simulated roll calls of a scenario, at most so many.

    Their members' alignments are the scenario's own.
    """
    roll = simulated(play(scenario, seed=FRESH, runs=range(1 + drafts // 10))).first(drafts)
    alignment = {state.member: state.alignment for state in scenario.world.states}
    return bands(roll, np.vectorize(alignment.get)(roll.member), samples=samples)


def parts_of(found: Match) -> dict[str, Any]:
    """The parts of a scenario file, in numbers that can be read."""
    return rounded(setting(found.values, found.fixed))


def rounded(parts: dict[str, Any]) -> dict[str, Any]:
    """Numbers to three significant digits."""
    return {
        key: rounded(value) if isinstance(value, dict) else float(f"{value:.{SIGNIFICANT}g}")
        for key, value in parts.items()
    }


def judged(scenario: Scenario) -> Judged:
    """The moments of a scenario by histories that nothing was matched on.

    Those of all together; the interval from how batches differ.
    """
    rolls = [
        simulated(play(scenario, seed=FRESH + k, runs=range(HISTORIES))) for k in range(BATCHES)
    ]
    batches = [sums_of(roll) for roll in rolls]
    whole = Sums(
        np.concatenate([batch.above for batch in batches]),
        np.concatenate([batch.below for batch in batches]),
    )
    moments = whole.moments()
    apart = np.stack([batch.moments() for batch in batches])
    half = stdtrit(BATCHES - 1, 0.975) * np.nanstd(apart, axis=0, ddof=1) / np.sqrt(BATCHES)
    vetoed = np.array([roll.vetoed.sum() for roll in rolls])
    of_each = np.stack([vetoers(roll) for roll in rolls])
    against = vetoed @ of_each / max(int(vetoed.sum()), 1)
    return Judged(moments, moments - half, moments + half, against)


def scenario_text(found: Calibrated) -> str:
    """The scenario file of a calibrated era."""
    era = found.era
    estimated = (
        f"estimated: {found.drafts} recorded roll calls of {era.years}, by simulated moments, and "
        "the default, which it is drawn to; how much is learned of each in docs/calibration.md"
    )
    raw = {
        "title": f"The Council, {era.years}, calibrated",
        "description": (
            f"Repeated crises before the Council of {era.council}, its parameters matched to "
            f"the recorded votes of {era.years}.\n"
            f"Of twenty moments of that record {int(found.inside.sum())} lie inside its 95 % "
            f"intervals (docs/calibration.md).\n{whose_vetoes(found)}\nNothing here happened.\n"
        ),
        "sources": [
            "UN Digital Library voting record; compiled by B. Martin 2026 (CC BY 4.0)",
            "Bailey, Strezhnev and Voeten 2017, ideal points; doi:10.7910/DVN/LEJUQZ (CC0)",
        ],
        "council": era.council,
        "rules": era.rules,
        "pool": era.pool,
        "rounds": ROUNDS,
        "provenance": {
            "parameters": estimated,
            "tabling_threshold": "judged: close to nothing, as what was never tabled is not in it",
            "dissent_cost": "judged: veto_cost, by the ratio of the bands that ballots show; the "
            "model's ballots do not show it in every era (docs/calibration.md)",
            "nonparticipation": "measured: ballots not cast, of those neither yes nor no",
            "patron_weights": estimated,
            "regions": estimated,
            "types": estimated,
        },
        **found.parts,
    }
    return tomli_w.dumps(raw, multiline_strings=True)


def whose_vetoes(found: Calibrated) -> str:
    """How far the model's vetoes are those of the record's members."""
    shares = ", ".join(
        f"{member} {100 * model:.0f} % (on record {100 * record:.0f} %)"
        for member, record, model in zip(
            PERMANENT, found.vetoers, found.judged.vetoers, strict=True
        )
    )
    return f"Of the drafts vetoed in the model these members are against: {shares}."


def write_scenario(found: Calibrated, folder: Path) -> Path:
    """Write the era's file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{found.era.name}.toml"
    write_in_place(path, scenario_text(found).encode("utf-8"))
    return path
