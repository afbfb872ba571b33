"""What delegations remember, and that no history knows of another by it."""

from __future__ import annotations

import io
import pickle
import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from simulation.scenario.mistakes import InputError
from simulation.scenario.schema import REGIONS, SeatFile

if TYPE_CHECKING:
    from simulation.engine.delegations import Delegation, Delegations

type Behaviour = Delegation | Callable[[], Delegation]
"""An object that decides in every history, or what makes one for each: its class, a function."""


PERMANENT, ELECTED = "permanent", "elected"

ROLES = (PERMANENT, ELECTED, *REGIONS)
"""What a behaviour may be given to in place of one member: all that sit so, or of a group."""


def names_of(state: SeatFile, *, permanent: bool) -> tuple[str, ...]:
    """What a behaviour for this member may be given to, the narrowest first: code, group, role."""
    return state.member, state.group, PERMANENT if permanent else ELECTED


class Replacements:
    """Who decides for the replaced members: one object for all histories, or one for each.

    A behaviour that is given to a role makes one object for each member and history.
    """

    def __init__(self, overrides: Mapping[str, Behaviour]) -> None:
        self.overrides = dict(overrides)
        self.made: dict[tuple[str, str, int], Delegation] = {}
        self.before = {member: shared_state(who) for member, who in self.overrides.items()}

    def name_for(self, state: SeatFile, *, permanent: bool) -> str | None:
        """To what the behaviour that decides for this member was given; None for the rules."""
        own = names_of(state, permanent=permanent)
        return next((name for name in own if name in self.overrides), None)

    def of(self, name: str, member: str, place: int) -> Delegation:
        """The delegation of a member in one history, by its place among those played together.

        ``name`` is what its behaviour was given to: the member itself, or a role of it.
        """
        who = self.overrides[name]
        if is_delegation(who):
            return cast("Delegation", who)
        key = (name, member, place)
        if key not in self.made:
            self.made[key] = cast("Callable[[], Delegation]", who)()
        return self.made[key]

    def check_apart(self) -> None:
        """Refuse delegations that carried something from one history into another.

        Raises
        ------
        InputError
            With a sentence for each.
        """
        mistakes = []
        for member, who in self.overrides.items():
            own = [made for (whose, *_), made in self.made.items() if whose == member]
            if len({id(made) for made in own}) < len(own):
                mistakes.append(
                    f"seats: {member!r}: {class_name(who)} gives the same object twice; let it "
                    "make one at each call"
                )
            elif shared_state(who) != self.before[member] and is_delegation(who):
                mistakes.append(
                    f"seats: {member!r}: the {class_name(who)} that was given changed while it "
                    "played, so that a history would depend on those played before it; give its "
                    f"class, as Seats({{{member!r}: {type(who).__name__}}}), or a function that "
                    "makes one: each history then has its own"
                )
            elif shared_state(who) != self.before[member]:
                mistakes.append(
                    f"seats: {member!r}: {class_name(who)} changed while it played, and all its "
                    "objects share it, so that a history would depend on those played before "
                    "it; keep what is remembered in the object (self.x, made in __init__)"
                )
        if mistakes:
            raise InputError(mistakes)


def is_delegation(who: object) -> bool:
    """Whether this decides itself, rather than making what decides."""
    return hasattr(who, "vote") and not isinstance(who, type)


def class_name(who: object) -> str:
    """What a behaviour is called: its class, or the function that makes it."""
    named = who if hasattr(who, "__qualname__") else type(who)
    return str(named.__qualname__).rpartition("<locals>.")[2]


class StatePickler(pickle.Pickler):
    """Writes an object's content; classes, functions and modules count as what they are."""

    def persistent_id(self, thing: Any) -> str | None:
        """A name for what is not looked into."""
        if isinstance(thing, types.ModuleType):
            return thing.__name__
        if isinstance(thing, type | types.FunctionType):
            return f"{thing.__module__}.{thing.__qualname__}"
        return None


def state_of(thing: Any) -> bytes | int:
    """The content of an object, to be compared with what it is later."""
    out = io.BytesIO()
    try:
        StatePickler(out).dump(thing)
    except Exception:  # Whatever it holds cannot be written, as an open file or a lock.
        return id(thing)
    return out.getvalue()


def shared_state(who: Behaviour | Delegations) -> dict[str, bytes | int]:
    """What histories share of a behaviour: attributes of its object and of its classes."""
    kind = who if isinstance(who, type) else type(who)
    shared = {
        f"{each.__qualname__}.{name}": value
        for each in kind.__mro__
        if each.__module__ != "builtins"
        for name, value in vars(each).items()
        if not name.startswith("__") and not callable(value)
    }
    own = vars(who) if hasattr(who, "__dict__") and not isinstance(who, type) else {}
    return {name: state_of(value) for name, value in (shared | own).items()}


def why_not(who: object) -> str | None:
    """Why this can neither decide nor make what decides, or None."""
    meant = "must be a Delegation, as Bystander(), its class, or a function that makes one"
    if is_delegation(who):
        return None
    if not callable(who) or (isinstance(who, type) and not hasattr(who, "vote")):
        return meant
    try:
        made = who()
    except TypeError as error:
        return f"cannot be called without arguments ({error}); give a function that makes one"
    return None if is_delegation(made) else meant
