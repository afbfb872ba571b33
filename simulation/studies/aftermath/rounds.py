"""The rounds of the cases that have a record of what followed, beside what is played."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from simulation.analysis.right import CLASSES as CLASSES_OF_VOTES
from simulation.engine.arrays import rounds_of
from simulation.engine.history import History, gathered
from simulation.engine.round import Round
from simulation.scenario.burdens import compared_list
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.on_record import COMPARED, NOTHING_DONE, ContributionFile, FollowedFile
from simulation.scenario.scenario import Scenario, ScriptedDraft
from simulation.scenario.schema import SeatFile
from simulation.stages.answers import Kind
from simulation.stages.bypass import NO_LEADER, Action
from simulation.stages.numerics import Bools, Floats, quotient
from simulation.studies.aftermath.rules import MODEL, RULES, shares
from simulation.studies.cases.replays import library

NOBODY = Action.NONE.name.lower()
CLASSES = tuple(action.name.lower() for action in Action)
"""On whose decision something is done, the first for nobody's; as ``decision`` of the record."""

NO_NAME = "–"
"""A leader that there is not."""


@dataclass(frozen=True)
class Beside:
    """One draft of a case: what followed it on record, and in the histories played.

    ``chances`` are shares of the histories in which something is done on whose decision,
    ``as_voted`` the same of those alone in which the vote ends as on record, empty where it
    ends so in none; ``leaders`` shares of those in which something is done, by code of a
    state, name of an organisation or ``NO_NAME``. ``given`` has for the model and for each
    rule what each state bears, by currency, in shares of what all bear.
    ``lists`` are those of the record that are compared, by currency.
    """

    case: str
    scenario: str
    draft: ScriptedDraft
    followed: FollowedFile
    chances: dict[str, float]
    as_voted: dict[str, float]
    leaders: dict[str, float]
    given: dict[str, dict[str, dict[str, float]]]
    lists: dict[str, ContributionFile]

    @property
    def decided(self) -> str:
        """On whose decision something was done on record, ``NOBODY`` where nothing was."""
        return self.followed.decision or NOBODY

    @property
    def acted(self) -> bool:
        """Whether on record more was done than words."""
        return self.followed.done not in NOTHING_DONE

    @property
    def leader(self) -> str:
        """The most frequent leader in the histories in which something is done."""
        return max(self.leaders, key=self.leaders.__getitem__, default=NO_NAME)

    def recorded(self, currency: str) -> dict[str, float]:
        """Amounts by state on record, those that bore nothing with 0; empty without a list."""
        if currency not in self.lists:
            return {}
        return dict.fromkeys(self.followed.bore_nothing, 0.0) | self.lists[currency].amounts

    def bore_nothing(self, currency: str) -> list[str]:
        """The states known to have borne nothing in a currency."""
        return [state for state, amount in self.recorded(currency).items() if amount == 0.0]


def rounds_beside(
    *,
    runs: int,
    seed: int,
    scenarios: Iterable[str] | None = None,
    setting: Mapping[str, float] = MappingProxyType({}),
) -> list[Beside]:
    """Every draft of every case that has a record of what followed.

    Parameters
    ----------
    runs : int
        Histories of each case.
    seed : int
        Which histories.
    scenarios : iterable of str, optional
        Names of the cases; all that are scripted if left out.
    setting : mapping, optional
        Parameters that differ from those of the cases' files.
    """
    chosen = sorted(names("scenario")) if scenarios is None else scenarios
    cases = {name: case for case, replayed in library().items() for name in replayed}
    return [
        beside
        for scenario in (load(name, settings=setting) for name in chosen)
        if scenario.script
        for beside in of_case(
            scenario, cases.get(scenario.name, scenario.file.title), runs=runs, seed=seed
        )
    ]


def of_case(scenario: Scenario, case: str, *, runs: int, seed: int) -> Iterator[Beside]:
    """The drafts of one case that have a record of what followed."""
    borne: list[Borne] = []
    rounds = rounds_of(scenario, seed=seed, runs=range(runs))
    history = gathered(scenario, seed, range(runs), kept(rounds, borne))
    for number, draft in enumerate(scenario.script):
        if draft.followed is None:
            continue
        crisis = scenario.file.crisis[draft.crisis_number]
        found = {name: compared_list(crisis, draft.symbol, name) for name in COMPARED}
        yield Beside(
            case=case,
            scenario=scenario.name,
            draft=draft,
            followed=draft.followed,
            chances=chances(history, number),
            as_voted=chances(history, number, as_on_record(history, number)),
            leaders=leaders(history, number),
            given={MODEL: borne[number].shares()}
            | {rule: dict.fromkeys(COMPARED, shares(rule, scenario, draft)) for rule in RULES},
            lists={name: listed for name, listed in found.items() if listed is not None},
        )


def chances(history: History, number: int, of: Bools | None = None) -> dict[str, float]:
    """The share of histories in which something is done in a round, by whose decision.

    Of all histories, or of some, (history,); empty where there are none.
    """
    words = history["done"][number] <= Kind.WORDS
    actions = np.where(words, Action.NONE, history["action"][number])
    actions = actions if of is None else actions[of]
    if actions.size == 0:
        return {}
    return {action.name.lower(): float((actions == action).mean()) for action in Action}


def as_on_record(history: History, number: int) -> Bools:
    """Where the vote of a round ends as on record, (history,); all where none was held."""
    ends, draft = history["end"][number], history.scenario.script[number]
    if draft.record is None:
        return np.ones(ends.size, dtype=bool)
    return np.isin(ends, CLASSES_OF_VOTES[draft.record.published.outcome])


def leaders(history: History, number: int) -> dict[str, float]:
    """Who leads in a round, in shares of the histories in which something is done."""
    scenario = history.scenario
    members = scenario.script[number].sitting.council.members
    bodies = [body.name for body in scenario.world.organisations]
    done = history["done"][number] > Kind.WORDS
    seats, organisations = (history[name][number][done] for name in ("leader", "organisation"))
    led = Counter(
        members[seat] if seat != NO_LEADER else bodies[body] if body >= 0 else NO_NAME
        for seat, body in zip(seats, organisations, strict=True)
    )
    return {name: times / led.total() for name, times in led.items()}


@dataclass(frozen=True)
class Borne:
    """What every state bears in a round of many histories together, by currency; (state,)."""

    states: tuple[SeatFile, ...]
    amounts: dict[str, Floats]

    def shares(self) -> dict[str, dict[str, float]]:
        """By currency and code, in shares of all."""
        codes = [state.member for state in self.states]
        return {
            currency: dict(zip(codes, quotient(all_, np.asarray(all_.sum())).tolist(), strict=True))
            for currency, all_ in self.amounts.items()
        }


def kept(rounds: Iterable[Round], borne: list[Borne]) -> Iterator[Round]:
    """The rounds as they come, and in a list what states bear in each, over all histories.

    Sums, so that an answer counts by what is given to it.
    """
    for played in rounds:
        given = played.answer.given
        amounts = {"forces": given.forces.sum(axis=1), "money": given.money.sum(axis=1)}
        borne.append(Borne(given.states, amounts))
        yield played


def same_leader(recorded: str, found: str) -> bool:
    """Whether a leader on record is this state, or this organisation in any of its years.

    Examples
    --------
    >>> same_leader("NATO", "nato-1999"), same_leader("African Union", "african-union")
    (True, True)
    >>> same_leader("USA", "FRA"), same_leader("OAS", "–")
    (False, False)
    """
    name = recorded.casefold().replace(" ", "-")
    return name in (found.casefold(), found.casefold().rstrip("0123456789").rstrip("-"))
