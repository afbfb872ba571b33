"""Who bears burdens and who rides on whom: tables of easy-riding, provision and shares.

Easy-riding is a ratio of sums over the rounds in question, never a mean of
ratios; its intervals are linearised over histories.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.outcomes import CHALLENGERS, WINDOWS, framed
from simulation.analysis.rates import rate_of
from simulation.analysis.ratios import (
    ANSWERS,
    RATIO,
    Ratio,
    bounded,
    easy_riding_in,
    provision_in,
    ratio,
    with_interval,
)
from simulation.analysis.seating import permanent_members, seated, sizes
from simulation.engine.history import Column
from simulation.experiments.results import Results
from simulation.scenario.scenario import REST
from simulation.stages import burden

SCOPES = ("all", *CHALLENGERS, *ANSWERS)
"""All rounds, those of one class of challengers, those answered on one's decision."""


def of_scope(rounds: pd.DataFrame, scope: str) -> pd.Series:
    """Which rounds belong to one of ``SCOPES``."""
    if scope == "all":
        return pd.Series(True, rounds.index)
    if scope in CHALLENGERS:
        return rounds["client"] == (scope == "client")
    return rounds["action"] == scope


def easy_riding(results: Results) -> pd.DataFrame:
    """Easy-riding, and provision per severity, by class of challenger and by whose decision.

    Columns measure (easy_riding; per_severity, for classes only), scope, those
    of a ratio, provision and optimal (means over answers) and answers.
    """
    rounds = results.to_pandas(
        ["run", "episode", "severity", "client", "action", "provision", "optimal"]
    )
    rows = []
    for scope in SCOPES:
        here = rounds[of_scope(rounds, scope)]
        done = here[here["optimal"] > 0]
        means = {
            "provision": float(done["provision"].mean()) if len(done) else math.nan,
            "optimal": float(done["optimal"].mean()) if len(done) else math.nan,
            "answers": len(done),
        }
        found = {"easy_riding": easy_riding_in(here)}
        if scope not in ANSWERS:
            found["per_severity"] = provision_in(here)
        rows += [
            {"measure": measure, "scope": scope} | value.plain() | means
            for measure, value in found.items()
        ]
    columns = ("measure", "scope", *RATIO, "provision", "optimal", "answers")
    return framed(results, rows, columns).sort_values("measure", kind="stable")


def riding_over_time(results: Results) -> pd.DataFrame:
    """Easy-riding by window of rounds and class of challenger.

    Columns first, last (rounds counted from 1, both included), challenger,
    those of a ratio and answers.
    """
    rounds = results.to_pandas(["run", "round", "client", "provision", "optimal"])
    rows = []
    for first, last in windows(results):
        window = rounds[rounds["round"].between(first - 1, last - 1)]
        for challenger, client in zip(CHALLENGERS, (True, False), strict=True):
            here = window[window["client"] == client]
            rows.append(
                {"first": first, "last": last, "challenger": challenger}
                | easy_riding_in(here).plain()
                | {"answers": int((here["optimal"] > 0).sum())}
            )
    return framed(results, rows, ("first", "last", "challenger", *RATIO, "answers"))


def windows(results: Results) -> Iterator[tuple[int, int]]:
    """The windows into which long histories are cut: first and last round, from 1."""
    length = results.manifest.experiment["rounds"]
    width = math.ceil(length / WINDOWS)
    for start in range(0, length, width):
        yield start + 1, min(start + width, length)


