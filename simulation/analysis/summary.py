"""The headline statistics of a batch, as plain data."""

from __future__ import annotations

from typing import Any

from simulation.analysis.measures import MEASURES, OF_VETOES
from simulation.analysis.rates import rate_from
from simulation.analysis.ratios import ANSWERS, Ratio, ratio_from
from simulation.analysis.rounds import COLUMNS, read
from simulation.analysis.totals import Totals
from simulation.experiments.results import Results
from simulation.scenario.seating import number_of_seats

OUTCOMES = ("adopted_in_full", "adopted_diluted", "vetoed", "fell_short", "withheld")
"""Ends of the rounds in which the Council considered a draft; they add up to one."""

TABLED = OUTCOMES[:4]

WHO = ("clients", "others", "both")
"""Whose crises: clients of a permanent member, others, all."""


def by_rule(results: Results) -> frozenset[str]:
    """The shares that the rules alone decide, so that simulation error has no part in them.

    Those of vetoes where none can be: nobody holds one, or a draft that has its quota has
    not enough seats left to block it. Every end where predefined rules impose one.
    """
    rules = results.manifest.experiment["described"]["rules"]
    seats = len(results.members)
    blocking = number_of_seats(rules["quota"], seats) + rules["vetoes_to_block"]
    if rules["automatic"]:
        return frozenset((*OF_VETOES, *OUTCOMES))
    return frozenset(OF_VETOES if rules["vetoes"] in ("none", []) or blocking > seats else ())


def summarise(results: Results) -> dict[str, Any]:
    """Rates with 95 % intervals over histories (simulation error only), as plain data.

    ``histories`` are those that are there, of as many as are ``planned``.
    ``outcomes`` are shares of the rounds in which a draft was considered;
    ``vetoes`` of drafts tabled (visible) and of rounds considered (hidden);
    ``paralysis`` of grave episodes that closed, clients of a permanent member
    and others apart; ``settled_of_closed`` of the crises that closed;
    ``deterred`` of the rounds in which no crisis stood;
    ``action`` of the rounds in which one does. ``burden`` holds easy-riding
    1 - ΣE*/ΣE° and provision per severity ΣE/Σs, and the share of the named
    contributors' chances to give to an answer at which they gave nothing.
    ``security_gap`` is 1 - p_win over the rounds of grave episodes; ``legitimacy``
    the mean over histories at their end.

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

    def share(name: str) -> dict[str, Any]:
        found = rate_from(totals[name])
        return (found.without_interval() if name in certain else found).plain()

    def of(name: str) -> Ratio:
        return ratio_from(totals[name])

    return {
        "scenario": experiment["scenario"],
        "rules": experiment["rules"],
        "seed": experiment["seed"],
        "histories": results.runs.count_rows(),
        "planned": results.planned,
        "rounds": experiment["rounds"],
        "intervals": "95 %, over histories; simulation error only",
        "outcomes": {name: share(name) for name in OUTCOMES},
        "vetoes": {
            "visible_of_tabled": share("vetoed_of_tabled"),
            "visible_of_considered": share("vetoed"),
            "hidden_of_considered": share("hidden"),
            "large_hidden_of_considered": share("hidden_large"),
            "withheld_of_considered": share("hidden_withheld"),
            "mean_size_of_hidden": of("size_of_hidden").value,
        },
        "paralysis": {
            "grave_from_severity": parameters["grave"],
            "adequate_from_strength": parameters["adequate"],
            **{
                who: {"all": share(f"paralysis_{who}"), "not_mediated": share(f"unsettled_{who}")}
                for who in WHO
            },
        },
        "strength": {"wanted": of("wanted").value, "tabled": of("tabled").value},
        "settled_of_closed": share("settled"),
        "deterred_of_free": share("deterred"),
        "action": {action: share(f"action_{action}") for action in ANSWERS}
        | {"none": share("unanswered")},
        "burden": {
            "easy_riding": of("easy_riding").plain(),
            "easy_riding_on_clients": of("easy_riding_clients").plain(),
            "easy_riding_on_others": of("easy_riding_others").plain(),
            "provision_per_severity": of("provision").plain(),
            "giving_nothing": share("giving_nothing"),
        },
        "security_gap": of("security_gap").plain(),
        "legitimacy_at_the_end": of("legitimacy").plain(),
    }


def totals_of(results: Results) -> dict[str, Totals]:
    """The totals of every measure, block by block: what is kept does not grow with histories."""
    found: dict[str, Totals] = {}
    for block in results.frames(COLUMNS):
        rounds = read(block, results.manifest)
        for name, measure in MEASURES.items():
            here = measure.totals(rounds)
            found[name] = found[name] + here if name in found else here
    return found
