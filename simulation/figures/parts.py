"""The figures of a report: what each shows, and how it is made; those of a script apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes

from simulation.analysis import aftermath, burdens, drafts
from simulation.analysis import outcomes as tables
from simulation.analysis.tipping import tipping
from simulation.experiments.record import replays, script_of
from simulation.experiments.results import Results
from simulation.figures.aftermath import (
    describe_answers,
    describe_failed,
    describe_impartiality,
    plot_answers,
    plot_failed,
    plot_impartiality,
)
from simulation.figures.beliefs import (
    describe_beliefs,
    describe_legitimacy,
    plot_beliefs,
    plot_legitimacy,
)
from simulation.figures.burdens import (
    describe_burden_shares,
    describe_easy_riding,
    describe_riding_over_time,
    plot_burden_shares,
    plot_easy_riding,
    plot_riding_over_time,
)
from simulation.figures.drafts import (
    describe_drafts,
    describe_strengths,
    plot_drafts,
    plot_strengths,
)
from simulation.figures.horseshoe import describe_horseshoe, plot_horseshoe
from simulation.figures.outcomes import (
    describe_outcomes,
    describe_outcomes_over_time,
    plot_outcomes,
    plot_outcomes_over_time,
)
from simulation.figures.strength import describe_strength, plot_strength
from simulation.figures.tallies import describe_tallies, plot_tallies
from simulation.figures.tipping import describe_tipping, plot_tipping
from simulation.figures.vetoes import (
    describe_hidden_vetoes,
    describe_vetoes_by_member,
    plot_hidden_vetoes,
    plot_vetoes_by_member,
)

NO_ROLL_CALL = "No vote to show: none was held, or the batch was stored without ballots."
NO_CONTRIBUTIONS = (
    "No contributions to show: the batch was stored without them; with detail ballots it has them."
)


@dataclass(frozen=True)
class ReportFigure:
    """A figure of the report: file name, heading, what to look for, and how it is made.

    ``table`` gives what ``plot`` and ``describe`` take, or None where there is
    nothing to draw; ``missing`` then says so.
    """

    name: str
    heading: str
    lead: str
    table: Callable[[Results], Any]
    plot: Callable[[Any], Axes]
    describe: Callable[[Any], str]
    missing: str = ""


PARTS = (
    ReportFigure(
        "outcomes",
        "Outcomes by cause",
        "How the rounds ended, and why a text was weakened, withheld or lost.",
        tables.outcomes_by_cause,
        plot_outcomes,
        describe_outcomes,
    ),
    ReportFigure(
        "hidden-vetoes",
        "Vetoes seen and hidden",
        "A veto cast shows in the record. One that is expected does not: the penholder "
        "withholds or weakens a draft that it would table in full in a Council without vetoes.",
        tables.hidden_and_visible,
        plot_hidden_vetoes,
        describe_hidden_vetoes,
    ),
    ReportFigure(
        "vetoes-by-member",
        "Vetoes by member",
        "Who vetoes, and for whose clients drafts are withheld or weakened.",
        tables.vetoes_by_member,
        plot_vetoes_by_member,
        describe_vetoes_by_member,
    ),
    ReportFigure(
        "strength",
        "Strength wanted and adopted",
        "What the penholder wanted against what was adopted; the distance from the line is "
        "dilution, and marks at 0 are drafts that were not adopted.",
        tables.strength_wanted_and_adopted,
        plot_strength,
        describe_strength,
    ),
    ReportFigure(
        "tallies",
        "The tally distribution",
        "How many yeses the drafts put to the vote received.",
        tables.tallies,
        plot_tallies,
        describe_tallies,
    ),
    ReportFigure(
        "over-time",
        "Outcomes over repeated crises",
        "Whether the shares drift as crisis follows crisis.",
        tables.outcomes_over_time,
        plot_outcomes_over_time,
        describe_outcomes_over_time,
    ),
    ReportFigure(
        "answers",
        "What becomes of challenges",
        "Deterred, answered by the Council or without it, or left unanswered.",
        aftermath.answers_over_time,
        plot_answers,
        describe_answers,
    ),
    ReportFigure(
        "failures",
        "Why crises close unsettled",
        "Some fail before the vote, some in it, and some because too little is contributed.",
        aftermath.failed_episodes,
        plot_failed,
        describe_failed,
    ),
    ReportFigure(
        "impartiality",
        "Impartiality",
        "Whether crises of the same severity are acted on alike, whichever member is the patron.",
        aftermath.impartiality,
        plot_impartiality,
        describe_impartiality,
    ),
    ReportFigure(
        "burden-shares",
        "Who bears the burden",
        "What each state gives against what it gains, the largest first: free riders give "
        "nothing, easy riders less than their share.",
        burdens.burden_shares,
        plot_burden_shares,
        describe_burden_shares,
        NO_CONTRIBUTIONS,
    ),
    ReportFigure(
        "easy-riding",
        "Provision against the optimum",
        "What is given to answers, and what would be best for all together.",
        burdens.easy_riding,
        plot_easy_riding,
        describe_easy_riding,
    ),
    ReportFigure(
        "easy-riding-over-time",
        "Easy-riding over repeated crises",
        "Whether sharing gets better or worse as crisis follows crisis.",
        burdens.riding_over_time,
        plot_riding_over_time,
        describe_riding_over_time,
    ),
    ReportFigure(
        "legitimacy",
        "Legitimacy, trust and support",
        "What the Council's record does to its standing; the wide band holds the middle four "
        "fifths of the histories, the narrow one the mean.",
        aftermath.carried_over_time,
        plot_legitimacy,
        describe_legitimacy,
    ),
    ReportFigure(
        "beliefs",
        "What challengers believe",
        "Whether challengers expect an answer, and expect it to succeed; clients of a permanent "
        "member learn apart from others.",
        aftermath.carried_over_time,
        plot_beliefs,
        describe_beliefs,
    ),
    ReportFigure(
        "tipping",
        "Where beliefs settle",
        "A belief in being answered feeds on answers: above the dashed line it rises, below it "
        "falls, and stars mark where it rests of itself.",
        tipping,
        plot_tipping,
        describe_tipping,
    ),
    ReportFigure(
        "horseshoe",
        "One vote around the table",
        "The first draft that was vetoed or, where none was, the first that was voted.",
        tables.example_roll_call,
        plot_horseshoe,
        describe_horseshoe,
        NO_ROLL_CALL,
    ),
)


DRAFTS = ReportFigure(
    "drafts",
    "Draft by draft, beside the record",
    "What became of each draft of the script in the histories, and on record.",
    drafts.drafts,
    plot_drafts,
    describe_drafts,
)
STRENGTHS = ReportFigure(
    "strength",
    "Strength in the script, and what the model's penholder would do",
    "What the penholder of the model wants and would table, left to itself, beside the script.",
    drafts.strengths,
    plot_strengths,
    describe_strengths,
)
OF_SCRIPT = {
    "hidden-vetoes": (
        "Vetoes, and what the model's penholder would have done",
        "A veto cast is simulated for the draft that the script tables. What the model's "
        "penholder would have withheld or weakened because of vetoes stands beside it.",
    ),
    "vetoes-by-member": (
        "Vetoes by member",
        "Who blocks, and on whose clients' behalf the model's penholder would have held back.",
    ),
    "tallies": ("The tally distribution", "How many yeses the drafts got, and on record."),
    "outcomes": ("Outcomes by cause", "How the votes on the script's drafts ended, and why."),
    "tipping": (
        "How beliefs move",
        "Whether a belief in being answered rises or falls as the script goes on.",
    ),
    "answers": ("What becomes of challenges", "Answered by the Council, around it, or left alone."),
}
"""Headings and leads where a script decides what is tabled."""


def parts_of(results: Results) -> tuple[ReportFigure, ...]:
    """The figures of a batch; those of a script go draft by draft, the record first."""
    if not script_of(results.manifest):
        return PARTS
    own = {"over-time": DRAFTS, "strength": STRENGTHS}
    found = [own.get(part.name, part) for part in PARTS]
    if replays(results.manifest):
        found = [
            replace(part, heading=OF_SCRIPT[part.name][0], lead=OF_SCRIPT[part.name][1])
            if part.name in OF_SCRIPT
            else part
            for part in found
        ]
    return (DRAFTS, *(part for part in found if part is not DRAFTS))
