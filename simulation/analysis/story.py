"""One history as plain data, round by round, for the command and for programs."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from simulation.analysis.explain import explain
from simulation.analysis.own_side import sides_of
from simulation.analysis.remedies import changes
from simulation.analysis.surprise import surprise
from simulation.engine.aftermath import Given
from simulation.engine.arrays import rounds_of
from simulation.engine.council import Taken
from simulation.engine.history import end_word
from simulation.engine.round import Round
from simulation.engine.state import State
from simulation.scenario.load import loaded
from simulation.scenario.mistakes import check_list
from simulation.scenario.scenario import TYPE_NAMES, Scenario, ScriptedDraft
from simulation.scenario.schema import REGIONS, SeatFile
from simulation.stages.adoption import CAUSE_NAMES, Outcome
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action
from simulation.stages.challenge import CLIENT, NO_PATRON, OTHER
from simulation.stages.numerics import Floats, quotient
from simulation.stages.voting import LETTERS


def story(
    scenario: Scenario | str | Path,
    *,
    seed: int,
    run: int = 0,
    explained: list[str] | None = None,
) -> list[dict[str, Any]]:
    """What happened in each round of one history.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated: a scenario, the name of one that is shipped, or the path of a file.
    seed : int
        Which histories, 0 or more.
    run : int
        The number of the history, 0 or more.
    explained : list of str, optional
        Codes of members whose ballots are explained wherever they sit and a vote is held.

    Returns
    -------
    list of dict
        Plain data, a round each, that JSON can hold.

    Raises
    ------
    InputError
        With a sentence for every mistake.

    Examples
    --------
    >>> rounds = story("kuwait-1990", seed=7)
    >>> rounds[0]["draft"]["symbol"]
    'S/RES/660'
    """
    check_list("explained", explained)
    made = loaded(scenario)
    rounds = []
    for played in rounds_of(made, seed=seed, runs=range(run, run + 1)):
        script = made.script[played.number] if made.script else None
        rounds.append(facts_of(made, played, script, explained or []))
    return rounds


def facts_of(
    scenario: Scenario, played: Round, script: ScriptedDraft | None, explained: list[str]
) -> dict[str, Any]:
    """One round of one history as plain data; None where there is none."""
    before, crisis = played.before, played.before.crisis
    seats = scenario.members_in(played.number, before.occupants[:, 0])
    members = tuple(seat.member for seat in seats)
    out: dict[str, Any] = {
        "round": played.number,
        "end": end_word(int(played.ends[0]), script),
        "cause": CAUSE_NAMES[played.causes[0]],
        "crisis": None,
        "draft": None,
        "imposed": number(played.imposed[0]),
        "mandate": number(played.mandate[0]) if before.standing[0] else None,
        "closed": bool(played.closed[0]),
        "settled": bool(played.settled[0]),
        "shifts": [
            {
                "member": shift.member,
                "name": shift.name,
                "note": shift.note,
                "profile": dict(shift.profile),
            }
            for shift in scenario.shifts
            if shift.round == played.number
        ],
    }
    if before.standing[0]:
        patron = int(crisis.patron[0])
        out["crisis"] = {
            "episode": int(before.episode[0]),
            "name": script.crisis_name if script else None,
            "target": script.target_name if script else None,
            "type": TYPE_NAMES[crisis.type[0]],
            "region": REGIONS[crisis.region[0]],
            "severity": float(crisis.severity[0]),
            "patron": None if patron == NO_PATRON else members[patron],
            "onset": bool(played.new[0]),
            "status_quo": float(before.status_quo[0]),
        }
    if played.taken is not None and played.taken.histories.size:
        out["draft"] = draft_of(played.taken, seats, script, scenario.parameters.large)
        if not math.isnan(played.taken.tabled[0]):
            shown = [k for k, m in enumerate(members) if m in explained]
            out["explained"] = [
                asdict(explain(played.taken, seat, members[seat])) for seat in shown
            ]
    out["no_vote_to_explain"] = bool(explained) and "explained" not in out
    out["answer"] = answer_of(played, seats, scenario, sides_in(played, seats, scenario, script))
    out["afterwards"] = learnt(played)
    if script is not None:
        out["recorded"] = recorded(scenario, script, out["draft"])
        out["replayed"] = script.strength is not None
        out["followed"] = None if script.followed is None else script.followed.model_dump()
        if played.closed[0]:
            out["aftermath"] = aftermath(scenario, script)
    return out


def sides_in(
    played: Round, seats: tuple[SeatFile, ...], scenario: Scenario, script: ScriptedDraft | None
) -> dict[str, str]:
    """Who is on the challenger's own side, and as what."""
    crisis = played.before.crisis
    parties, patron = crisis.parties[:, 0], int(crisis.patron[0])
    return sides_of(
        scenario.file.crisis[script.crisis_number].target if script else "",
        [
            seat.member
            for seat, is_one in zip(seats, parties, strict=True)
            if is_one and seat.permanent
        ],
        None if patron == NO_PATRON else seats[patron].member,
    )


