"""The page docs/calibration.md: moments beside the record, estimates, and what is blind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulation.measures.table import MEASURES
from simulation.stages.numerics import Floats
from simulation.studies.calibration.calibrate import BATCHES, HISTORIES, Calibrated, whose_vetoes
from simulation.studies.calibration.checked import CHECKED, Bounded, Checked
from simulation.studies.calibration.eras import FREE, ROUNDS, setting
from simulation.studies.calibration.errors import ALIKE, SEEN, UNSEEN
from simulation.studies.calibration.likelihood import NAMES, Bands
from simulation.studies.calibration.match import EDGE, FLOOR, PRIOR, Ended, Match, SearchEffort
from simulation.studies.calibration.moments import BESIDE, CHAPTER_VII, MATCHED, MOMENTS
from simulation.studies.calibration.unmatched import UNMATCHED
from simulation.studies.peacekeeping.shares import PERIODS

CLASH = 4.0
"""Joint errors from which two columns are said to differ."""

MOST_PAIRS = 8
"""So many pairs that act alike are named."""

TARGET = 0.8
"""Share of an era's moments that ought to lie inside."""

HEAD = """\
# Calibration

Made by `make calibration` (`unsc calibrate`) from the public tables that
[sources.md](sources.md) names. The fitted eras are scenarios: {eras}.

Two sources of information:

- *ballots* give, by maximum likelihood, how wide the abstention band is, of permanent and of
  elected members, in units of noise, with what each draft is worth to members integrated out;
  and how often a ballot is not cast;
- *twenty moments* of the era's roll calls, and {beside} more, bear on the drafting, crisis,
  patron and vote parameters, by matching those of simulated histories. The {beside} were added
  when fits without them took one permanent member's vetoes for another's and hardly determined
  the costs of a no; they are not counted among the twenty.

**How they are matched.** {free} numbers may move, {moments} moments are to be met, so that moments
alone could not identify the setting. Each number is therefore drawn to the model's default
value, with a standard deviation of {prior:.0f} % of the range it is looked for in (judged).
`dissent_cost` is drawn to the default of `veto_cost`, since the bands of elected and of permanent
members are about equally wide in the ballots; at its own default no elected member votes no.
The search finds the setting nearest to both, by nonlinear least squares over moments in units of
their errors (of {floor:g} at least; those far off count for less, by 2·arsinh(z/2)) and numbers in
units of those deviations. Of the searches ({searches}, each of at most {steps} steps tried, {runs}
histories of {rounds} rounds a setting) one begins at these values and each other around them, none
at what an earlier fit had found; the nearest counts.

*Spread* is how far a number may lie from the estimate given moments and default together, a
standard deviation; read this one. *Learned* says the same in another way: the share by which
the moments reduce the variance of a number, from 0 (nothing) to 1; *spread* is the square root of
the rest, times the deviation it was drawn with. The *standard error* is how far the estimate
would move with another record of as many drafts; the pull to the default keeps it small, so it is
no measure of how well a number is known. *Others* is where the other searches ended, the nearest
first, and below each table stands how near. Where they lie many spreads away, the estimate is one
local minimum of several. All three assume that moments are linear in the numbers near the match,
and independent, which they are not: read them to one digit, and trust less a number at an end of
its range. Only ratios of the weights of one kind count, so that of {free} numbers two fewer can
move anything.

A recorded vote without known ballots is left out; the few procedural ones are in. Intervals of
the record and errors of estimates come from resampling whole drafts, the latter by one
Gauss-Newton step from the match, without simulation error; counted drafts have exact intervals
(Clopper and Pearson 1934). Those of the model are simulation error, from {batches} batches of
{histories} histories on which nothing was matched. A text counts as Chapter VII from a strength
of {ch7:g} on, a convention; on record, where it says that it acts under it. Before 1990 some act
so without saying it (Resolutions 82 to 84 on Korea among them), so that the first two eras have
too few and their texts are held too weak.

**What this is not.** A moment inside its interval is no test of the model; it says that the model
*can* look like that era in these respects. Ranges, the least error, and what
is matched beside the twenty were settled after earlier fits had shown what they missed. How well
later ballots are predicted is another question ([evidence.md](evidence.md)). Drafts never tabled
are not seen, and what was not matched is hardly known: the last table of each era has it at the
ends of all searches. The council, membership and ideal points are those of one year of the era.
See [validity.md](validity.md).

How far the numbers would be found again is tested on roll calls simulated from two settings drawn
about the defaults, with the deviations above and one short search each
(tests/studies/calibration/test_calibration.py): they lay less than 1.25 of their spreads from
the truth, those of which more than .6 was learned less than 1.5, in root mean square. So the
spreads are about right; but the estimates of the latter were not much nearer to the truth than
the defaults.

**Checked, not matched.** Of an era with years since {since}, {checked} moments of who sends
peacekeepers stand beside the record, as [un-personnel.md](un-personnel.md) defines them. They are
not matched. Who sends peacekeepers follows from rules whose numbers are not free here
([model.md](model.md), 7.9: the elasticity of forces, how far permanent members hold back, what the
reimbursement is worth). What is free reaches these moments only by how strong texts are and where
crises break out: from end to end of its range, all else at the defaults, `baseline_strength` moves
the share of permanent members most, by 3 points, and the weight of Asia and the Pacific moves that
of the largest five by 13. Matched, the moments would move such numbers to make up for a fault of
other rules. And the record is of full counts, which have no sampling error: nothing says how much
they ought to weigh beside votes. Nor does a moment inside confirm those rules, since some of their
numbers were judged with this record known.

Shares and Gini's coefficient of the record are means over the years, in brackets the lowest and the
highest year: a wide range, as the years differ much. Those of the model are over fresh histories,
in brackets simulation error; Gini's coefficient is of each history where on record it is of each
year. Rank correlations have 95 % intervals over samples of states in both. The periods of the
record are whole, also where they end after the era. Personnel is on record troops, police and
experts alike. Money is not among the moments: in the model the scale of assessments pays for
peacekeepers, by rule.

**Whether ballots and moments agree.** The ballots' bands are in units of all that the likelihood
takes for noise: tempers, ties, regions and the noise of choice together. The matched (b+c)/λ is in
units of the last alone, and wider. To compare like with like, the same likelihood is applied to
as many simulated roll calls of the matched setting; nothing was matched on that. Where the two
columns lie many errors apart, the model's roll calls are not dispersed as the record's are,
whatever their moments; below each table stands which. What ends at a bound of its range has no
error.
"""


