"""Figures of burdens, answers and beliefs show what their tables hold."""

import pytest

from simulation.analysis import aftermath, burdens
from simulation.analysis.outcomes import rate_in, rows_of
from simulation.analysis.tipping import tipping
from simulation.experiments.batch import run_batch
from simulation.figures import aftermath as answers
from simulation.figures import beliefs, riding, style
from simulation.figures import burdens as shares
from simulation.figures import tipping as tips
from simulation.figures.parts import generated
from simulation.figures.report import write_report


@pytest.fixture(scope="module")
def batch():
    return run_batch("repeated-crises", 60, seed=1)


def said(ax):
    return [text.get_text() for text in ax.texts]


def test_stacks_of_answers_fill_every_window(batch):
    table = aftermath.answers_over_time(batch)
    ax = answers.plot_answers(table)
    heights = {}
    for container in ax.containers:
        for bar in container:
            middle = round(bar.get_x() + bar.get_width() / 2, 6)
            heights[middle] = heights.get(middle, 0.0) + bar.get_height()
    assert len(heights) == 20
    assert list(heights.values()) == pytest.approx([100.0] * 20)


def test_words_of_answers_name_the_council_as_it_is_written(batch):
    assert "Answered by the Council:" in answers.describe_answers(
        aftermath.answers_over_time(batch)
    ).replace("\n", " ")


def test_answers_differ_by_hatch_as_well_as_by_colour():
    looks = answers.RESPONSE_LOOKS.values()
    assert len({(look.get("hatch"),) for look in looks}) == len(looks)


def test_each_reason_stands_with_its_share(batch):
    table = aftermath.failed_episodes(batch)
    ax = answers.plot_failed(table)
    rows = [row for row in rows_of(table) if row.reason != "not_coercive"]
    assert sorted(said(ax)) == sorted(str(rate_in(row)) for row in rows)
    words = answers.describe_failed(table)
    assert "less than half of the" in words
    assert "under the same draws" in " ".join(words.split())


def test_impartiality_marks_stand_at_their_values(batch):
    table = aftermath.impartiality(batch)
    ax = answers.plot_impartiality(table)
    marked = [float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() in "osD"]
    assert sorted(marked) == pytest.approx(sorted(100 * table["value"]))
    text = answers.describe_impartiality(table)
    assert "0 would be impartial" in " ".join(text.split())
    for row in rows_of(table):
        unit, other = ("points", "%") if row.what == "difference" else ("%", "points")
        value = f"{abs(100 * row.value):.1f}"
        assert any(f"{value} {unit}" in label for label in said(ax))
        assert f"{value} {unit}" in text
        assert not any(f"{value} {other}" in label for label in said(ax))


def test_bars_of_provision_end_where_easy_riding_begins(batch):
    table = burdens.easy_riding(batch)
    ax = riding.plot_easy_riding(table)
    rows = riding.riding_rows(table)
    given = [bar.get_width() for bars in ax.containers if hasattr(bars, "patches")
             for bar in bars.patches if not bar.get_hatch()]  # fmt: skip
    assert given == pytest.approx([100 * (1 - row.value) for row in rows])
    assert said(ax) == [shares.percent(shares.ratio_in(row)) for row in rows]
    assert "Provision per severity" in riding.describe_easy_riding(table)


def test_the_largest_states_come_first_and_all_others_last(batch):
    table = burdens.burden_shares(batch)
    ax = shares.plot_burden_shares(table)
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert labels[0] == "hegemon (25 %)"
    assert labels[-1] == "all unnamed states"
    assert len(labels) == shares.SHOWN + 1
    named = int((table["burden"].notna() & (table["member"] != "rest")).sum())
    cut = f"the {shares.SHOWN} largest of {named} named states; the rest in the text"
    assert cut in ax.get_title("left")
    words = shares.describe_burden_shares(table)
    assert all(member in words for member in table["member"] if member != "rest")
    assert f"{table.attrs['kendall']:.2f}" in words


@pytest.mark.parametrize(
    ("kendall", "said_of"),
    [
        (0.4, "the large bear more of their means than the small."),
        (-0.4, "the small bear more of their means than the large."),
        (0.0, "that is no clear difference between large and small."),
        (0.05, "that is no clear difference between large and small."),
        (-0.15, "that is no clear difference between large and small."),
    ],
)
def test_a_correlation_of_size_and_burden_is_told_with_its_sign(batch, kendall, said_of):
    table = burdens.burden_shares(batch)
    table.attrs["kendall"] = kendall
    assert said_of in " ".join(shares.describe_burden_shares(table).split())


def test_lines_of_easy_riding_pass_through_the_ratios(batch):
    table = burdens.riding_over_time(batch)
    lines = {line.get_label(): line for line in riding.plot_riding_over_time(table).lines}
    for challenger, words in style.CHALLENGER_WORDS.items():
        expected = 100 * table[table["challenger"] == challenger]["value"].dropna()
        assert lines[words].get_ydata() == pytest.approx(expected.to_numpy())


@pytest.mark.parametrize(
    ("plot", "quantities"),
    [(beliefs.plot_legitimacy, beliefs.STANDING), (beliefs.plot_beliefs, aftermath.BELIEFS)],
)
def test_what_is_carried_is_drawn_as_it_was(batch, plot, quantities):
    table = aftermath.carried_over_time(batch)
    ax = plot(table)
    lines = {line.get_label(): line for line in ax.lines}
    assert set(lines) == {beliefs.WORDS[quantity] for quantity in quantities}
    for quantity in quantities:
        expected = table[table["quantity"] == quantity]["value"].to_numpy()
        assert lines[beliefs.WORDS[quantity]].get_ydata() == pytest.approx(expected)
    looks = {(line.get_marker(), str(line._unscaled_dash_pattern)) for line in ax.lines}
    assert len(looks) == len(ax.lines)
    assert ax.collections


def test_stars_stand_on_the_diagonal_at_the_fixed_points(batch):
    found = tipping(batch)
    ax = tips.plot_tipping(found)
    stars = [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        for line in ax.lines
        if line.get_marker() == "*"
    ]
    assert stars == [(belief, belief) for belief in found.fixed["belief"]]
    assert stars


def test_a_script_is_not_said_to_settle_anywhere():
    found = tipping(run_batch("kosovo-1999", 60, seed=1))
    ax = tips.plot_tipping(found)
    assert not [line for line in ax.lines if line.get_marker() == "*"]
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert not any("settle" in text for text in legend)
    assert ax.get_title(loc="left") == f"{tips.TITLE_OF_SCRIPT} (simulated)"
    assert "beliefs follow the script" in " ".join(tips.describe_tipping(found).split())


def test_a_staircase_goes_between_the_map_and_the_diagonal():
    x, y = tips.staircase([0.4, 0.6, 0.7])
    assert list(zip(x, y, strict=True)) == [
        (0.4, 0.4),
        (0.4, 0.6),
        (0.6, 0.6),
        (0.6, 0.7),
        (0.7, 0.7),
    ]


def test_a_batch_without_contributions_says_so_on_its_page(tmp_path):
    page = write_report(run_batch("horseshoe", 3, detail="rounds"), tmp_path)[0]
    text = " ".join(page.read_text(encoding="utf-8").split())
    assert "the batch was stored without them; with detail ballots it has them" in text
    assert not (tmp_path / "burden-shares.png").exists()


def test_names_of_figures_are_unique():
    names = [part.name for part in generated()]
    assert sorted(names) == sorted({*names})
