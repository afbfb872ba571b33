"""Who acts and leads in a round: what a mandate bars, who is attacked, who is restrained."""

from pathlib import Path

import numpy as np
import pytest

from simulation.engine import aftermath
from simulation.engine.arrays import play
from simulation.scenario.files import names
from simulation.scenario.load import load
from simulation.scenario.means import has_nuclear_weapons
from simulation.scenario.script import place_of
from simulation.stages.answers import Kind
from simulation.stages.bypass import Action

RUNS = range(12)


@pytest.fixture
def acted(monkeypatch):
    """What was decided and who acted while histories are played: state, decided, acting."""
    found = []
    who_acts = aftermath.who_acts

    def watched(state, decided, draws, scenario):
        acting = who_acts(state, decided, draws, scenario)
        found.append((state, decided, acting))
        return acting

    monkeypatch.setattr(aftermath, "who_acts", watched)
    return found


@pytest.mark.parametrize("name", sorted(names("scenario")))
def test_a_mandate_asks_for_something(name, acted):
    play(load(name), seed=3, runs=RUNS)
    for state, decided, acting in acted:
        mandated = state.standing & (decided.mandate > 0.0)
        assert (decided.kind[mandated] != Kind.NOTHING).all()
        assert (acting.kind[acting.action != Action.NONE] != Kind.NOTHING).all()


def test_what_a_script_says_is_in_force_is_carried_out_and_told(unsc, tmp_path):
    with_mandate = (
        Path(load("hungary-1956").where)
        .read_text(encoding="utf-8")
        .replace("[[crisis.draft]]", "[[crisis.draft]]\nstatus_quo = 0.5", 1)
    )
    path = tmp_path / "hungary.toml"
    path.write_text(with_mandate, encoding="utf-8")
    history = play(load(path), seed=3, runs=range(40))
    by_council = history["action"] == Action.COUNCIL
    assert by_council.any()
    assert (history["done"][by_council] == Kind.SANCTIONS).all()
    status, out, _ = unsc("run", path, "--seed", 3)
    assert status == 0
    assert "sanctions" in out


def test_a_mandate_of_sanctions_bars_all_but_those_that_go_well_beyond_it(acted):
    scenario = load("repeated-crises", uniting_for_peace=1.0, openings=1.0)
    play(scenario, seed=3, runs=range(400))
    beyond, seen = scenario.parameters.beyond, 0
    for state, decided, acting in acted:
        sanctioned = state.standing & (decided.mandate > 0.0) & (decided.kind == Kind.SANCTIONS)
        assert not (sanctioned & (acting.action == Action.ASSEMBLY)).any()
        others = sanctioned & (acting.action == Action.COALITION)
        seen += others.sum()
        assert (acting.strength[others] >= decided.mandate[others] + beyond).all()
    assert seen > 10


def test_an_attacked_member_defends_itself_where_nobody_else_would_act():
    afghanistan = play(load("afghanistan-2001", openings=0.0), seed=3, runs=range(60))
    kosovo = play(load("kosovo-1999", openings=0.0), seed=3, runs=range(60))
    # The attacked member's alliance acts with it.
    assert (afghanistan["action"] == Action.REGIONAL).any()
    assert not (kosovo["action"] == Action.REGIONAL).any()


def test_nobody_fights_a_nuclear_power():
    assert has_nuclear_weapons("RUS", 2022)
    assert not has_nuclear_weapons("IRQ", 1990)
    ukraine = play("ukraine-2022", seed=3, runs=range(60))
    kuwait = play("kuwait-1990", seed=3, runs=range(60))
    assert (ukraine["done"] == Kind.AID).any()
    assert not (ukraine["done"] == Kind.FORCE).any()
    assert (kuwait["done"] == Kind.FORCE).any()


def test_force_by_mandate_is_led_by_a_nation_only_under_the_text_of_a_permanent_member(acted):
    scenario = load("repeated-crises")
    play(scenario, seed=3, runs=range(200))
    permanent, kinds = np.flatnonzero(scenario.sitting.council.permanent), set()
    for _, decided, acting in acted:
        by_force = (acting.action == Action.COUNCIL) & (decided.kind == Kind.FORCE)
        by_force &= acting.organisation < 0
        of_permanent = np.isin(decided.penholder, permanent)
        assert (acting.kind[by_force & ~of_permanent] != Kind.FORCE).all()
        kinds |= set(acting.kind[by_force & ~of_permanent])
        assert (acting.kind[by_force & of_permanent] != Kind.PEACEKEEPING).all()
    assert Kind.PEACEKEEPING in kinds


def test_a_crisis_lies_where_its_target_lies_whether_or_not_that_is_a_member():
    sitting = load("kuwait-1990").script[0].sitting
    iraq = next(state for state in sitting.states if state.member == "IRQ")
    outside = iraq.model_copy(update={"member": "XKX"})
    assert place_of("IRQ", sitting.states) == iraq.place
    assert place_of("XKX", (outside, *sitting.states)) == iraq.place
    assert place_of("XKX", sitting.states) is None
