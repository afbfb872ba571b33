"""The headline statistics of a batch, as plain data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulation.analysis.paralysis import paralysis
from simulation.analysis.rates import Rate, rate, rate_of
from simulation.analysis.ratios import (
    ANSWERS,
    Ratio,
    easy_riding_in,
    provision_in,
    ratio,
    security_gap,
)
from simulation.experiments.results import Results

OUTCOMES = ("adopted_in_full", "adopted_diluted", "vetoed", "fell_short", "withheld")
"""Ends of the rounds in which the Council considered a draft; they add up to one."""

TABLED = OUTCOMES[:4]

COLUMNS = [
    "run", "closed", "onset_severity", "best_mandate", "client", "end", "onset",
    "hidden_veto", "penholder", "tabled", "wanted", "proposed", "round", "episode", "severity",
    "action", "provision", "optimal", "contributors", "p_win", "legitimacy",
]  # fmt: skip


def summarise(results: Results) -> dict[str, Any]:
    """Rates with 95 % intervals over histories (simulation error only), as plain data.

    ``outcomes`` are shares of the rounds in which a draft was considered;
    ``vetoes`` of drafts tabled (visible) and of rounds considered (hidden);
    ``paralysis`` of grave episodes that closed, clients of a permanent member
    and others apart; ``deterred`` of the rounds in which no crisis stood;
    ``action`` of the rounds in which one does. ``burden`` holds easy-riding
    1 - ΣE*/ΣE° and provision per severity ΣE/Σs, and the share of the named
    contributors' chances to give to an answer at which they gave nothing.
    ``security_gap`` is 1 - p_win over the rounds of grave episodes; ``legitimacy``
    the mean over histories at their end.
    """
    experiment = results.manifest.experiment
    rounds = results.to_pandas(COLUMNS)
    end = rounds["end"]
    considered, tabled = end.isin(OUTCOMES), end.isin(TABLED)
    by_draft = rounds["penholder"].notna()
    hidden = rounds["hidden_veto"] > 0
    free = rounds["onset"] | end.isin(["quiet", "deterred"])
    parameters = experiment["described"]["parameters"]
    grave, adequate = parameters["grave"], parameters["adequate"]

    def paralysed(clients: bool | None) -> dict[str, Any]:
        found = paralysis(rounds, grave=grave, adequate=adequate, clients=clients)
        return {"all": found.all.plain(), "not_mediated": found.not_mediated.plain()}

    return {
        "scenario": experiment["scenario"],
        "rules": experiment["rules"],
        "seed": experiment["seed"],
        "histories": results.runs.count_rows(),
        "rounds": experiment["rounds"],
        "intervals": "95 %, over histories; simulation error only",
        "outcomes": {name: rate_of(rounds, end == name, considered).plain() for name in OUTCOMES},
        "vetoes": {
            "visible_of_tabled": rate_of(rounds, end == "vetoed", tabled).plain(),
            "visible_of_considered": rate_of(rounds, end == "vetoed", considered).plain(),
            "hidden_of_considered": rate_of(rounds, hidden, by_draft).plain(),
            "large_hidden_of_considered": rate_of(
                rounds, rounds["hidden_veto"] >= parameters["large"], by_draft
            ).plain(),
            "withheld_of_considered": rate_of(
                rounds, hidden & rounds["proposed"].isna(), by_draft
            ).plain(),
            "mean_size_of_hidden": mean(rounds["hidden_veto"][hidden]),
        },
        "paralysis": {
            "grave_from_severity": grave,
            "adequate_from_strength": adequate,
            "clients": paralysed(True),
            "others": paralysed(False),
            "both": paralysed(None),
        },
        "strength": {
            "wanted": mean(rounds["wanted"][considered]),
            "tabled": mean(rounds["tabled"][tabled]),
        },
        "deterred_of_free": rate_of(rounds, end == "deterred", free).plain(),
        "action": {
            action: rate_of(rounds, rounds["action"] == action, rounds["episode"] > 0).plain()
            for action in (*ANSWERS, "none")
        },
        "burden": {
            "easy_riding": easy_riding_in(rounds).plain(),
            "easy_riding_on_clients": easy_riding_in(rounds[rounds["client"]]).plain(),
            "easy_riding_on_others": easy_riding_in(rounds[~rounds["client"]]).plain(),
            "provision_per_severity": provision_in(rounds).plain(),
            "giving_nothing": giving_nothing(rounds, results).plain(),
        },
        "security_gap": security_gap(rounds, grave).plain(),
        "legitimacy_at_the_end": at_the_end(rounds["legitimacy"], rounds["round"]).plain(),
    }


def giving_nothing(rounds: pd.DataFrame, results: Results) -> Rate:
    """How often a named contributor gives nothing to an answer."""
    named = len(results.manifest.contributors) - 1
    answered = rounds["action"] != "none"
    nothing = ((named - rounds["contributors"]) * answered).groupby(rounds["run"]).sum()
    chances = (named * answered).groupby(rounds["run"]).sum()
    return rate(nothing.to_numpy(), chances.to_numpy())


def at_the_end(values: pd.Series, rounds: pd.Series) -> Ratio:
    """The mean over histories in their last round."""
    last = values[rounds == rounds.max()].to_numpy(dtype=float)
    return ratio(last, np.ones(last.size))


def mean(values: pd.Series) -> float | None:
    """The mean, or None of nothing."""
    there = values.dropna()
    return float(there.mean()) if len(there) else None
