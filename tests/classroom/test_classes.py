"""Classes compared by their session files: right numbers, one story for one seed, no harm."""

import csv
import io
import json
from statistics import mean

import pytest

pytest.importorskip("segno", reason="needs the extra [classroom]")

from classroom.played import Played, class_of_a, guess

from simulation.classroom import classes, paths
from simulation.classroom.classes import COLUMNS, compared
from simulation.classroom.course import course
from simulation.classroom.lesson import load_lesson
from simulation.classroom.pledges import shared
from simulation.classroom.session import read_session
from simulation.classroom.state import Refused
from simulation.classroom.table import scenario_of
from simulation.classroom.votes import exact, single, thousand
from simulation.engine.arrays import play
from simulation.experiments.columns import LEVELS
from simulation.scenario.mistakes import InputError

ONE = [
    (guess(13, "vetoed", "CHN", "RUS"), guess(10, "adopted")),
    (guess(10, "adopted"), guess(15, "adopted")),
    (None, guess(9, "fell_short")),
]
OTHER = [(guess(13, "vetoed", "CHN", "RUS"), None), (guess(15, "adopted"), guess(12, "adopted"))]


@pytest.fixture(scope="module")
def two(lesson, tmp_path_factory):
    folder = tmp_path_factory.mktemp("classes")
    paths_ = [
        class_of_a(lesson, folder / "a.jsonl", ONE),
        class_of_a(lesson, folder / "b.jsonl", OTHER),
    ]
    return compared(paths_)


@pytest.fixture(scope="module")
def riders():
    return load_lesson("free-riders-council")


def rows(found, section, kind):
    return [row for row in found.rows[section] if row["kind"] == kind]


def test_a_class_is_scored_by_its_predictions_before_and_after(two):
    first, second = rows(two, 0, "predict")
    # Record: 13 yes, vetoed by both; each prediction by outcome 2, yes 2 or 1, blocks 1.
    assert first["points_recorded"] == mean([5, 0])
    assert (first["predictions"], first["right"]) == (2, 1)
    assert "gain_recorded" not in first
    assert (second["answers"], second["right"]) == (3, 2)
    happened = single(read_session(two.sections[0].session.path).lesson.cases["second"], 1)
    yes = happened["recorded"]["yes"]

    def points(said, outcome):
        off = abs(said - yes)
        right = outcome == happened["recorded"]["outcome"]
        return 2 * right + {0: 2, 1: 1}.get(off, 0) + 1

    after = [points(10, "adopted"), points(15, "adopted"), points(9, "fell_short")]
    assert happened["recorded"]["outcome"] == "adopted"
    assert second["points_recorded"] == pytest.approx(mean(after))
    assert second["gain_recorded"] == pytest.approx(mean([after[0] - 5, after[1] - 0]))


def test_questions_and_amendments_count_phones_and_hands(two, lesson):
    (question,), (amend,) = rows(two, 0, "question"), rows(two, 0, "amend")
    assert (question["answers"], question["right"]) == (3, 2)
    case = lesson.cases["first"]
    chances = [exact(case, case.ladder[rung][0]).outcomes["adopted"] for rung in (0, 4)]
    assert (amend["answers"], amend["hands"]) == (1, 1)
    assert amend["chance_chosen"] == pytest.approx(mean(chances))
    assert amend["chance_tabled"] == exact(case).outcomes["adopted"]


def test_a_vote_that_was_not_shown_whole_scores_nobody(lesson, tmp_path):
    found = compared([class_of_a(lesson, tmp_path / "a.jsonl", ONE, whole=False)])
    for row in rows(found, 0, "predict"):
        assert row["answers"]
        assert not {"points_recorded", "points_simulated", "right"} & set(row)


def test_the_csv_has_the_columns_of_a_batch_where_they_are_the_same_things(two):
    table = list(csv.DictReader(io.StringIO(two.as_csv())))
    assert tuple(table[0]) == COLUMNS
    same = {
        "seed", "round", "tabled", "yes", "no", "abstain", "not_voting", "end", "resistance",
        "provision", "optimal", "p_win", "won",
    }  # fmt: skip
    assert same == set(COLUMNS) & set(LEVELS["rounds"])
    assert {row["section"] for row in table} == {"a", "b"}
    assert "pupil" not in two.as_csv()


