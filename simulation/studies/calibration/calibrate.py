"""An era calibrated: bands from ballots, a setting from moments, errors, and a fresh look."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from simulation.engine.arrays import play, rounds_of
from simulation.engine.history import gathered
from simulation.experiments.files import write_in_place
from simulation.experiments.kept import NOT_KEPT, Kept
from simulation.experiments.record import ASTRAY
from simulation.experiments.workforce import Notify, Progress, Workers
from simulation.measures.rates import student
from simulation.rollcalls.ballots import UNKNOWN
from simulation.scenario.mistakes import InputError
from simulation.scenario.scenario import Scenario
from simulation.stages.numerics import Bools, Floats
from simulation.stages.voting import YES
from simulation.studies.backtest.reading import IdealPoints
from simulation.studies.calibration.checked import (
    Checked,
    Moments,
    SentOnRecord,
    in_model,
    sent_on_record,
)
from simulation.studies.calibration.eras import (
    ROUNDS,
    Era,
    Space,
    scenario_of,
    settled,
)
from simulation.studies.calibration.errors import Uncertainty, uncertainty
from simulation.studies.calibration.likelihood import Bands, NoBandsError, bands, lagged_alignment
from simulation.studies.calibration.match import Match, SearchEffort, Target, counts, exact, match
from simulation.studies.calibration.moments import (
    MOMENTS,
    RollCalls,
    Sums,
    recorded,
    simulated,
    sums_of,
    vetoers,
)
from simulation.studies.calibration.trials import Trials
from simulation.studies.calibration.unmatched import Unmatched, unmatched
from simulation.studies.peacekeeping.model import Peacekeepers, PeacekeeperShares, shares_of
from simulation.studies.tables.reading import Tables
from simulation.studies.tables.shapes import PERMANENT

FRESH = 1001
"""Seed of the histories by which a matched setting is judged: not those it was matched on."""

BATCHES = 20
"""They come in so many batches, whose spread gives the model's interval."""

HISTORIES = 100
"""And so many a batch."""


@dataclass(frozen=True)
class FreshMoments:
    """The moments of fresh histories and their 95 % intervals, all (moment,).

    ``vetoers`` (permanent member,) is no moment: of drafts vetoed, who is against. Nor is
    ``peacekeepers``: who sends them.
    """

    moments: Floats
    low: Floats
    high: Floats
    vetoers: Floats
    peacekeepers: PeacekeeperShares


@dataclass(frozen=True)
class Recorded:
    """What is on record of an era: its roll calls, what their ballots say, what is to be met.

    ``peacekeepers`` is who sent them, None where the tables do not say it.
    """

    era: Era
    roll_calls: RollCalls
    bands: Bands
    target: Target
    peacekeepers: SentOnRecord | None

    @classmethod
    def of(cls, tables: Tables, era: Era, *, samples: int) -> Recorded:
        """From the tables.

        Raises
        ------
        InputError
            If they hold too little of the era.
        """
        roll_calls = roll_calls_of(tables, era)
        votes = tables.read("votes").drop_duplicates("vote_id").set_index("vote_id")
        days = [day.date() for day in votes.loc[list(roll_calls.ids), "date"]]
        alignment = lagged_alignment(IdealPoints(tables.read("ideal points")), roll_calls, days)
        try:
            said = bands(roll_calls, alignment, samples=samples)
        except NoBandsError as error:
            raise InputError(
                [f"{era.name}: abstention bands: {error}; give tables with more recorded votes"]
            ) from error
        target = Target.of(sums_of(roll_calls), samples=samples)
        return cls(era, roll_calls, said, target, sent_on_record(tables, era))


@dataclass(frozen=True)
class Calibrated:
    """One era: its record, the setting matched to it, how sure that is, and how well it fits.

    ``bands_of_model`` is, where simulated ballots give no bands, why they do not.
    """

    record: Recorded
    match: Match
    bands_of_model: Bands | NoBandsError
    uncertainty: Uncertainty
    judged: FreshMoments
    unmatched: Unmatched
    checked: Checked | None

    @property
    def era(self) -> Era:
        """Which it is."""
        return self.record.era

    @property
    def target(self) -> Target:
        """The moments of the record."""
        return self.record.target

    @property
    def inside(self) -> Bools:
        """Which of the model's twenty moments lie inside the record's interval, (moment,)."""
        return self.target.holds(self.judged.moments)[: len(MOMENTS)]

    @property
    def parts(self) -> dict[str, Any]:
        """What the setting changes in a scenario file."""
        return settled(self.match.values, self.match.nonparticipation)


