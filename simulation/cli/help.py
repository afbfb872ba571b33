"""Commands as people type them: help without types of flags, and every wrong option named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextvars import ContextVar
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


def without_values(params: list[Any]) -> list[Any]:
    """Options of which flags, --help among them, name no type of value."""
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
    return params


UNUSABLE: type[Exception] = typer.BadParameter.__mro__[2]
"""What typer raises for options it cannot use; it has no public name of its own."""

TYPED: ContextVar[tuple[str, ...]] = ContextVar("TYPED", default=())
"""What is wrong with the words of the command that runs; its checks say it with the rest."""

LEFT_OVER = "one word too many"
"""What is said where words are left over, of which some option may be cut off."""

LONGEST_VALUE = 80


class Command(TyperCommand):
    """A command that learns of every option that cannot be used, not of the first alone.

    One that is wrong has its default value until the command's own checks are through, which
    end it (:func:`simulation.cli.options.checks`); an argument that is not known is None.
    """

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options and arguments."""
        return without_values(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command; what is wrong with them stands in ``TYPED``."""
        from simulation.scenario.mistakes import InputError

        if not args and self.no_args_is_help:
            return super().parse_args(ctx, args)
        wrong: list[str] = []
        given, left = self.read(ctx, args, wrong)
        guessing = bool(wrong)
        for option in sorted(self.get_params(ctx), key=lambda option: not option.is_eager):
            try:
                _, left = option.handle_parse_result(ctx, given, left)
            except (InputError, UNUSABLE) as error:
                argument = option.param_type_name == "argument"
                ctx.params[option.name] = None if argument else option.get_default(ctx)
                if not (argument and guessing):
                    wrong += getattr(error, "mistakes", None) or [unusable(error)]
        if left and not guessing:
            extra = " ".join(map(repr, left))
            wrong.append(f"{shortened(extra)}: {LEFT_OVER} ({remedy(args)})")
        TYPED.set(tuple(wrong))
        ctx.args = []
        return []

    def invoke(self, ctx: Any) -> Any:
        """Run it; what is wrong with an argument of the library is said of its option."""
        from simulation.scenario.mistakes import InputError

        try:
            return super().invoke(ctx)
        except InputError as error:
            options = {name for option in self.get_params(ctx) for name in option.opts}
            raise InputError(as_typed(each, options) for each in error.mistakes) from error

    def read(self, ctx: Any, args: list[str], wrong: list[str]) -> tuple[dict[str, Any], list[str]]:
        """The options and arguments among the words, and words that are left over.

        An option that there is not is noted and left out. Whether the word behind it was
        its value, nobody knows: then only arguments before it count.
        """
        kept, before = list(args), None
        while True:
            try:
                given, left, _ = self.make_parser(ctx).parse_args(list(kept))
            except UNUSABLE as error:
                wrong.append(unusable(error))
                name = str(getattr(error, "option_name", ""))
                found = [n for n, word in enumerate(kept) if name and word.startswith(name)]
                if not found:
                    return {}, []
                before = found[0] if before is None else min(before, found[0])
                del kept[found[0]]
                continue
            break
        if before is not None and left:
            sure = self.arguments_of(ctx, kept[:before])
            names = [o.name for o in self.get_params(ctx) if o.param_type_name == "argument"]
            given |= {name: sure.get(name) for name in names}
        return given, [] if before is not None else left

    def arguments_of(self, ctx: Any, args: list[str]) -> dict[str, Any]:
        """The options and arguments among words, none where an option lacks its value."""
        try:
            given: dict[str, Any] = self.make_parser(ctx).parse_args(list(args))[0]
        except UNUSABLE:
            return {}
        return given


def as_typed(mistake: str, options: Collection[str] = ()) -> str:
    """A sentence of the library in the words of a command that has these options.

    A mistake in an argument is said of the option that gave it, and a call that is advised is a
    command or an option.

    >>> from simulation.scenario.mistakes import Mistake
    >>> as_typed(Mistake("", "detail", "write runs", value="'round'"), ["--detail"])
    '--detail round: write runs'
    """
    from simulation.scenario.calls import option_of
    from simulation.scenario.mistakes import Mistake

    if not isinstance(mistake, Mistake):
        return mistake
    why = "".join(part if isinstance(part, str) else part.in_shell() for part in mistake.parts)
    option = option_of(mistake.key)
    if mistake.source or option not in options:
        return mistake.head + why
    if mistake.value is None:
        return f"{option}{mistake.whose}{why}"
    if mistake.whose:
        return f"{option}{mistake.whose} = {mistake.value}: {why}"
    text = re.fullmatch(r"'([^'\\]*)'", mistake.value)
    return f"{option} {text[1] or "''" if text else mistake.value}: {why}"


def remedy(args: list[str]) -> str:
    """What to do where words are left over: quote a list that blanks have parted, or see the help.

    >>> remedy(["--votes", "CHN=N,", "RUS=N,", "*=Y"])
    'put a list with blanks in quotes, as "CHN=N, RUS=N, *=Y"'
    """
    open_ended = [n for n, word in enumerate(args[:-1]) if word.endswith(",")]
    if not open_ended:
        return "see --help"
    first, last = open_ended[0], open_ended[0] + 1
    while last in open_ended:
        last += 1
    return f'put a list with blanks in quotes, as "{shortened(" ".join(args[first : last + 1]))}"'


def unusable(error: Exception) -> str:
    """What typer says of an option it cannot use, with the value that was given."""
    from pydantic import ValidationError

    from simulation.scenario.mistakes import closest, plain

    option = getattr(error, "param", None)
    if isinstance(error.__cause__, ValidationError) and option is not None:
        (mistake, *_) = error.__cause__.errors()
        said = f"{option.opts[0]} {shortened(str(mistake['input']))}: {mistake['msg']}"
    elif (context := getattr(error, "ctx", None)) and hasattr(error, "possibilities"):
        named = str(getattr(error, "option_name", ""))
        of_command = context.command.get_params(context)
        meant = closest(named, {name for each in of_command for name in each.opts})
        said = f"No such option: {named}{f'; did you mean {meant}?' if meant else ''}"
    else:
        said = error.format_message() if hasattr(error, "format_message") else str(error)
    return f"{plain(said).rstrip('.')} (see --help)" if said else ""


def shortened(text: str) -> str:
    """A text of reasonable length for a message."""
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."


BEGIN, ONE, MANY, RECORD = PANELS = (
    "Begin here",
    "One draft, one vote, one history",
    "Many histories",
    "The record of real votes",
)
"""The panels of help, in their order: a command names its own."""


class Group(TyperGroup):
    """A command that has others, listed panel by panel."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names: those of a panel by the alphabet."""
        return sorted(self.commands, key=lambda name: (panel_of(self.commands[name]), name))

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options."""
        return without_values(super().get_params(ctx))


def panel_of(command: Any) -> int:
    """Where a command's panel stands; first where it is in none."""
    panel = getattr(command, "rich_help_panel", None)
    return PANELS.index(panel) if panel in PANELS else -1


class Commands(typer.Typer):
    """Commands under one name, with help in Markdown."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(
            cls=Group,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
            rich_markup_mode="markdown",
            context_settings={"help_option_names": ["-h", "--help"]},
            **rest,
        )

    def command[F: Callable[..., Any]](
        self, name: str | None = None, **rest: Any
    ) -> Callable[[F], F]:
        """Register a function as one of them."""
        return super().command(name, cls=Command, **rest)
