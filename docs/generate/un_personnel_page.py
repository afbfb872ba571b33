"""The page docs/un-personnel.md: who sends peacekeepers, who pays, predictions of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markdown_table import markdown
from un_personnel_text import (
    BACKTEST,
    BESIDE,
    CONCENTRATION,
    CORRELATIONS,
    HEAD,
    LIMITS,
    RATES,
    SCORES,
    SHARES,
    SPLIT,
)

from simulation.experiments.files import check_writable
from simulation.figures.files import ready, write
from simulation.measures.ratios import Ratio
from simulation.scenario.mistakes import InputError
from simulation.scenario.states import name_of
from simulation.studies.backtest.baselines.classifiers import check_installed
from simulation.studies.peacekeeping.backtest import RESAMPLES as SAMPLES
from simulation.studies.peacekeeping.backtest import Backtested, Estimate, backtest, constant
from simulation.studies.peacekeeping.model import ERA, PeacekeeperShares, peacekeeper_shares
from simulation.studies.peacekeeping.panel import SEATS, read_panel
from simulation.studies.peacekeeping.rules import AHEAD, RULES, Rule, pairs
from simulation.studies.peacekeeping.shares import (
    BURDENS,
    GOES_WITH,
    PERIODS,
    RESAMPLES,
    Correlation,
    Spread,
    correlation,
    gini_by_year,
    largest,
    mean_by_state,
    of_period,
    share_of_largest,
    share_of_seats,
    share_of_state,
)
from simulation.studies.profiles.states import regional_groups
from simulation.studies.tables.reading import Tables

SPLITS = (2005, 2012)
"""The last years to which rules are fitted."""

COMPARED_WITH = "persistence"
HISTORIES, SEED = 2000, 1
ERA_YEARS = (1990, 2011)


@dataclass(frozen=True)
class Study:
    """All that the page says: the panel, what the model gives, the backtests."""

    panel: pd.DataFrame
    pairs: pd.DataFrame
    sent: PeacekeeperShares
    splits: tuple[Backtested, ...]
    rates: pd.DataFrame | None


def studied(
    tables: Tables,
    groups: Mapping[str, str],
    *,
    splits: Sequence[int] = SPLITS,
    rules: Sequence[Rule] = RULES,
    scenario: str = ERA,
    histories: int = HISTORIES,
) -> Study:
    """Read the tables, play the era, run the backtests."""
    panel = read_panel(tables, groups)
    both = pairs(panel)
    return Study(
        panel=panel,
        pairs=both,
        sent=peacekeeper_shares(scenario, histories, SEED),
        splits=tuple(backtest(both, year, rules, COMPARED_WITH) for year in splits),
        rates=tables.read("peacekeeping rates") if tables.files("peacekeeping rates") else None,
    )


def page(study: Study) -> str:
    """The page, whole."""
    first, last = study.panel["year"].min(), study.panel["year"].max()
    missing = sorted(set(range(first, last + 1)) - set(study.panel["year"]))
    gap = f", without {', '.join(map(str, missing))}" if missing else ""
    parts = [
        HEAD.format(first=first, last=last, gap=gap, ahead=AHEAD),
        SHARES,
        shares_table(study.panel),
        rates_line(study),
        CONCENTRATION,
        concentration_table(study.panel),
        CORRELATIONS.format(samples=f"{RESAMPLES:,}"),
        correlations_table(study.panel),
        BESIDE.format(
            era=study.sent.scenario, histories=f"{study.sent.histories:,}", **beside(study)
        ),
        model_table(study),
        BACKTEST.format(ahead=AHEAD, scores=scores_table()),
        *(section(study, split) for split in study.splits),
        LIMITS,
    ]
    return "\n".join(part for part in parts if part)


# --- what is on record


def periods_of(panel: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The periods of which there are years, as they are printed, and their rows."""
    for first, last in PERIODS:
        rows = of_period(panel, first, last)
        if not rows.empty:
            first, last = rows["year"].min(), rows["year"].max()
            yield str(first) if first == last else f"{first}–{last}", rows


def shares_table(panel: pd.DataFrame) -> str:
    """What permanent, elected and other members bear, by period."""
    rows = [
        [
            f"{period}, {burden}",
            *(percent(share) for share in share_of_seats(rows, burden).values()),
        ]
        for period, rows in periods_of(panel)
        for burden in BURDENS
    ]
    return markdown(["share of", *SEATS], rows)


def rates_line(study: Study) -> str:
    """What permanent members pay for peacekeeping, in the scales of which it is known."""
    if study.rates is None:
        return ""
    by_scale = study.rates.groupby("period")["peacekeeping_pct_derived"].sum()
    until = str(study.panel["year"].max())
    known = [(str(scale), share) for scale, share in by_scale.items() if str(scale) <= until]
    scales = ", ".join(f"{share:.0f} % in {scale.replace('-', '–')}" for scale, share in known)
    return RATES.format(scales=scales)


def concentration_table(panel: pd.DataFrame) -> str:
    """Who bears most, and how unequally it is borne, by period."""
    lines = []
    for period, rows in periods_of(panel):
        for burden in BURDENS:
            five = largest(rows, burden)
            named = ", ".join(f"{name_of(state)} {100 * share:.0f}" for state, share in five)
            together = f"{100 * share_of_largest(rows, burden).value:.0f} %"
            gini = number(gini_by_year(rows, burden))
            lines.append([f"{period}, {burden}", named, together, gini])
    return markdown(["share of", "the five that bear most, in percent", "the five", "Gini"], lines)


