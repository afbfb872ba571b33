"""The drafts of a script one by one: what became of them in the histories, beside the record."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from simulation.analysis.outcomes import framed, rate_in
from simulation.analysis.surprise import bits
from simulation.experiments.record import redrafted, script_of
from simulation.experiments.results import Results
from simulation.experiments.summary import REPLAYED_OUTCOMES
from simulation.measures.rates import RATE, rate_of
from simulation.measures.ratios import Ratio, ratio_of

OUTCOMES = tuple(REPLAYED_OUTCOMES)
"""What becomes of a draft: adopted, vetoed, fell short, withheld."""


def drafts(results: Results) -> pd.DataFrame | None:
    """What became of each draft of a script in the histories, and on record.

    Columns number, label, title, recorded (in words), outcome (on record, None where there
    is none), adopted, vetoed, fell_short, withheld (shares of the histories), yes (mean of
    affirmative votes, NaN where no vote was held), decided (the script withholds the draft,
    so that no history decides), those of a rate, the share of the histories that end as on
    record, and bits, the surprise -log2 of it. None where the scenario has no script.
    """
    script = script_of(results.manifest)
    if not script:
        return None
    rounds = results.to_pandas(["run", "round", "end", "yes"])
    again, rows = redrafted(results.manifest), []
    for draft in script:
        here = rounds[rounds["round"] == draft.number]
        every = pd.Series(True, here.index)
        shares = {
            name: rate_of(here, here["end"].isin(made_of), every)
            for name, made_of in REPLAYED_OUTCOMES.items()
        }
        decided = draft.withheld is not None and not again
        as_recorded = shares.get(draft.outcome or "")
        found: dict[str, Any] = dict.fromkeys(RATE, math.nan) | {
            "count": 0, "total": 0, "histories": here["run"].nunique(),
        }  # fmt: skip
        if as_recorded is not None and not decided:
            found = as_recorded.plain()
        rows.append(
            {
                "number": draft.number,
                "label": draft.label,
                "title": draft.title,
                "recorded": draft.recorded,
                "outcome": draft.outcome,
                **{name: float(share.value or 0.0) for name, share in shares.items()},
                "yes": float(here["yes"].mean()),
                "decided": decided,
            }
            | found
            | {"bits": math.nan if found["total"] == 0 else bits(found["value"])}
        )
    columns = (
        "number", "label", "title", "recorded", "outcome", *OUTCOMES, "yes", "decided", *RATE,
        "bits",
    )  # fmt: skip
    return framed(results, rows, columns)


def strengths(results: Results) -> pd.DataFrame | None:
    """The strength of each draft in the script, and what the model's penholder makes of it.

    Columns number, label, script (the strength the script gives), decided (the script
    withholds the draft), would_withhold (share of the histories in which the penholder
    would table nothing), and means over histories with their intervals: wanted, and
    proposed where it would table something (value, low and high of each, NaN where none).
    None where the scenario has no script.
    """
    script = script_of(results.manifest)
    if not script:
        return None
    rounds = results.to_pandas(["run", "round", "penholder", "wanted", "proposed"])
    rows = []
    for draft in script:
        here = rounds[(rounds["round"] == draft.number) & rounds["penholder"].notna()]
        rows.append(
            {
                "number": draft.number,
                "label": draft.label,
                "script": draft.strength,
                "decided": draft.withheld is not None and not redrafted(results.manifest),
                "would_withhold": float(here["proposed"].isna().mean()) if len(here) else math.nan,
                "histories": here["run"].nunique(),
            }
            | mean_of(here, "wanted")
            | mean_of(here[here["proposed"].notna()], "proposed")
        )
    columns = (
        "number", "label", "script", "decided", "would_withhold", "histories",
        *(f"{name}{end}" for name in ("wanted", "proposed") for end in ("", "_low", "_high")),
    )  # fmt: skip
    frame = framed(results, rows, columns)
    floats = [name for name in columns if name.startswith(("wanted", "proposed"))]
    return frame.astype(dict.fromkeys(floats, "float64"))


def mean_of(rounds: pd.DataFrame, column: str) -> dict[str, float | None]:
    """The mean of a column over rounds, with its interval over histories."""
    one = pd.Series(1.0, rounds.index)
    found = ratio_of(rounds, rounds[column], one) if len(rounds) else Ratio(None, None, None, 0)
    return {column: found.value, f"{column}_low": found.low, f"{column}_high": found.high}


def bits_words(row: Any) -> str:
    """The surprise of the record in bits; only a lower bound where no history ends so."""
    if math.isnan(row.bits):
        return "–"
    if math.isinf(row.bits):
        return f">{math.log2(row.histories):.1f}" if row.histories > 1 else "–"
    return f"{row.bits:.1f}"


def so_words(row: Any) -> str:
    """The share of the histories that end as on record, in words."""
    if row.decided:
        return "by the script"
    return "–" if math.isnan(row.value) else str(rate_in(row))
