"""Profiles come of the tables as docs/sources.md says, and rebuilding gives the same files."""

import numpy as np
import pytest
from studies.profiles.small_world import CCODES, PERMANENT

from simulation.scenario.files import scenarios_folder
from simulation.studies.profiles.compare import compare, page
from simulation.studies.profiles.files import build, texts
from simulation.studies.profiles.states import States, own_code
from simulation.studies.profiles.ties import MOST_WEIGHT, PARTY

FOLDER = scenarios_folder() / "profiles"


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
