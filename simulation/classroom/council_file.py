"""The council of a lesson at which people sit: its part of the lesson's file, and what it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from simulation.classroom.table import Burden, Setting, Sizes, check_humans, scenario_of
from simulation.scenario.mistakes import Gathered, InputError, Mistake
from simulation.scenario.schema import FilePart
from simulation.scenario.values import Text, Texts


class CouncilPart(FilePart):
    """A scenario with its switches, and who of its council is a person; nobody named: all."""

    scenario: Text
    rules: Text | None = None
    burden: Burden | None = None
    sizes: Sizes = "own"
    alone: bool = False
    rounds: Annotated[int, Field(ge=1, le=60)] | None = None
    redraft: bool = False
    pledges: Literal["secret", "open"] = "secret"
    people: Annotated[Texts, Field(max_length=32)] = Field(default_factory=list)


@dataclass(frozen=True)
class Council:
    """The council of a lesson, checked."""

    setting: Setting
    people: tuple[str, ...]
    secret: bool

    @property
    def members(self) -> tuple[str, ...]:
        """The codes of all that sit at its beginning."""
        return scenario_of(self.setting).sitting_at(0).council.members


def council_of(part: CouncilPart, file: str) -> Council:
    """The council that a lesson's file describes.

    Raises
    ------
    InputError
        With a sentence for every mistake in what it names.
    """
    setting = Setting(
        scenario=part.scenario,
        rules=part.rules,
        burden=part.burden,
        sizes=part.sizes,
        alone=part.alone,
        rounds=part.rounds,
        redraft=part.redraft,
    )
    gathered = Gathered()
    people = tuple(part.people)
    try:
        scenario = scenario_of(setting)
    except InputError as error:
        gathered.add(Mistake(file, "council", f": {mistake}") for mistake in error.mistakes)
    else:
        people = people or scenario.sitting_at(0).council.members
        gathered.add(check_humans(scenario, people, file=file, key="council.people"))
        if scenario.world.pool is not None and not scenario.script:
            why = (
                "has elections, after which a pupil's state may have no seat; write alone = true, "
                "or name a scenario without them, as horseshoe"
            )
            gathered.note(Mistake(file, "council.scenario", why, value=repr(part.scenario)))
    gathered.stop()
    return Council(setting, people, part.pledges == "secret")
