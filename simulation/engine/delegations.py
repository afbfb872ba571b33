"""How members decide: the rules for all seats at once, or other behaviour in some seats."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

import numpy as np

from simulation.engine import decisions
from simulation.engine.decisions import DECISIONS, Deciders
from simulation.engine.memory import (
    ROLES,
    Behaviour,
    Replacements,
    class_name,
    is_delegation,
    names_of,
    why_not,
)
from simulation.engine.views import Burden, Motion, Prospect, View
from simulation.scenario.mistakes import InputError, closest, nearest, shown
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import Scenario
from simulation.stages.bypass import Readiness
from simulation.stages.drafting import Choice, Outlook
from simulation.stages.numerics import Ballots, Floats


class Delegations:
    """How all seats decide, for many histories at once; override a method to behave otherwise.

    Arrays are (seat, history), or (history,) where one member decides for all. A method
    begins with ``super()``, which gives what the rules decide, and returns an array of its
    own; what it is shown it never changes. It keeps nothing from one round to the next:
    ``view.record`` has what is public of the past.

    Raises
    ------
    InputError
        Where it plays, if what a method returns cannot stand, naming the class and the method.

    Examples
    --------
    Nobody says no; a member that would say no abstains:

    >>> import numpy as np
    >>> from simulation import Delegations, play
    >>> from simulation.stages.voting import ABSTAIN, NO
    >>> class Polite(Delegations):
    ...     def vote(self, view, motion):
    ...         ballots = super().vote(view, motion)
    ...         return np.where(ballots == NO, ABSTAIN, ballots).astype(np.int8)
    >>> history = play("horseshoe", seed=1, runs=range(20), delegations=Polite())
    >>> int(history["no"].max())
    0

    Permanent members bear half of what the rules say while the Council's legitimacy is low;
    the others then give more, as the rules say, yet not as much as is missing:

    >>> class Thrifty(Delegations):
    ...     def contribute(self, view, burden):
    ...         by_rule = super().contribute(view, burden)
    ...         thrifty = view.sitting.council.permanent[:, None] & burden.may_contribute
    ...         return np.where(thrifty & (view.legitimacy < 0.8), burden.effort / 2, by_rule)
    >>> less = play("horseshoe", seed=1, runs=range(20), delegations=Thrifty())
    >>> rules = play("horseshoe", seed=1, runs=range(20))
    >>> bool(less["provision"].sum() < rules["provision"].sum())
    True
    """

    def check(self, scenario: Scenario) -> None:
        """Check that these delegations can play a scenario.

        Parameters
        ----------
        scenario : Scenario
            What is to be played.

        Raises
        ------
        InputError
            With a sentence for each reason why they cannot.
        """

    def for_new_histories(self) -> Delegations:
        """What decides in histories about to begin: with no memory of any other.

        Returns
        -------
        Delegations
            These themselves, where they keep nothing.
        """
        return self

    def check_apart(self) -> None:
        """Check that nothing was carried from one history into another.

        Raises
        ------
        InputError
            With a sentence for each delegation that carried something.
        """

    def behaviours(self) -> list[dict[str, str]]:
        """Who is replaced, and by what.

        Returns
        -------
        list of dict of str to str
            ``member``, or ``all``, and the class that decides for it (``by``); empty for the rules.
        """
        return [] if type(self) is Delegations else [{"member": "all", "by": class_name(self)}]

    def decides(self, name: str) -> bool:
        """Whether anybody may decide this otherwise than the rules do.

        Parameters
        ----------
        name : {"prefer", "lead", "draft", "vote", "contribute"}
            Which decision.

        Returns
        -------
        bool
            False only where the rules decide for all seats.
        """
        return differs(self, Delegations, name)

    def decide(self, name: str, view: View, *seen: Any) -> Any:
        """What all seats decide, checked where it is not the rules that decide.

        Parameters
        ----------
        name : {"prefer", "lead", "draft", "vote", "contribute"}
            Which decision.
        view : View
            What the members may know in this round, its arrays (seat, history).
        *seen
            What is seen beside it, as the method of that name takes it.

        Returns
        -------
        array or its dataclass
            As the method of that name returns it.

        Raises
        ------
        InputError
            If what a method returns cannot stand.
        """
        answer = getattr(self, name)(view, *seen)
        if self.decides(name):
            DECISIONS[name].check_all(answer, view, *seen, by=class_name(self))
        return answer

    def prefer(self, view: View) -> Floats:
        """The strength each member wants, before rivalry.

        Parameters
        ----------
        view : View
            What the members may know in this round, its arrays (seat, history).

        Returns
        -------
        array of float, (seat, history)
            θ, a strength of coercion; above 1 or below 0 too.
        """
        return decisions.prefer(view)

    def lead(self, view: View, prospect: Prospect) -> Readiness:
        """Who stands ready to lead without the Council, how strongly, and for what gain.

        Parameters
        ----------
        view : View
            What the members may know in this round, its arrays (seat, history).
        prospect : Prospect
            What bears on leading: capability, shares of the benefit, lawfulness.

        Returns
        -------
        Readiness
            Strength and worth, (seat, history); the member of the largest worth above 0 leads.
        """
        return decisions.lead(view, prospect)

    def draft(self, view: View, outlook: Outlook) -> Choice:
        """What the penholders table.

        Parameters
        ----------
        view : View
            What the members may know in this round, its arrays (seat, history).
        outlook : Outlook
            What a penholder knows of the others when it drafts.

        Returns
        -------
        Choice
            The strength tabled, (history,), NaN where the draft is withheld, and its twin.
        """
        return decisions.draft(view, outlook)

    def vote(self, view: View, motion: Motion) -> Ballots:
        """Each member's ballot.

        Parameters
        ----------
        view : View
            What the members may know in this round, its arrays (seat, history).
        motion : Motion
            The draft put to the vote: its strength and sponsors.

        Returns
        -------
        array of int8, (seat, history)
            YES, NO, ABSTAIN or NOT_VOTING of :mod:`simulation.stages.voting`.
        """
        return decisions.vote(view, motion)

    def contribute(self, view: View, burden: Burden) -> Floats:
        """The effort that each member decides to bear.

        Parameters
        ----------
        view : View
            What the members may know in this round, its arrays (seat, history).
        burden : Burden
            What is done, what each may bear, and the effort of the rule.

        Returns
        -------
        array of float, (seat, history)
            From 0 to ``burden.means``. NaN where a member responds to the others as the rules say,
            which gives ``burden.effort`` if all do; see :meth:`Delegation.contribute`.
        """
        return decisions.contribute(view, burden)


class Delegation:
    """How one seat decides, in one history at a time; override a method to behave otherwise.

    Every array of what it sees then holds one value. One that remembers
    something, as attributes of itself, is given as its class: then each history has an
    object of its own. An object that is given decides in all histories, and is refused if
    it changes.

    Raises
    ------
    InputError
        Where it plays, if what a method returns cannot stand, naming the class and the method.

    Examples
    --------
    >>> from simulation.stages import voting
    >>> class Bystander(Delegation):
    ...     def vote(self, view, motion):
    ...         return voting.ABSTAIN

    One that rides on the others' efforts, and one that is ready to act without the Council
    once three drafts of this history were vetoed:

    >>> class FreeRider(Delegation):
    ...     def contribute(self, view, burden):
    ...         return 0.0
    >>> from simulation.stages.adoption import End
    >>> class Impatient(Delegation):
    ...     def lead(self, view, prospect):
    ...         vetoed = (view.record.ends == End.VETOED).sum()
    ...         return 0.8 if vetoed >= 3 else super().lead(view, prospect)
    >>> from simulation import Seats, play
    >>> seats = Seats({"hegemon": FreeRider(), "rival": Impatient()})
    >>> history = play("horseshoe", seed=1, runs=range(10), delegations=seats)
    >>> float(history.effort[:, 0].max())
    0.0
    """

    def prefer(self, view: View) -> Floats | float:
        """The strength of coercion it wants, before rivalry.

        Parameters
        ----------
        view : View
            What this member may know in this round, in one history.

        Returns
        -------
        float or array of float, (1, 1)
            θ; above 1 or below 0 too.
        """
        return decisions.prefer(view)

    def lead(self, view: View, prospect: Prospect) -> Readiness | float | None:
        """At what strength it stands ready to lead without the Council.

        Of those that stand ready the one leads that gains most by the rule, at the strength
        it decides. One that gains nothing comes after all that do. A member that does not
        take part in the Council does not decide this.

        Parameters
        ----------
        view : View
            What this member may know in this round, in one history.
        prospect : Prospect
            What bears on leading: its capability and share of the benefit, lawfulness.

        Returns
        -------
        float, Readiness or None
            A strength above 0 and at most 1; None where it does not stand ready.
        """
        return decisions.lead(view, prospect)

    def draft(self, view: View, outlook: Outlook) -> Choice | float | None:
        """What it tables when it holds the pen.

        Parameters
        ----------
        view : View
            What this member may know in this round, in one history.
        outlook : Outlook
            What it knows of the others when it drafts.

        Returns
        -------
        float, Choice or None
            The strength of its text, from 0 to 1; None to withhold it.
        """
        return decisions.draft(view, outlook)

    def vote(self, view: View, motion: Motion) -> Ballots | int:
        """Its ballot.

        Parameters
        ----------
        view : View
            What this member may know in this round, in one history.
        motion : Motion
            The draft put to the vote: its strength, and whether this member is a sponsor.

        Returns
        -------
        int or array of int8, (1, 1)
            YES, NO, ABSTAIN or NOT_VOTING of :mod:`simulation.stages.voting`.
        """
        return decisions.vote(view, motion)

    def contribute(self, view: View, burden: Burden) -> Floats | float | None:
        """The effort that it bears where something is done in which it may take part.

        A number from 0 to ``burden.means`` stands, and the others respond to it as the rules
        say: voluntary contributors give their best response to it and to one another, under
        a burden that is best for all they give what is then best, and assessments stay as
        they are. None leaves it to the rule: it responds to the others itself, and
        bears ``burden.effort`` if nobody decides otherwise.

        Parameters
        ----------
        view : View
            What this member may know in this round, in one history.
        burden : Burden
            What is done, what this member may bear, and the effort of the rule.

        Returns
        -------
        float, array of float (1, 1) or None
            The effort, in the units of capability; None by the rule.
        """
        return None


class SeatBySeat(Delegations):
    """Delegations in which some seats decide one by one, and the rules for the rest."""

    def deciders(self, name: str, view: View) -> Iterable[Deciders]:
        """Who decides this, each seat in some histories."""
        raise NotImplementedError

    def decide_by_seat(self, name: str, view: View, *seen: Any) -> Any:
        """What some seats decide, and the rules for the rest."""
        return decisions.decide_by_seat(DECISIONS[name], view, seen, self.deciders(name, view))

    def prefer(self, view: View) -> Floats:
        """The strength each member wants, before rivalry; (seat, history)."""
        return cast("Floats", self.decide_by_seat("prefer", view))

    def lead(self, view: View, prospect: Prospect) -> Readiness:
        """Who stands ready to lead without the Council, how strongly, and for what gain."""
        return cast("Readiness", self.decide_by_seat("lead", view, prospect))

    def draft(self, view: View, outlook: Outlook) -> Choice:
        """What the penholders table."""
        return cast("Choice", self.decide_by_seat("draft", view, outlook))

    def vote(self, view: View, motion: Motion) -> Ballots:
        """Each member's ballot; (seat, history)."""
        return cast("Ballots", self.decide_by_seat("vote", view, motion))

    def contribute(self, view: View, burden: Burden) -> Floats:
        """The effort that each member decides to bear, (seat, history); NaN: by the rule."""
        return cast("Floats", self.decide_by_seat("contribute", view, burden))


