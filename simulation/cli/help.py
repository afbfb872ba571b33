"""Help as people read it: an option that takes no value shows none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


def without_values(params: list[Any]) -> list[Any]:
    """Options of which flags, --help among them, name no type of value."""
    for param in params:
        if getattr(param, "is_flag", False):
            param.metavar = ""
    return params


class Command(TyperCommand):
    """A command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options and arguments."""
        return without_values(super().get_params(ctx))


class Group(TyperGroup):
    """A command that has others."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its options."""
        return without_values(super().get_params(ctx))


class Commands(typer.Typer):
    """Commands under one name, with help that is told in Markdown."""

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
