"""Sizes that cannot be meant are refused in a sentence, and long work says how long it takes."""

import pytest

from simulation.cli import progress
from simulation.cli.progress import TimeLeft, duration

HUGE = str(10**12)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "horseshoe", "--rules", "charter,no-veto", "--runs", HUGE), "write fewer, at most 8,333,333 in all"),
        (("compare", "horseshoe", "--against", "reach=1", "-m", "vetoed", "--runs", HUGE), "write fewer, at most 100,000,000 in all"),
        (("compare", "horseshoe", "--rules", "charter,no-veto", "--runs", str(2**70)), "must be a whole number from 2 to"),
        (("sensitivity", "horseshoe", "--trajectories", HUGE), "--trajectories 1000000000000: must be a whole number from 4 to 10,000"),
        (("sensitivity", "horseshoe", "--base", str(2**40)), "must be a whole number from 16 to 65,536"),
        (("sensitivity", "horseshoe", "--kept", HUGE), "must be a whole number from 1 to 1,000"),
        (("sensitivity", "horseshoe", "--runs", HUGE), "must be a whole number from 2 to 1,000,000"),
        (("sensitivity", "horseshoe", "--trajectories", "10000", "--runs", "1000000"), "write fewer, at most"),
        (("run", "horseshoe", "--run", str(2**64)), "--run 18446744073709551616: must be from 0 to 9223372036854775807"),
        (("run", "horseshoe", "--seed", str(2**200)), "must be a whole number from 0 to 9223372036854775807"),
        (("run", "horseshoe", "--round", str(2**64)), "write 1 to 40"),
        (("batch", "horseshoe", "--seed", str(2**200)), "must be a whole number from 0 to 9223372036854775807"),
        (("batch", "horseshoe", "--runs", HUGE), "write at most as many"),
        (("batch", "horseshoe", "--workers", HUGE), "must be a whole number from 1 to 1024"),
        (("batch", "horseshoe", "--design", f"lhs:{HUGE}"), "write a number from 1 to 100,000"),
        (("calibrate", "--searches", HUGE), "--searches 1000000000000: must be less than or equal to 1000"),
        (("calibrate", "--steps", HUGE), "--steps 1000000000000: must be less than or equal to 1000"),
        (("calibrate", "--runs", HUGE), "--runs 1000000000000: must be less than or equal to 100000"),
        (("run", "horseshoe", "--set", f"rounds={HUGE}"), "10000"),
        (("run", "horseshoe", "--set", "a" + ".a" * 20_000 + "=1"), "there is no such place"),
        (("run", "horseshoe", "--set", "profiles.rival" + ".a" * 20_000 + "=1"), "there is no such place"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_a_size_that_cannot_be_meant_is_refused_with_its_bound(
    unsc, tmp_path, monkeypatch, arguments, said
):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err) < 2_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (61, "1 minute"),
        (100, "2 minutes"),
        (6_000, "100 minutes"),
        (30_000, "8 hours"),
        (200_000, "2 days"),
        (1e7, "120 days"),
    ],
)
def test_a_time_is_said_in_the_unit_that_people_use(seconds, said):
    assert duration(seconds) == said


@pytest.fixture
def clock(monkeypatch):
    """A clock that is moved by hand."""
    time = [0.0]
    monkeypatch.setattr(progress, "now", lambda: time[0])
    return time


@pytest.mark.parametrize(
    ("total", "hands", "taken_up", "pieces", "said"),
    [
        (1_000, 1, False, [(10, 10)], ["about 16 minutes for the 990 histories left, at the speed of the first 10"]),
        (1_000, 2, False, [(10, 10), (10.5, 10)], ["about 9 minutes for the 980 histories left, at the speed of the first 20"]),
        (1_000, 1, True, [(0, 500), (10, 10)], ["about 8 minutes for the 490 histories left, at the speed of the first 10"]),
        (1_000, 1, False, [(1, 1), (10, 9), (20, 10)], ["about 16 minutes for the 990 histories left, at the speed of the first 10"]),
        (50, 1, False, [(10, 10), (20, 10)], []),
        (1_000, 1, False, [(1, 500), (2, 499)], []),
        (1_000, 1, True, [(0, 1_000)], []),
    ],
)  # fmt: skip
def test_long_work_says_once_how_long_the_rest_takes(clock, total, hands, taken_up, pieces, said):
    shown = []
    estimate = TimeLeft(total, "histories", shown.append, hands=hands, taken_up=taken_up)
    for time, done in pieces:
        clock[0] = time
        estimate(done)
    assert shown == said


def test_a_batch_of_hours_says_so_on_standard_error(unsc, tmp_path, monkeypatch):
    ticks = iter(range(0, 10**9, 4_000))
    monkeypatch.setattr(progress, "now", lambda: next(ticks))
    status, _, err = unsc("batch", "horseshoe", "--runs", 5_000, "--out", tmp_path / "b")
    assert status == 0
    assert err.startswith("about ")
    assert "histories left, at the speed of the first" in " ".join(err.split())
