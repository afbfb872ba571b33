"""The Mesa engine: one history, in which every seat of the Council is an agent."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path

import mesa
import numpy as np

from simulation.engine.council import Taken
from simulation.engine.decisions import Deciders
from simulation.engine.delegations import Delegation, SeatBySeat, check_overrides, differs
from simulation.engine.draws import draw
from simulation.engine.history import NO_SEAT, History, columns, end_word, gathered
from simulation.engine.memory import Behaviour, Replacements
from simulation.engine.round import Round, play_round
from simulation.engine.state import initial_state
from simulation.engine.views import Burden, Motion, Prospect, View
from simulation.scenario.load import load
from simulation.scenario.scenario import Scenario, ScriptedDraft, Sitting
from simulation.scenario.schema import SeatFile
from simulation.stages.adoption import Cause
from simulation.stages.bypass import Readiness
from simulation.stages.drafting import Choice, Outlook
from simulation.stages.numerics import Ballots, Floats
from simulation.stages.voting import LETTERS, NO_VOTE

RULES = Delegation()
"""Who decides in a seat that nobody replaced."""

ROUND_VALUES = (
    "round", "end", "cause", "penholder", "wanted", "tabled", "twin",
    "yes", "no", "abstain", "severity", "mandate",
)  # fmt: skip
"""What the model's data collector keeps of each round."""

MEMBER_VALUES = ("member", "wanted", "ballot")
"""What it keeps of each agent."""


class Member(mesa.Agent):  # type: ignore[misc]
    """One seat of the Council as an agent.

    It decides by the rules, or as its member's delegation in the model's
    ``seats`` does. Override ``prefer``, ``lead``, ``draft``, ``vote`` or ``contribute``
    (as in :class:`Delegation`) and give the subclass to the model as ``member_class``; each
    agent lives in one history, so it may remember what happened:

    >>> from simulation.stages.voting import ABSTAIN
    >>> class Weary(Member):
    ...     votes = 0
    ...     def vote(self, view, motion):
    ...         self.votes += 1
    ...         return super().vote(view, motion) if self.votes <= 3 else ABSTAIN
    >>> model = CouncilModel("horseshoe", seed=7, member_class=Weary)
    >>> history = model.run()
    >>> set(history.ballots[history.voted[:, 0]][3:].flat) == {ABSTAIN}
    True

    Attributes
    ----------
    seat : int
        Its place in the order of the council.
    wanted : float or None
        θ, the strength of coercion it wanted in the last round; None where no
        draft was considered, and before the first round.
    ballot : str or None
        Its ballot of the last round, "Y", "N", "A" or "NV"; None without a vote.
    holds_pen : bool
        Whether it was the penholder of the last round.
    """

    def __init__(self, model: CouncilModel, seat: int) -> None:
        super().__init__(model)
        self.seat = seat
        self.wanted: float | None = None
        self.ballot: str | None = None
        self.holds_pen = False

    @property
    def profile(self) -> SeatFile:
        """Who has the seat, with the whole interest profile; a script may change it by round."""
        seat: SeatFile = self.model.sitting_members[self.seat]
        return seat

    @property
    def member(self) -> str:
        """The member's code."""
        return self.profile.member

    @property
    def name(self) -> str:
        """The member's name."""
        return self.profile.name

    @property
    def permanent(self) -> bool:
        """Whether it is a permanent member."""
        return self.profile.permanent

    @property
    def alignment(self) -> float:
        """Its alignment x."""
        return self.profile.alignment

    @property
    def delegation(self) -> Delegation:
        """Who decides in this seat: the rules, or what ``seats`` put in their place."""
        delegation: Delegation = self.model.delegation_of(self.profile, permanent=self.sits_always)
        return delegation

    @property
    def sits_always(self) -> bool:
        """Whether its seat is a permanent one."""
        return bool(self.model.sitting.council.permanent[self.seat])

    def prefer(self, view: View) -> Floats | float:
        """The strength of coercion it wants, before rivalry."""
        return self.delegation.prefer(view)

    def draft(self, view: View, outlook: Outlook) -> Choice | float | None:
        """What it tables when it holds the pen: a strength, or None to withhold."""
        return self.delegation.draft(view, outlook)

    def vote(self, view: View, motion: Motion) -> Ballots | int:
        """Its ballot: YES, NO, ABSTAIN or NOT_VOTING."""
        return self.delegation.vote(view, motion)

    def lead(self, view: View, prospect: Prospect) -> Readiness | float | None:
        """At what strength it stands ready to lead without the Council, or None."""
        return self.delegation.lead(view, prospect)

    def contribute(self, view: View, burden: Burden) -> Floats | float | None:
        """The effort it bears where something is done, or None to respond as the rules say."""
        return self.delegation.contribute(view, burden)

    def remember(self, taken: Taken | None) -> None:
        """Note what came of the round's draft, or that there was none; called after each round."""
        self.wanted, self.ballot, self.holds_pen = None, None, False
        if taken is None or not taken.histories.size:
            return
        self.wanted = float(taken.situation.view.wanted[self.seat, 0])
        self.holds_pen = bool(taken.situation.pen[0] == self.seat)
        if not math.isnan(taken.tabled[0]):
            self.ballot = LETTERS[taken.ballots[self.seat, 0]]


