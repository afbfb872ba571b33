"""Wrong input in sentences: every mistake at once, with the right name where surely meant."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from simulation.scenario.calls import Call

if TYPE_CHECKING:
    from pydantic import ValidationError

type Why = str | tuple[str | Call, ...]
"""What is wrong and what would do, in one text, or in parts where it advises a call."""


class InputError(ValueError):
    """What somebody wrote cannot be used.

    Parameters
    ----------
    mistakes : iterable of str
        One sentence each: the file, the key, the value, why it cannot be used, and what would do.

    Attributes
    ----------
    mistakes : tuple of str
        The sentences, in their order.

    Examples
    --------
    >>> from simulation import load
    >>> try:
    ...     load("horseshoe", veto_csot=0.3)
    ... except InputError as error:
    ...     print(*error.mistakes)
    parameter veto_csot = 0.3: there is no such key; did you mean veto_cost?
    """

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[str, ...]]]:
        """Made again from its mistakes where it comes back from another process."""
        return InputError, (self.mistakes,)


class Mistake(str):
    """A sentence that says what is wrong, and where, so that no program has to read it.

    ``source`` is the file, ``key`` the dotted place in it, ``whose`` the row that the key
    stands in, as `` of FRA``; ``about`` names the parameters that do not go together.
    Without a source ``key`` is an argument of a function. The sentence speaks Python;
    ``parts`` are those of ``why``, the calls among them as data, and ``head`` is what stands
    before it, so that the command can word both as its own.
    """

    source: str
    key: str
    head: str
    rest: str
    why: str
    parts: tuple[str | Call, ...]
    value: str | None
    whose: str
    about: tuple[str, ...]

    def __new__(
        cls,
        source: str,
        key: str,
        why: Why,
        *,
        value: str | None = None,
        whose: str = "",
        about: tuple[str, ...] = (),
    ) -> Mistake:
        """Of its parts; without a value, ``why`` follows the key as it stands."""
        parts = (why,) if isinstance(why, str) else why
        why = "".join(map(str, parts))
        rest = f"{whose}{why}" if value is None else f"{whose} = {value}: {why}"
        made = super().__new__(cls, ": ".join(filter(None, (source, key + rest))))
        made.source, made.key, made.rest, made.about = source, key, rest, about
        made.why, made.value, made.whose, made.parts = why, value, whose, parts
        made.head = str(made).removesuffix(why)
        return made

    def __reduce__(self) -> tuple[Callable[..., Mistake], tuple[str, str, Why]]:
        """Made again from its parts where it comes back from another process."""
        again = partial(Mistake, value=self.value, whose=self.whose, about=self.about)
        return again, (self.source, self.key, self.parts)


def after(head: str, mistake: str) -> str:
    """A sentence behind words that say where it is wrong; what it advises stays data.

    >>> print(after("own.toml: ", Mistake("", "seed", "write one", value="-1")))
    own.toml: seed = -1: write one
    """
    if not isinstance(mistake, Mistake):
        return head + mistake
    return Mistake("", "", (head + mistake.head, *mistake.parts))


SETTING_WORDS = ("parameter", "parameters", "setting")
"""How a mistake in a key of a scenario begins that is given beside its file."""


def of_argument(argument: str, mistake: str) -> str:
    """A mistake that names no file, said of the argument that gave what is wrong.

    >>> print(of_argument("council", "there is no council named 'x'"))
    council: there is no council named 'x'
    >>> print(of_argument("against", Mistake("", "setting", "too many", value="9", whose=" a")))
    against a = 9: too many
    """
    if not isinstance(mistake, Mistake):
        return Mistake("", argument, f": {mistake}")
    if mistake.source or mistake.key == argument:
        return mistake
    if not mistake.key:
        return Mistake("", argument, (f": {mistake.head}", *mistake.parts))
    whose = mistake.whose if mistake.key in SETTING_WORDS else f" {mistake.key}{mistake.whose}"
    return Mistake("", argument, mistake.parts, value=mistake.value, whose=whose)


@contextmanager
def naming(argument: str, keys: Collection[str] | None = None) -> Iterator[None]:
    """Say the mistakes that are raised inside of an argument, where they name no file.

    Of mistakes in a choice of rules or burdens only those count as its own that are among its
    ``keys``, where these are given.
    """

    def own(mistake: str) -> bool:
        key = mistake.key if isinstance(mistake, Mistake) else ""
        return keys is None or key in ("", *SETTING_WORDS, *keys)

    try:
        yield
    except InputError as error:
        raise InputError(
            of_argument(argument, m) if argument and own(m) else m for m in error.mistakes
        ) from error


class Gathered:
    """Gathers the mistakes of several checks, each once, so that all are said together.

    Where there may be very many, as in a table, only the first ``most`` are kept, and the
    others counted.

    >>> gathered = Gathered()
    >>> gathered.take(check_list, "rules", "charter")
    >>> gathered.take(len, "charter")
    7
    >>> gathered.stop()
    Traceback (most recent call last):
    simulation.scenario.mistakes.InputError: rules = 'charter': give a list, ['charter']
    """

    def __init__(self, mistakes: Iterable[str] = (), *, most: int | None = None) -> None:
        self.mistakes: list[str] = []
        self.most, self.more = most, 0
        self.add(mistakes)

    def add(self, mistakes: Iterable[str]) -> None:
        """Note mistakes, in their order, but for those that are noted already."""
        for mistake in mistakes:
            if mistake in self.mistakes:
                continue
            if self.most is None or len(self.mistakes) < self.most:
                self.mistakes.append(mistake)
            else:
                self.more += 1

    def note(self, mistake: str) -> None:
        """Note one mistake."""
        self.add([mistake])

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the mistakes that are raised inside, and go on behind."""
        try:
            yield
        except InputError as error:
            self.add(error.mistakes)

    def take[**P, T](self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What a check returns; None where it raises mistakes, which are kept."""
        with self.kept():
            return check(*args, **kwargs)
        return None

    def stop(self) -> None:
        """Raise InputError if there is any."""
        if self.mistakes:
            raise InputError([*self.mistakes, *([f"and {self.more} more"] if self.more else [])])


LONG_ENOUGH = 5
"""A slip in a shorter word leaves too many words that may be meant."""

LONG = 8
"""From so many letters on two slips are allowed."""

MOST_NAMED = 24
"""So many names are listed where none is near."""


AROUND_NAMES = " \t\r\n[](){}'\""
"""Signs around the names of a list that was written as text."""


def check_list(name: str, given: Any, *, parted: bool = True) -> None:
    """Refuse a word where a list of them is meant, which would be read letter by letter.

    Commas part the names that the text is advised as, unless they belong to them.

    Raises
    ------
    InputError
        If it is one.
    """
    if isinstance(given, str):
        parts = (part.strip(AROUND_NAMES) for part in re.split("[,;]" if parted else "$", given))
        meant = [part for part in parts if part]
        advice = f"give a list, {meant!r}" if meant else "names nothing; give a list of names"
        raise InputError([f"{name} = {given!r}: {advice}"])


def closest(name: str, known: Iterable[str]) -> str | None:
    """The one name that is surely meant, if there is one.

    Surely meant is a name that differs in case and in what joins its words alone
    (``vetocost``); else the only one that begins with all that is written (``kuwait``);
    else the only one that is a slip away: a letter too many, too few or wrong, or two
    swapped, in a word of ``LONG_ENOUGH`` letters, or two slips in one of ``LONG``. Digits are
    never a slip: another year is another thing.

    >>> closest("vetocost", ["veto_cost", "quota"]), closest("kuwait", ["kuwait-1990"])
    ('veto_cost', 'kuwait-1990')
    >>> closest("kuwait-1991", ["kuwait-1990"]), closest("UK", ["UKR", "USA"])
    (None, None)
    """
    return next((group[0] for group in near(name, known) if len(group) == 1), None)


def near(name: str, known: Iterable[str]) -> Iterator[list[str]]:
    """The names that may be meant, in groups as :func:`closest` has them, the surest first."""
    names = sorted(set(known))
    joined = letters_of(name)
    yield [n for n in names if joined and letters_of(n) == joined]
    yield [n for n in names if joined and re.match(rf"{re.escape(name)}[\W_]", n, re.I)]
    digits = digits_of(name)
    away = {n: slips(joined, letters_of(n)) for n in names if digits_of(n) == digits}
    away = {n: far for n, far in away.items() if far <= slips_allowed(joined, letters_of(n))}
    yield [n for n, far in away.items() if far == min(away.values())]


def letters_of(name: str) -> str:
    """A name in one case, without what joins its words."""
    return re.sub(r"[\W_]", "", name).casefold()


def digits_of(name: str) -> str:
    """The digits in a name."""
    return re.sub(r"\D", "", name)


def slips_allowed(one: str, other: str) -> int:
    """How many slips two words may be apart for one to be meant by the other."""
    longer = max(len(one), len(other))
    return (longer >= LONG_ENOUGH) + (longer >= LONG)


def slips(one: str, other: str) -> int:
    """Letters too many, too few, wrong, or swapped with the next (Damerau 1964); 3 for 3 or more.

    >>> slips("chartr", "charter"), slips("sevreity", "severity"), slips("IND", "FIN")
    (1, 1, 2)
    """
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and (letter, one[i - 2]) == (other[j - 2], theirs):
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], 3)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as "did you mean charter?" where that is surely meant, or what there is.

    Of names that differ in their digits alone, as in years, all are named and none is chosen.
    """
    names = sorted(set(known) - {""})
    if close := closest(name, names):
        return f"did you mean {close}?"
    if not names:
        return "there is none"
    stem = re.sub(r"\d+", "", letters_of(name))
    family = [n for n in names if digits_of(n) and re.sub(r"\d+", "", letters_of(n)) == stem]
    listed = listing(family if digits_of(name) and family else names)
    more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
    return existing(listed[:MOST_NAMED]) + more


def existing(names: Sequence[str]) -> str:
    """What there is, one or several.

    >>> existing(["LYB"]), existing(["A", "B"]), existing(["1946 to 2026"])
    ('there is LYB', 'there are A, B', 'there are 1946 to 2026')
    """
    several = len(names) > 1 or any(" to " in name for name in names)
    return f"there {'are' if several else 'is'} {', '.join(names)}"


def listing(names: Sequence[str]) -> list[str]:
    """Names in their order, three or more whole numbers without a gap as ``1946 to 2026``."""
    runs: list[list[str]] = []
    for name in names:
        follows = runs and name.isdecimal() and runs[-1][-1].isdecimal()
        if follows and int(name) == int(runs[-1][-1]) + 1:
            runs[-1].append(name)
        else:
            runs.append([name])
    return [item for run in runs for item in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)]


