"""There is a Council for every year, as it sat."""

import functools
from collections import Counter

import pytest

from simulation.engine.arrays import play
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_council, load_pool

YEARS = range(1946, 2027)
PERMANENT = ["CHN", "FRA", "RUS", "GBR", "USA"]
POOLS = [1946, *range(1950, 2026, 5), 2011]


@functools.cache
def council(year):
    return load_council(str(year))


def elected(year):
    return [seat for seat in council(year).seat if not seat.permanent]


def seat_of(year, member):
    return next(seat for seat in council(year).seat if seat.member == member)


def test_there_is_a_council_for_every_year():
    assert {int(name) for name in names("council") if name.isdigit()} == set(YEARS)
    assert all(str(year) in council(year).title for year in YEARS)


def test_eleven_sat_to_1965_and_fifteen_from_1966():
    assert {len(council(year).seat) for year in YEARS if year < 1966} == {11}
    assert {len(council(year).seat) for year in YEARS if year >= 1966} == {15}


def test_the_permanent_members_come_first_and_are_the_same_five():
    for year in YEARS:
        assert [seat.member for seat in council(year).seat[:5]] == PERMANENT
        assert [seat.permanent for seat in council(year).seat] == [True] * 5 + [False] * len(
            elected(year)
        )


def test_from_1966_elected_seats_are_shared_by_group_as_the_assembly_resolved():
    for year in range(1966, 2027):
        groups = Counter(seat.group for seat in elected(year))
        assert groups == {"AFR": 3, "APG": 2, "EEG": 1, "GRULAC": 2, "WEOG": 2}, year


def test_before_1966_a_member_of_another_group_says_for_whom_it_sat():
    assert "sat for the Commonwealth" in seat_of(1950, "IND").provenance["group"]
    assert "sat for the Middle East" in seat_of(1951, "TUR").provenance["group"]
    assert "sat for Eastern Europe" in seat_of(1961, "TUR").provenance["group"]
    for year in range(1946, 1966):
        latin = [seat for seat in elected(year) if seat.group == "GRULAC"]
        assert len(latin) == 2
        assert all("group" not in seat.provenance for seat in latin)


@pytest.mark.parametrize("year", YEARS[:-1])
def test_whoever_is_in_the_first_year_of_a_term_sits_next_year_and_nobody_else(year):
    stays = {seat.member for seat in elected(year) if seat.term == 1}
    assert {seat.term for seat in elected(year)} == {1, 2}
    after = {seat.member for seat in elected(year + 1)}
    assert stays == after & {seat.member for seat in elected(year)}
    assert {s.member for s in elected(year + 1) if s.term == 1}.isdisjoint(stays)


