"""Stage 6, adoption: what ballots decide under a rule set, why, and what would have passed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages.declare import WORD, Column
from simulation.stages.numerics import Ballots, Bools, Floats, Ints, count_seats
from simulation.stages.tally import Tally, tally
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


class Outcome(IntEnum):
    """What a vote decides."""

    ADOPTED = 0
    VETOED = 1
    FELL_SHORT = 2


class End(IntEnum):
    """How a round ends; exactly one of these."""

    QUIET = 0
    DETERRED = 1
    UNSEEN = 2
    MEDIATED = 3
    WITHHELD = 4
    FELL_SHORT = 5
    VETOED = 6
    ADOPTED_DILUTED = 7
    ADOPTED_IN_FULL = 8


ADOPTED = (End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED)
TABLED = (*ADOPTED, End.VETOED, End.FELL_SHORT)
"""Ends of rounds in which a draft was put to the vote."""

CONSIDERED = (*TABLED, End.WITHHELD)
"""Ends of rounds in which the Council considered a draft: a penholder had one to table."""


END_NAMES = tuple(end.name.lower() for end in End)
"""Their names in files, in the order of their numbers."""


class Cause(IntEnum):
    """Why a round ended without a mandate, or with a diluted one."""

    NONE = 0
    NOT_RAISED = 1
    NOT_ADMITTED = 2
    NO_INTEREST = 3
    VETO_EXPECTED = 4
    SHORTFALL_EXPECTED = 5
    VETO = 6
    SHORTFALL = 7
    SHORTFALL_AND_NO = 8


CAUSE_NAMES = tuple("" if c is Cause.NONE else c.name.lower() for c in Cause)
"""Their names in files, none for none."""


@dataclass(frozen=True)
class Rules:
    """The Council's decision rule as data.

    ``quota`` is the number of affirmative votes required; ``holds_veto`` (seat,)
    who can block; ``vetoes_to_block`` how many of them it takes;
    ``abstention_blocks`` whether a veto holder must vote yes, as a strict
    reading of "concurring votes" has it; ``override`` the number of yeses that
    no veto withstands, or None; ``parties_count`` False where the ballots of
    parties to the dispute are left out.
    """

    quota: int
    procedural_quota: int
    holds_veto: Bools
    vetoes_to_block: int = 1
    abstention_blocks: bool = False
    abstention_allowed: bool = True
    parties_count: bool = True
    override: int | None = None
    automatic: bool = False

    def for_procedure(self) -> Rules:
        """The rules on procedural matters, Art. 27(2): their own quota, and nobody's veto."""
        return replace(
            self,
            quota=self.procedural_quota,
            holds_veto=np.zeros_like(self.holds_veto),
            abstention_blocks=False,
            override=None,
        )

    def distribution(self, p_yes: Floats, p_no: Floats, uncounted: Bools, spared: Bools) -> Tally:
        """The tally distribution under these rules; chances are (seat, ..., history).

        ``uncounted`` and ``spared`` as in :func:`decide`, broadcast to the chances.
        ``p_no`` may hold veto holders alone, (holder, ..., history): no other's counts.
        """
        block = self.blocking(p_yes, p_no, spared | uncounted)
        if uncounted.any():
            p_yes = np.where(uncounted, 0.0, p_yes)
        return tally(p_yes, block, self.holds_veto, self.vetoes_to_block)

    def blocking(self, p_yes: Floats, p_no: Floats, exempt: Bools) -> Floats:
        """The chance that each veto holder blocks, (holder, ..., history).

        Chances as in :meth:`distribution`; who is ``exempt`` does not block.
        """
        holders = self.holds_veto
        if self.abstention_blocks:
            block = 1.0 - p_yes[holders]
        else:
            block = p_no if p_no.shape[0] == np.count_nonzero(holders) else p_no[holders]
        # A mask without a True in it costs as much as any other, and is the rule.
        if exempt.any():
            block = np.where(np.broadcast_to(exempt, p_yes.shape)[holders], 0.0, block)
        return block

    def adopted_and_enough(self, distribution: Tally) -> tuple[Floats, Floats]:
        """P(adopted) and P(enough yeses): the second is adoption without any veto."""
        free, blocked = distribution.enough(self.quota)
        if self.override is None:
            return free, free + blocked
        overridden = distribution.enough(max(self.quota, self.override))[1]
        return free + overridden, free + blocked


@dataclass(frozen=True)
class Verdict:
    """What ballots decided; arrays (history,), ``vetoes`` (seat, history)."""

    outcome: Ints
    yes: Ints
    no: Ints
    abstain: Ints
    not_voting: Ints
    vetoes: Bools
    blocked: Bools

    @property
    def also_blocked(self) -> Bools:
        """Fell short, and a blocking no was cast as well."""
        return np.asarray((self.outcome == Outcome.FELL_SHORT) & self.blocked)


def suspended(for_type: Bools, kind: Ints, signatory: Bools, *, signatories_alone: bool) -> Bools:
    """Whose veto is suspended, (1, history), or (seat, history) where it goes by member.

    Parameters
    ----------
    for_type : (type,)
        In which types of crisis vetoes are suspended.
    kind : (history,)
        The type of the crisis.
    signatory : (seat, 1) or (seat, history)
        Who signed the code of conduct.
    signatories_alone : bool
        Whether the vetoes of signatories alone are suspended, or all.
    """
    now = for_type[kind][None, :]
    return now & signatory if signatories_alone else now


