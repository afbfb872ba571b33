"""A class at the lesson that the package carries, and what it does there."""

import pytest
from classroom.browsing import CHROMIUM

from simulation.classroom.lesson import load_lesson


@pytest.fixture(scope="session")
def lesson():
    return load_lesson("why-did-it-fail")


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; without it, or without playwright, a test is skipped."""
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium (Debian)")
    with api.sync_playwright() as play:
        found = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()
