"""What is known before a vote is what the engine plays, at both ends of every parameter's range."""

import numpy as np
import pytest
from scipy.stats import binom

from simulation.analysis.chances import before_the_vote
from simulation.engine.arrays import play
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.reading import load_rules
from simulation.stages.adoption import End, Outcome
from simulation.stages.parameters import TABLE
from simulation.stages.voting import LETTERS

RUNS = 2000

EVERY_TERM = """
title = "A war with everything in it"
council = "1994"
[profiles.RUS]
client_ties = { XYZ = 0.5 }
intervention = -0.4
[profiles.CHN]
economic_stake = { AFR = 0.4 }
[[crisis]]
name = "An invented war"
type = "mass-atrocity"
region = "AFR"
severity = 0.4
bloc = 0.6
consent = 0.3
parties = ["RWA"]
target = "XYZ"
attribution = 0.7
[[crisis.draft]]
date = 1994-06-01
symbol = "draft A"
chapter = "VI"
instrument = "sanctions"
strength = 0.5
status_quo = 0.2
penholder = "GBR"
sponsors = ["NZL"]
absent = ["OMN"]
"""
"""A draft to which every term of a wish, every cost of a no and every duty applies."""

ENDS_OF = {
    Outcome.ADOPTED: (End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED),
    Outcome.VETOED: (End.VETOED,),
    Outcome.FELL_SHORT: (End.FELL_SHORT,),
}

RARE = 1e-7
"""Neither tail of a count is rarer: some 15,000 are looked at."""

TOGETHER = {
    "severity_min": {"severity_max": 1.0},
    "severity_max": {"severity_min": 0.0},
    "tie_max": {"tie_min": 0.0},
    "bloc_min": {"bloc_max": 1.3},
    "bloc_max": {"bloc_min": 0.0},
    "consensus_bonus": {"veto_cost": 3.0, "dissent_cost": 3.0, "legitimacy_veto_cost": 0.0},
    "veto_cost": {"consensus_bonus": 0.0, "party_relief": 0.0, "assembly_debate_cost": 0.1},
    "dissent_cost": {"consensus_bonus": 0.0},
    "legitimacy_veto_cost": {
        "consensus_bonus": 0.0,
        "party_relief": 0.0,
        "assembly_debate_cost": 0.1,
    },
    "party_relief": {"veto_cost": 2.0, "legitimacy_veto_cost": 0.0, "dissent_cost": 2.0},
}
"""What else is moved so that a scenario with a parameter at its end is accepted."""

NEAREST = {("dissent_cost", "low"): 0.01}
"""In place of an end that is refused whatever the rest: at no cost at all nobody abstains."""

ENDS = [(name, end) for name in TABLE for end in ("low", "high")]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("case") / "everything.toml"
    path.write_text(EVERY_TERM, encoding="utf-8")
    return path


@pytest.mark.long
@pytest.mark.parametrize(("name", "end"), ENDS, ids=lambda value: value)
def test_the_chances_before_a_vote_are_those_of_the_engine_s_draws(file, name, end):
    """No count of a ballot or outcome lies further off than one in ten million would."""
    value = NEAREST.get((name, end), TABLE[name][end])
    assert_played_as_foreseen(load(file, settings=TOGETHER.get(name, {}) | {name: value}))


RULE_SETS_OF_FIFTEEN = [
    name
    for name in names("rule set")
    if load_rules(name).seats in (None, 15) and not load_rules(name).automatic
]


@pytest.mark.parametrize("rules", RULE_SETS_OF_FIFTEEN)
def test_the_chances_before_a_vote_are_those_of_the_draws_under_every_rule_set(tmp_path, rules):
    """One of the veto holders that oppose the draft has signed the code of conduct."""
    path = tmp_path / "signed.toml"
    signed = EVERY_TERM.replace("[profiles.CHN]", "code_signatory = true\n[profiles.CHN]")
    path.write_text(signed, encoding="utf-8")
    assert_played_as_foreseen(load(path, rules=rules))


def assert_played_as_foreseen(scenario):
    """The counts of ballots and outcomes of many histories are those that the chances give."""
    (draft,) = scenario.script
    ahead = before_the_vote(scenario, draft)
    chances = ahead.ballots(np.array([draft.strength]))
    history = play(scenario, seed=3, runs=range(RUNS))
    for ballot in range(len(LETTERS)):
        count = (history.ballots[0] == ballot).sum(axis=1)
        assert within(count, chances[:, ballot, 0]).all(), LETTERS[ballot]
    outcomes = ahead.outcomes(chances)
    for outcome, ends in ENDS_OF.items():
        count = np.isin(history["end"][0], ends).sum()
        assert within(count, outcomes[outcome.name.lower()][0]).all(), outcome


def within(count, chance):
    chance = np.clip(chance, 0.0, 1.0)
    below, above = binom.cdf(count, RUNS, chance), binom.sf(count - 1, RUNS, chance)
    return np.minimum(below, above) > RARE
