"""The page docs/calibration.md: moments beside the record, estimates, and what is blind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.evidence.calibration.calibrate import BATCHES, HISTORIES, Calibrated, whose_vetoes
from simulation.evidence.calibration.eras import FREE, ROUNDS, defaults
from simulation.evidence.calibration.errors import ALIKE, SEEN, UNSEEN, Uncertainty
from simulation.evidence.calibration.likelihood import NAMES
from simulation.evidence.calibration.match import FLOOR, PRIOR, Effort
from simulation.evidence.calibration.moments import CHAPTER_VII, MOMENTS

MOST_PAIRS = 8
"""So many pairs that act alike are named."""

WANTED = 0.8
"""Share of an era's moments that ought to lie inside."""

HEAD = """\
# Calibration

Made by `make calibration` (`unsc calibrate`) from the public tables that
[sources.md](sources.md) names. The fitted eras are scenarios: {eras}.

Two sources of information, kept apart:

- *ballots alone* give, by maximum likelihood, how wide the abstention band is, of
  permanent and of elected members, in units of noise, with what each draft is worth to
  members integrated out; and how often a ballot is not cast;
- *twenty moments* of the era's roll calls give the drafting, crisis and patron
  parameters, by matching those of simulated histories. The elected members' cost of a no is
  tied to the permanent ones' by the ballots' ratio.

**How they are matched.** {free} numbers may move, twenty moments are to be met, so that moments
alone could not tell which setting it is. Each number is therefore drawn to the model's default
value, with a standard deviation of {prior:.0f} % of the range it is looked for in (judged).
Searched for is the setting nearest to both, by nonlinear least squares over moments in units of
their errors (of {floor:g} at least; those far off count for less, by 2·arsinh(z/2)) and numbers in
units of those deviations. Of the searches ({searches}, of at most {steps} steps, {runs} histories
of {rounds} rounds a setting) one begins at the defaults and each other around them, none at what
an earlier fit had found; the nearest goes on for at most {last_steps} steps with {last} histories a
setting.

*Learned* is the share of a number that comes from the moments, from 0 (the default) to 1. A
*standard error* is told only where more than half is learned, since a number that is held by its
default hardly moves; *spread* is how far it may lie from the estimate given moments and default
together, a standard deviation. *Others* is where searches came to that were not gone on with, and
below each table stands how near. Where *others* lies many errors away, the error is of one dip
among several. Errors, spread and *learned* take moments to be straight lines of the numbers about
the match, and independent, which they are not: read them to one digit.

A recorded vote without known ballots is left out; the few procedural ones are in. Intervals
of the record and errors of estimates come from resampling whole drafts, the latter by one
Gauss-Newton step from the match, without simulation error; counted drafts have exact intervals
(Clopper and Pearson 1934). Those of the model are simulation error, from {batches} batches of
{histories} histories on which nothing was matched. A text counts as Chapter VII from a strength of
{ch7:g} on, a convention.

**What this is not.** A moment inside its interval is no test of the model; it says that the
model *can* look like that era in these respects, and where it cannot. Ranges were chosen with the
record in view. How well later ballots are foretold is another question
([evidence.md](evidence.md)). Drafts never tabled are unseen. The council, membership and ideal
points are those of one year of the era. See [validity.md](validity.md).

How far these numbers would be found again is tested on simulated roll calls for two of them only.

**Whether the two sources agree.** The ballots' bands are in units of all that the likelihood takes
for noise: tempers, ties, regions and the toss of choice together. The matched (b+c)/λ is in units
of the last alone, and wider. To compare like with like, the same likelihood is applied to as many
simulated roll calls of the matched setting; nothing was matched on that. Where the two columns
lie many errors apart, the model's roll calls are not dispersed as the record's are, whatever their
moments. The ratio of the two bands is carried over to the costs of a no; that the model's ballots
then show it is not so in every era.
"""


