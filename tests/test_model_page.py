"""The numbers in sections 10 and 11 of docs/model.md are those that its commands print."""

import re
from pathlib import Path

import numpy as np
import pytest

from simulation import load, play, run_batch
from simulation.stages.burden import exploitation
from simulation.stages.bypass import Action

PAGE = " ".join(
    (Path(__file__).parents[1] / "docs" / "model.md").read_text(encoding="utf-8").split()
)
pytestmark = pytest.mark.long


def two(share):
    """A share as the page writes it: two places, no leading nought."""
    return re.sub(r"^(-?)0\.", r"\1.", f"{share:.2f}")


@pytest.mark.parametrize(
    ("name", "settings", "folder"),
    [
        ("horseshoe", {}, "horseshoe"),
        ("horseshoe", {"patron_probability": 0}, "no-clients"),
        ("horseshoe", {"minimum_strength": 0}, "token"),
        ("cold-war", {}, "cold-war"),
        ("post-cold-war", {}, "post-cold-war"),
    ],
)
def test_the_share_of_drafts_vetoed_stands_beside_its_command(name, settings, folder):
    found = run_batch(load(name, **settings), 1000, seed=1, detail="runs").summary()["measures"]
    share = f"{found['vetoed_of_tabled']['value']:.3f}".removeprefix("0")
    assert re.search(rf"--out out/{folder} +# {re.escape(share)}", PAGE)


def test_hidden_vetoes_on_clients_are_large_and_those_on_others_insurance():
    def hidden(client, **settings):
        history = play(load("horseshoe", **settings), seed=1, runs=range(1000))
        drafted = (history["client"] == client) & (history["penholder"] >= 0)
        with_one = drafted & (history["hidden_veto"] > 0)
        return with_one.sum() / drafted.sum(), history["hidden_veto"][with_one].mean()

    (clients, size), (others, sliver) = hidden(True), hidden(False)
    assert f"{two(clients)} of drafts on clients and {two(others)} of those on others" in PAGE
    assert f"of mean size {two(size)} and {two(sliver)}" in PAGE
    assert f"falls to {two(hidden(False, perception_sd=0.0)[0])}" in PAGE


@pytest.fixture(scope="module")
def horseshoe():
    return play(load("horseshoe"), seed=1, runs=range(1000))


@pytest.fixture(scope="module")
def repeated():
    return play(load("repeated-crises"), seed=1, runs=range(200))


def of_crises(history, client):
    crises = (history["episode"] > 0) & (history["client"] == client)
    done = crises & (history["action"] > Action.NONE)
    return done.sum() / crises.sum(), (history["won"] & crises).sum() / done.sum()


def riding(history, *actions):
    here = np.isin(history["action"], actions) if actions else history["action"] > Action.NONE
    return 1 - history["provision"][here].sum() / history["optimal"][here].sum()


def test_answers_and_beliefs_of_clients_and_others(horseshoe):
    (clients, won), (others, others_won) = (
        of_crises(horseshoe, client) for client in (True, False)
    )
    assert f"done in {two(clients)} of the rounds of clients' crises and {two(others)}" in PAGE
    assert (
        f"wins in {two(won)} of the rounds in which one is given to clients, {two(others_won)}"
        in PAGE
    )
    ends = [horseshoe[f"response_{who}"][-1].mean() for who in ("clients", "others")]
    assert f"stands at {two(ends[0])} (its prior is .40) and {two(ends[1])}" in PAGE


def test_the_largest_bears_most_of_the_effort_with_a_tenth_of_the_stakes(horseshoe):
    effort, stakes = (
        values.astype(float).sum(axis=(0, 2)) for values in (horseshoe.effort, horseshoe.stakes)
    )
    assert (
        f"bears {two(effort.max() / effort.sum())} of the effort with "
        f"{two(stakes[effort.argmax()] / stakes.sum())} of the stakes"
    ) in PAGE


