"""Scenarios, councils and rule sets are found by name or path, and a miss is answered with what is meant."""

import pytest
from scenario.written import mistakes_of

from simulation.scenario.files import find
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


def test_an_unknown_scenario_council_and_rule_set_are_named(tmp_path):
    with pytest.raises(InputError, match="did you mean horseshoe"):
        load("horsehoe")
    mistakes = mistakes_of(tmp_path, 'title = "M"\ncouncil = "1991x"\nrules = "chartre"\n')
    assert any("mine.toml: there is no council named '1991x'" in m for m in mistakes)
    assert any("did you mean charter?" in m for m in mistakes)


@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [("scenario", "mine", "mine.toml"), ("rule set", "mine", "mine.toml"),
     ("scenario", "plain", "./plain")],
)  # fmt: skip
def test_a_file_named_as_if_it_were_known_is_pointed_to_by_its_path(
    tmp_path, monkeypatch, kind, name, hint
):
    monkeypatch.chdir(tmp_path)
    for there in ("mine.toml", "plain"):
        (tmp_path / there).touch()
    with pytest.raises(InputError) as caught:
        find(kind, name)
    said = f"there is no {kind} named {name!r}; for the file of that name write {hint}"
    assert caught.value.mistakes == (said,)
    assert find(kind, hint).samefile(tmp_path / hint)


@pytest.mark.parametrize(
    ("path", "meant"), [("./mine", "./mine.toml"), ("kuwait-1990.toml", "kuwait-1990")]
)
def test_a_path_with_or_without_an_ending_too_many_is_put_right(tmp_path, monkeypatch, path, meant):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").touch()
    with pytest.raises(InputError, match=f"no such file; did you mean {meant}\\?"):
        find("scenario", path)


def test_whoever_names_what_is_not_there_is_told_of_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("scenario", "council", "pool"):
        with pytest.raises(InputError, match="a file of your own is named by its path"):
            find(kind, "nothing-like-it")
