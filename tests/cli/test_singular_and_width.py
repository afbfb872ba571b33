"""What is printed has the singular where there is one, and eighty columns."""

import re

from simulation.engine.arrays import play
from simulation.experiments.results import Results
from simulation.scenario.load import load

ONE_OF_MANY = re.compile(
    r"(?<![\d.,])1 (more |simulated |affirmative |named )*"
    r"(histories|runs|rounds|settings|drafts|answers|votes|states|seats|members|mistakes|crises)\b"
)


def test_one_history_of_one_round_is_told_in_the_singular(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    once = ("horseshoe", "--set", "rounds=1")
    shown = [
        *unsc("run", *once),
        *unsc("run", *once, "--round", "2"),
        *unsc("batch", *once, "--runs", "1", "--out", "one"),
        *unsc("report", "one"),
        *unsc("batch", *once, "--runs", "1", "--vary", "veto_cost=0.3", "--out", "design"),
        *unsc("compare", *once, "--rules", "charter,no-veto", "--runs", "2"),
        repr(Results.open(tmp_path / "one")),
        repr(play(load("horseshoe", settings={"rounds": 1}), seed=1, runs=range(1))),
        *(path.read_text("utf-8") for path in (tmp_path / "one" / "report").glob("*.[th][xt]*")),
    ]
    said = [" ".join(str(text).split()) for text in shown]
    assert any("1 history of 1 round" in text for text in said)
    assert not [found.group() for text in said for found in ONE_OF_MANY.finditer(text)]


def test_an_only_member_and_its_vote_are_told_in_the_singular(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, whole, _ = unsc("scenarios", "1990")
    head, first = whole.split("[[seat]]")[:2]
    (tmp_path / "alone.toml").write_text(f"{head}[[seat]]{first}", "utf-8")
    alone = ("--council", "alone.toml", "--votes", "*=Y")
    (tmp_path / "one.toml").write_text('title = "One"\nquota = 1\nvetoes = "none"\n', "utf-8")
    _, out, _ = unsc("tally", "--rules", "one.toml", *alone)
    assert "1 affirmative vote;" in " ".join(out.split())
    assert "1 affirmative vote, 1 required" in " ".join(out.split())
    (tmp_path / "two.toml").write_text('title = "Two"\nquota = 2\nvetoes = "none"\n', "utf-8")
    _, _, err = unsc("tally", "--rules", "two.toml", *alone)
    assert "exceeds the 1 seat of" in err


def test_what_a_result_cannot_say_is_wrapped_at_eighty_columns(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, played, _ = unsc("batch", "era-1990-2011", "--runs", "2", "--out", "era")
    _, reported, _ = unsc("report", "era")
    for out in (played, reported):
        assert "nothing here forecasts any government" in " ".join(out.split())
        assert max(map(len, out.splitlines())) <= 80
