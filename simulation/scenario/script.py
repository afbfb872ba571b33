"""The rounds of a script: its drafts in their crises, and profiles that shift on the way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from simulation.scenario.builder import Builder
from simulation.scenario.means import has_nuclear_weapons, place_in
from simulation.scenario.mistakes import shown
from simulation.scenario.roster import Roster
from simulation.scenario.scenario import (
    Record,
    ScriptedDraft,
    Shift,
    Sitting,
    record_ballots,
    scripted_crisis,
)
from simulation.scenario.schema import CrisisFile, DraftFile, PlaceFile, SeatFile
from simulation.scenario.words import counted
from simulation.stages.adoption import Cause, Outcome, decide
from simulation.stages.parameters import Parameters

WITHHELD_FOR = {
    None: None,
    "veto-expected": Cause.VETO_EXPECTED,
    "shortfall-expected": Cause.SHORTFALL_EXPECTED,
}
"""Why a draft of a script never came to the vote, as its file says it."""


def scripted(
    builder: Builder, number: int, crisis: CrisisFile, p: Parameters
) -> Iterable[ScriptedDraft]:
    """The rounds of one scripted crisis."""
    for m, draft in enumerate(crisis.draft):
        key = f"crisis[{number + 1}].draft[{m + 1}]"
        chosen = draft.council or crisis.council or builder.file.council
        dated = enumerate(builder.file.shift)
        in_force = tuple(n for n, shift in dated if shift.date and shift.date <= draft.date)
        sitting = builder.sitting(chosen, in_force)
        if sitting is None:
            continue
        council = sitting.council
        first = builder.sitting(builder.file.council)
        if first is not None and len(first.council.seats) != len(council.seats):
            builder.wrong(
                f"{key}.council",
                chosen,
                f"has {counted(len(council.seats), 'seat')}, {first.council.title} has "
                f"{len(first.council.seats)}; make two scenarios of it",
            )
        parties = crisis.parties if draft.parties is None else draft.parties
        builder.seats(council, f"{key}.parties", parties)
        builder.seats(council, f"{key}.sponsors", draft.sponsors)
        builder.seats(council, f"{key}.absent", draft.absent)
        builder.seats(council, f"{key}.penholder", [draft.penholder] if draft.penholder else [])
        away = [*draft.absent, *builder.file.not_joined]
        builder.seats(
            council, f"crisis[{number + 1}].patron", [crisis.patron] if crisis.patron else []
        )
        if draft.penholder in away:
            builder.wrong(f"{key}.penholder", draft.penholder, "is absent, so it cannot draft")
        check_sponsors(builder, key, draft, away)
        record = checked_record(builder, key, draft, sitting, away)
        if builder.mistakes:
            continue
        severity = crisis.severity if draft.severity is None else draft.severity
        consent = crisis.consent if draft.consent is None else draft.consent
        must_abstain = council.mask(parties) & (
            sitting.parties_abstain_in_chapter_vi and draft.chapter == "VI"
        )
        there = (*builder.file.contributor, *sitting.states)
        yield ScriptedDraft(
            sitting=sitting,
            crisis_number=number,
            crisis_name=crisis.name,
            target=crisis.target,
            target_name=crisis.target_name,
            date=draft.date,
            symbol=draft.symbol,
            title=draft.title,
            instrument=draft.instrument,
            strength=draft.strength,
            withheld=WITHHELD_FOR[draft.withheld],
            status_quo=draft.status_quo,
            severity=severity,
            crisis=scripted_crisis(
                council,
                type_name=crisis.type,
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
            place=place_in(crisis.region, crisis.place or place_of(crisis.target, there)),
            victim=crisis.victim,
            stakes=crisis.stakes,
            restrained=has_nuclear_weapons(crisis.target, draft.date.year),
            penholder=None if draft.penholder is None else council.seat_of(draft.penholder),
            sponsors=council.mask(draft.sponsors),
            absent=council.mask(away),
            must_abstain=must_abstain,
            record=record,
            followed=draft.followed,
        )


def place_of(target: str, states: Iterable[SeatFile]) -> PlaceFile | None:
    """Where the state that is the challenger lies, None where none is known by this code."""
    return next((state.place for state in states if state.member == target), None)


def check_sponsors(builder: Builder, key: str, draft: DraftFile, away: list[str]) -> None:
    """Check that each member that stands by a draft sits, and on record voted for it."""
    otherwise = dict.fromkeys(away, "is absent, so it cannot vote yes")
    if draft.record is not None:
        otherwise |= dict.fromkeys(draft.record.against, "voted no on record")
        otherwise |= dict.fromkeys(draft.record.abstaining, "abstained on record")
        otherwise |= dict.fromkeys(draft.record.not_participating, "took no part on record")
    for sponsor in draft.sponsors:
        if sponsor in otherwise:
            why = f"{otherwise[sponsor]}; a sponsor votes yes, so name it in one of the two alone"
            builder.wrong(f"{key}.sponsors", sponsor, why)


def check_symbols(builder: Builder) -> None:
    """Check that no two drafts have the same symbol, by which they are named."""
    first: dict[str, str] = {}
    for n, crisis in enumerate(builder.file.crisis, start=1):
        for m, draft in enumerate(crisis.draft, start=1):
            key = f"crisis[{n}].draft[{m}]"
            if draft.symbol in first:
                why = f"is the symbol of {first[draft.symbol]} too; give each draft its own"
                builder.wrong(f"{key}.symbol", draft.symbol, why)
            first.setdefault(draft.symbol, key)


def checked_record(
    builder: Builder, key: str, draft: DraftFile, sitting: Sitting, away: list[str]
) -> Record | None:
    """The recorded ballots, if the tally and outcome published agree with them."""
    published = draft.record
    if published is None:
        return None
    if draft.withheld is not None:
        builder.wrong(
            f"{key}.record", published.outcome, "of a draft that was withheld; strike one"
        )
    council = sitting.council
    named = [*published.against, *published.abstaining, *published.not_participating]
    builder.seats(council, f"{key}.record", named)
    bearing = ("not_joined", "crisis.draft.absent", f"{key}.record")
    if not all(map(builder.knows, bearing)) or not {*named, *away} <= {*council.members}:
        return None
    ballots = record_ballots(council, published, away)
    none = np.zeros((len(council.seats), 1), dtype=bool)
    verdict = decide(ballots[:, None], sitting.rules, none, none)
    decided = Outcome(verdict.outcome[0]).name.lower()
    if decided != published.outcome and not builder.rules_given and builder.knows("rules"):
        builder.wrong(
            f"{key}.record.outcome",
            published.outcome,
            f"under {sitting.rules_file.title!r} these ballots make it {decided}",
        )
    counted = tuple(
        int(n[0]) for n in (verdict.yes, verdict.no, verdict.abstain, verdict.not_voting)
    )
    published_tally = (published.yes, published.no, published.abstain, published.not_voting)
    if counted != published_tally:
        builder.wrong(
            f"{key}.record",
            shown_tally(published_tally),
            f"the ballots named make {shown_tally(counted)} (yes-no-abstain-not voting)",
        )
    return Record(ballots, published)


def shown_tally(numbers: Iterable[int]) -> str:
    """``12-2-1-0``."""
    return "-".join(map(shown, numbers))


def shifts_of(builder: Builder) -> tuple[tuple[tuple[int, Sitting], ...], tuple[Shift, ...]]:
    """The sittings from each round on in which a profile shifts, and what is shown of shifts.

    In a script its drafts have their sittings already, by date.
    """
    file, starts = builder.file, {}
    dates = sorted(draft.date for crisis in file.crisis for draft in crisis.draft)
    script = bool(dates)
    rounds = len(dates) or file.rounds
    sure = builder.stands("crisis.draft.date" if script else "rounds")
    for number, shift in enumerate(file.shift):
        key = f"shift[{number + 1}]"
        if script and shift.date is not None:
            starts[number] = bisect_left(dates, shift.date)
        elif not script and shift.round is not None:
            starts[number] = shift.round - 1
        elif builder.stands("crisis", "shift.date", "shift.round"):
            needed = (
                "a script goes by dates; write date"
                if script
                else "there are no dates; write round"
            )
            builder.wrong(key, shift.member, f"{needed} = ...")
        if shift.date is not None and shift.round is not None:
            builder.wrong(key, shift.member, "has a date and a round; keep the one that is meant")
        if number in starts and starts[number] >= rounds and sure:
            moment = shift.date or shift.round
            builder.wrong(
                f"{key}.{'date' if script else 'round'}", moment, "is after the last round"
            )
    later = []
    for start in sorted(set(starts.values())) if not script else ():
        in_force = tuple(n for n, begun in starts.items() if begun <= start)
        sitting = builder.sitting(file.council, in_force)
        if sitting is not None:
            later.append((start, sitting))
    seats = [seat for sitting in builder.sittings.values() for seat in sitting.council.seats]
    roster = Roster.of(seats, "in this scenario")
    never = set(starts) - builder.used_shifts if sure and seats else set()
    for number in sorted(never if builder.knows("shift.member") else ()):
        member = file.shift[number].member
        builder.no_seat(f"shift[{number + 1}].member", member, roster)
    names = {seat.member: seat.name for seat in seats}
    shifts = [
        Shift(start, shift.member, names.get(shift.member, ""), shift.note, shift.profile)
        for shift, start in ((file.shift[number], start) for number, start in starts.items())
    ]
    return tuple(later), tuple(shifts)
