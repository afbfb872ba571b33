"""Long analyses go on from the pieces that they keep, to the same numbers."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from simulation.analysis import sums_tasks
from simulation.analysis.compare import compare
from simulation.analysis.sums_tasks import SumsTask, play_measures
from simulation.experiments import kept as module
from simulation.experiments.cluster import lent
from simulation.experiments.kept import FILE, Kept
from simulation.scenario.load import load

RUNS = {"runs": 50, "seed": 3}

ASKED = ["vetoed", "provision", "legitimacy", "easy_riding"]


@pytest.fixture
def small(monkeypatch):
    """Tasks of five histories."""
    monkeypatch.setattr(sums_tasks, "ROUNDS_A_BLOCK", 20)


@pytest.fixture
def plays(monkeypatch):
    """The names of the tasks that are played."""
    honest, names = SumsTask.play, []

    def counted(stretch):
        names.append(stretch.name)
        return honest(stretch)

    monkeypatch.setattr(SumsTask, "play", counted)
    return names


def councils():
    return [short(rules) for rules in ("charter", "no-veto")]


def short(rules, **parameters):
    """A year."""
    return load("horseshoe", rules=rules, settings={"rounds": 4}, **parameters)


def same(some, others):
    """Whether sums are the same to the last bit and kind."""
    for one, other in zip(some, others, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            for here, there in zip(one[name], other[name], strict=True):
                assert here.dtype == there.dtype
                assert here.tobytes() == there.tobytes()


def whole(path):
    """The sums of both councils, all kept."""
    with Kept(path) as keep:
        return play_measures(councils(), ASKED, keep=keep, **RUNS)


def test_what_is_kept_is_the_same_to_the_last_bit_and_not_played_again(small, plays, tmp_path):
    path = tmp_path / "new" / FILE
    first = whole(path)
    assert len(plays) == 20
    same(whole(path), first)
    assert len(plays) == 20
    same(play_measures(councils(), ASKED, **RUNS), first)


@pytest.mark.parametrize(
    ("changed", "played"),
    [
        ({"seed": 4}, 20),
        ({"runs": 60}, 4),
        ({"runs": 45}, 0),
        ({"runs": 48}, 4),
        ({"measures": ASKED[:3]}, 20),
        ({"scenarios": ["no-veto", "charter"]}, 0),
        ({"scenarios": ["double-veto", "charter"]}, 10),
        ({"cost": 0.31}, 20),
        ({"program": "another"}, 20),
    ],
)
def test_only_the_very_same_histories_are_taken_from_what_is_kept(
    small, plays, tmp_path, monkeypatch, changed, played
):
    whole(tmp_path / FILE)
    plays.clear()
    more = {"veto_cost": changed["cost"]} if "cost" in changed else {}
    rules = changed.get("scenarios", ["charter", "no-veto"])
    made = [short(name, **more) for name in rules]
    if "program" in changed:
        monkeypatch.setattr(module, "program", lambda: {"version": "another"})
    asked = changed.get("measures", ASKED)
    numbers = {name: changed.get(name, RUNS[name]) for name in RUNS}
    with Kept(tmp_path / FILE) as keep:
        found = play_measures(made, asked, keep=keep, **numbers)
    assert len(plays) == played
    same(found, play_measures(made, asked, **numbers))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-40],
        lambda content: content[:200],
        lambda content: content.replace(b"0.", b"1.", 1),
        lambda content: content.replace(b"<f8", b"<f4"),
        lambda content: b"\xff\xfe" + content,
        lambda content: content.replace(b"\n", b"\r\n", 3),
        lambda content: b"{}\n\n" + content[500:],
        lambda content: b"",
    ],
)
def test_a_torn_or_changed_line_is_played_again_and_the_rest_is_used(
    small, plays, tmp_path, damage
):
    path = tmp_path / FILE
    first = whole(path)
    path.write_bytes(damage(path.read_bytes()))
    plays.clear()
    same(whole(path), first)
    again = len(plays)
    assert 1 <= again <= 20
    same(whole(path), first)
    assert len(plays) == again


@pytest.mark.parametrize("place", ["a folder", "a link", "a pipe", "no disk", "full"])
def test_where_nothing_can_be_kept_it_is_said_once_and_the_result_is_the_same(
    small, tmp_path, monkeypatch, place
):
    path, said = tmp_path / FILE, []
    (tmp_path / "mine").write_text("mine")
    if place == "a folder":
        path.mkdir()
    elif place == "a link":
        path.symlink_to(tmp_path / "mine")
    elif place == "a pipe":
        os.mkfifo(path)
    elif place == "no disk":
        path = tmp_path / "mine" / FILE
    else:
        honest = os.write

        def full(number, content):
            if b'"vetoed"' in content:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return honest(number, content)

        monkeypatch.setattr(os, "write", full)
    with Kept(path, said.append) as keep:
        found = play_measures(councils(), ASKED, keep=keep, **RUNS)
        keep.forget()
    same(found, play_measures(councils(), ASKED, **RUNS))
    assert len(said) == 1
    assert said[0].startswith(f"{path}: cannot be written: ")
    assert said[0].endswith("the work goes on, but what is played from now on is not kept")
    assert (tmp_path / "mine").read_text() == "mine"


MINE = [
    b"mine",
    b"mine\n",
    b'{"a": 1}\n{"a": 2}\n',
    b"0123 4567 {}\n" * 3,
    b"a" * 63 + b" " + b"b" * 64 + b" {}\n",
    b"\xff\xfe\x00\n",
    b"\n",
]


@pytest.mark.parametrize("content", MINE)
def test_a_file_of_somebody_elses_is_neither_written_nor_removed(small, tmp_path, content):
    path, said = tmp_path / FILE, []
    path.write_bytes(content)
    with Kept(path, said.append) as keep:
        found = play_measures(councils()[:1], ASKED, keep=keep, **RUNS)
        keep.forget()
    same(found, play_measures(councils()[:1], ASKED, **RUNS))
    assert path.read_bytes() == content
    [sentence] = said
    assert "is no file of finished pieces" in sentence


@pytest.mark.parametrize("workers", [0, 4])
@pytest.mark.parametrize("settings", [2, 3, 4, 5, 6])
def test_settings_that_are_the_same_are_kept_once_whether_in_hand_together_or_not(
    small, tmp_path, settings, workers
):
    many = councils()[:1] * settings
    alone = play_measures(many, ASKED, **RUNS)
    with Kept(tmp_path / "one.jsonl") as keep:
        play_measures(many[:1], ASKED, keep=keep, **RUNS)
    with ThreadPoolExecutor(4) as pool, Kept(tmp_path / FILE) as keep:
        who = lent(pool, workers) if workers else None
        same(play_measures(many, ASKED, keep=keep, who=who, **RUNS), alone)
        assert keep.count() == len((tmp_path / FILE).read_bytes().splitlines())
    one, several = ((tmp_path / name).read_bytes() for name in ("one.jsonl", FILE))
    assert sorted(several.splitlines()) == sorted(one.splitlines())
    with Kept(tmp_path / FILE) as keep:
        same(play_measures(many, ASKED, keep=keep, **RUNS), alone)


def test_two_that_keep_in_one_file_do_not_harm_each_other(small, plays, tmp_path):
    path = tmp_path / FILE
    with Kept(path) as one, Kept(path) as other:
        first = play_measures(councils()[:1], ASKED, keep=one, **RUNS)
        second = play_measures(councils()[1:], ASKED, keep=other, **RUNS)
    plays.clear()
    same(whole(path), [*first, *second])
    assert not plays


def test_a_comparison_is_the_same_with_what_is_kept(tmp_path):
    asked = {"rules": ["charter", "no-veto"], "runs": 8}
    alone = compare("horseshoe", **asked)
    for _ in range(2):
        with Kept(tmp_path / FILE) as keep:
            assert repr(compare("horseshoe", **asked, keep=keep)) == repr(alone)


def test_moments_of_a_trial_are_kept_with_those_that_are_not_defined(tmp_path):
    from simulation.studies.calibration.eras import ERAS, Space
    from simulation.studies.calibration.trials import Trials

    space = Space.of(ERAS[0])
    points = [space.centre, np.clip(space.centre + 0.1, 0.0, 1.0)]
    alone = Trials(space, 0.1, 20).at(points)
    with Kept(tmp_path / FILE) as keep:
        Trials(space, 0.1, 20, keep=keep).at(points)
    done = []
    with Kept(tmp_path / FILE) as keep:
        again = Trials(space, 0.1, 20, progress=done.append, keep=keep).at(points[::-1])
        assert len(keep.used) == len(done) == 2
    assert again[::-1].tobytes() == alone.tobytes()
