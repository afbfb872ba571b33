"""The packs for print: whole, from the lesson's own data, with the key on no pupil's sheet."""

import re
from html import unescape

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.pages import Class, do, text_of

from simulation.analysis.forecast import forecast
from simulation.classroom.catalogue import words_of
from simulation.classroom.handouts.pack import content, pack
from simulation.classroom.handouts.page import STATIC, digest_of
from simulation.classroom.lesson import load_lesson
from simulation.classroom.lesson_file import lessons
from simulation.classroom.pages import Pages
from simulation.figures.forecast_words import outcome_parts

PAGES = Pages(words_of("en"))
MADE = {}


def made(name):
    """The pack of a lesson, made once."""
    if name not in MADE:
        MADE[name] = pack(load_lesson(name), 1)
    return MADE[name]


def sections(html, who):
    return re.findall(rf'<section class="[^"]*{who}[^"]*" id="[^"]*">(.*?)</section>', html, re.S)


def section(html, name):
    return re.search(rf'<section class="[^"]*" id="{name}">(.*?)</section>', html, re.S)[1]


def shown(html):
    return unescape(text_of(html))


def articles(html):
    """The cards of a section by the name they bear."""
    found = {}
    for article in re.findall(r'<article class="card">(.*?)</article>', html, re.S):
        name = shown(re.search(r"<h3>(.*?)</h3>", article)[1]).removesuffix(" ★")
        assert name not in found
        found[name] = shown(article)
    return found


@pytest.mark.parametrize("name", lessons())
def test_a_pack_loads_nothing_and_runs_nothing(name):
    html = made(name)
    assert not re.search(r"https?:|//|\bsrc=|\bhref=|<link|<script|<img|@import|url\(", html)
    style = (STATIC / "pack.css").read_text(encoding="utf-8")
    assert f"<style>{style}</style>" in html
    assert f"default-src 'none'; style-src {digest_of(style)}; base-uri 'none'" in unescape(html)
    assert "style=" not in html
    assert len(html.encode()) < 200_000


def test_no_type_is_smaller_than_eleven_points():
    style = (STATIC / "pack.css").read_text(encoding="utf-8")
    sizes = re.findall(r"font(?:-size)?:\s*([\d.]+)(pt|em)", style)
    assert len(sizes) > 4
    assert all(float(size) >= (11 if unit == "pt" else 1) for size, unit in sizes)


@pytest.mark.parametrize("name", lessons())
def test_the_questions_are_those_of_the_lesson_and_their_key_is_on_no_pupils_sheet(name):
    lesson = load_lesson(name)
    lesson = load_lesson(lesson.pack.of) if lesson.pack.of else lesson
    asked = [*(lesson.steps[k] for k in lesson.all_of("question")), *lesson.pack.question]
    assert len(asked) == 3
    html = made(name)
    key, sheet = shown(section(html, "key")), shown(section(html, "questions"))
    pupils = shown(" ".join(sections(html, "pupils")))
    for one in asked:
        right = f"✓ {'ABCDEF'[one.key - 1]}. {one.choices[one.key - 1]}"
        assert right in key
        for choice in one.choices:
            assert choice in key
            assert f"☐ {'ABCDEF'[one.choices.index(choice)]}. {choice}" in sheet
        for secret in (one.explained, *one.beliefs):
            assert secret in key
            assert secret not in pupils
    assert "✓" not in pupils
    assert "Badge" not in pupils
    for aim in lesson.pack.aims:
        assert aim not in pupils


@pytest.mark.parametrize("name", lessons())
def test_the_plan_is_that_of_the_steps_by_the_minute(name):
    lesson = load_lesson(name)
    plan = shown(section(made(name), "plan"))
    now = 0.0
    for step in lesson.steps:
        begins, ends = (f"{int(m)}:{int(60 * m) % 60:02d}" for m in (now, now + step.minutes))
        assert f"{begins}–{ends} {step.title} {step.notes}" in plan
        now += step.minutes
    assert f"Plan for {now:g} minutes" in plan


def test_both_plans_are_in_the_pack_of_a_lesson_with_a_short_version():
    plan = shown(section(made("why-did-it-fail"), "plan"))
    assert "Plan for 50 minutes" in plan
    assert "Plan for 20 minutes" in plan
    assert made("why-did-it-fail") == made("why-did-it-fail-20")


@pytest.mark.parametrize("name", ["free-riders-council", "five-seats"])
def test_every_state_that_pupils_hold_has_its_card(name):
    lesson = load_lesson(name)
    council = content(lesson, 1)["council"]
    found = articles(section(made(name), "cards-council"))
    assert len(found) == len(lesson.council.people) == len(council["cards"])
    for holder in council["cards"]:
        for line in (*holder.lines, *holder.later):
            assert PAGES.said(line) in found[holder.name]
        keys = [line["key"] for line in (*holder.lines, *holder.later)]
        assert any(key.startswith("card.means") for key in keys)
        assert {"card.friends", "card.stake"} <= set(keys)
        assert {"card.giving", "card.giving_gains"} & set(keys)
        assert any(
            key in ("card.red_line", "card.red_line_any", "card.no_red_line") for key in keys
        )
        assert any(key.startswith("card.veto") for key in keys) == holder.veto


