"""The dataset of a batch: its columns, and how histories become Arrow tables.

docs/data.md is generated from the tables of columns below.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from simulation.engine.history import NO_SEAT, NO_VOTE, VOTED, History
from simulation.scenario.scenario import KIND_NAMES
from simulation.scenario.schema import REGIONS
from simulation.stages.decision import Cause, End
from simulation.stages.numerics import Ballots

END_NAMES = tuple(end.name.lower() for end in End)
CAUSE_NAMES = tuple("" if c is Cause.NONE else c.name.lower() for c in Cause)

WORDS = pa.dictionary(pa.int16(), pa.string())

ROUND_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "seed": (pa.int64(), "seed of the batch"),
    "run": (pa.int64(), "number of the history; seed and run together give it again"),
    "round": (pa.int32(), "round of the history, from 0"),
    "episode": (pa.int32(), "crisis of the history, from 1; 0 where none stands"),
    "onset": (pa.bool_(), "the crisis broke out in this round"),
    "closed": (pa.bool_(), "the crisis closed with this round, settled or not"),
    "settled": (pa.bool_(), "it closed because it was mediated or under an adequate mandate"),
    "crisis": (WORDS, "type of the crisis, or its name in a scripted scenario"),
    "region": (WORDS, "region of the crisis, by regional group"),
    "severity": (pa.float64(), "severity in this round, 0 to 1"),
    "onset_severity": (pa.float64(), "severity at the crisis's onset"),
    "patron": (WORDS, "the permanent member behind the challenger, null for none"),
    "client": (pa.bool_(), "whether the challenger has such a patron"),
    "end": (WORDS, "end of the round: " + ", ".join(END_NAMES)),
    "cause": (WORDS, "why no mandate or a weaker one, or empty: " + ", ".join(CAUSE_NAMES[1:])),
    "penholder": (WORDS, "who drafted, null where nobody did"),
    "wanted": (pa.float64(), "strength the penholder wanted, at most 1; null as above"),
    "proposed": (pa.float64(), "strength the model's penholder would table; null if it withholds"),
    "tabled": (pa.float64(), "strength put to the vote (in a replay the recorded one), or null"),
    "twin": (pa.float64(), "strength the same penholder would table to a Council without vetoes"),
    "hidden_veto": (pa.float64(), "how far the proposal falls short of the twin's, if by a step"),
    "imposed": (pa.float64(), "strength imposed by predefined rules, without a vote"),
    "yes": (pa.int8(), "affirmative votes; null where no vote was held, as the three below"),
    "no": (pa.int8(), "negative votes"),
    "abstain": (pa.int8(), "abstentions"),
    "not_voting": (pa.int8(), "absent, not participating or not counted"),
    "blocked_by": (WORDS, "veto holders whose vote blocks, joined by |, whatever the outcome"),
    "status_quo": (pa.float64(), "strength of the mandate in force before the round"),
    "mandate": (pa.float64(), "strength of the mandate in force after the round"),
    "best_mandate": (pa.float64(), "strongest mandate the crisis has had"),
}  # fmt: skip
"""Columns of rounds/: Arrow type and meaning."""

BALLOT_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "run": (pa.int64(), "number of the history"),
    "round": (pa.int32(), "round of the history"),
    "ballots": (
        pa.uint64(),
        "two bits a seat, the first seat lowest: 0 yes, 1 no, 2 abstain, 3 not voting",
    ),
}
"""Columns of ballots/: one row a vote that was held."""

RUN_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "seed": (pa.int64(), "seed of the batch"),
    "run": (pa.int64(), "number of the history"),
    "episodes": (pa.int32(), "crises that broke out"),
    "drafts_tabled": (pa.int32(), "drafts put to the vote"),
    "hidden_vetoes": (pa.int32(), "rounds with a hidden veto"),
    **{end: (pa.int32(), f"rounds that ended {end.replace('_', ' ')}") for end in END_NAMES},
}
"""Columns of runs/: one row a history."""

LEVELS = {"runs": RUN_COLUMNS, "rounds": ROUND_COLUMNS, "ballots": BALLOT_COLUMNS}
"""The folders of a dataset and their columns."""

DETAILS = {"runs": ("runs",), "rounds": ("runs", "rounds"), "ballots": tuple(LEVELS)}
"""The folders stored at each detail."""


def schema_of(level: str) -> pa.Schema:
    """The Arrow schema of one folder."""
    return pa.schema([(name, kind) for name, (kind, _) in LEVELS[level].items()])


def tables(history: History, detail: str) -> dict[str, pa.Table]:
    """The tables of these histories, down to the detail asked for."""
    makers = {"runs": run_table, "rounds": round_table, "ballots": ballot_table}
    return {level: makers[level](history) for level in DETAILS[detail]}


def run_table(history: History) -> pa.Table:
    """One row a history."""
    runs = len(history.runs)
    counts = {end: history.is_end(End[end.upper()]).sum(axis=0) for end in END_NAMES}
    data = {
        "seed": np.full(runs, history.seed),
        "run": np.array(history.runs),
        "episodes": history["onset"].sum(axis=0),
        "drafts_tabled": history.voted.sum(axis=0),
        "hidden_vetoes": (history["hidden_veto"] > 0).sum(axis=0),
        **counts,
    }
    return pa.table({k: pa.array(v) for k, v in data.items()}).cast(schema_of("runs"))


def round_table(history: History) -> pa.Table:
    """One row a round; history by history, rounds in order."""
    rounds, runs = history["end"].shape
    flat = {name: np.ascontiguousarray(c.T).ravel() for name, c in history.columns.items()}
    members = history.scenario.sitting.council.members
    data: dict[str, Any] = {
        "seed": np.full(rounds * runs, history.seed),
        "run": np.repeat(np.array(history.runs), rounds),
        "round": np.tile(np.arange(rounds), runs),
    }
    voted = np.isin(flat["end"], VOTED) & (flat["yes"] != NO_VOTE)
    for name in ROUND_COLUMNS:
        if name in data:
            continue
        match name:
            case "crisis":
                data[name] = crises(history, flat["kind"])
            case "region":
                data[name] = words(flat[name], REGIONS, flat[name] >= 0)
            case "end":
                data[name] = words(flat[name], END_NAMES)
            case "cause":
                data[name] = words(flat[name], CAUSE_NAMES)
            case "patron" | "penholder":
                data[name] = seat_words(history, flat[name])
            case "blocked_by":
                data[name] = blockers(history, flat["blocks"], voted)
            case "yes" | "no" | "abstain" | "not_voting":
                data[name] = pa.array(flat[name], mask=~voted)
            case _ if flat[name].dtype == np.float64:
                data[name] = pa.array(flat[name], mask=np.isnan(flat[name]))
            case _:
                data[name] = flat[name]
    assert all(len(m) for m in members)
    return pa.table(data, schema=schema_of("rounds"))


def words(codes: Any, names: tuple[str, ...], there: Any = None) -> pa.DictionaryArray:
    """Codes as words; null where nothing is there."""
    mask = None if there is None else ~there
    indices = pa.array(np.asarray(codes, dtype=np.int16), mask=mask)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, type=pa.string()))


def crises(history: History, kinds: Any) -> pa.DictionaryArray:
    """Types of crises, or their names where a script has them."""
    script = history.scenario.script
    if not script:
        return words(kinds, KIND_NAMES, kinds >= 0)
    names = tuple(dict.fromkeys(draft.crisis_name for draft in script))
    codes = np.array([names.index(draft.crisis_name) for draft in script])
    return words(np.tile(codes, len(history.runs)), names)


def seat_words(history: History, seats: Any) -> pa.DictionaryArray:
    """Seats as member codes, by the council of each round."""
    sittings = [history.scenario.sitting_at(t).council.members for t in range(len(history["end"]))]
    names = tuple(dict.fromkeys(member for members in sittings for member in members))
    lookup = np.array([[names.index(m) for m in members] for members in sittings])
    rounds = np.tile(np.arange(len(sittings)), len(history.runs))
    there = seats != NO_SEAT
    return words(lookup[rounds, np.where(there, seats, 0)], names, there)


def blockers(history: History, bits: Any, voted: Any) -> pa.DictionaryArray:
    """Veto holders that blocked, as codes joined by |; null where no vote was held."""
    rounds = len(history["end"])
    keys = np.tile(np.arange(rounds, dtype=np.uint64), len(history.runs)) << np.uint64(32)
    if not history.scenario.script:
        keys[:] = 0
    unique, inverse = np.unique(keys | bits.astype(np.uint64), return_inverse=True)
    texts = []
    for key in unique:
        members = history.scenario.sitting_at(int(key) >> 32).council.members
        texts.append("|".join(m for k, m in enumerate(members) if int(key) >> k & 1))
    names = tuple(dict.fromkeys(texts))
    codes = np.array([names.index(text) for text in texts])
    return words(codes[inverse], names, voted)


def ballot_table(history: History) -> pa.Table:
    """One row a vote; history by history, rounds in order."""
    held = np.ascontiguousarray(history.voted.T)
    run, number = np.nonzero(held)
    packed = np.ascontiguousarray(pack(history.ballots).T)
    return pa.table(
        {
            "run": pa.array(run + history.runs.start, pa.int64()),
            "round": pa.array(number, pa.int32()),
            "ballots": pa.array(packed[run, number]),
        },
        schema=schema_of("ballots"),
    )


def pack(ballots: Ballots) -> Any:
    """Ballots (round, seat, history) as one number a vote, two bits a seat."""
    packed = np.zeros((ballots.shape[0], ballots.shape[2]), dtype=np.uint64)
    for seat in range(ballots.shape[1]):
        packed |= (ballots[:, seat].astype(np.uint64) & np.uint64(3)) << np.uint64(2 * seat)
    return packed


def unpack(packed: Any, seats: int) -> Ballots:
    """The ballots (vote, seat) of packed numbers (vote,)."""
    numbers = np.asarray(packed, dtype=np.uint64)
    shifts = np.arange(0, 2 * seats, 2, dtype=np.uint64)
    return (numbers[:, None] >> shifts & np.uint64(3)).astype(np.int8)
