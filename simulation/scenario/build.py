"""From checked files to a Scenario ready to play; every mistake is gathered first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from simulation.scenario.files import told
from simulation.scenario.mistakes import InputError, nearest, sentences
from simulation.scenario.reading import keys_at, load_council, load_pool, load_rules
from simulation.scenario.scenario import (
    ATROCITY,
    ATTRIBUTION,
    DETERRABLE,
    INTRASTATE,
    KIND_NAMES,
    THREAT,
    Council,
    Record,
    Scenario,
    ScriptedDraft,
    Sitting,
    record_ballots,
    scripted_crisis,
)
from simulation.scenario.schema import (
    REGIONS,
    CouncilFile,
    CrisisFile,
    DraftFile,
    PoolFile,
    ScenarioFile,
    SeatFile,
)
from simulation.scenario.seating import seat_rules
from simulation.scenario.world import world_of
from simulation.stages.challenge import Hazards
from simulation.stages.decision import Outcome, decide
from simulation.stages.numerics import Floats
from simulation.stages.parameters import Parameters
from simulation.stages.voting import cutpoints_cross


class Builder:
    """Builds the sittings of one scenario and gathers what is wrong with them."""

    def __init__(self, file: ScenarioFile, where: Path, rules_given: bool = False) -> None:
        self.file = file
        self.rules_given = rules_given
        self.where = where
        self.mistakes: list[str] = []
        self.used_profiles: set[str] = set()
        self.sittings: dict[str, Sitting] = {}
        self.rules = self.tried(
            lambda: (
                load_rules(file.rules, where.parent) if isinstance(file.rules, str) else file.rules
            )
        )

        self.pool: PoolFile | None = (
            None if file.pool is None else self.tried(lambda: load_pool(file.pool, where.parent))
        )

    def tried[T](self, action: Any) -> T | None:
        """The action's result; its mistakes are kept."""
        try:
            result: T = action()
        except InputError as error:
            for mistake in error.mistakes:
                unnamed = mistake.startswith("there is no ")
                told_so = f"{told(self.where)}: {mistake}" if unnamed else mistake
                if told_so not in self.mistakes:
                    self.mistakes.append(told_so)
            return None
        return result

    def wrong(self, key: str, value: Any, why: str) -> None:
        """Note a mistake of the scenario file."""
        self.mistakes.append(f"{told(self.where)}: {key} = {value!r}: {why}")

    def sitting(self, council: str | CouncilFile) -> Sitting | None:
        """The council under the scenario's rules, profiles changed as the scenario says."""
        key = council if isinstance(council, str) else ""
        if key not in self.sittings:
            file: CouncilFile | None = self.tried(
                lambda: (
                    load_council(council, self.where.parent)
                    if isinstance(council, str)
                    else council
                )
            )
            if file is None or self.rules is None:
                return None
            seats = [self.with_changes(seat) for seat in file.seat]
            file = file.model_copy(update={"seat": seats})
            members = self.pool.state if self.pool else ()
            made: Sitting | None = self.tried(
                lambda: seat_rules(
                    self.rules,
                    file,
                    f"{told(self.where)}: rules",
                    members,
                )
            )
            if made is None:
                return None
            self.sittings[key] = made
        return self.sittings[key]

    def with_changes(self, seat: SeatFile) -> SeatFile:
        """A seat with the scenario's changes to its profile."""
        changes = self.file.profiles.get(seat.member)
        if changes is None:
            return seat
        self.used_profiles.add(seat.member)
        whole = {**seat.model_dump(exclude_unset=True), **changes}
        for fixed in ("member", "permanent"):
            if fixed in changes:
                self.wrong(
                    f"profiles.{seat.member}.{fixed}", changes[fixed], "cannot be changed here"
                )
        try:
            return SeatFile.model_validate(whole)
        except ValidationError as error:
            for line in sentences(error, told(self.where), keys_at(SeatFile)):
                self.mistakes.append(line.replace(": ", f": profiles.{seat.member}.", 1))
            return seat

    def tie(self, seat: SeatFile, target: str) -> float:
        """A member's tie to a target: as written, or where none is, as the pool estimates it."""
        if target in seat.client_ties or self.file.ties == "written" or self.pool is None:
            return seat.client_ties.get(target, 0.0)
        patrons = {state.member: state.patrons for state in self.pool.state}
        # Agreement has two sides: a permanent member's tie to a state is that state's to it.
        return patrons.get(target, {}).get(seat.member) or patrons.get(seat.member, {}).get(
            target, 0.0
        )

    def seats(self, council: Council, key: str, members: Iterable[str]) -> None:
        """Check that these members sit."""
        for member in members:
            if member not in council.members:
                hint = nearest(member, council.members)
                self.wrong(key, member, f"has no seat on {council.title}; {hint}")