MOST_DIGITS = 10**50
"""Whole numbers from here on are not written out; Python refuses to, of a few thousand digits."""


def shown(value: Any) -> str:
    """A value as it may stand in a message: short, on one line, a date as TOML has it."""
    if isinstance(value, int) and abs(value) >= MOST_DIGITS:
        return f"a number of more than {len(str(MOST_DIGITS)) - 1} digits"
    try:
        text = repr(value)
    except ValueError:  # Somewhere in it stands such a number.
        return f"a {'table' if isinstance(value, dict) else 'list'} of long numbers"
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
) -> list[Mistake]:
    """One sentence for each thing pydantic found wrong in ``raw``, the content of a file.

    ``names_at`` gives, for a dotted path without indices, the keys allowed there.
    """
    return [sentence(item, raw, file, names_at) for item in error.errors()]


def located(item: Any) -> list[int | str]:
    """Where in a file pydantic found something wrong; a key of a table stands for the table."""
    location = [part for part in item["loc"] if part not in TAGS]
    return location[:-2] if location[-1:] == ["[key]"] else location


def sentence(
    item: Any,
    raw: dict[str, Any],
    file: str,
    names_at: dict[str, list[str]],
    written: Mapping[tuple[int | str, ...], str] = MappingProxyType({}),
) -> Mistake:
    """One thing that pydantic found wrong, as :func:`sentences` has it.

    ``written`` are the places of keys that the file spells otherwise than ``raw``, and how.
    """
    location = located(item)
    in_key = "[key]" in item["loc"]
    table = ".".join(str(part) for part in location[:-1] if not isinstance(part, int))
    given = item["input"]
    why = plain(item["msg"])
    value: str | None = shown(given)
    match item["type"]:
        case "extra_forbidden":
            hint = nearest(str(location[-1]), names_at.get(table, []))
            why = f"there is no such key; {hint}"
            if holds_tables(given):  # What stands in them is said line by line.
                why, value = f": there is no such table; {hint}", None
        case "missing":
            why, value = " is missing; add it", None
        case "value_error" if isinstance(given, dict | list):
            why, value = f": {why}" if location else why, None
        case "list_type" if isinstance(given, dict):
            head = ".".join(str(part) for part in location if not isinstance(part, int))
            why, value = f" must be a list of tables; head each with [[{head}]]", None
        case "string_pattern_mismatch":
            why = "must be a code of 1 to 24 letters, digits, dots, dashes and underscores"
        case "list_type" if isinstance(given, str):
            why = f"must be a list, as [{value}]"
        case "string_type" if not isinstance(given, dict | list):
            why = f'must be text in quotes, as "{value}"'
        case "less_than_equal" | "greater_than_equal" if table == "parameters":
            from simulation.stages.parameters import TABLE

            row = TABLE[str(location[-1])]
            why = f"must be from {row['low']:g} to {row['high']:g}"
        case _ if in_key:
            value = f"the key {value}"
    place = [written.get((*location[:n], part), part) for n, part in enumerate(location)]
    return Mistake(file, dotted(place), why, value=value, whose=whose(raw, location))


def holds_tables(value: Any) -> bool:
    """Whether a value is a table, or a list of tables."""
    listed = value if isinstance(value, list) else [value]
    return bool(listed) and all(isinstance(one, dict) for one in listed)


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
