"""Every draw has one place: fixed by seed, purpose, run, round and slot alone."""

import numpy as np
import pytest

from simulation.engine import draws
from simulation.engine.draws import (
    LARGEST_COUNCIL,
    PURPOSES,
    WORDS_A_STEP,
    draw,
    normals,
    uniforms,
)
from simulation.stages.challenge import SLOTS

ROUNDS = 5


def same(one, other):
    return all(
        np.array_equal(a, b) for a, b in zip(vars(one).values(), vars(other).values(), strict=True)
    )


@pytest.mark.parametrize("part", [range(0, 7), range(3, 40), range(39, 40), range(0, 40)])
def test_a_range_of_runs_is_a_slice_of_a_larger_one(part):
    whole = draw(41, range(40), rounds=ROUNDS, seats=15)
    some = draw(41, part, rounds=ROUNDS, seats=15)
    for name, values in vars(some).items():
        assert np.array_equal(values, vars(whole)[name][..., part.start : part.stop]), name


def test_a_run_far_along_is_reached_alone():
    far = range(10**9, 10**9 + 3)
    alone = draw(41, range(far.start + 1, far.start + 2), rounds=ROUNDS, seats=15)
    among = draw(41, far, rounds=ROUNDS, seats=15)
    for name, values in vars(alone).items():
        assert np.array_equal(values[..., 0], vars(among)[name][..., 1]), name


def test_a_seed_repeats_itself_and_no_other_seed():
    assert same(
        draw(7, range(4), rounds=ROUNDS, seats=15), draw(7, range(4), rounds=ROUNDS, seats=15)
    )
    for name, values in vars(draw(8, range(4), rounds=ROUNDS, seats=15)).items():
        before = vars(draw(7, range(4), rounds=ROUNDS, seats=15))[name]
        assert not (values == before).any(), name


@pytest.mark.parametrize("purpose", ["taste", "perception", "ballot"])
def test_a_bigger_council_meets_the_same_first_members_and_has_more(purpose):
    fifteen = vars(draw(42, range(6), rounds=ROUNDS, seats=15))[purpose]
    for seats in (11, 25, LARGEST_COUNCIL):
        other = vars(draw(42, range(6), rounds=ROUNDS, seats=seats))[purpose]
        assert other.shape == (ROUNDS, seats, 6)
        shared = min(seats, 15)
        assert np.array_equal(other[:, :shared], fifteen[:, :shared])


def test_no_two_purposes_runs_rounds_or_slots_share_a_draw():
    drawn = [uniforms(43, purpose, range(20), ROUNDS).ravel() for purpose in PURPOSES]
    together = np.concatenate(drawn)
    assert np.unique(together).size == together.size


@pytest.mark.parametrize("changed", PURPOSES)
def test_more_draws_for_one_purpose_change_none_of_another(changed, monkeypatch):
    before = {purpose: uniforms(44, purpose, range(3, 9), ROUNDS) for purpose in PURPOSES}
    monkeypatch.setitem(draws.PURPOSES, changed, PURPOSES[changed] + 4)
    for purpose, values in before.items():
        after = uniforms(44, purpose, range(3, 9), ROUNDS)
        if purpose == changed:
            assert after.shape != values.shape
        else:
            assert np.array_equal(after, values)


def test_a_purpose_added_changes_no_draw_of_the_others(monkeypatch):
    before = {purpose: uniforms(44, purpose, range(4), ROUNDS) for purpose in PURPOSES}
    assert "weather" not in draws.PURPOSES
    monkeypatch.setitem(draws.PURPOSES, "weather", 8)
    for purpose, values in before.items():
        assert np.array_equal(uniforms(44, purpose, range(4), ROUNDS), values)


def test_every_purpose_takes_whole_steps_of_the_generator():
    """Else runs would start in the middle of a step and share draws."""
    assert all(slots % WORDS_A_STEP == 0 for slots in PURPOSES.values())
    assert len(SLOTS) <= PURPOSES["challenge"]


def test_uniforms_lie_in_the_unit_interval_and_are_uniform():
    drawn = uniforms(45, "ballot", range(500), ROUNDS)
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    for share in (0.1, 0.5, 0.9):
        error = np.sqrt(share * (1.0 - share) / drawn.size)
        assert abs((drawn < share).mean() - share) <= 4.0 * error


def test_normals_have_mean_zero_and_spread_one():
    drawn = draw(46, range(500), rounds=ROUNDS, seats=15).taste
    assert abs(drawn.mean()) <= 4.0 / np.sqrt(drawn.size)
    assert abs(drawn.var() - 1.0) <= 4.0 * np.sqrt(2.0 / drawn.size)


def test_the_normal_of_a_uniform_of_zero_is_finite():
    least = normals(np.array([0.0, 2.0**-53, 1.0 - 2.0**-53]))
    assert np.isfinite(least).all()
    assert least[0] < least[1] < 0.0 < least[2]


def test_a_round_of_draws_is_a_cut_through_all_of_them():
    whole = draw(47, range(9), rounds=ROUNDS, seats=15)
    third = whole.at(3)
    assert np.array_equal(third.pen, whole.pen[3])
    assert third.challenge.shape == (PURPOSES["challenge"], 9)
