"""No page of any lesson says anything that its language has not said: marked words, whole lessons."""

import re
import tomllib
from html.parser import HTMLParser

import pytest
import tomli_w

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.pages import Class, answer, do

from simulation.classroom import catalogue, pictures
from simulation.classroom.catalogue import FOLDER, read_words, words_of
from simulation.classroom.kinds.amend import texts_of
from simulation.classroom.lesson import lesson_of, load_lesson
from simulation.classroom.lesson_file import find_lesson, lessons
from simulation.classroom.writing import Writing
from simulation.scenario.mistakes import InputError

NICKNAME = "Zyx"
SHOWN = (
    "title",
    "alt",
    "aria-label",
    "placeholder",
    "data-offline",
    "data-stale",
    "data-sum-words",
)
"""Attributes whose text somebody reads or hears."""

PHONES = {"five-seats": 11, "free-riders-council": 31}
"""So many phones that two decide for a state and one predicts."""

DECISIONS = {"want": 2, "draft": 2, "vote": "Y", "pledge": 1}


def marked(part):
    """Texts between marks, whatever they stand in."""
    if isinstance(part, str):
        return f"⟦{part}⟧"
    if isinstance(part, list):
        return [marked(each) for each in part]
    return {key: value if key == "by" else marked(value) for key, value in part.items()}


def left_unmarked(text):
    """The words that stand outside of marks."""
    before = None
    while before != text:
        before, text = text, re.sub("⟦[^⟦⟧]*⟧", " ", text)
    return re.findall(r"[^\W\d_]{2,}|[⟦⟧]", text)