def outcome_of(yes: Ints, vetoes: Ints, rules: Rules) -> tuple[Ints, Bools]:
    """What so many yeses and vetoes decide, and whether the vetoes hold; arrays of one shape."""
    blocked = vetoes >= rules.vetoes_to_block
    if rules.override is not None:
        blocked = blocked & (yes < rules.override)
    outcome = np.where(
        yes < rules.quota, Outcome.FELL_SHORT, np.where(blocked, Outcome.VETOED, Outcome.ADOPTED)
    )
    return outcome, np.asarray(blocked)


def decide(ballots: Ballots, rules: Rules, uncounted: Bools, spared: Bools) -> Verdict:
    """What ballots (seat, history) decide.

    Parameters
    ----------
    uncounted : (seat, history)
        Ballots left out, as those of parties to the dispute under the League's Covenant.
    spared : (1, history) or (seat, history)
        Where the veto is suspended.
    """
    counted = ~uncounted
    is_yes, is_no = (ballots == YES) & counted, (ballots == NO) & counted
    objects = ~is_yes & counted if rules.abstention_blocks else is_no
    vetoes = objects & rules.holds_veto[:, None] & ~spared
    yes = count_seats(is_yes)
    outcome, blocked = outcome_of(yes, count_seats(vetoes), rules)
    return Verdict(
        outcome=outcome,
        yes=yes,
        no=count_seats(is_no),
        abstain=count_seats((ballots == ABSTAIN) & counted),
        not_voting=count_seats((ballots == NOT_VOTING) | uncounted),
        vetoes=vetoes,
        blocked=blocked,
    )


def held_procedural(
    preliminary: Ballots, rules: Rules, uncounted: Bools, spared: Bools
) -> tuple[Bools, Verdict]:
    """Whether the vote on the preliminary question makes a matter procedural, and that vote.

    Arrays as in :func:`decide`. The question whether a matter is procedural is itself
    substantive (Statement of the four sponsoring governments, San Francisco, 7 June 1945,
    part II, paragraph 2): a permanent member that votes no there keeps the matter
    substantive, and can then veto it: the double veto.
    """
    verdict = decide(preliminary, rules, uncounted, spared)
    return np.asarray(verdict.outcome == Outcome.ADOPTED), verdict


def overruled(challenge: Ballots, rules: Rules) -> Bools:
    """Whether ballots (seat, history) to overrule a ruling of the president do so.

    It stands unless overruled (provisional rule 30), which is a procedural decision.
    """
    return np.asarray(count_seats(challenge == YES) >= rules.procedural_quota)


@dataclass(frozen=True)
class Remedy:
    """A smallest set of changed ballots that would have adopted a draft.

    ``lift`` of the seats ``vetoers`` must stop blocking; ``gain_yes`` yeses are
    needed from those that did not vote yes, the lifted ones included;
    ``changes`` ballots change in all.
    """

    vetoers: tuple[int, ...]
    lift: int
    gain_yes: int
    changes: int


def smallest_changes(
    ballots: Ballots, rules: Rules, uncounted: Bools, spared: Bools
) -> list[Remedy]:
    """Every kind of smallest change that would have adopted one vote; empty if it was adopted.

    Arrays (seat, 1) as in :func:`decide`. Two ways at most: lift the vetoes
    that are too many, or reach the override. The shorter, or both if equal.
    """
    verdict = decide(ballots, rules, uncounted, spared)
    if verdict.outcome[0] == Outcome.ADOPTED:
        return []
    yes = int(verdict.yes[0])
    movable = int(count_seats((ballots != YES) & ~uncounted)[0])
    vetoers = tuple(int(seat) for seat in np.flatnonzero(verdict.vetoes[:, 0]))
    lift = max(len(vetoers) - rules.vetoes_to_block + 1, 0)
    gain = max(rules.quota - yes, lift if rules.abstention_blocks else 0)
    ways = [Remedy(vetoers, lift, gain, max(lift, gain))]
    if rules.override is not None:
        gain = max(rules.override, rules.quota) - yes
        ways.append(Remedy(vetoers, 0, gain, gain))
    ways = [way for way in ways if way.gain_yes <= movable]
    fewest = min((way.changes for way in ways), default=0)
    return [way for way in ways if way.changes == fewest]


def predefined_strength(severity: Floats, p: Parameters) -> Floats:
    """What predefined rules impose without a vote: what an untied, average member would want.

    μ + ω(s-½), between y_min and full force; (history,).
    """
    return np.clip(
        p.baseline_strength + p.severity_weight * (severity - 0.5), p.minimum_strength, 1.0
    )


COLUMNS = (
    Column("end", WORD, "end of the round: " + ", ".join(END_NAMES)),
    Column(
        "cause",
        WORD,
        "why no mandate or a weaker one, or empty: "
        + ", ".join(cause.name.lower() for cause in Cause if cause is not Cause.NONE),
    ),
    Column(
        "imposed",
        "float64",
        "strength imposed by predefined rules, without a vote",
        unit="strength",
        blank="nothing was imposed",
    ),
    Column(
        "blocked_by",
        WORD,
        "veto holders whose vote blocks, joined by |, whatever the outcome",
        blank="no vote was held",
    ),
    Column(
        "status_quo",
        "float64",
        "strength of the mandate in force before the round",
        unit="strength",
        blank="no crisis stands",
    ),
    Column(
        "mandate",
        "float64",
        "strength of the mandate in force after the round",
        unit="strength",
        blank="no crisis stands",
    ),
    Column(
        "best_mandate",
        "float64",
        "strongest mandate the crisis has had",
        unit="strength",
        blank="no crisis stands",
    ),
)
"""What this stage says of a round."""