def test_half_of_the_elected_seats_fall_vacant_each_year_but_where_a_term_was_split():
    leave = {year: sum(seat.term == 2 for seat in elected(year)) for year in YEARS}
    more = {year: n for year, n in leave.items() if n != len(elected(year)) // 2}
    assert more == {1956: 4, 1960: 4, 1961: 4, 1962: 4, 1964: 4, 2017: 6}


@pytest.mark.parametrize(
    ("year", "members"),
    [
        (1946, "AUS BRA EGY MEX NLD POL"),
        (1950, "CUB ECU EGY IND NOR YUG"),
        (1961, "CHL ECU EGY LBR LKA TUR"),
        (1966, "ARG BGR JPN JOR MLI NLD NZL NGA UGA URY"),
        (1990, "CAN CIV COL CUB ETH FIN MYS ROU YEM COD"),
        (1994, "ARG BRA CZE DJI NZL NGA OMN PAK RWA ESP"),
        (2003, "AGO BGR CHL CMR DEU ESP GIN MEX PAK SYR"),
        (2017, "BOL EGY ETH ITA JPN KAZ SEN SWE UKR URY"),
        (2024, "DZA ECU GUY JPN KOR MLT MOZ SVN SLE CHE"),
    ],
)
def test_they_are_those_who_sat(year, members):
    assert {seat.member for seat in elected(year)} == set(members.split())


def test_seats_are_called_by_their_holders():
    assert seat_of(1971, "CHN").name == "China (Republic of China)"
    assert seat_of(1972, "CHN").name == "China"
    assert seat_of(1991, "RUS").name == "Soviet Union"
    assert seat_of(1992, "RUS").name == "Russian Federation"
    assert seat_of(1961, "EGY").name == "United Arab Republic"
    assert seat_of(1960, "LKA").name == "Ceylon"


def test_taiwan_has_the_republic_of_chinas_means_and_the_mainland_its_successors():
    assert seat_of(1971, "CHN").capability < 2.0 < 9.0 < seat_of(1972, "CHN").capability
    # It was assessed as China throughout.
    assert seat_of(1960, "CHN").assessment > 4.0


def test_alignment_and_assessment_are_those_of_the_tables():
    # Ideal point 3.0975 of 1994 over 2.5; 25 percent of a scale that summed to 99.75.
    assert seat_of(1994, "USA").alignment == 1.239
    assert seat_of(1994, "USA").assessment == 25.1


def test_every_number_of_every_seat_has_a_label():
    keys = ("alignment", "intervention", "size", "capability", "assessment", "term", "pen")
    keys += ("military", "reach", "place")
    for year in YEARS:
        for seat in council(year).seat:
            labels = {**council(year).provenance, **seat.provenance}
            for key in keys:
                if key in seat.model_fields_set:
                    assert key in labels, (year, seat.member, key)


def test_each_pool_holds_the_council_of_its_year_and_says_the_same_of_it():
    assert {int(name) for name in names("pool") if name.isdigit()} == set(POOLS)
    for year in POOLS:
        states = {state.member: state for state in load_pool(str(year)).state}
        for seat in council(year).seat:
            state = states[seat.member]
            for key in (
                *("name", "group", "alignment", "intervention", "size", "capability"),
                *("military", "reach", "place"),
            ):
                assert getattr(state, key) == getattr(seat, key), (year, seat.member, key)


def test_pools_are_as_large_as_the_membership_was():
    sizes = {year: len(load_pool(str(year)).state) for year in (1950, 1965, 1990, 2011, 2025)}
    # 118 members at the end of 1965, of which Indonesia had left; 159 in 1990 less South Africa.
    assert sizes == {1950: 60, 1965: 117, 1990: 158, 2011: 193, 2025: 193}


# --- what a simulation makes of them


def scenario(tmp_path, *lines):
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\n' + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_members_in_their_second_year_leave_at_the_first_election(tmp_path):
    made = load(scenario(tmp_path, 'council = "2005"', 'pool = "2005"', "rounds = 8"))
    history = play(made, seed=1, runs=range(20))
    leaving = {seat.member for seat in elected(2005) if seat.term == 2}
    staying = {seat.member for seat in elected(2005) if seat.term == 1}
    for run in range(20):
        second = {state.member for state in made.members_in(4, history.occupants[4][:, run])}
        assert staying <= second
        assert not leaving & second


CRISIS = """
[[crisis]]
name = "A crisis"
type = "interstate"
region = "APG"
severity = 0.8
target = "SYR"
[[crisis.draft]]
date = 2011-06-01
symbol = "S/1"
instrument = "sanctions"
strength = 0.5
"""


def ties(made):
    return dict(zip(made.sitting.council.members, made.script[0].crisis.ties[:, 0], strict=True))


def test_estimated_ties_stand_where_none_is_written(tmp_path):
    head = ('council = "2011"', 'pool = "2011"')
    pool = {state.member: state for state in load_pool("2011").state}
    written = ties(load(scenario(tmp_path, *head, CRISIS)))
    assert set(written.values()) == {0.0}
    lines = (*head, 'ties = "estimated"', "[profiles.RUS]", "client_ties = { SYR = 1.0 }", CRISIS)
    estimated = ties(load(scenario(tmp_path, *lines)))
    assert estimated["RUS"] == 1.0
    assert estimated["CHN"] == pool["SYR"].patrons["CHN"] > 0.5
    assert estimated["USA"] == 0.0


def test_a_tie_to_a_permanent_member_is_that_members_tie_to_the_state(tmp_path):
    head = ('council = "2022"', 'pool = "2020"', 'ties = "estimated"')
    made = load(scenario(tmp_path, *head, CRISIS.replace("SYR", "RUS")))
    pool = {state.member: state for state in load_pool("2020").state}
    assert ties(made)["IND"] == pool["IND"].patrons["RUS"] > 0.0


def test_estimated_ties_need_a_pool(tmp_path):
    with pytest.raises(InputError) as caught:
        load(scenario(tmp_path, 'council = "2011"', 'ties = "estimated"', CRISIS))
    assert any('pool = "1990"' in mistake for mistake in caught.value.mistakes)


def test_assessed_burdens_go_by_the_scale_of_assessments(tmp_path):
    made = load(scenario(tmp_path, 'council = "1985"', "rounds = 8"), burden="assessed")
    history = play(made, seed=1, runs=range(40))
    effort = history.effort.sum(axis=(0, 2))
    of = dict(zip(made.contributor_names, effort / effort.sum(), strict=True))
    # Without a pool the members of the Council are all that there is to share the bill.
    bill = sum(state.assessment for state in made.sitting.states)
    for member in ("USA", "RUS", "GBR", "CHN"):
        assert of[member] == pytest.approx(seat_of(1985, member).assessment / bill)
