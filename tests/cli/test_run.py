"""The command run tells a history as people and programs read it."""

import json

import numpy as np
import pytest

from simulation import load, play
from simulation.stages.adoption import Cause


def test_a_run_tells_crisis_pen_roll_call_decision_and_record(unsc):
    status, out, err = unsc("run", "kuwait-1990", "--seed", "7")
    assert (status, err) == (0, "")
    for said in (
        "Invasion of Kuwait", "S/RES/678", "USA wants", "without vetoes", ", 9 required",
        "12-2-1-0", "a chance of one in", "What this cannot say",
    ):  # fmt: skip
        assert said in " ".join(out.split())
    assert max(len(line) for line in out.splitlines()) <= 80


def test_a_run_is_the_same_again_and_another_with_another_seed(unsc):
    first, again, other = (unsc("run", "horseshoe", "--seed", s)[1] for s in (3, 3, 4))
    assert first == again != other


def test_an_explanation_shows_terms_cutpoints_draw_and_the_tie_that_flips(unsc):
    status, out, _ = unsc("run", "kuwait-1990", "--seed", "7", "--round", "11", "--explain", "CHN")
    assert status == 0
    for said in (
        "baseline",
        "client tie",
        "strength wanted",
        "gain",
        "from luck of",
        "a yes needs",
        "a no needs at most",
        "tie to the challenger",
        "it would have been",
        "with the temper that was drawn",
    ):
        assert said in " ".join(out.split())
    assert "S/RES/660" not in out


def test_a_run_as_json_is_whole_and_nothing_else(unsc):
    status, out, err = unsc("run", "libya-2011", "--json", "--explain", "RUS")
    assert (status, err) == (0, "")
    shown = json.loads(out)
    assert [r["draft"]["symbol"] for r in shown["rounds"]] == ["S/RES/1970", "S/RES/1973"]
    assert shown["rounds"][1]["recorded"]["surprise"]["roll_call_bits"] > 1
    assert shown["rounds"][1]["explained"][0]["member"] == "RUS"
    assert shown["cannot_say"]


def test_withheld_vetoed_and_deterred_rounds_say_why(unsc):
    _, out, _ = unsc("run", "horseshoe", "--seed", "1")
    assert "No draft is tabled: a veto is expected" in out
    assert "VETOED" in out
    assert "It would have passed if" in out
    assert "nobody raises it in time" in out


def test_automatic_rules_impose_without_a_vote(unsc):
    status, out, _ = unsc("run", "horseshoe", "--rules", "automatic")
    assert status == 0
    assert "predefined rules impose" in out
    assert "affirmative votes" not in out


@pytest.mark.parametrize("name", ["korea-1950", "bosnia-1992", "cold-war", "post-cold-war"])
def test_every_kind_of_scenario_can_be_told(unsc, name):
    status, out, err = unsc("run", name)
    assert (status, err) == (0, "")
    assert "What this cannot say" in out


def test_redrafting_lets_penholders_choose(unsc):
    _, recorded, _ = unsc("run", "korea-1950", "--seed", "2", "--json")
    _, anew, _ = unsc("run", "korea-1950", "--seed", "2", "--redraft", "--json")
    old, new = json.loads(recorded)["rounds"], json.loads(anew)["rounds"]
    assert all(shown["draft"]["tabled"] == shown["draft"]["proposed"] for shown in new)
    assert new[0]["draft"]["proposed"] == old[0]["draft"]["proposed"]
    assert any(n["draft"]["tabled"] != o["draft"]["tabled"] for n, o in zip(new, old, strict=True))


def test_a_rule_set_by_path_starts_from_the_working_folder(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('title = "Mine"\nquota = 12\nvetoes_to_block = 2\n')
    status, out, err = unsc("run", "horseshoe", "--rules", "mine.toml", "--seed", "3")
    assert (status, err) == (0, "")
    assert ", 12 required" in out


def test_coin_tosses_can_be_told_and_stored(unsc, tmp_path):
    status, out, _ = unsc(
        "run", "kuwait-1990", "--set", "choice_noise=inf", "--explain", "CHN", "--round", "11"
    )
    assert status == 0
    assert "coin tosses" in out
    assert (
        unsc("run", "kuwait-1990", "--set", "choice_noise=inf", "--explain", "CHN", "--json")[0]
        == 0
    )
    assert (
        unsc(
            "batch",
            "horseshoe",
            "--set",
            "choice_noise=inf",
            "--runs",
            "2",
            "--out",
            tmp_path / "b",
        )[0]
        == 0
    )
    json.loads((tmp_path / "b" / "manifest.json").read_text(), parse_constant=pytest.fail)


def test_titles_are_printed_as_they_stand(unsc, tmp_path):
    _, out, _ = unsc("scenarios", "horseshoe")
    mine = tmp_path / "mine.toml"
    mine.write_text(out.replace('title = "Horseshoe', 'title = "[bold] x [/red] Horseshoe', 1))
    status, shown, _ = unsc("run", mine, "--round", "1")
    assert status == 0
    assert "[bold] x [/red]" in shown


def test_a_member_may_be_explained_by_name_and_in_any_case(unsc):
    for name in ("chn", "China"):
        assert (
            "the model's CHN voted"
            in unsc("run", "kuwait-1990", "--round", "11", "--explain", name)[1]
        )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["kuwait-1990", "--seed", "1", "--round", "11", "--explain", "RUS"],
         "RUS sponsors the draft, so its yes is certain; without that it would have abstained."),
        (["kuwait-1990", "--seed", "1", "--round", "11", "--explain", "USA"],
         "USA holds the pen, so its yes is certain; without that its ballot would have been the "
         "same."),
        (["korea-1950", "--round", "1", "--explain", "RUS"],
         "RUS is absent, so it casts no ballot; without that it would have"),
        (["hungary-1956", "--explain", "RUS", "--set", "absence_probability=1"],
         "RUS is absent by chance, so it casts no ballot; what it would have voted was not drawn."),
        (["abyssinia-1935", "--explain", "ITA"],
         "ITA is a party to the dispute: its ballot is not counted under these rules."),
    ],
)  # fmt: skip
def test_what_binds_a_member_is_said_before_its_chances(unsc, arguments, said):
    status, out, _ = unsc("run", *arguments)
    printed = " ".join(out.split())
    assert status == 0
    assert said in printed
    if "certain" in said or "casts no ballot" in said:
        assert printed.index(said) < printed.index("if it were not bound: P(yes)")
    else:
        assert "if it were not bound" not in printed


@pytest.mark.parametrize(
    ("scenario", "rules", "less"),
    [
        ("repeated-crises", "charter", True),
        ("horseshoe", "charter", True),
        ("era-1966-1989", "charter", True),
        ("repeated-crises", "no-veto", True),
        ("repeated-crises", "no-veto", False),
    ],
)
def test_too_little_is_wanted_beyond_the_mandate_that_stands(unsc, scenario, rules, less):
    history = play(load(scenario, rules=rules), seed=1, runs=range(150))
    stands = (history["cause"] == Cause.NO_INTEREST) & (history["status_quo"] > 0.0)
    number, run = np.argwhere(stands & ((history["wanted"] < history["status_quo"]) == less))[0]
    _, out, _ = unsc("run", scenario, "--rules", rules, "--run", run, "--round", number + 1)
    said = "wants less than" if less else "wants too little beyond"
    mandate = history["status_quo"][number, run]
    text = f"its penholder {said} the mandate of {mandate:.2f} that stands"
    assert text in " ".join(out.split())
