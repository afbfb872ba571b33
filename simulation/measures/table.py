"""What is measured: named measures, each a ratio of two sums that every history gives.

Each is written once, over rounds just played or read from a dataset. Histories are the units
that are independent, so every interval of a summary or comparison, and every response of a
sensitivity analysis, is made from these sums.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.engine.history import Column
from simulation.measures.rates import Sums
from simulation.measures.rounds import Rounds
from simulation.measures.totals import Totals
from simulation.stages.adoption import ADOPTED, CONSIDERED, TABLED, End
from simulation.stages.bypass import Action
from simulation.stages.numerics import Bools

type Cells = tuple[Column, Column]
"""Part and whole round by round, in the shape of the rounds."""


@dataclass(frozen=True)
class Measure:
    """A ratio of sums: what it is in words, and part and whole of each round.

    ``share`` says that the sums count cases, so that the ratio is a share of them.
    """

    words: str
    cells: Callable[[Rounds], Cells]
    share: bool = True

    def sums(self, rounds: Rounds, among: Bools | None = None) -> Sums:
        """The two sums of each history, over all rounds or those flagged by ``among``."""
        part, whole = self.cells(rounds)
        if among is not None:
            part, whole = part * among, whole * among
        return rounds.total(part), rounds.total(whole)

    def totals(self, rounds: Rounds) -> Totals:
        """What its value and interval need of these histories."""
        return Totals.of(*self.sums(rounds))


def share(part: Bools, whole: Bools) -> Cells:
    """A share of rounds."""
    return part & whole, whole


def mean(values: Column, where: Bools) -> Cells:
    """A mean over rounds, in which the values are numbers."""
    return np.where(where, values, 0.0), where


def ended(*ends: End, among: Sequence[End] = CONSIDERED) -> Callable[[Rounds], Cells]:
    """The share of rounds with some ends among those with others."""
    return lambda r: share(r.is_end(*ends), r.is_end(*among))


def acted(action: Action) -> Callable[[Rounds], Cells]:
    """The share of rounds of a crisis in which something was done on somebody's decision."""
    return lambda r: share(r["action"] == action, r["episode"] > 0)


def mediated(rounds: Rounds) -> Cells:
    """Rounds of a crisis in which it was mediated and nothing else was done."""
    alone = rounds.is_end(End.MEDIATED) & (rounds["action"] == Action.NONE)
    return share(alone, rounds["episode"] > 0)


def unanswered(rounds: Rounds) -> Cells:
    """Rounds of a crisis in which nothing was done and nobody mediated."""
    idle = (rounds["action"] == Action.NONE) & ~rounds.is_end(End.MEDIATED)
    return share(idle, rounds["episode"] > 0)


def unsettled(clients: bool | None = None) -> Callable[[Rounds], Cells]:
    """Grave episodes of a class that closed neither mediated nor won, of those that closed."""

    def cells(rounds: Rounds) -> Cells:
        closed = grave(rounds) & rounds["closed"] & of_class(rounds, clients)
        return share(~np.asarray(rounds["settled"], dtype=bool), closed)

    return cells


def grave(rounds: Rounds) -> Bools:
    """Rounds of crises that began grave."""
    return np.asarray((rounds["episode"] > 0) & (rounds["onset_severity"] >= rounds.grave))


def of_class(rounds: Rounds, clients: bool | None) -> Bools:
    """Rounds of challengers that a permanent member stands behind, of others, or (None) all."""
    everybody = np.ones_like(rounds["client"])
    return everybody if clients is None else np.asarray(rounds["client"] == clients)


def paralysed(clients: bool | None = None, *, mediated: bool = True) -> Callable[[Rounds], Cells]:
    """Grave episodes of a class that closed without an adequate mandate, of those that closed.

    Each closes in one round. Those that the Secretary-General settled count above and
    below the line, or in neither.
    """

    def cells(rounds: Rounds) -> Cells:
        closed = grave(rounds) & rounds["closed"] & of_class(rounds, clients)
        if not mediated:
            closed &= ~rounds.is_end(End.MEDIATED)
        return share(rounds["best_mandate"] < rounds.adequate, closed)

    return cells


def easy_riding(clients: bool | None = None) -> Callable[[Rounds], Cells]:
    """1 - ΣE*/ΣE°, on challengers of a class."""

    def cells(rounds: Rounds) -> Cells:
        here, optimal = of_class(rounds, clients), rounds["optimal"]
        return (optimal - rounds["provision"]) * here, optimal * here

    return cells


def giving_nothing(rounds: Rounds) -> Cells:
    """Named contributors that gave nothing to an answer, of all of them."""
    answered = rounds["action"] > Action.NONE
    return (rounds.named - rounds["contributors"]) * answered, rounds.named * answered


def deterred(rounds: Rounds) -> Cells:
    """Rounds in which somebody was deterred, of those in which no crisis stood."""
    quiet = rounds.is_end(End.QUIET, End.DETERRED)
    return share(rounds.is_end(End.DETERRED), quiet | rounds["onset"])


def security_gap(rounds: Rounds) -> Cells:
    """1 - p_win over the rounds of grave episodes, those mediated left out.

    p_win is 0 where nothing was done.
    """
    live = grave(rounds) & ~rounds.is_end(End.MEDIATED)
    return mean(1.0 - np.nan_to_num(rounds["p_win"]), live)


def hidden(rounds: Rounds) -> Bools:
    """Rounds in which the model's penholder proposed less than to a Council without vetoes."""
    return np.asarray(rounds["hidden_veto"] > 0.0)


