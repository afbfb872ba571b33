"""What a sentence advises somebody to call or to give, in the words of Python or of the command."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

COMMANDS = {
    "load": "",
    "results.at": "unsc report DIR --point",
    "run_batch": "unsc batch",
    "simulation.scenario.files.names": "unsc scenarios",
}
"""How a command line begins that does what a function does; what it loads are words of its own."""

OPTIONS = {
    "points": "vary",
    "ranges": "range",
    "measures": "measure",
    **dict.fromkeys(("settings", "setting", "parameter", "parameters"), "set"),
}
"""Options that are called otherwise than the argument."""


class Word(str):
    """A word that stands for a value, as LOW: written without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Itself."""
        return str(self)


ANY = Word("...")
"""Whatever is given: only the argument is named."""


class Call:
    """A call of a function, or arguments alone where no function is named.

    It stands in a sentence as data: the library writes it in Python, the command in its words.

    Parameters
    ----------
    function : str
        Its name, one of ``COMMANDS``.
    *given : object
        Arguments without a name, :class:`Call` among them.
    **named : object
        Arguments by name: True is an option without a value, a mapping one ``KEY=VALUE`` each,
        a list of names one value with commas, a list of mappings an option each.

    Examples
    --------
    >>> call = Call("run_batch", "horseshoe", runs=40, out=Path("out/h"))
    >>> print(call)
    run_batch('horseshoe', runs=40, out='out/h')
    >>> call.in_shell()
    'unsc batch horseshoe --runs 40 --out out/h'
    >>> ends = Call(ranges={"reach": (Word("LOW"), Word("HIGH"))})
    >>> print(ends, "or", ends.in_shell())
    ranges={'reach': (LOW, HIGH)} or --range reach=LOW,HIGH
    >>> print(Call(against=[{"reach": 0.4}]), "or", Call(against=[{"reach": 0.4}]).in_shell())
    against=[{'reach': 0.4}] or --against reach=0.4
    >>> Call(rules=["charter", "no-veto"]).in_shell()
    '--rules charter,no-veto'
    >>> print(Call("run_batch"), "or", Call(vary=ANY), "or", Call(vary=ANY).in_shell())
    run_batch(...) or vary=... or --vary
    """

    def __init__(self, function: str = "", *given: object, **named: object) -> None:
        self.function, self.given, self.named = function, given, named

    def __repr__(self) -> str:
        """In Python."""
        written = [in_python(value) for value in self.given]
        written += [f"{name}={in_python(value)}" for name, value in self.named.items()]
        inside = ", ".join(written)
        return f"{self.function}({inside or ANY})" if self.function else inside

    def in_shell(self) -> str:
        """In the words of the command."""
        return " ".join(self.words())

    def words(self) -> Iterator[str]:
        """The words of the command, quoted where the shell wants it."""
        if self.function and (begins := COMMANDS[self.function]):
            yield begins
        for value in self.given:
            yield from value.words() if isinstance(value, Call) else [shlex.quote(str(value))]
        for name, value in self.named.items():
            option = option_of(name)
            if value is True or (isinstance(value, Word) and value == ANY):
                yield option
            elif isinstance(value, list) and not any(isinstance(one, Mapping) for one in value):
                yield f"{option} {shlex.quote(','.join(map(str, value)))}"
            elif isinstance(value, Mapping | list):
                for given in value if isinstance(value, list) else [value]:
                    for key, one in given.items():
                        ends = ",".join(map(str, one)) if isinstance(one, tuple) else one
                        yield f"{option} {shlex.quote(f'{key}={ends}')}"
            else:
                yield f"{option} {shlex.quote(str(value))}"


def in_python(value: object) -> str:
    """A value as an argument: a path as its text."""
    return repr(str(value) if isinstance(value, Path) else value)


def option_of(argument: str) -> str:
    """The option of the command that gives an argument of a function.

    >>> option_of("test_until"), option_of("ranges")
    ('--test-until', '--range')
    """
    return f"--{OPTIONS.get(argument, argument).replace('_', '-')}"