def matched(
    record: Recorded,
    effort: SearchEffort,
    who: Workers | None = None,
    keep: Kept = NOT_KEPT,
    progress: Progress = lambda _: None,
    notify: Notify = lambda _: None,
) -> Match:
    """The setting of an era, of which ``who`` plays the trials, this process if nobody does.

    Trials that ``keep`` has are not played again. ``progress`` is called with the number of
    settings just played, at the end with those that were not needed.
    """
    said = record.bands
    space = Space.of(record.era)
    trials = Trials(space, said.nonparticipation, effort.runs, who, progress, notify, keep)
    found = match(record.target, trials, effort)
    progress(effort.settings(len(space.names)) - trials.played)
    return found


def assessed(record: Recorded, found: Match, *, samples: int) -> Calibrated:
    """The setting of an era by fresh histories, and how well it is known."""
    made = scenario_of(record.era, settled(found.values, found.nonparticipation))
    fresh = judged(made)
    return Calibrated(
        record=record,
        match=found,
        bands_of_model=bands_of(made, len(record.roll_calls), samples=samples),
        uncertainty=uncertainty(found, record.target),
        judged=fresh,
        unmatched=unmatched(found),
        checked=checked(record, fresh),
    )


def checked(record: Recorded, fresh: FreshMoments) -> Checked | None:
    """Who sends peacekeepers, beside the record; None where nothing is on record."""
    sent = record.peacekeepers
    return None if sent is None else Checked(sent, in_model(fresh.peacekeepers, sent.means))


def roll_calls_of(tables: Tables, era: Era) -> RollCalls:
    """The era's recorded roll calls.

    Raises
    ------
    InputError
        If there is none, or nobody permanent or nobody elected withheld a yes, so that
        there is no band to be estimated.
    """
    roll_calls = recorded(tables.read("votes"), tables.read("member votes"), era.first, era.last)
    if not len(roll_calls):
        raise InputError([f"{era.name}: the tables hold no recorded vote of {era.years}"])
    withheld = (roll_calls.ballots != YES) & (roll_calls.ballots != UNKNOWN)
    for whose, seats in (("permanent", roll_calls.permanent), ("elected", ~roll_calls.permanent)):
        if not (withheld & seats).any():
            raise InputError(
                [f"{era.name}: in the recorded votes of {era.years} no {whose} member withholds "
                 "a yes, so that nothing can be estimated; name another era"]
            )  # fmt: skip
    return roll_calls


