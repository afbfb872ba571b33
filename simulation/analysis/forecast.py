"""What would pass, who would vote how, and why: one scripted draft before its vote, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.analysis.caveat import caveat
from simulation.analysis.chances import NODES, Ahead, before_the_vote
from simulation.analysis.chosen_draft import chosen_draft
from simulation.analysis.explain import all_terms, bound_by
from simulation.scenario.load import loaded
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.stages.adoption import Outcome, decide
from simulation.stages.numerics import Floats
from simulation.stages.preferences import FORCE
from simulation.stages.voting import ABSTAIN, NO, YES, sure_of_a_yes

STEPS = 20
"""Strengths of the curve, evenly spaced up to full force."""

REASONS, LEAST_REASON = 2, 0.02
"""So many terms are a member's reasons, none of them smaller."""

BALLOTS = ("yes", "no", "abstain", "not_voting")
"""Ballots by code, as the chances of a member are named."""

SURE_ENOUGH = 0.6
"""A member is near tipping whose likeliest ballot has a smaller chance."""

TAIL = 0.05
"""What the interval of affirmative votes leaves out at either end."""

UNLIKELY = 0.1
"""What is on record and has a smaller chance is missed by a forecast."""

EVEN, LIKELY = 0.5, 0.8
"""The chances of adoption for which the strongest text is given."""


@dataclass(frozen=True)
class MemberForecast:
    """One member before the vote.

    Attributes
    ----------
    member, name : str
        Its code and its name.
    permanent : bool
        Whether it is a permanent member.
    chances : dict of str to float
        Of yes, no, abstain and not_voting.
    wanted : float
        The strength it wants in an even temper, to which ``terms`` add up.
    terms : dict of str to float
        What makes it want that, beside what all members share.
    reasons : list of str
        The largest of its terms, by name.
    bound : str
        What decides in place of its leaning, or nothing.
    counted : bool
        False where a party's ballot is left out.
    blocks : float
        The chance of its blocking, whether or not there are enough yeses; 0 without a veto.
    near_tipping : bool
        Whether its likeliest ballot is not likely.
    if_yes, if_not : float or None
        P(adopted) were it sure to say yes, and sure to abstain (to say no, where no
        abstention is allowed); None where it is bound.
    """

    member: str
    name: str
    permanent: bool
    chances: dict[str, float]
    wanted: float
    terms: dict[str, float]
    reasons: list[str]
    bound: str
    counted: bool
    blocks: float
    near_tipping: bool
    if_yes: float | None
    if_not: float | None


@dataclass(frozen=True)
class Forecast:
    """What one draft would meet with, tempers and the noise of choice integrated out.

    Attributes
    ----------
    scenario, rules : str
        Their names.
    quota : int
        Affirmative votes that are required.
    abstention_allowed : bool
        Whether members may abstain.
    draft, drafts : int
        The draft's number, counted from 1, and how many the script has.
    crisis, symbol, title, date : str
        What it is about, and how it is recorded.
    strength : float
        Its strength, from 0 (nothing) to 1 (full force).
    scripted_strength : float or None
        The script's own.
    record : dict or None
        The recorded yes, no, abstain, not_voting and outcome; None where no vote is on record.
    as_scripted : bool
        Whether strength and penholder are the script's.
    missed_outcome : float or None
        The chance of the recorded outcome where that is small and the draft as scripted.
    missed_ballots : dict of str to (str, float)
        Members' recorded ballots with their chances, those below ``UNLIKELY``.
    status_quo : float
        The strength in force before.
    penholder : str or None
        Its code.
    sponsors : list of str
        Their codes.
    withheld : bool
        Whether the draft was held back on record.
    outcomes : dict of str to float
        The chances of adopted, vetoed and fell_short.
    yes : list of float
        The chances of 0, 1, ... affirmative votes.
    expected_yes : float
        Their mean.
    yes_interval : (int, int)
        What holds 90 % of them.
    shared : dict of str to float
        The terms of what is wanted that are the same for all members.
    members : list of MemberForecast
        In the order of seats.
    curve : list of dict of str to float
        A strength, the chances of its outcomes and the mean of its affirmative votes a row.
    strongest_even, strongest_likely : float or None
        The strongest of the curve and of the draft's own strength with a chance of adoption
        of 50 and 80 %.
    cannot_say : str or None
        What stands under results about real states.

    Examples
    --------
    >>> found = forecast("kuwait-1990", draft="S/RES/678")
    >>> found.quota, round(sum(found.yes), 6)
    (9, 1.0)
    """

    scenario: str
    rules: str
    quota: int
    abstention_allowed: bool
    draft: int
    drafts: int
    crisis: str
    symbol: str
    title: str
    date: str
    strength: float
    scripted_strength: float | None
    record: dict[str, int | str] | None
    as_scripted: bool
    missed_outcome: float | None
    missed_ballots: dict[str, tuple[str, float]]
    status_quo: float
    penholder: str | None
    sponsors: list[str]
    withheld: bool
    outcomes: dict[str, float]
    yes: list[float]
    expected_yes: float
    yes_interval: tuple[int, int]
    shared: dict[str, float]
    members: list[MemberForecast]
    curve: list[dict[str, float]]
    strongest_even: float | None
    strongest_likely: float | None
    cannot_say: str | None

    def pivots(self, many: int, least: float) -> list[MemberForecast]:
        """The members whose sure yes raises P(adopted) most.

        What it would lose without a yes is no measure: of those sure to say yes, where each
        is needed, all would count alike.

        Parameters
        ----------
        many : int
            How many at most.
        least : float
            By how much at least, from 0 to 1.

        Returns
        -------
        list of Member
            Those who raise it most first.
        """
        raised = [(self.raised_by(member), member) for member in self.members]
        order = sorted(raised, key=lambda pair: -pair[0])
        return [member for by, member in order[:many] if by >= least]

    def raised_by(self, member: MemberForecast) -> float:
        """How much P(adopted) rises if this member is sure to say yes.

        Parameters
        ----------
        member : Member
            One of ``members``.

        Returns
        -------
        float
            From 0 to 1; 0 where it is bound.
        """
        return 0.0 if member.if_yes is None else member.if_yes - self.outcomes["adopted"]


