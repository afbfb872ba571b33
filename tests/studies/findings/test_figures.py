"""Pictures of the findings show what their tables hold."""

import pytest
from matplotlib.figure import Figure

from simulation.studies.findings import figures as findings
from simulation.studies.findings.regimes import attribution, play_regimes, two_by_two


@pytest.fixture(scope="module")
def played():
    return play_regimes(30, 1)


def test_the_parts_of_what_failures_are_due_to_are_as_long_as_the_share(played):
    table = attribution(played)
    ax = findings.plot_attribution(table)
    by_place = {}
    for bar in ax.patches:
        place = round(bar.get_y() + bar.get_height() / 2)
        by_place[place] = by_place.get(place, 0.0) + bar.get_width()
    of = table[table["part"] == "share"].set_index("scope")["value"]
    assert by_place == pytest.approx(
        {place: 100 * of[scope] for place, scope in enumerate(findings.SCOPE_WORDS)}
    )
    words = findings.describe_attribution(table)
    assert max(len(line) for line in words.splitlines()) <= 80


def test_interaction_panels_pass_through_the_cells(played):
    table = two_by_two(played)
    ax = findings.plot_interaction(table)
    assert len(ax.child_axes) == len(findings.PANELS)
    cells = table.set_index(["measure", "scope", "effect"])["value"]
    scales = {
        (measure, panel.get_ylim())
        for panel, (measure, _, _) in zip(ax.child_axes, findings.PANELS, strict=True)
    }
    assert len(scales) == len({measure for measure, _, _ in findings.PANELS})
    for panel, (measure, scope, _) in zip(ax.child_axes, findings.PANELS, strict=True):
        scale = 100.0 if measure == "unanswered" else 1.0
        drawn = [line.get_ydata() for line in panel.lines if len(line.get_xdata()) == 2
                 and list(line.get_xdata()) == [0, 1] and line.get_marker() in "os"]  # fmt: skip
        for values, rules in zip(drawn, ("veto", "no veto"), strict=True):
            expected = [scale * cells[measure, scope, f"{rules}, {b}"]
                        for b in ("voluntary", "optimum")]  # fmt: skip
            assert list(values) == pytest.approx(expected)
            low, high = panel.get_ylim()
            assert low < min(values)
            assert max(values) < high
    assert max(len(line) for line in findings.describe_interaction(table).splitlines()) <= 80


def test_given_axes_of_findings_are_drawn_on(played):
    ax = Figure().subplots()
    assert findings.plot_attribution(attribution(played), ax=ax) is ax
