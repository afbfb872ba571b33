"""The page to take home: its numbers are the commands', it loads nothing, and names nobody."""

import json
import re
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.at_council import entered, here
from classroom.pages import Class, answer, do, text_of
from classroom.steps import GUESS, go, happen, join, step_of
from classroom.steps import answer as sent

from simulation.analysis.forecast import forecast
from simulation.classroom.cases import scenario_under
from simulation.classroom.handouts import HANDOUTS
from simulation.classroom.handouts.page import STATIC, digest_of
from simulation.classroom.handouts.riding import CONTRIBUTORS, GRAVITY, INEQUALITY, grid, point
from simulation.classroom.handouts.take_home import content, take_home
from simulation.classroom.lesson import load_lesson
from simulation.classroom.lesson_file import lessons
from simulation.classroom.state import State
from simulation.classroom.table import scenario_of
from simulation.figures.forecast_words import outcome_parts

MADE = {}


def made(name):
    """The page of a lesson that nobody has played, made once."""
    if name not in MADE:
        MADE[name] = take_home(here(load_lesson(name), State(seed=1)))
    return MADE[name]


def shown(html):
    return unescape(text_of(html))


def embedded(html, name):
    """The data of a part of a page."""
    part = re.search(rf'<section [^>]*id="{name}">(.*?)</section>', html, re.S)[1]
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', part, re.S)[1])


@pytest.mark.parametrize("name", lessons())
def test_a_page_loads_nothing_and_is_small(name):
    html = made(name)
    assert not re.search(r"https?:|//[a-z]|\bsrc=|\bhref=|<link|<img|@import|url\(", html)
    style, script = (
        (STATIC / f"take-home.{kind}").read_text(encoding="utf-8") for kind in ("css", "js")
    )
    assert f"<style>{style}</style>" in html
    assert f"<script>{script}</script>" in html
    policy = f"style-src {digest_of(style)}; script-src {digest_of(script)}"
    assert f"default-src 'none'; {policy}; base-uri 'none'" in unescape(html)
    assert len(html.encode()) < 3_000_000


@pytest.mark.parametrize("rules", [None, "no-veto", "double-veto", "suspended-in-atrocities"])
def test_every_chance_is_the_forecasts_to_the_last_digit(rules):
    lesson = load_lesson("why-did-it-fail")
    case = lesson.cases["first"]
    found = forecast(scenario_under(case.case, rules), draft=case.number + 1)
    number = [None, "no-veto", "double-veto", "suspended-in-atrocities"].index(rules)
    points = embedded(made("why-did-it-fail"), "vote-1")[number]
    assert len(points) in (len(found.curve), len(found.curve) + 1)
    for row in found.curve:
        adopted, vetoed, short = outcome_parts(row).values()
        assert [
            one for one in points
            if one["sentence"].startswith(f"Strength {row['strength']:.2f} ")
            and f"adopted {adopted} %, vetoed {vetoed} %, fell short {short} %." in one["sentence"]
            and f"On average {row['expected_yes']:.1f} of 15 say yes; 9 are" in one["sentence"]
        ], row  # fmt: skip


@pytest.mark.parametrize("strength", [0.35, 0.5, 0.95])
def test_a_point_is_what_the_command_prints_at_this_strength(unsc, strength):
    status, out, _ = unsc(
        "forecast", "syria-2011", "--draft", "S/2012/77", "--strength", strength, "--json"
    )
    found = json.loads(out)
    assert status == 0
    adopted, vetoed, short = outcome_parts(found["outcomes"]).values()
    (sentence,) = (
        one["sentence"] for one in embedded(made("why-did-it-fail"), "vote-1")[0]
        if one["sentence"].startswith(f"Strength {strength:.2f} ")
    )  # fmt: skip
    assert f"adopted {adopted} %, vetoed {vetoed} %, fell short {short} %." in sentence
    assert f"On average {found['expected_yes']:.1f} of 15" in sentence


