"""Two findings on repeated crises: what failures are due to, and how the two ills interact.

Every history is played in eight regimes under the same draws: vetoes block or
not, penholders expect them or not, burdens are borne voluntarily or as is best
for all. Histories part ways with the first difference, so all effects are total
effects.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulation.engine.arrays import play
from simulation.engine.delegations import Delegations
from simulation.engine.history import History
from simulation.engine.views import View
from simulation.experiments.layout import ROUNDS_A_BLOCK
from simulation.measures.contrasts import contrast
from simulation.measures.failures import failures
from simulation.measures.rates import Sums
from simulation.measures.rounds import played
from simulation.measures.table import MEASURES, grave
from simulation.scenario.load import load
from simulation.stages import drafting
from simulation.stages.adoption import CONSIDERED, Rules
from simulation.stages.bypass import Action
from simulation.stages.drafting import Choice, Outlook
from simulation.stages.numerics import Bools

SCENARIO = "repeated-crises"

FACTORS = ("seen", "hidden", "burden")
"""What may be there or not: vetoes block; penholders expect them; burdens are voluntary."""

SCOPES = ("all", "client", "other", "first", "mandated", "unmandated")
"""All crises; those of one class; of the clients' the first round in which one is considered,
the rounds in which a mandate of the Council is carried out, and those in which none is."""

UNSETTLED = "unsettled_both"
"""The measure of what failures are due to."""

MEASURED = {
    UNSETTLED: True,
    "unanswered": True,
    "settled": True,
    "provision": False,
    "easy_riding": False,
}
"""Measures of crises, and whether of grave ones alone."""

UNDER_MANDATE = "under_mandate"
"""Of the best provision for all in the answers given to clients, that under a mandate."""

LEFT_OUT = {
    (UNSETTLED, "first"), ("settled", "first"),
    (UNSETTLED, "mandated"), ("settled", "mandated"), ("unanswered", "mandated"),
    (UNSETTLED, "unmandated"), ("settled", "unmandated"), ("unanswered", "unmandated"),
    ("provision", "unmandated"),
}  # fmt: skip
"""A crisis need not close in these rounds, and a mandate is an answer. Of rounds without one
only easy-riding is asked, which leaves out those in which nothing is done."""

OWN_ROWS = ("vetoed", "withheld", "too_little", "lost")
"""Failures with a row of their own; the rest are ``other``."""

OF_DRAFTS = ("vetoed", "hidden_large")
"""Measures of drafts considered: vetoes seen and hidden, as they are counted."""

AT_THE_END = ("legitimacy", "belief_clients")
"""Measures of whole histories."""

type Regime = tuple[bool, bool, bool]
type Played = Mapping[Regime, Mapping[tuple[str, str], Sums]]

REGIMES: tuple[Regime, ...] = tuple(itertools.product((True, False), (True, False), (True, False)))

RULES = {True: "charter", False: "no-veto"}
"""The rules where vetoes block or are expected, and where not."""

LINKS = {"prospect_weight": 0.0, "legitimacy_rate": 0.0}
"""Off values of what ties burdens to votes: ψ, wanting more where answers succeed, and η_ℒ, by
which success makes the Council legitimate, and so a no costly and a yes worth joining."""

TWO_BY_TWO: dict[tuple[str, str], Regime] = {
    ("veto", "voluntary"): (True, True, True),
    ("veto", "optimum"): (True, True, False),
    ("no veto", "voluntary"): (False, False, True),
    ("no veto", "optimum"): (False, False, False),
}

EFFECTS = ("veto", "burden", "interaction")

ESTIMATE = ("value", "low", "high")


class Expecting(Delegations):
    """Penholders write as if these rules held, whatever rules the vote is taken under."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def draft(self, view: View, outlook: Outlook) -> Choice:
        """What they table to the Council they expect."""
        return drafting.draft(outlook, self.rules, view.parameters)


def play_regimes(
    runs: int, seed: int, regimes: Iterable[Regime] = REGIMES, **parameters: float
) -> Played:
    """The sums by history that every measure needs, in each regime, under common draws."""
    return {regime: play_regime(regime, runs, seed, **parameters) for regime in regimes}


def play_regime(
    regime: Regime, runs: int, seed: int, **parameters: Any
) -> dict[tuple[str, str], Sums]:
    """One regime: (measure, scope) to the two sums by history whose ratio it is."""
    blocking, expecting, voluntary = regime
    sharing = "voluntary" if voluntary else "optimum"
    scenario = load(SCENARIO, rules=RULES[blocking], burden=sharing, **parameters)
    expected = load(SCENARIO, rules=RULES[expecting]).sitting.rules
    size = ROUNDS_A_BLOCK // scenario.rounds
    blocks = []
    for start in range(0, runs, size):
        histories = play(
            scenario,
            seed=seed,
            runs=range(start, min(start + size, runs)),
            delegations=Expecting(expected),
        )
        blocks.append(sums(histories))
    return {
        key: (
            np.concatenate([block[key][0] for block in blocks]),
            np.concatenate([block[key][1] for block in blocks]),
        )
        for key in blocks[0]
    }