class Seen(HTMLParser):
    """What somebody reads or hears of a page."""

    def __init__(self, html):
        super().__init__()
        self.found, self.silent = [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style")
        self.found += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


@pytest.fixture
def marks(monkeypatch, tmp_path):
    """A language ``xx``, the French one between marks; a lesson of the package in it."""
    tables = read_words("fr")
    locale = tables["language"]["locale"]
    tables = marked(tables)
    tables["language"]["locale"] = locale
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "xx.toml").write_text(tomli_w.dumps(tables), encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    for name in ("state", "listed", "day"):
        of_the_class = getattr(Writing, name)
        monkeypatch.setattr(
            Writing, name, lambda self, *given, f=of_the_class: (found := f(self, *given)) and marked(found)
        )  # fmt: skip
    words_of.cache_clear()

    def lesson(name):
        raw = tomllib.loads(find_lesson(name).read_text(encoding="utf-8"))
        for part in (raw, *raw.get("vote", []), *raw["step"]):
            part["words"]["xx"] = marked(part["words"]["fr"])
        return lesson_of(raw, name, "xx")

    yield lesson
    words_of.cache_clear()


class Watched:
    """A class whose every page is looked at."""

    def __init__(self, lesson, phones):
        self.school = Class(lesson)
        self.teacher, self.projector = self.school.teacher(), self.school.projector()
        self.phones, self.requests, self.pages = [], 0, 0
        for _ in range(phones):
            self.school.clock.now += 10.0
            self.phones.append(self.school.phone(NICKNAME))

    def look(self):
        some = {0, len(self.phones) // 2, len(self.phones) - 1}
        views = [(self.teacher, "/teacher/view"), (self.projector, "/projector/view")]
        views += [(self.phones[k], "/seat/view") for k in sorted(some)]
        self.school.clock.now += 10.0
        for browser, path in views:
            self.check(browser.get(path).json()["html"])

    def check(self, html):
        self.pages += 1
        data = {NICKNAME, self.school.session.code, "http"}
        for text in Seen(html).found:
            assert not set(left_unmarked(text)) - data, text

    def answered(self, phone, step, value):
        self.requests += 1
        found = answer(self.phones[phone], step, value, request=self.requests)
        assert left_unmarked(found.json()["said"]) == []
        return found.status_code == 200

    def play(self, step, each):
        """Look at a step as it is open, answered, locked, and at everything it reveals."""
        do(self.teacher, "go", step=step)
        self.look()
        seats = [0, len(self.phones) // 2, len(self.phones) - 1]
        if each.kind == "predict":
            names = self.school.session.lesson.cases[each.vote].permanent
            for phone, blocks in zip(seats, (list(names), [], list(names[:1])), strict=True):
                guess = {"yes": 9, "no": 3, "abstain": 3, "outcome": "vetoed", "blocks": blocks}
                assert self.answered(phone, step, guess)
        elif each.kind == "question":
            assert self.answered(0, step, {"choice": 1})
            assert self.answered(1, step, {"choice": each.key})
        elif each.kind == "amend":
            assert all(
                self.answered(k, step, {"clause": (0, 2, 5)[n]}) for n, k in enumerate(seats)
            )
        elif each.kind in DECISIONS:
            for phone in seats:
                self.answered(phone, step, {"decision": DECISIONS[each.kind]})
            self.answered(seats[-1], step, {"predicted": "adopted" if each.kind == "vote" else 300})
        self.look()
        do(self.teacher, "lock")
        self.look()
        while do(self.teacher, "reveal").status_code == 200:
            self.look()


@pytest.mark.long
@pytest.mark.parametrize("name", lessons())
def test_nothing_on_any_page_of_a_lesson_is_said_by_no_catalogue(name, marks):
    lesson = marks(name)
    watched = Watched(lesson, PHONES.get(name, 3))
    watched.check(watched.school.browser().get("/").text)
    watched.check(watched.teacher.get("/teacher").text)
    watched.check(watched.projector.get("/projector").text)
    watched.check(watched.phones[0].get("/").text)
    for step, each in enumerate(lesson.steps):
        watched.play(step, each)
        if each.kind == "amend":
            room = watched.school.session.room
            texts = [voted for voted, _ in texts_of(room)]
            drawn = pictures.amendments(room.case, texts, lesson.words)
            said = re.findall(r"<!-- (.*?) -->", drawn)
            assert len(said) > 10
            assert not [text for text in said if left_unmarked(text)]
    do(watched.teacher, "fork")
    do(watched.teacher, "blank")
    watched.look()
    assert watched.pages > 10 * len(lesson.steps)


def test_the_test_finds_a_word_that_no_catalogue_says():
    assert left_unmarked("⟦a ⟦b⟧ c⟧ 12 % · A") == []
    assert left_unmarked("⟦oui⟧: yes") == ["yes"]
    assert Seen('<p title="one">two<script>three</script></p>').found == ["one", "two"]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("name", lessons())
def test_the_pages_of_a_lesson_say_which_language_they_are_in(name, language):
    lesson = load_lesson(name, language)
    school = Class(lesson)
    assert lesson.language == language
    pages = [
        (school.browser(), "/"), (school.teacher(), "/teacher"),
        (school.projector(), "/projector"), (school.phone(), "/"),
    ]  # fmt: skip
    for browser, path in pages:
        assert f'<html lang="{language}"' in browser.get(path).text


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("name", lessons())
def test_a_lesson_has_all_its_texts_in_each_language(name, language):
    english, other = load_lesson(name), load_lesson(name, language)
    assert other.title != english.title
    assert other.content == english.content
    for mine, theirs in zip(english.steps, other.steps, strict=True):
        assert (mine.kind, mine.minutes, mine.key) == (theirs.kind, theirs.minutes, theirs.key)
        for key in ("title", "notes", "text", "question", "choices", "explained", "beliefs"):
            assert bool(getattr(mine, key)) == bool(getattr(theirs, key))
            assert not getattr(mine, key) or getattr(mine, key) != getattr(theirs, key)
    for case in other.cases.values():
        assert case.title != case.draft.title
        assert case.crisis != case.draft.crisis_name


WHOLE = """
title = "Mine"
[words.fr]
title = "La mienne"
[[vote]]
name = "a"
case = "syria-2011"
symbol = "S/2012/77"
history = ["One."]
[vote.words.fr]
crisis = "La guerre"
draft = "Un plan"
history = ["Un."]
[[step]]
kind = "join"
title = "Come in"
[step.words.fr]
title = "Entrez"
[[step]]
kind = "question"
question = "Who?"
choices = ["a", "b"]
key = 1
[step.words.fr]
question = "Qui ?"
choices = ["un", "deux"]
"""


def mistakes(text, language=None):
    with pytest.raises(InputError) as caught:
        lesson_of(tomllib.loads(text), "mine.toml", language)
    return caught.value.mistakes


def test_a_lesson_is_taught_in_a_language_of_its_file():
    lesson = lesson_of(tomllib.loads(WHOLE), "mine.toml", "fr")
    assert (lesson.title, lesson.steps[0].title, lesson.steps[1].choices) == (
        "La mienne", "Entrez", ["un", "deux"],
    )  # fmt: skip
    case = lesson.cases["a"]
    assert (case.crisis, case.title, case.history) == ("La guerre", "Un plan", ("Un.",))
    assert case.names["CHN"] == "Chine"
    assert lesson_of(dict(lesson.content), "kept", "fr") == lesson


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Entrez"\n', "", "mine.toml: step[1].words.fr.title is missing; the lesson has texts in fr"),
        ('title = "La mienne"\n', "", "mine.toml: words.fr.title"),
        ('draft = "Un plan"\n', "", "mine.toml: vote[1].words.fr.draft is missing"),
        ('history = ["Un."]\n', "", "mine.toml: vote[1].words.fr.history is missing"),
        ('["un", "deux"]', '["un", "deux", "trois"]', "step[2].words.fr.choices are 3 and not 2; write as many"),
        ('title = "Entrez"', 'title = "Entrez"\nnotes = "x"', "step[1].words.fr.notes has no step[1].notes beside it"),
        ('title = "Entrez"', 'titel = "Entrez"', "titel"),
        ("[step.words.fr]\ntitle", "[step.words.xy]\ntitle", "there are en, es and fr"),
        ('title = "Mine"', 'title = "Mine"\nlanguage = "xy"', "there are en, es and fr"),
        ('title = "Mine"', 'title = "Mine"\nlanguage = "fr"', "leave [words.fr] out"),
        ('title = "Mine"', 'title = "Mine"\nlanguage = "es"', "vote[1].draft is missing; on record it is in English"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_words_of_a_language_names_file_key_and_remedy(old, new, said):
    assert old in WHOLE
    found = mistakes(WHOLE.replace(old, new))
    assert any(said in mistake for mistake in found), found


def test_a_language_that_a_lesson_has_not_is_refused_with_those_it_has():
    (said,) = mistakes(WHOLE, "es")
    assert said == (
        "language = 'es': mine.toml has no texts in this language; it has en and fr, and "
        "[words.es] adds one"
    )
    (said,) = mistakes(WHOLE, "de")
    assert said == "language = 'de': there are no words in this language; there are en, es and fr"


def test_a_lesson_written_in_another_language_needs_no_english():
    french = WHOLE.replace('title = "Mine"', 'title = "La mienne"\nlanguage = "fr"')
    french = re.sub(r"\[(vote\.|step\.)?words\.fr\]\n(\w+ = .*\n)+", "", french)
    french = french.replace('name = "a"', 'name = "a"\ncrisis = "La guerre"\ndraft = "Un plan"')
    lesson = lesson_of(tomllib.loads(french), "mine.toml")
    assert (lesson.language, lesson.cases["a"].title) == ("fr", "Un plan")