def calibration_page(eras: Sequence[Calibrated], effort: SearchEffort) -> str:
    """The whole page."""
    head = HEAD.format(
        eras=", ".join(f"`{one.era.name}`" for one in eras),
        free=len(FREE),
        prior=100 * PRIOR,
        searches=effort.searches,
        steps=effort.steps,
        runs=effort.runs,
        beside=len(BESIDE),
        moments=len(MATCHED),
        rounds=ROUNDS,
        batches=BATCHES,
        histories=HISTORIES,
        ch7=CHAPTER_VII,
        floor=FLOOR,
        since=PERIODS[0][0],
        checked=len(CHECKED),
    )
    return "\n".join([head, summary(eras), far_off(eras), *(section(era) for era in eras)])


def summary(eras: Sequence[Calibrated]) -> str:
    """How many moments of each era lie inside, against the target."""
    rows = [
        f"| {one.era.years} | {len(one.record.roll_calls):,} "
        f"| {int(one.inside.sum())} of {len(MOMENTS)} "
        f"| {'reached' if one.inside.mean() >= TARGET else 'missed'} |"
        for one in eras
    ]
    return "\n".join(
        [
            "## How well\n",
            f"Target: {100 * TARGET:.0f} % of each era's moments inside the record's interval.\n",
            "| era | drafts | inside | target |",
            "|---|---:|---:|---|",
            *rows,
            "",
        ]
    )


def far_off(eras: Sequence[Calibrated]) -> str:
    """Which numbers no era leaves within a deviation of where they are drawn to."""
    apart = np.stack([(one.match.point - one.match.space.centre) / PRIOR for one in eras])
    names = eras[0].match.space.names
    far = [
        f"`{names[k]}` ({'higher' if apart[0, k] > 0.0 else 'lower'})"
        for k in range(len(names))
        if (apart[:, k] > 1.0).all() or (apart[:, k] < -1.0).all()
    ]
    return (
        "Point estimates further than a deviation from what they are drawn to in every era, on "
        f"the same side: {', '.join(far) or 'none'}.\n"
    )


def section(one: Calibrated) -> str:
    """One era."""
    parts = [f"## {one.era.years}\n", moments_table(one), misses(one), who_vetoes(one)]
    parts.append(ballots(one))
    if one.checked is not None:
        parts.append(senders(one.checked))
    return "\n".join([*parts, estimates(one), blind(one), not_matched(one)])