def forecast(
    scenario: Scenario | str | Path,
    *,
    draft: int | str | None = None,
    strength: float | str | None = None,
    pen: str | None = None,
) -> Forecast:
    """What a draft of a scripted scenario would meet with.

    Parameters
    ----------
    scenario : Scenario, str or Path
        One with a script: a scenario, with the rules and parameters that it has, the name of
        one that is shipped, or the path of a file.
    draft : int or str, optional
        Its number, counted from 1, its symbol, or its date if no other draft has that; the
        last if left out.
    strength : float or str, optional
        In place of the script's, from 0 (nothing) to 1 (full force); or text, as "60%".
    pen : str, optional
        Another penholder in place of the script's, by code or name.

    Returns
    -------
    Forecast
        All chances from 0 to 1, exact; the same for the same scenario and version.

    Raises
    ------
    InputError
        With a sentence for every mistake: no such scenario or draft, a scenario without a
        script, a strength off the scale, a penholder that has no seat or is absent.

    Examples
    --------
    >>> found = forecast("kuwait-1990", draft="S/RES/678")
    >>> max(found.outcomes, key=found.outcomes.get)
    'adopted'
    """
    made = loaded(scenario)
    number, chosen = chosen_draft(made, draft, strength, pen)
    assert chosen.strength is not None
    ahead = before_the_vote(made, chosen)
    strengths = np.array([chosen.strength, *(FORCE * np.arange(1, STEPS + 1) / STEPS)])
    ballots = ahead.ballots(strengths)
    outcomes = ahead.outcomes(ballots)
    yeses = ahead.tally(ballots).yes()
    yes, counts = yeses[:, 0], np.arange(yeses.shape[0])
    cumulated = np.cumsum(yes)
    shared, own = terms_of(ahead)
    council = chosen.sitting.council
    this, *curve = (
        {"strength": float(y)}
        | {name: float(p[k]) for name, p in outcomes.items()}
        | {"expected_yes": float(yeses[:, k] @ counts)}
        for k, y in enumerate(strengths)
    )
    script = made.script[number]
    as_scripted = (chosen.strength, chosen.penholder) == (script.strength, script.penholder)
    comparable = as_scripted and script.withheld is None and decides_as_recorded(ahead)
    missed = missed_by(ahead, ballots[..., 0], outcomes) if comparable else (None, {})
    return Forecast(
        scenario=made.name,
        rules=made.rules_name,
        quota=chosen.sitting.rules.quota,
        abstention_allowed=chosen.sitting.rules.abstention_allowed,
        draft=number + 1,
        drafts=len(made.script),
        crisis=chosen.crisis_name,
        symbol=chosen.symbol,
        title=chosen.title,
        date=chosen.date.isoformat(),
        strength=chosen.strength,
        scripted_strength=script.strength,
        record=recorded(script),
        as_scripted=as_scripted,
        missed_outcome=missed[0],
        missed_ballots=missed[1],
        status_quo=chosen.status_quo,
        penholder=None if chosen.penholder is None else council.members[chosen.penholder],
        sponsors=[m for m, stands in zip(council.members, chosen.sponsors, strict=True) if stands],
        withheld=chosen.withheld is not None,
        outcomes={name: float(chance[0]) for name, chance in outcomes.items()},
        yes=[float(chance) for chance in yes],
        expected_yes=this["expected_yes"],
        yes_interval=(
            int(np.argmax(cumulated >= TAIL)),
            int(np.argmax(cumulated >= 1.0 - TAIL)),
        ),
        shared=shared,
        members=members_of(ahead, ballots[..., 0], own),
        curve=curve,
        strongest_even=strongest([this, *curve], EVEN),
        strongest_likely=strongest([this, *curve], LIKELY),
        cannot_say=caveat(council.members, scripted=False),
    )


