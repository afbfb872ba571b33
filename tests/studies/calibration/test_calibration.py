"""Eras calibrated: moments counted, settings recovered, what is learned told."""

import numpy as np
import pytest
from studies.calibration.few_roll_calls import ALL, roll_calls

from simulation import load
from simulation.analysis.sums_tasks import play_measures
from simulation.engine.arrays import play
from simulation.experiments.batch import hired
from simulation.measures.contrasts import level
from simulation.measures.table import MEASURES
from simulation.rollcalls.ballots import UNKNOWN
from simulation.scenario.mistakes import InputError
from simulation.scenario.schema import CRISIS_TYPES, REGION_WEIGHTS
from simulation.stages.adoption import End
from simulation.stages.parameters import Parameters
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES, cutpoints_cross
from simulation.studies.calibration.calibrate import (
    Recorded,
    assessed,
    judged,
    matched,
    write_scenario,
)
from simulation.studies.calibration.eras import (
    ERAS,
    Space,
    drawing,
    scenario_of,
    setting,
)
from simulation.studies.calibration.errors import uncertainty
from simulation.studies.calibration.match import (
    EDGE,
    FAR,
    PRIOR,
    Match,
    SearchEffort,
    Target,
    match,
    residual_slopes,
    residuals,
    starts,
)
from simulation.studies.calibration.moments import (
    MATCHED,
    MOMENTS,
    Sums,
    recorded,
    simulated,
    sums_of,
    vetoers,
)
from simulation.studies.calibration.page import calibration_page
from simulation.studies.calibration.trials import Trial, Trials, one_sided, two_sided
from simulation.studies.calibration.unmatched import RUNS, UNMATCHED
from simulation.studies.calibration.unmatched import SEED as UNMATCHED_SEED
from simulation.studies.tables import invented
from simulation.studies.tables.reading import Tables


def moments_of(*ballots, **kinds):
    return dict(zip(MATCHED, sums_of(roll_calls(*ballots, **kinds)).moments(), strict=True))


def test_there_are_twenty_moments_and_three_beside():
    assert len(MOMENTS) == 20
    assert list(MATCHED)[:20] == list(MOMENTS)
    assert len(MATCHED) == 23