def moments_table(one: Calibrated) -> str:
    """Moment, record with interval, model with interval."""
    record, model = one.target, one.judged
    inside = record.holds(model.moments)
    rows = [
        f"| {what} | {number(record.moments[k])} [{number(record.low[k])}, "
        f"{number(record.high[k])}] | {number(model.moments[k])} [{number(model.low[k])}, "
        f"{number(model.high[k])}] | {'yes' if inside[k] else 'no'} |"
        for k, what in enumerate(MATCHED.values())
    ]
    head = ["| share of | record | model | inside |", "|---|---:|---:|---|"]
    twenty, beside = rows[: len(MOMENTS)], rows[len(MOMENTS) :]
    return "\n".join([*head, *twenty, "", "Matched beside the twenty:\n", *head, *beside, ""])


def misses(one: Calibrated) -> str:
    """The moments outside, by name."""
    holds = one.target.holds(one.judged.moments)
    outside = [what for what, inside in zip(MATCHED.values(), holds, strict=True) if not inside]
    return "Outside: " + ("; ".join(outside) if outside else "none") + ".\n"


def who_vetoes(one: Calibrated) -> str:
    """Who is against what is vetoed."""
    return f"To be read before anything is said of one member. {whose_vetoes(one)}\n"


def ballots(one: Calibrated) -> str:
    """What ballots alone say."""
    said, model = one.record.bands, one.bands_of_model
    matched = one.parts["parameters"]
    band = (matched["veto_cost"] + matched["consensus_bonus"]) / matched["choice_noise"]
    of_setting = f"Permanent members' (b+c)/λ in the matched setting, λ alone: {band:.1f}.\n"
    head = f"*From ballots alone*, in units of noise (log likelihood {said.log_likelihood:,.1f})"
    ratio = f"Elected members' band over permanent ones': {said.dissent_ratio:.2f} in the record"
    columns = ("record", "standard error")
    if not isinstance(model, Bands):
        return "\n".join(
            [
                f"{head}:\n",
                *table_head(columns),
                *(f"| {what} | {cells} |" for what, cells in band_rows(said)),
                "",
                f"Simulated ballots of the matched setting are left out: {model}.\n",
                f"{ratio}. {of_setting}",
            ]
        )
    clashing = [
        words
        for name, words in BAND_WORDS.items()
        if abs(said.values[name] - model.values[name])
        > CLASH * np.hypot(*np.nan_to_num([said.errors[name], model.errors[name]]))
    ]
    return "\n".join(
        [
            f"{head}, and from simulated ballots of the matched setting:\n",
            *table_head((*columns, "model", "standard error")),
            *(
                f"| {what} | {here} | {there} |"
                for (what, here), (_, there) in zip(band_rows(said), band_rows(model), strict=True)
            ),
            "",
            f"More than {CLASH:g} joint errors apart: {'; '.join(clashing) or 'none'}.\n",
            f"{ratio}, {model.dissent_ratio:.2f} in the model's ballots. {of_setting}",
        ]
    )


BAND_WORDS = {
    "consensual": "share of drafts that all agree on",
    "mean": "mean worth of the others",
    "spread": "its spread from draft to draft",
    "tilt_mean": "mean slope along alignment",
    "tilt_spread": "its spread",
    "permanent": "width of the abstention band, permanent members",
    "elected": "the same, elected members",
}
"""What ballots give, in words, in the order of :data:`NAMES`."""


def table_head(columns: Sequence[str]) -> list[str]:
    """The head of a table of numbers, the first column without one."""
    return [f"| | {' | '.join(columns)} |", "|---|" + "---:|" * len(columns)]


def band_rows(of: Bands) -> list[tuple[str, str]]:
    """What each row is of, and its two cells: an estimate and its standard error."""
    rows = [
        (BAND_WORDS[name], f"{of.values[name]:.2f} | {error_words(of.errors[name])}")
        for name in NAMES
    ]
    unused = f"{of.nonparticipation:.3f} | {of.nonparticipation_error:.3f}"
    return [*rows, ("share of ballots neither yes nor no that were not cast", unused)]


def senders(found: Checked) -> str:
    """Who sends peacekeepers: record of the era with bounds, model, periods of the record."""
    own, *periods = found.record.by_years
    rows = []
    for name, what in CHECKED.items():
        beside = [bounds(found.record.by_years[years][name]) for years in periods]
        verdict = "yes" if found.inside[name] else "no"
        cells = [bounds(found.record.era[name]), bounds(found.model[name]), verdict, *beside]
        rows.append(f"| {what} | {' | '.join(cells)} |")
    outside = [what for name, what in CHECKED.items() if not found.inside[name]]
    columns = " | ".join(f"record {years}" for years in periods)
    return "\n".join(
        [
            "*Who sends peacekeepers*, checked and not matched:\n",
            f"| | record {own} | model | inside | {columns} |",
            f"|---|---:|---:|---|{'---:|' * len(periods)}",
            *rows,
            "",
            f"Outside: {'; '.join(outside) or 'none'}.\n",
        ]
    )