def build(
    file: ScenarioFile, *, name: str, where: Path, redraft: bool = False, rules_given: bool = False
) -> Scenario:
    """A scenario ready to play.

    ``rules_given`` says that the rules are not the file's own, so that the
    recorded outcomes need not follow from them.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    builder = Builder(file, where, rules_given)
    parameters = Parameters(**file.parameters.model_dump())
    if cutpoints_cross(parameters):
        builder.mistakes.append(
            f"{told(where)}: parameters.consensus_bonus = {parameters.consensus_bonus:g}: must "
            "stay below every cost of a no at any legitimacy (b < c), or abstention would vanish; "
            "lower it, or raise veto_cost, dissent_cost or lower legitimacy_veto_cost, party_relief"
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
        builder.mistakes.append(f"{told(where)}: has no scripted drafts, so none to draft anew")
    if file.ties == "estimated" and file.pool is None:
        builder.wrong("ties", file.ties, 'are those of a pool; name one, as in pool = "1990"')
    targets = {crisis.target for crisis in file.crisis}
    for member, changes in file.profiles.items() if file.crisis else ():
        for target in changes.get("client_ties", {}):
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
        redraft=redraft,
    )


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


def scripted(
    builder: Builder, number: int, crisis: CrisisFile, p: Parameters
) -> Iterable[ScriptedDraft]:
    """The rounds of one scripted crisis."""
    for m, draft in enumerate(crisis.draft):
        key = f"crisis[{number + 1}].draft[{m + 1}]"
        chosen = draft.council or crisis.council or builder.file.council
        sitting = builder.sitting(chosen)
        if sitting is None:
            continue
        council = sitting.council
        first = builder.sitting(builder.file.council)
        if first is not None and len(first.council.seats) != len(council.seats):
            builder.wrong(
                f"{key}.council",
                chosen,
                f"has {len(council.seats)} seats, {first.council.title} has "
                f"{len(first.council.seats)}; make two scenarios of it",
            )
        parties = crisis.parties if draft.parties is None else draft.parties
        builder.seats(council, f"{key}.parties", parties)
        builder.seats(council, f"{key}.sponsors", draft.sponsors)
        builder.seats(council, f"{key}.absent", draft.absent)
        builder.seats(council, f"{key}.penholder", [draft.penholder] if draft.penholder else [])
        builder.seats(
            council, f"crisis[{number + 1}].patron", [crisis.patron] if crisis.patron else []
        )
        if draft.penholder in draft.absent:
            builder.wrong(f"{key}.penholder", draft.penholder, "is absent, so it cannot draft")
        if builder.mistakes:
            continue
        severity = crisis.severity if draft.severity is None else draft.severity
        consent = crisis.consent if draft.consent is None else draft.consent
        must_abstain = council.mask(parties) & (
            sitting.parties_abstain_in_chapter_vi and draft.chapter == "VI"
        )
        yield ScriptedDraft(
            sitting=sitting,
            crisis_number=number,
            crisis_name=crisis.name,
            target_name=crisis.target_name,
            date=draft.date,
            symbol=draft.symbol,
            title=draft.title,
            instrument=draft.instrument,
            strength=draft.strength,
            status_quo=draft.status_quo,
            severity=severity,
            crisis=scripted_crisis(
                council,
                kind=crisis.type,
                region=crisis.region,
                severity=severity,
                patron=crisis.patron,
                ties=np.array([builder.tie(seat, crisis.target) for seat in council.seats]),
                consent=consent,
                bloc=crisis.bloc,
                parties=parties,
                party_tie=p.party_tie,
                statement=p.statement_value,
                resistance=crisis.resistance,
                attribution=crisis.attribution,
            ),
            penholder=None if draft.penholder is None else council.seat_of(draft.penholder),
            sponsors=council.mask(draft.sponsors),
            absent=council.mask(draft.absent),
            must_abstain=must_abstain,
            record=checked_record(builder, key, draft, sitting),
        )


def checked_record(builder: Builder, key: str, draft: DraftFile, sitting: Sitting) -> Record | None:
    """The recorded ballots, if the tally and outcome published agree with them."""
    published = draft.record
    if published is None:
        return None
    council = sitting.council
    named = [*published.against, *published.abstaining, *published.not_participating]
    builder.seats(council, f"{key}.record", named)
    ballots = record_ballots(council, published, draft.absent)
    none = np.zeros((len(council.seats), 1), dtype=bool)
    verdict = decide(ballots[:, None], sitting.rules, none, none)
    decided = Outcome(verdict.outcome[0]).name.lower()
    if decided != published.outcome and not builder.rules_given:
        builder.wrong(
            f"{key}.record.outcome",
            published.outcome,
            f"under {sitting.rules_file.title!r} these ballots make it {decided}",
        )
    counted = tuple(
        int(n[0]) for n in (verdict.yes, verdict.no, verdict.abstain, verdict.not_voting)
    )
    told = (published.yes, published.no, published.abstain, published.not_voting)
    if counted != told:
        builder.wrong(
            f"{key}.record",
            "-".join(map(str, told)),
            f"the ballots named make {'-'.join(map(str, counted))} (yes-no-abstain-not voting)",
        )
    return Record(ballots, published)
