"""A round as text says of vetoes what its numbers say."""

import io
import re

import pytest
from rich.console import Console

from simulation.analysis.story import story
from simulation.cli.story_lines import (
    aftermath_lines,
    answer_lines,
    burden_line,
    print_rounds,
    shift_line,
    size_words,
    why_less,
)
from simulation.scenario.load import load
from simulation.scenario.words import borne_words

SCENARIOS = (
    "horseshoe", "repeated-crises", "client-states", "cold-war", "era-1966-1989", "era-1990-2011",
)  # fmt: skip
REDRAFTED = ("syria-2011", "kosovo-1999", "iraq-2003", "hungary-1956", "bosnia-1992")


def printed(rounds):
    console = Console(width=400, record=True, file=io.StringIO())
    print_rounds(rounds, console)
    return console.export_text()


@pytest.mark.parametrize(
    ("shares", "states", "said"),
    [
        ({"A": 0.5, "B": 0.497, "C": 0.003, "D": 0.0}, 4,
         "A 50 %, B 50 %, C under 1 %; nothing from 1 of 4 states."),
        ({**dict.fromkeys("ABCDEF", 0.165), "G": 0.006, "H": 0.002, "I": 0.002, "J": 0.0}, 60,
         "A 17 %, B 17 %, C 17 %, D 16 %, E 16 %, F 16 %, 3 more 1 %; nothing from 51 of 60 states."),
        ({"A": 1.0}, 1, "A 100 %."),
        ({"A": 0.0, "B": 0.0}, 9, "Nobody gives anything."),
    ],
)  # fmt: skip
def test_each_state_gives_or_gives_nothing(shares, states, said):
    """States that are not shown give nothing: a story names all that give."""
    contributions = [{"contributor": c, "money_share": share} for c, share in shares.items()]
    assert burden_line(contributions, "money_share", states) == said


@pytest.mark.parametrize(
    "name", ["kuwait-1990", "korea-1950", "rwanda-1994", "free-riders", "repeated-crises"]
)
def test_givers_and_those_that_give_nothing_are_all_states(name):
    answers = [facts["answer"] for facts in story(load(name), seed=7) if facts["answer"]]
    found = 0
    for answer in answers:
        for of in ("forces_share", "money_share"):
            said = burden_line(answer["contributions"], of, answer["states"])
            if said == "Nobody gives anything.":
                continue
            givers, _, rest = said.rstrip(".").partition("; ")
            more = re.search(r"(\d+) more", givers)
            named = [giver for giver in givers.split(", ") if "more" not in giver]
            gave = len(named) + (int(more[1]) if more else 0)
            if gave < answer["states"]:
                none, all_ = re.search(r"nothing from (\d+) of (\d+)", rest).groups()
                assert gave + int(none) == int(all_) == answer["states"]
            else:
                assert not rest
            found += 1
    assert found


