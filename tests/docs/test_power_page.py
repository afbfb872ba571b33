"""The page of power is the one generated."""

from power_page import power_page

from simulation.scenario.files import names
from simulation.scenario.reading import load_rules


def test_the_page_is_the_one_generated(request):
    page = request.config.rootpath / "docs" / "power.md"
    assert page.read_text(encoding="utf-8") == power_page()


def test_the_page_has_every_rule_set_that_holds_votes():
    for name in names("rule set"):
        assert (f"\n{name}" in power_page()) == (not load_rules(name).automatic), name