def answer_of(
    played: Round, seats: tuple[SeatFile, ...], scenario: Scenario, sides: dict[str, str]
) -> dict[str, Any] | None:
    """What was done about the crisis and who bore it, or None where nothing was."""
    answer, world = played.answer, scenario.world
    if not answer.answered[0]:
        return None
    leader, body = int(answer.leader[0]), int(answer.organisation[0])
    return {
        "action": Action(answer.action[0]).name.lower(),
        "done": Kind(answer.kind[0]).name.lower(),
        "leader": None if leader < 0 else seats[leader].member,
        "organisation": None if body < 0 else world.organisations[body].title,
        "lawful": bool(answer.lawful[0]),
        "strength": float(answer.strength[0]),
        "provision": float(answer.provision[0]),
        "optimal": float(answer.optimal[0]),
        "p_win": float(answer.p_win[0]),
        "won": bool(answer.won[0]),
        "exceeded": bool(answer.exceeded[0]),
        "costs_trust": bool(answer.exceeded[0] and played.before.r2p[0] > 0.0),
        "states": len(answer.given.states),
        "contributions": contributions_of(answer.given, seats, scenario, sides),
    }


def contributions_of(
    given: Given, seats: tuple[SeatFile, ...], scenario: Scenario, sides: dict[str, str]
) -> list[dict[str, Any]]:
    """What states give, in shares of what all do: of those that sit, are named, or give."""
    if given.histories.size == 0:
        return []
    shown = {state.member for state in (*seats, *scenario.world.outsiders)}
    of_all = {
        "burden_share": given.effort,
        "forces_share": given.forces,
        "money_share": given.money,
        "benefit_share": given.stakes,
    }
    shares = {name: burden_shares_of(amounts[:, 0]) for name, amounts in of_all.items()}
    return [
        {
            "contributor": state.member,
            "name": state.name,
            "own_side": sides.get(state.member),
            **{name: float(values[number]) for name, values in shares.items()},
        }
        for number, state in enumerate(given.states)
        if state.member in shown or given.effort[number, 0] + given.money[number, 0] > 0.0
    ]


def burden_shares_of(amounts: Floats) -> Floats:
    """Shares of what all give, (state,), 0 where nobody gives."""
    return quotient(amounts, np.asarray(amounts.sum()))


def learnt(played: Round) -> dict[str, float]:
    """Where beliefs, legitimacy and trust stand after the round."""
    return standing_of(played.after)


def standing_of(state: State) -> dict[str, float]:
    """Beliefs, legitimacy and trust in a state of one history."""
    return {
        "legitimacy": float(state.legitimacy[0]),
        "response_clients": float(state.response[CLIENT, 0]),
        "response_others": float(state.response[OTHER, 0]),
        "success_clients": float(state.success[CLIENT, 0]),
        "success_others": float(state.success[OTHER, 0]),
        "r2p": float(state.r2p[0]),
    }


def aftermath(scenario: Scenario, script: ScriptedDraft) -> dict[str, Any]:
    """What is on record of how a scripted crisis ended: who acted, who bore what."""
    crisis = scenario.file.crisis[script.crisis_number]
    return {
        "text": " ".join(crisis.aftermath.split()),
        "outside": [item.model_dump(mode="json", exclude_none=True) for item in crisis.outside],
        "contributions": [item.model_dump() for item in crisis.contribution],
    }


def draft_of(
    taken: Taken, seats: tuple[SeatFile, ...], script: ScriptedDraft | None, large: float
) -> dict[str, Any]:
    """The draft of one history, and the vote on it if one was held.

    A hidden veto is large from ``large`` on; a smaller one is the penholder's insurance.
    """
    sitting, choice = taken.situation.view.sitting, taken.choice
    members = tuple(seat.member for seat in seats)
    tabled = number(taken.tabled[0])
    out: dict[str, Any] = {
        "penholder": members[taken.situation.pen[0]],
        "wanted": float(choice.top[0]),
        "proposed": number(choice.strength[0]),
        "tabled": tabled,
        "twin": number(choice.twin[0]),
        "hidden_veto": float(choice.hidden_veto[0]),
        "hidden_veto_is_large": bool(choice.hidden_veto[0] >= large),
        "vote": None,
    }
    if script is not None:
        out |= {
            "symbol": script.symbol,
            "title": script.title,
            "date": script.date.isoformat(),
            "instrument": script.instrument,
            "withheld_on_record": script.withheld is not None and script.strength is not None,
        }
    if tabled is None:
        return out
    verdict, rules = taken.verdict, sitting.rules
    before = taken.situation
    remedies = changes(
        members, taken.ballots[:, 0], rules, before.uncounted[:, 0], before.spared[:, 0]
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
        "not_counted": [
            m for m, left_out in zip(members, before.uncounted[:, 0], strict=True) if left_out
        ],
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
