"""From a name or a file to a Scenario; every mistake is found before anything is built."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from pydantic import BaseModel, ValidationError

from simulation.scenario.files import find, read, told
from simulation.scenario.mistakes import InputError, nearest, sentences
from simulation.scenario.scenario import (
    ATROCITY,
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
    RulesFile,
    ScenarioFile,
    SeatFile,
)
from simulation.stages.challenge import Hazards
from simulation.stages.decision import Rules, decide
from simulation.stages.numerics import Bools, Floats
from simulation.stages.parameters import Parameters
from simulation.stages.voting import cutpoints_cross

SHARES = {
    "majority": lambda seats: seats // 2 + 1,
    "two-thirds": lambda seats: math.ceil(2 * seats / 3),
    "all": lambda seats: seats,
}


def load(
    name: str | Path, *, rules: str | None = None, redraft: bool = False, **parameters: float
) -> Scenario:
    """A scenario by name or path, with another rule set or other parameters if given.

    With ``redraft`` the penholders of a scripted scenario draft anew, and the
    recorded strengths are left aside.

    >>> load("horseshoe", rules="no-veto", patron_probability=0.0).rules_name
    'no-veto'

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    path = find("scenario", str(name))
    raw = read(path)
    if rules is not None:
        raw["rules"] = rules
    if parameters:
        raw["parameters"] = {**raw.get("parameters", {}), **parameters}
    return build(check(ScenarioFile, raw, told(path)), name=path.stem, where=path, redraft=redraft)


def check[T: BaseModel](shape: type[T], raw: dict[str, Any], file: str) -> T:
    """The file's content as the shape asks.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        raise InputError(sentences(error, file, keys_at(shape))) from error


def keys_at(shape: type[BaseModel], path: str = "") -> dict[str, list[str]]:
    """The keys allowed at each dotted path of a shape."""
    allowed = {path: list(shape.model_fields)}
    for name, field in shape.model_fields.items():
        for part in parts_of(field.annotation):
            allowed |= keys_at(part, f"{path}.{name}" if path else name)
    return allowed


def parts_of(annotation: Any) -> list[type[BaseModel]]:
    """The shapes inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for inner in get_args(annotation) for part in parts_of(inner)]


def load_council(name: str, beside: Path | None = None) -> CouncilFile:
    """A council by name or path."""
    path = find("council", name, beside)
    return check(CouncilFile, read(path), told(path))


def load_rules(name: str, beside: Path | None = None) -> RulesFile:
    """A rule set by name or path."""
    path = find("rule set", name, beside)
    return check(RulesFile, read(path), told(path))


