"""From checked files to a Scenario ready to play; every mistake is gathered first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from simulation.scenario.builder import Builder
from simulation.scenario.files import told
from simulation.scenario.mistakes import InputError, nearest
from simulation.scenario.reading import Shelf
from simulation.scenario.scenario import (
    ATROCITY,
    ATTRIBUTION,
    DETERRABLE,
    INTRASTATE,
    KIND_NAMES,
    THREAT,
    Council,
    Scenario,
    Sitting,
)
from simulation.scenario.schema import REGIONS, ScenarioFile
from simulation.scenario.script import scripted, shifts_of
from simulation.scenario.world import world_of
from simulation.stages.challenge import Hazards
from simulation.stages.numerics import Floats
from simulation.stages.parameters import Parameters
from simulation.stages.voting import room_to_abstain


def build(
    file: ScenarioFile,
    *,
    name: str,
    where: Path,
    redraft: bool = False,
    rules_given: bool = False,
    shelf: Shelf | None = None,
) -> Scenario:
    """A scenario ready to play.

    ``rules_given`` says that the rules are not the file's own, so that the
    recorded outcomes need not follow from them; ``shelf`` holds files that were read
    for other scenarios.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    builder = Builder(file, where, rules_given, shelf)
    parameters = Parameters(**file.parameters.model_dump())
    room = room_to_abstain(parameters)
    if room <= 0.0:
        builder.mistakes.append(
            f"{told(where)}: parameters: with veto_cost = {parameters.veto_cost:g}, dissent_cost = "
            f"{parameters.dissent_cost:g} and consensus_bonus = {parameters.consensus_bonus:g} "
            f"nobody would ever abstain, since at worst a no costs {abs(room):.2g} less than a yes "
            "earns; raise the first two, or lower consensus_bonus, legitimacy_veto_cost or "
            "party_relief"
        )
    sitting = builder.sitting(file.council)
    script = [
        draft
        for n, crisis in enumerate(file.crisis)
        for draft in scripted(builder, n, crisis, parameters)
    ]
    if file.crisis and builder.rules is not None and builder.rules.automatic:
        builder.wrong("rules", builder.rules.title, "hold no vote, so they cannot replay drafts")
    if redraft and not file.crisis:
        builder.mistakes.append(
            f"{told(where)}: has no scripted drafts, so none to draft anew; leave redraft out"
        )
    if file.ties == "estimated" and file.pool is None:
        builder.wrong("ties", file.ties, 'are those of a pool; name one, as in pool = "1990"')
    later, shifts = shifts_of(builder, sitting, script)
    check_joined(builder, sitting)
    targets = {crisis.target for crisis in file.crisis}
    for member, changes in file.profiles.items() if file.crisis else ():
        ties = changes.get("client_ties")
        for target in ties if isinstance(ties, dict) else ():  # what is no table is told already
            if target not in targets:
                hint = nearest(target, targets)
                builder.wrong(f"profiles.{member}.client_ties", target, f"is no target; {hint}")
    for member in sorted(set(file.profiles) - builder.used_profiles):
        if sitting is not None:
            hint = nearest(member, sitting.council.members)
            builder.wrong("profiles", member, f"has no seat in this scenario; {hint}")
    hazards = None if sitting is None else hazards_of(builder, sitting.council)
    world = None if sitting is None else world_of(builder, sitting.council)
    if builder.mistakes or sitting is None or hazards is None or world is None:
        raise InputError(builder.mistakes)
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


def check_joined(builder: Builder, sitting: Sitting | None) -> None:
    """Check that whoever has not joined has a seat, and one that nobody is elected to."""
    if sitting is None:
        return
    council = sitting.council
    builder.seats(council, "not_joined", builder.file.not_joined)
    for member in builder.file.not_joined if builder.pool and not builder.file.crisis else ():
        if member in council.members and not council.permanent[council.seat_of(member)]:
            builder.wrong("not_joined", member, "is elected, so another would take its seat")


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
            return None
    return Hazards(
        patrons=cumulative(patrons),
        kinds=cumulative(np.array([challenges.types.get(k, 0.0) for k in KIND_NAMES])),
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
