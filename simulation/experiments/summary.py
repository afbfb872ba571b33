"""The headline statistics of a batch, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.experiments.columns import of
from simulation.experiments.record import replays, script_of
from simulation.measures.names import OF_VETOES
from simulation.measures.rates import rate_from
from simulation.measures.ratios import ratio_from
from simulation.measures.table import MEASURES
from simulation.measures.totals import Totals
from simulation.scenario.sitting import number_of_seats
from simulation.stages.adoption import ADOPTED, CONSIDERED, END_NAMES

if TYPE_CHECKING:
    from simulation.experiments.results import Results

OUTCOMES = tuple(END_NAMES[end] for end in CONSIDERED)
"""Ends of the rounds in which the Council considered a draft; they add up to one."""

REPLAYED_OUTCOMES = {
    "adopted": tuple(END_NAMES[end] for end in ADOPTED),
    **{name: (name,) for name in ("vetoed", "fell_short", "withheld")},
}
"""Ends where a script decides what is tabled: nothing is diluted against anybody's wish."""


def ends_of(results: Results) -> dict[str, tuple[str, ...]]:
    """The ends that can be, each with the ends of the dataset that make it up.

    Where a script decides what is tabled, ``withheld`` is among them only if it withholds.
    """
    if not replays(results.manifest):
        return {end: (end,) for end in OUTCOMES}
    withheld = any(draft.withheld for draft in script_of(results.manifest))
    return {end: ends for end, ends in REPLAYED_OUTCOMES.items() if end != "withheld" or withheld}


def by_rule(results: Results) -> frozenset[str]:
    """The shares that the rules or a script decide: simulation error has no part in them.

    Those of vetoes where none can be: nobody holds one, or a draft that has its quota has
    not enough seats left to block it. Every end where predefined rules impose one.
    """
    rules = results.manifest.experiment["described"]["rules"]
    seats = len(results.members)
    blocking = number_of_seats(rules["quota"], seats) + rules["vetoes_to_block"]
    if rules["automatic"]:
        return frozenset((*OF_VETOES, *OUTCOMES, "adopted"))
    scripted = ("withheld",) if replays(results.manifest) else ()
    unvetoed = OF_VETOES if rules["vetoes"] in ("none", []) or blocking > seats else ()
    return frozenset((*scripted, *unvetoed))


def summarise(results: Results) -> dict[str, Any]:
    """Rates with 95 % intervals over histories (simulation error only), as plain data.

    ``measures`` has each measure of :data:`simulation.measures.table.MEASURES` by its name:
    a share as value, low, high, count, total and histories, another ratio without count and
    total. ``histories`` are those that are there, of as many as are ``planned``. ``grave``,
    ``adequate`` and ``large`` are the parameters by which crises, mandates and hidden vetoes
    are counted as such; ``scripted`` says whether a script decides what is tabled.

    Raises
    ------
    InputError
        If the batch has several settings, which have no rates in common, or none of its
        histories is finished.
    """
    results.check_one_setting()
    results.check_played()
    experiment = results.manifest.experiment
    parameters = experiment["described"]["parameters"]
    totals = totals_of(results)
    certain = by_rule(results)
    return {
        "scenario": experiment["scenario"],
        "rules": experiment["rules"],
        "seed": experiment["seed"],
        "histories": results.runs.count_rows(),
        "planned": results.planned,
        "rounds": experiment["rounds"],
        "intervals": "95 %, over histories; simulation error only",
        "grave": parameters["grave"],
        "adequate": parameters["adequate"],
        "large": parameters["large"],
        "scripted": replays(results.manifest),
        "measures": {
            name: estimated(name, total, by_rule=name in certain) for name, total in totals.items()
        },
    }


def estimated(name: str, total: Totals, *, by_rule: bool) -> dict[str, Any]:
    """A measure with its interval, which it has not where the rules leave no other value."""
    if not MEASURES[name].share:
        return ratio_from(total).plain()
    found = rate_from(total)
    return (found.without_interval() if by_rule else found).plain()


def totals_of(results: Results) -> dict[str, Totals]:
    """The totals of every measure, block by block: what is kept does not grow with histories."""
    found: dict[str, Totals] = {}
    for table in results.blocks("measures"):
        for name in MEASURES:
            part, whole = (table.column(column).to_numpy() for column in (name, of(name)))
            here = Totals.of(part, whole)
            found[name] = found[name] + here if name in found else here
    return found
