"""The table of parameters as a page: ``python -m simulation.scenario.parameter_table``."""

from __future__ import annotations

from simulation.stages.parameters import TABLE

HEAD = """\
# Parameters

Every number of the model's science, generated from `simulation/stages/parameters.py`
by `make tables`. The defaults are the *stylised* set: they show the mechanisms
plainly and are not estimates of the real Council. *Off* is the value at which a
mechanism vanishes; a dash marks a scale or threshold that has none. A scenario
changes any of them under `[parameters]`.

| symbol | code name | meaning | unit | default | off | range | provenance and source |
|---|---|---|---|---|---|---|---|
"""


def number(value: float | None) -> str:
    """A value as a reader expects it: no trailing zeros, a dash for none."""
    return "–" if value is None else f"{value:g}".replace("inf", "∞")


def parameter_table() -> str:
    """The page docs/parameters.md, whole."""
    rows = []
    for name, row in TABLE.items():
        symbol = row["symbol"].replace("|", "\\|")
        span = f"{number(row['low'])} … {number(row['high'])}"
        rows.append(
            f"| {symbol} | `{name}` | {row['meaning']} | {row['unit']} | {number(row['default'])} "
            f"| {number(row['off'])} | {span} | {row['provenance']} |"
        )
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(parameter_table(), end="")
