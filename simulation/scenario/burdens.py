"""Whose burdens are on record for which drafts of a case, and whether the lists agree."""

from __future__ import annotations

from collections.abc import Iterable

from simulation.scenario.builder import Builder
from simulation.scenario.mistakes import nearest
from simulation.scenario.on_record import COMPARED, ContributionFile
from simulation.scenario.schema import CrisisFile

WHICH_DRAFTS = ("crisis.draft.symbol", "crisis.contribution.since", "crisis.contribution.until")
WHICH_LISTS = ("crisis.contribution.compared", "crisis.contribution.currency")


def drafts_of(crisis: CrisisFile) -> list[str]:
    """The symbols of a crisis's drafts, in the order of their rounds."""
    return [draft.symbol for draft in sorted(crisis.draft, key=lambda draft: draft.date)]


def covered(borne: ContributionFile, drafts: list[str]) -> list[str]:
    """The drafts in whose aftermath a list was borne: all, unless it says since or until when."""
    first = 0 if borne.since is None else drafts.index(borne.since)
    last = len(drafts) if borne.until is None else drafts.index(borne.until) + 1
    return drafts[first:last]


def compared_list(crisis: CrisisFile, symbol: str, currency: str) -> ContributionFile | None:
    """The list of a draft's aftermath that the burdens of the model are compared with, if any.

    Parameters
    ----------
    crisis : CrisisFile
        A crisis of a checked scenario.
    symbol : str
        One of its drafts.
    currency : {"forces", "money"}
        In what the burden was borne.
    """
    drafts = drafts_of(crisis)
    for borne in crisis.contribution:
        if borne.compared and borne.currency == currency and symbol in covered(borne, drafts):
            return borne
    return None


def check_burdens(builder: Builder) -> None:
    """Check that lists of burdens name drafts that there are, and one is compared at a time."""
    for number, crisis in enumerate(builder.file.crisis, start=1):
        sound = check_drafts(builder, f"crisis[{number}]", crisis)
        if sound and all(map(builder.knows, (*WHICH_DRAFTS, *WHICH_LISTS))):
            check_one_compared(builder, f"crisis[{number}]", crisis)
            check_bore_nothing(builder, f"crisis[{number}]", crisis)


def check_drafts(builder: Builder, where: str, crisis: CrisisFile) -> bool:
    """Check what since and until name, and their order; whether all are sound."""
    drafts, sound = drafts_of(crisis), True
    for number, borne in enumerate(crisis.contribution, start=1):
        key = f"{where}.contribution[{number}]"
        ends = {"since": borne.since, "until": borne.until}
        missing = {name: end for name, end in ends.items() if end is not None and end not in drafts}
        for name, symbol in missing.items() if builder.knows("crisis.draft.symbol") else ():
            builder.wrong(
                f"{key}.{name}", symbol, f"is no draft of this crisis; {nearest(symbol, drafts)}"
            )
        sound = sound and not missing
        if not missing and not covered(borne, drafts):
            builder.wrong(
                f"{key}.until", borne.until, f"comes before since = {borne.since}; change one"
            )
            sound = False
    return sound


def check_one_compared(builder: Builder, where: str, crisis: CrisisFile) -> None:
    """Check that no two lists of one currency are compared after the same draft."""
    drafts = drafts_of(crisis)
    for currency in COMPARED:
        first: dict[str, int] = {}
        for number, borne in enumerate(crisis.contribution, start=1):
            if not borne.compared or borne.currency != currency:
                continue
            twice = [symbol for symbol in covered(borne, drafts) if symbol in first]
            if twice:
                why = (
                    f"after {twice[0]} contribution[{first[twice[0]]}] is compared too, in "
                    f"{currency}; write compared = true in one of them, or part them by since "
                    "and until"
                )
                builder.wrong(f"{where}.contribution[{number}].compared", True, why)
            first |= {symbol: number for symbol in covered(borne, drafts) if symbol not in first}


def check_bore_nothing(builder: Builder, where: str, crisis: CrisisFile) -> None:
    """Check that no state bore nothing and something of what is compared after the same draft."""
    for number, draft in enumerate(crisis.draft, start=1):
        if draft.followed is None:
            continue
        for member in draft.followed.bore_nothing:
            for currency in bearing(crisis, draft.symbol, member):
                why = f"is listed with {currency} after this draft; strike one"
                builder.wrong(f"{where}.draft[{number}].followed.bore_nothing", member, why)


def bearing(crisis: CrisisFile, symbol: str, member: str) -> Iterable[str]:
    """The currencies in which a state is on record with more than 0, of lists compared."""
    for currency in COMPARED:
        borne = compared_list(crisis, symbol, currency)
        if borne is not None and borne.amounts.get(member, 0.0) > 0.0:
            yield currency