class Seats(SeatBySeat):
    """The rules, with some members replaced by other behaviour.

    Works with either engine; in a batch the replaced seats decide history by history,
    which is slow.

    Parameters
    ----------
    overrides : mapping of str to Delegation, its class, or a function that makes one
        What decides for each member. In place of a member's code it may name
        ``permanent`` or ``elected`` members, or a regional group (``AFR``, ``APG``, ``EEG``,
        ``GRULAC``, ``WEOG``): all that sit so in a round. A member's own entry goes before its
        group's, and that before ``permanent`` and ``elected``. Where seats are filled by
        elections, who holds the seat in a round decides. A delegation that remembers anything
        is given as its class, or as a function that makes one: each member then has its own in
        each history.

    Attributes
    ----------
    overrides : dict
        The same.

    Raises
    ------
    InputError
        Where it plays, if a member named never has a seat, or a delegation that is given as an
        object changes.

    Examples
    --------
    >>> class Weary(Delegation):
    ...     votes = 0
    ...     def vote(self, view, motion):
    ...         self.votes += 1
    ...         return super().vote(view, motion) if self.votes <= 3 else voting.ABSTAIN
    >>> seats = Seats({"rival": Weary})
    >>> from simulation.stages import voting
    >>> from simulation import play
    >>> weary = play("horseshoe", seed=1, runs=range(3), delegations=Seats({"elected": Weary}))
    >>> seats.behaviours()
    [{'member': 'rival', 'by': 'Weary'}]
    """

    def __init__(self, overrides: Mapping[str, Behaviour]) -> None:
        self.overrides = dict(overrides)
        self.cast = Replacements(self.overrides)

    def check(self, scenario: Scenario) -> None:
        """Check that the members named have seats in a scenario, and a delegation each.

        Parameters
        ----------
        scenario : Scenario
            What is to be played.

        Raises
        ------
        InputError
            With a sentence for each that never sits, or for which nothing can decide.
        """
        check_overrides(self.overrides, scenario)

    def for_new_histories(self) -> Seats:
        """The same seats, with objects of their own where classes or functions were given.

        Returns
        -------
        Seats
            A copy, in which nothing has been decided yet.
        """
        other = copy.copy(self)
        other.cast = Replacements(other.overrides)
        return other

    def check_apart(self) -> None:
        """Check that no delegation changed that is not one history's own.

        Raises
        ------
        InputError
            With a sentence for each that did.
        """
        self.cast.check_apart()

    def behaviours(self) -> list[dict[str, str]]:
        """Who is replaced, and by what.

        Returns
        -------
        list of dict of str to str
            ``member``, a code or a role, and the class or function that decides for it (``by``).
        """
        return [{"member": member, "by": class_name(who)} for member, who in self.overrides.items()]

    def decides(self, name: str) -> bool:
        """Whether a delegation may decide this otherwise than the rules do.

        Parameters
        ----------
        name : {"prefer", "lead", "draft", "vote", "contribute"}
            Which decision.

        Returns
        -------
        bool
            Whether any of the delegations has a method of its own for it.
        """
        return any(may_differ(who, name) for who in self.overrides.values())

    def deciders(self, name: str, view: View) -> Iterator[Deciders]:
        """The seats whose members are replaced; a member that does not sit is left out.

        Parameters
        ----------
        name : {"prefer", "lead", "draft", "vote", "contribute"}
            Which decision.
        view : View
            What the members may know in this round, its arrays (seat, history).

        Yields
        ------
        seat : int
            The seat.
        histories : array of int
            The histories of the view in which its member is replaced.
        decider : callable
            The delegation that decides in each of them.
        """
        council, everywhere = view.sitting.council, np.arange(view.histories)
        for seat, held in enumerate(view.occupants):
            for number in np.unique(held):
                state = view.sitting.states[number]
                given_to = self.cast.name_for(state, permanent=bool(council.permanent[seat]))
                if given_to is None or not may_differ(self.overrides[given_to], name):
                    continue
                one_for_all = held.size != view.histories
                here = everywhere if one_for_all else np.flatnonzero(held == number)
                yield seat, here, self.decider(given_to, state.member, view)

    def decider(self, given_to: str, member: str, view: View) -> Callable[[int], Delegation]:
        """Who decides for a member in each history of a view.

        Parameters
        ----------
        given_to : str
            The key of ``overrides`` that stands for it.
        member : str
            Its code.
        view : View
            What the members may know in this round.

        Returns
        -------
        callable
            The delegation, of the place of a history in the view.
        """
        return lambda h: self.cast.of(given_to, member, int(view.places[h]))


