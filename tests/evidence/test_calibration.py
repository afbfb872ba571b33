"""Eras calibrated: moments counted, bands and settings recovered, what is blind told."""

import re
from pathlib import Path

import numpy as np
import pytest

from simulation import load
from simulation.engine.arrays import play
from simulation.evidence import invented
from simulation.evidence.calibration.calibrate import calibrate, judged, write_scenario
from simulation.evidence.calibration.eras import ERAS, Space, scenario_of, setting
from simulation.evidence.calibration.errors import uncertainty
from simulation.evidence.calibration.likelihood import bands
from simulation.evidence.calibration.match import Effort, Match, Target, evolved, match
from simulation.evidence.calibration.moments import (
    MOMENTS,
    UNKNOWN,
    Roll,
    Sums,
    recorded,
    simulated,
    sums_of,
)
from simulation.evidence.calibration.page import calibration_page
from simulation.evidence.tables import Tables
from simulation.scenario.files import names
from simulation.scenario.mistakes import InputError
from simulation.stages.decision import End
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

MEMBERS = ("CHN", "FRA", "GBR", "RUS", "USA", "KEN", "PER")
ALL = [YES] * 7


def roll(*ballots, chapter_vii=None):
    """Roll calls of five permanent members, one of Africa and one of Latin America."""
    cast = np.array(ballots, dtype=np.int8)
    drafts = len(cast)
    permanent = np.tile([True] * 5 + [False] * 2, (drafts, 1))
    vetoed = ((cast == NO) & permanent).any(axis=1)
    return Roll(
        ids=tuple(range(drafts)),
        ballots=cast,
        member=np.tile(MEMBERS, (drafts, 1)),
        permanent=permanent,
        group=np.tile(["APG", "WEOG", "WEOG", "EEG", "WEOG", "AFR", "GRULAC"], (drafts, 1)),
        vetoed=vetoed,
        fell_short=~vetoed & ((cast == YES).sum(axis=1) < 4),
        chapter_vii=np.full(drafts, 0.0) if chapter_vii is None else np.array(chapter_vii),
    )


def moments_of(*ballots, **kinds):
    return dict(zip(MOMENTS, sums_of(roll(*ballots, **kinds)).moments(), strict=True))


def test_there_are_twenty_moments():
    assert len(MOMENTS) == 20


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
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value), name
    assert np.isnan(found["dissent_EEG"])  # nobody of it is elected here


def test_an_unknown_ballot_counts_for_nothing():
    known = moments_of([YES, YES, NO, YES, YES, YES, YES])
    unknown = moments_of([YES, YES, NO, YES, YES, UNKNOWN, YES])
    assert np.isnan(unknown["dissent_AFR"])
    assert known["apart_USA"] == unknown["apart_USA"] == 0


def test_simulated_roll_calls_are_those_of_the_histories():
    history = play(load("post-cold-war"), seed=3, runs=range(20))
    found = dict(zip(MOMENTS, sums_of(simulated(history)).moments(), strict=True))
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
    target = Target.of(sums_of(roll(*[ALL] * 100)), samples=100)
    place = list(MOMENTS).index("vetoed")
    assert target.low[place] == 0.0
    assert target.high[place] == pytest.approx(1 - 0.025 ** (1 / 100))
    assert target.holds(np.full(20, 0.02))[place]
    assert not target.holds(np.full(20, 0.05))[place]


def test_the_search_finds_a_bottom_and_leaves_the_global_generator_alone():
    bottom = np.array([0.3, 0.6, 0.5])
    np.random.seed(1)  # noqa: NPY002  that it is left alone is what is tested
    before = np.random.get_state()[1].copy()  # noqa: NPY002

    def search():
        return evolved(lambda point: float(np.sum((point - bottom) ** 2)), np.full(3, 0.5), 1500)

    assert search() == pytest.approx(bottom, abs=1e-3)
    assert np.array_equal(search(), search())
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002


def line(slopes):
    """A match at which moments move along these slopes, and a record of 400 drafts."""
    drafts, moments = 400, slopes.shape[0]
    rng = np.random.default_rng(5)
    above = (rng.random((drafts, moments)) < 0.3).astype(float)
    target = Target.of(Sums(above, np.ones_like(above)), samples=2000)
    names = ("patron_probability", "veto_cost", "taste_sd")[: slopes.shape[1]]
    space = Space.of(ERAS[1], names)
    return Match(space, {}, np.full(len(names), 0.5), slopes), target


def test_an_error_is_that_of_the_moment_by_its_slope():
    found, target = line(np.array([[0.5]]))
    (error,) = uncertainty(found, target).errors
    low, high = found.space.low[0], found.space.high[0]
    assert error == pytest.approx(np.sqrt(0.3 * 0.7 / 400) / 0.5 * (high - low), rel=0.15)


def test_two_parameters_that_act_alike_are_told():
    found, target = line(np.array([[0.5, 0.5, 0.0], [0.3, 0.3, 0.0], [0.0, 0.0, 0.4]]))
    unsure = uncertainty(found, target)
    ((share, weights),) = unsure.directions
    assert share < 1e-9
    assert weights["patron_probability"] == pytest.approx(-weights["veto_cost"])
    assert weights["taste_sd"] == pytest.approx(0.0, abs=1e-9)
    ((one, other, cosine),) = unsure.alike
    assert {one, other} == {"patron_probability", "veto_cost"}
    assert cosine == pytest.approx(1.0)
    assert np.isnan(unsure.errors[:2]).all()
    assert np.isfinite(unsure.errors[2])


