"""The surprise of the record: exact chances of recorded roll calls."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binom, norm

from simulation.analysis.surprise import bits, surprise
from simulation.engine.arrays import play
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.stages.adoption import Outcome
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

CASES = ("korea-1950", "kuwait-1990", "bosnia-1992", "libya-2011")


@pytest.fixture(scope="module")
def kuwait():
    return load("kuwait-1990")


@pytest.mark.parametrize("name", CASES)
def test_chances_of_ballots_and_of_outcomes_add_up_to_one(name):
    scenario = load(name)
    for draft in scenario.script:
        found = surprise(scenario, draft)
        assert np.allclose(found.ballots.sum(axis=1), 1.0, atol=1e-12)
        assert (found.ballots >= 0.0).all()
        assert sum(found.outcomes.values()) == pytest.approx(1.0, abs=1e-12)
        assert 0.0 <= found.roll_call <= found.outcome * (1 + 1e-12)


def test_a_member_s_chance_of_yes_agrees_with_adaptive_quadrature(kuwait):
    draft = kuwait.script[-1]
    seat = draft.sitting.council.seat_of("CUB")
    chance = surprise(kuwait, draft).ballots[seat, YES]
    calm = load("kuwait-1990", taste_sd=0.0)
    p = kuwait.parameters

    def given(temper):
        moved = replace(
            calm,
            parameters=replace(
                calm.parameters, baseline_strength=p.baseline_strength + p.taste_sd * temper
            ),
        )
        return surprise(moved, draft).ballots[seat, YES] * norm.pdf(temper)

    expected, error = quad(given, -8, 8, points=[0, 1, 2, 3], epsabs=1e-8, limit=200)
    assert chance == pytest.approx(expected, abs=1e-7 + 10 * error)


@pytest.mark.parametrize("name", ["kuwait-1990", "gaza-2023"])
def test_chances_agree_with_played_histories(name):
    """Where nobody learns: a surprise is under beliefs and legitimacy as they are at the start.

    The second case outlasts its first Council: who comes later has a profile of its own.
    """
    untaught = load(name, learning_rate=0.0, legitimacy_rate=0.0, overreach=0.0)
    runs = 4000
    history = play(untaught, seed=11, runs=range(runs))
    for number, draft in enumerate(untaught.script):
        found = surprise(untaught, draft)
        for ballot in (YES, NO, ABSTAIN, NOT_VOTING):
            cast = (history.ballots[number] == ballot).sum(axis=1)
            assert all(plausible(cast, runs, found.ballots[:, ballot]))
        voted = play_outcomes(history, number)
        for outcome in Outcome:
            expected = found.outcomes[outcome.name.lower()]
            assert plausible((voted == outcome).sum(), runs, np.clip(expected, 0.0, 1.0))


def plausible(count, runs, chance):
    """Neither tail of the binomial is rarer than one in a million: some 700 are looked at."""
    chance = np.clip(chance, 1e-15, 1.0)
    rarer = np.minimum(binom.cdf(count, runs, chance), binom.sf(count - 1, runs, chance))
    return rarer > 1e-6


def play_outcomes(history, number):
    ends = history["end"][number]
    return np.select([ends == 6, ends == 5], [Outcome.VETOED, Outcome.FELL_SHORT], Outcome.ADOPTED)


def test_the_roll_call_is_the_product_over_members(kuwait):
    draft = kuwait.script[-1]
    found = surprise(kuwait, draft)
    chance = 1.0
    for seat, ballot in enumerate(draft.record.ballots):
        chance *= found.ballots[seat, ballot]
    assert found.roll_call == pytest.approx(chance, rel=1e-12)
    assert found.roll_call_bits == pytest.approx(-math.log2(chance))


def test_a_coin_tossing_council_makes_every_roll_call_equally_surprising():
    scenario = load("libya-2011", choice_noise=math.inf, sponsors_vote_yes=0, nonparticipation=0.0)
    draft = scenario.script[0]
    found = surprise(scenario, draft)
    assert found.roll_call_bits == pytest.approx(15.0, abs=1e-9)
    assert found.outcomes["adopted"] == pytest.approx(53 / 2048, abs=1e-12)


def test_who_is_absent_is_certain_not_to_vote():
    korea = load("korea-1950")
    found = surprise(korea, korea.script[0])
    seat = korea.script[0].sitting.council.seat_of("RUS")
    assert found.ballots[seat].tolist() == [0.0, 0.0, 0.0, 1.0]


def test_a_drafted_anew_or_unrecorded_vote_has_no_surprise(kuwait):
    anew = load("kuwait-1990", redraft=True)
    assert surprise(anew, anew.script[0]) is None
    assert surprise(kuwait, replace(kuwait.script[0], record=None)) is None


def test_the_misses_told_in_the_page_of_the_model_are_all_there_are():
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    shown = " ".join(page[page.index("- **It misses.** Of") :].split())
    votes = right = 0
    unlikely = []
    for name in sorted(names("scenario")):
        scenario = load(name)
        for number, draft in enumerate(scenario.script, 1):
            if draft.record is None:
                continue
            found = surprise(scenario, draft)
            votes += 1
            right += found.outcome == max(found.outcomes.values())
            if found.outcome < 0.2:
                unlikely.append(f"`{name}`, round {number}")
    assert f"Of the {votes} recorded votes of the cases" in shown
    assert f"the recorded one in {right}." in shown
    assert len(unlikely) == 7
    assert "To seven votes it gives a chance below .2" in shown
    assert all(where in shown for where in unlikely)


def test_bits_of_certainty_are_zero_and_of_the_impossible_infinite():
    assert bits(1.0) == 0.0
    assert math.copysign(1.0, bits(1.0)) == 1.0
    assert bits(0.0) == math.inf
    assert bits(0.125) == 3.0
