"""Stage 4, drafting: who holds the pen, what is tabled, and what the twin without vetoes tables."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.stages import compiled
from simulation.stages.adoption import Cause, Rules
from simulation.stages.declare import LARGEST_COUNCIL, WORD, Column, Slots, parameter
from simulation.stages.numerics import Bools, Floats, Ints, of_histories, or_zero, sum_seats
from simulation.stages.preferences import FORCE, Outside, gain, gain_by_wanted
from simulation.stages.voting import chance_of_no, chance_of_yes, chances, sure_of_a_yes

if TYPE_CHECKING:
    from simulation.stages.parameters import Parameters


@dataclass(frozen=True, kw_only=True)
class DraftingParameters:
    """The numbers of this stage."""

    # A line or two for what a number is, one for what is said of it.
    # fmt: off
    permanent_pen: float = parameter(
        "q_P", 0.7, 0, 1, "chance that a permanent member with a pen drafts",
        off=0, unit="probability", label="estimated",
        source="Sharing the Pen, Global Observatory 2023: the P3 alone hold 22 of 33 files",
    )
    perception_sd: float = parameter(
        "ν", 0.1, 0, 1, "error with which the penholder sees what others want", off=0
    )
    minimum_strength: float = parameter("y_min", 0.35, 0, 1, "least strength worth tabling", off=0)
    statement_value: float = parameter(
        "γ̄", 0.06, 0, 1, "mean worth of losing to a veto in public", off=0, unit="gain"
    )
    tabling_threshold: float = parameter(
        "κ", 0.08, -1, 1, "value a draft must promise to be tabled", off=-1, unit="gain"
    )
    shortfall_cost: float = parameter(
        "d", 0.15, 0, 1, "embarrassment of falling short of votes", off=0, unit="gain"
    )
    grid_points: float = parameter(
        "n_y", 17, 2, 101, "strengths a penholder weighs",
        off=None, unit="points", label="judged", source="own choice: steps of about .03",
        whole=True,
    )
    # fmt: on


PEN = Slots("pen", 4, ("holder",))

PERCEPTION = Slots("perception", LARGEST_COUNCIL)
"""Errors of perception, normals."""


TIE = 1e-9
"""Values closer than this count as equal; the strongest of them is tabled."""

NOISE_OF_A_NORMAL = 2.0 * math.sqrt(3.0) / math.pi
"""Scale of the logistic whose spread equals that of 2·N(0, 1): 2√3/π, about 1.10."""

CELLS_AT_ONCE = 8192
"""Strengths times histories that the search weighs in one go; speed only."""


@dataclass(frozen=True)
class Outlook:
    """What a penholder knows when it drafts; seats first.

    ``perceived`` (seat, history) is θ̂, what it sees others want, its own exactly;
    ``cost`` the cost of each member's no; ``pen`` (history,) its seat; ``sponsors``
    who stands by the text, the penholder among them;
    ``silent`` who cannot say yes or no; ``uncounted`` and ``spared`` as in the vote;
    ``status_quo``, ``bonus`` and ``statement`` (history,); ``outside`` what may be done without the
    Council.
    """

    pen: Ints
    perceived: Floats
    cost: Floats
    sponsors: Bools
    silent: Bools
    uncounted: Bools
    spared: Bools
    status_quo: Floats
    bonus: Floats
    statement: Floats
    outside: Outside

    @property
    def own(self) -> Own:
        """What the penholder's own interest depends on."""
        wanted = self.perceived[self.pen, np.arange(self.pen.size)]
        return Own(wanted, self.status_quo, self.bonus, self.statement, self.outside)

    def at(self, histories: Ints) -> Outlook:
        """These histories alone."""
        cut = {name: values for name, values in vars(self).items() if name != "outside"}
        return Outlook(
            **{name: of_histories(values, histories) for name, values in cut.items()},
            outside=self.outside.at(histories),
        )


@dataclass(frozen=True)
class Own:
    """What the penholder's own interest depends on; arrays (history,)."""

    wanted: Floats
    status_quo: Floats
    bonus: Floats
    statement: Floats
    outside: Outside

    def gain(self, strength: Floats) -> Floats:
        """G_pen of each strength (..., history)."""
        return gain(strength, self.wanted, self.status_quo, self.outside)

    def at(self, histories: Ints) -> Own:
        """These histories alone."""
        return Own(
            self.wanted[histories],
            self.status_quo[histories],
            self.bonus[histories],
            self.statement[histories],
            self.outside.at(histories),
        )


