"""Councils at which people sit, in few words."""

from simulation.classroom.human import MODEL, replay
from simulation.classroom.table import Setting, Table, scenario_of

ALONE = Setting("horseshoe", alone=True, rounds=14)
MEMBERS = scenario_of(ALONE).sitting.council.members


def table(
    *, kinds=("vote", "contribute"), setting=ALONE, seed=1, humans=MEMBERS, meetings=3, secret=True
):
    asked = frozenset((number, kind) for number in range(1, meetings + 1) for kind in kinds)
    return Table(setting, seed, tuple(humans), asked, secret)


def decide(found, values, decisions=frozenset()):
    """The replay once what waits is decided, by member; the model decides for the others."""
    here = {(q.place, values.get(q.member, MODEL)) for q in found.waiting}
    return replay(found.table, found.decisions | decisions | here)


def up_to(found, kind, meeting=1):
    """The replay at which this decision waits, the model deciding all before it."""
    while found.waiting and (found.waiting[0].meeting, found.waiting[0].kind) != (meeting, kind):
        found = decide(found, {})
    return found
