"""The shape of the files a person writes: councils, rule sets, scenarios; checked at the edge."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    create_model,
    field_validator,
    model_validator,
)

from simulation.scenario.on_record import (
    ContributionFile,
    FollowedFile,
    OutsideFile,
    RecordFile,
)
from simulation.scenario.values import (
    STRICT,
    Amount,
    Code,
    Labels,
    Percent,
    Share,
    Term,
    Text,
    Texts,
    Tie,
    members_once,
)
from simulation.stages.parameters import TABLE

Region = Literal["AFR", "APG", "EEG", "GRULAC", "WEOG"]
CrisisType = Literal[
    "interstate", "civil-war", "mass-atrocity", "proliferation", "terrorism", "cyber", "scarcity"
]

REGIONS: tuple[Region, ...] = ("AFR", "APG", "EEG", "GRULAC", "WEOG")
"""The five regional groups; a crisis happens in the region of one of them."""

CRISIS_TYPES: dict[CrisisType, tuple[bool, bool, bool, bool, float, float]] = {
    #                 intrastate, threat, atrocity, deterrable, usefulness of force, attribution
    "interstate": (False, False, False, True, 1.0, 1.0),
    "civil-war": (True, False, False, True, 0.8, 1.0),
    "mass-atrocity": (True, False, True, True, 0.9, 0.9),
    "proliferation": (False, True, False, True, 0.7, 0.8),
    "terrorism": (False, True, False, True, 0.5, 0.7),
    "cyber": (False, True, False, True, 0.3, 0.4),
    "scarcity": (True, False, False, False, 0.2, 0.5),
}
"""Types of crisis: which terms of preferences bite, whether a challenger can be deterred, what
force is worth against it, and how sure it is who did it, 0 to 1 (judged: own estimates)."""

TYPE_WEIGHTS: dict[CrisisType, float] = {
    "interstate": 0.3,
    "civil-war": 0.3,
    "mass-atrocity": 0.15,
    "proliferation": 0.05,
    "terrorism": 0.1,
    "cyber": 0.05,
    "scarcity": 0.05,
}
"""How often each type comes up unless a scenario says otherwise (judged: own estimates)."""

REGION_WEIGHTS: dict[Region, float] = {
    "AFR": 0.4,
    "APG": 0.35,
    "EEG": 0.1,
    "GRULAC": 0.1,
    "WEOG": 0.05,
}
"""How often crises arise in each region (judged: own estimates)."""

Instrument = Literal["determination", "provisional-measures", "sanctions", "force", "peacekeeping"]
type Named[T] = Annotated[
    Annotated[Text, Tag("a name")] | Annotated[T, Tag("a table")],
    Discriminator(
        lambda value: "a table" if isinstance(value, dict | list | BaseModel) else "a name"
    ),
]
"""A file by its name or path, or the same written in place."""

type Seats = Annotated[
    Annotated[int, Field(ge=1), Tag("a number")]
    | Annotated[Literal["majority", "two-thirds", "all"], Tag("a word")],
    Discriminator(lambda value: "a number" if isinstance(value, int | float) else "a word"),
]
"""A number of yeses, or a share of the seats in a word."""

type Holders = Annotated[
    Annotated[Literal["permanent", "all", "none"], Tag("a word")] | Annotated[Texts, Tag("a list")],
    Discriminator(lambda value: "a list" if isinstance(value, list) else "a word"),
]
"""Who holds a veto."""


class FilePart(BaseModel):
    """A table of a TOML file: no unknown keys, no later change, numbers finite and not as text."""

    model_config = STRICT


class PlaceFile(FilePart):
    """Where a state lies, in degrees: north and east above 0."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class SeatFile(FilePart):
    """One seat and the interest profile of its member."""

    member: Code
    name: Text
    group: Region
    permanent: bool = False
    pen: bool = False
    term: Term | None = None
    alignment: Annotated[float, Field(ge=-3, le=3)]
    intervention: Annotated[float, Field(ge=-1, le=1)] = 0.0
    sovereignty: Share | None = None
    regional_exposure: dict[Region, Share] | None = None
    economic_stake: dict[Region, Share] = {}
    threat_sensitivity: Share = 0.5
    code_signatory: bool = False
    client_ties: dict[str, Tie] = {}
    size: Percent = 1.0
    capability: Percent | None = None
    assessment: Percent | None = None
    military: Percent | None = None
    reach: Share | None = None
    place: PlaceFile | None = None
    legitimacy_weight: Share = 0.5
    provenance: Labels = {}


