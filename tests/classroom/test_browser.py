"""The lesson in a real browser: a teacher by keyboard, a projector, three phones, no internet.

Screenshots of every step are written to out/classroom/ at the sizes of projector, laptop, phone.
"""

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")

from classroom.browsing import (
    LAPTOP,
    PHONE,
    PROJECTOR,
    SHOTS,
    SOON,
    Pages,
    fits,
    joined,
    look,
    smallest_type,
)
from classroom.live import started

pytestmark = pytest.mark.long


@pytest.fixture
def live(tmp_path):
    found = started(tmp_path)
    yield found
    found.kill()


def predict(phone, yes, no, abstain, outcome, *blocks):
    for name, value in (("yes", yes), ("no", no), ("abstain", abstain)):
        phone.fill(f"#{name}", str(value))
    phone.check(f"input[value={outcome}]")
    for member in blocks:
        phone.check(f"input[value={member}]")
    phone.click("button[type=submit]")
    phone.wait_for_selector(".sent", timeout=SOON)


def pick(phone, value):
    phone.check(f"form.answer input[value='{value}']")
    phone.click("button[type=submit]")
    phone.wait_for_selector(".sent", timeout=SOON)


def test_lesson_a_by_keyboard_with_a_projector_and_three_phones(live, browser):
    SHOTS.mkdir(parents=True, exist_ok=True)
    pages = Pages(browser)
    teacher = pages.open(live.console, LAPTOP)
    projector = pages.open(f"{live.home}projector", PROJECTOR, teacher.context)
    phones = []
    for name in ("Ada", "", "<b>Bob</b>"):
        phones.append(joined(pages, live, name))
    presses = []

    def press(key):
        teacher.bring_to_front()
        teacher.keyboard.press(key)
        presses.append(key)

    def see(name, heading, text=""):
        for page in (teacher, projector, phones[0]):
            page.locator("h1", has_text=heading).wait_for(timeout=SOON)
        if text:
            projector.get_by_text(text).first.wait_for(timeout=SOON)
        look(name, projector, teacher, phones[0])

    see("1-join", "Come in")
    press("ArrowRight")
    see("2-crisis", "The crisis", "Badge")
    press("ArrowRight")
    see("3-predict", "What will the Council decide?")
    predict(phones[0], 13, 2, 0, "vetoed", "CHN", "RUS")
    predict(phones[1], 11, 1, 3, "vetoed", "RUS")
    predict(phones[2], 12, 0, 3, "adopted")
    press("l")
    see("3-predict-locked", "What will the Council decide?", "What the class expects")
    press("ArrowRight")
    see("4-reveal", "The vote", "So far: 0 yes")
    press("Space")
    see("4-reveal-one", "The vote", "So far: 1 yes")
    press("Shift+Space")
    see("4-reveal-all", "The vote", "It would have passed if")
    press("ArrowRight")
    see("5-question", "Why did it fail?")
    for phone, choice in zip(phones, (2, 3, 2), strict=True):
        pick(phone, choice)
    press("l")
    see("5-question-locked", "Why did it fail?", "Right:")
    press("ArrowRight")
    see("6-amend", "Make it pass")
    for phone, rung in zip(phones, (0, 4, 5), strict=True):
        pick(phone, rung)
    press("l")
    see("6-amend-locked", "Make it pass", "96.2 %")
    press("ArrowRight")
    see("7-rules", "Other rules, same members", "No veto on mass atrocities")
    press("ArrowRight")
    see("8-predict", "Predict again")
    for phone in phones:
        predict(phone, 10, 0, 5, "adopted")
    press("ArrowRight")
    press("Shift+Space")
    see("9-reveal-all", "The second vote", "ADOPTED")
    press("ArrowRight")
    see("10-scores", "How well did we predict?", "To talk about")
    assert len(presses) <= 15
    assert pages.beyond == []
    assert pages.errors == []


def test_the_projector_on_a_larger_screen_and_without_motion(live, browser):
    pages = Pages(browser)
    context = browser.new_context(reduced_motion="reduce")
    teacher = pages.open(live.console, LAPTOP, context)
    projector = pages.open(f"{live.home}projector", (1920, 1080), context)
    assert fits(projector)
    assert smallest_type(projector) >= 28
    assert projector.evaluate(
        "[...document.querySelectorAll('*')].every(e => getComputedStyle(e).animationName === 'none')"
    )
    teacher.close()
    assert pages.beyond == []


def test_a_phone_in_flight_mode_keeps_its_answer_and_sends_it_when_it_is_back(live, browser):
    pages = Pages(browser)
    teacher = pages.open(live.console, LAPTOP)
    teacher.get_by_role("button", name="Predict again").click()
    teacher.locator("h1", has_text="Predict again").wait_for(timeout=SOON)
    phone = pages.open(f"{live.home}?code={live.code}", PHONE)
    phone.click("button[type=submit]")
    phone.locator("h1", has_text="Predict again").wait_for(timeout=SOON)
    phone.wait_for_selector("form.answer", timeout=SOON)
    phone.context.set_offline(True)
    for name, value in (("yes", 10), ("no", 0), ("abstain", 5)):
        phone.fill(f"#{name}", str(value))
    phone.check("input[value=adopted]")
    phone.click("button[type=submit]")
    phone.get_by_text("No connection").wait_for(timeout=SOON)
    phone.context.set_offline(False)
    phone.wait_for_selector(".sent", timeout=SOON)
    phone.reload()
    assert phone.input_value("#yes") == "10"
    phone.context.clear_cookies()
    phone.goto(live.home)
    phone.wait_for_selector(".step", timeout=SOON)
    assert phone.input_value("#yes") == "10"
    teacher.close()
    assert pages.beyond == []
