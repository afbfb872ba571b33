"""The headline statistics of a batch, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulation.experiments.dataset import RUN_COLUMNS
from simulation.experiments.reading import COLUMNS, read
from simulation.experiments.record import replays, script_of
from simulation.measures.names import OF_VETOES
from simulation.measures.rates import rate_from
from simulation.measures.ratios import ANSWERS, ratio_from
from simulation.measures.table import MEASURES
from simulation.measures.totals import Totals
from simulation.scenario.seating import number_of_seats

if TYPE_CHECKING:
    from simulation.experiments.results import Results

OUTCOMES = ("adopted_in_full", "adopted_diluted", "vetoed", "fell_short", "withheld")
"""Ends of the rounds in which the Council considered a draft; they add up to one."""

TABLED = OUTCOMES[:4]

LACKS = (
    "Stored with --detail runs, which counts how rounds ended: no causes or sizes of hidden "
    "vetoes, paralysis, strengths, actions, burdens, legitimacy or figures. The same batch with "
    "--detail rounds, in another folder, has them."
)
"""What a batch that was stored without rounds does not tell."""

WHO = ("clients", "others", "both")
"""Whose crises: clients of a permanent member, others, all."""


REPLAYED_OUTCOMES = {
    "adopted": ("adopted_in_full", "adopted_diluted"),
    "vetoed": ("vetoed",),
    "fell_short": ("fell_short",),
    "withheld": ("withheld",),
}
"""Ends where a script decides what is tabled: nothing is diluted against anybody's wish."""


def ends_of(results: Results) -> dict[str, tuple[str, ...]]:
    """The ends that can be, each with the ends of the dataset that make it up.

    Where a script decides what is tabled, ``withheld`` is among them only if it withholds.
    """
    if not replays(results.manifest):
        return {end: (end,) for end in OUTCOMES}
    withheld = any(draft.withheld for draft in script_of(results.manifest))
    return {end: of for end, of in REPLAYED_OUTCOMES.items() if end != "withheld" or withheld}


def by_rule(results: Results) -> frozenset[str]:
    """The shares that the rules or a script decide: simulation error has no part in them.

    Those of vetoes where none can be: nobody holds one, or a draft that has its quota has
    not enough seats left to block it. Every end where predefined rules impose one.
    """
    rules = results.manifest.experiment["described"]["rules"]
    seats = len(results.members)
    blocking = number_of_seats(rules["quota"], seats) + rules["vetoes_to_block"]
    if rules["automatic"]:
        return frozenset((*OF_VETOES, *OUTCOMES))
    scripted = ("withheld",) if replays(results.manifest) else ()
    unvetoed = OF_VETOES if rules["vetoes"] in ("none", []) or blocking > seats else ()
    return frozenset((*scripted, *unvetoed))


