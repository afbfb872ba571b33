"""The kinds of step that a lesson may have; a new one is a row here and a template of its name."""

from __future__ import annotations

from simulation.classroom.kinds.amend import Amend, OtherRules
from simulation.classroom.kinds.base import Kind
from simulation.classroom.kinds.council import Cards, Drafts, Pledges, Votes, Want
from simulation.classroom.kinds.outcomes import Burden, Debrief, Learnt
from simulation.classroom.kinds.plain import Crisis, Join, Words
from simulation.classroom.kinds.predict import Predict, Reveal, Scores
from simulation.classroom.kinds.question import Question

KINDS: dict[str, Kind] = {
    "join": Join(),
    "crisis": Crisis(),
    "predict": Predict(),
    "reveal": Reveal(),
    "amend": Amend(),
    "rules": OtherRules(),
    "question": Question(),
    "scores": Scores(),
    "text": Words(),
    "cards": Cards(),
    "want": Want(),
    "draft": Drafts(),
    "vote": Votes(),
    "pledge": Pledges(),
    "burden": Burden(),
    "learnt": Learnt(),
    "debrief": Debrief(),
}
"""By the name that a lesson's file gives them."""
