"""One history told: plain data, round by round, for the command and for programs."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

import numpy as np

from simulation.analysis.explain import explain
from simulation.analysis.remedies import changes
from simulation.analysis.surprise import surprise
from simulation.engine.arrays import rounds_of
from simulation.engine.round import Round, Taken
from simulation.experiments.dataset import CAUSE_NAMES, END_NAMES
from simulation.scenario.scenario import KIND_NAMES, Scenario, ScriptedDraft
from simulation.scenario.schema import REGIONS
from simulation.stages.challenge import NO_PATRON
from simulation.stages.decision import Outcome
from simulation.stages.voting import LETTERS


def story(
    scenario: Scenario, *, seed: int, run: int = 0, explained: list[str] | None = None
) -> list[dict[str, Any]]:
    """What happened in each round of one history.

    Parameters
    ----------
    run : int
        The number of the history, 0 or more.
    explained : list of str
        Members whose ballots are explained wherever they sit and a vote is held.
    """
    told = []
    for played in rounds_of(scenario, seed=seed, runs=range(run, run + 1)):
        script = scenario.script[played.number] if scenario.script else None
        told.append(tell(scenario, played, script, explained or []))
    return told


def tell(
    scenario: Scenario, played: Round, script: ScriptedDraft | None, explained: list[str]
) -> dict[str, Any]:
    """One round of one history as plain data; None where there is nothing to tell."""
    before, crisis = played.before, played.before.crisis
    members = scenario.sitting_at(played.number).council.members
    out: dict[str, Any] = {
        "round": played.number,
        "end": END_NAMES[played.ends[0]],
        "cause": CAUSE_NAMES[played.causes[0]],
        "crisis": None,
        "draft": None,
        "imposed": number(played.imposed[0]),
        "mandate": number(played.mandate[0]) if before.standing[0] else None,
        "closed": bool(played.closed[0]),
        "settled": bool(played.settled[0]),
    }
    if before.standing[0]:
        patron = int(crisis.patron[0])
        out["crisis"] = {
            "episode": int(before.episode[0]),
            "name": script.crisis_name if script else None,
            "target": script.target_name if script else None,
            "type": KIND_NAMES[crisis.kind[0]],
            "region": REGIONS[crisis.region[0]],
            "severity": float(crisis.severity[0]),
            "patron": None if patron == NO_PATRON else members[patron],
            "onset": bool(played.new[0]),
            "status_quo": float(before.status_quo[0]),
        }
    if played.taken is not None and played.taken.histories.size:
        out["draft"] = draft_of(played.taken, script)
        if not math.isnan(played.taken.tabled[0]):
            seats = [k for k, m in enumerate(members) if m in explained]
            out["explained"] = [asdict(explain(played.taken, seat)) for seat in seats]
    out["no_vote_to_explain"] = bool(explained) and "explained" not in out
    if script is not None:
        out["recorded"] = recorded(scenario, script, out["draft"])
        out["replayed"] = script.strength is not None
    return out


def draft_of(taken: Taken, script: ScriptedDraft | None) -> dict[str, Any]:
    """The draft of one history, and the vote on it if one was held."""
    sitting, choice = taken.view.sitting, taken.choice
    members, seats = sitting.council.members, sitting.council.seats
    tabled = number(taken.tabled[0])
    out: dict[str, Any] = {
        "penholder": members[taken.pen[0]],
        "wanted": float(choice.top[0]),
        "proposed": number(choice.strength[0]),
        "tabled": tabled,
        "twin": number(choice.twin[0]),
        "hidden_veto": float(choice.hidden_veto[0]),
        "vote": None,
    }
    if script is not None:
        out |= {
            "symbol": script.symbol,
            "title": script.title,
            "date": script.date.isoformat(),
            "instrument": script.instrument,
        }
    if tabled is None:
        return out
    verdict, rules = taken.verdict, sitting.rules
    remedies = changes(
        members, taken.ballots[:, 0], rules, taken.uncounted[:, 0], taken.spared[:, 0]
    )
    sponsors = taken.motion.sponsors[:, 0]
    out["vote"] = {
        "outcome": Outcome(verdict.outcome[0]).name.lower(),
        "required": rules.quota,
        "yes": int(verdict.yes[0]),
        "no": int(verdict.no[0]),
        "abstain": int(verdict.abstain[0]),
        "not_voting": int(verdict.not_voting[0]),
        "blocked_by": [m for m, block in zip(members, verdict.vetoes[:, 0], strict=True) if block],
        "roll_call": [
            {
                "member": seat.member,
                "name": seat.name,
                "permanent": seat.permanent,
                "sponsor": bool(sponsors[k]),
                "ballot": LETTERS[taken.ballots[k, 0]],
            }
            for k, seat in enumerate(seats)
        ],
        "smallest_changes": [change.sentence for change in remedies],
    }
    return out


def recorded(
    scenario: Scenario, script: ScriptedDraft, draft: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The record of a vote and its surprise under the model, or None without a record."""
    if script.record is None:
        return None
    published = script.record.published
    out: dict[str, Any] = {
        "outcome": published.outcome,
        "yes": published.yes,
        "no": published.no,
        "abstain": published.abstain,
        "not_voting": published.not_voting,
        "ballots": {
            member: LETTERS[ballot]
            for member, ballot in zip(
                script.sitting.council.members, script.record.ballots, strict=True
            )
        },
        "differs": differences(script, draft),
        "surprise": None,
    }
    found = surprise(scenario, script)
    if found is not None:
        out["surprise"] = {
            "roll_call_probability": found.roll_call,
            "roll_call_bits": finite(found.roll_call_bits),
            "outcome_probability": found.outcome,
            "outcome_bits": finite(found.outcome_bits),
            "outcomes": found.outcomes,
            "least_expected": least_expected(script, found.ballots),
        }
    return out


def differences(script: ScriptedDraft, draft: dict[str, Any] | None) -> list[dict[str, str]]:
    """Members whose recorded ballot is not the one cast in this history."""
    if script.record is None or draft is None or draft["vote"] is None:
        return []
    return [
        {"member": cast["member"], "name": cast["name"], "recorded": kept, "here": cast["ballot"]}
        for cast, kept in zip(
            draft["vote"]["roll_call"],
            (LETTERS[ballot] for ballot in script.record.ballots),
            strict=True,
        )
        if cast["ballot"] != kept
    ]


def least_expected(script: ScriptedDraft, chances: Any) -> list[dict[str, Any]]:
    """The members whose recorded ballots the model expected least, at most three."""
    assert script.record is not None
    ballots = script.record.ballots
    of_record = chances[np.arange(ballots.size), ballots]
    members = script.sitting.council.members
    order = [k for k in np.argsort(of_record, kind="stable")[:3] if of_record[k] < 0.5]
    return [
        {"member": members[k], "ballot": LETTERS[ballots[k]], "probability": float(of_record[k])}
        for k in order
    ]


def number(value: float) -> float | None:
    """A number, or None for NaN."""
    return None if math.isnan(value) else float(value)


def finite(value: float) -> float | None:
    """A number, or None for infinity."""
    return value if math.isfinite(value) else None
