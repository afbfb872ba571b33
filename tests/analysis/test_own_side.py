"""What states bear of answers to crises of their own side is said, and said to be wrong."""

import re

import pytest

from simulation.analysis.burdens import burden_shares
from simulation.analysis.own_side import KNOWN_TO_BE_WRONG, own_side_words
from simulation.analysis.story import story
from simulation.experiments.batch import run_batch
from simulation.figures.burdens import describe_burden_shares

CASES = {
    "hungary-1956": {"RUS": "target"},
    "ukraine-2022": {"RUS": "target"},
    "korea-1950": {"RUS": "patron"},
    "kosovo-1999": {"RUS": "patron"},
    "post-cold-war": {"USA": "patron", "CHN": "patron"},
    "cold-war": dict.fromkeys(("USA", "RUS", "GBR", "FRA", "CHN"), "patron"),
}


def paid_against_its_side(name, run):
    return {
        (facts["round"], one["contributor"]): one["own_side"]
        for facts in story(name, seed=1, run=run)
        if facts["answer"]
        for one in facts["answer"]["contributions"]
        if one["own_side"] and one["burden_share"] > 0.0
    }


@pytest.mark.parametrize("name", CASES)
def test_whoever_pays_for_the_answer_to_its_own_side_is_named(unsc, name):
    run, own = next((run, own) for run in range(40) if (own := paid_against_its_side(name, run)))
    assert set(own.items()) <= {(key, CASES[name][key[1]]) for key in own}
    told = " ".join(unsc("run", name, "--run", run)[1].split())
    said = re.findall(r"Of this, (.*?): the model lets", told)
    named = [found for one in said for found in re.findall(r"(\w+) \((\w+)\) bears", one)]
    assert sorted(named) == sorted((code, side) for (_, code), side in own.items())
    assert told.count(KNOWN_TO_BE_WRONG) == len(said)


@pytest.mark.parametrize("name", ["hungary-1956", "ukraine-2022", "kosovo-1999", "cold-war",
                                  "repeated-crises"])  # fmt: skip
def test_a_report_says_how_much_is_borne_against_ones_own_side(name):
    batch = run_batch(name, runs=6, seed=1)
    given, total = {}, {}
    for run in range(6):
        for facts in story(name, seed=1, run=run):
            if not facts["answer"]:
                continue
            for one in facts["answer"]["contributions"]:
                if one["own_side"]:
                    code, all_ = one["contributor"], facts["answer"]["provision"]
                    given[code] = given.get(code, 0.0) + one["burden_share"] * all_
                    total[code] = total.get(code, 0.0) + all_
    shares = {code: given[code] / total[code] for code in given if given[code] > 0.0}
    table = burden_shares(batch)
    assert table.attrs["own_side"] == pytest.approx(shares, rel=1e-5)
    assert list(table.attrs["own_side"]) == sorted(shares, key=lambda code: -shares[code])
    words = " ".join(describe_burden_shares(table).split())
    assert (KNOWN_TO_BE_WRONG in words) is bool(shares)
    if shares:
        first = max(shares, key=shares.get)
        assert f"of its own side, {first} bears {100 * shares[first]:.1f} %" in words


def test_where_nobody_pays_against_its_own_side_nothing_is_said():
    assert own_side_words({}, "Of this") == ""
    many = own_side_words(dict.fromkeys("ABCDEFGH", "1 %"), "Of this")
    assert "F bears 1 %, 2 more states bear less" in many
