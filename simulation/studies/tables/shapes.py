"""What the public tables look like: patterns of names, columns, keys, how a row says its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

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
    "icb",
    "ucdp",
]


@dataclass(frozen=True)
class Shape:
    """What a kind of table looks like.

    ``columns`` must be there; others are kept as text. ``key`` tells rows apart;
    without one, whole rows do. ``states`` are the columns that say which state a row is
    of, the surest first: its code stands in ``iso3`` once the table is read. What stands
    for none is refused in a table of ``members``, of the Council or the Assembly, and
    noted in any other. On the ``council`` the year says whose a seat was.
    """

    pattern: str
    what: str
    columns: dict[str, Cell]
    key: tuple[str, ...] = ()
    allowed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    members: bool = False
    council: bool = False


OUTCOMES = ("adopted", "vetoed", "failed_majority")
VOTES = ("Y", "N", "A", "NV", "U")
GROUPS = ("AFR", "APG", "EEG", "GRULAC", "WEOG")
PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")

SHAPES: dict[Kind, Shape] = {
    "votes": Shape(
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
        key=("vote_id",),
        allowed={"outcome": OUTCOMES},
    ),
    "member votes": Shape(
        pattern="unsc_member_votes_*.csv",
        what="one row a member and vote of the Council",
        columns={
            "vote_id": "whole",
            "date": "date",
            "year": "whole",
            "outcome": "text",
            "iso3": "text",
            "permanent": "whole",
            "un_group": "text",
            "vote": "text",
        },
        key=("vote_id", "iso3"),
        allowed={"outcome": OUTCOMES, "un_group": GROUPS, "vote": VOTES},
        states=("iso3",),
        members=True,
        council=True,
    ),
    "resolution features": Shape(
        pattern="unsc_resolution_features_*.csv",
        what="one row a resolution, with what its text does",
        columns={"resolution": "whole", "vote_id": "whole", "date": "date", "ch7_acting": "whole"},
        key=("vote_id",),
    ),
    "membership": Shape(
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
        key=("year", "iso3"),
        allowed={"un_group": GROUPS},
        states=("iso3",),
        members=True,
        council=True,
    ),
    "ideal points": Shape(
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
        key=("year", "ccode"),
        states=("iso3",),
        members=True,
    ),
    "agreement": Shape(
        pattern="unga_p5_agreement_*.csv",
        what="one row a year and state: how often it voted as each permanent member",
        columns={
            "year": "whole",
            "country": "text",
            "iso2": "text",
            **{f"agree_{member}": "number" for member in PERMANENT},
            **{f"n_{member}": "number" for member in PERMANENT},
        },
        key=("year", "country"),
        states=("iso2", "country"),
        members=True,
    ),
    "assessments": Shape(
        pattern="un_regular_budget_scale_*.csv",
        what="one row a year and state: its share of the regular budget",
        columns={
            "year": "whole",
            "iso3": "text",
            "member": "text",
            "regular_budget_pct": "number",
            "share_normalised": "number",
        },
        key=("year", "iso3"),
        states=("iso3",),
    ),
    "capabilities": Shape(
        pattern="cow_nmc_*.csv",
        what="one row a year and state: national material capabilities",
        columns={
            "year": "whole",
            "ccode": "whole",
            "iso3": "text",
            "milper_thousand": "number",
            "pec": "number",
            "tpop_thousand": "number",
            "cinc": "number",
        },
        key=("year", "ccode"),
        states=("iso3",),
    ),
    "gdp": Shape(
        pattern="gdp_current_usd_*.csv",
        what="one row a year and state: gross domestic product",
        columns={
            "year": "whole",
            "iso3": "text",
            "country": "text",
            "gdp_current_usd": "number",
        },
        key=("year", "iso3"),
        states=("iso3",),
    ),
    "personnel": Shape(
        pattern="un_peacekeeping_personnel_*.csv",
        what="one row a year and contributor of peacekeepers",
        columns={"year": "whole", "iso3": "text", "total_mean": "number"},
        key=("year", "iso3"),
        states=("iso3",),
    ),
    "icb": Shape(
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
        key=("crisno",),
    ),
    "ucdp": Shape(
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
    ),
}
