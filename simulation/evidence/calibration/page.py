"""The page docs/calibration.md: moments beside the record, estimates, and what is blind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.evidence.calibration.calibrate import BATCHES, HISTORIES, Calibrated
from simulation.evidence.calibration.eras import FREE
from simulation.evidence.calibration.errors import Uncertainty
from simulation.evidence.calibration.likelihood import NAMES, NODES
from simulation.evidence.calibration.match import Effort
from simulation.evidence.calibration.moments import CHAPTER_VII, MOMENTS

WANTED = 0.8
"""Share of an era's moments that ought to lie inside."""

HEAD = """\
# Calibration

Made by `make calibration` (`unsc calibrate`) from the public tables that
[sources.md](sources.md) names. The fitted eras are the scenarios `era-1946-1965`,
`era-1966-1989` and `era-1990-2011`.

Two sources of information, kept apart:

- *ballots alone* give, by maximum likelihood, how wide the abstention band is, of
  permanent and of elected members, in units of noise, with what each draft is worth to
  members integrated out; and how often a ballot is not cast;
- *twenty moments* of the era's roll calls give the drafting, crisis and patron
  parameters, by matching those of simulated histories: {settings:,} settings of an evolution
  strategy, {runs} histories of 40 rounds each. The elected members' cost of a no is tied to
  the permanent ones' by the ballots' ratio.

A recorded vote without known ballots is left out; the few procedural ones are in. Intervals
of the record and errors of estimates come from resampling whole drafts, the latter by one
Gauss-Newton step from the match, without simulation error; counted drafts have exact intervals
(Clopper and Pearson 1934). Those of the model are simulation error, from {batches} batches of
{histories} histories on which nothing was matched. A text counts as Chapter VII from a strength
of {ch7:g} on, a convention.

**What this is not.** {free} numbers are moved to meet twenty, so that a moment inside its
interval is no test of the model; it says that the model *can* look like that era in these
respects, and where it cannot. Searches begin where an earlier, coarser one on the same record
had come to, and along what moments do not see they stay there. How well later ballots are
foretold is another question ([evidence.md](evidence.md)). Drafts never tabled are unseen. The
council, membership and ideal points are those of one year of the era. See
[validity.md](validity.md).

**Two sources that do not agree.** Only the ratio of the ballots' two bands is used. Their width
in units of noise is several times narrower than that of the matched settings (the last row of
the ballots' table): what the likelihood takes for noise is tempers, ties and regions in the
model. The likelihood is integrated over {nodes} nodes, which is coarse where slopes spread so
widely, and its errors take its form for true: the ballots' estimates are rough.
"""


def calibration_page(eras: Sequence[Calibrated], effort: Effort) -> str:
    """The whole page."""
    head = HEAD.format(
        settings=effort.settings,
        runs=effort.runs,
        batches=BATCHES,
        histories=HISTORIES,
        ch7=CHAPTER_VII,
        free=len(FREE),
        nodes=" times ".join(map(str, NODES)),
    )
    return "\n".join([head, summary(eras), *(section(era) for era in eras)])


def summary(eras: Sequence[Calibrated]) -> str:
    """How many moments of each era lie inside, against what was wanted."""
    rows = [
        f"| {one.era.years} | {one.drafts:,} | {int(one.inside.sum())} of {len(MOMENTS)} "
        f"| {'reached' if one.inside.mean() >= WANTED else 'missed'} |"
        for one in eras
    ]
    return "\n".join(
        [
            "## How well\n",
            f"Wanted: {100 * WANTED:.0f} % of each era's moments inside the record's interval.\n",
            "| era | drafts | inside | wanted |",
            "|---|---:|---:|---|",
            *rows,
            "",
        ]
    )


def section(one: Calibrated) -> str:
    """One era."""
    parts = [f"## {one.era.years}\n", moments_table(one), misses(one), ballots(one)]
    return "\n".join([*parts, estimates(one), blind(one)])


def moments_table(one: Calibrated) -> str:
    """Moment, record with interval, model with interval."""
    record, model = one.target, one.judged
    rows = [
        f"| {what} | {number(record.moments[k])} [{number(record.low[k])}, "
        f"{number(record.high[k])}] | {number(model.moments[k])} [{number(model.low[k])}, "
        f"{number(model.high[k])}] | {'yes' if one.inside[k] else 'no'} |"
        for k, what in enumerate(MOMENTS.values())
    ]
    head = ["| share of | record | model | inside |", "|---|---:|---:|---|"]
    return "\n".join([*head, *rows, ""])