def expecting_vetoes(name, *, redraft=False):
    scenario = load(name, redraft=redraft)
    rounds = [facts for seed in range(1, 4) for facts in story(scenario, seed=seed)]
    return [facts for facts in rounds if facts["cause"] == "veto_expected"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_veto_is_expected_only_where_the_hidden_veto_is_large(name):
    large = load(name).parameters.large
    found = expecting_vetoes(name)
    assert found
    for facts in found:
        text = printed([facts])
        hidden = facts["draft"]["hidden_veto"]
        assert ("a veto is expected" in text) == (hidden >= large)
        assert ("an insurance against misjudging veto holders" in text) == (hidden < large)
        if hidden < large and facts["draft"]["proposed"] is not None:
            assert f"weakened by {size_words(hidden)}, " in text


@pytest.mark.parametrize("name", REDRAFTED)
def test_a_redrafted_script_names_what_the_veto_costs_too(name):
    for facts in expecting_vetoes(name, redraft=True):
        assert f"would have tabled {facts['draft']['twin']:.2f}" in printed([facts])


@pytest.mark.parametrize(
    ("hidden", "proposed", "said"),
    [
        (0.04, 0.5, "weakened by 0.04, an insurance"),
        (0.003, 0.5, "weakened by less than 0.01, an insurance"),
        (0.19, 0.3, "weakened by 0.19, an insurance"),
        (0.2, 0.3, "a veto is expected; before a Council without vetoes"),
        (0.15, None, "would have tabled 0.15, little: an insurance"),
        (0.6, None, "a veto is expected; before a Council without vetoes"),
    ],
)
def test_the_words_fit_the_size(hidden, proposed, said):
    draft = {
        "hidden_veto": hidden,
        "hidden_veto_is_large": hidden >= 0.2,
        "proposed": proposed,
        "twin": hidden + (proposed or 0.0),
    }
    assert said in why_less({"cause": "veto_expected", "draft": draft})


@pytest.mark.parametrize("name", REDRAFTED)
def test_what_is_redrafted_is_not_said_to_be_the_scripts(unsc, name):
    said = " ".join(unsc("run", name, "--redraft")[1].split())
    assert "a draft is tabled and how strong it is, the model's penholders decide" in said
    assert "The drafts are the script's" not in said
    assert "as scripted" not in said
    assert "The drafts are the script's" in " ".join(unsc("run", name)[1].split())
    assert not re.search(r"On record otherwise:", said)


ANSWER = {
    "action": "council", "leader": None, "organisation": None, "lawful": True, "strength": 0.5,
    "done": "force", "states": 2,
    "provision": 1.0, "optimal": 2.0, "p_win": 0.4, "won": False, "exceeded": True,
    "costs_trust": True,
    "contributions": [
        {"contributor": "USA", "own_side": None, "burden_share": 1.0, "benefit_share": 1.0,
         "forces_share": 1.0, "money_share": 1.0},
        {"contributor": "CHN", "own_side": None, "burden_share": 0.0, "benefit_share": 0.0,
         "forces_share": 0.0, "money_share": 0.0},
    ],
}  # fmt: skip

LOST = "It does not succeed; it had a chance of 40.0 %."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {},
            f"{LOST} The mandate is exceeded, which costs trust in the responsibility to protect.",
        ),
        ({"costs_trust": False}, f"{LOST} The mandate is exceeded."),
        ({"provision": 0.0, "p_win": 0.0}, "It does not succeed; it had no chance."),
        ({"exceeded": False}, LOST),
        ({"done": "words"}, "Nobody bears anything, and nothing changes on the ground."),
        ({"exceeded": False, "won": True}, "It succeeds; it had a chance of 40.0 %."),
    ],
)
def test_a_mandate_is_exceeded_only_by_those_who_do_something(changes, said):
    *_, (head, text) = answer_lines(ANSWER | changes)
    assert (head, text.plain) == ("Outcome", said)


def test_an_answer_that_works_ends_no_crisis_of_which_the_script_has_more():
    *_, (head, text) = answer_lines(ANSWER | {"exceeded": False, "won": True}, goes_on=True)
    said = "It would have ended the crisis here (chance of 40.0 %); the script goes on."
    assert (head, text.plain) == ("Outcome", said)


def test_the_ground_of_action_beside_the_council_is_said_in_words():
    borne = {"what": "trade", "unit": "percent", "currency": "other", "amounts": {"YUG": 20}}
    said = [
        text.plain
        for _, text in aftermath_lines(
            {
                "outside": [{"by": "General Assembly", "basis": "assembly", "date": "1951-02-01"}],
                "contributions": [borne],
                "text": "",
            }
        )
    ]
    assert said == [
        "Beside the Council: General Assembly on 1951-02-01, by the Assembly.",
        f"Otherwise: {borne_words(borne)}.",
    ]


def test_a_table_of_a_shift_is_read_key_by_key():
    shift = {"name": "USA", "note": "", "profile": {"economic_stake": {"APG": 1.0}}}
    assert shift_line(shift) == "From now on USA: economic stake 1.0 in APG."


def test_a_partys_ballot_that_is_not_counted_is_said_beside_the_sum(unsc):
    status, out, _ = unsc("run", "abyssinia-1935", "--seed", 1)
    words = " ".join(out.split())
    assert status == 0
    assert "14 yes (simulated)" in words
    said = "13 affirmative votes, 8 required, without the ballots of ITA and ETH, parties."
    assert said in words
    assert "(8 of 15 affirmative votes required)" in words
