"""What is learnt and who sits, over played histories."""

from itertools import pairwise

import numpy as np
import pytest
from engine.aftermath.long_run import LEARNT, repeated

from simulation.engine import round as round_
from simulation.engine.aftermath import BEFORE_THE_START, ROUNDS_A_YEAR
from simulation.engine.arrays import play, rounds_of
from simulation.engine.state import NO_PEN, initial_state
from simulation.scenario.load import load
from simulation.stages import elections, outcome
from simulation.stages.adoption import End
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action

SHARES = (*LEARNT, "legitimacy", "r2p", "support", "p_win")


def test_what_is_a_share_stays_one(history):
    for name in SHARES:
        values = history[name][~np.isnan(history[name])]
        assert values.size
        assert values.min() >= 0.0, name
        assert values.max() <= 1.0, name


def test_beliefs_about_clients_move_only_with_clients(history):
    """Selective deterrence, over whole histories: where a crisis of one class stands."""
    stands = history["episode"][1:] > 0
    client = history["client"][1:]
    for kind in ("response", "success"):
        clients, others = (np.diff(history[f"{kind}_{of}"], axis=0) for of in ("clients", "others"))
        assert not clients[stands & ~client].any()
        assert not others[stands & client].any()
        assert clients[stands & client].any()
        assert others[stands & ~client].any()


def test_a_crisis_mediated_before_there_is_a_mandate_teaches_challengers_nothing(history):
    """Nor does it count as a grave crisis left alone: legitimacy only drifts to its rest."""
    p = history.scenario.parameters
    mediated = history.is_end(End.MEDIATED) & (history["action"] == Action.NONE)
    left_alone = (history["episode"] > 0) & ~mediated & (history["action"] == Action.NONE)
    grave = history["severity"] >= p.grave
    for of in ("clients", "others"):
        moved = np.diff(history[f"response_{of}"], axis=0)
        assert not moved[mediated[1:]].any()
    before, after = history["legitimacy"][:-1], history["legitimacy"][1:]
    rest = (1.0 - p.forgetting) * before + p.forgetting * p.legitimacy_prior
    assert (mediated & grave)[1:].sum() > 20
    assert np.array_equal(after[mediated[1:]], rest[mediated[1:]])
    assert (after < rest)[(left_alone & grave)[1:]].all()


@pytest.mark.long
def test_over_a_hundred_years_beliefs_neither_freeze_nor_run_away(tmp_path):
    long = play(repeated(tmp_path, rounds=400), seed=64, runs=range(60))
    for name in (*LEARNT, "legitimacy"):
        at_the_end = long[name][-40:]
        assert at_the_end.std(axis=1).min() > 0.005, name
        assert 0.02 < at_the_end.mean() < 0.98, name
        # A class that nobody answers for ten years, nor deters, moves no belief in success.
        assert (long[name][-100] != long[name][-1]).all(), name
    # Nor does the world: crises break out, and are answered, in the last ten years too.
    assert long["onset"][-40:].any(axis=0).mean() > 0.9
    assert (long["action"][-40:] != Action.NONE).any(axis=0).mean() > 0.9


def test_half_of_the_elected_members_change_each_year_and_no_permanent_one(history, scenario):
    permanent = scenario.sitting.council.permanent
    occupants = history.occupants
    assert occupants.shape == (40, 15, 150)
    assert (occupants[:, permanent] == occupants[[0]][:, permanent]).all()
    for number in range(1, 40):
        changed = (occupants[number] != occupants[number - 1]).sum(axis=0)
        assert (changed == (5 if number % ROUNDS_A_YEAR == 0 else 0)).all()


def test_nobody_is_re_elected_immediately_or_sits_twice(history):
    yearly = history.occupants[::ROUNDS_A_YEAR]
    for before, after in pairwise(yearly):
        for run in range(after.shape[1]):
            assert len(set(after[:, run])) == 15
            newcomers = after[:, run][after[:, run] != before[:, run]]
            assert not set(newcomers) & set(before[:, run])


def test_elected_seats_stay_with_their_groups(history, scenario):
    group = scenario.sitting.membership.group
    assert np.array_equal(
        group[history.occupants], np.broadcast_to(group[history.occupants[:1]], (40, 15, 150))
    )