def calibration_page(eras: Sequence[Calibrated], effort: Effort) -> str:
    """The whole page."""
    head = HEAD.format(
        eras=", ".join(f"`{one.era.name}`" for one in eras),
        free=len(FREE),
        prior=100 * PRIOR,
        searches=effort.searches,
        steps=effort.steps,
        runs=effort.runs,
        last=effort.last_runs,
        last_steps=effort.last_steps,
        rounds=ROUNDS,
        batches=BATCHES,
        histories=HISTORIES,
        ch7=CHAPTER_VII,
        floor=FLOOR,
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
    parts = [f"## {one.era.years}\n", moments_table(one), misses(one), who_vetoes(one)]
    parts.append(ballots(one))
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


def who_vetoes(one: Calibrated) -> str:
    """Who is against what is vetoed: not matched, so that it may be wrong."""
    return (
        "Not matched as such, and to be read before anything is said of one member. "
        f"{whose_vetoes(one)}\n"
    )


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
    model = one.bands_of_model
    rows = [
        f"| {words[name]} | {said.values[name]:.2f} | {said.errors[name]:.2f} "
        f"| {model.values[name]:.2f} | {model.errors[name]:.2f} |"
        for name in NAMES
    ]
    rows.append(
        f"| share of ballots neither yes nor no that were not cast "
        f"| {said.nonparticipation:.3f} | {said.nonparticipation_error:.3f} "
        f"| {model.nonparticipation:.3f} | {model.nonparticipation_error:.3f} |"
    )
    matched = one.parts["parameters"]
    band = (matched["veto_cost"] + matched["consensus_bonus"]) / matched["choice_noise"]
    return "\n".join(
        [
            "*From ballots alone*, in units of noise (log likelihood "
            f"{said.log_likelihood:,.1f}), and from simulated ballots of the matched setting:\n",
            "| | record | standard error | model | standard error |",
            "|---|---:|---:|---:|---:|",
            *rows,
            "",
            f"Elected members' band over permanent ones': {said.dissent_ratio:.2f} in the record, "
            f"{model.dissent_ratio:.2f} in the model's ballots. Permanent members' (b+c)/λ in the "
            f"matched setting, λ alone: {band:.1f}.\n",
        ]
    )


def estimates(one: Calibrated) -> str:
    """The matched parameters with their errors."""
    space, unsure, usual = one.match.space, one.uncertainty, defaults()
    shipped = one.parts["parameters"]
    others = [space.values(point) for point in one.match.others]
    rows = [
        f"| `{name}` | {usual[name]:.3g} | {one.match.values[name]:.3g} "
        f"| {unsure.learned[k]:.2f} | {error_told(unsure, k)} | {unsure.spread[k]:.2g} "
        f"| {', '.join(f'{at[name]:.3g}' for at in others) or '–'} "
        f"| {space.low[k]:g} to {space.high[k]:g} |"
        for k, name in enumerate(space.names)
    ]
    return "\n".join(
        [
            "*From moments*:\n",
            "| parameter | default | estimate | learned | standard error | spread | others "
            "| range |",
            "|---|---:|---:|---:|---:|---:|---:|---|",
            *rows,
            "",
            searches_told(one.match.distances),
            "In the scenario file weights are divided by the largest of their kind, and "
            f"`dissent_cost` {shipped['dissent_cost']:g} is tied, `nonparticipation` "
            f"{shipped['nonparticipation']:g} counted, `tabling_threshold` "
            f"{shipped['tabling_threshold']:g} judged.\n",
        ]
    )


def searches_told(distances: Sequence[float]) -> str:
    """How near the searches came."""
    chosen, *others, last = (f"{distance:.1f}" for distance in distances)
    beside = f", of the others at {', '.join(others)}" if others else ""
    return (
        f"Sums of squares, of residuals and of what pulls to the defaults: the search that was "
        f"gone on with ended at {chosen}{beside}; with more histories it came to {last}.\n"
    )


def error_told(unsure: Uncertainty, parameter: int) -> str:
    """A standard error, where it is not the default that makes it small."""
    return f"{unsure.errors[parameter]:.2g}" if unsure.learned[parameter] > 0.5 else "–"


def blind(one: Calibrated) -> str:
    """What the moments cannot tell apart."""
    unsure, names = one.uncertainty, one.match.space.names
    told = [f"`{a}` and `{b}` ({cosine:+.2f})" for a, b, cosine in unsure.alike[:MOST_PAIRS]]
    known = [f"`{name}`" for name, share in zip(names, unsure.learned, strict=True)
             if share > SEEN]  # fmt: skip
    unseen = [f"`{name}`" for name, share in zip(names, unsure.learned, strict=True)
              if share < UNSEEN]  # fmt: skip
    return (
        f"*Not told apart.* Of {len(names)} numbers the moments tell as much as "
        f"{unsure.learned.sum():.1f}. More than {SEEN:g} is learned of: "
        f"{', '.join(known) or 'none'}. Less than {UNSEEN:g} is learned of: "
        f"{', '.join(unseen) or 'none'}. Pairs that move moments alike, or oppositely (cosine of "
        f"their slopes beyond {ALIKE:g}): {'; '.join(told) or 'none'}.\n"
    )


def number(value: float) -> str:
    """Three places, or a dash where nothing was counted."""
    return "–" if np.isnan(value) else f"{value:.3f}"
