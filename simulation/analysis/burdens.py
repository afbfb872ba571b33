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

from simulation.analysis.members import contributors_of, permanent_members, sizes
from simulation.analysis.outcomes import CHALLENGERS, WINDOWS, framed
from simulation.engine.history import Column
from simulation.experiments.reading import read
from simulation.experiments.record import burdens_on_record
from simulation.experiments.results import Results
from simulation.measures.rates import rate_from
from simulation.measures.ratios import (
    ANSWERS,
    RATIO,
    Ratio,
    bounded,
    ratio,
    ratio_from,
    with_interval,
)
from simulation.measures.table import MEASURES
from simulation.measures.totals import Totals
from simulation.scenario.values import REST
from simulation.stages import burden
from simulation.stages.numerics import sum_seats

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
    rounds = results.to_pandas(["run", "severity", "client", "action", "provision", "optimal"])

    def measured(name: str, here: pd.DataFrame) -> Ratio:
        return ratio(*MEASURES[name].sums(read(here, results.manifest)))

    rows = []
    for scope in SCOPES:
        here = rounds[of_scope(rounds, scope)]
        done = here[here["optimal"] > 0]
        means = {
            "provision": float(done["provision"].mean()) if len(done) else math.nan,
            "optimal": float(done["optimal"].mean()) if len(done) else math.nan,
            "answers": len(done),
        }
        found = {"easy_riding": measured("easy_riding", here)}
        if scope not in ANSWERS:
            found["per_severity"] = measured("provision", here)
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
                | ratio(*MEASURES["easy_riding"].sums(read(here, results.manifest))).plain()
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
    which it gives nothing) with free_low and free_high. The rest of the
    membership together comes last. Kendall's and Spearman's correlations of size with
    burden are attributes. None where the batch was stored without contributions.
    """
    if "contributions" not in results.levels:
        return None
    known, permanent = sizes(results.manifest), permanent_members(results.manifest)
    borne = borne_by(results)
    rows: list[dict[str, Any]] = []
    for name in sorted(borne, key=lambda n: (n == REST, -known.get(n, 0.0), n)):
        shared, ridden = borne[name]
        bears = bounded(ratio_from(shared.only(OWN, GIVEN)))
        beyond, ride = beyond_benefit(shared), rate_from(ridden)
        rows.append(
            {
                "member": name,
                "permanent": name in permanent,
                "size": known.get(name, math.nan),
                "burden": bears.value,
                "low": bears.low,
                "high": bears.high,
                "benefit": ratio_from(shared.only(STAKE, GAINED)).value,
                "relative": beyond.value,
                "relative_low": beyond.low,
                "relative_high": beyond.high,
                "histories": ride.histories,
                "answers": ride.total,
                "free": ride.value,
                "free_low": ride.low,
                "free_high": ride.high,
                "mean_effort": float(shared.sums[OWN] / ride.total),
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
    frame.attrs["kept"] = burdens_on_record(results.manifest)
    return frame


BURDEN_COLUMNS = (
    "member", "permanent", "size", "burden", "low", "high", "benefit", "relative",
    "relative_low", "relative_high", "histories", "answers", "free", "free_low", "free_high",
    "mean_effort",
)  # fmt: skip
"""Columns of :func:`burden_shares`."""


OWN, GIVEN, STAKE, GAINED = range(4)
"""Columns of what a state shared in, by history, over the answers to which it could contribute:
its own gifts and everybody's, its own gains and everybody's."""


def borne_by(results: Results) -> dict[str, tuple[Totals, Totals]]:
    """The totals of what each state shared in, and of how often it gave nothing, of how often.

    Block by block: what is kept does not grow with histories.
    """
    found: dict[str, tuple[Totals, Totals]] = {}
    for answers, effort, stakes in results.contributions_by_block():
        given, gained = sum_seats(effort.T), sum_seats(stakes.T)
        runs = answers["run"].to_numpy()
        holder, names = pd.factorize(contributors_of(results, answers).ravel())
        by_holder = np.argsort(holder, kind="stable")
        ends = np.cumsum(np.bincount(holder))
        for name, places in zip(names, np.split(by_holder, ends[:-1]), strict=True):
            at = places // effort.shape[1]
            own, stake = effort.ravel()[places], stakes.ravel()[places]
            shared = totals_by(runs[at], own, given[at], stake, gained[at])
            ridden = totals_by(runs[at], own <= 0.0, np.ones(at.size))
            if name in found:
                shared, ridden = found[name][0] + shared, found[name][1] + ridden
            found[name] = shared, ridden
    return found


def totals_by(runs: Column, *columns: Column) -> Totals:
    """The totals of columns (row,) once they are summed by history."""
    _, history = np.unique(runs, return_inverse=True)
    return Totals.of(*(np.bincount(history, weights=column) for column in columns))


def beyond_benefit(shared: Totals) -> Ratio:
    """Burden share less benefit share, from columns ``OWN`` to ``GAINED``.

    Linearised as a ratio is: the two shares are of the same answers, so their
    errors are not independent.
    """
    own, given, stake, gained = shared.sums
    histories = shared.above[GAINED]
    if not given or not gained:
        return Ratio(None, None, None, histories)
    squares = shared.squares(1 / given, -own / given**2, -1 / gained, stake / gained**2)
    return with_interval(float(own / given - stake / gained), squares, histories)
