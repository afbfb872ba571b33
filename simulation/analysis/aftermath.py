"""What was done about crises, what came of it and what was learnt: tables for figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.burdens import windows
from simulation.analysis.outcomes import CHALLENGERS, framed
from simulation.experiments.reading import as_numbers
from simulation.experiments.record import action_on_record
from simulation.experiments.results import Results
from simulation.measures.failures import FAILURES, failures
from simulation.measures.rates import RATE, rate_of
from simulation.measures.ratios import (
    ANSWERS,
    RATIO,
    Ratio,
    bounded,
    ratio,
    ratio_of,
    with_interval,
)

RESPONSES = ("deterred", "mediated", *ANSWERS, "unanswered")
"""What becomes of a challenge in a round; disjoint, and exhaustive where there is one."""

BELIEFS = ("response_clients", "response_others", "success_clients", "success_others")
CARRIED = ("legitimacy", "r2p", "support", *BELIEFS)
"""What is carried from round to round and shown over time."""

QUANTILES = (0.1, 0.9)
"""Between these lie the histories of the wide band."""

SEVERITY_BINS = 20
"""Of severity, from 0 to 1, within which acting on clients and on others is compared."""


def responses(rounds: pd.DataFrame) -> pd.Series:
    """What became of each challenge, one of ``RESPONSES``; empty where there was none."""
    standing = rounds["episode"] > 0
    end, action = rounds["end"].astype(str), rounds["action"].astype(str)
    acted = standing & (action != "none")
    found = np.select(
        [end == "deterred", standing & (end == "mediated") & ~acted, acted, standing],
        ["deterred", "mediated", action, "unanswered"],
        "",
    )
    return pd.Series(found, rounds.index)


def answers_over_time(results: Results) -> pd.DataFrame:
    """Shares of the rounds with a challenge, standing or deterred, by window and response.

    Columns first, last (rounds counted from 1, both included), response and
    those of a rate.
    """
    rounds = results.to_pandas(["run", "round", "episode", "end", "action"])
    rounds["response"] = responses(rounds)
    rows = []
    for first, last in windows(results):
        window = rounds[rounds["round"].between(first - 1, last - 1)]
        challenged = window["response"] != ""
        for response in RESPONSES:
            share = rate_of(window, window["response"] == response, challenged).plain()
            rows.append({"first": first, "last": last, "response": response} | share)
    table = framed(results, rows, ("first", "last", "response", *RATE))
    table.attrs["kept"] = action_on_record(results.manifest)
    return table


def why_unsettled(rounds: pd.DataFrame) -> pd.Series:
    """Why each episode that closes unsettled did, one of ``FAILURES``; empty elsewhere."""
    reasons = failures(as_numbers(rounds))
    why = np.select(list(reasons.values()), list(reasons), "")
    return pd.Series(np.where(rounds["closed"] & ~rounds["settled"], why, ""), rounds.index)


def failed_episodes(results: Results) -> pd.DataFrame:
    """Why episodes closed unsettled, as shares of all that closed so; clients and others apart.

    Columns challenger, reason (of ``FAILURES``) and those of a rate. The
    attribute ``would_have_won`` is the expected share of lost answers with some
    provision that the provision best for all would have won under the same
    draw: (p° - p)/(1 - p), where the odds p°/(1 - p°) are those of p_win times
    (E°/E)^m.
    """
    rounds = results.to_pandas(
        ["run", "closed", "settled", "client", "end", "action", "provision", "optimal", "p_win"]
    )
    why = why_unsettled(rounds)
    rows = [
        {"challenger": challenger, "reason": reason}
        | rate_of(rounds, why == reason, (why != "") & (rounds["client"] == client)).plain()
        for challenger, client in zip(CHALLENGERS, (True, False), strict=True)
        for reason in FAILURES
    ]
    table = framed(results, rows, ("challenger", "reason", *RATE))
    lost = rounds[why.isin(["too_little", "lost"]) & (rounds["provision"] > 0)]
    exponent = results.manifest.experiment["described"]["parameters"]["decisiveness"]
    p = lost["p_win"].to_numpy(dtype=float)
    odds = p / (1.0 - p) * (lost["optimal"] / lost["provision"]).to_numpy(dtype=float) ** exponent
    would = (odds / (1.0 + odds) - p) / (1.0 - p)
    table.attrs["would_have_won"] = ratio_of(
        lost, pd.Series(would, lost.index), pd.Series(1.0, lost.index)
    )
    table.attrs["episodes"] = int(rounds["closed"].sum())
    return table


def impartiality(results: Results) -> pd.DataFrame:
    """P(act) on clients and on others at equal severity, and the difference.

    Columns act (anybody, council), what (client, other, difference), those of a
    ratio and rounds. Rounds in which a crisis stands are sorted into bins of
    severity; each class's share is averaged over the bins in which both occur,
    weighted by all their rounds. ``difference`` is impartiality P(act | other) -
    P(act | client), 0 for a Council that treats all alike. Empty where no bin
    holds both.
    """
    rounds = results.to_pandas(["run", "episode", "client", "severity", "action"])
    standing = rounds[rounds["episode"] > 0]
    _, history = np.unique(standing["run"].to_numpy(), return_inverse=True)
    bins = np.minimum(np.floor(standing["severity"] * SEVERITY_BINS), SEVERITY_BINS - 1)
    action = standing["action"].astype(str)
    acts = {"anybody": action != "none", "council": action == "council"}
    rows: list[dict[str, Any]] = []
    for act, done in acts.items():
        rows += standardised(
            act, history, bins.to_numpy(), standing["client"].to_numpy(), done.to_numpy()
        )
    return framed(results, rows, ("act", "what", *RATIO, "rounds"))


def standardised(
    act: str,
    history: np.ndarray[Any, Any],
    bins: np.ndarray[Any, Any],
    client: np.ndarray[Any, Any],
    done: np.ndarray[Any, Any],
) -> list[dict[str, Any]]:
    """The rows of one kind of act; intervals linearised over histories, weights as they are."""
    number, size = int(history.max(initial=-1)) + 1, int(bins.max(initial=-1)) + 1
    both = [b for b in range(size) if {True, False} <= set(client[bins == b].tolist())]
    if not both:
        return []
    counted = np.isin(bins, both)
    error = {True: np.zeros(number), False: np.zeros(number)}
    share = {True: 0.0, False: 0.0}
    for b in both:
        weight = np.count_nonzero(bins == b) / np.count_nonzero(counted)
        for side in (True, False):
            here = (bins == b) & (client == side)
            p = float(done[here].mean())
            share[side] += weight * p
            error[side] += (
                weight
                * np.bincount(history[here], weights=done[here] - p, minlength=number)
                / np.count_nonzero(here)
            )
    found = {
        "client": (share[True], error[True]),
        "other": (share[False], error[False]),
        "difference": (share[False] - share[True], error[False] - error[True]),
    }
    present = np.unique(history[counted]).size
    rows = []
    for what, (value, errors) in found.items():
        least = -1.0 if what == "difference" else 0.0
        sides = {"client": (True,), "other": (False,)}.get(what, (True, False))
        rows.append(
            {"act": act, "what": what}
            | bounded(spread_of(value, errors, present), least).plain()
            | {"rounds": int(np.count_nonzero(counted & np.isin(client, sides)))}
        )
    return rows


def spread_of(value: float, errors: np.ndarray[Any, Any], histories: int) -> Ratio:
    """A share or difference with its interval; none where no history departs from it."""
    if not errors.any():
        return Ratio(value, None, None, histories)
    return with_interval(value, float(np.sum(errors**2)), histories)


def carried_over_time(results: Results) -> pd.DataFrame:
    """Legitimacy, trust, support and beliefs after each round, over histories.

    Columns quantity (of ``CARRIED``), round (from 1), those of a ratio (the mean
    and its interval), lower and upper (quantiles of the histories). Round 0 is
    the start, for what has a prior.
    """
    rounds = results.to_pandas(["run", "round", *CARRIED])
    priors = start_of(results)
    rows: list[dict[str, Any]] = []
    by_round = rounds.groupby("round")
    for quantity in CARRIED:
        if quantity in priors:
            start, histories = priors[quantity], results.runs.count_rows()
            rows.append(
                {"quantity": quantity, "round": 0, "value": start, "low": None, "high": None}
                | {"histories": histories, "lower": start, "upper": start}
            )
        for number, values in by_round[quantity]:
            lower, upper = values.quantile(QUANTILES[0]), values.quantile(QUANTILES[1])
            rows.append(
                {"quantity": quantity, "round": int(str(number)) + 1}
                | ratio(values.to_numpy(), np.ones(len(values))).plain()
                | {"lower": float(lower), "upper": float(upper)}
            )
    return framed(results, rows, ("quantity", "round", *RATIO, "lower", "upper"))


def start_of(results: Results) -> dict[str, float]:
    """What beliefs, legitimacy and trust are before the first round."""
    p = results.manifest.experiment["described"]["parameters"]
    return {
        "legitimacy": p["legitimacy_prior"],
        "r2p": p["r2p_trust"],
        "response_clients": p["belief_response"],
        "response_others": p["belief_response"],
        "success_clients": p["belief_success"],
        "success_others": p["belief_success"],
    }
