"""Every command has help, and answers wrong input with a sentence."""

import pytest
import typer

from simulation.cli import commands  # noqa: F401  registers the commands
from simulation.cli.shell import app

NEVER_WRITTEN = "cannot be written: No such file or directory; choose another folder"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "kuwiat-1990"], ["kuwait-1990"]),
        (["run", "horseshoe", "--explain", "rivall"], ["rivall", "did you mean rival?"]),
        (["run", "horseshoe", "--round", "41"], ["--round 41", "1 to 40"]),
        (["run", "horseshoe", "--set", "veto_csot=1"], ["veto_csot", "veto_cost"]),
        (["run", "horseshoe", "--set", "veto_cost"], ["--set veto_cost", "KEY=VALUE"]),
        (["run", "horseshoe", "--set", "mediation=nan"], ["mediation"]),
        (["run", "korea-1950", "--rules", "charter"], ["15 seats", "11"]),
        (["run", "horseshoe", "--rules", "chartr"], ["did you mean charter?"]),
        (["batch", "horseshoe", "--runs", "0"], ["--runs 0", "1 or more"]),
        (["batch", "horseshoe", "--runs", "-1"], ["--runs -1", "1 or more"]),
        (["batch", "horseshoe", "--detail", "bollots"], ["did you mean ballots?"]),
        (["batch", "horseshoe", "--out", "/proc/nowhere"], ["/proc/nowhere", NEVER_WRITTEN]),
        (["run", "horseshoe", "--figures", "/proc/nowhere"], ["/proc/nowhere", NEVER_WRITTEN]),
        (["forecast", "kuwait-1990", "--out", "/proc/nowhere"], ["/proc/nowhere", NEVER_WRITTEN]),
        (
            ["compare", "horseshoe", "--rules", "charter,no-veto", "--out", "/proc/nowhere"],
            ["/proc/nowhere", NEVER_WRITTEN],
        ),
        (["scenarios", "nothing"], ["there is no scenario named 'nothing'"]),
        (["demo", "--out", "/proc/nowhere"], ["/proc/nowhere", NEVER_WRITTEN]),
    ],
)
def test_wrong_input_gets_status_2_a_sentence_and_no_traceback(
    unsc, arguments, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*arguments)
    assert status == 2
    for words in said:
        assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert not list(tmp_path.iterdir())


def every_command(command, *words):
    """A command and those below it, each with the words by which it is called."""
    yield pytest.param(command, words, id=" ".join(words))
    for name, below in getattr(command, "commands", {}).items():
        yield from every_command(below, *words, name)


EVERY = [*every_command(typer.main.get_command(app))]


@pytest.mark.parametrize(("command", "words"), EVERY)
def test_help_fits_and_names_values_in_capitals_and_none_for_a_flag(unsc, command, words):
    status, out, _ = unsc(*words, "--help")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    for odd in ("<bool>", "<int>", "FOLDER", "[["):
        assert odd not in out


@pytest.mark.parametrize(("command", "words"), EVERY)
def test_examples_in_help_stand_on_one_line(unsc, command, words):
    _, out, _ = unsc(*words, "--help")
    written = [line.strip() for line in command.help.splitlines()]
    examples = {line for line in written if line.startswith("unsc ")}
    assert examples or hasattr(command, "commands") or words == ("demo",)
    assert examples <= {line.strip() for line in out.splitlines()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "horseshoe", "--seed", "-1"], ["--seed -1", "from 0 to"]),
        (["run", "horseshoe", "--set", "name=3"], ["--set name = 3", "no such key"]),
        (["run", "horseshoe", "--set", "reach=2"], ["--set reach = 2", "from 0 to 1"]),
        (["run", "horseshoe", "--set", "reach=.1", "--set", "reach=.2"], ["reach is set twice"]),
        (["run", "horseshoe", "--redraft"], ["no scripted drafts", "leave out --redraft"]),
        (["run", "kuwait-1990", "--rules", "automatic"], ["hold no vote"]),
        (["run", "horseshoe", "--round", "0"], ["--round 0", "1 to 40"]),
        (["batch", "horseshoe", "--runs", "1e3"], ["--runs 1e3: must be a whole", "--help"]),
        (["run", "horseshoe", "--set", "=3"], ["--set =3: write KEY=VALUE"]),
        (["run", "horseshoe", "--set", "veto_cost=nan"], ["--set veto_cost=nan: write KEY=VALUE"]),
        (["run", "horseshoe", "--set", "rules=no-veto"], ["takes numbers; write --rules no-veto"]),
        (["run", "kuwait-1990", "--set", "crisis[1].severty=1"],
         ["crisis[1].severty of Invasion of Kuwait = 1: there", "did you mean severity?"]),
        (["run", "kuwait-1990", "--set", "profiles.RUS.client_ties=0.5"],
         ["profiles.RUS.client_ties = 0.5: must be a table"]),
        (["run", "kuwait-1990", "--set", "rounds=3"],
         ["rounds = 3: a script has a round a draft; leave it out"]),
        (["scenarios", "chartr"], ["there is no rule set named 'chartr'; did you mean charter?"]),
        (["scenarios", "charter", "--rules", "no-veto"], ["change a scenario, and charter is a rule set; name one"]),
        (["scenarios", "--set", "reach=1"], ["change a scenario; name one"]),
        (["batch", "horseshoe", "--seed", str(2**63)], ["--seed ", "from 0 to"]),
        (["nothing"], ["nothing", "--help"]),
        (["run", "x" * 5000], ["there is no scenario"]),
        (["run", "/" + "x" * 5000 + ".toml"], ["no such file"]),
    ],
)  # fmt: skip
def test_odd_input_gets_status_2_and_one_line_a_mistake(
    unsc, arguments, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*arguments)
    assert status == 2
    assert out == ""
    assert "Traceback" not in err
    for words in said:
        assert words in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("command", "words"), [*EVERY[1:]])
def test_no_command_begins_after_an_option_that_there_is_not(
    unsc, command, words, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    needed = ["horseshoe"] if "SCENARIO" in unsc(*words, "--help")[1] else []
    for odd in (["--nothing"], ["--json=7"], ["--nothing", "--nowhere"]):
        status, out, err = unsc(*words, *needed, *odd)
        assert (status, out) == (2, "")
        assert "Traceback" not in err
        assert "nothing" in err or "--json" in err
    assert not [*tmp_path.iterdir()]
