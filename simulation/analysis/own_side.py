"""What states bear of answers to crises of their own side: a known fault of the model, said.

A state contributes by what it has at stake and what it has to give, whoever a crisis is aimed at.
So the target of a crisis, its patron and permanent members that are parties to it pay for the
answer to it, which nothing on record supports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from simulation.analysis.caveat import PAGE
from simulation.analysis.members import contributors_of, permanent_members
from simulation.engine.history import Column
from simulation.experiments.record import script_of
from simulation.experiments.results import Results
from simulation.scenario.words import counted
from simulation.stages.numerics import sum_seats

TARGET, PARTY, PATRON = "target", "party", "patron"

MOST_NAMED = 6
"""So many states are named; the others are counted."""

KNOWN_TO_BE_WRONG = (
    "the model lets a crisis's target, its patron and the permanent members on its side "
    f"contribute to the answer, which is known to be wrong ({PAGE})"
)


def sides_of(target: str, parties: Collection[str], patron: str | None) -> dict[str, str]:
    """Those on a challenger's own side, by code, each with its part in the crisis.

    Parameters
    ----------
    target : str
        The code at which the crisis is aimed; empty where it is aimed at none.
    parties : collection of str
        The permanent members that are parties to it.
    patron : str or None
        The challenger's patron.

    Returns
    -------
    dict of str to str
        ``target``, ``party`` or ``patron``, the first that is so.

    Examples
    --------
    >>> sides_of("RUS", ["RUS"], "CHN")
    {'CHN': 'patron', 'RUS': 'target'}
    """
    found = {patron: PATRON} if patron else {}
    found |= dict.fromkeys(parties, PARTY)
    return found | ({target: TARGET} if target else {})


def borne_against_own_side(results: Results) -> dict[str, float]:
    """What each state gives of the answers to crises of its own side, the most first.

    Returns
    -------
    dict of str to float
        By code, its share of what all give to those answers; states that give nothing are left
        out.
    """
    found: pd.DataFrame | None = None
    for answers, effort, _ in results.contributions_by_block():
        names = contributors_of(results, answers)
        row, column = np.nonzero(on_own_side(results, answers, names))
        given = {"own": effort[row, column], "all": sum_seats(effort.T)[row]}
        sums = pd.DataFrame(given).groupby(names[row, column]).sum()
        found = sums if found is None else found.add(sums, fill_value=0.0)
    if found is None:
        return {}
    shares = (found["own"] / found["all"])[found["own"] > 0.0]
    return {str(code): float(share) for code, share in shares.sort_values()[::-1].items()}


def on_own_side(results: Results, answers: pd.DataFrame, names: Column) -> Column:
    """Who of those ``names`` (answer, contributor) is on the challenger's own side."""
    script = script_of(results.manifest)
    if not script:
        runs = answers["run"]
        here = (ds.field("run") >= int(runs.min())) & (ds.field("run") <= int(runs.max()))
        keys = ["run", "round"]
        rounds = results.level("rounds").to_table(columns=[*keys, "patron"], filter=here)
        patrons = answers.merge(rounds.to_pandas(), how="left", on=keys)["patron"]
        return np.asarray(names == patrons.to_numpy(dtype=object)[:, None])
    permanent = frozenset(permanent_members(results.manifest))
    own = np.zeros(names.shape, dtype=bool)
    for one in script:
        here = (answers["round"] == one.number).to_numpy()
        side = sides_of(one.target, permanent.intersection(one.parties), one.patron)
        own[here] = np.isin(names[here], list(side))
    return own


def own_side_words(shares: Mapping[str, str], beginning: str) -> str:
    """Who bears what of answers to its own side, and that this is known to be wrong.

    ``shares`` are in words; empty where nobody does.

    >>> own_side_words({"RUS (target)": "17 %"}, "Of this").split(":")[0]
    'Of this, RUS (target) bears 17 %'
    """
    if not shares:
        return ""
    named = [f"{who} bears {share}" for who, share in list(shares.items())[:MOST_NAMED]]
    if len(shares) > MOST_NAMED:
        named.append(f"{counted(len(shares) - MOST_NAMED, 'more state')} bear less")
    return f"{beginning}, {', '.join(named)}: {KNOWN_TO_BE_WRONG}"
