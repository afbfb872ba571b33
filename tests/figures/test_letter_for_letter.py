"""Names come into pictures as they are written, whatever matplotlib would make of them."""

import importlib
import pkgutil

import pytest
from matplotlib import rcParams
from matplotlib.figure import Figure
from matplotlib.text import Text

import simulation
from simulation.figures import style
from simulation.figures.files import png

AWKWARD = [
    "$x_1$",
    r"$\frac{$ is no formula",
    "_private, a^2, {b}, 50 %, c & d",
    r"\alpha \$ $",
    "$$",
]


@style.letter_for_letter
def plot_names(*names):
    ax = Figure().subplots()
    ax.set_title(names[0])
    ax.set_yticks(range(len(names)), names)
    handles = [ax.plot([0, 1], [k, k])[0] for k in range(len(names))]
    style.legend_below(ax, handles, names)
    return ax


def texts(ax):
    png(ax)
    return [text.get_text() for text in ax.figure.findobj(Text) if text.get_visible()]


@pytest.mark.parametrize("name", AWKWARD)
def test_nothing_in_a_name_is_a_formula(name):
    ax = plot_names(name, "b")
    shown = [text for text in texts(ax) if text.strip() == name]
    assert len(shown) == 3  # title, axis and legend
    assert not any(text.get_parse_math() for text in ax.figure.findobj(Text) if text.get_text())


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("a\x1b[1m", r"a\u001b[1m"),
        ("a\tb", r"a\tb"),
        ("a\x9bb", r"a\u009bb"),
        ("a\u202eb", r"a\u202eb"),
        ("a\x00b", r"a\u0000b"),
    ],
)
def test_control_signs_are_spelt_out_along_the_axes_too(recwarn, name, spelt):
    assert texts(plot_names(name, "b")).count(spelt) == 3
    assert not recwarn.list  # of signs that no font has


def test_formulas_elsewhere_stay_formulas():
    before = rcParams["text.parse_math"]
    plot_names("$x$", "b")
    assert rcParams["text.parse_math"] is before


def test_every_function_that_draws_shows_names_letter_for_letter():
    found = []
    for module in pkgutil.walk_packages(simulation.__path__, "simulation."):
        if "figures" not in module.name.split("."):
            continue
        held = importlib.import_module(module.name)
        found += [
            getattr(held, name)
            for name in vars(held)
            if name.startswith("plot_") and getattr(held, name).__module__ == held.__name__
        ]
    assert len(found) > 20
    assert [plot.__name__ for plot in found if not hasattr(plot, "__wrapped__")] == []