def test_every_member_of_a_real_council_has_its_card_marked_as_simulated():
    lesson = load_lesson("why-did-it-fail")
    for number, case in enumerate(lesson.cases.values(), start=1):
        found = articles(section(made("why-did-it-fail"), f"cards-{number}"))
        assert set(found) == set(case.names.values())
        for member, name in case.names.items():
            assert "simulated" in found[name]
            assert "Your friends" not in found[name]
            assert re.search("Your interests want", found[name])
            assert ("Your no blocks, and costs you" in found[name]) == (member in case.permanent)
    first = articles(section(made("why-did-it-fail"), "cards-1"))
    assert "The challenger is your friend" in first["Russian Federation"]
    assert "You hold the pen" in first["Morocco"]


def test_a_card_of_a_case_says_what_a_forecast_holds():
    case = load_lesson("why-did-it-fail").cases["first"]
    wanted = {m.member: m.wanted for m in forecast(case.scenario, draft=case.number + 1).members}
    sheet = content(load_lesson("why-did-it-fail"), 1)["votes"][0]
    for holder in sheet["cards"]:
        (line,) = (one for one in holder.later if one["key"].startswith("card.want"))
        assert (line["key"] == "card.want_nothing") == (wanted[holder.member] <= 0.0)


def test_the_chances_of_the_key_are_those_of_a_forecast_to_the_last_digit():
    html = made("why-did-it-fail")
    case = load_lesson("why-did-it-fail").cases["first"]
    key = shown(section(html, "key-1"))
    for strength, words in case.ladder:
        found = forecast(case.scenario, draft=case.number + 1, strength=strength)
        parts = " ".join(f"{part} %" for part in outcome_parts(found.outcomes).values())
        assert f"{words} {parts}" in key
    assert "On record: vetoed, 13 yes, 2 no, 0 abstaining, 0 not voting" in key


def test_a_pack_says_what_it_is_of():
    invented = shown(section(made("free-riders-council"), "plan"))
    assert "All states of this lesson are invented" in invented
    real = shown(section(made("why-did-it-fail"), "plan"))
    assert "Nothing here forecasts any government" in real
    for sheet in sections(made("why-did-it-fail"), "pupils"):
        text = shown(sheet)
        assert "simulated" in text or "questions" in text or "After the lesson" in text


def test_a_lesson_of_ones_own_without_a_part_for_print_has_a_pack(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "Mine"\n[council]\nscenario = "kuwait-1990"\npeople = ["YEM", "CUB"]\n'
        '[[step]]\nkind = "join"\ntitle = "In"\n[[step]]\nkind = "vote"\ncrisis = 1\n',
        encoding="utf-8",
    )
    html = pack(load_lesson(str(path)), 1)
    assert set(articles(section(html, "cards-council"))) == {"Yemen", "Cuba"}
    assert "simulated" in shown(section(html, "cards-council"))
    assert 'id="rubric"' not in html


def test_the_console_gives_the_pack_to_the_teacher_alone():
    room = Class(load_lesson("five-seats"))
    teacher = room.teacher()
    assert 'href="/teacher/pack.html"' in teacher.get("/teacher").text
    answer = teacher.get("/teacher/pack.html")
    assert answer.text == made("five-seats")
    style = digest_of((STATIC / "pack.css").read_text(encoding="utf-8"))
    policy = answer.headers["content-security-policy"]
    assert policy == (
        f"default-src 'none'; style-src {style}; base-uri 'none'; frame-ancestors 'none'"
    )
    for other in (room.phone(), room.projector()):
        assert other.get("/teacher/pack.html").status_code == 403
        assert other.get("/teacher/slips.html").status_code == 403


def test_the_slips_of_a_step_are_what_each_state_sees_on_its_phone():
    lesson = load_lesson("five-seats")
    room = Class(lesson)
    teacher = room.teacher()
    step = lesson.all_of("want")[0]
    assert 'href="/teacher/slips.html"' in do(teacher, "go", step=step).json()["html"]
    slips = articles(teacher.get("/teacher/slips.html").text)
    phones = [room.phone() for _ in lesson.council.people]
    for phone, text in zip(phones, slips.values(), strict=True):
        lines = re.search(r'<ul class="card">(.*?)</ul>', phone.get("/").text, re.S)[1]
        for line in re.findall(r"<li>(.*?)</li>", lines):
            assert shown(line) in text
    do(teacher, "lock")
    assert articles(teacher.get("/teacher/slips.html").text) == {}


@pytest.mark.long
@pytest.mark.parametrize("name", lessons())
def test_a_pack_prints_on_a4_and_letter_on_a_sensible_number_of_pages(name, browser, tmp_path):
    path = tmp_path / "pack.html"
    path.write_text(made(name), encoding="utf-8")
    sheets = made(name).count('class="sheet') + 1
    page, requests, errors = browser.new_page(), [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    for size, box in (("A4", (595, 842)), ("Letter", (612, 792))):
        pdf = page.pdf(format=size)
        wide, high = (float(n) for n in re.search(
            rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())  # fmt: skip
        assert abs(wide - box[0]) < 2 > abs(high - box[1])
        assert sheets - 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2 * sheets + 6
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 640, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert requests == [path.as_uri()]
    assert errors == []
