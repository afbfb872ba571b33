"""What the public tables look like: patterns of names, columns, keys, how a row says its state."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from simulation.scenario.schema import REGIONS

type Cell = Literal["whole", "number", "text", "date"]
"""What a column holds. Only text and number may be empty, as "" and as nan."""

type Kind = Literal[
    "votes",
    "member votes",
    "resolution features",
    "membership",
    "ideal points",
    "agreement",
    "assessments",
    "capabilities",
    "gdp",
    "personnel",
    "peacekeeping rates",
    "icb",
    "ucdp",
]


type Span = tuple[float, float]
"""The least and the greatest number that a column may hold."""


@dataclass(frozen=True)
class TableShape:
    """What a kind of table looks like.

    ``columns`` must be there; others are kept as text. ``between`` bounds numbers, both
    ends included, and ``allowed`` lists words. ``key`` distinguishes rows;
    without one, whole rows do. ``states`` are the columns that say which state a row is
    of, the surest first: its code stands in ``iso3`` once the table is read. What stands
    for none is refused in a table of ``members``, of the Council or the Assembly, and
    noted in any other. On the ``council`` the year says whose a seat was. A table of
    ``ballots`` may have any layout of docs/data.md.
    """

    pattern: str
    what: str
    columns: dict[str, Cell]
    key: tuple[str, ...] = ()
    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    between: dict[str, Span] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    members: bool = False
    council: bool = False
    ballots: bool = False


OUTCOMES = ("adopted", "vetoed", "failed_majority")
PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")

FLAGS = ("unanimous", "no_recorded_vote", "procedural", "ch7_acting")
COUNTS = ("yes", "no", "abstain", "nonvoting")

FLAG: Span = (0, 1)
"""0 for no, 1 for yes."""

SHARE: Span = (0, 1)
PERCENT: Span = (0, 100)
NOT_BELOW_0: Span = (0, math.inf)
SEATS: Span = (1, 32)
BALLOTS: Span = (0, 32)
YEARS: Span = (1800, 2200)

SHAPES: dict[Kind, TableShape] = {
    "votes": TableShape(
        pattern="unsc_votes_*.csv",
        what="one row a vote of the Council",
        columns={
            "vote_id": "whole",
            "date": "date",
            "year": "whole",
            "outcome": "text",
            "unanimous": "number",
            "no_recorded_vote": "whole",
            "procedural": "number",
            "council_size": "number",
            "required_yes": "number",
            "yes": "number",
            "no": "number",
            "abstain": "number",
            "nonvoting": "number",
            "topic_repaired": "text",
            "ch7_acting": "number",
        },
        between={
            "year": YEARS,
            **dict.fromkeys(FLAGS, FLAG),
            "council_size": SEATS,
            "required_yes": SEATS,
            **dict.fromkeys(COUNTS, BALLOTS),
        },
        key=("vote_id",),
        allowed={"outcome": OUTCOMES},
    ),
    "member votes": TableShape(
        pattern="unsc_member_votes_*.csv",
        what="one row a member and vote of the Council",
        columns={
            "vote_id": "whole",
            "date": "date",
            "year": "whole",
            "iso3": "text",
            "permanent": "whole",
            "un_group": "text",
            "vote": "text",
        },
        between={"year": YEARS, "permanent": FLAG},
        key=("vote_id", "iso3"),
        allowed={"un_group": REGIONS},
        ballots=True,
    ),
    "resolution features": TableShape(
        pattern="unsc_resolution_features_*.csv",
        what="one row a resolution, with what its text does",
        columns={"resolution": "whole", "vote_id": "whole", "date": "date", "ch7_acting": "whole"},
        between={"ch7_acting": FLAG},
        key=("vote_id",),
    ),
    "membership": TableShape(
        pattern="unsc_membership_*.csv",
        what="one row a year and member of the Council",
        columns={
            "year": "whole",
            "iso3": "text",
            "name": "text",
            "permanent": "whole",
            "un_group": "text",
            "term_year": "number",
            "council_size": "whole",
        },
        between={"year": YEARS, "permanent": FLAG, "council_size": SEATS},
        key=("year", "iso3"),
        allowed={"un_group": REGIONS},
        states=("iso3",),
        members=True,
        council=True,
    ),
    "ideal points": TableShape(
        pattern="unga_ideal_points_*.csv",
        what="one row a year and state, from its votes in the Assembly",
        columns={
            "year": "whole",
            "ccode": "whole",
            "iso3": "text",
            "country": "text",
            "ideal_point_fp": "number",
            "ideal_point_fp_q05": "number",
            "ideal_point_fp_q95": "number",
            "n_votes_fp": "whole",
        },
        between={"year": YEARS, "n_votes_fp": NOT_BELOW_0},
        key=("year", "ccode"),
        states=("iso3",),
        members=True,
    ),
    "agreement": TableShape(
        pattern="unga_p5_agreement_*.csv",
        what="one row a year and state: how often it voted as each permanent member",
        columns={
            "year": "whole",
            "country": "text",
            "iso2": "text",
            **{f"agree_{member}": "number" for member in PERMANENT},
            **{f"n_{member}": "number" for member in PERMANENT},
        },
        between={
            "year": YEARS,
            **{f"agree_{member}": SHARE for member in PERMANENT},
            **{f"n_{member}": NOT_BELOW_0 for member in PERMANENT},
        },
        key=("year", "country"),
        states=("iso2", "country"),
        members=True,
    ),
    "assessments": TableShape(
        pattern="un_regular_budget_scale_*.csv",
        what="one row a year and state: its share of the regular budget",
        columns={
            "year": "whole",
            "iso3": "text",
            "member": "text",
            "regular_budget_pct": "number",
            "share_normalised": "number",
        },
        between={"year": YEARS, "regular_budget_pct": PERCENT, "share_normalised": PERCENT},
        key=("year", "iso3"),
        states=("iso3",),
    ),
    "capabilities": TableShape(
        pattern="cow_nmc_*.csv",
        what="one row a year and state: national material capabilities",
        columns={
            "year": "whole",
            "ccode": "whole",
            "iso3": "text",
            "milex_thousand_usd_current": "number",
            "milper_thousand": "number",
            "pec": "number",
            "tpop_thousand": "number",
            "cinc": "number",
        },
        between={
            "year": YEARS,
            **dict.fromkeys(
                ("milex_thousand_usd_current", "milper_thousand", "pec", "tpop_thousand"),
                NOT_BELOW_0,
            ),
            "cinc": SHARE,
        },
        key=("year", "ccode"),
        states=("iso3",),
    ),
    "gdp": TableShape(
        pattern="gdp_current_usd_*.csv",
        what="one row a year and state: gross domestic product",
        columns={
            "year": "whole",
            "iso3": "text",
            "country": "text",
            "gdp_current_usd": "number",
        },
        between={"year": YEARS, "gdp_current_usd": NOT_BELOW_0},
        key=("year", "iso3"),
        states=("iso3",),
    ),
    "personnel": TableShape(
        pattern="un_peacekeeping_personnel_*.csv",
        what="one row a year and contributor of peacekeepers",
        columns={"year": "whole", "iso3": "text", "total_mean": "number"},
        between={"year": YEARS, "total_mean": NOT_BELOW_0},
        key=("year", "iso3"),
        states=("iso3",),
    ),
    "peacekeeping rates": TableShape(
        pattern="un_peacekeeping_p5_rates_*.csv",
        what="one row a scale of assessments and permanent member: its rate for peacekeeping",
        columns={"period": "text", "iso3": "text", "peacekeeping_pct_derived": "number"},
        between={"peacekeeping_pct_derived": PERCENT},
        key=("period", "iso3"),
        states=("iso3",),
    ),
    "icb": TableShape(
        pattern="icb_crises_*.csv",
        what="one row an international crisis",
        columns={
            "crisno": "whole",
            "crisname": "text",
            "yrtrig": "whole",
            "motrig": "whole",
            "geog": "whole",
            "gravcr": "whole",
            "viol": "whole",
            "globorg": "whole",
            "globactm": "whole",
        },
        between={"yrtrig": YEARS},
        key=("crisno",),
    ),
    "ucdp": TableShape(
        pattern="ucdp_prio_acd_*.csv",
        what="one row a year and armed conflict",
        columns={
            "conflict_id": "whole",
            "year": "whole",
            "gwno_a": "whole",
            "gwno_b": "number",
            "incompatibility": "text",
            "intensity_level": "whole",
            "type_of_conflict": "text",
            "start_date": "date",
        },
        between={"year": YEARS},
    ),
}
