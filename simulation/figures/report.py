"""A batch as a page: every figure with its text, tables, and where it all comes from."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from simulation.analysis import outcomes as tables
from simulation.analysis.caveat import names_states
from simulation.experiments.again import again
from simulation.experiments.record import too_weak
from simulation.experiments.results import Results
from simulation.figures import provenance
from simulation.figures.files import png, ready, write
from simulation.figures.marks import titled
from simulation.figures.parts import parts_of
from simulation.measures.names import words_of
from simulation.measures.rates import NOT_DEFINED, NOTHING_COUNTED, Rate
from simulation.measures.ratios import Ratio
from simulation.measures.table import GROUPS
from simulation.scenario.visible import visible
from simulation.scenario.words import counted

PAGE = "report.html"

LACKS = (
    "Stored with detail runs, which keeps the sums of each history: figures need the rounds. "
    "The same batch with detail rounds, in another folder, has them."
)
"""What a report of a batch that was stored without rounds does not show."""

TEMPLATE = "report.html.j2"

type Progress = Callable[[int, int], None]


def write_report(
    results: Results, folder: Path | str, *, progress: Progress | None = None
) -> list[Path]:
    """Write each figure as PNG and TXT, and one page that holds them all.

    Parameters
    ----------
    results : Results
        A batch; with rounds stored figures are drawn, with ballots one vote is shown as well.
    folder : Path or str
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

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from simulation import run_batch
    >>> results = run_batch("horseshoe", 2, detail="runs")
    >>> with TemporaryDirectory() as folder:
    ...     [path.name for path in write_report(results, folder)]
    ['report.html']
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
    parts = parts_of(results) if "rounds" in results.levels else ()
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
    sections = list(tables_of(summary))
    undefined = any(row["value"] == NOT_DEFINED for _, rows in sections for row in rows)
    attrs = {"states": names_states(manifest.members[0])}
    return environment.get_template(TEMPLATE).render(
        title=titled(experiment["described"]["title"], attrs),
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
        lacks=None if "rounds" in results.levels else LACKS,
        sections=sections,
        too_weak=too_weak(manifest),
        nothing_counted=f"{NOTHING_COUNTED}." if undefined else "",
        figures=figures,
        caveat=provenance.caveat(manifest),
        settings=provenance.settings(manifest),
        command=call.in_shell() if (call := again(manifest)) else None,
    )


def tables_of(summary: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Each group of measures as a heading and rows of shares and means, in words."""
    for heading, group in GROUPS.items():
        rows = [row_of(name, summary) for name in group]
        limits = [
            {"label": LIMITS[name], "value": f"{summary[name]:.3g}", "count": "", "histories": ""}
            for name in OF_LIMITS.get(heading, ())
        ]
        yield heading, [*limits, *rows]


def row_of(name: str, summary: dict[str, Any]) -> dict[str, str]:
    """A measure as a row."""
    found = summary["measures"][name]
    counted = "count" in found
    return {
        "label": words_of(name, replays=summary["scripted"]),
        "value": str(Rate(**found) if counted else Ratio(**found)),
        "count": f"{found['count']:,} of {found['total']:,}" if counted else "",
        "histories": f"{found['histories']:,}",
    }


LIMITS = {
    "grave": "a crisis is grave from a severity of",
    "adequate": "a mandate is adequate from a strength of",
    "large": "a hidden veto is large from a strength of",
}
"""Parameters of a summary, in words."""

OF_LIMITS = {"Vetoes": ("large",), "Paralysis": ("grave", "adequate")}
"""Those that a group of measures counts by."""
