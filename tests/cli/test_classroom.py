"""The command of the classroom: what it refuses, and what it says before it listens."""

import importlib.util
import socket

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")


@pytest.fixture
def served(monkeypatch):
    """What the command would serve, without listening for ever."""
    found = []

    def serve(session, door, projector, listens):
        found.append((session, door))
        session.close()
        listens.close()

    monkeypatch.setattr("simulation.classroom.serve.serve", serve)
    return found


def test_without_the_extra_one_sentence_says_what_to_install(unsc, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "segno" else find(name, *rest),
    )
    status, out, err = unsc("classroom")
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "unsc classroom needs segno: pip install 'unsc-simulation[classroom]', in a clone "
        "pip install --editable '.[classroom]'"
    ]


def test_all_mistakes_are_said_at_once(unsc):
    status, out, err = unsc("classroom", "why-did-it-fial", "--port", 70_000, "--seed", -1)
    assert (status, out) == (2, "")
    assert "--port 70000: must be from 0 to 65535" in err
    assert "did you mean why-did-it-fail?" in err
    assert "--seed -1: must be" in err
    assert len(err.splitlines()) == 3


def test_a_port_that_is_taken_and_an_address_of_another_computer_are_refused(unsc, served):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        status, _, err = unsc("classroom", "--port", taken)
        assert (status, err.strip()) == (
            2, f"--port {taken}: is used or not allowed; choose another, as 8080"
        )  # fmt: skip
    status, _, err = unsc("classroom", "--host", "192.0.2.1", "--port", 0)
    assert status == 2
    assert "--host 192.0.2.1: is no address of this computer" in err
    assert served == []


def test_it_listens_to_this_computer_alone_unless_it_is_told_otherwise(unsc, served):
    status, out, err = unsc("classroom", "--port", 0)
    assert status == 0
    assert "Only this computer can open these pages" in out
    assert "The session is kept in no file" in err
    assert served[0][1].local


def test_listening_beyond_this_computer_says_what_that_means(unsc, served):
    status, out, _ = unsc("classroom", "--port", 0, "--host", "0.0.0.0")
    assert status == 0
    assert "every device in this network can open" in " ".join(out.split())
    assert not served[0][1].local


def test_the_same_command_goes_on_with_its_session_and_another_lesson_or_seed_is_refused(
    unsc, served, tmp_path
):
    path = tmp_path / "class.jsonl"
    assert unsc("classroom", "--port", 0, "--session", path, "--seed", 7)[0] == 0
    assert unsc("classroom", "--port", 0, "--session", path)[0] == 0
    (first, _), (second, _) = served
    assert (first.code, first.seed) == (second.code, second.seed)
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "Mine"\n[[step]]\nkind = "join"\n', encoding="utf-8")
    status, _, err = unsc("classroom", mine, "--session", path, "--seed", 8)
    assert status == 2
    assert "is a session of another lesson" in err
    assert f"--seed 8: {path} has seed 7" in err


def test_a_pack_is_written_and_nothing_served_and_no_file_replaced_unless_that_is_said(
    unsc, served, tmp_path
):
    path = tmp_path / "pack.html"
    status, out, err = unsc("classroom", "five-seats", "--pack", path)
    assert (status, err, served) == (0, "", [])
    assert f"Written to {path}" in " ".join(out.split()).replace("- ", "-")
    first = path.read_text(encoding="utf-8")
    assert "Five seats are human" in first
    status, out, err = unsc("classroom", "five-seats", "--pack", path, "--seed", 2)
    assert (status, out) == (2, "")
    assert err.strip() == f"--pack {path}: is there already; add --overwrite to replace it"
    assert path.read_text(encoding="utf-8") == first
    assert unsc("classroom", "five-seats", "--pack", path, "--seed", 2, "--overwrite")[0] == 0
    assert path.read_text(encoding="utf-8") != first


def test_all_mistakes_of_a_pack_are_said_at_once(unsc, tmp_path):
    path = tmp_path / "pack.html"
    path.write_text("mine", encoding="utf-8")
    status, _, err = unsc("classroom", "five-saets", "--pack", path, "--seed", -1)
    assert status == 2
    assert len(err.splitlines()) == 3
    assert "did you mean five-seats" in err


def test_a_pack_of_a_session_has_its_lesson_and_seed(unsc, served, tmp_path):
    session, path = tmp_path / "class.jsonl", tmp_path / "pack.html"
    assert unsc("classroom", "five-seats", "--port", 0, "--session", session, "--seed", 7)[0] == 0
    assert unsc("classroom", "--session", session, "--pack", path)[0] == 0
    assert "The answers are those of seed 7" in path.read_text(encoding="utf-8")
    status, _, err = unsc("classroom", "why-did-it-fail", "--session", session, "--pack", path)
    assert status == 2
    assert "is a session of another lesson" in err
    assert "is there already" in err


@pytest.mark.parametrize(
    ("language", "said", "kept"),
    [
        ("fr", "Votre console (gardez cette adresse pour vous)", "code de la salle"),
        ("es", "Su consola (no comparta esta dirección)", "código del aula"),
    ],
)
def test_it_speaks_the_language_that_is_named(unsc, served, language, said, kept):
    status, out, err = unsc("classroom", "--port", 0, "--language", language)
    assert status == 0
    assert said in out
    assert kept in out
    assert "console (keep" not in out
    assert "session is kept" not in err
    assert served[0][0].lesson.language == language


def test_a_language_that_there_is_not_is_refused_with_those_there_are(unsc, served):
    status, out, err = unsc("classroom", "--port", 0, "--language", "de")
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "--language de: there are no words in this language; there are en, es and fr"
    ]
    assert served == []


def test_a_session_goes_on_in_its_language_or_in_the_one_that_is_named(unsc, served, tmp_path):
    path = tmp_path / "class.jsonl"
    assert unsc("classroom", "--port", 0, "--session", path, "--language", "fr")[0] == 0
    assert unsc("classroom", "--port", 0, "--session", path)[0] == 0
    assert unsc("classroom", "--port", 0, "--session", path, "--language", "es")[0] == 0
    status, _, err = unsc("classroom", "--port", 0, "--session", path, "--language", "de")
    assert (status, "--language de" in err) == (2, True)
    assert [session.lesson.language for session, _ in served] == ["fr", "fr", "es"]
    assert len({session.code for session, _ in served}) == 1
