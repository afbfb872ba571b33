"""The columns of a batch's dataset, folder by folder: Arrow type and meaning.

docs/data.md is generated from these tables.
"""

from __future__ import annotations

import pyarrow as pa

from simulation.measures.table import MEASURES
from simulation.stages.bypass import Action
from simulation.stages.decision import Cause, End

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