class CouncilFile(FilePart):
    """The members that sit, and where their profiles come from."""

    title: Text
    source: str = ""
    provenance: Labels = {}
    seat: Annotated[
        list[SeatFile], Field(min_length=1, max_length=32), AfterValidator(members_once)
    ]


class RulesFile(FilePart):
    """A rule set: what it takes to adopt a draft."""

    title: Text
    source: str = ""
    seats: Annotated[int, Field(ge=1, le=32)] | None = None
    quota: Seats
    procedural_quota: Seats | None = None
    vetoes: Holders = "permanent"
    vetoes_to_block: Annotated[int, Field(ge=1)] = 1
    abstention: Literal["does-not-block", "blocks", "not-allowed"] = "does-not-block"
    parties: Literal["vote", "abstain-chapter-vi", "not-counted"] = "vote"
    veto_suspended_for: list[CrisisType] = []
    veto_suspended_whose: Literal["all", "signatories"] = "all"
    veto_debate_cost: Share = 0.0
    override: Annotated[int, Field(ge=1)] | None = None
    automatic: bool = False
    other_sizes: Texts = []


class DraftFile(FilePart):
    """A draft that was put to the vote, on a date."""

    date: datetime.date
    symbol: Text
    title: str = ""
    instrument: Instrument
    chapter: Literal["VI", "VII"] = "VII"
    strength: Share
    withheld: Literal["veto-expected", "shortfall-expected"] | None = None
    status_quo: Share = 0.0
    severity: Share | None = None
    consent: Share | None = None
    parties: Texts | None = None
    council: Text | None = None
    penholder: Text | None = None
    sponsors: Texts = []
    absent: Texts = []
    record: RecordFile | None = None
    followed: FollowedFile | None = None


class OrganisationFile(FilePart):
    """A regional organisation: who belongs to it, how it decides, what it may do."""

    title: Text
    source: str = ""
    members: Texts = []
    group: Region | None = None
    quota: Literal["all", "majority", "two-thirds", "half"] = "all"
    bases: list[Literal["self-defence", "consent", "enforcement"]] = []
    founded: int | None = None
    dissolved: int | None = None
    provenance: Labels = {}


class StateFile(SeatFile):
    """A state of the membership, from which elected seats are filled."""

    population: Amount
    income: Amount
    at_war: bool = False
    patrons: dict[str, Tie] = {}


class PoolFile(FilePart):
    """The membership beyond the Council."""

    title: Text
    source: str = ""
    provenance: Labels = {}
    state: Annotated[
        list[StateFile], Field(min_length=1, max_length=300), AfterValidator(members_once)
    ]


class CrisisFile(FilePart):
    """A scripted crisis and the drafts that were put to the vote in it."""

    name: Text
    type: CrisisType
    region: Region
    severity: Share
    target: str = ""
    target_name: str = ""
    patron: Text | None = None
    consent: Share = 0.0
    bloc: Share = 0.0
    parties: Texts = []
    council: Text | None = None
    resistance: Annotated[float, Field(gt=0, le=5)] = 0.5
    attribution: Share | None = None
    place: PlaceFile | None = None
    victim: Code | None = None
    stakes: dict[Code, Share] = {}
    aftermath: str = ""
    outside: list[OutsideFile] = []
    contribution: list[ContributionFile] = []
    draft: Annotated[list[DraftFile], Field(min_length=1)]


class ChallengesFile(FilePart):
    """What generated crises are like: relative weights."""

    types: dict[CrisisType, Annotated[float, Field(ge=0, le=1e9)]] = TYPE_WEIGHTS
    regions: dict[Region, Annotated[float, Field(ge=0, le=1e9)]] = REGION_WEIGHTS
    patron_weights: dict[str, Annotated[float, Field(ge=0, le=1e9)]] | None = None

    @field_validator("types", "regions", "patron_weights")
    @classmethod
    def not_all_zero(cls, weights: dict[str, float] | None) -> dict[str, float] | None:
        """Some weight must be positive."""
        if weights is not None and sum(weights.values()) <= 0:
            raise ValueError("at least one weight must be above 0")
        return weights


