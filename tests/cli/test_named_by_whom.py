"""The mistake that is named is the one that was made, in the words of who made it."""

import pytest

from simulation.cli.help import as_typed
from simulation.scenario.mistakes import Mistake


@pytest.mark.parametrize(
    ("scenario", "code", "name"),
    [
        ("rwanda-1994", "FRA", "Frankreich"),
        ("rwanda-1994", "FRA", "France"),
        ("kuwait-1990", "USA", "America"),
        ("syria-2011", "RUS", "Russie"),
        ("syria-2011", "GBR", "UK"),
        ("gaza-2023", "USA", "US"),
    ],
)
def test_a_seat_under_a_name_is_wrong_and_what_has_the_code_is_not(
    unsc, tmp_path, scenario, code, name
):
    path = tmp_path / "own.toml"
    assert unsc("scenarios", scenario, "--out", path)[0] == 0
    text = path.read_text("utf-8")
    assert text.count(f'\nmember = "{code}"\n') >= 1
    seat = text[: text.index(f'\nmember = "{code}"\n')].count("[[council.seat]]")
    path.write_text(text.replace(f'\nmember = "{code}"\n', f'\nmember = "{name}"\n', 1), "utf-8")
    status, out, err = unsc("run", path)
    assert (status, out) == (2, "")
    assert err == (
        f"{path}: council.seat[{seat}].member = '{name}': is not a code, and other keys name "
        f"{code}; write {code}\n"
    )


def test_a_council_in_its_own_file_is_the_file_named(unsc, tmp_path):
    whole = unsc("scenarios", "1990")[1]
    (tmp_path / "council.toml").write_text(
        whole.replace('member = "FRA"', 'member = "Frankreich"', 1), "utf-8"
    )
    own = tmp_path / "own.toml"
    own.write_text(
        'title = "t"\ncouncil = "council.toml"\nrules = "charter"\n'
        "[profiles.FRA]\nalignment = 0.1\n",
        "utf-8",
    )
    status, out, err = unsc("run", own)
    assert (status, out) == (2, "")
    assert "council.toml: seat[" in err
    assert len(err.splitlines()) == 1, err


def test_a_name_that_all_keys_use_stays_one(unsc, tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        'title = "t"\nrounds = 1\n[council]\ntitle = "own"\n'
        '[[council.seat]]\nmember = "France"\nname = "France"\ngroup = "WEOG"\n'
        "alignment = 0.5\npermanent = true\n"
        '[[council.seat]]\nmember = "B"\nname = "B"\ngroup = "AFR"\nalignment = 0.1\n'
        '[rules]\ntitle = "r"\nquota = 1\nvetoes = ["France"]\n',
        "utf-8",
    )
    assert unsc("run", path)[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["batch", "horseshoe", "--detail", "round"],
         "--detail round: did you mean rounds? Write runs, rounds or ballots"),
        (["batch", "horseshoe", "--detail", "x"], "--detail x: write runs, rounds or ballots"),
        (["batch", "horseshoe", "--engine", "mess"], "--engine mess: write arrays or mesa"),
        (["batch", "horseshoe", "--engine", ""], "--engine '': write arrays or mesa"),
        (["batch", "horseshoe", "--runs", 0], "--runs 0: must be a whole number, 1 or more"),
        (["batch", "horseshoe", "--workers", 0], "--workers 0: must be a whole number from 1 to"),
        (["sensitivity", "horseshoe", "--base", 17], "--base 17: must be a power of two"),
        (["compare", "horseshoe", "--rules", "charter,no-veto", "--runs", 1], "--runs 1: must be a whole"),
        (["forecast", "syria-2011", "--draft", 12], "--draft 12: syria-2011 has 9 drafts; write 1"),
        (["forecast", "syria-2011", "--draft", "2012-13-45"],
         "--draft 2012-13-45: is no date; syria-2011 has 9 drafts; write the number of one: "
         "1 (2011-10-04, S/2011/612), 2 (2012-02-04, S/2012/77)"),
        (["forecast", "syria-2011", "--pen", "Mars"], "--pen Mars: has no seat on the Security"),
        (["forecast", "syria-2011", "--strength", 7], "--strength 7: must be from 0"),
        (["run", "horseshoe", "--seed", -1], "--seed -1: must be a whole number from 0"),
        (["run", "horseshoe", "--burden", "x"], "--burden x: must be 'voluntary'"),
    ],
)  # fmt: skip
def test_the_command_speaks_of_its_options(unsc, words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    assert err.startswith(said), err
    assert len(err.splitlines()) == 1


def test_the_library_speaks_of_its_arguments_and_files_of_their_keys():
    inside = Mistake("own.toml", "rules", "must fit", value="'r'")
    assert as_typed(inside, ["--rules"]) == "own.toml: rules = 'r': must fit"
    other = Mistake("", "veto", "must fit", value="1")
    assert as_typed(other, ["--rules"]) == "veto = 1: must fit"
    assert as_typed("a sentence", ["--rules"]) == "a sentence"
    assert as_typed(Mistake("", "test_until", "w", value="1"), ["--test-until"]) == (
        "--test-until 1: w"
    )
