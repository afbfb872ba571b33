"""``unsc classroom``: pages for a teacher, a projector and phones, served by this computer."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from simulation.cli.help import BEGIN
from simulation.cli.new_file import check_new, write_new
from simulation.cli.options import checks, on_the_side, say
from simulation.cli.shell import app

if TYPE_CHECKING:
    from simulation.classroom.lesson import Lesson
    from simulation.classroom.session import Session

FIRST_LESSON, FIRST_SEED = "why-did-it-fail", 1

NEEDED = ("starlette", "uvicorn", "segno", "babel")
"""What the extra brings."""


@app.command(
    rich_help_panel=BEGIN,
    help="""Teach a lesson: pages for you, the projector and phones, served by this computer.

    Open the address that it prints: that is your console, and a link there
    opens the page for the projector. With --host 0.0.0.0 phones in the same
    network may join with a room code; without phones, type in counts of hands.
    No page needs the internet. A lesson is a TOML file to copy and change
    (docs/classroom.md). Needs the extra [classroom]. Ctrl-C ends it.

    Examples:

    unsc classroom

    unsc classroom --host 0.0.0.0 --session class-a.jsonl

    unsc classroom mine.toml --seed 7 --port 8080

    unsc classroom --language fr

    unsc classroom free-riders-council --pack pack.html

    unsc classroom --session class-a.jsonl --take-home page.html
    """,
)
def classroom(
    lesson: Annotated[
        str | None,
        typer.Argument(
            metavar="LESSON", help="A lesson by name, or the path of a file [why-did-it-fail]."
        ),
    ] = None,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="ADDRESS",
            help="Where to listen: 127.0.0.1 is this computer alone, 0.0.0.0 lets phones in.",
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", help="Port to listen on.")] = 8000,
    session: Annotated[
        Path | None,
        typer.Option(
            "--session",
            metavar="FILE",
            help="Keep the session in this file; where it is there already, go on with it.",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            "-s",
            metavar="N",
            help="Seed of the votes: the same seed gives two classes the same story [1].",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="CODE",
            help="Language of all pages by its code, as fr [the lesson's own].",
        ),
    ] = None,
    pack: Annotated[
        Path | None,
        typer.Option(
            "--pack",
            metavar="FILE",
            help="Write the lesson's pack for print to this HTML file, and serve nothing.",
        ),
    ] = None,
    take_home: Annotated[
        Path | None,
        typer.Option(
            "--take-home",
            metavar="FILE",
            help="Write a page to take home, with what happened in the class of --session.",
        ),
    ] = None,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace the files of --pack and --take-home."),
    ] = False,
) -> None:
    """Serve a lesson until Ctrl-C, or write what is handed out of it."""
    from simulation.scenario.mistakes import InputError

    named = {"--pack": pack, "--take-home": take_home}
    if files := {option: file for option, file in named.items() if file is not None}:
        hand_out(Chosen(lesson, session, seed, language), files, overwrite=overwrite)
        return
    with checks() as wrong:
        wrong.add(missing())
        if not 0 <= port <= 65_535:
            wrong.note(f"--port {port}: must be from 0 to 65535")
        begun = None
        if session is not None and session.exists():
            begun = wrong.take(gone_on, session, lesson, seed, language)
        else:
            found = wrong.take(lesson_named, lesson, language)
            chosen = FIRST_SEED if seed is None else seed
            if not wrong.mistakes and found is not None:
                begun = wrong.take(begun_with, found, chosen, session)
            else:
                wrong.take(check_seed, chosen)
    assert begun is not None
    from simulation.classroom.pages import Door
    from simulation.classroom.serve import address, addresses, is_local, listening, serve

    try:
        listens = listening(host, port)
    except InputError:
        begun.close()
        raise
    port = listens.getsockname()[1]
    teacher, projector = begun.give_tokens()
    here = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    local = is_local(host)
    door = Door(addresses(host, port), begun.code, local, "" if session is None else str(session))
    words = begun.lesson.words
    print(f"{words.say('terminal.console')}\n  {address(here, port)}teacher/{teacher}")
    print(f"{words.say('terminal.projector')}\n  {address(here, port)}projector/{projector}")
    for one in door.addresses:
        code = words.say("terminal.code", code=begun.code)
        print(f"{words.say('terminal.phones')}\n  {one}   {code}")
    say(words.say("terminal.local" if local else "terminal.open"))
    if session is None:
        on_the_side(words.say("terminal.not_kept"))
    with suppress(KeyboardInterrupt):
        serve(begun, door, projector, listens)
    print(
        words.say("terminal.closed")
        if session is None
        else words.say("terminal.closed_kept", path=session)
    )


class Chosen(NamedTuple):
    """What of a command says which lesson it is, as it was typed."""

    lesson: str | None
    session: Path | None
    seed: int | None
    language: str | None


def hand_out(chosen: Chosen, files: dict[str, Path], *, overwrite: bool) -> None:
    """Write what is handed out of a lesson, or of a session, to the files named by options."""
    with checks() as wrong:
        wrong.add(missing())
        for option, file in files.items():
            wrong.take(check_new, file, overwrite=overwrite, option=option)
        session = None
        if chosen.session is not None:
            session = wrong.take(read_alone, chosen)
        else:
            found = wrong.take(lesson_named, chosen.lesson, chosen.language)
            seed = FIRST_SEED if chosen.seed is None else chosen.seed
            wrong.take(check_seed, seed)
            if found is not None and not wrong.mistakes:
                session = begun_with(found, seed, None)
    assert session is not None
    from simulation.classroom.handouts import pack_of
    from simulation.classroom.handouts.take_home import take_home

    makers = {"--pack": pack_of, "--take-home": take_home}
    for option, file in files.items():
        made = makers[option](session.room)
        write_new(file, made, overwrite=overwrite, option=option)
        say(session.lesson.words.say("terminal.written", path=file))


def read_alone(chosen: Chosen) -> Session:
    """The session of a file, to be read alone, if it is that of the lesson and seed named.

    Raises
    ------
    InputError
        If it is not.
    """
    from simulation.classroom.session import read_session

    assert chosen.session is not None
    session = read_session(chosen.session)
    return agreeing(session, chosen.session, chosen.lesson, chosen.seed, chosen.language)


def missing() -> list[str]:
    """A sentence where the extra is not installed."""
    from importlib.util import find_spec

    absent = [name for name in NEEDED if find_spec(name) is None]
    if not absent:
        return []
    return [
        f"unsc classroom needs {', '.join(absent)}: pip install 'unsc-simulation[classroom]', in a "
        "clone pip install --editable '.[classroom]'"
    ]


def lesson_named(name: str | None, language: str | None = None) -> Lesson:
    """The lesson that is named, or the first."""
    from simulation.classroom.lesson import load_lesson

    return load_lesson(name or FIRST_LESSON, language)


def check_seed(seed: int) -> None:
    """Refuse a seed for which there are no draws."""
    from simulation.engine.draws import check_source

    check_source(seed, range(1))


def begun_with(lesson: Lesson, seed: int, path: Path | None) -> Session:
    """A new session."""
    import time

    from simulation.classroom.session import begin

    check_seed(seed)
    return begin(lesson, seed=seed, clock=time.time, path=path)


def gone_on(path: Path, lesson: str | None, seed: int | None, language: str | None) -> Session:
    """The session of a file, if it is that of the lesson and the seed that are named.

    It goes on in the language in which it was begun, or in another that is named.

    Raises
    ------
    InputError
        If it is not.
    """
    import time

    from simulation.classroom.session import go_on

    return agreeing(go_on(path, clock=time.time), path, lesson, seed, language)


def agreeing(
    session: Session, path: Path, lesson: str | None, seed: int | None, language: str | None
) -> Session:
    """The session in a language, or its own; closed if it is not that of the lesson and seed.

    Raises
    ------
    InputError
        If it is not, or the lesson has no such language.
    """
    from simulation.classroom.lesson import lesson_of
    from simulation.classroom.session import lesson_changed
    from simulation.scenario.mistakes import InputError

    wrong: list[str] = []
    if language is not None:
        try:
            session.lesson = replace(
                lesson_of(dict(session.lesson.content), str(path), language),
                name=session.lesson.name,
            )
        except InputError as error:
            wrong += error.mistakes
    named = None if lesson is None else lesson_named(lesson)
    if named is not None and named.content != session.lesson.content:
        other = "another version of this" if named.title == session.lesson.title else "another"
        wrong.append(f"{path}: is a session of {other} lesson; leave LESSON out to go on with it")
    if seed is not None and seed != session.seed:
        wrong.append(f"--seed {seed}: {path} has seed {session.seed}; leave --seed out to go on")
    if wrong:
        session.close()
        raise InputError(wrong)
    if lesson_changed(session):
        on_the_side(
            f"{path} goes on with the lesson as it was when it began; {session.lesson.name} has "
            "changed since."
        )
    return session