def sums(history: History) -> dict[tuple[str, str], Sums]:
    """The two sums by history of each measure and scope; ratios of them are the measures."""
    rounds = played(history)
    client = rounds["client"]
    scopes = {
        "all": np.ones_like(client),
        "client": client,
        "other": ~client,
        "first": client & first_considered(history),
        "mandated": client & (rounds["action"] == Action.COUNCIL),
        "unmandated": client & (rounds["action"] != Action.COUNCIL),
    }
    found: dict[tuple[str, str], Sums] = {}
    for scope, here in scopes.items():
        for name, serious in MEASURED.items():
            if (name, scope) not in LEFT_OUT:
                among = here & grave(rounds) if serious else here
                found[name, scope] = MEASURES[name].sums(rounds, among)
    best = {scope: found["easy_riding", scope][1] for scope in ("mandated", "client")}
    found[UNDER_MANDATE, "client"] = best["mandated"], best["client"]
    for scope in ("all", "client", "other"):
        failed, closed = MEASURES[UNSETTLED].cells(rounds)
        for reason, why in last_rounds(history).items():
            among = scopes[scope]
            found[f"last:{reason}", scope] = (
                rounds.total(failed & why & among),
                rounds.total(closed & among),
            )
    whole = (*OF_DRAFTS, *AT_THE_END)
    return found | {(name, "all"): MEASURES[name].sums(rounds) for name in whole}


def last_rounds(history: History) -> dict[str, Bools]:
    """What a round looks like if a crisis closes unsettled with it: what the record would say."""
    reasons = failures(history)
    named = {reason: reasons.pop(reason) for reason in OWN_ROWS}
    return named | {"other": np.any(list(reasons.values()), axis=0)}


def first_considered(history: History) -> Bools:
    """The first round of each crisis in which the Council considers a draft, (round, history)."""
    considered = history.is_end(*CONSIDERED)
    first = np.zeros_like(considered)
    last = np.zeros(len(history.runs), dtype=np.int64)
    for number, (here, episode) in enumerate(zip(considered, history["episode"], strict=True)):
        first[number] = here & (episode != last)
        last = np.where(here, episode, last)
    return first


def proportional(cells: list[Sums], weights: list[float]) -> dict[str, float]:
    """The same of the logarithms of the ratios: 0 where effects multiply rather than add."""
    cells = [cell for cell, weight in zip(cells, weights, strict=True) if weight]
    weights = [weight for weight in weights if weight]
    ratios = [float(part.sum() / whole.sum()) if whole.sum() else 0.0 for part, whole in cells]
    if min(ratios) <= 0.0:
        return dict.fromkeys(ESTIMATE, math.nan)
    scaled = [(part / r, whole) for (part, whole), r in zip(cells, ratios, strict=True)]
    around = estimate(scaled, weights)  # each scaled ratio is 1, so its influence is that of ln r
    value = sum(w * math.log(r) for w, r in zip(weights, ratios, strict=True))
    return {name: end - around["value"] + value for name, end in around.items()}


def estimate(cells: list[Sums], weights: list[float]) -> dict[str, float]:
    """A weighted sum of ratios over cells, with its interval, as a row has it."""
    return vars(contrast(cells, weights))


