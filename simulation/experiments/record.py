"""What is on record beside a batch: its script's drafts, or the votes of its years.

Read from the description in the batch's manifest, so that a stored batch needs nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from simulation.experiments.manifest import Manifest
from simulation.scenario.words import borne_words, counted

DECIDED = ("adopted", "vetoed", "fell_short", "withheld")
"""What becomes of a draft on record, or of one that a script tables."""

ASTRAY = 0.1
"""A share further from the record than this is said to differ from it."""


@dataclass(frozen=True)
class ScriptedRound:
    """One draft of a script: what the script decides, and what is on record of it.

    ``strength`` is the script's; ``withheld`` why the script has nobody vote on it, or
    None; ``outcome``, ``tally`` (yes-no-abstaining), ``yes`` and ``against`` (who voted no)
    are on record, None or empty where nothing is. ``target`` is the code at which the crisis
    is aimed, empty where it is at none, ``parties`` are those to the dispute, ``patron`` is the
    challenger's.
    """

    number: int
    crisis: str
    date: str
    symbol: str
    title: str
    strength: float
    withheld: str | None
    outcome: str | None
    tally: str
    yes: int | None
    against: tuple[str, ...]
    target: str
    parties: tuple[str, ...]
    patron: str | None

    @property
    def label(self) -> str:
        """The draft on an axis: its day and its symbol."""
        return f"{self.date} {self.symbol}"

    @property
    def recorded(self) -> str:
        """The record in words."""
        if self.outcome is None:
            return "no record"
        return f"{self.outcome.replace('_', ' ')} {self.tally}".rstrip()


@dataclass(frozen=True)
class OnRecord:
    """What the record holds of the drafts that a batch is about, as shares.

    ``outcomes`` are shares of the ``drafts``; ``against`` of those vetoed, the drafts with
    a no of this permanent member; ``words`` say which drafts they are.
    """

    words: str
    drafts: int
    outcomes: dict[str, float]
    against: dict[str, float]


def script_of(manifest: Manifest) -> tuple[ScriptedRound, ...]:
    """The rounds of a batch's script, by date as they are played; empty where there is none."""
    crises = manifest.experiment["described"].get("crisis") or []
    dated = sorted(
        ((str(draft["date"]), crisis, draft) for crisis in crises for draft in crisis["draft"]),
        key=lambda found: found[0],
    )
    return tuple(
        scripted_round(number, date, crisis, draft)
        for number, (date, crisis, draft) in enumerate(dated)
    )


def scripted_round(
    number: int, date: str, crisis: dict[str, Any], draft: dict[str, Any]
) -> ScriptedRound:
    """One round of a script."""
    record, withheld, own = (draft.get(key) for key in ("record", "withheld", "parties"))
    outcome = "withheld" if withheld else None
    if record is not None:
        outcome = record["outcome"]
    return ScriptedRound(
        number=number,
        crisis=crisis["name"],
        date=date,
        symbol=draft["symbol"],
        title=draft.get("title", ""),
        strength=float(draft["strength"]),
        withheld=withheld,
        outcome=outcome,
        tally="" if record is None else "-".join(str(record[k]) for k in ("yes", "no", "abstain")),
        yes=None if record is None else int(record["yes"]),
        against=() if record is None else tuple(record["against"]),
        target=crisis.get("target", ""),
        parties=tuple(crisis.get("parties", ()) if own is None else own),
        patron=crisis.get("patron"),
    )


def redrafted(manifest: Manifest) -> bool:
    """Whether the model's penholders write the drafts of the script."""
    return bool(manifest.experiment["described"].get("redraft", False))


def replays(manifest: Manifest) -> bool:
    """Whether a script decides which drafts are tabled, and how strong they are."""
    return bool(script_of(manifest)) and not redrafted(manifest)


def too_weak(manifest: Manifest) -> str | None:
    """That no draft of a script is an adequate mandate, as a sentence; None where one can be.

    Then every grave crisis closes without one, unless an older mandate stands.
    """
    described = manifest.experiment["described"]
    adequate = described["parameters"]["adequate"]
    if not replays(manifest):
        return None
    drafts = [draft for crisis in described["crisis"] for draft in crisis["draft"]]
    tabled = [float(draft["strength"]) for draft in drafts if not draft.get("withheld")]
    standing = [float(draft.get("status_quo", 0.0)) for draft in drafts]
    if max(tabled + standing) >= adequate:
        return None
    return (
        f"No draft of this script reaches the adequate strength of {adequate:g}, so that "
        "paralysis is 100 % whatever the vote."
    )


def on_record(manifest: Manifest) -> OnRecord | None:
    """The record of a script's drafts, or of the years that a scenario stands for, if any."""
    described = manifest.experiment["described"]
    script = [draft for draft in script_of(manifest) if draft.outcome is not None]
    if script:
        return of_script(script)
    years = described.get("recorded")
    if not years:
        return None
    return OnRecord(
        words=f"{counted(years['drafts'], 'recorded vote')} of {years['years']}",
        drafts=years["drafts"],
        outcomes={
            "adopted": 1.0 - years["vetoed"] - years["fell_short"],
            "vetoed": years["vetoed"],
            "fell_short": years["fell_short"],
        },
        against=dict(years["against"]),
    )


def of_script(script: list[ScriptedRound]) -> OnRecord:
    """The record of drafts one by one, counted."""
    ends = Counter(draft.outcome for draft in script)
    vetoed = [draft for draft in script if draft.outcome == "vetoed"]
    no = Counter(member for draft in vetoed for member in draft.against)
    return OnRecord(
        words=f"{counted(len(script), 'draft')} on record",
        drafts=len(script),
        outcomes={end: ends[end] / len(script) for end in DECIDED if ends[end]},
        against={member: number / len(vetoed) for member, number in no.items()},
    )


def action_on_record(manifest: Manifest) -> list[str]:
    """Who acted beside the Council on record, crisis by crisis of a script."""
    crises = manifest.experiment["described"].get("crisis") or []
    return [
        f"{item['by']}{f' on {item["date"]}' if 'date' in item else ''} "
        f"({'no mandate' if item['basis'] == 'none' else item['basis']})"
        for crisis in crises
        for item in crisis.get("outside", [])
    ]


def burdens_on_record(manifest: Manifest) -> list[str]:
    """Who bore what on record, in units of its own, crisis by crisis of a script."""
    crises = manifest.experiment["described"].get("crisis") or []
    return [
        f"in {listed['currency']}, {borne_words(listed)}"
        for crisis in crises
        for listed in crisis.get("contribution", [])
    ]