def test_the_record_and_the_simulation_are_named():
    text = shown(made("why-did-it-fail"))
    assert "On record: vetoed, 13 yes, 2 no, 0 abstaining, 0 not voting." in text
    assert text.count("simulated") >= 3
    assert "Nothing here forecasts any government" in text
    assert "All states of this lesson are invented" in shown(made("five-seats"))


def parameters():
    return scenario_of(load_lesson("free-riders-council").council.setting).parameters


@pytest.mark.parametrize("many", [2, 5, 15])
@pytest.mark.parametrize("gravity", [0.5, 1.0])
def test_of_equals_the_equilibrium_is_the_one_of_paper_and_pencil(many, gravity):
    p = parameters()
    k, stake = p.total_capability / many, p.stake_scale * gravity / many
    each = k * (stake * p.satiation - p.unit_cost) / (1.0 + many * k * stake)
    whole = p.stake_scale * gravity
    best = k * (whole * p.satiation - p.unit_cost) / (1.0 + many * k * whole)
    found = point(many, gravity, 1, p)
    assert found.given == pytest.approx(1000 * many * each, abs=0.05)
    assert found.best == pytest.approx(1000 * many * best, abs=0.05)
    assert found.p_win == pytest.approx(many * each / (many * each + 0.5))
    assert found.needed == 500.0


def test_more_states_give_less_and_unequal_ones_more_but_never_what_is_best():
    p = parameters()
    rows = {(each.contributors, each.gravity, each.inequality): each for each in grid(p)["points"]}
    assert len(rows) == len(CONTRIBUTORS) * len(GRAVITY) * len(INEQUALITY)
    for (many, gravity, ratio), each in rows.items():
        assert each.given <= each.best
        assert each.points <= each.points_best
        if ratio == 1 and many > CONTRIBUTORS[0]:
            before = CONTRIBUTORS[CONTRIBUTORS.index(many) - 1]
            assert each.given <= rows[before, gravity, 1].given
        if many == 15 and ratio > 1:
            assert each.given >= rows[15, gravity, 1].given


def test_the_sliders_pick_the_points_in_the_order_of_the_grid():
    data = embedded(made("free-riders-council"), "riding")
    many, grave, ratio = (len(each) for each in data["sliders"])
    assert (many, grave, ratio) == (len(CONTRIBUTORS), len(GRAVITY), len(INEQUALITY))
    for i, j, k in ((0, 0, 0), (5, 4, 2), (7, 9, 5), (2, 9, 0)):
        found = point(CONTRIBUTORS[i], GRAVITY[j], INEQUALITY[k], parameters())
        sentence = data["points"][(i * grave + j) * ratio + k]
        assert f"given: {found.given:.0f}, best for all: {found.best:.0f}" in sentence
    assert len(data["lines"]) == grave * ratio


def test_what_happened_in_class_is_what_was_closed_and_revealed_and_names_nobody():
    lesson = load_lesson("why-did-it-fail")
    predict, reveal, amend = (step_of(lesson, kind) for kind in ("predict", "reveal", "amend"))
    state = happen(
        lesson, join(1, "Adalbert"), join(2, "Berenike"), go(predict), sent(1, predict, GUESS),
        state=State(seed=1),
    )  # fmt: skip
    assert content(here(lesson, state))["happened"] == []
    state = happen(lesson, {"do": "lock"}, go(reveal), {"do": "reveal"}, state=state)
    (expected,) = content(here(lesson, state))["happened"]
    assert expected["kind"] == "predict"
    state = happen(lesson, {"do": "reveal_all"}, go(amend), sent(2, amend, {"clause": 0}, request=2),
                   {"do": "lock"}, state=state)  # fmt: skip
    found = content(here(lesson, state))["happened"]
    assert [each["kind"] for each in found] == ["predict", "reveal", "amend"]
    html = take_home(here(lesson, state))
    text = shown(re.search(r'<section id="happened">(.*?)</section>', html, re.S)[1])
    assert "vetoed: 1" in text
    assert "VETOED. 13 yes, 9 needed; blocked by Russian Federation. (simulated)" in text
    assert "On record: vetoed, 13 yes, 2 no" in text
    assert "condemn or demand: 96.2 %" in text
    assert "Adalbert" not in html
    assert "Berenike" not in html