class Builder:
    """Builds the sittings of one scenario and gathers what is wrong with them."""

    def __init__(self, file: ScenarioFile, where: Path) -> None:
        self.file = file
        self.where = where
        self.mistakes: list[str] = []
        self.used_profiles: set[str] = set()
        self.sittings: dict[str, Sitting] = {}
        self.rules = self.tried(
            lambda: (
                load_rules(file.rules, where.parent) if isinstance(file.rules, str) else file.rules
            )
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
            made: Sitting | None = self.tried(
                lambda: seat_rules(self.rules, file, f"{told(self.where)}: rules")
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

    def seats(self, council: Council, key: str, members: Iterable[str]) -> None:
        """Check that these members sit."""
        for member in members:
            if member not in council.members:
                hint = nearest(member, council.members)
                self.wrong(key, member, f"has no seat on {council.title}; {hint}")


def seat_rules(file: RulesFile, council_file: CouncilFile, key: str) -> Sitting:
    """A council under a rule set.

    Raises
    ------
    InputError
        If they do not fit each other, or a member sits twice.
    """
    council = Council.of(council_file)
    repeated = {m for m in council.members if council.members.count(m) > 1}
    if repeated:
        twice = ", ".join(sorted(repeated))
        raise InputError([f"{council.title}: seat.member = {twice}: appears twice"])
    return Sitting(
        council_file=council_file,
        rules_file=file,
        council=council,
        rules=rules_for(file, council.members, council.permanent, council.title, key),
        suspended_kinds=np.array([kind in file.veto_suspended_for for kind in KIND_NAMES]),
        parties_abstain_in_chapter_vi=file.parties == "abstain-chapter-vi",
    )


def rules_for(
    file: RulesFile, members: tuple[str, ...], permanent: Bools, title: str, key: str
) -> Rules:
    """A rule set as these members use it.

    Parameters
    ----------
    members, permanent : (seat,)
        Who sits, and which of them permanently.
    title, key : str
        How messages name the council and the rule set.

    Raises
    ------
    InputError
        If their number, the quota, the override or the veto holders do not fit.
    """
    seats = len(members)
    mistakes = []
    if file.seats is not None and file.seats != seats:
        mistakes.append(
            f"{key} = {file.title!r}: is for {file.seats} seats, but {title} has {seats}; "
            "choose a council or a rule set that fits"
        )
    quota = number_of_seats(file.quota, seats)
    procedural = quota
    if file.procedural_quota is not None:
        procedural = number_of_seats(file.procedural_quota, seats)
    needs = {"quota": quota, "procedural_quota": procedural, "override": file.override or 0}
    mistakes += [
        f"{key}.{name} = {needed}: exceeds the {seats} seats of {title}; write 1 to {seats}"
        for name, needed in needs.items()
        if needed > seats and (name != "procedural_quota" or file.procedural_quota is not None)
    ]
    if file.override is not None and file.override <= quota:
        mistakes.append(
            f"{key}.override = {file.override}: must exceed the quota of {quota}, or no veto "
            f'holds; write {quota + 1} to {seats}, or vetoes = "none"'
        )
    named = file.vetoes if isinstance(file.vetoes, list) else []
    mistakes += [
        f"{key}.vetoes = {member!r}: has no seat on {title}; {nearest(member, members)}"
        for member in named
        if member not in members
    ]
    if mistakes:
        raise InputError(mistakes)
    holders = {"permanent": permanent, "all": np.ones(seats, bool), "none": np.zeros(seats, bool)}
    holds = (
        np.array([member in named for member in members])
        if isinstance(file.vetoes, list)
        else holders[file.vetoes]
    )
    return Rules(
        quota=quota,
        procedural_quota=procedural,
        holds_veto=holds,
        vetoes_to_block=file.vetoes_to_block,
        abstention_blocks=file.abstention == "blocks",
        abstention_allowed=file.abstention != "not-allowed",
        parties_count=file.parties != "not-counted",
        override=file.override,
        automatic=file.automatic,
    )


def number_of_seats(quota: int | str, seats: int) -> int:
    """A quota as a number of yeses."""
    return SHARES[quota](seats) if isinstance(quota, str) else quota


def build(file: ScenarioFile, *, name: str, where: Path, redraft: bool = False) -> Scenario:
    """A scenario ready to play.

    Raises
    ------
    InputError
        With a sentence for every mistake.
    """
    builder = Builder(file, where)
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
    for member in sorted(set(file.profiles) - builder.used_profiles):
        if sitting is not None:
            hint = nearest(member, sitting.council.members)
            builder.wrong("profiles", member, f"has no seat in this scenario; {hint}")
    hazards = None if sitting is None else hazards_of(builder, sitting.council)
    if builder.mistakes or sitting is None or hazards is None:
        raise InputError(builder.mistakes)
    script.sort(key=lambda draft: draft.date)
    if redraft:
        script = [replace(draft, strength=None) for draft in script]
    return Scenario(
        name=name,
        file=file,
        parameters=parameters,
        sitting=sitting,
        hazards=hazards,
        rounds=len(script) or file.rounds,
        script=tuple(script),
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
                target=crisis.target,
                consent=consent,
                bloc=crisis.bloc,
                parties=parties,
                party_tie=p.party_tie,
                statement=p.statement_value,
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