def deciding(given: object) -> Delegations | None:
    """Who decides in place of the rules: as given, or a mapping of members as :class:`Seats`.

    Raises
    ------
    InputError
        If it is something else.
    """
    if given is None or isinstance(given, Delegations):
        return given
    if isinstance(given, Mapping):
        return Seats(given)
    raise InputError(
        [
            f"delegations = {shown(given)}: say which member it decides for, as "
            '{"rival": MyDelegation}'
        ]
    )


def check_overrides(overrides: Mapping[str, Behaviour], scenario: Scenario) -> None:
    """Check that these members or roles have a seat, and that a delegation decides for each.

    Raises
    ------
    InputError
        With a sentence for each that never sits, or has no delegation, and who is meant.
    """
    sittings = [draft.sitting for draft in scenario.script] or [scenario.sitting]
    sit = {
        state.member: (state, bool(permanent))
        for each in sittings
        for state, permanent in zip(each.council.seats, each.council.permanent, strict=True)
    }
    if scenario.world.pool is not None:
        sit = {state.member: (state, False) for state in scenario.sitting.states} | sit
    roster = Roster.of((state for state, _ in sit.values()), f"in {scenario.name}")
    named = {name for each in sit.values() for name in names_of(each[0], permanent=each[1])}
    strangers = [str(name) for name in overrides if name not in named]
    mistakes = [
        f"seats: {name!r} {why}" for name, why in absences(strangers, roster, scenario.name).items()
    ]
    mistakes += [
        f"seats: {name!r} is {shown(who)}: {why}"
        for name, who in overrides.items()
        if (why := why_not(who) or without_effect(who))
    ]
    if mistakes:
        raise InputError(mistakes)


