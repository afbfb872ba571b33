"""The page docs/parameters.md: ``python docs/generate/parameters_page.py``."""

from __future__ import annotations

from simulation.scenario.schema import CRISIS_TYPES, REGION_WEIGHTS, TYPE_WEIGHTS
from simulation.stages.parameters import TABLE

HEAD = """\
# Parameters

Every number of the model's science, as the stages of `simulation/stages/` declare them, generated
by `make tables`. The defaults are the *stylised* set: they show the mechanisms
plainly and are not estimates of the real Council. *Off* is the value at which a
mechanism vanishes; a dash marks a scale or threshold that has none. A scenario
changes any of them under `[parameters]`.

| symbol | code name | meaning | unit | default | off | range | provenance and source |
|---|---|---|---|---|---|---|---|
"""

TYPE_HEAD = """
## Types of crisis

Which terms of preferences bite, whether a challenger can be deterred, what force is worth
against it (u), how sure it is who did it (A), and how often a generated crisis is of the type
unless a scenario sets `[challenges.types]` (judged: own estimates).

| type | inside a state | threat | atrocity | deterrable | u | A | weight |
|---|---|---|---|---|---|---|---|
"""

REGION_HEAD = """
## Regions

The five regional groups, and how often a generated crisis arises in the region of each
unless a scenario sets `[challenges.regions]` (judged: own estimates).

| region | weight |
|---|---|
"""

TAIL = """
## Profiles

A seat that states no `sovereignty` has σ = Λ(-3 h) from its will to intervene h; one
that states no `regional_exposure` has 1 for its own group's region and 0 elsewhere
(judged: own choice). The consensus bonus and the cost of a veto grow with legitimacy up
to twice its value at rest (judged: own choice, so that neither runs away).
"""


def number(value: float | None) -> str:
    """A value as a reader expects it: no trailing zeros, a dash for none."""
    return "–" if value is None else f"{value:g}".replace("inf", "∞")


def parameters_page() -> str:
    """The page docs/parameters.md, whole."""
    rows = []
    for name, row in TABLE.items():
        symbol = row["symbol"].replace("|", "\\|")
        span = f"{number(row['low'])} … {number(row['high'])}"
        rows.append(
            f"| {symbol} | `{name}` | {row['meaning']} | {row['unit']} | {number(row['default'])} "
            f"| {number(row['off'])} | {span} | {row['provenance']} |"
        )
    types = [
        "| "
        + " | ".join([name, *("yes" if flag else "no" for flag in flags)])
        + f" | {usefulness:g} | {attribution:g} | {TYPE_WEIGHTS[name]:g} |"
        for name, (*flags, usefulness, attribution) in CRISIS_TYPES.items()
    ]
    regions = [f"| {region} | {weight:g} |" for region, weight in REGION_WEIGHTS.items()]
    return "\n".join(
        [
            HEAD + "\n".join(rows),
            TYPE_HEAD + "\n".join(types),
            REGION_HEAD + "\n".join(regions),
            TAIL,
        ]
    )


if __name__ == "__main__":
    print(parameters_page(), end="")