def correlations_table(panel: pd.DataFrame) -> str:
    """With what personnel goes, by period."""
    rows = []
    for period, rows_of in periods_of(panel):
        means = mean_by_state(rows_of)
        found = [correlation(means, "personnel", column) for column in GOES_WITH]
        rows.append([period, *map(number, found)])
    return markdown(["personnel, ranked against", *GOES_WITH.values()], rows)


# --- beside the model


def in_the_era(panel: pd.DataFrame) -> pd.DataFrame:
    """The rows of the years that the era stands for."""
    return of_period(panel, *ERA_YEARS)


def beside(study: Study) -> dict[str, str]:
    """The sentence that sets the model beside the record, in numbers."""
    rows = in_the_era(study.panel)
    found = {burden: share_of_seats(rows, burden) for burden in BURDENS}
    return {
        "first": str(rows["year"].min()),
        "last": str(rows["year"].max()),
        "model": f"{100 * (study.sent.seats['permanent'].value or 0.0):.0f}",
        "sent": f"{100 * found['personnel']['permanent'].value:.0f}",
        "paid": f"{100 * found['money']['permanent'].value:.0f}",
        "others": f"{100 * (study.sent.seats['other'].value or 0.0):.0f}",
        "sent_others": f"{100 * found['personnel']['other'].value:.0f}",
    }


def model_table(study: Study) -> str:
    """Shares of peacekeepers in the model beside shares of personnel and money on record."""
    rows = in_the_era(study.panel)
    by_seat = {burden: share_of_seats(rows, burden) for burden in BURDENS}
    lines = [
        [seat, simulated(study.sent.seats[seat]), *(percent(by_seat[b][seat]) for b in BURDENS)]
        for seat in SEATS
    ]
    lines += [
        [
            name_of(member),
            simulated(share),
            *(percent(share_of_state(rows, burden, member)) for burden in BURDENS),
        ]
        for member, share in study.sent.members.items()
    ]
    return markdown(["share of", "peacekeepers in the model", *BURDENS], lines)


# --- the backtest


def scores_table() -> str:
    """What each score says; text, so that nothing stands to the right."""
    rows = "".join(
        f"| {score} | {meaning.format(samples=f'{SAMPLES:,}')} |\n"
        for score, meaning in SCORES.items()
    )
    return f"| score | what it says |\n|---|---|\n{rows}"


def section(study: Study, split: Backtested) -> str:
    """The scores of one split."""
    rows = study.pairs[study.pairs["origin"] >= split.fit_until]
    of_model = constant(rows, *(values(d) for d in (study.sent.seats, study.sent.members)))
    lines = [
        [
            one.name,
            estimate(one.misplaced),
            "" if one.against is None else estimate(one.against, signed=True),
            *(f"{100 * error:.1f}" for error in (one.among_seats, one.of_permanent)),
            f"{one.divergence:.2f}",
            f"{one.rank_correlation:.2f}",
            f"{one.top_five:.1f}",
        ]
        for one in split.scores
    ]
    errors = [f"{100 * error:.1f}" for error in of_model]
    lines.append(["shares of the model", "", "", *errors, "", "", ""])
    heads = [
        "rule", "misplaced, %", f"less {COMPARED_WITH}'s", "among seats, %",
        "a permanent member, points", "divergence, bits", "rank correlation", "top five",
    ]  # fmt: skip
    text = SPLIT.format(
        fit_until=split.fit_until,
        fitted=split.fitted,
        years=", ".join(map(str, split.years)),
        states=split.states,
    )
    return text + "\n" + markdown(heads, lines)


# --- how numbers are printed


def percent(share: Spread) -> str:
    """As ``16.3 % [11.1, 26.5]``."""
    return f"{100 * share.value:.1f} % [{100 * share.low:.1f}, {100 * share.high:.1f}]"


def simulated(share: Ratio) -> str:
    """As a percentage with its interval."""
    scaled: Callable[[float | None], str] = lambda v: f"{100 * (v or 0.0):.1f}"  # noqa: E731
    if share.low == share.high:
        return f"{scaled(share.value)} %"
    return f"{scaled(share.value)} % [{scaled(share.low)}, {scaled(share.high)}]"


def number(found: Spread | Correlation) -> str:
    """As ``0.87 [0.84, 0.92]``."""
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"


def estimate(found: Estimate, *, signed: bool = False) -> str:
    """As a percentage with its interval."""
    sign = "+" if signed else ""
    value, low, high = (f"{100 * v:{sign}.1f}" for v in (found.value, found.low, found.high))
    return f"{value} [{low}, {high}]"


def values(shares: dict[str, Ratio]) -> dict[str, float]:
    """The shares alone."""
    return {name: share.value or 0.0 for name, share in shares.items()}


def main() -> None:
    """Read, count, predict, write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, action="append", help="a folder of public tables")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    chosen: Any = parser.parse_args()
    try:
        check_installed()
        check_writable(chosen.out, "un-personnel.md")
        tables = Tables.named(chosen.data)
        study = studied(tables, regional_groups())
        ready(chosen.out)
        write(chosen.out / "un-personnel.md", page(study).encode("utf-8"))
    except InputError as error:
        sys.exit("\n".join(error.mistakes))


if __name__ == "__main__":
    main()
