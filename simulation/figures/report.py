"""A batch as a page: every figure with its text, tables, and where it all comes from."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.axes import Axes

from simulation.analysis import outcomes as tables
from simulation.analysis.rates import Rate
from simulation.experiments.results import Results
from simulation.figures import provenance
from simulation.figures.files import png, ready, write
from simulation.figures.horseshoe import describe_horseshoe, plot_horseshoe
from simulation.figures.outcomes import (
    describe_outcomes,
    describe_outcomes_over_time,
    plot_outcomes,
    plot_outcomes_over_time,
)
from simulation.figures.strength import describe_strength, plot_strength
from simulation.figures.tallies import describe_tallies, plot_tallies
from simulation.figures.vetoes import (
    describe_hidden_vetoes,
    describe_vetoes_by_member,
    plot_hidden_vetoes,
    plot_vetoes_by_member,
)

PAGE = "report.html"
TEMPLATE = "report.html.j2"

NO_ROLL_CALL = "No vote to show: none was held, or the batch was stored without ballots."

type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Part:
    """A figure of the report: file name, heading, what to look for, and how it is made.

    ``table`` gives what ``plot`` and ``describe`` take, or None where there is
    nothing to draw.
    """

    name: str
    heading: str
    lead: str
    table: Callable[[Results], Any]
    plot: Callable[[Any], Axes]
    describe: Callable[[Any], str]


PARTS = (
    Part(
        "outcomes",
        "Outcomes by cause",
        "How the rounds ended, and why a text was weakened, held back or lost.",
        tables.outcomes_by_cause,
        plot_outcomes,
        describe_outcomes,
    ),
    Part(
        "hidden-vetoes",
        "Vetoes seen and hidden",
        "A veto cast shows in the record. One that is expected does not: the penholder "
        "withholds or weakens a draft that a Council without vetoes would have seen in full.",
        tables.hidden_and_visible,
        plot_hidden_vetoes,
        describe_hidden_vetoes,
    ),
    Part(
        "vetoes-by-member",
        "Vetoes by member",
        "Who blocks in sight, and on whose clients' behalf drafts are held back or weakened.",
        tables.vetoes_by_member,
        plot_vetoes_by_member,
        describe_vetoes_by_member,
    ),
    Part(
        "strength",
        "Strength wanted and adopted",
        "What the penholder wanted against what was adopted; the distance from the line is "
        "dilution, and marks at 0 are drafts that were not adopted.",
        tables.strength_wanted_and_adopted,
        plot_strength,
        describe_strength,
    ),
    Part(
        "tallies",
        "The tally distribution",
        "How many yeses the drafts got that were put to the vote.",
        tables.tallies,
        plot_tallies,
        describe_tallies,
    ),
    Part(
        "over-time",
        "Outcomes over repeated crises",
        "Whether the shares drift as crisis follows crisis.",
        tables.outcomes_over_time,
        plot_outcomes_over_time,
        describe_outcomes_over_time,
    ),
    Part(
        "horseshoe",
        "One vote around the table",
        "The first draft that was vetoed or, where none was, the first that was voted.",
        tables.example_roll_call,
        plot_horseshoe,
        describe_horseshoe,
    ),
)


def write_report(
    results: Results, folder: Path | str, *, progress: Progress | None = None
) -> list[Path]:
    """Write each figure as PNG and TXT, and one page that holds them all.

    Parameters
    ----------
    results : Results
        A batch stored with rounds; with ballots, one vote is shown as well.
    folder : path
        Where to; made if it is not there. Each file appears whole or not at all,
        the page last.
    progress : callable, optional
        Called after each figure with how many are done and of how many.

    Returns
    -------
    list of Path
        The page, then the figures and their texts.

    Raises
    ------
    InputError
        If the batch was stored without rounds or the folder cannot be written.
    """
    results.level("rounds")
    into = Path(folder)
    ready(into)
    report = progress or (lambda _done, _total: None)
    written: list[Path] = []
    figures: list[dict[str, Any]] = []
    for done, part in enumerate(PARTS, start=1):
        table = part.table(results)
        figure: dict[str, Any] = {"name": part.name, "heading": part.heading, "lead": part.lead}
        if table is None:
            figures.append(figure | {"image": None, "words": NO_ROLL_CALL})
        else:
            image, words = png(part.plot(table)), part.describe(table)
            for suffix, content in ((".png", image), (".txt", words.encode("utf-8"))):
                path = into / f"{part.name}{suffix}"
                write(path, content)
                written.append(path)
            encoded = base64.b64encode(image).decode("ascii")
            figures.append(figure | {"image": encoded, "words": words})
        report(done, len(PARTS))
    page = into / PAGE
    write(page, page_of(results, figures).encode("utf-8"))
    return [page, *written]


def page_of(results: Results, figures: list[dict[str, Any]]) -> str:
    """The page as HTML, with everything it shows inside it."""
    environment = Environment(
        loader=PackageLoader("simulation.figures", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    manifest, summary = results.manifest, results.summary()
    experiment = manifest.experiment
    return environment.get_template(TEMPLATE).render(
        title=experiment["described"]["title"],
        description=experiment["described"].get("description", ""),
        sources=experiment["described"].get("sources", []),
        experiment=experiment,
        platform=manifest.platform,
        council=experiment["described"]["council"]["title"],
        rules_title=experiment["described"]["rules"]["title"],
        made_from=tables.made_from(results),
        finished=results.runs.count_rows(),
        intervals=summary["intervals"],
        sections=list(rate_tables(summary)),
        figures=figures,
        caveat=provenance.caveat(manifest),
        settings=provenance.settings(manifest),
        command=provenance.command(manifest),
    )


def rate_tables(summary: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Each part of a summary as a heading and rows of shares and means, in words."""
    alone = {name: value for name, value in summary.items() if is_rate(value)}
    parts = {name: value for name, value in summary.items() if is_part(value)}
    if alone:
        parts["other shares"] = alone
    for name, part in parts.items():
        yield in_words(name).capitalize(), list(rows_of(part))


def rows_of(part: dict[str, Any], prefix: str = "") -> Iterator[dict[str, str]]:
    """The rows of one part, parts of it before what they hold."""
    for key, value in part.items():
        label = f"{prefix}{in_words(key)}"
        if is_rate(value):
            rate = Rate(**value)
            yield {
                "label": label,
                "value": str(rate),
                "count": f"{rate.count:,} of {rate.total:,}",
                "histories": f"{rate.histories:,}",
            }
        elif is_part(value):
            yield from rows_of(value, f"{label}: ")
        else:
            shown = f"{value:.3g}" if isinstance(value, float) else value
            shown = "none" if shown is None else str(shown)
            yield {"label": label, "value": shown, "count": "", "histories": ""}


def is_rate(value: Any) -> bool:
    """Whether a value of a summary is a share."""
    return isinstance(value, dict) and set(tables.RATE) == set(value)


def is_part(value: Any) -> bool:
    """Whether it holds others."""
    return isinstance(value, dict) and not is_rate(value)


def in_words(name: str) -> str:
    """A key as words."""
    return name.replace("_", " ")
