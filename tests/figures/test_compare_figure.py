"""A comparison says what a script decides, and stands beside the record."""

import pytest

from simulation.analysis.compare import compare
from simulation.figures.compare import describe_comparison, plot_comparison
from simulation.measures.names import OF_SCRIPT, label
from simulation.measures.table import MEASURES
from simulation.scenario.load import load

HIDDEN = ("hidden", "hidden_large", "hidden_withheld", "size_of_hidden")
SCRIPTS = ("gaza-2023", "syria-2011", "kosovo-1999", "hungary-1956", "abyssinia-1935")


def compared(scenario):
    return compare(scenario, against=[{"veto_cost": 0.3}], measures=list(MEASURES), runs=2)


def shown(found):
    """The words beside the picture, on one line, and the labels in it."""
    ax = plot_comparison(found)
    ticks = [tick.get_text() for tick in ax.get_yticklabels()]
    return " ".join(describe_comparison(found).split()), ticks, ax.get_title(loc="left")


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_a_script_decides_is_said_so(name):
    words, ticks, title = shown(compared(name))
    assert "withheld by the script" in words
    for measure in HIDDEN:
        assert label(measure) not in ticks
        assert f"{OF_SCRIPT[measure][0]}: " in words
        assert "penholder would have" in OF_SCRIPT[measure][1]
    assert "hidden veto" not in words
    assert "withheld" not in ticks
    assert "(simulated)" in title
    assert "on record, of " in title
    assert "On record, of " in words


@pytest.mark.parametrize(
    "made",
    [
        "horseshoe", "era-1966-1989", load("syria-2011", redraft=True),
        load("gaza-2023", redraft=True), load("kosovo-1999", redraft=True),
    ],
    ids=["horseshoe", "era", "syria redrafted", "gaza redrafted", "kosovo redrafted"],
)  # fmt: skip
def test_where_the_models_penholders_decide_nothing_is_the_scripts(made):
    words, ticks, title = shown(compared(made))
    assert "script decides" not in words
    assert ticks == [label(measure) for measure in MEASURES]
    assert ("on record" in title) == (made != "horseshoe")


def test_the_record_beside_a_comparison_is_that_of_the_file():
    _, _, title = shown(compared("gaza-2023"))
    assert "on record, of 7 drafts: adopted 28.6 %, vetoed 71.4 %" in " ".join(title.split())
    _, _, title = shown(compared("era-1966-1989"))
    assert "on record, of 519 recorded votes of 1966-1989: adopted 82.3 %, vetoed 17.0 %" in (
        " ".join(title.split())
    )
