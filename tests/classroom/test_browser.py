"""The lesson in a real browser: a teacher by keyboard, a projector, three phones, no internet.

Screenshots of every step are written to out/classroom/ at the sizes of projector, laptop, phone.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("starlette", reason="needs the extra [classroom]")
pytest.importorskip("playwright", reason="needs playwright, which the developers' set-up has")

from classroom.live import started
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.long

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
SHOTS = Path(__file__).parents[2] / "out" / "classroom"
PROJECTOR, LAPTOP, PHONE = (1280, 720), (1366, 768), (360, 740)
SOON = 4000
"""Milliseconds in which every page has what is new; a page asks each second and a half."""

if CHROMIUM is None:
    pytest.skip("no Chromium: apt-get install chromium (Debian)", allow_module_level=True)


@pytest.fixture
def live(tmp_path):
    found = started(tmp_path)
    yield found
    found.kill()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Pages:
    """Pages of one browser; a request beyond this computer, or an error of a script, is kept."""

    def __init__(self, browser):
        self.browser, self.beyond, self.errors = browser, [], []

    def open(self, url, size, context=None):
        width, height = size
        home = context or self.browser.new_context(viewport={"width": width, "height": height})
        page = home.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.route("**/*", self.let_through)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self.noted)
        page.goto(url)
        return page

    def let_through(self, route):
        where = urlsplit(route.request.url)
        if where.scheme in ("http", "https") and where.hostname != "127.0.0.1":
            self.beyond.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    def noted(self, message):
        # A phone without network says so in the console of its browser, and that is no error.
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.errors.append(message.text)


def serious(page):
    """What axe finds to be a serious fault of the page."""
    source = Path(find_spec("axe_playwright_python").origin).with_name("axe.min.js")
    page.evaluate(source.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(found => found.violations)")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def smallest_type(page):
    """The smallest type on a page that shows text, in pixels."""
    return page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('#view *')].filter(one =>
             [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
             && one.getClientRects().length && !one.closest('.unseen')
           ).map(one => parseFloat(getComputedStyle(one).fontSize)))"""
    )


def loaded(page):
    """Wait until every picture of a page is there; the page's own policy forbids a waiting function."""
    for _ in range(40):
        if page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)"):
            return
        page.wait_for_timeout(250)
    raise AssertionError("a picture did not load")


def fits(page):
    """Whether nothing of a page lies beyond its window."""
    return page.evaluate(
        "document.documentElement.scrollHeight <= innerHeight"
        " && document.documentElement.scrollWidth <= innerWidth"
    )


def predict(phone, yes, no, abstain, outcome, *blocks):
    for name, value in (("yes", yes), ("no", no), ("abstain", abstain)):
        phone.fill(f"#{name}", str(value))
    phone.check(f"input[value={outcome}]")
    for member in blocks:
        phone.check(f"input[value={member}]")
    phone.click("button[type=submit]")
    phone.wait_for_selector(".sent", timeout=2 * SOON)


def pick(phone, value):
    phone.check(f"form.answer input[value='{value}']")
    phone.click("button[type=submit]")
    phone.wait_for_selector(".sent", timeout=2 * SOON)


def test_lesson_a_by_keyboard_with_a_projector_and_three_phones(live, browser):
    SHOTS.mkdir(parents=True, exist_ok=True)
    pages = Pages(browser)
    teacher = pages.open(live.console, LAPTOP)
    projector = pages.open(f"{live.home}projector", PROJECTOR, teacher.context)
    phones = []
    for name in ("Ada", "", "<b>Bob</b>"):
        phone = pages.open(f"{live.home}?code={live.code}", PHONE)
        assert serious(phone) == []
        phone.fill("#name", name)
        phone.click("button[type=submit]")
        phone.wait_for_selector(".step")
        phones.append(phone)
    presses = []

    def press(key):
        teacher.bring_to_front()
        teacher.keyboard.press(key)
        presses.append(key)

    def look(name, heading, text=""):
        for page in (teacher, projector, phones[0]):
            page.locator("h1", has_text=heading).wait_for(timeout=SOON)
        if text:
            projector.get_by_text(text).first.wait_for(timeout=SOON)
        for role, page in (("projector", projector), ("laptop", teacher), ("phone", phones[0])):
            page.bring_to_front()
            loaded(page)
            page.wait_for_timeout(300)
            page.screenshot(path=SHOTS / f"{name}-{role}.png", full_page=role == "phone")
            assert serious(page) == [], (name, role)
        assert fits(projector), name
        assert smallest_type(projector) >= 28, name
        assert phones[0].evaluate("document.documentElement.scrollWidth") <= 360

    look("1-join", "Come in")
    press("ArrowRight")
    look("2-crisis", "The crisis", "Badge")
    press("ArrowRight")
    look("3-predict", "What will the Council decide?")
    predict(phones[0], 13, 2, 0, "vetoed", "CHN", "RUS")
    predict(phones[1], 11, 1, 3, "vetoed", "RUS")
    predict(phones[2], 12, 0, 3, "adopted")
    press("l")
    look("3-predict-locked", "What will the Council decide?", "What the class expects")
    press("ArrowRight")
    look("4-reveal", "The vote", "So far: 0 yes")
    press("Space")
    look("4-reveal-one", "The vote", "So far: 1 yes")
    press("Shift+Space")
    look("4-reveal-all", "The vote", "It would have passed if")
    press("ArrowRight")
    look("5-question", "Why did it fail?")
    for phone, choice in zip(phones, (2, 3, 2), strict=True):
        pick(phone, choice)
    press("l")
    look("5-question-locked", "Why did it fail?", "Right:")
    press("ArrowRight")
    look("6-amend", "Make it pass")
    for phone, rung in zip(phones, (0, 4, 5), strict=True):
        pick(phone, rung)
    press("l")
    look("6-amend-locked", "Make it pass", "96.2 %")
    press("ArrowRight")
    look("7-rules", "Other rules, same members", "No veto on mass atrocities")
    press("ArrowRight")
    look("8-predict", "Predict again")
    for phone in phones:
        predict(phone, 10, 0, 5, "adopted")
    press("l")
    look("8-predict-locked", "Predict again", "What the class expects")
    press("ArrowRight")
    press("Shift+Space")
    look("9-reveal-all", "The second vote", "ADOPTED")
    press("ArrowRight")
    look("10-scores", "How well did we predict?", "To talk about")
    assert len([key for key in presses if key != "Space"]) <= 15
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
    phone.wait_for_selector(".sent", timeout=3 * SOON)
    phone.reload()
    assert phone.input_value("#yes") == "10"
    phone.context.clear_cookies()
    phone.goto(live.home)
    phone.wait_for_selector(".step", timeout=SOON)
    assert phone.input_value("#yes") == "10"
    teacher.close()
    assert pages.beyond == []