GROUPS: dict[str, dict[str, Measure]] = {
    "Drafts": {
        "adopted": Measure("drafts adopted, of drafts considered", ended(*ADOPTED)),
        "adopted_in_full": Measure(
            "adopted in full, of drafts considered", ended(End.ADOPTED_IN_FULL)
        ),
        "adopted_diluted": Measure(
            "adopted diluted, of drafts considered", ended(End.ADOPTED_DILUTED)
        ),
        "vetoed": Measure("vetoed, of drafts considered", ended(End.VETOED)),
        "fell_short": Measure("fell short, of drafts considered", ended(End.FELL_SHORT)),
        "withheld": Measure("withheld, of drafts considered", ended(End.WITHHELD)),
    },
    "Vetoes": {
        "vetoed_of_tabled": Measure("vetoed, of drafts tabled", ended(End.VETOED, among=TABLED)),
        "hidden": Measure(
            "with a hidden veto of any size, of drafts considered",
            lambda r: share(hidden(r), r.is_end(*CONSIDERED)),
        ),
        "hidden_large": Measure(
            "with a large hidden veto, of drafts considered",
            lambda r: share(r["hidden_veto"] >= r.large, r.is_end(*CONSIDERED)),
        ),
        "hidden_withheld": Measure(
            "withheld for a veto alone, of drafts considered",
            lambda r: share(hidden(r) & np.isnan(r["proposed"]), r.is_end(*CONSIDERED)),
        ),
        "size_of_hidden": Measure(
            "mean size of hidden vetoes", lambda r: mean(r["hidden_veto"], hidden(r)), share=False
        ),
    },
    "Strength of texts": {
        "wanted": Measure(
            "mean strength wanted, of drafts considered",
            lambda r: mean(r["wanted"], r.is_end(*CONSIDERED) & ~np.isnan(r["wanted"])),
            share=False,
        ),
        "tabled": Measure(
            "mean strength put to the vote",
            lambda r: mean(r["tabled"], r.is_end(*TABLED) & ~np.isnan(r["tabled"])),
            share=False,
        ),
        "strength": Measure(
            "mean strength adopted, 0 where nothing was",
            lambda r: (np.nan_to_num(r["tabled"]) * r.is_end(*ADOPTED), r.is_end(*CONSIDERED)),
            share=False,
        ),
    },
    "Paralysis": {
        "paralysis_clients": Measure(
            "no adequate mandate ever, of grave crises of clients that closed", paralysed(True)
        ),
        "paralysis_others": Measure("none, of other grave crises that closed", paralysed(False)),
        "paralysis_both": Measure("none, of all grave crises that closed", paralysed()),
        "paralysis_unmediated_clients": Measure(
            "none, of grave crises of clients that closed and were not mediated",
            paralysed(True, mediated=False),
        ),
        "paralysis_unmediated_others": Measure(
            "none, of other grave crises that closed and were not mediated",
            paralysed(False, mediated=False),
        ),
        "paralysis_unmediated_both": Measure(
            "none, of all grave crises that closed and were not mediated", paralysed(mediated=False)
        ),
    },
    "How crises end": {
        "unsettled_clients": Measure(
            "unsettled, of grave crises of clients that closed", unsettled(True)
        ),
        "unsettled_others": Measure(
            "unsettled, of other grave crises that closed", unsettled(False)
        ),
        "unsettled_both": Measure("unsettled, of all grave crises that closed", unsettled()),
        "settled": Measure(
            "settled, of all crises that closed", lambda r: share(r["settled"], r["closed"])
        ),
        "deterred": Measure("would-be challengers deterred, of quiet rounds", deterred),
    },
    "Answers": {
        "action_council": Measure(
            "rounds of a crisis answered by the Council", acted(Action.COUNCIL)
        ),
        "action_assembly": Measure(
            "rounds of a crisis answered by the Assembly", acted(Action.ASSEMBLY)
        ),
        "action_regional": Measure(
            "rounds of a crisis answered by an organisation", acted(Action.REGIONAL)
        ),
        "action_coalition": Measure(
            "rounds of a crisis answered by a coalition", acted(Action.COALITION)
        ),
        "mediated": Measure("rounds of a crisis in which it was mediated and no more", mediated),
        "unanswered": Measure(
            "rounds of a crisis in which nothing was done and nobody mediated", unanswered
        ),
        "outside": Measure(
            "answers without the Council, of answers",
            lambda r: share(r["action"] > Action.COUNCIL, r["action"] > Action.NONE),
        ),
    },
    "Burdens": {
        "easy_riding": Measure(
            "1 - provision / best provision for all", easy_riding(), share=False
        ),
        "easy_riding_clients": Measure(
            "1 - provision / best provision for all, on clients", easy_riding(True), share=False
        ),
        "easy_riding_others": Measure(
            "1 - provision / best provision for all, on others", easy_riding(False), share=False
        ),
        "provision": Measure(
            "provision per severity, over rounds of crises",
            lambda r: (r["provision"], np.nan_to_num(r["severity"])),
            share=False,
        ),
        "giving_nothing": Measure(
            "named contributors that gave nothing, of their chances to give", giving_nothing
        ),
    },
    "What is left behind": {
        "security_gap": Measure(
            "1 - chance of success, over rounds of grave crises", security_gap, share=False
        ),
        "legitimacy": Measure(
            "legitimacy of the Council at the end",
            lambda r: mean(r["legitimacy"], r["last"]),
            share=False,
        ),
        "belief_clients": Measure(
            "belief at the end that crises of clients are answered",
            lambda r: mean(r["response_clients"], r["last"]),
            share=False,
        ),
    },
}
"""Every measure by name, in groups of which a page makes tables. Shares are of 1."""

MEASURES = {name: measure for group in GROUPS.values() for name, measure in group.items()}
"""Every measure by name."""