def recorded(draft: ScriptedDraft) -> dict[str, int | str] | None:
    """The tally and outcome on record of a draft, if there is one."""
    if draft.record is None:
        return None
    published = draft.record.published
    tally: dict[str, int | str] = {name: getattr(published, name) for name in BALLOTS}
    return tally | {"outcome": published.outcome}


def decides_as_recorded(ahead: Ahead) -> bool:
    """Whether these rules make of the recorded ballots what is on record; else it is no test."""
    record, before = ahead.draft.record, ahead.situation
    if record is None:
        return False
    found = decide(
        record.ballots[:, None],
        ahead.draft.sitting.rules,
        before.uncounted[:, :1],
        before.spared[:, :1],
    )
    return Outcome(found.outcome[0]).name.lower() == record.published.outcome


def missed_by(
    ahead: Ahead, ballots: Floats, outcomes: dict[str, Floats]
) -> tuple[float | None, dict[str, tuple[str, float]]]:
    """What is on record with a chance below ``UNLIKELY``: the outcome's, and counted ballots.

    From each member's chances (seat, 4) and those of outcomes, the draft's own first.
    """
    record, members = ahead.draft.record, ahead.draft.sitting.council.members
    assert record is not None
    outcome = float(outcomes[record.published.outcome][0])
    chances = ballots[np.arange(len(members)), record.ballots]
    missed = np.flatnonzero((chances < UNLIKELY) & ~ahead.situation.uncounted[:, 0])
    return (
        outcome if outcome < UNLIKELY else None,
        {members[k]: (BALLOTS[record.ballots[k]], float(chances[k])) for k in missed},
    )


def terms_of(ahead: Ahead) -> tuple[dict[str, float], list[dict[str, float]]]:
    """The terms of what is wanted in an even temper: those all share, then each member's own."""
    even = np.array([NODES // 2])
    view, lost = ahead.situation.view.at(even), ahead.situation.lost[:, even]
    terms = {name: value[:, 0] for name, value in all_terms(view, lost).items()}
    del terms["temper"]
    same = {name for name, value in terms.items() if np.all(value == value[0])}
    shared = {name: float(terms[name][0]) for name in terms if name in same}
    own = [
        {name: float(value[seat]) + 0.0 for name, value in terms.items() if name not in same}
        for seat in view.seats
    ]
    return {name: value for name, value in shared.items() if value != 0.0}, own


def members_of(ahead: Ahead, ballots: Floats, own: list[dict[str, float]]) -> list[MemberForecast]:
    """Every member, from its chances (seat, 4) and its own terms."""
    draft, before = ahead.draft, ahead.situation
    wanted = before.view.wanted[:, NODES // 2]
    sure = sure_of_a_yes(before.sponsors[:, 0], before.view.parameters)
    otherwise = ABSTAIN if draft.sitting.rules.abstention_allowed else NO
    if_yes, if_not = (ahead.if_sure(ballots, ballot) for ballot in (YES, otherwise))
    counted = ~before.uncounted[:, 0]
    blocks = ahead.blocking(ballots)
    found = []
    for seat, state in enumerate(draft.sitting.council.seats):
        terms, chances = own[seat], dict(zip(BALLOTS, map(float, ballots[seat]), strict=True))
        bound = bound_by(
            absent=bool(before.view.absent[seat, 0]),
            must_abstain=bool(before.bound[seat, 0]),
            sure=bool(sure[seat]),
            has_pen=draft.penholder == seat,
        )
        largest = sorted(terms, key=lambda name: -abs(terms[name]))[:REASONS]
        kinds = (chances["yes"], chances["no"], chances["abstain"] + chances["not_voting"])
        found.append(
            MemberForecast(
                member=state.member,
                name=state.name,
                permanent=state.permanent,
                chances=chances,
                wanted=float(wanted[seat]),
                terms=terms,
                reasons=[name for name in largest if abs(terms[name]) >= LEAST_REASON],
                bound=bound,
                counted=bool(counted[seat]),
                blocks=float(blocks[seat]),
                near_tipping=bool(counted[seat]) and not bound and max(kinds) < SURE_ENOUGH,
                if_yes=None if bound else float(if_yes[seat]),
                if_not=None if bound else float(if_not[seat]),
            )
        )
    return found


def strongest(rows: list[dict[str, float]], chance: float) -> float | None:
    """The strongest text of these rows with at least this chance of adoption."""
    return max((row["strength"] for row in rows if row["adopted"] >= chance), default=None)
