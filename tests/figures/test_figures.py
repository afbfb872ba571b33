"""Every figure, on every kind of batch: it draws, fits, and says the same in words."""

import re
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulation import figures
from simulation.analysis import outcomes as tables
from simulation.experiments.batch import run_batch
from simulation.figures import style
from simulation.figures.parts import generated, reported
from simulation.figures.text import aligned, capital
from simulation.scenario.load import load
from simulation.scenario.words import counted, sentences

FIGURES = [part for part in generated() if part.name != "horseshoe"]


@pytest.fixture(params=generated(), ids=lambda part: part.name)
def part(request):
    return request.param


def drawn(part, results):
    table = part.table(results)
    if table is None:
        pytest.skip("no vote was held, so there is none to draw")
    ax = part.plot(table)
    ax.figure.draw_without_rendering()
    return ax


def texts(ax):
    """What can be read: every text but the labels of ticks that lie out of view."""
    ticks = [tick for axis in (ax.xaxis, ax.yaxis) for tick in axis.get_major_ticks()]
    out_of_view = {id(label) for tick in ticks for label in (tick.label1, tick.label2)}
    if ax.axison:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            seen = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
            out_of_view -= {id(tick.label1) for tick in seen}
    return [
        text
        for text in ax.figure.findobj(Text)
        if text.get_text() and text.get_visible() and id(text) not in out_of_view
    ]


def test_nothing_is_clipped_by_the_edge(part, any_batch):
    ax = drawn(part, any_batch)
    canvas = ax.figure.bbox
    for text in texts(ax):
        box = text.get_window_extent()
        inside = box.x0 >= 0 and box.y0 >= 0 and box.x1 <= canvas.width and box.y1 <= canvas.height
        assert inside, text.get_text()


def test_letters_are_large_enough_for_a_projector(part, stylised):
    ax = drawn(part, stylised)
    sizes = {text.get_text(): text.get_fontsize() for text in texts(ax)}
    small = [words for words, size in sizes.items() if size < 14]
    assert all(words.startswith("simulation error only") for words in small)
    assert tuple(ax.figure.get_size_inches()) == (10.0, 6.0)
    assert ax.figure.dpi == 120
    assert ax.figure.get_facecolor() == (1.0, 1.0, 1.0, 1.0)


def test_words_are_sentences_and_tables_of_at_most_80_columns(part, any_batch):
    table = part.table(any_batch)
    if table is None:
        pytest.skip("no vote was held, so there is none to describe")
    words = part.describe(table)
    assert max(len(line) for line in words.splitlines()) <= 80
    assert words.endswith("\n")
    assert not re.search(r"\bnan\b", words.lower())
    assert "." in words


@pytest.mark.parametrize("part", FIGURES, ids=lambda part: part.name)
def test_a_figure_that_stands_alone_says_which_histories_it_shows(part, stylised):
    ax = drawn(part, stylised)
    said = "simulation error only; 60 histories, seed 1, horseshoe, rules charter"
    assert said in [text.get_text() for text in texts(ax)]
    assert f"({said})" in part.describe(part.table(stylised))


def test_given_axes_are_drawn_on_and_no_figure_is_made(part, stylised):
    ax = Figure().subplots()
    assert part.plot(part.table(stylised), ax=ax) is ax


def test_given_axes_get_no_footer():
    ax = Figure().subplots()
    assert style.canvas(ax, "a footer") is ax
    assert ax.figure.get_supxlabel() == ""


def test_no_global_state_is_changed(part, stylised):
    before = dict(mpl.rcParams)
    drawn(part, stylised)
    assert dict(mpl.rcParams) == before