def test_moments_are_the_shares_that_their_words_say():
    found = moments_of(
        ALL,
        [YES, YES, NO, YES, NO, YES, YES],
        [ABSTAIN, YES, YES, NO, YES, YES, NO],
        [NOT_VOTING, ABSTAIN, YES, YES, ABSTAIN, ABSTAIN, YES],
        chapter_vii=[1.0, 0.0, 0.0, np.nan],
    )
    expected = {
        "vetoed": 1 / 2,
        "fell_short": 1 / 4,
        "unanimous": 1 / 4,
        "one_or_two_missing": 1 / 4,
        "yes_of_divided": (4 / 7 + 3 / 7) / 2,
        "apart_CHN": 1 / 2,
        "apart_FRA": 1 / 4,
        "apart_GBR": 0,
        "apart_RUS": 0,
        "apart_USA": 1 / 4,
        "joint_vetoes": 1 / 2,
        "vetoed_by_RUS": 1 / 4,
        "vetoed_by_USA": 1 / 4,
        "vetoed_by_GBR_or_FRA": 1 / 4,
        "dissent_AFR": 1 / 4,
        "dissent_GRULAC": 1 / 4,
        "chapter_vii": 1.0,
        "vetoed_by_CHN": 0,
        "no_of_permanent": 3 / 7,
        "no_of_elected": 1 / 2,
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name
    assert np.isnan(found["dissent_EEG"])  # nobody of it is elected here


def test_vetoers_are_those_against_what_was_vetoed():
    cast = roll_calls(ALL, [YES, YES, NO, YES, NO, YES, YES], [ABSTAIN, YES, YES, NO, YES, YES, NO])
    assert vetoers(cast) == pytest.approx([0, 0, 1 / 2, 1 / 2, 1 / 2])


def test_an_unknown_ballot_counts_for_nothing():
    known = moments_of([YES, YES, NO, YES, YES, YES, YES])
    unknown = moments_of([YES, YES, NO, YES, YES, UNKNOWN, YES])
    assert np.isnan(unknown["dissent_AFR"])
    assert known["apart_USA"] == unknown["apart_USA"] == 0


def test_simulated_roll_calls_are_those_of_the_histories():
    history = play(load("post-cold-war"), seed=3, runs=range(20))
    found = dict(zip(MATCHED, sums_of(simulated(history)).moments(), strict=True))
    ends = history["end"][history.voted]
    assert found["vetoed"] == pytest.approx((ends == End.VETOED).mean())
    assert found["fell_short"] == pytest.approx((ends == End.FELL_SHORT).mean())
    cast = np.moveaxis(history.ballots, 1, 2)[history.voted]
    assert found["unanimous"] == pytest.approx((cast == YES).all(axis=1).mean())


def test_recorded_roll_calls_are_those_of_the_tables(tmp_path):
    votes, ballots, ideal = invented.tables()
    tables = Tables([invented.write(tmp_path, votes, ballots, ideal)])
    found = recorded(tables.read("votes"), tables.read("member votes"), 1980, 1989)
    chosen = tables.read("votes").query("year <= 1989 and no_recorded_vote == 0")
    assert len(found) == len(chosen)
    assert found.vetoed.sum() == (chosen["outcome"] == "vetoed").sum()
    no = tables.read("member votes").query("year <= 1989 and vote == 'N'")
    assert ((found.ballots == NO) & (found.member != "")).sum() == len(no)


def test_a_vote_of_which_no_ballot_is_known_is_left_out(tmp_path):
    votes, ballots, ideal = invented.tables(range(1980, 1982))
    unknown = votes[3]["vote_id"]
    ballots = [row | {"vote": "U"} if row["vote_id"] == unknown else row for row in ballots]
    tables = Tables([invented.write(tmp_path, votes, ballots, ideal)])
    found = recorded(tables.read("votes"), tables.read("member votes"), 1980, 1981)
    assert unknown not in found.ids
    assert len(found) == len(votes) - 1


def test_what_never_happened_has_the_interval_of_none_in_so_many():
    target = Target.of(sums_of(roll_calls(*[ALL] * 100)), samples=100)
    place = list(MOMENTS).index("vetoed")
    assert target.low[place] == 0.0
    assert target.high[place] == pytest.approx(1 - 0.025 ** (1 / 100))
    assert target.holds(np.full(23, 0.02))[place]
    assert not target.holds(np.full(23, 0.05))[place]


def test_residuals_are_errors_apart_and_far_ones_count_for_less():
    target = Target.of(sums_of(roll_calls(*[ALL] * 60, *[[NO, *ALL[1:]]] * 40)), samples=50)
    near = residuals(target.moments + 0.5 * target.errors, target)
    far = residuals(target.moments + 50.0 * target.errors, target)
    known = ~np.isnan(target.moments)
    assert near[known] == pytest.approx(0.5, abs=0.01)
    assert (far[known] < 10.0).all()
    assert (near[~known] == 0.0).all()
    assert (residuals(np.full(23, np.nan), target)[known] == FAR).all()


def test_slopes_of_residuals_are_those_that_differences_give():
    target = Target.of(sums_of(roll_calls(*[ALL] * 60, *[[NO, *ALL[1:]]] * 40)), samples=50)
    moments = target.moments + 3.0 * target.errors
    moved = 1e-6 * np.ones((23, 1))
    found = residual_slopes(moments, moved / 1e-6, target)[:, 0]
    apart = (residuals(moments + 1e-6, target) - residuals(moments - 1e-6, target)) / 2e-6
    assert found == pytest.approx(apart, rel=1e-6)


def test_slopes_stay_inside_the_cube_and_are_exact_for_lines():
    slopes = np.array([[2.0, -1.0, 0.5], [0.0, 3.0, 1.0]])
    tried = []

    def played(points):
        tried.extend(points)
        return np.stack([slopes @ point for point in points])

    at_walls = np.array([0.0, 1.0, 0.3])
    for sided in (one_sided, two_sided):
        here, found = sided(played, at_walls)
        assert here == pytest.approx(slopes @ at_walls)
        assert found == pytest.approx(slopes)
    assert all(((point >= 0.0) & (point <= 1.0)).all() for point in tried)
    assert len(tried) == 4 + 7


def test_searches_begin_at_the_defaults_and_around_them():
    space = Space.of(ERAS[0])
    first, *others = starts(space, 3)
    assert np.array_equal(first, np.clip(space.centre, EDGE, 1.0 - EDGE))
    assert len(others) == 2
    for other in others:
        assert ((other > 0.0) & (other < 1.0)).all()
        assert 0.1 < np.sqrt(((other - first) ** 2).mean()) < 0.3
    usual = (
        vars(Parameters())
        | {"dissent_cost": Parameters().veto_cost}
        | {f"regions.{k}": v for k, v in REGION_WEIGHTS.items()}
    )
    for name, value in space.values(space.centre).items():
        assert value == pytest.approx(usual.get(name, 0.5)), name


def test_every_corner_can_be_played():
    rng = np.random.default_rng(3)
    space = Space.of(ERAS[0])
    for point in np.round(rng.random((100, space.centre.size))):
        made = scenario_of(ERAS[0], setting(space.values(point), 0.1))
        assert not cutpoints_cross(made.parameters)


def test_an_elected_no_is_drawn_to_what_a_permanent_one_costs():
    assert drawing()["dissent_cost"] == Parameters().veto_cost


def test_weights_are_of_the_largest_and_types_keep_their_shares():
    values = drawing() | {"regions.AFR": 0.2, "regions.APG": 0.4, "types.intrastate": 0.8}
    for name in ("EEG", "GRULAC", "WEOG"):
        values[f"regions.{name}"] = 0.0
    made = setting(values, 0.1)["challenges"]
    assert made["regions"] == {
        "AFR": 0.5, "APG": 1.0, "EEG": 0.002, "GRULAC": 0.002, "WEOG": 0.002,
    }  # fmt: skip
    inside = {name: CRISIS_TYPES[name][0] for name in made["types"]}
    assert sum(made["types"].values()) == pytest.approx(1.0)
    assert sum(w for name, w in made["types"].items() if inside[name]) == pytest.approx(0.8)


def line(slopes):
    """A match at which moments move along these slopes, and a record of 400 drafts."""
    drafts, moments = 400, slopes.shape[0]
    rng = np.random.default_rng(5)
    above = (rng.random((drafts, moments)) < 0.3).astype(float)
    target = Target.of(Sums(above, np.ones_like(above)), samples=2000)
    names = ("patron_probability", "veto_cost", "taste_sd")[: slopes.shape[1]]
    space = Space.of(ERAS[1], names)
    point = np.full(len(names), 0.5)
    none = np.empty((0, len(names)))
    return Match(space, 0.1, point, target.moments, slopes, none, ()), target


def test_an_error_is_that_of_the_moment_by_its_slope():
    found, target = line(np.array([[0.5]]))
    unsure = uncertainty(found, target)
    low, high = found.space.low[0], found.space.high[0]
    error = np.sqrt(0.3 * 0.7 / 400) / 0.5 * (high - low)
    assert unsure.errors[0] == pytest.approx(error, rel=0.15)
    assert unsure.learned[0] > 0.97


def test_a_parameter_that_moves_nothing_is_its_default_and_nothing_is_learned():
    found, target = line(np.array([[0.5, 0.0]]))
    unsure = uncertainty(found, target)
    assert unsure.learned[1] == 0.0
    assert unsure.errors[1] == 0.0
    wide = found.space.high[1] - found.space.low[1]
    assert unsure.spread[1] == pytest.approx(PRIOR * wide)


def test_two_parameters_that_act_alike_are_told_and_share_what_is_learned():
    found, target = line(np.array([[0.5, 0.5, 0.0], [0.3, 0.3, 0.0], [0.0, 0.0, 0.4]]))
    unsure = uncertainty(found, target)
    ((one, other, cosine),) = unsure.alike
    assert {one, other} == {"patron_probability", "veto_cost"}
    assert cosine == pytest.approx(1.0)
    assert unsure.learned[:2] == pytest.approx(0.5, abs=0.02)
    assert unsure.learned[2] > 0.95
    # The page says so: spread is what is left of the deviation that was drawn with.
    left = np.sqrt(1.0 - unsure.learned) * PRIOR * (found.space.high - found.space.low)
    assert unsure.spread == pytest.approx(left)


def test_workers_try_settings_with_the_same_moments():
    space = Space.of(ERAS[1])
    points = [space.centre, np.full(space.centre.size, 0.4), np.full(space.centre.size, 0.6)]
    done = []
    with hired(2) as who:
        by_workers = Trials(space, 0.1, 20, who, done.append)
        found = by_workers.at(points)
    assert np.array_equal(found, Trials(space, 0.1, 20).at(points), equal_nan=True)
    assert by_workers.played == sum(done) == 3


def test_a_setting_that_no_worker_can_play_ends_the_search():
    trial = Trial(4, Space.of(ERAS[1]), 0.1, np.full(40, 0.5), 20)
    with pytest.raises(InputError, match="era-1966-1989, setting 5: no worker could play it: Oops"):
        trial.given_up("Traceback\nOops")


@pytest.mark.long
def test_a_setting_is_recovered_from_histories_it_made():
    era = ERAS[2]
    space = Space.of(era, ("patron_probability", "taste_sd"))
    truth = np.array([0.12, 0.55])
    made = scenario_of(era, setting(space.values(truth), 0.1))
    target = Target.of(sums_of(simulated(play(made, seed=99, runs=range(60)))), samples=300)
    found = match(target, Trials(space, 0.1, 240), SearchEffort(searches=1, steps=10))
    errors = uncertainty(found, target).errors / (space.high - space.low)
    # Simulation error of 240 histories comes on top of the record's.
    assert (np.abs(found.point - truth) < 4.0 * errors + 0.02).all()
    assert not (np.abs(space.centre - truth) < 4.0 * errors + 0.02).any()


@pytest.mark.long
def test_all_free_numbers_are_found_again_to_within_their_spreads():
    """Two truths as far away as defaults are doubted, one short search each."""
    era = ERAS[1]
    space = Space.of(era)
    wide = space.high - space.low
    apart, before, learned, inside = [], [], [], []
    for seed in (0, 1):
        rng = np.random.default_rng(seed)
        truth = space.centre + PRIOR * rng.standard_normal(space.centre.size)
        truth = np.clip(truth, 0.0, 1.0)
        made = scenario_of(era, setting(space.values(truth), 0.1))
        target = Target.of(sums_of(simulated(play(made, seed=99, runs=range(60)))), samples=300)
        found = match(target, Trials(space, 0.1, 100), SearchEffort(searches=1, steps=10))
        unsure = uncertainty(found, target)
        apart.append((found.point - truth) / unsure.spread * wide)
        before.append((space.centre - truth) / unsure.spread * wide)
        learned.append(unsure.learned > 0.6)
        inside.append(target.holds(found.moments).mean())

    def size(of):
        return np.sqrt((np.array(of) ** 2).mean())

    # One spread, were the search at the best of all dips and all lines straight.
    assert size(apart) < 1.25
    assert size(np.array(apart)[learned]) < 1.5
    assert size(np.array(apart)[learned]) < size(np.array(before)[learned])
    assert np.mean(inside) > 0.75


@pytest.mark.long
def test_an_era_is_calibrated_from_tables_to_a_scenario_and_a_page(tmp_path):
    years = range(1980, 1990)
    tables = Tables([invented.write(tmp_path / "tables", *invented.tables(years))])
    effort = SearchEffort(searches=2, steps=1, runs=20, samples=50)
    record = Recorded.of(tables, ERAS[1], samples=effort.samples)
    found = assessed(record, matched(record, effort), samples=effort.samples)
    path = write_scenario(found, tmp_path)
    made = load(path)
    assert made.parameters.nonparticipation == pytest.approx(
        record.bands.nonparticipation, abs=5e-4
    )
    again = judged(made).moments
    assert np.array_equal(again, found.judged.moments, equal_nan=True)
    assert found.unmatched.levels.shape == found.unmatched.freed.shape == (2, len(UNMATCHED))
    (sums,) = play_measures([made], UNMATCHED, runs=RUNS, seed=UNMATCHED_SEED)
    levels = [level(sums[name], share=MEASURES[name].share).value for name in UNMATCHED]
    assert found.unmatched.levels[0] == pytest.approx(levels, nan_ok=True)
    page = calibration_page([found], effort)
    assert f"| 1966-1989 | {len(record.roll_calls)} | {found.inside.sum()} of 20 |" in page
    for name in found.match.space.names:
        assert f"| `{name}` |" in page
    for moment, inside in zip(MOMENTS.values(), found.inside, strict=True):
        assert inside or moment in page.partition("Outside: ")[2]


def test_an_era_without_votes_is_told(tmp_path):
    tables = Tables([invented.write(tmp_path, *invented.tables(range(1980, 1982)))])
    with pytest.raises(InputError, match="era-1946-1965: the tables hold no recorded vote"):
        Recorded.of(tables, ERAS[0], samples=10)
