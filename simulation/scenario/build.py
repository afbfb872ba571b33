"""From checked files to a Scenario ready to play; every mistake is gathered first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulation.scenario.builder import Builder
from simulation.scenario.burdens import check_burdens
from simulation.scenario.calls import Call
from simulation.scenario.mistakes import InputError, Mistake, nearest
from simulation.scenario.reading import Shelf
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import (
    ATROCITY,
    ATTRIBUTION,
    DETERRABLE,
    INTRASTATE,
    THREAT,
    TYPE_NAMES,
    Council,
    Scenario,
    Sitting,
)
from simulation.scenario.schema import REGIONS, ScenarioFile
from simulation.scenario.script import check_symbols, scripted, shifts_of
from simulation.scenario.world import organisations_of, world_of
from simulation.stages.challenge import Hazards
from simulation.stages.numerics import Floats
from simulation.stages.parameters import Parameters
from simulation.stages.voting import debated, room_to_abstain

COSTS = (
    "veto_cost", "legitimacy_veto_cost", "party_relief", "consensus_bonus", "dissent_cost",
    "legitimacy_prior",
)  # fmt: skip
"""Parameters that decide whether there is room to abstain."""


def build(
    file: ScenarioFile,
    *,
    name: str,
    where: Path,
    redraft: bool = False,
    rules_given: bool = False,
    shelf: Shelf | None = None,
    unknown: Iterable[str] = (),
) -> Scenario:
    """A scenario ready to play.

    ``rules_given`` says that the rules are not the file's own, so that the
    recorded outcomes need not follow from them; ``shelf`` holds files that were read
    for other scenarios. ``unknown`` are keys of ``file`` whose values are wrong already:
    then every further mistake is raised, or none if there is no other.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    builder = Builder(file, where, rules_given=rules_given, shelf=shelf, unknown=unknown)
    parameters = Parameters(**file.parameters.model_dump())
    check_parameters(builder, parameters)
    parameters = debated(parameters, builder.rules.veto_debate_cost)
    sitting = builder.sitting(file.council)
    script = [
        draft
        for n, crisis in enumerate(file.crisis)
        for draft in scripted(builder, n, crisis, parameters)
    ]
    check_symbols(builder)
    check_burdens(builder)
    check_fit(builder, redraft)
    later, shifts = shifts_of(builder)
    check_joined(builder, sitting)
    check_profiles(builder, sitting)
    check_recorded(builder, sitting)
    hazards = None if sitting is None else hazards_of(builder, sitting.council)
    organisations = organisations_of(builder)
    world = None if sitting is None else world_of(builder, sitting.council, organisations)
    builder.gathered.stop()
    if sitting is None or hazards is None or world is None:
        raise InputError([])  # What is missing is wrong already, in the file that was read.
    script.sort(key=lambda draft: draft.date)
    if redraft:
        script = [replace(draft, strength=None) for draft in script]
    return Scenario(
        name=name,
        where=where,
        file=file,
        parameters=parameters,
        sitting=sitting,
        hazards=hazards,
        rounds=len(script) or file.rounds,
        script=tuple(script),
        world=world,
        shifts=shifts,
        later=later,
        redraft=redraft,
    )


ORDERED = (("severity_min", "severity_max"), ("tie_min", "tie_max"), ("bloc_min", "bloc_max"))
"""Least values that may not exceed greatest ones."""


def check_parameters(builder: Builder, p: Parameters) -> None:
    """Check what several parameters must satisfy together."""

    def known(names: Iterable[str]) -> bool:
        return all(builder.knows(f"parameters.{name}") for name in names)

    for pair in ORDERED:
        low, high = (getattr(p, name) for name in pair)
        if low > high and known(pair):
            why = f"{pair[0]} = {low:g} must not exceed {pair[1]} = {high:g}"
            builder.gathered.add([Mistake(builder.source, "parameters", f": {why}", about=pair)])
    room = room_to_abstain(p)
    if room <= 0.0 and known(COSTS):
        why = (
            f": with veto_cost = {p.veto_cost:g}, dissent_cost = "
            f"{p.dissent_cost:g} and consensus_bonus = {p.consensus_bonus:g} "
            f"nobody would ever abstain, since at worst a no costs {abs(room):.2g} less than a yes "
            "earns; raise the first two, or lower consensus_bonus, legitimacy_veto_cost or "
            "party_relief"
        )
        builder.gathered.add([Mistake(builder.source, "parameters", why, about=COSTS)])


