"""The page docs/evidence.md and its figures, made by one run: the backtest on three splits."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evidence_text import SPLITS, evidence_page

from simulation.experiments.files import check_writable
from simulation.figures.files import ready, write, write_figure
from simulation.scenario.mistakes import InputError
from simulation.studies.backtest.baselines.classifiers import check_installed
from simulation.studies.backtest.baselines.every import BASELINES
from simulation.studies.backtest.figures import (
    describe_calibration,
    describe_scores,
    plot_calibration,
    plot_scores,
)
from simulation.studies.backtest.model.counterfactuals import Counterfactuals, counterfactuals
from simulation.studies.backtest.model.structural import Structural
from simulation.studies.backtest.reading import read_record
from simulation.studies.backtest.run import Backtest, backtest, split
from simulation.studies.tables.reading import Tables


def write_evidence(results: Sequence[Backtest], changed: Counterfactuals, folder: Path) -> None:
    """The page into the folder, its figures into ``figures`` in it."""
    ready(folder / "figures")
    for result in results:
        path = folder / "figures" / f"backtest-{result.fit_until}"
        write_figure(
            plot_scores(result, "roll_calls"),
            describe_scores(result, "roll_calls"),
            path.with_name(f"{path.name}-roll-calls"),
        )
        write_figure(
            plot_calibration(result),
            describe_calibration(result),
            path.with_name(f"{path.name}-calibration"),
        )
    write(folder / "evidence.md", evidence_page(results, changed).encode("utf-8"))


def show_progress(name: str, done: int, total: int) -> None:
    """Progress, a line for each predictor."""
    if done in (0, total):
        print(f"  {name}: {'predicted' if done else 'fitting'}", file=sys.stderr)


def main() -> None:
    """Run the splits and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, action="append", help="a folder of public tables")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    chosen: Any = parser.parse_args()
    try:
        check_installed()
        check_writable(chosen.out, "evidence.md")
        record = read_record(Tables.named(chosen.data))
        results = []
        for fit_until, test_until in SPLITS:
            print(f"fitted to {fit_until}, then to {test_until}", file=sys.stderr)
            result = backtest(
                record,
                fit_until,
                test_until,
                model=Structural(),
                baselines=BASELINES,
                progress=show_progress,
            )
            results.append(result)
        print("counterfactuals of the last split", file=sys.stderr)
        past, later, _ = split(record.roll_calls, *SPLITS[-1])
        changed = counterfactuals(Structural().fit(past), later, record.roll_calls)
        write_evidence(results, changed, chosen.out)
    except InputError as error:
        sys.exit("\n".join(error.mistakes))


if __name__ == "__main__":
    main()
