"""What can happen in a lesson, as the session file keeps it; every value is checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MOST_SEATS = 120
LONGEST_NAME = 24
MOST_HANDS = 500
MOST_PLEDGED = 100_000
"""Units that a pledge may have at most, whatever the state's means."""

LONGEST_TIMER = 3 * 60 * 60
LARGEST_REQUEST = 2**53 - 1
"""Largest whole number that a browser counts exactly."""

SeatKey = Annotated[str, Field(pattern=r"^seat-[1-9][0-9]{0,3}$")]
Step = Annotated[int, Field(ge=0, le=1000)]
Count = Annotated[int, Field(ge=0, le=MOST_HANDS)]


class Event(BaseModel):
    """Something that happened; ``at`` is the time of the clock in seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    at: Annotated[float, Field(ge=0)] = 0.0


class Join(Event):
    """A phone takes a seat; the digest is that of its token."""

    do: Literal["join"] = "join"
    seat: SeatKey
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Answered(Event):
    """A seat answers at a step; a request is a number that grows."""

    do: Literal["answer"] = "answer"
    seat: SeatKey
    branch: Annotated[int, Field(ge=0, le=1000)]
    step: Step
    request: Annotated[int, Field(ge=1, le=LARGEST_REQUEST)]
    value: dict[str, Any]


class Move(Event):
    """The teacher goes on or back, or to a step."""

    do: Literal["next", "back"]


class Go(Event):
    """The teacher goes to a step."""

    do: Literal["go"] = "go"
    step: Step


class Lock(Event):
    """The teacher closes the answers of the step, or opens them again."""

    do: Literal["lock", "unlock"]


class Reveal(Event):
    """The teacher shows the next thing of the step, or all of it."""

    do: Literal["reveal", "reveal_all"]


class Undo(Event):
    """The teacher takes the last thing back."""

    do: Literal["undo"] = "undo"


class Timer(Event):
    """The teacher sets the timer; 0 takes it away."""

    do: Literal["timer"] = "timer"
    seconds: Annotated[int, Field(ge=0, le=LONGEST_TIMER)]


class Blank(Event):
    """The teacher makes the projector blank, or shows it again."""

    do: Literal["blank"] = "blank"


class Door(Event):
    """The teacher lets nobody new in, or opens the door again; who has a seat comes back."""

    do: Literal["close_door", "open_door"]


class Kick(Event):
    """The teacher takes a seat away."""

    do: Literal["kick"] = "kick"
    seat: SeatKey


class Hands(Event):
    """The teacher types in counts of hands: by question of the step, and by choice."""

    do: Literal["hands"] = "hands"
    step: Step
    counts: Annotated[
        dict[
            Annotated[str, Field(max_length=40)],
            Annotated[dict[Annotated[str, Field(max_length=40)], Count], Field(max_length=40)],
        ],
        Field(max_length=10),
    ]


class Paper(Event):
    """The teacher types in what states decided on paper, by member, in place of what was there."""

    do: Literal["paper"] = "paper"
    step: Step
    decisions: Annotated[
        dict[
            Annotated[str, Field(max_length=40)],
            Annotated[int, Field(ge=-1, le=MOST_PLEDGED)] | Literal["Y", "N", "A"],
        ],
        Field(max_length=40),
    ]


class Fork(Event):
    """The teacher begins another line at this step; what was answered before it stays."""

    do: Literal["fork"] = "fork"


class ToBranch(Event):
    """The teacher goes to another line."""

    do: Literal["branch"] = "branch"
    branch: Annotated[int, Field(ge=0, le=1000)]


type AnyEvent = Annotated[
    Join | Answered | Move | Go | Lock | Reveal | Undo | Timer | Blank | Kick | Hands | Paper
    | Fork | ToBranch | Door,
    Field(discriminator="do"),
]  # fmt: skip

type TeachersEvent = Annotated[
    Move | Go | Lock | Reveal | Undo | Timer | Blank | Kick | Hands | Paper | Fork | ToBranch
    | Door,
    Field(discriminator="do"),
]  # fmt: skip

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)
"""Any event, as a session file has it."""

TEACHERS: TypeAdapter[TeachersEvent] = TypeAdapter(TeachersEvent)
"""An event that only the teacher can make."""
