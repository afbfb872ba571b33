"""The edge of the command: no way in which a shell or a disk ends it shows a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = [
    ["run", "horseshoe", "--round", "1"],
    ["scenarios"],
    ["scenarios", "charter", "--json"],
    ["tally", "--council", "1990", "--votes", "*=Y"],
    ["forecast", "kuwait-1990"],
    ["run", "--help"],
]


def called(*words, before="", **rest):
    """``unsc`` in a process of its own, after some lines of Python."""
    code = f"{before}\nfrom simulation.cli import main\nmain()"
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        stderr=subprocess.PIPE, check=False, env=env, **{"stdout": subprocess.PIPE} | rest,
    )  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_full_disk_behind_standard_output_is_a_sentence(words):
    with Path("/dev/full").open("wb") as full:
        done = called(*words, stdout=full)
    assert done.returncode == 2
    assert done.stderr.decode() == ("standard output: cannot be used: No space left on device\n")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_reader_that_is_gone_ends_the_command_without_a_word(words):
    read, write = os.pipe()
    os.close(read)
    done = called(*words, stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_closed_standard_output_shows_no_traceback(words):
    done = called(*words, preexec_fn=lambda: os.close(1))
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 2)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_working_folder_that_is_gone_is_a_sentence(words, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    leave = f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})"
    done = called(*words, before=leave)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "the working folder is not there any more; change to one that is\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["run", b"\xff.toml"],
        ["run", "horseshoe", "--rules", b"\xe9t\xe9.toml"],
        ["batch", "horseshoe", "-n", "1", "--out", b"out/\xfe"],
        ["report", b"\x80"],
        ["tally", "--table", b"votes\xff.csv"],
        ["scenarios", b"\xed\xa0\x80"],
    ],
)
def test_names_that_are_no_text_are_refused_by_their_place(words):
    done = called(*words)
    assert (done.returncode, done.stdout) == (2, b"")
    place = next(n for n, word in enumerate(words, start=1) if isinstance(word, bytes))
    assert done.stderr.startswith(f"word {place} of the command, '".encode())
    assert done.stderr.endswith(
        b"': is not text (UTF-8); if it is the name of a file or folder, rename that\n"
    )
    assert done.stderr.count(b"\n") == 1


INTERRUPTED = """
import builtins
real = builtins.__import__
def stopped(name, *rest):
    if name == {name!r}:
        raise KeyboardInterrupt
    return real(name, *rest)
builtins.__import__ = stopped
"""


@pytest.mark.parametrize(
    "name",
    ["typer", "simulation.cli.shell", "simulation.cli.help", "pydantic", "numpy", "rich.console",
     "simulation.scenario.load"],
)  # fmt: skip
def test_an_interruption_while_importing_is_told_as_any_other(name):
    done = called("run", "horseshoe", before=INTERRUPTED.format(name=name))
    assert (done.returncode, done.stdout) == (130, b"")
    assert done.stderr.startswith(b"stopped")
    assert done.stderr.count(b"\n") == 1


LONG = "/".join(["x" * 200] * 30)


@pytest.mark.parametrize(
    "words",
    [
        ["run", LONG],
        ["run", f"{LONG}.toml"],
        ["run", "x" * 6000],
        ["run", "horseshoe", "--rules", LONG],
        ["run", "horseshoe", "--figures", LONG],
        ["batch", "horseshoe", "-n", "2", "--out", LONG],
        ["report", LONG],
        ["tally", "--table", LONG],
        ["tally", "--council", LONG, "--votes", "*=Y"],
        ["compare", "horseshoe", "--rules", "charter,no-veto", "-n", "2", "--out", LONG],
        ["forecast", "kuwait-1990", "--out", LONG],
        ["scenarios", LONG],
        ["batch", "horseshoe", "--design", f"{LONG}.csv"],
        ["profiles", "build", "--data", LONG],
        ["backtest", "--fit-until", "1995", "--data", LONG],
    ],
    ids=lambda words: " ".join(words).replace(LONG, "LONG")[:60],
)
def test_a_path_of_six_thousand_characters_is_a_sentence(unsc, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    assert "Traceback" not in err
    assert len(err) < 8000
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"rounds = {'9' * 5000}", "holds a number of more than 4,300 digits"),
        (f"rounds = -{'9' * 5000}", "holds a number of more than 4,300 digits"),
        (f"rounds = {'9' * 4000}", "rounds = a number of more than 50 digits: must be"),
        (f"rounds = 0x{'f' * 5000}", "rounds = a number of more than 50 digits: must be"),
        ("rounds = 1e400", "rounds = inf: must be"),
        (f"parameters.reach = {'9' * 400}", "parameters.reach = a number of more than 50 digits"),
        (f"sources = [{'9' * 4000}]", "sources[1] = a number of more than 50 digits: must be text"),
    ],
)
def test_a_number_of_thousands_of_digits_is_a_sentence(unsc, tmp_path, monkeypatch, line, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(f'title = "M"\ncouncil = "archetypes"\n{line}\n', "utf-8")
    status, out, err = unsc("run", "mine.toml")
    assert (status, out) == (2, "")
    assert err.startswith(f"mine.toml: {said}")
    assert len(err) < 300
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "pair",
    [f"crisis[{'9' * 5000}].severity=1", f"{'a.' * 20_000}=1", "crisis[0].severity=1",
     "crisis[99].severity=1", "profiles.RUS.client_ties.IRQ.x=1"],
    ids=lambda pair: pair[:20],
)  # fmt: skip
def test_a_key_that_leads_nowhere_is_a_sentence(unsc, pair, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc("run", "kuwait-1990", "--set", pair)
    assert (status, out) == (2, "")
    assert "there is no such place in this scenario" in err
    assert len(err) < 300
    assert len(err.splitlines()) == 1
