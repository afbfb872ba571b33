"""Lessons in which pupils hold states, in a real browser: from the door to the debrief, no internet.

Screenshots of every step are written to out/classroom/ at the sizes of projector, laptop, phone.
"""

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.browsing import LAPTOP, PROJECTOR, SHOTS, SOON, Pages, joined, look
from classroom.live import started

from simulation.classroom.lesson import load_lesson

pytestmark = pytest.mark.long


DECIDES = ("want", "draft", "vote", "pledge", "question")
REVEALS = 4


def decide(phone, kind, number):
    """Fill in and send the form of a phone, if it has one; whether it has.

    All want what is strongest, so that they gain from an answer and are asked what they give.
    """
    if phone.locator("form.answer").count() == 0:
        return False
    if phone.locator("form.answer input[type=number]").count():
        phone.fill("form.answer input[type=number]", str(10 * number))
    else:
        radios = phone.locator("form.answer input[type=radio]")
        last = radios.count() - 1
        radios.nth(last if kind == "want" else min(number, last)).check()
    phone.click("form.answer button[type=submit]")
    phone.wait_for_selector(".sent", timeout=SOON)
    return True


@pytest.mark.parametrize("name", ["free-riders-council", "five-seats"])
def test_a_council_of_pupils_by_keyboard_with_a_projector_and_three_phones(name, browser, tmp_path):
    SHOTS.mkdir(parents=True, exist_ok=True)
    lesson, live, pages = load_lesson(name), started(tmp_path, name), Pages(browser)
    try:
        teacher = pages.open(live.console, LAPTOP)
        projector = pages.open(f"{live.home}projector", PROJECTOR, teacher.context)
        phones = [joined(pages, live, who) for who in ("Ada", "", "<b>Bob</b>")]
        decided = set()

        def press(key):
            teacher.bring_to_front()
            teacher.keyboard.press(key)

        for number, step in enumerate(lesson.steps):
            if number:
                press("ArrowRight")
            for page in (teacher, projector, *phones):
                page.locator("h1", has_text=step.title).wait_for(timeout=SOON)
            shot = f"{name}-{number + 1:02}-{step.kind}"
            look(shot, projector, teacher, phones[0])
            if step.kind in DECIDES:
                sent = [decide(phone, step.kind, n) for n, phone in enumerate(phones)]
                if any(sent):
                    decided.add(step.kind)
                press("l")
                teacher.get_by_text("Open again").wait_for(timeout=SOON)
                phones[0].get_by_text("Closed").first.wait_for(timeout=SOON)
                projector.wait_for_timeout(2000)  # a page asks each second and a half
                look(f"{shot}-locked", projector, teacher, phones[0])
            if step.kind == "burden":
                for shown in range(1, REVEALS + 1):
                    press("Space")
                    teacher.get_by_text(f"{shown} of {REVEALS} revealed").wait_for(timeout=SOON)
                    projector.wait_for_timeout(2000)
                    look(f"{shot}-{shown}", projector, teacher, phones[0])
        assert {"vote", "pledge"} <= decided
        assert "To talk about" in projector.inner_text("#view")
        assert pages.beyond == []
        assert pages.errors == []
    finally:
        live.kill()
