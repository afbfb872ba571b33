"""The dataset of a batch: its columns, and how histories become Arrow tables.

docs/data.md is generated from the tables of columns below.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from simulation.engine.aftermath import ROUNDS_A_YEAR
from simulation.engine.history import NO_SEAT, NO_VOTE, VOTED, History
from simulation.measures.rounds import played
from simulation.measures.table import MEASURES
from simulation.scenario.scenario import KIND_NAMES
from simulation.scenario.schema import REGIONS
from simulation.stages.bypass import Action
from simulation.stages.decision import Cause, End
from simulation.stages.numerics import Ballots

END_NAMES = tuple(end.name.lower() for end in End)
ACTION_NAMES = tuple(action.name.lower() for action in Action)
CAUSE_NAMES = tuple("" if c is Cause.NONE else c.name.lower() for c in Cause)

WORDS = pa.dictionary(pa.int16(), pa.string())

ROUND_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "seed": (pa.int64(), "seed of the batch"),
    "run": (pa.int64(), "number of the history; seed and run together give it again"),
    "round": (pa.int32(), "round of the history, from 0"),
    "episode": (pa.int32(), "crisis of the history, from 1; 0 where none stands"),
    "onset": (pa.bool_(), "the crisis broke out in this round"),
    "closed": (pa.bool_(), "the crisis closed with this round, settled or not"),
    "settled": (pa.bool_(), "it closed because it was mediated or an answer succeeded"),
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
    "action": (WORDS, "on whose decision something was done: " + ", ".join(ACTION_NAMES)),
    "leader": (WORDS, "the member that led a coalition, null for none"),
    "organisation": (WORDS, "the organisation that acted or carried out a mandate, null for none"),
    "lawful": (pa.bool_(), "something was done, and lawfully"),
    "strength": (pa.float64(), "strength of what was done, null where nothing was"),
    "provision": (pa.float64(), "E, the sum of efforts"),
    "optimal": (pa.float64(), "E best for all together, from the same means"),
    "contributors": (pa.int16(), "named contributors that give something"),
    "free_riders": (pa.int16(), "named contributors that give nothing and benefit"),
    "resistance": (pa.float64(), "R, the challenger's resistance"),
    "p_win": (pa.float64(), "chance that the answer succeeds, null where there is none"),
    "won": (pa.bool_(), "military outcome: it succeeded"),
    "political": (pa.bool_(), "political outcome: the crisis settled, mediated or lawfully"),
    "harm": (pa.float64(), "humanitarian outcome: severity of a crisis left unsettled"),
    "exceeded": (pa.bool_(), "a mandate against an atrocity was exceeded"),
    "legitimacy": (pa.float64(), "legitimacy of the Council after the round"),
    "response_clients": (pa.float64(), "belief after the round that clients are answered"),
    "response_others": (pa.float64(), "belief that others are"),
    "success_clients": (pa.float64(), "belief that answers to clients succeed"),
    "success_others": (pa.float64(), "belief that answers to others do"),
    "r2p": (pa.float64(), "trust in the responsibility to protect after the round"),
    "casualties": (pa.float64(), "casualties still felt after the round, all contributors"),
    "support": (pa.float64(), "mean public support for contributing"),
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

MANY = pa.list_(pa.float32())

CONTRIBUTION_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "run": (pa.int64(), "number of the history"),
    "round": (pa.int32(), "round of the history"),
    "effort": (MANY, "what each contributor bears, in the order of the manifest's contributors"),
    "stakes": (MANY, "what each has at stake, in the same order"),
}
"""Columns of contributions/: one row a round in which something was done."""

STATES = pa.list_(pa.int16())

SEAT_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "run": (pa.int64(), "number of the history"),
    "round": (pa.int32(), "round from which they sit"),
    "states": (STATES, "who holds each seat, as numbers of the manifest's states"),
}
"""Columns of seats/: who sits, one row a history and year."""

RUN_COLUMNS: dict[str, tuple[pa.DataType, str]] = {
    "seed": (pa.int64(), "seed of the batch"),
    "run": (pa.int64(), "number of the history"),
    "episodes": (pa.int32(), "crises that broke out"),
    "drafts_tabled": (pa.int32(), "drafts put to the vote"),
    "hidden_vetoes": (pa.int32(), "rounds with a hidden veto"),
    **{end: (pa.int32(), f"rounds that ended {end.replace('_', ' ')}") for end in END_NAMES},
}
"""Columns of runs/: one row a history."""


def measure_columns() -> dict[str, tuple[pa.DataType, str]]:
    """The run, then two columns a measure: its part, and the whole that it is a part of."""
    found: dict[str, tuple[pa.DataType, str]] = {"run": (pa.int64(), "number of the history")}
    for name, measure in MEASURES.items():
        kind = pa.int32() if measure.share else pa.float64()
        words = measure.words.replace("|", "/")
        found[name] = (kind, f"{words}: the part")
        found[of(name)] = (kind, f"and the whole of `{name}`")
    return found


def of(measure: str) -> str:
    """The column that holds the whole of a measure."""
    return f"{measure}_of"


MEASURE_COLUMNS = measure_columns()
"""Columns of measures/: one row a history; Σ part by Σ whole is the measure."""

LEVELS = {
    "runs": RUN_COLUMNS,
    "measures": MEASURE_COLUMNS,
    "rounds": ROUND_COLUMNS,
    "ballots": BALLOT_COLUMNS,
    "contributions": CONTRIBUTION_COLUMNS,
    "seats": SEAT_COLUMNS,
}
"""The folders of a dataset and their columns."""

DETAILS = {
    "runs": ("runs", "measures"),
    "rounds": ("runs", "measures", "rounds"),
    "ballots": tuple(LEVELS),
}
"""The folders stored at each detail."""


POINT = ("point", pa.int32(), "setting of the design that was played, from 0; see points/")
"""The first column of every folder: its name, Arrow type and meaning."""


def schema_of(level: str) -> pa.Schema:
    """The Arrow schema of what histories themselves say, the point left out."""
    return pa.schema([(name, kind) for name, (kind, _) in LEVELS[level].items()])


def stored_schema(level: str) -> pa.Schema:
    """The Arrow schema of one folder."""
    return schema_of(level).insert(0, pa.field(*POINT[:2]))


def repeating(level: str) -> list[str]:
    """The columns of one folder whose values come again and again: all but real numbers.

    Parquet keeps a dictionary of these. One of real numbers, which hardly repeat, takes
    as long as all the rest and makes files larger.
    """
    return [
        field.name
        for field in stored_schema(level)
        if not pa.types.is_floating(field.type) and field.type != MANY
    ]


def tables(history: History, detail: str, *, point: int = 0) -> dict[str, pa.Table]:
    """The tables of these histories of one point, down to the detail asked for."""
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
    name, kind, _ = POINT
    return table.add_column(0, name, pa.repeat(pa.scalar(point, kind), table.num_rows))


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
            case "action":
                data[name] = words(flat[name], ACTION_NAMES)
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


def crises(history: History, kinds: Any) -> pa.DictionaryArray:
    """Types of crises, or their names where a script has them."""
    script = history.scenario.script
    if not script:
        return words(kinds, KIND_NAMES, kinds >= 0)
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
