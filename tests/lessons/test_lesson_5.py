"""What lesson 5 says of its batch is what its cells compute, differences under common draws."""

import pytest
from lessons.lesson import holds_0, played, prose, signed

from simulation import compare, load
from simulation.analysis.sums_tasks import play_measures
from simulation.measures.contrasts import contrast
from simulation.measures.names import label

NAME = "05-asking-a-batch"
SAID = prose(NAME)
FALLING = ("vetoed", "hidden_large", "paralysis_clients")
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    return played(NAME, tmp_path_factory.mktemp("lesson"))


def clients(table):
    return table[table["measure"] == "paralysis_clients"].set_index("veto_cost")


def test_the_share_begins_at_1_then_falls_and_even_distant_intervals_overlap(lesson):
    few = clients(lesson.few)
    assert few.loc[[0.15, 0.2], "value"].min() == 1
    assert few.loc[0.2:, "value"].is_monotonic_decreasing
    assert few.loc[0.7, "value"] < 0.75
    assert few.loc[0.3, "low"] < few.loc[0.7, "high"]


def test_ten_times_the_histories_make_bars_three_to_four_times_narrower_where_the_share_is_not_near_1(
    lesson,
):
    narrower = lesson.half[12] / lesson.half[120]
    assert all(3 < narrower[cost] < 4 for cost in (0.4, 0.55, 0.7))
    assert narrower[0.15] > 5


def test_twelve_histories_tell_two_costs_apart_though_their_intervals_overlap(lesson):
    base, dearer = lesson.dearer.rows
    assert base.level.low < dearer.level.high
    assert dearer.unpaired.high < 0
    assert dearer.paired.high < 0
    assert dearer.few  # rough


def test_pairing_saves_most_where_the_setting_changes_little_of_what_luck_brings(lesson):
    saved = lesson.needed["saved, times"]
    assert saved["deterred"] > saved["adopted"]
    assert saved["paralysis clients"] == saved.min() < 2
    most = saved.nlargest(3)
    assert set(most.index) == {"security gap", "deterred", "paralysis others"}
    assert most.min() > 1.2 * saved.drop(most.index).max()
    for row in lesson.found.rows:
        if row.setting == "veto_cost=0.4":
            assert holds_0(row.paired) == (label(row.measure) in most.index), row.measure


@pytest.mark.parametrize("measure", FALLING)
def test_all_three_fall_from_the_first_step_on(lesson, measure):
    rows = [row for row in lesson.finer.rows if row.measure == measure][1:]
    falls = [0.0, *(row.paired.value for row in rows)]
    assert all(row.paired.high < 0 for row in rows)
    assert falls == sorted(falls, reverse=True)


def test_in_proportion_vetoes_cast_fall_furthest_then_hidden_ones_then_paralysis(lesson):
    left = lesson.left
    cast, hidden, paralysis = (f"{100 * left[name]:.0f} %" for name in FALLING)
    assert (
        f"{cast} of them are left at 0.7, {hidden} of the large hidden ones, {paralysis} of the paralysis"
        in SAID
    )
    ends = [load("repeated-crises", veto_cost=cost) for cost in (0.15, 0.7)]
    first, last = play_measures(ends, list(FALLING), runs=120, seed=1)

    def cells(*names):
        return [sums[name] for name in names for sums in (last, first)]

    def proportion(name):
        (part, whole), (part_0, whole_0) = last[name], first[name]
        now, then = part.sum() / whole.sum(), part_0.sum() / whole_0.sum()
        return [1 / then, -now / then**2]

    for less, more in (("vetoed", "hidden_large"), ("hidden_large", "paralysis_clients")):
        weights = [*proportion(less), *(-w for w in proportion(more))]
        half = contrast(cells(less, more), weights).half
        assert left[less] - left[more] + half < 0


def test_at_the_dearest_hardly_a_draft_is_vetoed_and_half_the_clients_crises_stay_without(lesson):
    level = {row.measure: row.level for row in lesson.finer.rows if row.setting == "veto_cost=0.7"}
    assert level["vetoed"].high < 0.06
    assert level["paralysis_clients"].low > 0.45


def test_what_is_wanted_on_average_matters_most_and_the_second_place_is_not_settled(lesson):
    found = lesson.analysis.screening.set_index("parameter")
    size, half = found["mu_star"], found["mu_star_half"]
    first, patrons, cost = "baseline_strength", "patron_probability", "veto_cost"
    assert list(size.index[:3]) == [first, patrons, cost]
    assert size[first] - half[first] > size[patrons] + half[patrons]
    assert size[patrons] - half[patrons] < size[cost] + half[cost]
    total = lesson.analysis.indices.set_index("parameter")["total"]
    assert total[cost] > total[patrons]
    for last in ("unit_cost", "perception_sd"):
        assert size[last] < 2 * found.loc[last, "noise"]


def test_over_a_narrow_range_the_cost_falls_beside_what_hardly_counts(lesson):
    wide, narrow = (
        found.screening.set_index("parameter") for found in (lesson.analysis, lesson.narrow)
    )

    def ends(table, name):
        size, half = table.loc[name, ["mu_star", "mu_star_half"]]
        return size - half, size + half

    for small in ("unit_cost", "perception_sd"):
        assert ends(wide, "veto_cost")[0] > ends(wide, small)[1]
    assert ends(narrow, "veto_cost")[0] < ends(narrow, "unit_cost")[1]
    assert ends(narrow, "veto_cost")[1] < ends(narrow, "severity_weight")[0]


def test_over_a_narrow_range_the_cost_itself_moves_little():
    found = compare(
        load("repeated-crises", settings={"rounds": 12}, veto_cost=0.18),
        against=[{"veto_cost": 0.22}, {"veto_cost": 0.7}], runs=60, measures=["unanswered"],
    )  # fmt: skip
    narrow, wide = (row.paired for row in found.rows[1:])
    assert wide.high < 4 * narrow.value < 0


@pytest.fixture(scope="module", params=[60, 120, 3000])
def key(request):
    settings = [
        load("repeated-crises", rules=rules, veto_cost=cost)
        for rules in ("charter", "double-veto")
        for cost in (0.2, 0.4)
    ]
    played = play_measures(settings, ["paralysis_clients"], runs=request.param, seed=1)
    cells = [sums["paralysis_clients"] for sums in played]
    weights = {"charter": [-1, 1, 0, 0], "double": [0, 0, -1, 1], "less": [1, -1, -1, 1]}
    return request.param, {name: contrast(cells, weight) for name, weight in weights.items()}


def test_the_key_says_what_a_dearer_veto_adds_where_two_must_block(key):
    runs, found = key
    assert found["charter"].high < 0
    assert found["double"].high < 0
    assert signed(found["less"]) in SAID
    assert holds_0(found["less"]) == (runs < 1000)
    if runs == 60:
        assert (
            f"{signed(found['double'])} there, and by {signed(found['charter'])} under the charter"
            in SAID
        )
        assert found["double"].low < found["charter"].high  # the two intervals overlap