def bounds(found: Bounded) -> str:
    """A value with its bounds."""
    return f"{number(found.value)} [{number(found.low)}, {number(found.high)}]"


def estimates(one: Calibrated) -> str:
    """The matched parameters with their errors."""
    space, unsure, shipped = one.match.space, one.uncertainty, one.parts["parameters"]
    drawn_to, found, *others = (
        played(one.match, point) for point in (space.centre, one.match.point, *one.match.others)
    )
    rows = [
        f"| `{name}` | {drawn_to[name]:.3g} | {found[name]:.3g} "
        f"| {unsure.learned[k]:.2f} | {unsure.errors[k]:.2g} | {unsure.spread[k]:.2g} "
        f"| {', '.join(f'{at[name]:.3g}' for at in others) or '–'} "
        f"| {space.low[k]:g} to {space.high[k]:g} |"
        for k, name in enumerate(space.names)
    ]
    ends = [
        f"`{name}`"
        for name, at in zip(space.names, one.match.point, strict=True)
        if min(at, 1.0 - at) < EDGE
    ]
    return "\n".join(
        [
            "*From moments*:\n",
            "| parameter | drawn to | estimate | learned | standard error | spread | others "
            "| range |",
            "|---|---:|---:|---:|---:|---:|---:|---|",
            *rows,
            "",
            f"At an end of their range: {', '.join(ends) or 'none'}.\n",
            searches_words(one.match.ended),
            "In the scenario file weights are divided by the largest of their kind, and "
            f"`nonparticipation` {shipped['nonparticipation']:g} is counted, `tabling_threshold` "
            f"{shipped['tabling_threshold']:g} judged.\n",
        ]
    )


def played(found: Match, point: Floats) -> dict[str, float]:
    """The numbers of a point as they are played; weights as they are before they are scaled."""
    values = found.space.values(point)
    made: dict[str, float] = setting(values, found.nonparticipation)["parameters"]
    return {name: made.get(name, value) for name, value in values.items()}


def searches_words(ended: Sequence[Ended]) -> str:
    """How near the searches came, and how they ended."""
    each = [
        f"{one.distance:.1f} (after {one.tries} steps tried and {one.slopes} slopes, "
        f"{'settled' if one.settled else 'stopped by the limit'})"
        for one in ended
    ]
    return (
        "Sums of squares, of residuals and of what pulls to the defaults, at which the searches "
        f"ended, the nearest first: {'; '.join(each)}.\n"
    )


def blind(one: Calibrated) -> str:
    """What the moments cannot distinguish."""
    unsure, names = one.uncertainty, one.match.space.names
    pairs = [f"`{a}` and `{b}` ({cosine:+.2f})" for a, b, cosine in unsure.alike[:MOST_PAIRS]]
    known = [f"`{name}`" for name, share in zip(names, unsure.learned, strict=True)
             if share > SEEN]  # fmt: skip
    unseen = [f"`{name}`" for name, share in zip(names, unsure.learned, strict=True)
              if share < UNSEEN]  # fmt: skip
    return (
        f"*Not identified.* The moments determine as much as {unsure.learned.sum():.1f} of "
        f"{len(names)} numbers. More than {SEEN:g} is learned of: "
        f"{', '.join(known) or 'none'}. Less than {UNSEEN:g} is learned of: "
        f"{', '.join(unseen) or 'none'}. Pairs that move moments alike, or oppositely (cosine of "
        f"their slopes beyond {ALIKE:g}): {'; '.join(pairs) or 'none'}.\n"
    )


def not_matched(one: Calibrated) -> str:
    """What no moment is of, at the end of every search."""
    ends = [f"{end.distance:.1f}" for end in one.match.ended]
    rows = []
    for k, name in enumerate(UNMATCHED):
        levels, freed = one.unmatched.levels[:, k], one.unmatched.freed[:, k]
        rows.append(f"| {MEASURES[name].words} | {' | '.join(map(number, levels))} |")
        changes = " | ".join(f"{change:+.3f}" for change in freed)
        rows.append(f"| the same under `{one.era.without_veto}`, more | {changes} |")
    return "\n".join(
        [
            "*Not matched*, at the end of every search, by its sum of squares: where ends that fit "
            "nearly as well differ, the fit does not know it.\n",
            f"| | {' | '.join(ends)} |",
            "|---|" + "---:|" * len(ends),
            *rows,
            "",
        ]
    )


def number(value: float) -> str:
    """Three places, or a dash where nothing was counted."""
    return "–" if np.isnan(value) else f"{value:.3f}"


def error_words(error: float) -> str:
    """Two places, or a dash where there is no error."""
    return "–" if np.isnan(error) else f"{error:.2f}"