class AgentDelegations(SeatBySeat):
    """Delegations of one history in which an agent decides for each seat.

    Each agent sees its own row alone. What it wants, drafts and votes every agent decides,
    which holds both engines to the same ballots; to lead and to contribute those that may do
    otherwise than the rules. Where no crisis is before the Council a view spans no
    history, and nobody decides anything.
    """

    ALWAYS = ("prefer", "draft", "vote")

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = tuple(members)

    def decides(self, name: str) -> bool:
        """Whether any agent may decide this."""
        return any(self.may_decide(member, name) for member in self.members)

    def may_decide(self, member: Member, name: str) -> bool:
        """Whether an agent may decide this."""
        return (
            name in self.ALWAYS
            or differs(member, Member, name)
            or differs(member.delegation, Delegation, name)
        )

    def deciders(self, name: str, view: View) -> Iterator[Deciders]:
        """The agents that may decide, wherever their seats have something to decide."""
        histories = np.arange(view.histories)
        for member in self.members:
            if self.may_decide(member, name):
                yield member.seat, histories, partial(self.agent, member)

    @staticmethod
    def agent(member: Member, history: int) -> Member:
        """Who decides for a seat in the one history there is."""
        return member


class CouncilModel(mesa.Model):  # type: ignore[misc]
    """One history of a scenario, to be stepped and watched; a step is a round.

    The history is that of the array engine with the same seed and run, vote for
    vote. Mesa's generators play no part in it; ``model.rng`` is there for the
    draws of your own agents, and is another one in each run. Once the scenario's
    rounds are played ``running`` is False, and a further step changes nothing,
    so that Mesa's own ``run_model``, ``run_for`` and ``run_until`` end well.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is simulated, or its name or file.
    seed, run : int
        Which history; each at least 0.
    seats : mapping of str to Delegation, its class, or a function that makes one
        Members that decide otherwise than by the rules, by code. The same
        delegations play in the array engine as ``Seats(seats)``. One that remembers
        anything is given as its class, and ``model.seats`` has the object made of it.
    member_class : type of Member
        The class of the agents.

    Attributes
    ----------
    council_scenario : Scenario
        What is simulated. (Mesa keeps a container of its own as ``scenario``.)
    members : tuple of Member
        The agents, in the order of seats.
    state : State
        What the history carries into the next round.
    played : list of Round
        The rounds so far.
    last_round : dict
        The last round as plain numbers and words, by the names of ``ROUND_VALUES``;
        empty before the first.
    datacollector : mesa.DataCollector
        A row a round of ``ROUND_VALUES``, a row a round and agent of ``MEMBER_VALUES``.

    Raises
    ------
    InputError
        If there is no such scenario, it holds mistakes, or ``seats`` names a
        member that has no seat in it.

    Examples
    --------
    >>> model = CouncilModel("horseshoe", seed=7)
    >>> model.step()
    >>> len(model.agents), model.running
    (15, True)
    >>> model.run()["end"].shape
    (40, 1)
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        *,
        seed: int,
        run: int = 0,
        seats: Mapping[str, Behaviour] | None = None,
        member_class: type[Member] = Member,
    ) -> None:
        whole = scenario if isinstance(scenario, Scenario) else load(scenario)
        overrides, runs = dict(seats or {}), range(run, run + 1)
        check_overrides(overrides, whole)
        size = len(whole.sitting.council.seats)
        draws = draw(seed, runs, rounds=whole.rounds, seats=size)
        super().__init__(rng=[seed, run])
        self.council_scenario = whole
        self.seed, self.runs, self.draws = seed, runs, draws
        self.cast = Replacements(overrides)
        self.round_number = 0
        self.members: tuple[Member, ...] = tuple(
            member_class.create_agents(self, size, list(range(size)))
        )
        self.delegations = AgentDelegations(self.members)
        self.state = initial_state(1, whole, first_run=run)
        self.occupants = self.state.occupants[:, 0]
        self.played: list[Round] = []
        self.last_round: dict[str, int | float | str | None] = {}
        # Functions that can be pickled, where Mesa's documentation has lambdas.
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(reported, name) for name in ROUND_VALUES},
            agent_reporters={name: attrgetter(name) for name in MEMBER_VALUES},
        )

    @property
    def sitting_members(self) -> tuple[SeatFile, ...]:
        """The member that holds each seat in the round under way or last played."""
        return self.council_scenario.members_in(self.round_number, self.occupants)

    @property
    def seats(self) -> dict[str, Delegation]:
        """Who decides for the members that sit and are replaced, by their codes."""
        found = {member.member: member.delegation for member in self.members}
        return {code: who for code, who in found.items() if who is not RULES}

    def delegation_of(self, state: SeatFile, *, permanent: bool) -> Delegation:
        """Who decides for a member that sits.

        Parameters
        ----------
        state : SeatFile
            The member, with its interest profile.
        permanent : bool
            Whether it holds a permanent seat.

        Returns
        -------
        Delegation
            What ``seats`` has for it, or the rules.
        """
        given_to = self.cast.name_for(state, permanent=permanent)
        return RULES if given_to is None else self.cast.of(given_to, state.member, 0)

    @property
    def sitting(self) -> Sitting:
        """Who sits, under which rules, in the round under way or last played."""
        return self.council_scenario.sitting_at(self.round_number)

    def step(self) -> None:
        """Play one round; nothing once the last one is played.

        Raises
        ------
        InputError
            If what a member decides cannot stand, or one given as an object changes.
        """
        if len(self.played) == self.council_scenario.rounds:
            return
        self.round_number = len(self.played)
        self.occupants = self.state.occupants[:, 0]
        self.state, played = play_round(
            self.state,
            self.draws.at(self.round_number),
            self.council_scenario,
            self.delegations,
        )
        self.played.append(played)
        script = self.council_scenario.script
        scripted = script[self.round_number] if script else None
        self.last_round = plain_values(played, self.sitting_members, scripted)
        for member in self.members:
            member.remember(played.taken)
        self.datacollector.collect(self)
        self.cast.check_apart()
        self.running = len(self.played) < self.council_scenario.rounds

    def run(self) -> History:
        """Play the rounds that are left.

        Returns
        -------
        History
            The whole history, columns (round, 1), as :func:`simulation.play` returns it.

        Raises
        ------
        InputError
            As :meth:`step`.
        """
        self.run_model()
        return gathered(self.council_scenario, self.seed, self.runs, self.played)


def reported(name: str, model: CouncilModel) -> int | float | str | None:
    """One value of the last round."""
    return model.last_round[name]


def plain_values(
    played: Round, sitting_members: tuple[SeatFile, ...], script: ScriptedDraft | None
) -> dict[str, int | float | str | None]:
    """A round of one history as plain numbers and words; None where there is none."""
    row = {name: column[0].item() for name, column in columns(played).items()}
    row |= {
        "round": played.number,
        "end": end_word(row["end"], script),
        "cause": Cause(row["cause"]).name.lower(),
    }
    pen = row["penholder"]
    row["penholder"] = None if pen == NO_SEAT else sitting_members[pen].member
    return {name: None if is_nothing(row[name]) else row[name] for name in ROUND_VALUES}


def is_nothing(value: int | float | str | None) -> bool:
    """Whether a column's value stands for nothing: NaN, or the -1 of a count without a vote."""
    return math.isnan(value) if isinstance(value, float) else value == NO_VOTE
