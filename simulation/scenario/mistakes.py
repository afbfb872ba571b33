"""Wrong input, told as sentences: every mistake at once, with the nearest right name."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from simulation.stages.parameters import TABLE


class InputError(ValueError):
    """What somebody wrote cannot be used; ``mistakes`` holds one sentence each."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[str, ...]]]:
        """Made anew from its mistakes where it comes back from another process."""
        return InputError, (self.mistakes,)


NEAR = 0.66
"""How alike a name must be to be meant: of three letters two, in their order."""

MOST_NAMED = 24
"""So many names are listed where none is near."""


def check_list(name: str, given: Sequence[str] | None) -> None:
    """Refuse a word where a list of them is meant, which would be read letter by letter.

    Raises
    ------
    InputError
        If it is one.
    """
    if isinstance(given, str):
        raise InputError([f"{name} = {given!r}: give a list, [{given!r}]"])


def closest(name: str, known: Iterable[str]) -> str | None:
    """The name that may be meant, if any is near."""
    close = difflib.get_close_matches(name, sorted(set(known)), n=1, cutoff=NEAR)
    return close[0] if close else None


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as "did you mean charter?", or the list of what there is."""
    names = sorted(set(known))
    if close := closest(name, names):
        return f"did you mean {close}?"
    if not names:
        return "there is none"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return "there is " + ", ".join(names[:MOST_NAMED]) + more


def shown(value: Any) -> str:
    """A value as it may stand in a message: short, on one line, a date as TOML has it."""
    text = repr(value)
    if isinstance(value, bool | datetime.date):
        text = str(value).lower()
    return text if len(text) <= 60 else text[:57] + "..."


def shortened(text: str) -> str:
    """A text of reasonable length for a message."""
    return text if len(text) <= 80 else text[:77] + "..."


TAGS = {"a name", "a table", "a word", "a list", "a number"}
"""Names of the kinds a value may be, which pydantic puts into locations."""


def sentences(
    error: ValidationError, raw: dict[str, Any], file: str, names_at: dict[str, list[str]]
) -> list[str]:
    """One sentence for each thing pydantic found wrong in ``raw``, the content of a file.

    ``names_at`` gives, for a dotted path without indices, the keys allowed there.
    """
    out = []
    for item in error.errors():
        location = [part for part in item["loc"] if part not in TAGS]
        in_key = bool(location) and location[-1] == "[key]"
        if in_key:
            location = location[:-2]
        key = dotted(location) + whose(raw, location)
        table = ".".join(str(part) for part in location[:-1] if not isinstance(part, int))
        value = shown(item["input"])
        match item["type"]:
            case "extra_forbidden":
                hint = nearest(str(location[-1]), names_at.get(table, []))
                out.append(f"{file}: {key} = {value}: there is no such key; {hint}")
            case "missing":
                out.append(f"{file}: {key} is missing; add it")
            case "value_error" if isinstance(item["input"], dict):
                out.append(": ".join(filter(None, (file, key, plain(item["msg"])))))
            case "list_type" if isinstance(item["input"], dict):
                head = ".".join(str(part) for part in location if not isinstance(part, int))
                out.append(f"{file}: {key} must be a list of tables; head each with [[{head}]]")
            case "string_pattern_mismatch":
                out.append(
                    f"{file}: {key} = {value}: must be a code of 1 to 24 letters, digits, dots, "
                    "dashes and underscores"
                )
            case "list_type" if isinstance(item["input"], str):
                out.append(f"{file}: {key} = {value}: must be a list, as [{value}]")
            case "string_type" if not isinstance(item["input"], dict | list):
                out.append(f'{file}: {key} = {value}: must be text in quotes, as "{value}"')
            case "less_than_equal" | "greater_than_equal" if table == "parameters":
                row = TABLE[str(location[-1])]
                span = f"from {row['low']:g} to {row['high']:g}"
                out.append(f"{file}: {key} = {value}: must be {span}")
            case _:
                what = f"the key {value}" if in_key else value
                out.append(f"{file}: {key} = {what}: {plain(item['msg'])}")
    return out


def dotted(location: Iterable[int | str]) -> str:
    """``("crisis", 0, "draft", 1, "date")`` as ``crisis[1].draft[2].date``, counted from one."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


NAMING = ("member", "symbol", "name")
"""Keys of a row of a list by which people know it, the surest first."""


def whose(raw: Any, location: Sequence[int | str]) -> str:
    """`` of FRA`` for what is wrong in a row of a list that FRA is the member of, else nothing."""
    row: dict[str, Any] = {}
    for part in location:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            break  # here something is missing
        if isinstance(part, int) and isinstance(raw, dict):
            row = raw
    for key in NAMING:
        if key in row and key == location[-1]:
            break  # the message shows it
        if isinstance(row.get(key), str):
            return f" of {shortened(' '.join(row[key].split()))}"
    return ""


def plain(message: str) -> str:
    """Pydantic's message in the words of this project."""
    message = message.removeprefix("Value error, ")
    for theirs, ours in (
        ("Input should be", "must be"),
        (", unable to parse string as an integer", ""),
        (", unable to parse string as a number", ""),
        ("a valid integer", "a whole number"),
        ("a valid dictionary", "a table"),
        ("a valid string", "text in quotes"),
        ("a valid list", "a list"),
        ("a valid date", "a date without quotes, as 1994-07-31"),
        ("a valid boolean", "true or false"),
        ("a valid ", "a "),
    ):
        message = message.replace(theirs, ours)
    return re.sub(r"a table or instance of \w+", "a table", message)