@dataclass(frozen=True)
class Prospects:
    """How texts would fare in the vote: P̂(adopted), P̂(enough yeses), and Ê(yes)/n."""

    adopted: Floats
    enough: Floats
    support: Floats


@dataclass(frozen=True)
class Choice:
    """What penholders table; arrays (history,).

    ``strength`` is NaN where the draft is withheld, ``twin`` where a Council
    without vetoes would withhold it too, or the text is not the rule's; ``top`` is the most
    the penholder wants; ``step`` the grid's; ``cause`` a :class:`Cause`, NONE
    where the text is tabled at full strength.
    """

    strength: Floats
    twin: Floats
    top: Floats
    step: Floats
    cause: Ints

    @property
    def hidden_veto(self) -> Floats:
        """Size of the hidden veto: how far the text falls short of the twin's, 0 for none.

        Less than a step of the grid does not count; a withheld draft counts as 0.
        """
        missing = or_zero(self.twin) - or_zero(self.strength)
        return np.where(~np.isnan(self.twin) & (missing > 0.5 * self.step), missing, 0.0)


def holder_of_the_pen(
    uniform: Floats, wanted: Floats, may_hold: Bools, elected: Bools, p: Parameters
) -> Ints:
    """The seat that drafts, (history,): the one that wants most among those entitled.

    With probability q_P a seat marked ``pen``, else an elected member; where one
    of the two groups is empty or away (wants -∞), the other.
    """
    keen = np.where(may_hold & ~elected, wanted, -np.inf)
    keen_elected = np.where(elected, wanted, -np.inf)
    nobody, nobody_elected = (np.isneginf(k.max(axis=0)) for k in (keen, keen_elected))
    permanent = ((uniform < p.permanent_pen) & ~nobody) | nobody_elected
    return np.where(permanent, np.argmax(keen, axis=0), np.argmax(keen_elected, axis=0))


def perceived(wanted: Floats, error: Floats, pen: Ints, p: Parameters) -> Floats:
    """θ̂ (seat, history): what the penholder sees, its own wish without error."""
    is_pen = np.arange(wanted.shape[0])[:, None] == pen
    return np.where(is_pen, wanted, wanted + p.perception_sd * error)


def grid(top: Floats, p: Parameters) -> Floats:
    """Strengths (strength, history) that a penholder weighs, strongest first."""
    points = int(p.grid_points)
    share = (np.arange(points - 1, -1, -1) / (points - 1))[:, None]
    strengths = p.minimum_strength + (top - p.minimum_strength) * share
    strengths[0] = top
    return np.asarray(strengths)


def noise_of_ballots(slope: Floats, p: Parameters) -> Floats:
    """λ̂: the choice noise widened for the error of perception, which a gain carries by its slope.

    λ̂² = λ² + (1.1 ν [(y-s₀) - o(z-s₀)])², and the slope in θ is twice the bracket.
    """
    blur = 0.5 * NOISE_OF_A_NORMAL * p.perception_sd * slope
    return np.asarray(np.sqrt(p.choice_noise**2 + blur**2))


def expected_ballots(
    strength: Floats, outlook: Outlook, rules: Rules, p: Parameters
) -> tuple[Floats, Floats]:
    """P̂(yes) (seat, strength, history), and P̂(no) of veto holders alone, (holder, ...).

    The penholder knows its own mind, λ; for the others see :func:`noise_of_ballots`.
    """
    at_zero, slope = gain_by_wanted(strength, outlook.status_quo, outlook.outside)
    noise = noise_of_ballots(slope, p)
    sure = sure_of_a_yes(outlook.sponsors, p)[:, None]
    holders = rules.holds_veto
    if not p.sponsors_vote_yes:
        # Where it stands by its text, its noise does not matter.
        is_pen = np.arange(sure.shape[0])[:, None, None] == outlook.pen
        noise = np.where(is_pen, p.choice_noise, noise)
    gains = slope * outlook.perceived[:, None]
    gains += at_zero
    if rules.abstention_allowed:
        yes = chance_of_yes(gains, outlook.bonus, noise)
        of_holders = noise[holders] if noise.ndim > 2 else noise
        no = chance_of_no(gains[holders], outlook.cost[holders, None], of_holders)
    else:
        yes, no = chances(gains, outlook.bonus, outlook.cost[:, None], noise, False)
        no = no[holders]
    np.copyto(yes, 1.0, where=sure)
    np.copyto(no, 0.0, where=sure[holders])
    if p.absence_probability > 0.0 or outlook.silent.any():
        present = np.where(outlook.silent, 0.0, 1.0 - p.absence_probability)[:, None]
        yes *= present
        no *= present[holders]
    return yes, no


