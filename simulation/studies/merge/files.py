"""The two tables of added votes: read with what stands there, written aside and then renamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from simulation.experiments.files import aside, settle
from simulation.rollcalls.checks import FIVE
from simulation.scenario.sheet import read_sheet
from simulation.scenario.states import region_of
from simulation.studies.merge.known import document, resolution_number
from simulation.studies.merge.merge import NewVote

VOTES, BALLOTS = "unsc_votes_added.csv", "unsc_member_votes_added.csv"
"""The files of added votes, which the commands that read a folder find by these names."""

VOTE_COLUMNS = (
    "vote_id", "symbol", "res_no", "date", "year", "outcome", "unanimous", "no_recorded_vote",
    "procedural", "council_size", "required_yes", "yes", "no", "abstain", "nonvoting", "veto_by",
    "p5_no", "n_veto", "topic_repaired", "ch7_acting", "title",
)  # fmt: skip
BALLOT_COLUMNS = ("vote_id", "date", "year", "outcome", "iso3", "permanent", "un_group", "vote")

type Row = dict[str, object]


def vote_row(vote: NewVote) -> Row:
    """A row of the table of votes; what the new table does not say is empty."""
    said, day = vote.said, vote.said.date
    assert day is not None
    symbol = said.resolution or said.draft
    number = resolution_number(said.resolution, bare=True) or resolution_number(said.draft)
    if number is not None and not document(symbol).startswith("S/"):
        symbol = f"S/RES/{number}({day.year})"
    letters = list(vote.ballots.values())
    against = [] if said.unrecorded else [m for m in FIVE if vote.ballots.get(m) == "N"]
    blocked = against if vote.outcome == "vetoed" else []
    return {
        "vote_id": vote.vote_id,
        "symbol": document(symbol),
        "res_no": number or "",
        "date": day.isoformat(),
        "year": day.year,
        "outcome": vote.outcome,
        "unanimous": int(said.unrecorded or (vote.outcome == "adopted" and set(letters) <= {"Y"})),
        "no_recorded_vote": int(said.unrecorded),
        "procedural": int(bool(said.procedural)),
        "council_size": len(letters),
        "required_yes": "" if vote.decision is None else vote.decision.required,
        "yes": letters.count("Y"),
        "no": letters.count("N"),
        "abstain": letters.count("A"),
        "nonvoting": letters.count("NV"),
        "veto_by": "|".join(blocked),
        "p5_no": "|".join(against),
        "n_veto": len(blocked),
        "title": said.title,
    }


def ballot_rows(vote: NewVote) -> list[Row]:
    """The rows of the table of ballots."""
    day = vote.said.date
    assert day is not None
    about = {
        "vote_id": vote.vote_id,
        "date": day.isoformat(),
        "year": day.year,
        "outcome": vote.outcome,
    }
    return [
        {
            **about,
            "iso3": member,
            "permanent": int(member in FIVE),
            "un_group": region_of()[member],
            "vote": letter,
        }
        for member, letter in vote.ballots.items()
    ]


def rows_there(path: Path) -> list[Row]:
    """The rows of a file of added votes as they stand, none if there is none yet."""
    if not path.is_file():
        return []
    sheet = read_sheet(path, str(path))
    return [dict(zip(sheet.columns, cells, strict=False)) for _, cells in sheet.rows()]


def add(folder: Path, votes: Sequence[NewVote]) -> tuple[Path, Path]:
    """Write votes behind those that were added to a folder before; the two files.

    Ballots of a vote that the table of votes does not have, as a killed command leaves them, are
    dropped: its number is given to another.
    """
    paths = folder / VOTES, folder / BALLOTS
    earlier = rows_there(paths[0])
    there = {str(row["vote_id"]) for row in earlier}
    ballots = [row for row in rows_there(paths[1]) if str(row["vote_id"]) in there]
    content = (
        text_of(VOTE_COLUMNS, [*earlier, *map(vote_row, votes)]),
        text_of(BALLOT_COLUMNS, [*ballots, *(row for vote in votes for row in ballot_rows(vote))]),
    )
    with aside(paths[0]) as one, aside(paths[1]) as other:
        one.write_bytes(content[0])
        other.write_bytes(content[1])
        settle({paths[1]: other, paths[0]: one})
    return paths


def text_of(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Rows as CSV: these columns, then others that people have added."""
    rows = list(rows)
    header = list(dict.fromkeys([*columns, *(name for row in rows for name in row)]))
    text = io.StringIO()
    table = csv.DictWriter(text, header, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode("utf-8")