def decided(riders, path, decisions, *, seed=1, pupils=31):
    """The first crisis of lesson B, played by what each seat votes and pledges."""
    played = Played(riders, path, seed=seed, pupils=pupils)
    step = played.at("vote")
    for seat, (ballot, _) in decisions.items():
        played.answer(seat, step, {"decision": ballot})
    if pupils > 30:
        played.answer(31, step, {"predicted": "adopted"})
    step = played.at("pledge")
    for seat, (_, pledge) in decisions.items():
        if pledge is not None:
            try:
                played.answer(seat, step, {"decision": pledge})
            except Refused as refused:  # a state that gains nothing is not asked
                if str(refused) != "not_asked":
                    raise
    if pupils > 30:
        played.answer(31, step, {"predicted": 100})
    played.at("burden")
    played.do({"do": "reveal_all"})
    return played.close()


def test_pledges_are_those_of_the_history_in_effort(riders, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "COUNCILS", 20)
    path = decided(riders, tmp_path / "a.jsonl", {1: ("Y", 100), 2: ("Y", 0)})
    found = compared([path])
    vote, *_ = rows(found, 0, "vote")
    pledge, *_ = rows(found, 0, "pledge")
    here = course(read_session(path).room)
    one = here.meeting(1)
    answer = one.round.answer
    assert (vote["persons"], vote["predictions"], vote["right"]) == (2, 1, 1)
    assert vote["yes"] + vote["no"] + vote["abstain"] + vote["not_voting"] == 15
    assert (pledge["provision"], pledge["optimal"], pledge["resistance"]) == (
        answer.provision[0], answer.optimal[0], answer.resistance[0],
    )  # fmt: skip
    assert pledge["nash"] == pytest.approx(shared(here, 1)["nash"] / 1000)
    assert pledge["persons"] == 2
    assert (pledge["predictions"], pledge["right"]) == (1, 0)
    assert pledge["percentile"] == paths.standing(here, one.round.number + 1)["percentile"]
    assert "provision" not in rows(found, 0, "pledge")[1]


def test_the_same_seed_gives_two_sections_the_same_story(lesson, riders, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "COUNCILS", 20)
    first, second, other = (
        class_of_a(lesson, tmp_path / f"{name}.jsonl", guesses, seed=seed)
        for name, guesses, seed in (("a", ONE, 4), ("b", OTHER, 4), ("c", OTHER, 5))
    )
    votes = [
        [single(case, read_session(path).seed)["draft"] for case in lesson.cases.values()]
        + [thousand(case, read_session(path).seed).yes.tolist() for case in lesson.cases.values()]
        for path in (first, second, other)
    ]
    assert votes[0] == votes[1] != votes[2]
    assert compared([first, second]).one_story
    assert not compared([first, other]).one_story

    same = dict.fromkeys(range(1, 16), ("Y", 1))
    sections = [
        decided(riders, tmp_path / f"r{number}.jsonl", decisions, seed=seed, pupils=15)
        for number, (decisions, seed) in enumerate(
            [(same, 4), (same, 4), ({}, 4), ({1: ("N", None)}, 4), (same, 5)]
        )
    ]
    stories = [course(read_session(path).room) for path in sections]
    crises = [story.meeting(1).round.before.crisis.severity[0] for story in stories]
    assert crises[0] == crises[1] == crises[2] == crises[3] != crises[4]
    told = [
        [(int(one.round.ends[0]), one.round.answer.provision[0]) for one in story.rounds[:-1]]
        for story in stories
    ]
    assert told[0] == told[1] != told[2]
    history = play(scenario_of(riders.council.setting), seed=4, runs=range(1))
    assert told[2] == [
        (history["end"][n, 0], history["provision"][n, 0]) for n in range(len(told[2]))
    ]
    found = compared(sections[:2])
    for one, two in zip(*found.rows, strict=True):
        assert one | {"section": ""} == two | {"section": ""}


