"""Labels along axes are cut to what a picture has room for; short ones stay whole."""

import pytest

from simulation.figures import style

NAMES = {
    "one word": "S" * 60,
    "a sentence": "a draft about a great many things that never ends " * 4,
    "formulas": r"$x_{1}$ \frac{ a_b ^2 50% & {c} \alpha \beta \gamma",
    "control signs": "S\x07/\x08\x7f\x0b" * 20,
    "lines": ("the first line of a long label\n" * 2) + "x" * 500,
    "other writing": "Совет Безопасности Организации Объединённых Наций",
}


@style.letter_for_letter
def labelled(names):
    ax = style.canvas(None)
    ax.barh(range(len(names)), [1.0] * len(names))
    ax.set_yticks(range(len(names)), names)
    ax.set_xticks(range(len(names)), names)
    style.dress(ax, "Labels", "below", "beside")
    ax.tick_params(axis="x", labelrotation=90)
    return ax


def shown(axis):
    return [tick.get_text() for tick in axis.get_ticklabels()]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_long_label_leaves_a_picture_its_room(name):
    ax = labelled(["2011-10-04 S/2011/612", name])
    ax.figure.draw_without_rendering()  # a warning that axes have no room is an error here
    room = ax.get_position()
    assert room.width > 0.3
    assert room.height > 0.1
    assert shown(ax.yaxis)[0] == shown(ax.xaxis)[0] == "2011-10-04 S/2011/612"
    for axis, most in ((ax.xaxis, style.LONGEST_BELOW), (ax.yaxis, style.LONGEST_BESIDE)):
        assert max(map(len, shown(axis)[1].split("\n"))) == most
        assert "…" in shown(axis)[1]


@pytest.mark.parametrize("most", [22, 36])
@pytest.mark.parametrize("length", [0, 1, 21, 22, 23, 36, 37, 400])
def test_a_label_keeps_its_two_ends(length, most):
    name = "".join(chr(ord("a") + k % 26) for k in range(length))
    found = style.cut(name, most)
    assert len(found) == min(length, most)
    if length > most:
        first, last = found.split("…")
        assert name.startswith(first)
        assert name.endswith(last)
        assert len(first) - len(last) in (0, 1)
    else:
        assert found == name
