"""The case library: every case replayed, and what of it comes out as it was.

A draft is *right* where its outcome class is the recorded one in over 70 % of draws. A
case is right *on the whole* where that holds over all draws of all its drafts together,
and right *throughout* where it holds of each. Beside both stands the rule that every
draft tabled is adopted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np

from simulation.analysis.right import ENOUGH, shares_of
from simulation.analysis.surprise import Surprise, surprise
from simulation.engine.arrays import play
from simulation.scenario.files import read, scenarios_folder
from simulation.scenario.load import load
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages.numerics import Floats

PREDICTORS = {
    "recorded": "the model, recorded strengths",
    "redrafted": "the model, drafting itself",
    "rote": "every draft is adopted",
}
"""What predicts the outcome of a draft."""

TUNED: dict[str, tuple[float, ...]] = {
    "veto_cost": (0.14, 0.20, 0.28, 0.38, 0.50),
    "choice_noise": (0.02, 0.033, 0.05, 0.08),
}
"""What leave-one-case-out chooses among; the ranges of docs/parameters.md, coarsely."""


@dataclass(frozen=True)
class Replayed:
    """One draft of a case: the record, and what the draws make of it.

    ``shares`` are of the draws at the recorded strength, ``redrafted`` of those in which
    the penholder drafts again; by class. ``yes`` is the mean number of yeses at the
    recorded strength, ``written`` the mean strength of what a penholder tables again.
    """

    case: str
    draft: ScriptedDraft
    recorded: str
    shares: dict[str, float]
    redrafted: dict[str, float]
    yes: float
    written: float
    surprise: Surprise | None

    def share(self, by: str) -> float:
        """The share of draws with the recorded class, by one of :data:`PREDICTORS`."""
        if by == "rote":
            return float(self.recorded == "adopted")
        return (self.redrafted if by == "redrafted" else self.shares)[self.recorded]

    def right(self, by: str = "recorded") -> bool:
        """Whether the recorded class comes out in over 70 % of draws."""
        return self.share(by) > ENOUGH


def library() -> dict[str, list[str]]:
    """The cases, each with the scenarios that replay it."""
    path = scenarios_folder() / "cases.toml"
    return {case["name"]: case["replays"] for case in read(path)["case"]}


def replays(*, runs: int, seed: int) -> list[Replayed]:
    """Every recorded draft of every case, played ``runs`` times at both strengths."""
    return [
        found
        for case, scenarios in library().items()
        for name in scenarios
        for found in replayed(case, load(name), load(name, redraft=True), runs=runs, seed=seed)
    ]


def replayed(
    case: str, recorded: Scenario, redrafting: Scenario, *, runs: int, seed: int
) -> list[Replayed]:
    """The drafts of one scenario that have a record."""
    as_tabled = play(recorded, seed=seed, runs=range(runs))
    drafted = play(redrafting, seed=seed, runs=range(runs))
    found = []
    for number, draft in enumerate(recorded.script):
        if draft.record is None:
            continue
        voted, written = as_tabled["yes"][number], drafted["tabled"][number]
        found.append(
            Replayed(
                case=case,
                draft=draft,
                recorded=draft.record.published.outcome,
                shares=shares_of(as_tabled, number),
                redrafted=shares_of(drafted, number),
                yes=float(voted[voted >= 0].mean()) if (voted >= 0).any() else float("nan"),
                written=float(np.nanmean(written)) if not np.isnan(written).all() else float("nan"),
                surprise=surprise(recorded, draft),
            )
        )
    return found


def by_case(found: Iterable[Replayed]) -> dict[str, list[Replayed]]:
    """The drafts of each case."""
    cases: dict[str, list[Replayed]] = {}
    for replay in found:
        cases.setdefault(replay.case, []).append(replay)
    return cases


def on_the_whole(drafts: Iterable[Replayed], by: str = "recorded") -> bool:
    """Whether over 70 % of the draws of these drafts together have the recorded class."""
    return float(np.mean([draft.share(by) for draft in drafts])) > ENOUGH


def throughout(drafts: Iterable[Replayed], by: str = "recorded") -> bool:
    """Whether each of these drafts is right."""
    return all(draft.right(by) for draft in drafts)


@dataclass(frozen=True)
class LeftOut:
    """A case left out: the setting that was best for the others, and how it did here.

    ``chances`` are those of the recorded outcome of each of the case's drafts.
    """

    case: str
    setting: dict[str, float]
    chances: Floats


def leave_one_out() -> list[LeftOut]:
    """Tune veto cost and choice noise on all cases but one, and judge that one.

    A setting is best where the mean chance of the recorded outcome, case by case, is
    highest; chances are exact, tempers integrated out, from beliefs at their priors.
    """
    cases = library()
    settings = [dict(zip(TUNED, values, strict=True)) for values in product(*TUNED.values())]
    chances = {
        case: np.array([recorded_chances(names, setting) for setting in settings])
        for case, names in cases.items()
    }
    found = []
    for case in cases:
        others = np.mean([chances[c].mean(axis=1) for c in cases if c != case], axis=0)
        best = int(np.argmax(others))
        found.append(LeftOut(case, settings[best], chances[case][best]))
    return found


def recorded_chances(names: list[str], setting: dict[str, float]) -> list[float]:
    """The chance of the recorded outcome of each draft of these scenarios, at a setting."""
    chances = []
    for name in names:
        scenario = load(name, settings=setting)
        judged = (surprise(scenario, draft) for draft in scenario.script)
        chances += [found.outcome for found in judged if found is not None]
    return chances