def test_files_that_cannot_be_compared_are_all_named(lesson, riders, tmp_path, two):
    good = two.sections[0].session.path
    other = decided(riders, tmp_path / "r.jsonl", {}, pupils=1)
    changed = load_lesson("why-did-it-fail-20")
    of_title = Played(changed, tmp_path / "t.jsonl", pupils=1).close()
    text, empty, torn = tmp_path / "t.txt", tmp_path / "e.jsonl", tmp_path / "torn.jsonl"
    text.write_text("my thesis", encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    lines = good.read_bytes().splitlines(keepends=True)
    torn.write_bytes(b"".join([*lines[:3], b'{"do": "rule"}\n', *lines[3:]]))
    before = {path: path.read_bytes() for path in (good, other, of_title, text, empty, torn)}
    with pytest.raises(InputError) as caught:
        compared(
            [good, other, text, empty, torn, good, of_title, tmp_path / "none.jsonl", tmp_path]
        )
    said = "\n".join(caught.value.mistakes)
    assert len(caught.value.mistakes) == 8
    assert f"{good}: stands twice" in said
    for path in (text, empty):
        assert f"{path}: is no session of a classroom" in said
    assert f"{torn}: line 4 was changed or torn" in said
    assert f'{other}: plays another lesson, "The free-rider\'s council"' in said
    assert f"{of_title}: plays another" in said
    assert "none.jsonl: cannot be read" in said
    assert all(path.read_bytes() == content for path, content in before.items())


def test_a_file_torn_by_a_crash_is_read_up_to_its_last_whole_line_and_not_mended(two, tmp_path):
    torn = tmp_path / "torn.jsonl"
    content = two.sections[0].session.path.read_bytes() + b'{"do": "ne'
    torn.write_bytes(content)
    found = compared([torn])
    assert [row | {"section": "a"} for row in found.rows[0]] == list(two.rows[0])
    assert torn.read_bytes() == content


def test_files_of_one_name_are_named_by_their_folders(lesson, tmp_path):
    made = []
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        made.append(Played(lesson, tmp_path / folder / "class.jsonl").close())
    assert [each.name for each in compared(made).sections] == [str(path) for path in made]


def test_the_command_prints_a_column_a_class(unsc, two, tmp_path):
    files = [section.session.path for section in two.sections]
    status, out, err = unsc("classes", *files)
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert "A  a: 3 pupils, seed 1" in out
    assert " ".join(next(line for line in out.splitlines() if "against the record" in line).split()) == (
        "points against the record 2.5 2.5"
    )  # fmt: skip
    assert "All had the same seed" in out
    assert "simulated" in out.splitlines()[0]
    table = tmp_path / "x.csv"
    status, out, _ = unsc("classes", *files, "--out", table)
    assert table.read_text(encoding="utf-8") == two.as_csv()
    status, _, err = unsc("classes", *files, "--out", table)
    assert (status, err.strip()) == (
        2, f"--out {table}: is there already; add --overwrite to replace it"
    )  # fmt: skip


def test_many_classes_and_one_are_printed_in_eighty_columns(unsc, lesson, tmp_path):
    files = [
        class_of_a(lesson, tmp_path / f"a-class-of-a-long-name-{number}.jsonl", OTHER, seed=number)
        for number in range(1, 8)
    ]
    status, out, _ = unsc("classes", *files)
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "G  a-class-of-a-long-name-7: 2 pupils, seed 7" in out
    assert "Seeds differ" in out
    status, out, _ = unsc("classes", files[0])
    assert status == 0
    assert "seed: the same" not in out
    status, out, _ = unsc("classes", *files, "--json")
    found = json.loads(out)
    assert len(found["sections"]) == 7
    assert len(found["rows"]) == 7 * 4
    assert not found["same_seed"]


def test_the_command_refuses_what_is_none_with_a_sentence_each(unsc, tmp_path):
    text = tmp_path / "thesis.txt"
    text.write_text("my thesis", encoding="utf-8")
    status, out, err = unsc("classes", text, tmp_path / "none.jsonl", "--out", text)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 3
    assert "Traceback" not in err


def test_a_session_of_another_version_is_compared_with_a_sentence(
    unsc, lesson, tmp_path, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr("simulation.classroom.session.origin_of", lambda lesson: "0" * 64)
        path = class_of_a(lesson, tmp_path / "a.jsonl", OTHER)
    status, out, err = unsc("classes", path)
    assert status == 0
    assert "was begun by other code of" in err
    assert "points and votes here are those of this one" in err
    assert "points against the record" in out


def test_every_step_that_is_compared_has_lines():
    from simulation.cli.commands.classes import SHOWN

    assert set(SHOWN) == set(classes.BY_KIND)
