"""The numbers in sections 10 and 11 of docs/model.md are those that its commands print."""

import functools
import re
from pathlib import Path

import numpy as np
import pytest

from simulation import load, play, run_batch
from simulation.stages.answers import Kind
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


def words_alone(history):
    return (history["done"][history["action"] > Action.NONE] == Kind.WORDS).mean()


def riding(history, here=None):
    here = history["action"] > Action.NONE if here is None else here
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
    assert f"Of those answers {two(words_alone(horseshoe))} are words alone" in PAGE
    ends = [horseshoe[f"response_{who}"][-1].mean() for who in ("clients", "others")]
    assert f"stands at {two(ends[0])} (its prior is .40) and {two(ends[1])}" in PAGE


def test_the_largest_bears_more_of_the_effort_than_of_the_stakes(horseshoe):
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
    council, assembly, coalition = (
        two(riding(repeated, repeated["action"] == action))
        for action in (Action.COUNCIL, Action.ASSEMBLY, Action.COALITION)
    )
    assert f"{council} under mandates, {assembly} of the Assembly's, {coalition} of coal" in PAGE
    force, sanctions, peacekeepers = (
        two(riding(repeated, repeated["done"] == kind))
        for kind in (Kind.FORCE, Kind.SANCTIONS, Kind.PEACEKEEPING)
    )
    assert f"{force} of force, {sanctions} of sanctions, {peacekeepers} of peacekeepers" in PAGE


@pytest.mark.parametrize(
    ("settings", "phrase"),
    [
        ({"unit_cost": 0.02}, "It is {} with half the cost"),
        ({"unit_cost": 0.0}, "{} with none"),
        ({"total_capability": 16.0}, "{} where $\\sum k$ is twice as large"),
        ({"allied": 0.0}, "{} where standing with a leader is worth nothing"),
    ],
)
def test_what_easy_riding_depends_on(settings, phrase):
    history = play(load("repeated-crises", **settings), seed=1, runs=range(200))
    assert phrase.format(two(riding(history))) in PAGE


def test_states_that_do_not_sit_send_most_of_the_peacekeepers(repeated):
    effort, kind = repeated.effort.astype(float), repeated["done"]

    def of_others(here):
        return two(effort[:, -1][here].sum() / effort.sum(axis=1)[here].sum())

    all_effort, sent = of_others(kind > Kind.NOTHING), of_others(kind == Kind.PEACEKEEPING)
    assert (
        f"do not sit give {all_effort} of all effort and {sent} of what goes into peacekeeping"
    ) in PAGE


@pytest.mark.parametrize(
    ("settings", "phrase"),
    [
        ({}, "in which something was done, is {}. Stakes grow"),
        ({"stake_elasticity": 1.0}, "correlation is {} where stakes grow in proportion to size"),
        ({"stake_elasticity": 0.0}, "and {} where they do not grow with it"),
    ],
)
def test_the_small_bear_more_for_their_size(settings, phrase):
    scenario = load("repeated-crises", **settings)
    history = play(scenario, seed=1, runs=range(200))
    given, rounds = np.zeros((2, len(scenario.world.states)))
    for seat in range(15):
        np.add.at(given, history.occupants[:, seat], history.effort[:, seat].astype(float))
        np.add.at(rounds, history.occupants[:, seat], history["action"] > 0)
    sat = rounds > 50
    kendall = exploitation(scenario.sitting.membership.size[sat], given[sat] / rounds[sat]).kendall
    assert phrase.format(two(kendall)) in PAGE


def test_the_assembly_acts_in_some_rounds_of_clients_crises():
    history = play(load("repeated-crises"), seed=1, runs=range(1000))
    crises = (history["episode"] > 0) & history["client"]
    share = ((history["action"] == Action.ASSEMBLY) & crises).sum() / crises.sum()
    assert f"the Assembly acts in {two(share)} of the rounds of clients' crises" in PAGE


@pytest.fixture(scope="module")
def replayed():
    return functools.cache(lambda name: play(name, seed=1, runs=range(400)))


@pytest.mark.parametrize(
    ("name", "round_", "currency", "shares", "phrase"),
    [
        (
            "kuwait-1990",
            10,
            "forces",
            ("USA", "GBR", "FRA"),
            "{} of the forces, Britain {} and France {}",
        ),
        (
            "kuwait-1990",
            10,
            "money",
            ("USA", "JPN", "SAU"),
            "and {} of the money, Japan {}, Saudi Arabia {}",
        ),
        ("kosovo-1999", 0, "money", ("USA", "DEU"), "the United States give {} and Germany {}."),
        ("mali-2012", 1, "forces", ("FRA",), "France gives {} of the forces"),
        ("ukraine-2022", 0, "forces", ("UKR",), "Ukraine raises {} of the forces"),
        ("ukraine-2022", 0, "money", ("DEU", "USA"), "Germany {} of the money, next to {} of the"),
    ],
)
def test_who_bears_what_in_a_case(replayed, name, round_, currency, shares, phrase):
    history = replayed(name)
    members = history.scenario.sitting_at(round_).council.members
    names = (*members, *history.scenario.contributor_names[len(members) :])
    given = getattr(history, currency)[round_].astype(float).sum(axis=1)
    found = [two(given[names.index(member)] / given.sum()) for member in shares]
    assert phrase.format(*found) in PAGE


@pytest.mark.parametrize(
    ("name", "round_", "action", "leaders", "phrase"),
    [
        ("kuwait-1990", 0, Action.COALITION, {"USA"}, "uses force in {} of the histories"),
        ("kosovo-1999", 3, Action.REGIONAL, set(), "the alliance acts in {} of the histories"),
        (
            "iraq-2003",
            1,
            Action.COALITION,
            {"USA"},
            "a coalition forms in {} of the histories, led",
        ),
        (
            "ukraine-2022",
            0,
            Action.COALITION,
            None,
            "a coalition brings aid in {} of the histories",
        ),
    ],
)
def test_how_often_others_act_in_a_case_and_who_leads(
    replayed, name, round_, action, leaders, phrase
):
    history = replayed(name)
    acts = history["action"][round_] == action
    assert phrase.format(two(acts.mean())) in PAGE
    members = history.scenario.sitting_at(round_).council.members
    led = {members[n] for n in set(history["leader"][round_][acts]) - {-1}}
    assert leaders is None or led == leaders
