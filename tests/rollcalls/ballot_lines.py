"""Ballots as lines of a table, and what is said of those that are wrong."""

import pytest

from simulation.scenario.mistakes import InputError

HEADER = "vote_id,iso3,permanent,vote"
PERMANENT = {"CHN", "FRA", "GBR", "RUS", "USA"}


def lines_of(vote_id, ballots):
    """Rows of a table for ballots such as ``CHN=Y FRA=N``."""
    for ballot in ballots.split():
        member, _, letter = ballot.partition("=")
        yield f"{vote_id},{member},{int(member in PERMANENT)},{letter}"


def fifteen(**ballots):
    """Ballots of the permanent members and ten elected ones, yes unless said otherwise."""
    members = [*sorted(PERMANENT), *(f"E{n:02d}" for n in range(1, 11))]
    return " ".join(f"{m}={ballots.get(m, 'Y')}" for m in members)


def mistakes(action, *args):
    with pytest.raises(InputError) as caught:
        action(*args)
    return caught.value.mistakes
