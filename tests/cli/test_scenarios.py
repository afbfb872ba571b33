"""The command scenarios lists, prints and writes what there is."""

import json

import pytest


def test_scenarios_lists_what_there_is(unsc):
    _, out, _ = unsc("scenarios")
    for name in ("horseshoe", "korea-1950", "charter-1946", "league-council", "archetypes"):
        assert name in out
    listed = json.loads(unsc("scenarios", "--json")[1])
    assert {"name": "charter", "title": "The Charter since 1966"} in listed["rule set"]


@pytest.mark.parametrize("name", ["horseshoe", "kuwait-1990", "charter", "1994", "2025"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_is_written_to_a_file_is_what_would_be_printed(unsc, tmp_path, name, form):
    path = tmp_path / "mine.toml"
    status, said, _ = unsc("scenarios", name, *form, "--out", path)
    assert (status, said.split()) == (0, f"Written to {path}.".split())
    assert path.read_text(encoding="utf-8") == unsc("scenarios", name, *form)[1]


def test_a_file_is_replaced_only_where_that_is_requested(unsc, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    status, _, err = unsc("scenarios", "horseshoe", "--out", path)
    assert (status, err) == (2, f"--out {path}: is there already; add --overwrite to replace it\n")
    assert path.read_text(encoding="utf-8") == "mine"
    assert unsc("scenarios", "horseshoe", "--out", path, "--overwrite")[0] == 0
    assert path.read_text(encoding="utf-8") == unsc("scenarios", "horseshoe")[1]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("horseshoe", "--out", "{}/none/mine.toml"), "cannot be written: No such file"),
        (("horseshoe", "--out", "{}", "--overwrite"), "cannot be written: Is a directory"),
        (("horseshoe", "--out", "{}"), "is there already"),
        (("--out", "{}/mine.toml"), "one file is written; name which"),
        (("horsesho", "--out", "{}/mine.toml"), "did you mean horseshoe?"),
    ],
)
def test_what_cannot_be_written_to_a_file_leaves_nothing(unsc, tmp_path, arguments, said):
    status, _, err = unsc("scenarios", *(text.format(tmp_path) for text in arguments))
    assert status == 2
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_printed_can_be_changed_and_run(unsc, tmp_path):
    _, out, _ = unsc("scenarios", "horseshoe")
    mine = tmp_path / "mine.toml"
    mine.write_text(out.replace("rounds = 40", "rounds = 3"), encoding="utf-8")
    status, shown, _ = unsc("run", mine)
    assert status == 0
    assert "Round 3" in shown
    assert "Round 4" not in shown


def test_councils_and_rule_sets_can_be_printed_too(unsc):
    assert "vetoes_to_block = 2" in unsc("scenarios", "double-veto")[1]
    assert 'member = "YEM"' in unsc("scenarios", "1990")[1]