def check_fit(builder: Builder, redraft: bool) -> None:
    """Check that what is said goes with a script, or with crises that are generated."""
    file = builder.file
    if file.crisis and builder.rules.automatic and builder.knows("rules.automatic"):
        builder.wrong("rules", builder.rules.title, "hold no vote, so they cannot replay drafts")
    if redraft and not file.crisis and builder.knows("crisis"):
        why = ("has no scripted drafts, so none to draft again; leave out ", Call(redraft=True))
        builder.gathered.add([Mistake(builder.source, "", why)])
    if file.ties == "estimated" and file.pool is None and builder.knows("pool"):
        builder.wrong("ties", file.ties, 'are those of a pool; name one, as in pool = "1990"')


def check_profiles(builder: Builder, sitting: Sitting | None) -> None:
    """Check that profiles are changed of members that sit, towards targets that there are."""
    file = builder.file
    targets = {crisis.target for crisis in file.crisis} - {""}
    sure = builder.stands("crisis.target")
    for member, changes in builder.profiles.items() if file.crisis and sure else ():
        for target in changes.get("client_ties", ()):
            if target not in targets:
                why = f"is no target{no_target(target, targets)}"
                builder.wrong(f"profiles.{member}.client_ties", target, why)
    if sitting is None or not builder.stands("crisis.council", "crisis.draft.council"):
        return
    roster = Roster.of(sitting.council.seats, "in this scenario")
    for member in sorted(set(file.profiles) - builder.used_profiles):
        builder.no_seat("profiles", member, roster)


def no_target(name: str, targets: Collection[str]) -> str:
    """Which target may be meant, or how to make this name one where a crisis has none."""
    if targets:
        return f"; {nearest(name, targets)}"
    return f': no crisis names one; add target = "{name}" to a [[crisis]], or leave the tie out'


def check_joined(builder: Builder, sitting: Sitting | None) -> None:
    """Check that each member that has not joined has a seat to which nobody is elected."""
    if sitting is None:
        return
    council = sitting.council
    builder.seats(council, "not_joined", builder.file.not_joined)
    for member in builder.file.not_joined if builder.pool and not builder.file.crisis else ():
        if member in council.members and not council.permanent[council.seat_of(member)]:
            builder.wrong("not_joined", member, "is elected, so another would take its seat")


def check_recorded(builder: Builder, sitting: Sitting | None) -> None:
    """Check that the record of vetoes is of permanent members that sit."""
    years = builder.file.recorded
    if sitting is None or years is None or not builder.knows("recorded.against"):
        return
    council = sitting.council
    builder.seats(council, "recorded.against", years.against)
    for member in years.against:
        if member in council.members and not council.permanent[council.seat_of(member)]:
            why = "is an elected member; the record of vetoes is of permanent ones"
            builder.wrong("recorded.against", member, why)


def hazards_of(builder: Builder, council: Council) -> Hazards | None:
    """How often which crises arise; patrons are permanent unless weights say otherwise."""
    challenges = builder.file.challenges
    weights = challenges.patron_weights
    if weights is None:
        patrons = council.permanent.astype(np.float64)
        if not patrons.any():
            patrons = np.ones(len(council.seats))
    else:
        builder.seats(council, "challenges.patron_weights", weights)
        patrons = np.array([weights.get(member, 0.0) for member in council.members])
        if patrons.sum() <= 0:
            return None  # All weights are of members without a seat.
    return Hazards(
        patrons=cumulative(patrons),
        types=cumulative(np.array([challenges.types.get(k, 0.0) for k in TYPE_NAMES])),
        regions=cumulative(np.array([challenges.regions.get(r, 0.0) for r in REGIONS])),
        intrastate=INTRASTATE,
        threat=THREAT,
        atrocity=ATROCITY,
        deterrable=DETERRABLE,
        attribution=ATTRIBUTION,
    )


def cumulative(weights: Floats) -> Floats:
    """Weights as cumulative shares that end at 1 from the last positive weight on."""
    shares = np.cumsum(weights) / weights.sum()
    shares[np.flatnonzero(weights)[-1] :] = 1.0
    return shares