def summarise(results: Results) -> dict[str, Any]:
    """Rates with 95 % intervals over histories (simulation error only), as plain data.

    ``histories`` are those that are there, of as many as are ``planned``.
    ``outcomes`` are shares of the rounds in which a draft was considered;
    ``vetoes`` of drafts tabled (visible) and of rounds considered (hidden; where a script
    decides what is tabled, these stand under ``models_penholder_would_have``);
    ``paralysis`` of grave episodes that closed, clients of a permanent member
    and others apart; ``settled_of_closed`` of the crises that closed;
    ``deterred`` of the rounds in which no crisis stood;
    ``action`` of the rounds in which one does. ``burden`` holds easy-riding
    1 - ΣE*/ΣE° and provision per severity ΣE/Σs, and the share of the named
    contributors' chances to give to an answer at which they gave nothing.
    ``security_gap`` is 1 - p_win over the rounds of grave episodes; ``legitimacy``
    the mean over histories at their end. Of a batch stored without rounds there is
    what counts of rounds by history tell, and ``lacks`` says what there is not.

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
    counts_alone = "rounds" not in results.levels
    totals = totals_of_counts(results) if counts_alone else totals_of(results)
    certain = by_rule(results)

    def shares(**names: str) -> dict[str, dict[str, Any]]:
        """Shares by key, of those measures that there are."""
        found = {key: (name, rate_from(totals[name])) for key, name in names.items()
                 if name in totals}  # fmt: skip
        return {
            key: (rate.without_interval() if name in certain else rate).plain()
            for key, (name, rate) in found.items()
        }

    def ratios(**names: str) -> dict[str, dict[str, Any]]:
        """Ratios by key, of those measures that there are."""
        return {k: ratio_from(totals[name]).plain() for k, name in names.items() if name in totals}

    def means(**names: str) -> dict[str, float | None]:
        """The values alone of ratios by key."""
        return {k: ratio_from(totals[name]).value for k, name in names.items() if name in totals}

    scripted = replays(results.manifest)
    seen = shares(visible_of_tabled="vetoed_of_tabled", visible_of_considered="vetoed")
    hidden = shares(
        hidden_of_considered="hidden",
        large_hidden_of_considered="hidden_large",
        withheld_of_considered="hidden_withheld",
    ) | means(mean_size_of_hidden="size_of_hidden")
    limits = {
        "grave_from_severity": parameters["grave"],
        "adequate_from_strength": parameters["adequate"],
    }
    paralysis = {
        who: shares(all=f"paralysis_{who}", not_mediated=f"unsettled_{who}") for who in WHO
    }
    parts: dict[str, dict[str, Any]] = {
        "outcomes": shares(**{name: name for name in ends_of(results)}),
        "vetoes": seen | ({} if scripted else hidden),
        "models_penholder_would_have": (
            {HAD_IT[name]: value for name, value in hidden.items()} if scripted else {}
        ),
        "paralysis": {} if counts_alone else limits | paralysis,
        "strength": (
            means(wanted_by_models_penholder="wanted", tabled_by_script="tabled")
            if scripted
            else means(wanted="wanted", tabled="tabled")
        ),
        **shares(settled_of_closed="settled", deterred_of_free="deterred"),
        "action": shares(**{action: f"action_{action}" for action in ANSWERS}, none="unanswered"),
        "burden": ratios(
            easy_riding="easy_riding",
            easy_riding_on_clients="easy_riding_clients",
            easy_riding_on_others="easy_riding_others",
            provision_per_severity="provision",
        )
        | shares(giving_nothing="giving_nothing"),
        **ratios(security_gap="security_gap", legitimacy_at_the_end="legitimacy"),
    }
    return {
        "scenario": experiment["scenario"],
        "rules": experiment["rules"],
        "seed": experiment["seed"],
        "histories": results.runs.count_rows(),
        "planned": results.planned,
        "rounds": experiment["rounds"],
        "intervals": "95 %, over histories; simulation error only",
        **{name: part for name, part in parts.items() if part},
        **({"lacks": LACKS} if counts_alone else {}),
    }


HAD_IT = {
    "hidden_of_considered": "withheld_or_weakened_for_vetoes",
    "large_hidden_of_considered": "withheld_or_weakened_much_for_vetoes",
    "withheld_of_considered": "withheld_for_vetoes",
    "mean_size_of_hidden": "mean_size_of_hidden",
}
"""Hidden vetoes where a script decides what is tabled: what its penholder would have done."""


def totals_of(results: Results) -> dict[str, Totals]:
    """The totals of every measure, block by block: what is kept does not grow with histories."""
    found: dict[str, Totals] = {}
    for block in results.frames(COLUMNS):
        rounds = read(block, results.manifest)
        for name, measure in MEASURES.items():
            here = measure.totals(rounds)
            found[name] = found[name] + here if name in found else here
    return found


def totals_of_counts(results: Results) -> dict[str, Totals]:
    """The totals of those measures that counts of rounds, a row a history, are enough for."""
    table = results.runs.to_table()
    count = {name: table.column(name).to_numpy() for name in RUN_COLUMNS}
    considered = sum(count[end] for end in OUTCOMES)
    tabled = sum(count[end] for end in TABLED)
    free = count["quiet"] + count["deterred"] + count["episodes"]
    return {
        **{end: Totals.of(count[end], considered) for end in OUTCOMES},
        "adopted": Totals.of(count["adopted_in_full"] + count["adopted_diluted"], considered),
        "vetoed_of_tabled": Totals.of(count["vetoed"], tabled),
        "hidden": Totals.of(count["hidden_vetoes"], considered),
        "deterred": Totals.of(count["deterred"], free),
    }