def values(
    strength: Floats, outlook: Outlook, rules: Rules, p: Parameters
) -> tuple[Floats, Floats]:
    """What tabling each strength (strength, history) is worth: under the rules, and to the twin.

    P̂(adopted)·[G_pen(y) + b·Ê(yes)/n] + P̂(vetoed)·γ - P̂(short)·d. The twin is
    the same but for the vetoes.
    """
    own = outlook.own
    return worth(own.gain(strength), own, prospects(strength, outlook, rules, p), p)


def prospects(strength: Floats, outlook: Outlook, rules: Rules, p: Parameters) -> Prospects:
    """How each strength (strength, history) would fare in the vote."""
    yes, no = expected_ballots(strength, outlook, rules, p)
    uncounted, spared = outlook.uncounted[:, None], outlook.spared[:, None]
    distribution = rules.distribution(yes, no, uncounted, spared)
    adopted, enough = rules.adopted_and_enough(distribution)
    if uncounted.any():
        yes = np.where(uncounted, 0.0, yes)
    return Prospects(adopted, enough, sum_seats(yes) / yes.shape[0])


def worth(gain: Floats, own: Own, prospects: Prospects, p: Parameters) -> tuple[Floats, Floats]:
    """What a text with this gain and these prospects is worth to its penholder, and to the twin."""
    adopted, enough = prospects.adopted, prospects.enough
    reward = gain + own.bonus * prospects.support
    short = (1.0 - enough) * p.shortfall_cost
    return (
        adopted * reward + (enough - adopted) * own.statement - short,
        enough * reward - short,
    )


