"""What is settled before a text is voted on: who drafts, who stands by it, whose ballot counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simulation.engine.state import NO_PEN
from simulation.engine.views import View
from simulation.scenario.scenario import ScriptedDraft
from simulation.stages import drafting, preferences
from simulation.stages.drafting import Outlook
from simulation.stages.numerics import Bools, Floats, Ints


@dataclass(frozen=True)
class Situation:
    """A crisis before the Council once the pen is given; arrays (seat, history).

    Built by :func:`situation` alone, for play, for forecasts, for the surprise of the
    record and for explanations. ``view.wanted`` is θ after ``lost``, what rivalry with
    the penholder takes off it. ``pen`` (history,) is the penholder's seat, or ``NO_PEN``.
    ``sponsors`` stand by the text, the penholder among them; parties that are ``bound``
    must abstain; ballots that are ``uncounted`` do not count, and ``spared`` says against
    whom no veto holds.
    """

    view: View
    pen: Ints
    lost: Floats
    sponsors: Bools
    bound: Bools
    uncounted: Bools
    spared: Bools

    def outlook(self, errors: Floats) -> Outlook:
        """What the penholders know, with these errors of perception (seat, history)."""
        view = self.view
        return Outlook(
            pen=self.pen,
            perceived=drafting.perceived(view.wanted, errors, self.pen, view.parameters),
            cost=view.cost,
            sponsors=self.sponsors,
            silent=view.absent | self.bound,
            uncounted=self.uncounted,
            spared=self.spared,
            status_quo=view.status_quo,
            bonus=view.bonus,
            statement=view.crisis.statement,
            outside=view.outside,
        )


def situation(view: View, wanted: Floats, pen: Ints, script: ScriptedDraft | None) -> Situation:
    """The situation in the histories of a view.

    Parameters
    ----------
    view : View
        What all seats may know.
    wanted : array (seat, history)
        θ before rivalry.
    pen : array (history,)
        The penholder's seat, or ``NO_PEN``: nobody's rivalry and no certain yes then.
    script : ScriptedDraft, optional
        The draft that is on record; it names sponsors and parties bound to abstain.

    Returns
    -------
    Situation
        Of these histories.
    """
    sitting, alignment = view.sitting, view.profiles.alignment
    named = pen != NO_PEN
    lost = preferences.rivalry(alignment, view.profiles.alignment_of(pen), view.parameters)
    sponsors = np.arange(wanted.shape[0])[:, None] == pen
    bound = np.zeros(wanted.shape, dtype=bool)
    if script is not None:
        sponsors = sponsors | script.sponsors[:, None]
        bound |= script.must_abstain[:, None]
    if not named.all():
        lost = np.where(named, lost, 0.0)
    return Situation(
        view=replace(view, wanted=wanted - lost),
        pen=pen,
        lost=lost,
        sponsors=sponsors,
        bound=bound,
        uncounted=sitting.uncounted(view.crisis),
        spared=np.broadcast_to(sitting.spared(view.crisis, view.profiles.signatory), wanted.shape),
    )