def test_easy_riding_and_by_whose_decision(horseshoe, repeated):
    assert f"It is {two(riding(horseshoe))} in `horseshoe`" in PAGE
    assert f"In `repeated-crises` it is {two(riding(repeated))}" in PAGE
    by = [two(riding(repeated, act)) for act in (Action.COUNCIL, Action.ASSEMBLY, Action.COALITION)]
    assert f"{by[0]} under mandates, {by[1]} of the Assembly's, {by[2]} of coalitions" in PAGE


@pytest.mark.parametrize(
    ("settings", "phrase"),
    [
        ({"unit_cost": 0.02}, "It is {} with half the cost"),
        ({"unit_cost": 0.0}, "{} with none"),
        ({"total_capability": 11.2}, "{} where $\\sum k$ is 11.2"),
        ({"rest_states": 1}, "{} where the rest of the world is one state"),
    ],
)
def test_what_easy_riding_hangs_on(settings, phrase):
    history = play(load("repeated-crises", **settings), seed=1, runs=range(200))
    assert phrase.format(two(riding(history))) in PAGE


@pytest.mark.parametrize(
    ("states", "phrase"), [(5, "Five states would give {} of all effort"), (10, None)]
)
def test_the_pooled_rest_gives_little_where_it_is_few_states(states, phrase):
    history = play(load("repeated-crises", rest_states=states), seed=1, runs=range(200))
    share = history.effort[:, -1].astype(float).sum() / history.effort.astype(float).sum()
    assert phrase is None or phrase.format(two(share)) in PAGE
    assert phrase is not None or 0 < share < 0.01  # ten next to nothing


@pytest.mark.parametrize("settings", [{}, {"interdependence": 0.8}])
def test_the_small_bear_more_for_their_size_but_where_stakes_go_by_size(settings):
    scenario = load("repeated-crises", **settings)
    history = play(scenario, seed=1, runs=range(200))
    given, rounds = np.zeros((2, len(scenario.world.states)))
    for seat in range(15):
        np.add.at(given, history.occupants[:, seat], history.effort[:, seat].astype(float))
        np.add.at(rounds, history.occupants[:, seat], history["action"] > 0)
    sat = rounds > 50
    kendall = exploitation(scenario.sitting.membership.size[sat], given[sat] / rounds[sat]).kendall
    if settings:
        assert abs(kendall) < 0.05
        assert "the correlation rises to about 0 only where stakes go by size" in PAGE
    else:
        assert f"is {two(kendall)}. Stakes go mostly by nearness" in PAGE


def test_the_assembly_acts_in_some_rounds_of_clients_crises():
    history = play(load("repeated-crises"), seed=1, runs=range(1000))
    crises = (history["episode"] > 0) & history["client"]
    share = ((history["action"] == Action.ASSEMBLY) & crises).sum() / crises.sum()
    assert f"the Assembly acts in {two(share)} of the rounds of clients' crises" in PAGE


@pytest.mark.parametrize(
    ("name", "rounds", "member", "phrase"),
    [
        ("kuwait-1990", slice(None), "JPN", "Japan bears {} of the effort"),
        ("kuwait-1990", slice(None), "CHN", "and China {}: both"),
        ("iraq-2003", [1], "CHN", "then has China bear {} of that effort"),
    ],
)
def test_who_bears_what_in_a_case(name, rounds, member, phrase):
    history = play(name, seed=1, runs=range(400))
    members = history.scenario.sitting_at(1).council.members
    names = (*members, *history.scenario.contributor_names[len(members) :])
    effort = history.effort[rounds].astype(float).sum(axis=(0, 2))
    assert phrase.format(two(effort[names.index(member)] / effort.sum())) in PAGE


@pytest.mark.parametrize(
    ("name", "round_", "leader"), [("kosovo-1999", 3, "SVN"), ("iraq-2003", 1, "USA")]
)
def test_how_often_a_coalition_forms_in_a_case_and_who_leads_it(name, round_, leader):
    history = play(name, seed=1, runs=range(400))
    share = (history["action"][round_] == Action.COALITION).mean()
    assert f"a coalition forms in {two(share)} of the histories" in PAGE
    led = set(history["leader"][round_]) - {-1}
    members = history.scenario.sitting_at(round_).council.members
    assert {members[n] for n in led} == {leader}