def draft(outlook: Outlook, rules: Rules, p: Parameters) -> Choice:
    """What is tabled, and what a Council without vetoes would have seen tabled.

    The best value of the grid, ties to the strongest text; withheld where it is
    not above κ, or where the penholder itself wants less than y_min. The search
    goes down from the strongest text and leaves a history once no weaker text
    can be worth more: the value is at most max(G_pen(y) + b, γ, 0), and G_pen
    falls with y. The result is that of the full grid, bit for bit.
    """
    own, histories = outlook.own, outlook.pen.size
    top = np.minimum(FORCE, own.wanted)
    interested = top >= p.minimum_strength
    strengths = grid(np.maximum(top, p.minimum_strength), p)
    find = prospects_of(outlook, rules, p)
    value = np.full((2, *strengths.shape), -np.inf)
    best = np.full((2, histories), -np.inf)
    searching, row = np.flatnonzero(interested), 0
    while row < strengths.shape[0] and searching.size:
        rows = slice(row, row + max(1, CELLS_AT_ONCE // searching.size))
        here, mine = strengths[rows, searching], own.at(searching)
        gains = mine.gain(here)
        for whose, of_texts in enumerate(worth(gains, mine, find(here, searching), p)):
            value[whose][rows, searching] = of_texts
            best[whose, searching] = np.maximum(best[whose, searching], of_texts.max(axis=0))
        bound = gains[-1] + mine.bonus
        bound_real = np.maximum(np.maximum(bound, mine.statement), 0.0)
        so_far = of_histories(best, searching)
        open_still = (so_far[0] < bound_real) | (so_far[1] < np.maximum(bound, 0.0))
        searching, row = searching[open_still], rows.stop
    strength, real = strongest_best(strengths, value[0])
    twin, without_vetoes = strongest_best(strengths, value[1])
    strength = np.where(real > p.tabling_threshold, strength, np.nan)
    twin = np.where(without_vetoes > p.tabling_threshold, twin, np.nan)
    step = (np.maximum(top, p.minimum_strength) - p.minimum_strength) / (p.grid_points - 1)
    choice = Choice(strength, twin, top, step, np.zeros(histories, dtype=np.int64))
    sure = own.gain(strengths[0]) + own.bonus
    cause = why_less(choice, interested & (sure > p.tabling_threshold))
    return Choice(strength, twin, top, step, cause)


def prospects_of(
    outlook: Outlook, rules: Rules, p: Parameters
) -> Callable[[Floats, Ints], Prospects]:
    """What finds the prospects of strengths (strength, history) in some histories of an outlook.

    Compiled where that pays and the rules are of the common kind; the same to the last bit.
    """
    common = rules.abstention_allowed and not rules.abstention_blocks and rules.override is None
    if common and p.sponsors_vote_yes and compiled.worthwhile(outlook.pen.size):
        return compiled_prospects(outlook, rules, p)

    def of(strength: Floats, histories: Ints) -> Prospects:
        # At first all are searched, and a copy of the whole would be its like.
        here = outlook if histories.size == outlook.pen.size else outlook.at(histories)
        return prospects(strength, here, rules, p)

    return of


def compiled_prospects(
    outlook: Outlook, rules: Rules, p: Parameters
) -> Callable[[Floats, Ints], Prospects]:
    """As :func:`prospects`, in loops that keep no copies of what every member wants."""
    from simulation.stages.compiled.prospects import ballots_known, vote

    holders = rules.holds_veto
    wanted, cost = np.ascontiguousarray(outlook.perceived), np.ascontiguousarray(outlook.cost)
    exempt = outlook.uncounted | outlook.spared
    known = ballots_known(
        sure=np.concatenate([outlook.sponsors, np.zeros_like(outlook.sponsors[holders])]),
        never=np.concatenate(
            [
                outlook.silent | outlook.uncounted,
                (outlook.sponsors | outlook.silent | exempt)[holders],
            ]
        ),
    )

    def of(strength: Floats, histories: Ints) -> Prospects:
        status_quo, outside = outlook.status_quo[histories], outlook.outside.at(histories)
        at_zero, slope = gain_by_wanted(strength, status_quo, outside)
        return Prospects(
            *vote(
                wanted,
                cost,
                known,
                histories,
                (at_zero, slope, outlook.bonus[histories], noise_of_ballots(slope, p)),
                presence=1.0 - p.absence_probability,
                holds_veto=holders,
                quota=rules.quota,
                vetoes_to_block=rules.vetoes_to_block,
            )
        )

    return of


def strongest_best(strengths: Floats, worth: Floats) -> tuple[Floats, Floats]:
    """The strongest of the best strengths, and the best value; (history,)."""
    best = worth.max(axis=0)
    first = np.argmax(worth >= best - TIE, axis=0)
    return strengths[first, np.arange(first.size)], best


def as_wanted(strength: Floats, choice: Choice) -> Bools:
    """Whether this strength is all that the penholder wants, to within half a step; (history,)."""
    return np.asarray(strength >= choice.top - 0.5 * choice.step - TIE)


def why_less(choice: Choice, interested: Bools) -> Ints:
    """Why a text is withheld or weaker than the penholder wants, as a :class:`Cause`.

    A veto was expected where the twin would have tabled more; a shortfall where
    the twin too holds back although the penholder would gain from a sure text.
    """
    in_full = as_wanted(choice.strength, choice)
    return np.where(
        in_full,
        Cause.NONE,
        np.where(
            choice.hidden_veto > 0.0,
            Cause.VETO_EXPECTED,
            np.where(
                interested | ~np.isnan(choice.strength),
                Cause.SHORTFALL_EXPECTED,
                Cause.NO_INTEREST,
            ),
        ),
    )


COLUMNS = (
    Column("penholder", WORD, "who drafted", blank="no draft was considered"),
    Column(
        "wanted",
        "float64",
        "strength the penholder wanted, at most 1",
        unit="strength",
        blank="no draft was considered",
    ),
    Column(
        "proposed",
        "float64",
        "strength the model's penholder would table",
        unit="strength",
        blank="it withholds",
    ),
    Column(
        "tabled",
        "float64",
        "strength put to the vote; in a replay the recorded one",
        unit="strength",
        blank="no vote was held",
    ),
    Column(
        "twin",
        "float64",
        "strength the same penholder would table to a Council without vetoes",
        unit="strength",
        blank="it withholds",
    ),
    Column(
        "hidden_veto",
        "float64",
        "how far the proposal falls short of the twin's, if by a step",
        unit="strength",
    ),
)
"""What this stage says of a round."""
