"""The session file: nothing is lost, everything replays, and nothing else is taken for one."""

import json
from dataclasses import replace

import pytest
from classroom.steps import GUESS, answer, go, join, step_of

from simulation.classroom import origin
from simulation.classroom.events import EVENT
from simulation.classroom.lesson import load_lesson
from simulation.classroom.origin import origin_of
from simulation.classroom.session import began, begin, go_on, lesson_changed, read_session
from simulation.classroom.state import Refused
from simulation.classroom.tokens import Limit, among, digest, new_code, new_token
from simulation.scenario.mistakes import InputError


def clock():
    return 12.5


def events(lesson):
    predict, reveal = step_of(lesson, "predict"), step_of(lesson, "reveal")
    return [
        join(1, "Zoë <b>"), join(2), go(predict), answer(1, predict, GUESS),
        answer(2, predict, {**GUESS, "outcome": "adopted"}), {"do": "timer", "seconds": 60},
        {"do": "lock"}, go(reveal), {"do": "reveal"}, {"do": "fork"}, {"do": "reveal_all"},
        {"do": "undo"}, {"do": "kick", "seat": "seat-2"},
        {"do": "hands", "step": reveal, "counts": {}},
    ]  # fmt: skip


def begun(lesson, path):
    return begin(lesson, seed=5, clock=clock, path=path)


def happen(session, event):
    session.do(EVENT.validate_python(event))


def test_a_session_killed_after_any_event_goes_on_as_it_was(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    session.give_tokens()
    for event in events(lesson):
        happen(session, event)
        again = read_session(path)
        assert again.state == session.state
        assert (again.seed, again.code, again.teachers) == (5, session.code, session.teachers)


def test_a_torn_last_line_is_taken_away_and_the_rest_goes_on(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    happen(session, join(1))
    kept, whole = session.state, path.read_bytes()
    happen(session, join(2))
    session.close()
    last = path.read_bytes()[len(whole) :]
    for cut in range(len(last)):
        path.write_bytes(whole + last[:cut])
        again = go_on(path, clock=clock)
        assert again.state == kept
        happen(again, join(3))
        again.close()
        assert set(read_session(path).state.seats) == {"seat-1", "seat-3"}


def test_no_token_of_anybody_stands_in_the_file(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    teacher, projector = session.give_tokens()
    text = path.read_text(encoding="utf-8")
    assert teacher not in text
    assert projector not in text
    assert among(digest(teacher), read_session(path).teachers)
    assert path.stat().st_mode & 0o077 == 0


def test_two_programs_do_not_write_one_session(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    with pytest.raises(InputError, match="another program uses this session"):
        go_on(path, clock=clock)
    session.close()
    go_on(path, clock=clock).close()


def test_a_session_does_not_write_over_a_file(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    path.write_text("my thesis", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be used as a session file"):
        begun(lesson, path)
    with pytest.raises(InputError, match="is no session"):
        read_session(path)
    assert path.read_text(encoding="utf-8") == "my thesis"


def test_a_line_that_was_changed_is_named(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    happen(session, join(1))
    happen(session, {"do": "next"})
    session.close()
    lines = path.read_text(encoding="utf-8").splitlines()
    event = json.loads(lines[1]) | {"do": "rule the world"}
    path.write_text("\n".join([lines[0], json.dumps(event), lines[2], ""]), encoding="utf-8")
    with pytest.raises(InputError, match="line 2 was changed or torn"):
        read_session(path)


def of_another_version(path, **changes):
    """The same file with another first line."""
    first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([json.dumps(json.loads(first) | changes), "\n", *rest]), "utf-8")


@pytest.mark.parametrize(("changes", "by"), [
    ({"origin": "0" * 64, "version": "0.0.1"}, "version 0.0.1 of this program"),
    ({"origin": "0" * 64}, "other code of"),
])  # fmt: skip
def test_a_session_of_another_version_is_read_with_a_note_and_not_gone_on_with(
    lesson, tmp_path, changes, by
):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    happen(session, join(1))
    session.close()
    same = read_session(path)
    assert not same.elsewhere
    of_another_version(path, **changes)
    content = path.read_bytes()
    with pytest.raises(InputError, match=f"was begun by {by}.*go on with that version, or begin"):
        go_on(path, clock=clock)
    assert path.read_bytes() == content
    read = read_session(path)
    assert read.elsewhere
    assert read.state == same.state
    assert by in began(read)


def test_what_another_version_allowed_and_this_one_does_not_is_said_so(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    happen(session, join(1))
    session.close()
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(join(1)) + "\n")
    with pytest.raises(InputError, match="line 3 was changed or torn"):
        read_session(path)
    of_another_version(path, origin="0" * 64)
    with pytest.raises(InputError, match="line 3 cannot be played: the session was begun by"):
        read_session(path)


def test_a_file_of_another_format_is_refused(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    begun(lesson, path).close()
    of_another_version(path, unsc_classroom=1, version="0.0.1")
    with pytest.raises(InputError, match="was written by another version, 0.0.1; use that"):
        read_session(path)


def test_a_lesson_that_the_package_has_changed_since_goes_on_as_it_was(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    begun(lesson, path).close()
    assert not lesson_changed(read_session(path))
    head = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    head["lesson"]["title"] = "As it was"
    of_another_version(path, lesson=head["lesson"])
    found = read_session(path)
    assert lesson_changed(found)
    assert found.lesson.title == "As it was"
    of_another_version(path, name="")
    assert not lesson_changed(read_session(path))


def test_what_decides_votes_decides_the_origin_and_words_do_not(lesson, monkeypatch):
    first = origin_of(lesson)
    assert origin_of(replace(lesson, title="Another title")) == first
    assert origin_of(load_lesson("free-riders-council")) != first
    cases = {**lesson.cases, "first": lesson.cases["second"]}
    assert origin_of(replace(lesson, cases=cases)) != first
    steps = tuple(each for each in lesson.steps if each.kind != "rules")
    assert origin_of(replace(lesson, steps=steps)) != first
    monkeypatch.setattr(origin, "source_digest", lambda *begin: "of other code")
    assert origin_of(lesson) != first


def test_a_full_disk_changes_nothing(lesson, tmp_path, monkeypatch):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    before, content = session.state, path.read_bytes()

    def full(number):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("simulation.classroom.session.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            happen(session, join(1))
    assert session.state == before
    assert path.read_bytes() == content


def test_what_is_refused_is_not_written(lesson, tmp_path):
    path = tmp_path / "class.jsonl"
    session = begun(lesson, path)
    content = path.read_bytes()
    with pytest.raises(Refused):
        happen(session, {"do": "undo"})
    assert path.read_bytes() == content


def test_tokens_and_codes_differ_and_a_token_has_more_than_64_bits():
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) * 6 >= 128
    assert len({new_code() for _ in range(50)}) > 45


def test_guesses_are_free_only_so_often_and_again_later():
    now = [0.0]
    limit = Limit(most=3, seconds=60, of_all=5, clock=lambda: now[0])
    for _ in range(3):
        assert not limit.reached("a")
        limit.count("a")
    assert limit.reached("a")
    assert not limit.reached("b")
    limit.count("b")
    limit.count("b")
    assert limit.reached("c")
    now[0] = 61.0
    assert not limit.reached("a")
