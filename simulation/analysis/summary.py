"""The headline statistics of a batch, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.paralysis import paralysed_in
from simulation.analysis.rates import Sums, counts_of, rate, sums_of
from simulation.analysis.ratios import (
    ANSWERS,
    Ratio,
    gap_in,
    per_severity_in,
    provided_in,
    ratio,
)
from simulation.experiments.results import Results

OUTCOMES = ("adopted_in_full", "adopted_diluted", "vetoed", "fell_short", "withheld")
"""Ends of the rounds in which the Council considered a draft; they add up to one."""

TABLED = OUTCOMES[:4]

WHO = {"clients": True, "others": False, "both": None}
"""Whose crises: clients of a permanent member, others, all."""

COLUMNS = [
    "run", "closed", "settled", "onset_severity", "best_mandate", "client", "end", "onset",
    "hidden_veto", "penholder", "tabled", "wanted", "proposed", "round", "episode", "severity",
    "action", "provision", "optimal", "contributors", "p_win", "legitimacy",
]  # fmt: skip


def summarise(results: Results) -> dict[str, Any]:
    """Rates with 95 % intervals over histories (simulation error only), as plain data.

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
        If the batch has several settings, which have no rates in common.
    """
    results.check_one_setting()
    experiment = results.manifest.experiment
    parameters = experiment["described"]["parameters"]
    grave, adequate, large = (parameters[name] for name in ("grave", "adequate", "large"))
    named = len(results.manifest.contributors) - 1
    # Part by part, so that memory does not grow with what each round holds.
    parts = [
        sums_in(rounds, grave=grave, adequate=adequate, large=large, named=named)
        for rounds in results.frames(COLUMNS)
    ]
    sums = {
        name: tuple(np.concatenate([part[name][side] for part in parts]) for side in (0, 1))
        for name in parts[0]
    }

    def share(name: str) -> dict[str, Any]:
        return rate(*sums[name]).plain()

    def of(name: str) -> Ratio:
        return ratio(*sums[name])

    return {
        "scenario": experiment["scenario"],
        "rules": experiment["rules"],
        "seed": experiment["seed"],
        "histories": results.runs.count_rows(),
        "rounds": experiment["rounds"],
        "intervals": "95 %, over histories; simulation error only",
        "outcomes": {name: share(name) for name in OUTCOMES},
        "vetoes": {
            "visible_of_tabled": share("visible_of_tabled"),
            "visible_of_considered": share("vetoed"),
            "hidden_of_considered": share("hidden"),
            "large_hidden_of_considered": share("hidden_large"),
            "withheld_of_considered": share("hidden_withheld"),
            "mean_size_of_hidden": of("size_of_hidden").value,
        },
        "paralysis": {
            "grave_from_severity": grave,
            "adequate_from_strength": adequate,
            **{
                who: {"all": share(f"paralysis_{who}"), "not_mediated": share(f"unsettled_{who}")}
                for who in WHO
            },
        },
        "strength": {"wanted": of("wanted").value, "tabled": of("tabled").value},
        "settled_of_closed": share("settled"),
        "deterred_of_free": share("deterred"),
        "action": {action: share(f"action_{action}") for action in (*ANSWERS, "none")},
        "burden": {
            "easy_riding": of("provided").less_than_one().plain(),
            "easy_riding_on_clients": of("provided_clients").less_than_one().plain(),
            "easy_riding_on_others": of("provided_others").less_than_one().plain(),
            "provision_per_severity": of("per_severity").plain(),
            "giving_nothing": share("giving_nothing"),
        },
        "security_gap": of("gap").plain(),
        "legitimacy_at_the_end": of("legitimacy").plain(),
    }


def sums_in(
    rounds: pd.DataFrame, *, grave: float, adequate: float, large: float, named: int
) -> dict[str, Sums]:
    """The two sums by history behind every number of the summary, over these rounds."""
    end = rounds["end"]
    considered, tabled = end.isin(OUTCOMES), end.isin(TABLED)
    by_draft = rounds["penholder"].notna()
    hidden = rounds["hidden_veto"] > 0
    free = rounds["onset"] | end.isin(["quiet", "deterred"])
    answered = rounds["action"] != "none"
    last = rounds["round"] == rounds["round"].max()

    def counted(success: pd.Series, among: pd.Series) -> Sums:
        return counts_of(rounds, success, among)

    def mean_of(column: str, where: pd.Series) -> Sums:
        there = where & rounds[column].notna()
        return sums_of(rounds, rounds[column].where(there, 0.0), there)

    sums = {name: counted(end == name, considered) for name in OUTCOMES}
    sums |= {
        "visible_of_tabled": counted(end == "vetoed", tabled),
        "hidden": counted(hidden, by_draft),
        "hidden_large": counted(rounds["hidden_veto"] >= large, by_draft),
        "hidden_withheld": counted(hidden & rounds["proposed"].isna(), by_draft),
        "size_of_hidden": mean_of("hidden_veto", hidden),
        "wanted": mean_of("wanted", considered),
        "tabled": mean_of("tabled", tabled),
        "settled": counted(rounds["settled"], rounds["closed"]),
        "deterred": counted(end == "deterred", free),
        "provided": provided_in(rounds),
        "provided_clients": provided_in(rounds[rounds["client"]]),
        "provided_others": provided_in(rounds[~rounds["client"]]),
        "per_severity": per_severity_in(rounds),
        "giving_nothing": sums_of(
            rounds, (named - rounds["contributors"]) * answered, named * answered
        ),
        "gap": gap_in(rounds, grave),
        "legitimacy": mean_of("legitimacy", last),
    }
    for action in (*ANSWERS, "none"):
        sums[f"action_{action}"] = counted(rounds["action"] == action, rounds["episode"] > 0)
    for who, clients in WHO.items():
        sums[f"paralysis_{who}"], sums[f"unsettled_{who}"] = paralysed_in(
            rounds, grave=grave, adequate=adequate, clients=clients
        )
    return sums
