"""The shape of what is on record of a case: the vote, what followed it, who bore what."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from simulation.scenario.values import STRICT, Code, Label, Text, repeated

Currency = Literal["forces", "money", "other"]
"""In what a burden is borne: troops, ships and aircraft; payments and pledges; anything else."""

COMPARED: tuple[Currency, ...] = ("forces", "money")
"""The currencies in which a burden of the model can be compared with a list."""

NOTHING_DONE = ("nothing", "words")
"""What may have followed a draft without anybody bearing a burden for it."""


class OnRecord(BaseModel):
    """A table of what is on record, as strict as any table of a file."""

    model_config = STRICT


class RecordFile(OnRecord):
    """What was recorded of a vote: the tally, and everyone present that did not vote yes."""

    yes: Annotated[int, Field(ge=0)]
    no: Annotated[int, Field(ge=0)]
    abstain: Annotated[int, Field(ge=0)]
    not_voting: Annotated[int, Field(ge=0)] = 0
    outcome: Literal["adopted", "vetoed", "fell_short"]
    against: list[Text] = []
    abstaining: list[Text] = []
    not_participating: list[Text] = []

    @model_validator(mode="after")
    def each_once(self) -> RecordFile:
        """Nobody casts two ballots."""
        named = [*self.against, *self.abstaining, *self.not_participating]
        if twice := repeated(named):
            raise ValueError(f"{', '.join(twice)} stands twice; each member casts one ballot")
        return self


class FollowedFile(OnRecord):
    """What is on record of what was done after a draft, until the next one on the same crisis."""

    done: Literal["nothing", "words", "sanctions", "peacekeeping", "force"]
    decision: Literal["council", "assembly", "regional", "coalition"] | None = None
    leader: Text | None = None
    bore_nothing: list[Code] = []

    @model_validator(mode="after")
    def of_something(self) -> FollowedFile:
        """Where something was done somebody decided it, and nowhere else."""
        if twice := repeated(self.bore_nothing):
            raise ValueError(f"{', '.join(twice)} stands twice in bore_nothing; keep one")
        if self.done in NOTHING_DONE:
            given = [key for key in ("decision", "leader") if getattr(self, key) is not None]
            if given:
                raise ValueError(
                    f'done = "{self.done}" has no {" and no ".join(given)}; leave it out, or say '
                    "what was done"
                )
        elif self.decision is None:
            raise ValueError(
                f'done = "{self.done}" needs a decision: council, assembly, regional or coalition'
            )
        return self


class ContributionFile(OnRecord):
    """One list of who bore how much of an answer, in one unit; 0 for states known to have not."""

    what: Text
    unit: Text
    currency: Currency
    amounts: Annotated[dict[Code, Annotated[float, Field(ge=0)]], Field(min_length=1)]
    since: Text | None = None
    until: Text | None = None
    compared: bool = False
    provenance: Label

    @model_validator(mode="after")
    def of_a_burden(self) -> ContributionFile:
        """Only forces and money are compared with the burdens of the model."""
        if self.compared and self.currency not in COMPARED:
            raise ValueError(
                'compared = true needs the currency "forces" or "money"; leave compared out'
            )
        return self


class OutsideFile(OnRecord):
    """What is on record of action without or beside the Council."""

    by: Text
    basis: Literal["self-defence", "consent", "enforcement", "assembly", "none"]
    date: datetime.date | None = None
    note: str = ""
