"""A batch as a page: every figure with its text, tables, and where it all comes from."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from simulation.analysis import outcomes as tables
from simulation.analysis.caveat import names_states
from simulation.experiments.again import command
from simulation.experiments.record import too_weak
from simulation.experiments.results import Results
from simulation.figures import provenance
from simulation.figures.files import png, ready, write
from simulation.figures.marks import titled
from simulation.figures.parts import parts_of
from simulation.measures.rates import NOT_DEFINED, NOTHING_COUNTED, Rate
from simulation.measures.ratios import RATIO, Ratio
from simulation.scenario.visible import visible
from simulation.scenario.words import counted

PAGE = "report.html"
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
    sections = list(rate_tables(summary))
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
        lacks=summary.get("lacks"),
        sections=sections,
        too_weak=too_weak(manifest),
        nothing_counted=f"{NOTHING_COUNTED}." if undefined else "",
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
            shown = NOT_DEFINED if shown is None else str(shown)
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
    """A key as words.

    >>> in_words("withheld_of_considered"), in_words("easy_riding")
    ('withheld because of vetoes, of drafts considered', 'easy riding')
    """
    return KEY_WORDS.get(name, name.replace("_", " "))


KEY_WORDS = {
    "models_penholder_would_have": "what the model's penholder would have done",
    "withheld_or_weakened_for_vetoes": "withheld or weakened because of vetoes",
    "withheld_or_weakened_much_for_vetoes": "withheld or weakened much because of vetoes",
    "withheld_for_vetoes": "withheld because of vetoes",
    "visible_of_tabled": "vetoed, of drafts tabled",
    "visible_of_considered": "vetoed, of drafts considered",
    "hidden_of_considered": "hidden vetoes, of drafts considered",
    "large_hidden_of_considered": "large hidden vetoes, of drafts considered",
    # Beside it stand all that are withheld, for whatever reason.
    "withheld_of_considered": "withheld because of vetoes, of drafts considered",
    "mean_size_of_hidden": "mean size of hidden vetoes",
    "grave_from_severity": "a crisis is grave from a severity of",
    "adequate_from_strength": "a mandate is adequate from a strength of",
    "all": "all that closed",
    "not_mediated": "those not mediated",
    "both": "clients and others",
    "wanted_by_models_penholder": "wanted by the model's penholder",
    "tabled_by_script": "tabled by the script",
    "settled_of_closed": "crises settled, of those that closed",
    "deterred_of_free": "challengers deterred, of rounds in which no crisis stood",
    "none": "none: left unanswered",
    "provision_per_severity": "provision, by severity",
    "giving_nothing": "chances to give at which nothing is given",
    "easy_riding_on_clients": "easy riding on crises of clients",
    "easy_riding_on_others": "easy riding on crises of others",
}
"""Keys of a summary that say little by themselves, in words."""
