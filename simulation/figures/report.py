"""A batch as a page: every figure with its text, tables, and where it all comes from."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.axes import Axes

from simulation.analysis import aftermath, burdens
from simulation.analysis import outcomes as tables
from simulation.analysis.rates import Rate
from simulation.analysis.ratios import RATIO, Ratio
from simulation.analysis.tipping import tipping
from simulation.experiments.again import command
from simulation.experiments.results import Results
from simulation.figures import provenance
from simulation.figures.aftermath import (
    describe_answers,
    describe_failed,
    describe_impartiality,
    plot_answers,
    plot_failed,
    plot_impartiality,
)
from simulation.figures.beliefs import (
    describe_beliefs,
    describe_legitimacy,
    plot_beliefs,
    plot_legitimacy,
)
from simulation.figures.burdens import (
    describe_burden_shares,
    describe_easy_riding,
    describe_riding_over_time,
    plot_burden_shares,
    plot_easy_riding,
    plot_riding_over_time,
)
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
from simulation.figures.tipping import describe_tipping, plot_tipping
from simulation.figures.vetoes import (
    describe_hidden_vetoes,
    describe_vetoes_by_member,
    plot_hidden_vetoes,
    plot_vetoes_by_member,
)
from simulation.scenario.visible import visible
from simulation.scenario.words import counted

PAGE = "report.html"
TEMPLATE = "report.html.j2"

NO_ROLL_CALL = "No vote to show: none was held, or the batch was stored without ballots."
NO_CONTRIBUTIONS = (
    "No contributions to show: the batch was stored without them; run it again with "
    "--detail ballots."
)

type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Part:
    """A figure of the report: file name, heading, what to look for, and how it is made.

    ``table`` gives what ``plot`` and ``describe`` take, or None where there is
    nothing to draw; ``missing`` then says so.
    """

    name: str
    heading: str
    lead: str
    table: Callable[[Results], Any]
    plot: Callable[[Any], Axes]
    describe: Callable[[Any], str]
    missing: str = ""


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
        "answers",
        "What becomes of challenges",
        "Deterred, answered by the Council or around it, or left alone.",
        aftermath.answers_over_time,
        plot_answers,
        describe_answers,
    ),
    Part(
        "failures",
        "Why crises close unsettled",
        "Some fail before the vote, some in it, and some because too few paid for the answer.",
        aftermath.failed_episodes,
        plot_failed,
        describe_failed,
    ),
    Part(
        "impartiality",
        "Impartiality",
        "Whether crises of the same severity are acted on alike, whoever stands behind them.",
        aftermath.impartiality,
        plot_impartiality,
        describe_impartiality,
    ),
    Part(
        "burden-shares",
        "Who bears the burden",
        "What each state gives against what it gains, the largest first: free riders give "
        "nothing, easy riders less than their share.",
        burdens.burden_shares,
        plot_burden_shares,
        describe_burden_shares,
        NO_CONTRIBUTIONS,
    ),
    Part(
        "easy-riding",
        "Provision against the optimum",
        "What is given to answers, and what would be best for all together.",
        burdens.easy_riding,
        plot_easy_riding,
        describe_easy_riding,
    ),
    Part(
        "easy-riding-over-time",
        "Easy-riding over repeated crises",
        "Whether sharing gets better or worse as crisis follows crisis.",
        burdens.riding_over_time,
        plot_riding_over_time,
        describe_riding_over_time,
    ),
    Part(
        "legitimacy",
        "Legitimacy, trust and support",
        "What the Council's record does to its standing; the wide band holds the middle four "
        "fifths of the histories, the narrow one the mean.",
        aftermath.carried_over_time,
        plot_legitimacy,
        describe_legitimacy,
    ),
    Part(
        "beliefs",
        "What challengers believe",
        "Whether challengers expect an answer, and expect it to succeed; clients of a permanent "
        "member learn apart from others.",
        aftermath.carried_over_time,
        plot_beliefs,
        describe_beliefs,
    ),
    Part(
        "tipping",
        "Where beliefs settle",
        "A belief in being answered feeds on answers: above the dashed line it rises, below it "
        "falls, and stars mark where it rests of itself.",
        tipping,
        plot_tipping,
        describe_tipping,
    ),
    Part(
        "horseshoe",
        "One vote around the table",
        "The first draft that was vetoed or, where none was, the first that was voted.",
        tables.example_roll_call,
        plot_horseshoe,
        describe_horseshoe,
        NO_ROLL_CALL,
    ),
)


def write_report(
    results: Results, folder: Path | str, *, progress: Progress | None = None
) -> list[Path]:
    """Write each figure as PNG and TXT, and one page that holds them all.

    Parameters
    ----------
    results : Results
        A batch; with rounds stored figures are drawn, with ballots one vote is shown as well.
    folder : path
        Where to; made if it is not there. Each file appears whole or not at all,
        the page last.
    progress : callable, optional
        Called after each figure with how many are done and of how many.

    Returns
    -------
    list of Path
        The page, then the figures and their texts, if there are rounds to draw.

    Raises
    ------
    InputError
        If none of its histories is finished, or the folder cannot be written.
    """
    *figures, page = written_report(results, folder, progress=progress)
    return [page, *figures]


def written_report(
    results: Results, folder: Path | str, *, progress: Progress | None = None
) -> Iterator[Path]:
    """The same file by file, as each is written; the page is the last.

    Raises
    ------
    InputError
        As :func:`write_report` does.
    """
    results.check_played()
    into = Path(folder)
    ready(into)
    report = progress or (lambda _done, _total: None)
    figures: list[dict[str, Any]] = []
    parts = PARTS if "rounds" in results.levels else ()
    for done, part in enumerate(parts, start=1):
        table = part.table(results)
        figure: dict[str, Any] = {"name": part.name, "heading": part.heading, "lead": part.lead}
        if table is None:
            figures.append(figure | {"image": None, "words": part.missing})
        else:
            image, words = png(part.plot(table)), part.describe(table)
            for suffix, content in ((".png", image), (".txt", words.encode("utf-8"))):
                path = into / f"{part.name}{suffix}"
                write(path, content)
                yield path
            encoded = base64.b64encode(image).decode("ascii")
            figures.append(figure | {"image": encoded, "words": words})
        report(done, len(parts))
    page = into / PAGE
    shown = visible(page_of(results, figures), keep="\n")
    write(page, shown.encode("utf-8"))
    yield page


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
        histories=counted(results.runs.count_rows(), "history"),
        rounds=counted(experiment["rounds"], "round"),
        unfinished=results.unfinished,
        intervals=summary["intervals"],
        lacks=summary.get("lacks"),
        sections=list(rate_tables(summary)),
        figures=figures,
        caveat=provenance.caveat(manifest),
        settings=provenance.settings(manifest),
        command=command(manifest),
    )


def rate_tables(summary: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Each part of a summary as a heading and rows of shares and means, in words."""
    alone = {name: v for name, v in summary.items() if is_rate(v) or is_ratio(v)}
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
        elif is_ratio(value):
            shown = str(Ratio(**value))
            histories = f"{value['histories']:,}"
            yield {"label": label, "value": shown, "count": "", "histories": histories}
        elif is_part(value):
            yield from rows_of(value, f"{label}: ")
        else:
            shown = f"{value:.3g}" if isinstance(value, float) else value
            shown = "none" if shown is None else str(shown)
            yield {"label": label, "value": shown, "count": "", "histories": ""}


def is_rate(value: Any) -> bool:
    """Whether a value of a summary is a share."""
    return isinstance(value, dict) and set(tables.RATE) == set(value)


def is_ratio(value: Any) -> bool:
    """Whether it is a ratio or a mean over histories."""
    return isinstance(value, dict) and set(RATIO) == set(value)


def is_part(value: Any) -> bool:
    """Whether it holds others."""
    return isinstance(value, dict) and not is_rate(value) and not is_ratio(value)


def in_words(name: str) -> str:
    """A key as words."""
    return name.replace("_", " ")
