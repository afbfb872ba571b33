"""One ballot explained as lines of text: what decides it, terms, cutpoints, noise."""

from __future__ import annotations

import math
from typing import Any

from rich.console import Console
from rich.table import Table

from simulation.cli.chances import percent

BALLOTS = {
    "Y": ("yes", "green", "●"),
    "N": ("no", "red", "✕"),
    "A": ("abstain", "yellow", "○"),
    "NV": ("not voting", "bright_black", "–"),
}
"""How each kind of ballot is shown: word, colour, mark."""

LEGEND = (
    "Strength wanted is the sum of the terms. Gain: how much nearer to it the draft is than the "
    "status quo, in squared distance. Noise is what the luck of this ballot adds. A leaning above "
    "the first cutpoint is a yes, at or below the second a no, between them an abstention, or no "
    "part in the vote. P(yes) and P(no) are the chances with the temper that was drawn, before the "
    "luck of the ballot."
)

BINDING = {
    "holds the pen": "holds the pen, so its yes is certain",
    "sponsors the draft": "sponsors the draft, so its yes is certain",
    "absent": "is absent, so it casts no ballot",
    "absent by chance": "is absent by chance, so it casts no ballot",
    "a party to the dispute must abstain under Chapter VI": (
        "is a party to the dispute, which must abstain under Chapter VI, so its yes or no becomes "
        "an abstention"
    ),
}
"""What binds a member, as a sentence says it."""

UNCOUNTED = "is not counted under these rules"


def print_ballot(explanation: dict[str, Any], console: Console) -> None:
    """Print why one member voted as it did."""
    word = BALLOTS[explanation["ballot"]][0]
    console.print(f"Why the model's {explanation['member']} voted {word}", style="bold")
    if explanation["bound"]:
        console.print(bound_line(explanation))
    if not explanation["counted"]:
        console.print(f"{explanation['member']} is a party to the dispute: its ballot {UNCOUNTED}.")
    console.print(waterfall(explanation))
    console.print(LEGEND, style="dim")


def bound_line(explanation: dict[str, Any]) -> str:
    """What decides the ballot whatever the member wants, and what it would have been without."""
    said = f"{explanation['member']} {BINDING[explanation['bound']]}"
    if explanation["unbound"] is None:
        return f"{said}; what it would have voted was not drawn."
    if explanation["unbound"] == BALLOTS[explanation["ballot"]][0]:
        return f"{said}; without that its ballot would have been the same."
    would = {"not voting": "not voted", "abstain": "abstained"}.get(
        explanation["unbound"], f"voted {explanation['unbound']}"
    )
    return f"{said}; without that it would have {would}."


def waterfall(explanation: dict[str, Any]) -> Table:
    """The additive account of one ballot."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column("what", width=34)
    table.add_column("value", justify="right", width=8)
    table.add_column("note", overflow="fold")
    for name, value in explanation["terms"].items():
        if value != 0.0:
            table.add_row(name, f"{value:+.3f}", bar(value))
    table.add_row("= strength wanted", f"{explanation['wanted']:+.3f}", "")
    against = (
        f"of {explanation['strength']:.2f} over a status quo of {explanation['status_quo']:.2f}"
    )
    table.add_row("gain from the draft", f"{explanation['gain']:+.3f}", against)
    for row in noise_rows(explanation):
        table.add_row(*row)
    chances = f"P(yes) {percent(explanation['p_yes'])}, P(no) {percent(explanation['p_no'])}"
    if explanation["bound"]:
        chances = f"if it were not bound: {chances}"
    table.add_row("a yes needs more than", f"{explanation['yes_above']:+.3f}", chances)
    table.add_row("a no needs at most", f"{explanation['no_below']:+.3f}", "")
    table.add_row("tie to the challenger", f"{explanation['tie']:.3f}", flip_line(explanation))
    return table


def noise_rows(explanation: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What the luck of the ballot adds to the gain, and what they make together."""
    if explanation["luck"] < 0.0:
        return [("noise", "none", "it was not there to vote")]
    luck = f"from luck of {explanation['luck']:.3f}"
    if not math.isfinite(explanation["leaning"]):
        return [("noise", "decides", f"ballots are coin tosses here; {luck}")]
    noise = explanation["leaning"] - explanation["gain"]
    return [
        ("noise", f"{noise:+.3f}", luck),
        ("= leaning", f"{explanation['leaning']:+.3f}", ""),
    ]


def flip_line(explanation: dict[str, Any]) -> str:
    """The smallest change of tie that would have flipped the ballot."""
    if explanation["bound"]:
        return f"no tie would change it: {explanation['bound']}"
    flips = explanation["flips"]
    if not flips:
        return "no tie between 0 and 1.5 would have changed the ballot"
    nearest = min(flips, key=lambda flip: math.fabs(flip["tie"] - explanation["tie"]))
    return f"at {nearest['tie']:.3f} it would have been: {nearest['ballot']}"


def bar(value: float) -> str:
    """A term as a bar of marks, plus or minus."""
    return ("+" if value > 0 else "-") * max(1, round(abs(value) * 30))
