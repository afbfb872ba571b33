"""How histories become the Arrow tables of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from simulation.engine.aftermath import ROUNDS_A_YEAR
from simulation.engine.history import NO_SEAT, History
from simulation.experiments.columns import (
    ACTION_NAMES,
    DETAILS,
    KIND_NAMES,
    LEVELS,
    MANY,
    POINT,
    STATES,
    arrow,
    of,
    schema_of,
)
from simulation.measures.rounds import played
from simulation.measures.table import MEASURES
from simulation.scenario.scenario import TYPE_NAMES
from simulation.scenario.schema import REGIONS
from simulation.stages.adoption import CAUSE_NAMES, END_NAMES, TABLED
from simulation.stages.numerics import Ballots
from simulation.stages.voting import NO_VOTE


def tables(history: History, detail: str, *, point: int = 0) -> dict[str, pa.Table]:
    """The tables of these histories of one point, down to the detail requested."""
    makers = {
        "runs": run_table,
        "measures": measure_table,
        "rounds": round_table,
        "ballots": ballot_table,
        "contributions": contribution_table,
        "seats": seat_table,
    }
    made = {level: makers[level](history) for level in DETAILS[detail]}
    return {level: with_point(table, point) for level, table in made.items()}


def with_point(table: pa.Table, point: int) -> pa.Table:
    """A table whose rows all belong to this point."""
    column = pa.repeat(pa.scalar(point, arrow(POINT)), table.num_rows)
    return table.add_column(0, POINT.name, column)


def run_table(history: History) -> pa.Table:
    """One row a history."""
    runs = len(history.runs)
    counts = {end: (history["end"] == k).sum(axis=0) for k, end in enumerate(END_NAMES)}
    data = {
        "seed": np.full(runs, history.seed),
        "run": np.array(history.runs),
        "episodes": history["onset"].sum(axis=0),
        "drafts_tabled": history.voted.sum(axis=0),
        "hidden_vetoes": (history["hidden_veto"] > 0).sum(axis=0),
        **counts,
    }
    return pa.table({k: pa.array(v) for k, v in data.items()}).cast(schema_of("runs"))


def measure_table(history: History) -> pa.Table:
    """The two sums of every measure, one row a history."""
    rounds = played(history)
    data: dict[str, Any] = {"run": np.array(history.runs)}
    for name, measure in MEASURES.items():
        data[name], data[of(name)] = measure.sums(rounds)
    return pa.table(data).cast(schema_of("measures"))


def round_table(history: History) -> pa.Table:
    """One row a round; history by history, rounds in order."""
    rounds, runs = history["end"].shape
    flat = {name: np.ascontiguousarray(c.T).ravel() for name, c in history.columns.items()}
    data: dict[str, Any] = {
        "seed": np.full(rounds * runs, history.seed),
        "run": np.repeat(np.array(history.runs), rounds),
        "round": np.tile(np.arange(rounds), runs),
    }
    voted = np.isin(flat["end"], TABLED) & (flat["yes"] != NO_VOTE)
    for name in LEVELS["rounds"]:
        if name in data:
            continue
        match name:
            case "crisis":
                data[name] = crises(history, flat["type"])
            case "region":
                data[name] = words(flat[name], REGIONS, flat[name] >= 0)
            case "end":
                data[name] = words(flat[name], END_NAMES)
            case "cause":
                data[name] = words(flat[name], CAUSE_NAMES)
            case "action":
                data[name] = words(flat[name], ACTION_NAMES)
            case "done":
                data[name] = words(flat[name], KIND_NAMES)
            case "organisation":
                bodies = tuple(body.name for body in history.scenario.world.organisations)
                data[name] = words(flat[name], bodies or ("",), flat[name] >= 0)
            case "patron" | "penholder" | "leader":
                data[name] = seat_words(history, flat[name])
            case "blocked_by":
                data[name] = blockers(history, flat["blocks"], voted)
            case "yes" | "no" | "abstain" | "not_voting":
                data[name] = pa.array(flat[name], mask=~voted)
            case _ if flat[name].dtype == np.float64:
                data[name] = pa.array(flat[name], mask=np.isnan(flat[name]))
            case _:
                data[name] = flat[name]
    return pa.table(data, schema=schema_of("rounds"))


def words(codes: Any, names: tuple[str, ...], there: Any = None) -> pa.DictionaryArray:
    """Codes as words; null where nothing is there."""
    mask = None if there is None else ~there
    indices = pa.array(np.asarray(codes, dtype=np.int16), mask=mask)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, type=pa.string()))


def crises(history: History, types: Any) -> pa.DictionaryArray:
    """Types of crises, or their names where a script has them."""
    script = history.scenario.script
    if not script:
        return words(types, TYPE_NAMES, types >= 0)
    names = tuple(dict.fromkeys(draft.crisis_name for draft in script))
    codes = np.array([names.index(draft.crisis_name) for draft in script])
    return words(np.tile(codes, len(history.runs)), names)


def codes_of_members(history: History) -> tuple[tuple[str, ...], Any]:
    """Every member's code, and which of them holds each seat (round, seat, history or 1)."""
    scenario, rounds = history.scenario, len(history["end"])
    if not scenario.script:
        return tuple(state.member for state in scenario.world.states), history.occupants
    sittings = [scenario.sitting_at(t).council.members for t in range(rounds)]
    names = tuple(dict.fromkeys(member for members in sittings for member in members))
    return names, np.array([[names.index(m) for m in members] for members in sittings])[..., None]