def test_at_the_first_election_all_that_do_not_sit_have_waited_alike(scenario):
    """Five years: nobody's terms before the first year are known."""
    start = initial_state(1, scenario)
    waiting = elections.waiting_years(start.last_served, 1, base_year=BEFORE_THE_START)
    assert np.unique(waiting).tolist() == [5]


def test_casualties_go_with_states_and_not_with_seats_where_a_script_changes_its_council():
    scenario = load("somalia-1992")
    councils = [scenario.sitting_at(n).council.members for n in range(scenario.rounds)]
    played = list(rounds_of(scenario, seed=61, runs=range(200)))
    changes, lost = 0, 0.0
    for before, after in pairwise(played):
        left, sits = councils[before.number], councils[after.number]
        here = before.after.casualties
        p = scenario.parameters
        answer = before.answer
        # Words, money and arms cost no lives.
        sent = answer.effort * np.isin(answer.kind, (Kind.FORCE, Kind.PEACEKEEPING))
        borne = outcome.casualties(sent, answer.resistance, answer.strength, p)
        felt = (1.0 - p.casualty_decay) * before.before.casualties + borne
        for seat, member in enumerate(sits):
            if member in left:
                assert np.array_equal(here[seat], felt[left.index(member)])
            else:
                assert not here[seat].any()
        if left != sits:
            changes += 1
            gone = [left.index(member) for member in left if member not in sits]
            lost += felt[gone].sum()
    assert changes == 2
    assert lost > 0.0


def seen(monkeypatch, function):
    """The states before and after a step of a round, while histories are played."""
    found, step = [], getattr(round_, function)

    def watched(state, *rest):
        found.append((state, step(state, *rest)))
        return found[-1][1]

    monkeypatch.setattr(round_, function, watched)
    return found


def test_whose_text_a_mandate_is_goes_with_the_state_where_a_script_changes_its_council(
    monkeypatch,
):
    """And is no longer known once the penholder has left the Council."""
    scenario = load("bosnia-1992")
    councils = [scenario.sitting_at(n).council.members for n in range(scenario.rounds)]
    steps = seen(monkeypatch, "seat_next_council")
    play(scenario, seed=61, runs=range(100))
    kept = lost = 0
    for before, after in steps[:-1]:
        left, sits = councils[before.round - 1], councils[before.round]
        for then, now in zip(before.pen_by_crisis.flat, after.pen_by_crisis.flat, strict=True):
            member = None if then == NO_PEN else left[then]
            if member in sits:
                assert sits[now] == member
                kept += left != sits
            else:
                assert now == NO_PEN
                lost += member is not None
    assert kept > 20
    assert lost > 20


def test_the_text_of_a_penholder_that_is_voted_out_is_nobodys(scenario, monkeypatch):
    steps = seen(monkeypatch, "hold_elections")
    play(scenario, seed=61, runs=range(60))
    lost = kept = 0
    for before, after in steps:
        pen, here = before.pen_in_force, np.arange(60)
        gone = (pen != NO_PEN) & (before.occupants != after.occupants)[pen, here]
        assert np.array_equal(after.pen_in_force, np.where(gone, NO_PEN, pen))
        lost += gone.sum()
        kept += (after.pen_in_force != NO_PEN).sum()
    assert lost > 10
    assert kept > 10


def test_a_patron_that_loses_its_seat_stands_behind_nobody(tmp_path):
    """Elected members may be patrons where a scenario says so; their ties leave with them."""
    made = repeated(tmp_path, challenges={"patron_weights": {"sender": 1.0, "convert": 1.0}})
    seats = [made.sitting.council.seat_of(member) for member in ("sender", "convert")]
    lost = kept = 0
    for played in rounds_of(made, seed=66, runs=range(200)):
        before, after = played.before, played.after
        left = (before.occupants != after.occupants)[seats].any(axis=0) & after.standing
        crisis = after.crisis
        backed = crisis.patron >= 0
        assert not (backed & ~crisis.ties.any(axis=0) & after.standing).any()
        changed = before.occupants != after.occupants
        assert not (crisis.ties.astype(bool) & changed).any()
        lost += (left & (before.crisis.patron >= 0) & ~backed).sum()
        kept += (after.standing & backed).sum()
    assert lost > 0
    assert kept > 0


def test_without_a_pool_nobody_is_elected():
    assert play(load("horseshoe"), seed=61, runs=range(3)).occupants.shape == (40, 15, 1)
