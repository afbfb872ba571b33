"""Small tables with the columns of the public ones, every ballot and number invented from a seed.

For lessons and tests where the public tables are not at hand. No state is meant: the
permanent members are P1 to P5. Each draft is contested or not, by its topic; if it is, one
of two permanent members opposes it, mostly with another abstaining beside it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from simulation.experiments.files import write_in_place

PERMANENT = {"P1": "APG", "P2": "WEOG", "P3": "WEOG", "P4": "EEG", "P5": "WEOG"}
GROUPS = ("AFR", "AFR", "AFR", "APG", "APG", "GRULAC", "GRULAC", "EEG", "WEOG", "WEOG")
TOPICS = ("desert", "harbour", "island", "mountain")
CONTESTED = (0.7, 0.4, 0.1, 0.05)
"""The chance that a draft on each topic is contested."""

DISSENTERS = (("P4", "P1"), ("P5", "P3"))
"""Who says no, and who abstains with it, in each of two kinds of contested draft."""

type Row = dict[str, Any]


def tables(
    years: Sequence[int] = range(1980, 2000), a_year: int = 12, seed: int = 3
) -> tuple[list[Row], list[Row], list[Row]]:
    """Rows of the three tables: votes, members' votes, ideal points.

    The last two drafts of a year are voted on one day.
    """
    rng = np.random.default_rng(seed)
    votes: list[Row] = []
    ballots: list[Row] = []
    for year in years:
        seats = council(year)
        days = np.sort(rng.choice(360, a_year - 1, replace=False))
        for day in [*days, days[-1]]:
            topic = rng.integers(len(TOPICS))
            kind = int(rng.integers(2)) if rng.random() < CONTESTED[topic] else None
            cast = {member: ballot(rng, member, kind) for member, _, _ in seats}
            row = vote(len(votes) + 1, date(year, 1, 1) + timedelta(days=int(day)), cast)
            known = row["outcome"] != "adopted"  # as in the public table, the topic tells
            row |= {"topic": TOPICS[topic] if known else "other", "topic_repaired": TOPICS[topic]}
            votes.append(row)
            about = {column: row[column] for column in ("vote_id", "date", "year", "outcome")}
            ballots += [
                {**about, "iso3": m, "permanent": p, "un_group": group, "vote": cast[m]}
                for m, p, group in seats
            ]
    return votes, ballots, ideal_points(rng, years, sorted({row["iso3"] for row in ballots}))


def council(year: int) -> list[tuple[str, int, str]]:
    """Member, whether permanent, and group: five permanent, ten elected, half of them new."""
    seats = [(member, 1, group) for member, group in PERMANENT.items()]
    for n, group in enumerate(GROUPS):
        term = (year + n % 2) // 2
        seats.append((f"{chr(65 + n)}{chr(65 + term % 6)}X", 0, group))
    return seats


def ballot(rng: np.random.Generator, member: str, kind: int | None) -> str:
    """What a member casts on a draft of a kind, None if it is not contested."""
    if kind is None:
        return "Y"
    no, abstains = DISSENTERS[kind]
    if member == no:
        return str(rng.choice(["N", "A"], p=[0.6, 0.4]))
    if member == abstains:
        return str(rng.choice(["A", "NV", "Y"], p=[0.5, 0.1, 0.4]))
    return str(rng.choice(["Y", "A", "N"], p=[0.8, 0.15, 0.05]))


def vote(number: int, day: date, cast: Mapping[str, str]) -> Row:
    """A row of the table of votes but for its topic: fifteen seats, nine yes needed."""
    letters = list(cast.values())
    yes, no, abstain, nonvoting = (letters.count(letter) for letter in ("Y", "N", "A", "NV"))
    against = [member for member in PERMANENT if cast[member] == "N"]
    short = yes < 9
    outcome = "failed_majority" if short else "vetoed" if against else "adopted"
    return {
        "vote_id": number,
        "symbol": f"S/{day.year}/{number}",
        "res_no": number if outcome == "adopted" else "",
        "date": day.isoformat(),
        "year": day.year,
        "outcome": outcome,
        "unanimous": int(yes == 15),
        "no_recorded_vote": 0,
        "procedural": 0,
        "council_size": 15,
        "required_yes": 9,
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "nonvoting": nonvoting,
        "veto_by": "" if short else "|".join(against),
        "p5_no": "|".join(against),
        "n_veto": 0 if short else len(against),
        "ch7_mention": "",
        "ch7_acting": "",
        "n_rows_same_symbol": 1,
        "title": "a question" if outcome != "adopted" else "an answer",
    }


def ideal_points(
    rng: np.random.Generator, years: Sequence[int], states: Sequence[str]
) -> list[Row]:
    """Points drawn again every year, from the year before the first on."""
    return [
        {
            "year": year,
            "ccode": n,
            "iso3": state,
            "country": state,
            "ideal_point_fp": round(float(rng.normal()), 3),
            "ideal_point_fp_q05": -1,
            "ideal_point_fp_q95": 1,
            "n_votes_fp": 50,
        }
        for year in range(min(years) - 1, max(years) + 1)
        for n, state in enumerate(states)
    ]


def contributions(years: Sequence[int] = range(1990, 2011), seed: int = 3) -> dict[str, list[Row]]:
    """Rows of the tables of means and contributions, by the beginning of their files' names.

    Sixty-five states, P1 to P5 among them. Money goes by income; the populous and poor send
    personnel, each more or less than that by a habit of its own that changes slowly; a
    third send nobody.
    """
    rng = np.random.default_rng(seed)
    states = [*PERMANENT, *(f"{chr(65 + n % 10)}{chr(65 + n // 10)}X" for n in range(60))]
    people = np.exp(rng.normal(2.0, 1.5, len(states)))
    a_head = np.exp(rng.normal(1.0, 1.2, len(states)))
    habit = rng.normal(0.0, 1.0, len(states))
    sends = rng.random(len(states)) < 0.67
    found: dict[str, list[Row]] = {name: [] for name in MEANS_AND_CONTRIBUTIONS}
    for year in years:
        habit = 0.95 * habit + rng.normal(0.0, 0.3, len(states))
        income = people * a_head
        sent = np.where(sends, 100.0 * np.exp(habit) * people**0.7 / a_head**0.5, 0.0)
        rows = zip(states, people, income, income / income.sum(), sent, strict=True)
        for n, (state, heads, earned, share, personnel) in enumerate(rows):
            about = {"year": year, "iso3": state}
            tables = (
                {"total_mean": round(personnel, 1)} if personnel else {},
                {"member": state, "regular_budget_pct": round(100 * share, 4),
                 "share_normalised": round(100 * share, 4)},
                {"country": state, "gdp_current_usd": round(1e9 * earned)},
                {"ccode": n, "milex_thousand_usd_current": round(2e4 * earned),
                 "milper_thousand": 1, "pec": 1, "tpop_thousand": round(1e3 * heads, 1),
                 "cinc": round(share, 6)},
            )  # fmt: skip
            for name, row in zip(MEANS_AND_CONTRIBUTIONS, tables, strict=False):
                if row:
                    found[name].append(about | row)
        found["unsc_membership"] += [
            {**{"year": year, "iso3": m, "name": m, "permanent": permanent}, "un_group": group,
             "term_year": 1, "council_size": 15}
            for m, permanent, group in council(year)
        ]  # fmt: skip
    return found


MEANS_AND_CONTRIBUTIONS = (
    "un_peacekeeping_personnel",
    "un_regular_budget_scale",
    "gdp_current_usd",
    "cow_nmc",
    "unsc_membership",
)
"""The tables of :func:`contributions`."""


def groups(states: Iterable[str]) -> dict[str, str]:
    """The regional groups of invented states: as they sit, the elected by their first letter."""
    return {s: PERMANENT.get(s) or GROUPS[ord(s[0]) - 65] for s in states}


def write_tables(folder: Path, tables: Mapping[str, Sequence[Row]], years: str) -> Path:
    """Write tables by the beginning of their names, the years behind it, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        if rows:
            text = io.StringIO()
            table = csv.DictWriter(text, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
            write_in_place(folder / f"{name}_{years}.csv", text.getvalue().encode("utf-8"))
    return folder


def write(
    folder: Path,
    votes: Sequence[Row],
    ballots: Sequence[Row],
    ideal: Sequence[Row],
    years: str = "1980_1999",
) -> Path:
    """Write the tables, named as the public ones are, into a folder; the folder."""
    named = {"unsc_votes": votes, "unsc_member_votes": ballots, "unga_ideal_points": ideal}
    return write_tables(folder, named, years)