def bounds(name: str) -> Any:
    """The type and range of one parameter."""
    row = TABLE[name]
    kind = int if row["whole"] else float
    return Annotated[kind, Field(ge=row["low"], le=row["high"])]


class ParameterPart(FilePart):
    """Parameters, some of which may be infinite."""

    model_config = ConfigDict(allow_inf_nan=True)


if TYPE_CHECKING:
    ParametersFile = ParameterPart
else:
    ParametersFile = create_model(
        "ParametersFile",
        __base__=ParameterPart,
        __doc__="The parameters a scenario sets; see docs/parameters.md.",
        **{
            name: (bounds(name), int(row["default"]) if row["whole"] else row["default"])
            for name, row in TABLE.items()
        },
    )


class ShiftFile(FilePart):
    """A change of a member's profile within a case: from a date on, or from a round on."""

    member: Code
    date: datetime.date | None = None
    round: Annotated[int, Field(ge=2)] | None = None
    note: str = ""
    profile: Annotated[dict[str, Any], Field(min_length=1)]


def in_order(bounds: list[float]) -> list[float]:
    """A value and its bounds; that of few states may lie outside its bootstrap interval."""
    _, low, high = bounds
    if low > high:
        raise ValueError("must be a value, its lower bound and its upper bound")
    return bounds


def within(bounds: list[float]) -> list[float]:
    """A value between its bounds: the value, the lower bound, the upper one."""
    value, low, high = bounds
    if not low <= value <= high:
        raise ValueError("must be a value, its lower bound and its upper bound")
    return bounds


Bounds = Annotated[list[Share], Field(min_length=3, max_length=3), AfterValidator(within)]
"""A share with its bounds: value, low, high."""

Correlation = Annotated[float, Field(ge=-1.0, le=1.0)]

CorrelationBounds = Annotated[
    list[Correlation], Field(min_length=3, max_length=3), AfterValidator(in_order)
]
"""A correlation with its bounds: value, low, high."""


class PeacekeepersFile(FilePart):
    """Who sent the peacekeepers of some years on record; value, lower and upper bound each.

    A correlation is left out where too few states are known.
    """

    years: Text
    source: Text
    permanent: Bounds
    elected: Bounds
    other: Bounds
    top_five: Bounds
    gini: Bounds
    with_income_a_head: CorrelationBounds | None = None
    with_income: CorrelationBounds | None = None
    with_military: CorrelationBounds | None = None
    with_population: CorrelationBounds | None = None


class YearsFile(FilePart):
    """What is on record of the years that a scenario stands for, to stand beside its pictures."""

    years: Text
    source: Text
    drafts: Annotated[int, Field(ge=1)]
    vetoed: Share
    fell_short: Share
    against: dict[str, Share] = {}
    peacekeepers: list[PeacekeepersFile] = []

    @model_validator(mode="after")
    def within_the_whole(self) -> YearsFile:
        """No more drafts fail than there are."""
        if self.vetoed + self.fell_short > 1.0:
            raise ValueError("vetoed and fell_short must not exceed 1 together")
        return self


class ScenarioFile(FilePart):
    """A whole scenario."""

    title: Text
    description: str = ""
    sources: Texts = []
    council: Named[CouncilFile]
    rules: Named[RulesFile] = "charter"
    rounds: Annotated[int, Field(ge=1, le=10_000)] = 40
    provenance: Labels = {}
    parameters: ParametersFile = ParametersFile()
    challenges: ChallengesFile = ChallengesFile()
    profiles: dict[str, dict[str, Any]] = {}
    shift: list[ShiftFile] = []
    not_joined: Texts = []
    burden: Literal["voluntary", "optimum", "assessed"] = "voluntary"
    pool: Text | None = None
    ties: Literal["written", "estimated"] = "written"
    organisations: Texts = []
    contributor: Annotated[list[SeatFile], AfterValidator(members_once)] = []
    crisis: list[CrisisFile] = []
    recorded: YearsFile | None = None
