"""Pages in a real browser: what they request, how they look, what axe says of them."""

import shutil
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
SHOTS = Path(__file__).parents[2] / "out" / "classroom"
PROJECTOR, LAPTOP, PHONE = (1280, 720), (1366, 768), (360, 740)
SOON = 60_000
"""Milliseconds after which what is new has not come; a page asks each second and a half."""


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


def look(name, projector, teacher, phone):
    """Screenshots of the three pages as they are, and what is to hold of each."""
    for role, page in (("projector", projector), ("laptop", teacher), ("phone", phone)):
        page.bring_to_front()
        loaded(page)
        page.wait_for_timeout(300)
        page.screenshot(path=SHOTS / f"{name}-{role}.png", full_page=role == "phone")
        assert serious(page) == [], (name, role)
    assert fits(projector), name
    assert smallest_type(projector) >= 28, name
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360, name


def joined(pages, live, name):
    """A phone that has come in by the QR code's address."""
    phone = pages.open(f"{live.home}?code={live.code}", PHONE)
    assert serious(phone) == []
    phone.fill("#name", name)
    phone.click("button[type=submit]")
    phone.wait_for_selector(".step", timeout=SOON)
    return phone
