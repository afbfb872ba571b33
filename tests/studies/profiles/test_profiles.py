"""Profiles come of the tables as docs/sources.md says, and rebuilding gives the same files."""

import re

import numpy as np
import pytest

from simulation.scenario.files import names, scenarios_folder
from simulation.scenario.load import load
from simulation.studies.profiles.compare import compare, page
from simulation.studies.profiles.files import build, texts
from simulation.studies.profiles.profile import ProfilesByYear
from simulation.studies.profiles.states import States, own_code
from simulation.studies.profiles.ties import MOST_WEIGHT, PARTY
from simulation.studies.tables.reading import Tables

FOLDER = scenarios_folder() / "profiles"
PERMANENT = ("CHN", "FRA", "GBR", "RUS", "USA")

# A small world: the permanent members and some states, 1989 to 1992.
CCODES = {
    "CHN": 710, "FRA": 220, "GBR": 200, "RUS": 365, "USA": 2,
    "SYR": 652, "IRQ": 645, "JOR": 663, "IND": 750, "CAN": 20, "CUB": 40, "POL": 290, "SOM": 520,
    "NPL": 790,
}  # fmt: skip
YEARS = range(1989, 1993)


def spent(code, year):
    """Military spending: the United States 60, Nepal 20 in 1989 and 1991, Jordan unknown, all others 10."""
    if code == "JOR" or (code == "NPL" and year in (1990, 1992)):
        return ""
    return {"USA": 60, "NPL": 20}.get(code, 10)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The profiles of a small world, written as tables of the real columns."""
    folder = tmp_path_factory.mktemp("tables")

    def write(name, header, rows):
        lines = [",".join(map(str, row)) for row in rows]
        (folder / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")

    sat = {1990: ("CAN", "CUB"), 1991: ("CUB", "IND"), 1992: ("IND", "SYR")}
    write(
        "unsc_membership_1.csv",
        "year,iso3,name,permanent,un_group,term_year,council_size",
        [
            (year, code, code, int(code in PERMANENT), "APG", "" if code in PERMANENT else 1, 7)
            for year, elected in sat.items()
            for code in (*PERMANENT, *elected)
        ],
    )
    points = {code: 0.5 * n - 3.0 for n, code in enumerate(CCODES)}
    write(
        "unga_ideal_points_1.csv",
        "year,ccode,iso3,country,ideal_point_fp,ideal_point_fp_q05,ideal_point_fp_q95,n_votes_fp",
        [
            (year, number, code, code, points[code] + 0.01 * (year - 1990), 0, 0,
             10 if code == "NPL" else 60)
            for year in YEARS
            for code, number in CCODES.items()
            # Somalia votes in 1989 and 1992 only; Jordan never.
            if not (code == "SOM" and 1989 < year < 1992) and code != "JOR"
        ],
    )  # fmt: skip
    agree = {"SYR": 0.95, "IRQ": 0.9, "JOR": 0.85, "IND": 0.8, "NPL": 0.8}
    write(
        "unga_p5_agreement_1.csv",
        "year,country,iso2," + ",".join(f"{k}_{m}" for k in ("agree", "n") for m in PERMANENT),
        [
            (year, code, "", *(agree.get(code, 0.4) if m in ("RUS", "CHN") else 0.5
                               for m in PERMANENT), *([2 if code == "NPL" else 100] * 5))
            for year in range(1984, 1992)
            for code in CCODES
            if code not in PERMANENT and code != "SOM"
        ],
    )  # fmt: skip
    write(
        "un_regular_budget_scale_1.csv",
        "year,iso3,member,regular_budget_pct,share_normalised",
        [(year, code, code, 5, 7.14159) for year in YEARS for code in CCODES if code != "SOM"],
    )
    write(
        "cow_nmc_1.csv",
        "year,ccode,iso3,milex_thousand_usd_current,milper_thousand,pec,tpop_thousand,cinc",
        [
            (year, number, code, spent(code, year), 1, 1000 * (n + 1) ** 2, 1000 * (n + 1), 0.05)
            for year in YEARS
            for n, (code, number) in enumerate(CCODES.items())
        ],
    )
    # Income a head is 2000 times energy a head; Iraq reports in 1992 only, Cuba never.
    write(
        "gdp_current_usd_1.csv",
        "year,iso3,country,gdp_current_usd",
        [
            (year, code, code, 2000 * 1000 * (n + 1) ** 2)
            for year in (1960, *YEARS)
            for n, code in enumerate(CCODES)
            if code != "CUB" and not (code == "IRQ" and year != 1992)
        ],
    )
    write(
        "ucdp_prio_acd_1.csv",
        "conflict_id,year,gwno_a,gwno_b,incompatibility,intensity_level,type_of_conflict,start_date",
        [
            (1, 1990, 645, 690, "territory", 2, "interstate", "1990-08-02"),
            (2, 1991, 520, "", "government", 2, "intrastate", "1991-01-26"),
        ],
    )
    return ProfilesByYear(Tables([folder]), FOLDER)


def test_alignment_is_the_ideal_point_over_two_and_a_half(small):
    assert small.profile("CHN", 1990).alignment == round(-3.0 / 2.5, 3)
    assert "alignment" not in small.profile("CHN", 1990).labels


def test_a_state_that_did_not_vote_takes_the_nearest_year_and_one_that_never_did_its_group(small):
    somalia = small.profile("SOM", 1991)
    assert somalia.labels["alignment"] == "estimated: that of 1992"
    assert somalia.alignment == small.profile("SOM", 1992).alignment
    jordan = small.profile("JOR", 1990)
    assert jordan.labels["alignment"] == "estimated: mean of its regional group"
    asia = [small.profile(code, 1990).alignment for code in ("CHN", "SYR", "IRQ", "IND", "NPL")]
    assert jordan.alignment == pytest.approx(np.mean(asia), abs=0.001)


def test_few_votes_are_said(small):
    assert small.profile("NPL", 1990).labels["alignment"] == "measured: from only 10 of 60 votes"


def test_income_not_reported_comes_of_the_nearest_year_or_of_energy(small):
    iraq, cuba = small.profile("IRQ", 1990), small.profile("CUB", 1990)
    assert iraq.labels["size"] == "estimated: share of 1992"
    assert cuba.labels["size"] == "estimated: energy"
    # Where income goes exactly with energy, so does the estimate.
    total = sum((n + 1) ** 2 for n in range(len(CCODES)))
    places = list(CCODES)
    for profile in (iraq, cuba, small.profile("USA", 1990)):
        expected = 100.0 * (places.index(profile.member) + 1) ** 2 / total
        assert profile.size == pytest.approx(expected, rel=0.005)
        assert profile.income == pytest.approx(2.0 * expected * total / 100 / 1000 /
            (places.index(profile.member) + 1), rel=0.005)  # fmt: skip


def test_years_before_and_after_the_tables_take_their_first_and_last(small):
    assert small.means.gdp_year(1946) == 1960
    assert small.means.gdp_year(2026) == 1992
    assert small.profile("USA", 1992).capability == 5.0


def test_military_spending_is_a_share_of_the_worlds_with_what_is_estimated(small):
    # Known of 1990: 60 and eleven times 10. Nepal's is not: its share of 1989 was 20 of 190; nor is
    # Jordan's ever: its share of capabilities is 5 %.
    world = 170.0 * (1.0 + 20 / 190 + 0.05)
    found = {code: small.profile(code, 1990) for code in ("USA", "IND", "NPL", "JOR")}
    assert found["USA"].military == float(f"{100 * 60 / world:.3g}")
    assert found["IND"].military == float(f"{100 * 10 / world:.3g}")
    assert found["NPL"].military == float(f"{100 * 170 * 20 / 190 / world:.3g}")
    assert found["JOR"].military == float(f"{100 * 170 * 0.05 / world:.3g}")
    assert {code: profile.labels.get("military") for code, profile in found.items()} == {
        "USA": None,
        "IND": None,
        "NPL": "estimated: share of 1989",
        "JOR": "estimated: its share of capabilities",
    }
    assert small.profile("NPL", 1991).military == float(f"{100 * 20 / (190 * 1.05):.3g}")


def test_a_judged_reach_stands_until_the_next_and_others_follow_spending(small):
    france, nepal = small.profile("FRA", 1990), small.profile("NPL", 1990)
    assert france.reach == 0.5
    assert france.labels["reach"].startswith("judged: since 1978: ")
    assert nepal.reach == 0.2  # 0.1 x the square root of 10 would be more
    assert "reach" not in nepal.labels


def test_a_state_lies_where_its_capital_of_the_year_is(small):
    states = small.states
    assert [states.place("NGA", year) for year in (1970, 2000)] == [(6, 3), (9, 7)]
    assert [states.place("CHN", year) for year in (1946, 1960, 1972)] == [
        (32, 119),
        (25, 122),
        (40, 116),
    ]
    assert small.profile("USA", 1990).place == (39, -77)


def test_every_state_has_a_place_near_its_groups_others(small):
    """A slip of sign or order would put a state far from all others of its group."""
    assert set(small.states.places.place) == set(small.states.groups)
    for code, group in small.states.groups.items():
        here = np.array(small.states.place(code, 2000))
        others = [
            np.abs(here - small.states.place(other, 2000)).max()
            for other, theirs in small.states.groups.items()
            if theirs == group and other != code
        ]
        assert min(others) <= (35 if code in ("USA", "AUS", "CAN", "NZL", "ISL") else 15), code


def test_war_is_a_governments_own(small):
    assert small.profile("IRQ", 1990).at_war
    assert not small.profile("IRQ", 1991).at_war
    assert not small.profile("SYR", 1990).at_war


def test_who_sits_next_year_is_in_its_first_year(small):
    terms = {profile.member: profile.term for profile in small.council(1990)}
    assert terms == dict.fromkeys(PERMANENT) | {"CAN": 2, "CUB": 1}
    assert [profile.member for profile in small.council(1990)][5:] == ["CAN", "CUB"]
    # Of the last year the table itself must say.
    assert {profile.term for profile in small.council(1992) if not profile.permanent} == {1}


def test_judgements_carry_on_for_permanent_members_and_say_so(small):
    usa = small.profile("USA", 1991)
    assert usa.intervention == small.profile("USA", 1990).intervention == 0.5
    assert usa.labels["intervention"].startswith("judged: as in 1990: ")
    assert "intervention" not in small.profile("IND", 1990).labels
    # An elected member's holds for its term.
    assert small.profile("CUB", 1991).labels["intervention"].startswith("judged: as in 1990: ")


def test_a_stand_in_is_a_share_of_alignment_and_bounded(small):
    india = small.profile("IND", 1990)
    assert india.intervention == round(0.6 * india.alignment, 2)
    assert max(abs(small.profile(code, 1990).intervention) for code in ("POL", "NPL")) <= 0.6


def test_an_assessment_that_is_not_there_is_left_out(small):
    assert small.profile("SOM", 1990).assessment is None
    assert small.profile("SYR", 1990).assessment == 7.14


def test_a_tie_is_agreement_beyond_what_the_member_shares_with_all(small):
    russia = {code: small.ties.estimate("RUS", code, 1990) for code in ("SYR", "IRQ", "CAN")}
    assert russia["SYR"].tie > russia["IRQ"].tie > 0.0 == russia["CAN"].tie
    for found in russia.values():
        expected = PARTY * max(0.0, (found.shrunk - found.baseline) / (1.0 - found.baseline))
        assert found.tie == pytest.approx(expected)


def test_where_all_agree_alike_there_is_no_tie(small):
    assert small.ties.estimate("USA", "SYR", 1990).tie == pytest.approx(0.0, abs=1e-12)
    assert small.ties.prior("USA", 1990, "APG")[1] == MOST_WEIGHT


def test_fewer_common_votes_shrink_more_towards_the_group(small):
    mean, weight = small.ties.prior("RUS", 1990, "APG")
    india, nepal = (small.ties.estimate("RUS", code, 1990) for code in ("IND", "NPL"))
    assert india.agreement == pytest.approx(nepal.agreement)
    assert (india.votes, nepal.votes) == (500, 10)
    for found in (india, nepal):
        kept = found.votes / (found.votes + weight)
        assert found.shrunk - mean == pytest.approx(kept * (found.agreement - mean))


def test_a_state_without_votes_has_its_groups_mean(small):
    found = small.ties.estimate("RUS", "SOM", 1990)
    assert np.isnan(found.agreement)
    assert found.shrunk == pytest.approx(small.ties.prior("RUS", 1990, "AFR")[0])


def test_ties_rest_on_the_years_before(small):
    assert list(small.ties.years(1990)) == [1985, 1986, 1987, 1988, 1989]
    # Beyond the table the last years of it stand.
    assert list(small.ties.years(2010)) == [1987, 1988, 1989, 1990, 1991]


def test_tables_of_the_assembly_call_two_states_otherwise():
    assert own_code("TWN", 1960) == "CHN"
    assert (own_code("YUG", 1990), own_code("YUG", 2010)) == ("YUG", "SRB")


def test_a_build_touches_no_file_that_stays_as_it_is(small, tmp_path, monkeypatch):
    monkeypatch.setattr("simulation.studies.profiles.files.POOL_YEARS", (1990,))
    first = build(small, tmp_path)
    assert {path.name for path in first.changed} == {"1990.toml", "1991.toml", "1992.toml"}
    (tmp_path / "councils" / "1991.toml").write_text("changed", encoding="utf-8")
    second = build(small, tmp_path)
    assert [path.name for path in second.changed] == ["1991.toml"]
    assert len(second.same) == 3
    assert not list(tmp_path.rglob("*.part"))


# --- the command


def test_without_tables_the_command_says_what_is_missing(unsc, tmp_path, monkeypatch):
    monkeypatch.delenv("UNSC_DATA", raising=False)
    status, out, err = unsc("profiles", "build", "--data", tmp_path, "--out", tmp_path / "out")
    assert (status, out) == (2, "")
    for pattern in ("unsc_membership_*.csv", "unga_ideal_points_*.csv", "cow_nmc_*.csv"):
        assert pattern in err
    assert not (tmp_path / "out").exists()
    status, _, err = unsc("profiles", "compare")
    assert status == 2
    assert "--data DIR" in err


def test_a_councils_provenance_is_printed(unsc):
    _, out, _ = unsc("scenarios", "1980")
    assert "[provenance]" in out
    assert 'alignment = "measured: Assembly ideal point of 1980' in out
    assert "judged: as in 1975: Western, wary over Africa" in out


# --- the real tables


@pytest.fixture(scope="module")
def real(real_tables):
    return ProfilesByYear(real_tables, FOLDER)


@pytest.mark.real
@pytest.mark.long
def test_rebuilding_from_the_tables_gives_the_files_that_are_there(real):
    root = scenarios_folder()
    differ = [
        str(path) for path, text in texts(real) if (root / path).read_text(encoding="utf-8") != text
    ]
    assert differ == []


@pytest.mark.real
def test_the_comparison_of_ties_is_the_page_that_is_there(real):
    docs = scenarios_folder().parent / "docs"
    there = (docs / "evidence-profiles.md").read_text(encoding="utf-8")
    found = compare(real)
    assert page(found).splitlines() == there.splitlines()  # else `make profiles`
    judged, estimated = (
        np.mean([getattr(replay, how) for replay in found.replays])
        for how in ("judged", "estimated")
    )
    assert judged - estimated > 0.3


@pytest.mark.real
def test_the_seats_before_1966_are_those_of_the_table(real_tables):
    states = States(FOLDER, real_tables)
    for year in range(1946, 1966):
        for member in states.sat[year] - set(PERMANENT):
            assert states.sat_for(member, year)


@pytest.mark.real
def test_named_contributors_of_the_cases_have_what_the_tables_give(real):
    """Their year is the one that the case's provenance gives; the tables begin after the League."""
    compared = 0
    for name in names("scenario"):
        file = load(name).file
        if not file.contributor or name == "abyssinia-1935":
            continue
        year = int(
            re.search(r"(?:capability|assessment) of (\d{4})", file.provenance["contributor"])[1]
        )
        for state in file.contributor:
            made = real.profile(state.member, year)
            place = (state.place.latitude, state.place.longitude)
            assert (state.military, state.reach, place) == (made.military, made.reach, made.place)
            label = made.labels.get("military")
            assert state.provenance.get("military") == label, (name, state.member)
            compared += 1
    assert compared == 118