def test_pyplot_is_never_imported():
    code = (
        "import sys, simulation.figures, simulation.figures.report; "
        "print('matplotlib.pyplot' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def widths(ax):
    """Total length of the bars at each height."""
    total = {}
    for container in ax.containers:
        if isinstance(container, BarContainer):
            for bar in container:
                key = round(bar.get_y() + bar.get_height() / 2, 6)
                total[key] = total.get(key, 0.0) + bar.get_width()
    return total


def test_bars_of_outcomes_are_as_long_as_the_shares(stylised):
    table = tables.outcomes_by_cause(stylised)
    ax = figures.plot_outcomes(table)
    overall = table[table["cause"] == "any"].reset_index(drop=True)
    assert widths(ax) == pytest.approx(dict(enumerate(100 * overall["value"])))
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert labels == ["adopted in full", "adopted diluted", "vetoed", "fell short", "withheld"]


def test_causes_differ_by_hatch_as_well_as_by_colour(stylised):
    ax = figures.plot_outcomes(tables.outcomes_by_cause(stylised))
    looks = {(patch.get_facecolor(), patch.get_hatch()) for patch in ax.get_legend().legend_handles}
    assert len({hatch for _, hatch in looks}) == len(looks) == len(ax.get_legend().get_texts())


def test_each_outcome_stands_beside_its_bar_with_its_interval(stylised):
    table = tables.outcomes_by_cause(stylised)
    said = {text.get_text() for text in figures.plot_outcomes(table).texts}
    rows = [row for row in tables.rows_of(table) if row.cause == "any"]
    assert said == {str(tables.rate_in(row)) for row in rows}


def test_stacks_of_tallies_are_as_high_as_the_shares_and_the_quota_is_marked(stylised):
    table = tables.tallies(stylised)
    ax = figures.plot_tallies(table)
    heights = np.zeros(16)
    for container in ax.containers:
        heights += [bar.get_height() for bar in container]
    assert heights == pytest.approx(100 * table.groupby("yes")["value"].sum().to_numpy())
    assert [line.get_xdata()[0] for line in ax.lines] == [8.5]
    assert "quota: 9 yes" in [text.get_text() for text in ax.texts]


def test_bars_of_members_are_seen_above_hidden(stylised):
    table = tables.vetoes_by_member(stylised)
    lengths = widths(figures.plot_vetoes_by_member(table))
    for place, row in enumerate(tables.rows_of(table)):
        assert lengths[place - 0.2] == row.alone + row.with_others
        assert lengths[place + 0.2] == row.withheld + row.diluted


def test_with_many_veto_holders_the_picture_says_how_many_it_leaves_out(batch_named):
    table = tables.vetoes_by_member(batch_named("everybody blocks"))
    assert len(table) > 6
    ax = figures.plot_vetoes_by_member(table)
    assert len(ax.get_yticks()) == 6
    assert f"the 6 largest of {len(table)} members; the rest in the text" in ax.get_title("left")
    words = figures.describe_vetoes_by_member(table)
    assert all(member in words for member in table["member"])


def test_points_of_hidden_vetoes_stand_at_their_shares(stylised):
    table = tables.hidden_and_visible(stylised)
    ax = figures.plot_hidden_vetoes(table)
    marked = [
        float(line.get_xdata()[0])
        for line in ax.lines
        if line.get_marker() in ("o", "s") and len(line.get_xdata()) == 1
    ]
    assert sorted(marked) == pytest.approx(sorted(100 * table["value"]))
    for row in tables.rows_of(table):
        assert str(tables.rate_in(row)) in [text.get_text() for text in ax.texts]


def test_shares_not_adopted_stand_under_each_bin_of_strength(stylised):
    table = tables.strength_wanted_and_adopted(stylised)
    ax = figures.plot_strength(table)
    number = re.compile(r"\d+\.\d")
    said = sorted(text.get_text() for text in ax.texts if number.fullmatch(text.get_text()))
    assert said == sorted(f"{100 * share:.1f}" for share in table["value"])
    areas = np.concatenate(
        [points.get_sizes() for points in ax.collections if isinstance(points, PathCollection)]
    )
    assert sorted(areas) == pytest.approx(sorted(260.0 * table["value"]))


def test_lines_over_time_pass_through_the_shares(stylised):
    table = tables.outcomes_over_time(stylised)
    lines = {line.get_label(): line for line in figures.plot_outcomes_over_time(table).lines}
    for end, line in lines.items():
        share = table[table["end"] == end]["value"]
        assert line.get_ydata() == pytest.approx(100 * share.to_numpy())
    assert len({line.get_marker() for line in lines.values()}) == len(lines)
    assert len({str(line._unscaled_dash_pattern) for line in lines.values()}) == len(lines)


def test_one_history_has_no_bands_and_says_why(batch_named):
    table = tables.outcomes_over_time(batch_named("one history"))
    assert not figures.plot_outcomes_over_time(table).collections
    words = " ".join(figures.describe_outcomes_over_time(table).split())
    assert "A single history gives no interval." in words


def test_shares_that_the_rules_decide_have_no_interval_and_say_why():
    imposed = tables.outcomes_by_cause(run_batch(load("horseshoe", rules="automatic"), 3, seed=1))
    unvetoed = tables.hidden_and_visible(run_batch(load("horseshoe", rules="no-veto"), 3, seed=1))
    for words in (figures.describe_outcomes(imposed), figures.describe_hidden_vetoes(unvetoed)):
        assert "The rules leave no other shares" in " ".join(words.split())
        assert "% [" not in words.replace("[95 %]", "")


CARRIED = {"legitimacy", "beliefs", "tipping", "answers", "failures", "impartiality"}
"""What is drawn of any generated crisis, seen or not."""

DRAWN = {
    "automatic": CARRIED
    | {"outcomes", "over-time", "burden-shares", "easy-riding", "easy-riding-over-time"},
    "nothing happens": CARRIED,
}
"""What there is to draw where no vote is held, and where no crisis is seen in time."""


@pytest.mark.parametrize("part", FIGURES, ids=lambda part: part.name)
@pytest.mark.parametrize("name", ["automatic", "nothing happens"])
def test_where_there_is_nothing_to_draw_a_sentence_says_so(part, name, batch_named):
    table = part.table(batch_named(name))
    ax = part.plot(table)
    if not ax.axison:
        (sentence,) = [text.get_text() for text in ax.texts]
        sentence = " ".join(sentence.split())
        assert sentence in " ".join(part.describe(table).split())
        assert sentence.startswith("No ")
        assert sentence.endswith(".")
        assert part.name not in DRAWN[name]
    else:
        assert part.name in DRAWN[name]


def test_labels_keep_their_order_and_their_distance():
    heights = [0.5, 0.02, 0.0, 0.51, 0.03]
    placed = style.spread(heights, gap=0.1)
    assert np.argsort(placed, kind="stable").tolist() == np.argsort(heights, kind="stable").tolist()
    assert np.diff(sorted(placed)).min() >= 0.1 - 1e-9
    assert min(placed) >= 0.0


def test_labels_far_apart_stay_where_they_are():
    assert style.spread([0.9, 0.1, 0.5], gap=0.1) == [0.9, 0.1, 0.5]


@pytest.mark.parametrize(
    "label",
    [
        "x" * 90,
        "x" * 200,
        "the model's pen would have weakened much: clients of a permanent member, of course",
        "  … or weakened, and the draft is vetoed all the same: challengers with no patron at all",
        "trust in the responsibility to protect, in Councils that are " + "very " * 20 + "large",
        "short",
    ],
)
def test_a_table_in_words_has_80_columns_and_breaks_its_labels_and_loses_none(label):
    lines = aligned(("what", "count"), [(label, "1"), ("y", "1,000")]).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["what", "count"]
    assert lines[1].endswith("      1")
    assert lines[-1].endswith("  1,000")
    first, more = lines[1].removesuffix("      1"), lines[2:-1]
    assert "".join("".join([first, *more]).split()) == "".join(label.split())


def test_a_sentence_begins_with_a_capital_and_keeps_those_of_names():
    assert capital("answered by the Council") == "Answered by the Council"


def test_one_is_not_plural():
    assert counted(1, "draft") == "1 draft"
    assert counted(2000, "draft") == "2,000 drafts"
    assert counted(1, "crisis") == "1 crisis"
    assert counted(2, "crisis") == "2 crises"
    assert max(len(line) for line in sentences("word " * 60).splitlines()) <= 80


def test_the_figures_of_every_module_have_places_and_names_of_their_own():
    for found in (generated(), [part for part in reported() if part.of != "generated"]):
        assert len({part.name for part in found}) == len(found)
    places = [part.place for part in reported()]
    assert places == sorted(set(places))
    assert [part.name for part in generated()][:3] == [
        "outcomes",
        "hidden-vetoes",
        "vetoes-by-member",
    ]
    assert generated()[-1].name == "horseshoe"