def absences(names: list[str], roster: Roster, where: str) -> dict[str, str]:
    """Why these names stand for nobody: no member of that role sits, or no member is called so."""
    found = roster.absences(name for name in names if name not in ROLES)
    for name in names:
        if name in ROLES:
            what = f"of the group {name}" if name.isupper() else name
            found[name] = f"stands for nobody: no member that sits in {where} is {what}"
        elif meant := closest(name, [*ROLES, *roster.codes]):
            found[name] = f"has no seat in {where}; did you mean {meant}?"
    return found


def differs(who: object, base: type, name: str) -> bool:
    """Whether an object or a class has a method of its own in place of that of its base."""
    kind = who if isinstance(who, type) else type(who)
    own = not isinstance(who, type) and name in vars(who)
    return own or getattr(kind, name, None) is not getattr(base, name)


def may_differ(who: Behaviour, name: str) -> bool:
    """Whether a behaviour may decide this otherwise than the rules; a function makes anything."""
    return not (is_delegation(who) or isinstance(who, type)) or differs(who, Delegation, name)


def without_effect(who: Behaviour) -> str | None:
    """Why this would decide as the rules do though it has methods of its own, or None."""
    made = who if is_delegation(who) else cast("Callable[[], Delegation]", who)()
    if any(differs(made, Delegation, name) for name in DECISIONS):
        return None
    own = sorted(
        name
        for name in dir(type(made))
        if not name.startswith("_") and callable(getattr(made, name)) and name not in DECISIONS
    )
    if not own:
        return None
    meant = [f"{name} ({nearest(name, DECISIONS)})" for name in own]
    return (
        f"overrides none of {', '.join(DECISIONS)}, so that the rules would decide; it has "
        f"{', '.join(meant)}"
    )
