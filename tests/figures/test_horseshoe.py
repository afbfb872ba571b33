"""The table of the Council: each seat with its vote, for any number of seats."""

import itertools

import pytest
from matplotlib.patches import Circle, Rectangle

from simulation.analysis.outcomes import SimulatedRollCall
from simulation.analysis.story import story
from simulation.figures import describe_horseshoe, plot_horseshoe
from simulation.figures.horseshoe import draw_roll_calls, places, roll_call_of
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


def roll_call(seats, name="M{:02d}", permanent=5):
    members = tuple(name.format(k) for k in range(seats))
    return SimulatedRollCall(
        members=members,
        names=tuple(f"Member {k}" for k in range(seats)),
        permanent=tuple(k < permanent for k in range(seats)),
        ballots=tuple(itertools.islice(itertools.cycle(("Y", "Y", "N", "A", "NV")), seats)),
        penholder=members[seats // 2],
        title="A draft\nand what came of it",
    )


def seat_patches(ax):
    shapes = (Circle, Rectangle)
    return [patch for patch in ax.patches if isinstance(patch, shapes)]


@pytest.mark.parametrize("seats", [1, 3, 11, 15, 21, 27])
def test_each_member_has_a_seat_with_its_letter_and_its_name(seats):
    called = roll_call(seats)
    ax = plot_horseshoe(called)
    assert len(seat_patches(ax)) == seats
    said = [text.get_text() for text in ax.texts]
    assert [word for word in said if word in called.members] == list(called.members)
    letters = [word for word in said if word in ("Y", "N", "A", "–")]
    assert letters == [ballot.replace("NV", "–") for ballot in called.ballots]


@pytest.mark.parametrize(
    ("seats", "name"), [(11, "M{:02d}"), (15, "longmember{:02d}"), (27, "longmember{:02d}")]
)
def test_names_do_not_meet_and_are_not_clipped(seats, name):
    called = roll_call(seats, name)
    ax = plot_horseshoe(called)
    ax.figure.draw_without_rendering()
    names = [text for text in ax.texts if text.get_text() in called.members]
    canvas = ax.figure.bbox
    level = [text for text in names if text.get_rotation() == 0]
    for text in names:
        box = text.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= canvas.width, text.get_text()
        assert 0 <= box.y0 < box.y1 <= canvas.height, text.get_text()
    for one, other in itertools.combinations(level, 2):
        assert not one.get_window_extent().overlaps(other.get_window_extent()), one.get_text()


@pytest.mark.parametrize("seats", [2, 11, 15, 27])
def test_seats_stand_apart_around_the_table(seats):
    centres = [(x, y) for x, y, _, _ in places(seats)]
    ax = plot_horseshoe(roll_call(seats))
    size = (
        max(patch.radius for patch in seat_patches(ax) if isinstance(patch, Circle))
        if seats > 5
        else 0.13
    )
    for (x1, y1), (x2, y2) in itertools.combinations(centres, 2):
        assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 > 1.9 * size
    assert centres[0][0] == -1.0
    assert centres[-1][0] == pytest.approx(1.0)


def test_permanent_members_are_square_and_elected_ones_round():
    patches = seat_patches(plot_horseshoe(roll_call(15)))
    assert [isinstance(patch, Rectangle) for patch in patches] == [True] * 5 + [False] * 10


def test_ballots_differ_by_colour_and_by_hatch():
    called = roll_call(15)
    patches = seat_patches(plot_horseshoe(called))
    looks = {
        b: (p.get_facecolor(), p.get_hatch()) for b, p in zip(called.ballots, patches, strict=True)
    }
    assert len({colour for colour, _ in looks.values()}) == 4
    assert len({hatch for _, hatch in looks.values()}) == 4


def test_the_legend_has_the_tally():
    called = roll_call(15)
    words = [text.get_text() for text in plot_horseshoe(called).get_legend().get_texts()]
    assert words[:4] == ["Y  yes: 6", "N  no: 3", "A  abstaining: 3", "–  not voting: 3"]


def test_a_star_marks_the_penholder_and_only_a_member():
    assert len(plot_horseshoe(roll_call(15)).lines) == 1
    from dataclasses import replace

    nobody = replace(roll_call(15), penholder=None)
    assert not plot_horseshoe(nobody).lines
    assert "penholder" not in [
        text.get_text() for text in plot_horseshoe(nobody).get_legend().get_texts()
    ]


def test_words_name_everyone_that_did_not_vote_yes():
    described = describe_horseshoe(roll_call(11))
    words = " ".join(described.split())
    assert "11 members: 5 yes, 2 no, 2 abstaining, 2 not voting." in words
    assert "No: M02 (permanent), M07." in words
    assert "Penholder: M05." in words
    assert max(len(line) for line in described.splitlines()) <= 80


def test_a_story_becomes_a_picture_for_each_vote(tmp_path):
    shown = story(load("korea-1950"), seed=1)
    written = draw_roll_calls(shown, tmp_path / "new")
    votes = [t for t in shown if t["draft"] and t["draft"]["vote"]]
    assert len(written) == 2 * len(votes) > 0
    assert all(path.stat().st_size > 0 for path in written)
    first = roll_call_of(votes[0])
    assert votes[0]["draft"]["symbol"] in first.title
    assert first.count("Y") == votes[0]["draft"]["vote"]["yes"]
    assert written[1].read_text(encoding="utf-8") == describe_horseshoe(first)


def test_a_round_without_a_vote_has_no_picture(tmp_path):
    shown = story(load("horseshoe", rules="automatic"), seed=1)
    assert draw_roll_calls(shown, tmp_path) == []


def test_a_folder_that_is_a_file_is_a_sentence(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match=r"taken: cannot be written: .*; choose another folder"):
        draw_roll_calls([], tmp_path / "taken")
