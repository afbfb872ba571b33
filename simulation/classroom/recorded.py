"""Who bore what on record after a draft of a case, for a class that plays the case."""

from __future__ import annotations

from typing import Any

from simulation.scenario.burdens import compared_list
from simulation.scenario.on_record import COMPARED
from simulation.scenario.scenario import Scenario
from simulation.scenario.states import name_of


def recorded(scenario: Scenario, number: int) -> dict[str, Any] | None:
    """What is on record of the burdens after a draft; None where crises are generated.

    Parameters
    ----------
    scenario : Scenario
        A case.
    number : int
        The draft, from 0.

    Returns
    -------
    dict
        ``done`` is what followed the draft, None where that is not on record; ``lists`` are those
        that the model's burdens are compared with, forces before money: ``what``, ``unit``,
        ``amounts`` by code, and ``names`` of those codes. A state with 0 is known to have given
        nothing; of one that is on no list nothing is known.
    """
    if not scenario.script:
        return None
    draft = scenario.script[number]
    crisis = scenario.file.crisis[draft.crisis_number]
    lists = [compared_list(crisis, draft.symbol, currency) for currency in COMPARED]
    known = {state.member: state.name for state in scenario.world.states}
    return {
        "done": None if draft.followed is None else draft.followed.done,
        "lists": [
            {
                "what": listed.what,
                "unit": listed.unit,
                "amounts": dict(listed.amounts),
                "names": {code: known.get(code) or name_of(code) for code in listed.amounts},
            }
            for listed in lists
            if listed is not None
        ],
    }
