"""Moments of an era's roll calls, of the record and of simulated histories alike."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.engine.history import History
from simulation.rollcalls.ballots import TABLE_LETTERS, UNKNOWN
from simulation.scenario.schema import REGIONS
from simulation.stages.adoption import End
from simulation.stages.numerics import Ballots, Bools, Floats
from simulation.stages.voting import ABSTAIN, LETTERS, NO, NOT_VOTING, YES
from simulation.studies.tables.shapes import PERMANENT

CHAPTER_VII = 0.5
"""Strength from which a text needs Chapter VII: an arms embargo or targeted sanctions."""

VOTED = "of drafts put to the vote"

MOMENTS: dict[str, str] = {
    "vetoed": f"vetoed, {VOTED}",
    "fell_short": f"fell short, {VOTED}",
    "unanimous": f"every member for, {VOTED}",
    "one_or_two_missing": f"one or two members not for, {VOTED}",
    "yes_of_divided": "mean share of affirmative votes where three members or more are not for",
    **{f"apart_{m}": f"{m} abstains or takes no part, {VOTED}" for m in PERMANENT},
    "joint_vetoes": "two permanent members or more against, of drafts vetoed",
    "vetoed_by_RUS": f"vetoed by Russia, alone or with others, {VOTED}",
    "vetoed_by_USA": f"vetoed by the United States, alone or with others, {VOTED}",
    "vetoed_by_GBR_or_FRA": f"vetoed by Britain or France, alone or with others, {VOTED}",
    **{f"dissent_{g}": f"not for, of ballots of elected members of {g}" for g in REGIONS},
    "chapter_vii": "under Chapter VII, of texts adopted",
}
"""The moments by name, and what each is a share of."""

BESIDE: dict[str, str] = {
    "vetoed_by_CHN": f"vetoed by China, alone or with others, {VOTED}",
    "no_of_permanent": "against, of ballots of permanent members that are not for",
    "no_of_elected": "against, of ballots of elected members that are not for",
}
"""More that is matched, beyond the twenty: without it one member's vetoes stand for another's,
and the costs of a no are known by little."""

MATCHED = MOMENTS | BESIDE


@dataclass(frozen=True)
class RollCalls:
    """Roll calls of one era.

    ``ids`` number the drafts; ``ballots``, ``member``, ``permanent`` and ``group`` are
    (draft, seat); ``vetoed`` and ``fell_short`` (draft,) say how it ended;
    ``chapter_vii`` (draft,) whether the text acts under Chapter VII, NaN where that is not
    known.
    """

    ids: tuple[int, ...]
    ballots: Ballots
    member: NDArray[np.str_]
    permanent: Bools
    group: NDArray[np.str_]
    vetoed: Bools
    fell_short: Bools
    chapter_vii: Floats

    def __len__(self) -> int:
        """How many drafts."""
        return len(self.ids)

    def first(self, drafts: int) -> RollCalls:
        """The first so many of them."""
        return RollCalls(**{part.name: getattr(self, part.name)[:drafts] for part in fields(self)})


@dataclass(frozen=True)
class Sums:
    """What moments are ratios of; each (draft, moment), so that drafts can be resampled."""

    above: Floats
    below: Floats

    def moments(self, weights: Floats | None = None) -> Floats:
        """The moments, (moment,) or (sample, moment) for weights (sample, draft)."""
        if weights is None:
            above, below = self.above.sum(axis=0), self.below.sum(axis=0)
        else:
            above, below = weights @ self.above, weights @ self.below
        return np.asarray(above / np.where(below > 0.0, below, np.nan))


def blockers(roll_calls: RollCalls) -> Bools:
    """The permanent members against what was vetoed, (draft, seat)."""
    return np.asarray(
        (roll_calls.ballots == NO) & roll_calls.permanent & roll_calls.vetoed[:, None]
    )


def sums_of(roll_calls: RollCalls) -> Sums:
    """What each draft adds to each moment, above and below the line."""
    known = roll_calls.ballots != UNKNOWN
    yes = roll_calls.ballots == YES
    apart = (roll_calls.ballots == ABSTAIN) | (roll_calls.ballots == NOT_VOTING)
    seats = known.sum(axis=1)
    missing = seats - yes.sum(axis=1)
    every = np.ones(len(roll_calls))
    divided = missing > 2
    against = blockers(roll_calls)
    adopted = ~roll_calls.vetoed & ~roll_calls.fell_short
    stated = adopted & ~np.isnan(roll_calls.chapter_vii)

    def by(*members: str) -> Floats:
        blocked: Bools = (against & np.isin(roll_calls.member, members)).any(axis=1)
        return blocked.astype(np.float64)

    pairs: dict[str, tuple[Any, Any]] = {
        "vetoed": (roll_calls.vetoed * 1.0, every),
        "fell_short": (roll_calls.fell_short * 1.0, every),
        "unanimous": ((missing == 0) * 1.0, every),
        "one_or_two_missing": (((missing > 0) & ~divided) * 1.0, every),
        "yes_of_divided": (divided * yes.sum(axis=1) / np.maximum(seats, 1), divided * 1.0),
        "joint_vetoes": ((against.sum(axis=1) > 1) * 1.0, roll_calls.vetoed * 1.0),
        "vetoed_by_RUS": (by("RUS"), every),
        "vetoed_by_USA": (by("USA"), every),
        "vetoed_by_GBR_or_FRA": (by("GBR", "FRA"), every),
        "vetoed_by_CHN": (by("CHN"), every),
        "chapter_vii": (stated * np.nan_to_num(roll_calls.chapter_vii), stated * 1.0),
    }
    for whose, seats_of in (
        ("permanent", roll_calls.permanent),
        ("elected", ~roll_calls.permanent),
    ):
        withheld = known & ~yes & seats_of
        no = withheld & (roll_calls.ballots == NO)
        pairs[f"no_of_{whose}"] = (no.sum(axis=1) * 1.0, withheld.sum(axis=1) * 1.0)
    for member in PERMANENT:
        seat = (roll_calls.member == member) & known & roll_calls.permanent
        pairs[f"apart_{member}"] = ((apart & seat).sum(axis=1) * 1.0, seat.sum(axis=1) * 1.0)
    for group in REGIONS:
        seat = (roll_calls.group == group) & known & ~roll_calls.permanent
        pairs[f"dissent_{group}"] = ((~yes & seat).sum(axis=1) * 1.0, seat.sum(axis=1) * 1.0)
    above, below = (np.stack([pairs[name][k] for name in MATCHED], axis=1) for k in (0, 1))
    return Sums(above, below)


def vetoers(roll_calls: RollCalls) -> Floats:
    """Of drafts vetoed, the share that each permanent member is against, in their order."""
    against = blockers(roll_calls)
    by = [(against & (roll_calls.member == member)).any(axis=1).sum() for member in PERMANENT]
    return np.array(by) / max(int(roll_calls.vetoed.sum()), 1)


def recorded(votes: pd.DataFrame, ballots: pd.DataFrame, first: int, last: int) -> RollCalls:
    """The recorded roll calls of these years.

    Votes without a recorded vote, or of which no ballot is known, are left out.
    """
    chosen = votes[votes["year"].between(first, last) & (votes["no_recorded_vote"] == 0)]
    chosen = chosen.drop_duplicates("vote_id").set_index("vote_id").sort_index()
    known = ballots.loc[ballots["vote"].isin(LETTERS), "vote_id"]
    chosen = chosen[chosen.index.isin(known)]
    rows = ballots[ballots["vote_id"].isin(chosen.index)].sort_values(
        ["vote_id", "permanent", "iso3"], ascending=[True, False, True]
    )
    place = rows.groupby("vote_id").cumcount().to_numpy()
    draft = chosen.index.get_indexer(pd.Index(rows["vote_id"]))
    shape = (len(chosen), int(place.max(initial=-1)) + 1)

    def laid(values: Any, empty: Any, dtype: str) -> Any:
        table = np.full(shape, empty, dtype=dtype)
        table[draft, place] = values
        return table

    cast = rows["vote"].map(TABLE_LETTERS).to_numpy(dtype=np.int8)
    return RollCalls(
        ids=tuple(map(int, chosen.index)),
        ballots=laid(cast, UNKNOWN, "int8"),
        member=laid(rows["iso3"].to_numpy(), "", "U8"),
        permanent=laid(rows["permanent"].to_numpy() == 1, False, "bool"),
        group=laid(rows["un_group"].to_numpy(), "", "U8"),
        vetoed=(chosen["outcome"] == "vetoed").to_numpy(),
        fell_short=(chosen["outcome"] == "failed_majority").to_numpy(),
        chapter_vii=pd.to_numeric(chosen["ch7_acting"]).to_numpy(dtype=float),
    )


def simulated(history: History) -> RollCalls:
    """The roll calls of simulated histories, one history after another."""
    scenario = history.scenario
    states = scenario.world.states
    names = np.array([state.member for state in states])
    groups = np.array([REGIONS[k] for k in scenario.sitting.membership.group])
    voted = history.voted
    runs, rounds = np.nonzero(voted.T)
    occupants = history.occupants
    held = occupants[rounds, :, runs if occupants.shape[2] > 1 else 0]
    ends = history["end"][rounds, runs]
    return RollCalls(
        ids=tuple(range(rounds.size)),
        ballots=history.ballots[rounds, :, runs],
        member=names[held],
        permanent=np.broadcast_to(scenario.sitting.council.permanent, held.shape),
        group=groups[held],
        vetoed=ends == End.VETOED,
        fell_short=ends == End.FELL_SHORT,
        chapter_vii=(history["tabled"][rounds, runs] >= CHAPTER_VII).astype(float),
    )


def resampled(sums: Sums, *, samples: int, seed: int) -> Floats:
    """Moments of bootstrap samples of whole drafts, (sample, moment)."""
    drafts = sums.above.shape[0]
    generator = np.random.default_rng(np.random.SeedSequence(seed))
    weights = generator.multinomial(drafts, np.full(drafts, 1.0 / drafts), size=samples)
    return sums.moments(weights.astype(float))
