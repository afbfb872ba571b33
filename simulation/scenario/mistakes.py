"""Wrong input, told as sentences: every mistake at once, with the nearest right name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError


class InputError(ValueError):
    """What somebody wrote cannot be used; ``mistakes`` holds one sentence each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as "did you mean charter?", or the list of what there is."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]}?"
    return "there is " + ", ".join(names) if names else "there is none"


def shown(value: Any) -> str:
    """A value as it may stand in a message: short, on one line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def sentences(error: ValidationError, file: str, names_at: dict[str, list[str]]) -> list[str]:
    """One sentence for each thing pydantic found wrong.

    ``names_at`` gives, for a dotted path without indices, the keys allowed there.
    """
    out = []
    for item in error.errors():
        key = dotted(item["loc"])
        table = ".".join(str(part) for part in item["loc"][:-1] if not isinstance(part, int))
        value = shown(item["input"])
        match item["type"]:
            case "extra_forbidden":
                hint = nearest(str(item["loc"][-1]), names_at.get(table, []))
                out.append(f"{file}: {key} = {value}: there is no such key; {hint}")
            case "missing":
                out.append(f"{file}: {key} is missing; add it")
            case _:
                out.append(f"{file}: {key} = {value}: {plain(item['msg'])}")
    return out


def dotted(location: Iterable[int | str]) -> str:
    """``("crisis", 0, "draft", 1, "date")`` as ``crisis[1].draft[2].date``, counted from one."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def plain(message: str) -> str:
    """Pydantic's message in the words of this project."""
    message = message.removeprefix("Value error, ")
    for theirs, ours in (
        ("Input should be", "must be"),
        ("valid ", ""),
        ("a number", "a number"),
        ("unable to parse string as a number", "not text"),
    ):
        message = message.replace(theirs, ours)
    return message
