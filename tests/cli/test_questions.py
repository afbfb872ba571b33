"""``unsc compare`` and ``unsc sensitivity``: what they print, write and refuse."""

import json

import pytest


def test_compare_prints_a_table_for_each_setting_and_writes_its_figure(unsc, tmp_path):
    status, shown, _ = unsc(
        "compare", "horseshoe", "--rules", "charter,no-veto", "--against", "veto_cost=0.4",
        "--runs", "20", "--precision", "0.01", "--out", str(tmp_path),
    )  # fmt: skip
    assert status == 0
    assert all(len(line) <= 80 or str(tmp_path) in line for line in shown.splitlines())
    assert "no-veto less charter" in shown
    assert "veto_cost=0.4 less charter" in shown
    assert "runs for ± 0.01" in shown
    assert (tmp_path / "comparison.png").is_file()
    assert "paralysis clients" in (tmp_path / "comparison.txt").read_text(encoding="utf-8")


def test_compare_gives_programs_everything(unsc):
    status, out, _ = unsc(
        "compare", "horseshoe", "--rules", "charter,no-veto", "-m", "vetoed", "--runs", "20",
        "--precision", "0.05", "--json",
    )  # fmt: skip
    shown = json.loads(out)
    assert status == 0
    base, other = shown["rows"]
    assert base["setting"] == shown["base"] == "charter"
    assert other["difference"]["value"] == -base["level"]["value"]
    assert other["histories_needed"]["same_draws"] >= 2


def test_sensitivity_prints_what_it_writes(unsc, tmp_path):
    status, shown, _ = unsc(
        "sensitivity", "horseshoe", "-m", "vetoed", "--only", "veto_cost,patron_probability",
        "--trajectories", "4", "--base", "16", "--kept", "1", "--runs", "5", "--out", str(tmp_path),
    )  # fmt: skip
    assert status == 0
    assert "Sobol indices" in shown
    assert "too narrow below 8 trajectories and 64 base samples" in " ".join(shown.split())
    assert {path.name for path in tmp_path.iterdir()} == {
        "screening.png", "screening.txt", "indices.png", "indices.txt", "made-by.json",
    }  # fmt: skip


def test_sensitivity_gives_programs_intervals_noise_and_how_sure_the_order_is(unsc):
    status, out, _ = unsc(
        "sensitivity", "horseshoe", "-m", "vetoed", "--only", "veto_cost,patron_probability",
        "--trajectories", "4", "--base", "16", "--runs", "5", "--set", "rounds=12", "--json",
    )  # fmt: skip
    shown = json.loads(out)
    assert status == 0
    for index in shown["indices"]:
        assert index["first_half"] > 0.0
        assert index["total_half"] > 0.0
        assert index["noise"] > 0.0
    (rank,) = shown["ranks"]
    names = [index["parameter"] for index in shown["indices"]]
    totals = [index["total"] for index in shown["indices"]]
    assert [rank["above"], rank["below"]] == names
    assert rank["lead"] == pytest.approx(totals[0] - totals[1])
    assert rank["settled"] == (rank["lead"] > max(rank["half"], rank["noise"]))
    assert rank["settled"] == ((rank["base"], rank["runs"]) == (16, 5))


@pytest.mark.parametrize("command", ["batch", "compare", "sensitivity"])
def test_workers_are_asked_for_and_refused_alike(unsc, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    _, shown, _ = unsc(command, "--help")
    words = " ".join(shown.replace("│", " ").split())
    assert "Number of processes; the result does not depend on it." in words
    two = ["--rules", "charter,no-veto"] if command == "compare" else []
    status, out, err = unsc(command, "horseshoe", *two, "--workers", "0")
    assert (status, out) == (2, "")
    assert err == "--workers 0: must be a whole number from 1 to 1024\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "horseshoe"], "nothing to compare"),
        (
            ["compare", "horseshoe", "--against", "veto_cost"],
            "--against veto_cost: write KEY=VALUE",
        ),
        (["compare", "horseshoe", "--against", ""], "--against: is empty; write KEY=VALUE"),
        (["compare", "horseshoe", "--against", "veto_cost=abc"], "or a word for rules and burden"),
        (["compare", "horseshoe", "--against", "rules=no-vet"], "did you mean no-veto?"),
        (["sensitivity", "horseshoe", "--trajectories", "1"], "--trajectories 1"),
        (["sensitivity", "horseshoe", "--trajectories", "3"], "from 4 to"),
        (["sensitivity", "horseshoe", "--base", "8"], "from 16 to"),
        (["compare", "horseshoe", "--rules", "a,b", "--precision", "2"], "between 0 and 1"),
        (["sensitivity", "horseshoe", "--base", "24"], "write 32"),
        (["sensitivity", "horseshoe", "--range", "veto_cost=1"], "LOW,HIGH"),
    ],
)
def test_mistakes_end_with_status_two_and_a_sentence(unsc, words, said):
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    assert said in err