@pytest.mark.long
def test_bands_are_recovered_from_ballots_drawn_with_them():
    rng = np.random.default_rng(2)
    drafts, seats = 300, 15
    permanent = np.tile(np.arange(seats) < 5, (drafts, 1))
    alignment = rng.normal(0.0, 0.5, (drafts, seats))
    gain = 3.0 + 1.5 * rng.normal(size=(drafts, 1)) + 2.0 * rng.normal(size=(drafts, 1)) * alignment
    gain[: drafts // 2] = 50.0  # consensual
    band = np.where(permanent, 2.0, 4.0)
    luck = rng.random((drafts, seats))
    yes = 1.0 / (1.0 + np.exp(-gain))
    no = 1.0 / (1.0 + np.exp(band + gain))
    cast = np.where(luck < yes, YES, np.where(luck >= 1.0 - no, NO, ABSTAIN)).astype(np.int8)
    made = Roll(
        tuple(range(drafts)), cast, np.full(cast.shape, "XXX"), permanent,
        np.full(cast.shape, "AFR"), np.zeros(drafts, bool), np.zeros(drafts, bool),
        np.zeros(drafts),
    )  # fmt: skip
    said = bands(made, alignment, samples=200)
    for name, value in (("permanent", 2.0), ("elected", 4.0)):
        assert abs(said.values[name] - value) < 3.0 * said.errors[name]
    assert said.errors["elected"] < 1.0
    assert said.values["consensual"] == pytest.approx(0.5, abs=0.1)


@pytest.mark.long
def test_a_setting_is_recovered_from_histories_it_made():
    era = ERAS[2]
    space = Space.of(era, ("patron_probability", "taste_sd"))
    truth = np.array([0.12, 0.15])
    fixed = {"nonparticipation": 0.1, "dissent_ratio": 1.0}
    made = scenario_of(era, setting(space.values(truth), fixed))
    target = Target.of(sums_of(simulated(play(made, seed=99, runs=range(60)))), samples=300)
    found = match(target, space, fixed, Effort(runs=30, settings=144, slope_runs=100))
    errors = uncertainty(found, target).errors / (space.high - space.low)
    # Simulation error of 30 histories comes on top of the record's.
    assert (np.abs(found.point - truth) < 4.0 * errors + 0.02).all()
    assert not (np.abs(space.start - truth) < 4.0 * errors + 0.02).any()


@pytest.mark.long
def test_an_era_is_calibrated_from_tables_to_a_scenario_and_a_page(tmp_path):
    years = range(1980, 1990)
    tables = Tables([invented.write(tmp_path / "tables", *invented.tables(years))])
    effort = Effort(runs=20, settings=24, slope_runs=20, samples=50)
    found = calibrate(tables, ERAS[1], effort)
    path = write_scenario(found, tmp_path)
    made = load(path)
    assert made.parameters.nonparticipation == pytest.approx(found.bands.nonparticipation, abs=5e-4)
    again = judged(made).moments
    assert np.array_equal(again, found.judged.moments, equal_nan=True)
    page = calibration_page([found], effort)
    assert f"| 1966-1989 | {found.drafts} | {found.inside.sum()} of 20 |" in page
    for name in found.match.space.names:
        assert f"| `{name}` |" in page
    for moment, inside in zip(MOMENTS.values(), found.inside, strict=True):
        assert inside or moment in page.partition("Outside: ")[2]


def test_an_era_without_votes_is_told(tmp_path):
    tables = Tables([invented.write(tmp_path, *invented.tables(range(1980, 1982)))])
    with pytest.raises(InputError, match="era-1946-1965: the tables hold no recorded vote"):
        calibrate(tables, ERAS[0], Effort())


SHIPPED = [era for era in ERAS if era.name in names("scenario")]
PAGE = Path(__file__).parents[2] / "docs" / "calibration.md"


def row_of(page, era, moment):
    """The four cells of a moment in the page's section of an era."""
    section = page.partition(f"## {era.years}\n")[2]
    line = next(line for line in section.splitlines() if line.startswith(f"| {moment} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_every_era_is_shipped():
    assert list(ERAS) == SHIPPED


@pytest.mark.real
@pytest.mark.parametrize("era", SHIPPED, ids=lambda era: era.name)
def test_the_page_holds_the_moments_of_the_record(era, real_tables):
    page = PAGE.read_text(encoding="utf-8")
    found = recorded(
        real_tables.read("votes"), real_tables.read("member votes"), era.first, era.last
    )
    for moment, value in zip(MOMENTS.values(), sums_of(found).moments(), strict=True):
        assert row_of(page, era, moment)[1].startswith(f"{value:.3f} ")


@pytest.mark.parametrize("era", SHIPPED, ids=lambda era: era.name)
def test_the_page_holds_the_moments_of_the_scenario(era):
    page = PAGE.read_text(encoding="utf-8")
    # A quarter of the page's histories, others: so within simulation error of both.
    history = play(load(era.name), seed=7001, runs=range(500))
    for moment, value in zip(MOMENTS.values(), sums_of(simulated(history)).moments(), strict=True):
        told = row_of(page, era, moment)[2]
        mean, low, high = map(float, re.fullmatch(r"(\S+) \[(\S+), (\S+)\]", told).groups())
        half = (high - low) / 2.0
        assert abs(value - mean) <= 4.0 * half + 0.002, moment
