"""What lesson 3 says of burdens is what its cells compute, differences under common draws."""

import pytest
from lessons.lesson import played, prose, signed

from simulation import run_batch
from simulation.analysis.burdens import burden_shares
from simulation.stages import burden

NAME = "03-who-pays"
SAID = prose(NAME)
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    return played(NAME, tmp_path_factory.mktemp("lesson"))


def test_one_gives_nothing_and_the_large_more_than_its_part_in_the_best(lesson):
    nash, best = lesson.efforts["Nash"], lesson.efforts["optimum"]
    assert list(nash[nash == 0].index) == ["small"]
    assert list(nash[nash > best].index) == ["large"]
    assert nash.sum() < best.sum()


def test_the_small_stop_giving_first_and_the_large_last(lesson):
    assert sorted(lesson.stops, key=lesson.stops.get) == ["small", "middling", "large"]


@pytest.mark.parametrize("table", ["by_size", "by_nearness"])
def test_the_largest_bears_the_most_and_more_than_its_share_of_the_gain(lesson, table):
    borne = getattr(lesson, table).set_index("member")
    largest = borne["size"].idxmax()
    assert borne["burden"].drop("rest", errors="ignore").idxmax() == largest
    assert borne.loc[largest, "relative_low"] > 0


@pytest.mark.parametrize("seed", range(1, 7))
def test_gifts_by_size_rise_with_size_in_one_council_and_fall_in_the_other(seed):
    for name, sign in (("free-riders", 1), ("repeated-crises", -1)):
        found = burden_shares(run_batch(name, runs=300, seed=seed)).attrs
        assert sign * found["kendall"] > 0.2
        assert sign * found["spearman"] > 0.2


def test_interdependence_makes_more_give_and_less_be_given_and_most_of_it_early(lesson):
    found = {(row.measure, row.setting): row.paired for row in lesson.ends.rows}
    nothing, provided = (
        found[measure, "interdependence=1"] for measure in ("giving_nothing", "provision")
    )
    first = found["giving_nothing", "interdependence=0.2"]
    assert nothing.high < 0 > provided.high
    assert first.high < 0.5 * nothing.value
    for difference in (nothing, provided):
        assert f"({signed(difference)})" in SAID
    assert f"it is {signed(first)}." in SAID


def test_both_other_ways_narrow_the_gap_and_neither_closes_it(lesson):
    assessed, optimum = (row.paired for row in lesson.ways.rows[1:])
    assert assessed.high < 0 > optimum.high
    assert (
        f"(by {-assessed.value:.3f} ± {assessed.half:.3f} and "
        f"{-optimum.value:.3f} ± {optimum.half:.3f})"
    ) in SAID
    assert (lesson.gaps["low"] > 0.5).all()


def test_of_kuwait_some_that_paid_most_sent_no_troops_and_the_neighbours_pay_too_little(lesson):
    beside = lesson.beside
    paid = beside["money, % of that listed"].nlargest(5).index
    without_troops = beside.loc[paid, "troops, % of those listed"] == 0
    assert set(paid[without_troops]) == {"JPN", "DEU"}
    simulated, money = beside["simulated effort, %"], beside["money, % of that listed"]
    for member in ("KWT", "SAU"):
        assert simulated[member] < 0.2 * money[member]
    assert simulated["JPN"] > money["JPN"]


def test_even_after_a_text_in_full_over_a_third_is_missing_and_two_in_five_fail(lesson):
    full = lesson.acted["adopted in full"]
    assert 1 / 3 < full["easy-riding"].low < full["easy-riding"].high < 0.4
    chance = full["mean chance of success"]
    assert 0.57 < chance.low < chance.high < 0.63


def test_the_key_halves_the_large_members_capability(lesson):
    before = lesson.each_for_itself
    less = lesson.capability * [[0.5], [1], [1]]
    after = burden.nash(lesson.stakes, less, 0.0, **lesson.rules)[:, 0]
    assert f"({after[1]:.3f} after {before[1]:.3f})" in SAID
    assert after[2] == before[2] == 0
    assert f"falls from {before.sum():.3f} to {after.sum():.3f}" in SAID
    made_up = (after[1] - before[1]) / (before[0] - after[0])
    assert f"replaces {100 * made_up:.0f} %" in SAID


def test_the_key_adds_a_private_benefit_and_easy_riding_falls(lesson):
    def riding(benefit):
        given, best = (
            rule(lesson.stakes, lesson.capability, benefit, **lesson.rules)[:, 0].sum()
            for rule in (burden.nash, burden.optimum)
        )
        return float(burden.easy_riding(given, best))

    assert riding(0.1) < riding(0.0)
    assert f"it falls from {riding(0.0):.3f} to {riding(0.1):.3f}" in SAID