def attribution(played: Played) -> pd.DataFrame:
    """What unsettled grave crises are due to: rows scope, part, and an estimate.

    ``share`` is the share of grave crises that close unsettled with all three
    ills, ``rest`` the share without any; ``seen``, ``hidden`` and ``burden``
    are each ill's mean effect over the orders in which the three can be taken
    away (Shapley's value), and add up with ``rest`` to ``share`` exactly;
    ``hidden_less_seen`` and ``burden_less_vetoes`` compare them.
    ``without_x`` is the effect of taking away that one alone. ``last:x`` is
    what the last round of the unsettled looked like; these add up to ``share``.
    ``drafts:x`` is a share of drafts considered under the Charter, or the difference
    of two.
    """
    rows = []
    for scope in ("all", "client", "other"):
        cells = [played[regime][UNSETTLED, scope] for regime in REGIMES]
        weights = {"share": one_hot((True, True, True)), "rest": one_hot((False, False, False))}
        for number, factor in enumerate(FACTORS):
            weights[factor] = shapley(number)
            alone = tuple(k != number for k in range(3))
            weights[f"without_{factor}"] = less(one_hot((True, True, True)), one_hot(alone))
        weights["hidden_less_seen"] = less(weights["hidden"], weights["seen"])
        weights["burden_less_vetoes"] = less(weights["burden"], weights["seen"], weights["hidden"])
        rows += [{"scope": scope, "part": p} | estimate(cells, w) for p, w in weights.items()]
        charter = played[True, True, True]
        for measure, of in charter:
            if measure.startswith("last:") and of == scope:
                rows.append(
                    {"scope": scope, "part": measure} | estimate([charter[measure, scope]], [1.0])
                )
    seen, hidden = (played[True, True, True][name, "all"] for name in OF_DRAFTS)
    rows += [
        {"scope": "all", "part": f"drafts:{part}"} | estimate(cells, weights)
        for part, cells, weights in (
            ("seen", [seen], [1.0]),
            ("hidden", [hidden], [1.0]),
            ("hidden_less_seen", [hidden, seen], [1.0, -1.0]),
        )
    ]
    return pd.DataFrame(rows, columns=["scope", "part", *ESTIMATE])


def less(weights: list[float], *others: list[float]) -> list[float]:
    """Weights less others."""
    return [first - sum(rest) for first, *rest in zip(weights, *others, strict=True)]


def one_hot(regime: tuple[bool, ...]) -> list[float]:
    """Weight 1 on one regime."""
    return [float(other == regime) for other in REGIMES]


def shapley(factor: int) -> list[float]:
    """The weights on regimes that give a factor's Shapley value of three."""
    weights = []
    for regime in REGIMES:
        others = sum(regime) - regime[factor]
        share = math.factorial(others) * math.factorial(2 - others) / 6.0
        weights.append(share if regime[factor] else -share)
    return weights


def two_by_two(played: Played) -> pd.DataFrame:
    """Veto on or off by burden voluntary or optimal: columns measure, scope, effect, estimate.

    ``effect`` is a cell ("veto, optimum"), or ``veto`` (with vetoes less
    without, the mean over burdens), ``burden`` (voluntary less optimal, the mean
    over rules), ``interaction`` (the veto's effect under voluntary burdens less
    that under optimal ones), ``veto_voluntary`` and ``veto_optimum`` (that
    effect under each). For provision, ``log_interaction`` and ``log_veto_voluntary``
    are the same of logarithms: an interaction of 0 where each ill costs the same share
    whatever the other does.
    """
    weights = {f"{v}, {b}": [float(c == (v, b)) for c in TWO_BY_TWO] for v, b in TWO_BY_TWO}
    weights |= {
        "veto": [0.5, 0.5, -0.5, -0.5],
        "burden": [0.5, -0.5, 0.5, -0.5],
        "interaction": [1.0, -1.0, -1.0, 1.0],
        "veto_voluntary": [1.0, 0.0, -1.0, 0.0],
        "veto_optimum": [0.0, 1.0, 0.0, -1.0],
    }
    rows = [
        {"measure": measure, "scope": scope, "effect": effect}
        | estimate([played[regime][measure, scope] for regime in TWO_BY_TWO.values()], weight)
        for measure in (*MEASURED, UNDER_MANDATE, *AT_THE_END)
        if measure != UNSETTLED
        for scope in SCOPES
        if (measure, scope) in played[True, True, True]
        for effect, weight in weights.items()
    ]
    rows += [
        {"measure": "provision", "scope": scope, "effect": f"log_{effect}"}
        | proportional(
            [played[regime]["provision", scope] for regime in TWO_BY_TWO.values()],
            weights[effect],
        )
        for scope in SCOPES
        if ("provision", scope) in played[True, True, True]
        for effect in ("interaction", "veto_voluntary")
    ]
    return pd.DataFrame(rows, columns=["measure", "scope", "effect", *ESTIMATE])


def without_links(runs: int, seed: int) -> pd.DataFrame:
    """The interaction of logarithms with ``LINKS`` off: a two-by-two of provision alone."""
    table = two_by_two(play_regimes(runs, seed, TWO_BY_TWO.values(), **LINKS))
    return table[table["effect"] == "log_interaction"].assign(effect="log_without_links")


def found(runs: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables, from so many histories in each regime; attributes say which.

    The second ends with the rows of :func:`without_links`.
    """
    played = play_regimes(runs, seed)
    crossed = pd.concat([two_by_two(played), without_links(runs, seed)], ignore_index=True)
    tables = attribution(played), crossed
    for table in tables:
        table.attrs["made_from"] = (
            f"simulation error only; {runs:,} histories in each regime, seed {seed}, {SCENARIO}"
        )
    return tables