def test_what_a_council_of_pupils_did_is_told():
    lesson = load_lesson("free-riders-council")
    vote, pledge, burden = (step_of(lesson, kind) for kind in ("vote", "pledge", "burden"))
    state = happen(
        lesson, go(vote), {"do": "paper", "step": vote, "decisions": {"rival": "Y"}},
        go(pledge), {"do": "paper", "step": pledge, "decisions": {"ally": 7}}, go(burden),
        state=entered(lesson, 1),
    )  # fmt: skip
    found = content(here(lesson, state))["happened"]
    assert [each["kind"] for each in found] == ["vote"]
    state = happen(lesson, {"do": "reveal"}, state=state)
    kinds = [each["kind"] for each in content(here(lesson, state))["happened"]]
    assert kinds == ["vote", "burden"]
    assert "Resistance: " in shown(take_home(here(lesson, state)))


def test_the_console_gives_the_page_to_the_teacher_alone_and_the_browser_may_run_its_script():
    room = Class(load_lesson("five-seats"))
    teacher, phone = room.teacher(), room.phone("Adalbert")
    assert do(teacher, "next").status_code == 200
    assert answer(phone, 1, {}).status_code == 409
    found = teacher.get("/teacher/take-home.html")
    script = digest_of((STATIC / "take-home.js").read_text(encoding="utf-8"))
    assert f"script-src {script}" in found.headers["content-security-policy"]
    assert "unsafe" not in found.headers["content-security-policy"]
    assert "Adalbert" not in found.text
    for other in (phone, room.projector()):
        assert other.get("/teacher/take-home.html").status_code == 403


@pytest.mark.parametrize("name", lessons())
def test_all_handouts_of_a_lesson_can_be_made_in_all_its_languages(name):
    for language in load_lesson(name).content.get("words", {}):
        room = here(load_lesson(name, language), State(seed=1))
        for make in HANDOUTS.values():
            assert f'<html lang="{language}">' in make(room)


@pytest.mark.long
@pytest.mark.parametrize("name", ["why-did-it-fail", "free-riders-council"])
def test_sliders_work_by_keyboard_on_a_small_phone_without_a_network(name, browser, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(made(name), encoding="utf-8")
    page, requests, errors = browser.new_page(viewport={"width": 360, "height": 740}), [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    said, slider = page.locator(".answer").first, page.locator("input[type=range]").first
    mark = page.locator(".here").first
    if name == "why-did-it-fail":
        points = embedded(made(name), "vote-1")
        own = int(slider.get_attribute("value"))
        assert said.text_content() == points[0][own]["sentence"]
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert said.text_content() == points[0][own + 1]["sentence"]
        assert slider.get_attribute("aria-valuetext") == points[0][own + 1]["label"]
        assert mark.get_attribute("x1") == f"{points[0][own + 1]['x']:g}"
        page.keyboard.press("End")
        assert said.text_content() == points[0][-1]["sentence"]
        page.locator("input[type=radio]").first.focus()
        page.keyboard.press("ArrowDown")
        assert said.text_content() == points[1][-1]["sentence"]
        assert [one.is_visible() for one in page.locator("#vote-1 figure").all()] == [
            False, True, False, False,
        ]  # fmt: skip
    else:
        data = embedded(made(name), "riding")
        grave, ratio = (len(each) for each in data["sliders"][1:])
        for key in ("Home", "End", "ArrowLeft"):
            for each in page.locator("input[type=range]").all():
                each.focus()
                page.keyboard.press(key)
            i, j, k = (int(v) for v in page.evaluate(
                "[...document.querySelectorAll('input[type=range]')].map(one => one.value)"
            ))  # fmt: skip
            assert said.text_content() == data["points"][(i * grave + j) * ratio + k]
            line = page.locator("polyline.given").get_attribute("points")
            assert line == data["lines"][j * ratio + k]["given"]
    axe = Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js")
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(found => found.violations)")
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert requests == [path.as_uri()]
    assert errors == []