def seat_words(history: History, seats: Any) -> pa.DictionaryArray:
    """Seats as the codes of the members that hold them."""
    names, held = codes_of_members(history)
    rounds, runs = history["end"].shape
    round_ = np.tile(np.arange(rounds), runs)
    run = np.repeat(np.arange(runs), rounds) if held.shape[2] > 1 else 0
    there = seats != NO_SEAT
    return words(held[round_, np.where(there, seats, 0), run], names, there)


def blockers(history: History, bits: Any, voted: Any) -> pa.DictionaryArray:
    """Veto holders that blocked, as codes joined by |; null where no vote was held."""
    names, held = codes_of_members(history)
    rows = np.flatnonzero(bits)
    run, round_ = np.divmod(rows, len(history["end"]))
    run = run if held.shape[2] > 1 else np.zeros_like(run)
    # Seat by seat: which text a row has so far, and which texts there are.
    text, texts = np.zeros(rows.size, dtype=np.int64), [""]
    for seat in range(held.shape[1]):
        blocks = bits[rows] >> np.uint32(seat) & np.uint32(1) == 1
        if blocks.any():
            added = np.where(blocks, held[round_, seat, run] + 1, 0)
            longer, text = np.unique(text * (len(names) + 1) + added, return_inverse=True)
            texts = [joined(texts, names, *divmod(code, len(names) + 1)) for code in longer]
    known = tuple(sorted({"", *texts}))
    codes = np.full(bits.size, known.index(""))
    codes[rows] = np.array([known.index(each) for each in texts])[text]
    return words(codes, known, voted)


def joined(texts: list[str], names: tuple[str, ...], text: int, added: int) -> str:
    """A text of member codes with one more at its end, or with none where that is 0."""
    more = [names[added - 1]] if added else []
    return "|".join([texts[text], *more] if texts[text] else more)


def contribution_table(history: History) -> pa.Table:
    """One row an answer; history by history, rounds in order."""
    done = np.ascontiguousarray((history["action"] > 0).T)
    run, number = np.nonzero(done)
    many = pa.list_(pa.float32(), history.effort.shape[1])

    def lists(values: Any) -> pa.Array:
        return pa.FixedSizeListArray.from_arrays(
            pa.array(values[number, :, run].ravel(), pa.float32()), type=many
        )

    return pa.table(
        {
            "run": pa.array(run + history.runs.start, pa.int64()),
            "round": pa.array(number, pa.int32()),
            "effort": lists(history.effort).cast(MANY),
            "forces": lists(history.forces).cast(MANY),
            "money": lists(history.money).cast(MANY),
            "stakes": lists(history.stakes).cast(MANY),
        },
        schema=schema_of("contributions"),
    )


def seat_table(history: History) -> pa.Table:
    """Who holds each seat, a row a history and year; one row, of run 0, where nobody is elected."""
    occupants = history.occupants
    if history.scenario.world.pool is None:
        runs, years = np.array([0] if history.runs.start == 0 else [], dtype=np.int64), range(1)
        held = occupants[[0]][:, :, : runs.size]
    else:
        runs, years = np.array(history.runs), range(0, occupants.shape[0], ROUNDS_A_YEAR)
        held = occupants[::ROUNDS_A_YEAR]
    flat = held.transpose(2, 0, 1).astype(np.int16).ravel()
    many = pa.list_(pa.int16(), occupants.shape[1])
    return pa.table(
        {
            "run": pa.array(np.repeat(runs, len(years)), pa.int64()),
            "round": pa.array(np.tile(np.array(years), len(runs)), pa.int32()),
            "states": pa.FixedSizeListArray.from_arrays(pa.array(flat), type=many).cast(STATES),
        },
        schema=schema_of("seats"),
    )


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