def misses(one: Calibrated) -> str:
    """The moments outside, by name."""
    outside = [what for k, what in enumerate(MOMENTS.values()) if not one.inside[k]]
    return "Outside: " + ("; ".join(outside) if outside else "none") + ".\n"


def ballots(one: Calibrated) -> str:
    """What ballots alone say."""
    said = one.bands
    words = {
        "permanent": "width of the abstention band, permanent members",
        "elected": "the same, elected members",
        "consensual": "share of drafts that all agree on",
        "mean": "mean worth of the others",
        "spread": "its spread from draft to draft",
        "tilt_mean": "mean slope along alignment",
        "tilt_spread": "its spread",
    }
    rows = [
        f"| {words[name]} | {said.values[name]:.2f} | {said.errors[name]:.2f} |" for name in NAMES
    ]
    rows.append(
        f"| share of ballots neither yes nor no that were not cast "
        f"| {said.nonparticipation:.3f} | {said.nonparticipation_error:.3f} |"
    )
    matched = one.parts["parameters"]
    band = (matched["veto_cost"] + matched["consensus_bonus"]) / matched["choice_noise"]
    rows.append(f"| width of the permanent members' band in the matched setting | {band:.1f} | |")
    return "\n".join(
        [
            "*From ballots alone*, in units of noise (log likelihood "
            f"{said.log_likelihood:,.1f}):\n",
            "| | estimate | standard error |",
            "|---|---:|---:|",
            *rows,
            "",
        ]
    )


def estimates(one: Calibrated) -> str:
    """The matched parameters with their errors."""
    space, unsure = one.match.space, one.uncertainty
    at_wall = (one.match.point < 0.01) | (one.match.point > 0.99)
    rows = [
        f"| `{name}` | {one.match.values[name]:.3g} | {error_told(unsure, k, at_wall[k])} "
        f"| {space.low[k]:g} to {space.high[k]:g}{', at its end' if at_wall[k] else ''} |"
        for k, name in enumerate(space.names)
    ]
    return "\n".join(
        [
            "*From moments*:\n",
            "| parameter | estimate | standard error | looked for in |",
            "|---|---:|---:|---|",
            *rows,
            "",
        ]
    )


def error_told(unsure: Uncertainty, parameter: int, at_wall: bool) -> str:
    """A standard error where there is one to be told."""
    error, seen = unsure.errors[parameter], unsure.seen[parameter]
    if seen == 0.0:
        return "moves nothing"
    return "–" if at_wall or np.isnan(error) else f"{error:.2g}"


def blind(one: Calibrated) -> str:
    """What the moments cannot tell apart."""
    told = [f"`{a}` and `{b}` ({cosine:+.2f})" for a, b, cosine in one.uncertainty.alike[:8]]
    known = int(np.isfinite(one.uncertainty.errors).sum())
    lines = [
        f"*Not told apart.* Of {len(one.match.space.names)} numbers the moments see {known} by "
        "themselves; the others have no error (–). Pairs that move moments alike, or "
        "oppositely (cosine of their slopes beyond .9): " + ("; ".join(told) or "none") + ".",
    ]
    for share, weights in one.uncertainty.directions:
        strong = sorted(weights.items(), key=lambda pair: -abs(pair[1]))[:4]
        mix = ", ".join(f"`{name}` {weight:+.2f}" for name, weight in strong)
        lines.append(
            f"- a direction that moves moments, in errors of the record, only {100 * share:.1f} % "
            f"as much as the steepest: {mix}"
        )
    beyond = len(one.match.space.names) - len(MOMENTS)
    if beyond > 0:
        lines.append(
            f"- {beyond} directions more, since there are so many more numbers than moments: along "
            "each some mix of numbers moves nothing that is measured here"
        )
    if one.uncertainty.directions or beyond > 0:
        lines.append("\nAlong these the estimate stays where the search left it.")
    return "\n".join([*lines, ""])


def number(value: float) -> str:
    """Three places, or a dash where nothing was counted."""
    return "–" if np.isnan(value) else f"{value:.3f}"