def burden_shares(results: Results) -> pd.DataFrame | None:
    """What each named state bears of the burdens, and gains, while it can contribute.

    Columns member, permanent, size (in percent of the world's; NaN where it is
    not known here), burden and benefit (shares of what all give and gain, over
    the answers in whose time the state sits or is a named contributor), low and
    high (of the burden), relative (burden share less benefit share) with
    relative_low and relative_high, answers, and free (share of those answers to
    which it gives nothing) with free_low and free_high. The pooled rest of the
    membership comes last. Kendall's and Spearman's correlations of size with
    burden are attributes. None where the batch was stored without contributions.
    """
    if "contributions" not in results.levels:
        return None
    answers, effort, stakes = results.contributions()
    known, permanent = sizes(results.manifest), permanent_members(results.manifest)
    names = contributors_of(results, answers)
    given, gained = effort.sum(axis=1, dtype=float), stakes.sum(axis=1, dtype=float)
    _, history = np.unique(answers["run"].to_numpy(), return_inverse=True)
    rows: list[dict[str, Any]] = []
    for name in sorted(set(names.ravel()), key=lambda n: (n == REST, -known.get(n, 0.0), n)):
        at, slot = np.nonzero(names == name)
        own, own_stake = effort[at, slot].astype(float), stakes[at, slot].astype(float)
        by = [np.bincount(history[at], weights=w) for w in (own, given[at], own_stake, gained[at])]
        bears, benefits = bounded(ratio(by[0], by[1])), ratio(by[2], by[3])
        nothing = pd.Series(own <= 0.0)
        ride = rate_of(pd.DataFrame({"run": history[at]}), nothing, pd.Series(True, nothing.index))
        beyond = beyond_benefit(by)
        rows.append(
            {
                "member": name,
                "permanent": name in permanent,
                "size": known.get(name, math.nan),
                "burden": bears.value,
                "low": bears.low,
                "high": bears.high,
                "benefit": benefits.value,
                "relative": beyond.value,
                "relative_low": beyond.low,
                "relative_high": beyond.high,
                "histories": ride.histories,
                "answers": ride.total,
                "free": ride.value,
                "free_low": ride.low,
                "free_high": ride.high,
                "mean_effort": float(own.mean()),
            }
        )
    frame = framed(results, rows, BURDEN_COLUMNS)
    floats = [name for name in BURDEN_COLUMNS[2:] if name not in ("histories", "answers")]
    frame = frame.astype(dict.fromkeys(floats, "float64"))
    named = frame[(frame["member"] != REST) & (frame["size"] > 0)]
    kendall, spearman = math.nan, math.nan
    if len(named) > 1:
        kendall, spearman = burden.exploitation(
            named["size"].to_numpy(), named["mean_effort"].to_numpy()
        )
    frame.attrs |= {"kendall": kendall, "spearman": spearman, "ranked": len(named)}
    return frame


BURDEN_COLUMNS = (
    "member", "permanent", "size", "burden", "low", "high", "benefit", "relative",
    "relative_low", "relative_high", "histories", "answers", "free", "free_low", "free_high",
    "mean_effort",
)  # fmt: skip
"""Columns of :func:`burden_shares`."""


def beyond_benefit(sums: list[Column]) -> Ratio:
    """Burden share less benefit share; ``sums`` by history of own and all gifts, own and all gains.

    Linearised as a ratio is: the two shares are of the same answers, so their
    errors are not independent.
    """
    own, given, stake, gained = sums
    if not given.sum() > 0 or not gained.sum() > 0:
        return Ratio(None, None, None, int((gained > 0).sum()))
    bears, benefits = own.sum() / given.sum(), stake.sum() / gained.sum()
    counted = gained > 0
    histories, value = int(counted.sum()), float(bears - benefits)
    error = (own - bears * given) / given.sum() - (stake - benefits * gained) / gained.sum()
    return with_interval(value, error[counted], histories)


def contributors_of(results: Results, answers: pd.DataFrame) -> Column:
    """The names (answer, contributor) of those who could contribute to each answer.

    A column of the dataset is a seat; who holds it changes.
    """
    first = np.array(results.manifest.contributors, dtype=object)
    names = np.tile(first, (len(answers), 1))
    holders = seated(results, answers)
    names[:, : holders.shape[1]] = holders
    return names
