"""Options that several commands share, and how results are printed for programs."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

Seed = Annotated[
    int,
    typer.Option("--seed", "-s", min=0, help="Which histories: the same seed, the same histories."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the result as JSON, for programs, and nothing else.")
]


def print_json(result: Any) -> None:
    """A result for programs, on standard output; a number that is not there is null."""
    print(json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False))
