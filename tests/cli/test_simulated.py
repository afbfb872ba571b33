"""Whatever shows real states says that they are simulated."""

import json

import pytest

REAL = {
    "a story": ("run", "kuwait-1990", "--round", 11),
    "another story": ("run", "libya-2011"),
    "a story of an era": ("run", "era-1990-2011", "--round", 2),
    "a forecast": ("forecast", "syria-2011", "--draft", 3),
    "a comparison": ("compare", "cold-war", "--rules", "charter,no-veto", "-n", 3, "-m", "vetoed"),
    "a batch": ("batch", "libya-2011", "--runs", 3, "--out", "b"),
    "settings": ("batch", "libya-2011", "--runs", 3, "--vary", "veto_cost=0.2,0.4", "--out", "d"),
}


@pytest.mark.parametrize("what", REAL)
def test_whatever_shows_real_states_says_that_they_are_simulated(unsc, tmp_path, monkeypatch, what):
    monkeypatch.chdir(tmp_path)
    status, out, _ = unsc(*REAL[what])
    assert status == 0
    told = " ".join(out.split())
    assert "(simulated)" in told[:250]
    assert "all of it is simulated" in told
    _, as_json, _ = unsc(*REAL[what], "--json")
    assert "all of it is simulated" in json.loads(as_json)["cannot_say"]


def test_votes_and_burdens_of_each_round_are_called_simulated(unsc):
    _, out, _ = unsc("run", "kuwait-1990")
    votes = [line for line in out.splitlines() if line.startswith("Vote")]
    burdens = [line for line in out.splitlines() if line.startswith("Burden")]
    assert len(votes) > 5
    assert all("(simulated)" in line for line in votes + burdens)


@pytest.mark.parametrize("name", ["horseshoe", "repeated-crises", "free-riders", "client-states"])
def test_nothing_invented_is_called_simulated(unsc, name):
    assert "simulated" not in unsc("run", name)[1]