def bands_of(scenario: Scenario, drafts: int, *, samples: int) -> Bands | NoBandsError:
    """What the same likelihood finds in simulated roll calls of a scenario, at most so many.

    Their members' alignments are the scenario's own. Where it finds nothing, why: this comes
    after all the work, which must not be lost for it.
    """
    roll_calls = simulated(play(scenario, seed=FRESH, runs=range(1 + drafts // 10))).first(drafts)
    alignment = {state.member: state.alignment for state in scenario.world.states}
    of_each = np.vectorize(alignment.get, otypes=[float])(roll_calls.member)
    try:
        return bands(roll_calls, of_each, samples=samples)
    except NoBandsError as why:
        return why


def judged(scenario: Scenario) -> FreshMoments:
    """The moments of a scenario by histories that nothing was matched on.

    Those of all together; the interval from how batches differ, the exact one where they
    do not.
    """
    runs = range(HISTORIES)
    sent = [Peacekeepers.none(scenario, HISTORIES) for _ in range(BATCHES)]
    of_batches = []
    for seed, counting in enumerate(sent, start=FRESH):
        rounds = counting.counted(rounds_of(scenario, seed=seed, runs=runs))
        of_batches.append(simulated(gathered(scenario, seed, runs, rounds)))
    batches = [sums_of(roll_calls) for roll_calls in of_batches]
    whole = Sums(
        np.concatenate([batch.above for batch in batches]),
        np.concatenate([batch.below for batch in batches]),
    )
    moments = whole.moments()
    apart = np.stack([batch.moments() for batch in batches])
    with warnings.catch_warnings():
        # A moment that no draft of any batch bears on has no spread.
        warnings.simplefilter("ignore", RuntimeWarning)
        half = student(BATCHES) * np.nanstd(apart, axis=0, ddof=1) / np.sqrt(BATCHES)
    low, high = np.clip([moments - half, moments + half], 0.0, 1.0)
    # Batches that all agree are not certain of what is rare.
    sure = counts(whole) & (half == 0.0)
    least, most = exact(whole.above.sum(axis=0), whole.below.sum(axis=0))
    low, high = np.where(sure, least, low), np.where(sure, most, high)
    vetoed = np.array([roll_calls.vetoed.sum() for roll_calls in of_batches])
    of_each = np.stack([vetoers(roll_calls) for roll_calls in of_batches])
    against = vetoed @ of_each / max(int(vetoed.sum()), 1)
    return FreshMoments(moments, low, high, against, shares_of(Peacekeepers.together(sent)))


def scenario_text(found: Calibrated) -> str:
    """The scenario file of a calibrated era."""
    era = found.era
    estimated = (
        f"estimated: {len(found.record.roll_calls)} recorded roll calls of {era.years}, by "
        "simulated moments, drawn to the defaults; how much is learned of each in "
        "docs/calibration.md"
    )
    sent = found.record.peacekeepers
    raw = {
        "title": f"The Council, {era.years}, calibrated",
        "description": (
            f"Repeated crises before the Council of {era.council}, its parameters matched to "
            f"the recorded votes of {era.years}.\n"
            f"Of twenty moments of that record {int(found.inside.sum())} lie inside its 95 % "
            f"intervals (docs/calibration.md).\n{whose_vetoes(found)}\n"
            "Votes were matched and nothing else: what was not, as hidden vetoes, drafts withheld, "
            "paralysis (it asks for a strong mandate), burdens, and what other rules would change, "
            "is hardly known (docs/calibration.md).\nNothing here happened.\n"
        ),
        "sources": [
            SOURCE,
            "Bailey, Strezhnev and Voeten 2017, ideal points; doi:10.7910/DVN/LEJUQZ (CC0)",
            *([] if sent is None else [SENDERS]),
        ],
        "council": era.council,
        "rules": era.rules,
        "pool": era.pool,
        "rounds": ROUNDS,
        "provenance": {
            "parameters": estimated,
            "tabling_threshold": "judged: close to nothing, as what was never tabled is not in it",
            "nonparticipation": "measured: ballots not cast, of those neither yes nor no",
            "patron_weights": estimated,
            "regions": estimated,
            "types": estimated,
        },
        **found.parts,
        "recorded": on_record(found.record.roll_calls, era.years)
        | ({} if sent is None else {"peacekeepers": peacekeepers_on_record(sent.by_years)}),
    }
    return tomli_w.dumps(raw, multiline_strings=True)


def on_record(roll_calls: RollCalls, years: str) -> dict[str, Any]:
    """What of the record stands beside pictures of the era: ends of votes, and whose vetoes."""
    return {
        "years": years,
        "source": "measured: " + SOURCE,
        "drafts": len(roll_calls),
        "vetoed": round(float(roll_calls.vetoed.mean()), 4),
        "fell_short": round(float(roll_calls.fell_short.mean()), 4),
        "against": {
            member: round(float(share), 3)
            for member, share in zip(PERMANENT, vetoers(roll_calls), strict=True)
        },
    }


def peacekeepers_on_record(by_years: Mapping[str, Moments]) -> list[dict[str, Any]]:
    """Who sent peacekeepers in the years of an era and in periods of it, as a file has it."""
    return [
        {
            "years": years,
            "source": "measured: " + SENDERS,
            **{
                name: [round(end, 4) for end in (found.value, found.low, found.high)]
                for name, found in moments.items()
                if found.known
            },
        }
        for years, moments in by_years.items()
    ]


SOURCE = "UN Digital Library voting record; compiled by B. Martin 2026 (CC BY 4.0)"

SENDERS = (
    "International Peace Institute, Providing for Peacekeeping, from 2014 UN peacekeeping open "
    "data; World Bank; Correlates of War v7.0 (docs/un-personnel.md)"
)


def whose_vetoes(found: Calibrated) -> str:
    """How far the model's vetoes are those of the record's members."""
    record, model = vetoers(found.record.roll_calls), found.judged.vetoers
    astray = [m for m, far in zip(PERMANENT, abs(model - record) > ASTRAY, strict=True) if far]
    shares = ", ".join(
        f"{member} {100 * in_model:.0f} % (on record {100 * on_record:.0f} %)"
        for member, on_record, in_model in zip(PERMANENT, record, model, strict=True)
    )
    notify = f"Of the simulated drafts that are vetoed, these members are against: {shares}."
    if astray:
        notify += f" Off by over {100 * ASTRAY:.0f} points: {', '.join(astray)}."
    return notify


def write_scenario(found: Calibrated, folder: Path) -> Path:
    """Write the era's file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{found.era.name}.toml"
    write_in_place(path, scenario_text(found).encode("utf-8"))
    return path
