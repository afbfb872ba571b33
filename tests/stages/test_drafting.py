"""What is tabled, what the twin without vetoes tables, and that the search is exact."""

import math
import sys
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import counted_out, examples, many_examples, rule_sets

from simulation.engine.arrays import play
from simulation.engine.delegations import Delegations
from simulation.scenario.load import load
from simulation.scenario.scenario import ATROCITY
from simulation.stages import compiled, drafting
from simulation.stages.adoption import Cause, Outcome, Rules, decide
from simulation.stages.drafting import (
    Outlook,
    draft,
    grid,
    strongest_best,
    values,
)
from simulation.stages.parameters import Parameters
from simulation.stages.preferences import FORCE, Outside, gain, no_outside
from simulation.stages.voting import ABSTAIN, NO, YES, ballots, chances

P = Parameters()

SETTINGS = {
    "as shipped": {},
    "action outside is credible": {"outside_credibility": 0.5},
    "action outside is certain and cheap": {"outside_credibility": 1.0, "outside_cost": 0.0},
    "no errors of perception": {"perception_sd": 0.0},
    "no errors of perception, hardly any noise": {"perception_sd": 0.0, "choice_noise": 1e-9},
    "statements worth more than texts": {"statement_value": 1.0},
    # The penholder may be sure of a veto and prefer it; the twin still has to look for its best.
    "statements worth more than texts, hardly any noise": {
        "statement_value": 1.0,
        "perception_sd": 0.0,
        "choice_noise": 1e-9,
        "dissent_cost": 0.2,
    },
    "large errors of perception": {"perception_sd": 0.5, "choice_noise": 0.3},
    "coin tosses": {"choice_noise": math.inf, "tabling_threshold": -1.0},
    "some stay away": {"absence_probability": 0.2, "sponsors_vote_yes": 0},
    "any text is worth tabling": {"minimum_strength": 0.0, "tabling_threshold": 0.0},
    "only full force is": {"minimum_strength": 1.0},
    "shortfalls shame": {"shortfall_cost": 1.0, "bloc_probability": 1.0},
    "a fine grid": {"grid_points": 101},
    "two texts": {"grid_points": 2},
}


def with_rules(**changes):
    """The same council under changed rules."""
    return lambda sitting: replace(sitting, rules=replace(sitting.rules, **changes))


RULES = {
    "charter": with_rules(),
    "two vetoes": with_rules(vetoes_to_block=2),
    "abstention blocks": with_rules(abstention_blocks=True),
    "no abstention": with_rules(abstention_allowed=False),
    "override": with_rules(override=12),
    "parties do not count": with_rules(parties_count=False),
    "suspended for atrocities": lambda sitting: replace(sitting, suspended_types=ATROCITY),
}

CASES = [
    *((setting, "charter") for setting in SETTINGS),
    *(("as shipped", rules) for rules in RULES if rules != "charter"),
    ("action outside is credible", "two vetoes"),
    ("statements worth more than texts", "override"),
]


@dataclass(frozen=True)
class Case:
    """What a penholder saw in some histories of a play, and under which rules."""

    outlook: Outlook
    rules: Rules
    parameters: Parameters


class Watcher(Delegations):
    """The rules in every seat; keeps what penholders saw."""

    def __init__(self):
        self.seen = []

    def draft(self, view, outlook):
        self.seen.append(Case(outlook, view.sitting.rules, view.parameters))
        return super().draft(view, outlook)


def seen_in_play(parameters, reform, runs=range(150)):
    """Outlooks of six rounds of the archetypes under reformed rules."""
    scenario = load("horseshoe", **parameters)
    scenario = replace(scenario, sitting=reform(scenario.sitting), rounds=6)
    watcher = Watcher()
    play(scenario, seed=35, runs=runs, delegations=watcher)
    return [case for case in watcher.seen if case.outlook.pen.size]


@pytest.fixture(scope="module", params=CASES, ids=", ".join)
def cases(request):
    setting, rules = request.param
    seen = seen_in_play(SETTINGS[setting], RULES[rules])
    assert sum(case.outlook.pen.size for case in seen) > 100
    return seen


def test_somebody_stands_ready_outside_where_the_settings_say_so(cases):
    """So that the comparisons are about an outside option where they are named for one."""
    credible = cases[0].parameters.outside_credibility
    there = np.concatenate([case.outlook.outside.credibility for case in cases])
    assert set(there) <= {0.0, credible}
    assert credible in there
    strengths = np.concatenate([case.outlook.outside.strength for case in cases])
    assert (strengths[there > 0.0] >= cases[0].parameters.minimum_strength).all()


def full_grid(case):
    """Strengths (strength, history) and what each is worth under the rules and to the twin."""
    outlook, p = case.outlook, case.parameters
    strengths = grid(np.maximum(np.minimum(FORCE, outlook.own.wanted), p.minimum_strength), p)
    return strengths, *values(strengths, outlook, case.rules, p)


def best_of_the_grid(case):
    """Strength and twin (history,) by weighing every strength there is."""
    p = case.parameters
    strengths, real, twin = full_grid(case)
    interested = np.minimum(FORCE, case.outlook.own.wanted) >= p.minimum_strength
    chosen = []
    for worth in (real, twin):
        strength, value = strongest_best(strengths, worth)
        chosen.append(np.where(interested & (value > p.tabling_threshold), strength, np.nan))
    return chosen


def assert_same_bits(one, other):
    assert np.array_equal(one, other, equal_nan=True)


@pytest.mark.parametrize("cells", [1, drafting.CELLS_AT_ONCE])
def test_the_search_tables_what_the_full_grid_would(cases, cells, monkeypatch):
    """Also where it looks after every strength whether to go on."""
    monkeypatch.setattr(drafting, "CELLS_AT_ONCE", cells)
    for case in cases:
        choice = draft(case.outlook, case.rules, case.parameters)
        strength, twin = best_of_the_grid(case)
        assert_same_bits(choice.strength, strength)
        assert_same_bits(choice.twin, twin)


def test_compiled_loops_draft_the_same_to_the_last_bit(cases, monkeypatch):
    pytest.importorskip("numba", reason="compiled loops need the extra [fast]")
    monkeypatch.setattr(compiled, "WORTHWHILE", 1)
    for case in cases:
        chosen = {}
        for enabled in (False, True):
            monkeypatch.setattr(compiled, "enabled", enabled)
            chosen[enabled] = draft(case.outlook, case.rules, case.parameters)
        for name, column in vars(chosen[False]).items():
            assert_same_bits(column, vars(chosen[True])[name])


def test_few_histories_do_not_wait_for_compiled_code():
    assert not compiled.worthwhile(compiled.WORTHWHILE - 1)
    assert compiled.worthwhile(compiled.WORTHWHILE) == compiled.installed()


def test_a_numba_that_cannot_be_loaded_is_done_without(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "simulation.stages.compiled.prospects", raising=False)
    compiled.installed.cache_clear()
    assert not compiled.worthwhile(10**6)
    compiled.installed.cache_clear()


def test_one_history_alone_is_drafted_as_among_many(cases):
    for case in cases:
        together = draft(case.outlook, case.rules, case.parameters)
        for history in range(0, case.outlook.pen.size, 10):
            one = case.outlook.at(np.array([history]))
            alone = draft(one, case.rules, case.parameters)
            for name, column in vars(alone).items():
                assert_same_bits(column[0], vars(together)[name][history])


def test_how_many_strengths_are_weighed_at_once_changes_nothing(cases, monkeypatch):
    before = [draft(case.outlook, case.rules, case.parameters) for case in cases]
    for cells in (1, 1000, 10**9):
        monkeypatch.setattr(drafting, "CELLS_AT_ONCE", cells)
        for case, was in zip(cases, before, strict=True):
            now = draft(case.outlook, case.rules, case.parameters)
            for name, column in vars(now).items():
                assert_same_bits(column, vars(was)[name])


def test_no_text_is_worth_more_than_the_bound_of_the_search(cases):
    """At most max(G_pen(y) + b, γ, 0), for the twin without γ, and G_pen falls with y."""
    for case in cases:
        outlook, p = case.outlook, case.parameters
        strengths, real, twin = full_grid(case)
        own = gain(strengths, outlook.own.wanted, outlook.status_quo, outlook.outside)
        bound = np.maximum(own + outlook.bonus, 0.0)
        # Rounding in sums over the tally, which are at most one.
        assert (real <= np.maximum(bound, outlook.statement) + 1e-12).all()
        assert (twin <= bound + 1e-12).all()
        willing = outlook.own.wanted >= p.minimum_strength
        assert (np.diff(own[:, willing], axis=0) <= 1e-15).all()


def test_the_twin_tables_what_a_council_without_vetoes_would(cases):
    for case in cases:
        none = np.zeros_like(case.rules.holds_veto)
        free = draft(case.outlook, replace(case.rules, holds_veto=none), case.parameters)
        assert_same_bits(draft(case.outlook, case.rules, case.parameters).twin, free.strength)
        assert_same_bits(free.strength, free.twin)
        assert (free.hidden_veto == 0.0).all()


def test_every_cause_says_what_the_twin_shows(cases):
    for case in cases:
        choice = draft(case.outlook, case.rules, case.parameters)
        hidden = choice.hidden_veto > 0.0
        withheld = np.isnan(choice.strength)
        uninterested = choice.top < case.parameters.minimum_strength
        assert (choice.cause[hidden] == Cause.VETO_EXPECTED).all()
        assert (choice.cause[~hidden] != Cause.VETO_EXPECTED).all()
        assert (choice.cause[uninterested] == Cause.NO_INTEREST).all()
        assert withheld[uninterested].all()
        assert (choice.cause[withheld] != Cause.NONE).all()
        in_full = choice.strength == choice.top
        assert (choice.cause[in_full] == Cause.NONE).all()
        assert (choice.strength[~withheld] <= choice.top[~withheld]).all()


def test_the_settings_reach_every_kind_of_choice():
    """So that the comparisons above compare something."""
    causes, sizes = set(), []
    for parameters in ({}, {"bloc_probability": 1.0}):
        for case in seen_in_play(parameters, RULES["charter"], range(200)):
            choice = draft(case.outlook, case.rules, case.parameters)
            causes |= set(choice.cause.tolist())
            sizes += choice.hidden_veto.tolist()
    assert causes >= {Cause.NONE, Cause.NO_INTEREST, Cause.VETO_EXPECTED, Cause.SHORTFALL_EXPECTED}
    assert any(0.0 < size < P.minimum_strength for size in sizes)
    assert any(size >= P.minimum_strength for size in sizes)


def test_who_holds_the_pen_never_depends_on_the_rules():
    """In the first round, before histories under different rules part."""
    held = []
    for reform in RULES.values():
        first = seen_in_play({}, reform)[0].outlook
        held.append((first.pen, first.perceived))
    for pen, wanted in held[1:]:
        assert_same_bits(pen, held[0][0])
        assert_same_bits(wanted, held[0][1])


@st.composite
def small_outlooks(draw):
    """A council of three or four, in one history, under any rules."""
    seats = draw(st.integers(3, 4))
    numbers = st.floats(-0.5, 1.5)
    per_seat = st.lists(numbers, min_size=seats, max_size=seats)
    few = st.lists(st.sampled_from((False, False, True)), min_size=seats, max_size=seats)
    pen = draw(st.integers(0, seats - 1))
    sponsors = np.array(draw(few))[:, None]
    sponsors[pen] = True
    outlook = Outlook(
        pen=np.array([pen]),
        perceived=np.array(draw(per_seat))[:, None],
        cost=np.array([draw(st.floats(0.1, 1.0)) for _ in range(seats)])[:, None],
        sponsors=sponsors,
        silent=np.array(draw(few))[:, None],
        uncounted=np.array(draw(few))[:, None],
        spared=np.array(draw(few))[:, None],
        status_quo=np.array([draw(st.sampled_from((0.0, 0.4)))]),
        bonus=np.array([draw(st.floats(0.0, 0.09))]),
        statement=np.array([draw(st.floats(0.0, 0.3))]),
        outside=Outside(np.array([draw(st.sampled_from((0.0, 0.5, 1.0)))]), np.array([0.7])),
    )
    return outlook, draw(rule_sets(seats))


@many_examples
@given(
    small_outlooks(),
    st.floats(0.05, 1.0),
    st.sampled_from((0.0, 0.1)),
    st.booleans(),
    st.sampled_from((0, 1)),
)
def test_what_a_text_is_worth_is_its_expectation_over_every_ballot_paper(
    council, y, nu, away, stands
):
    """P(adopted)·[G + b·E(yes)/n] + P(vetoed)·γ - P(short)·d, counted out."""
    outlook, rules = council
    p = replace(P, perception_sd=nu, absence_probability=0.25 * away, sponsors_vote_yes=stands)
    o, z = outlook.outside.credibility[0], outlook.outside.strength[0]
    seats, pen = outlook.perceived.shape[0], outlook.pen[0]
    s, wanted = outlook.status_quo[0], outlook.perceived[:, 0]

    def gained(theta):
        inaction = (s - theta) ** 2
        return inaction - (y - theta) ** 2 - o * (inaction - (z - theta) ** 2)

    chance = []
    for seat in range(seats):
        # An error of ν in θ shifts the gain by its slope 2[(y-s) - o(z-s)].
        blur = math.sqrt(3.0) / math.pi * 2.0 * ((y - s) - o * (z - s)) * nu
        noise = math.hypot(p.choice_noise, 0.0 if seat == pen else blur)
        g = np.array(gained(wanted[seat]))
        yes, no = chances(g, outlook.bonus[0], outlook.cost[seat, 0], noise, True)
        present = 0.0 if outlook.silent[seat, 0] else 1.0 - p.absence_probability
        mine = (1.0, 0.0) if stands and outlook.sponsors[seat, 0] else (float(yes), float(no))
        yes, no = (of * present for of in mine)
        chance.append({YES: yes, NO: no, ABSTAIN: 1.0 - yes - no})
    ends, enough = dict.fromkeys(Outcome, 0.0), 0.0
    for cast in product((YES, NO, ABSTAIN), repeat=seats):
        weight = math.prod(chance[seat][ballot] for seat, ballot in enumerate(cast))
        yeses, _, outcome = counted_out(cast, rules, outlook.uncounted[:, 0], outlook.spared[:, 0])
        ends[outcome] += weight
        enough += weight * (yeses >= rules.quota)
    expected_yes = sum(chance[i][YES] for i in range(seats) if not outlook.uncounted[i, 0])
    reward = gained(wanted[pen]) + outlook.bonus[0] * expected_yes / seats
    short = ends[Outcome.FELL_SHORT] * p.shortfall_cost
    real, twin = values(np.array([[y]]), outlook, rules, p)
    by_hand = ends[Outcome.ADOPTED] * reward + ends[Outcome.VETOED] * outlook.statement[0] - short
    # The same few dozen terms of order one in another order.
    assert real[0, 0] == pytest.approx(by_hand, abs=1e-13)
    assert twin[0, 0] == pytest.approx(enough * reward - short, abs=1e-13)


@examples
@given(st.floats(0.35, 1.5), st.floats(0.0, 0.99))
def test_members_that_want_the_same_are_offered_it_and_adopt_it(theta, uniform):
    """Identical θ > 0 without noise: y = θ (at most full force), fifteen yeses."""
    p = replace(P, choice_noise=1e-9, perception_sd=0.0)
    everyone, nobody = np.full((15, 1), theta), np.zeros((15, 1), dtype=bool)
    rules = Rules(9, 9, np.arange(15) < 5)
    outlook = Outlook(
        pen=np.array([0]),
        perceived=everyone,
        cost=np.full((15, 1), 0.2),
        sponsors=np.arange(15)[:, None] == 0,
        silent=nobody,
        uncounted=nobody,
        spared=nobody,
        status_quo=np.zeros(1),
        bonus=np.array([0.08]),
        statement=np.zeros(1),
        outside=no_outside(1),
    )
    choice = draft(outlook, rules, p)
    assert choice.strength[0] == choice.twin[0] == min(theta, 1.0)
    assert choice.cause[0] == Cause.NONE
    g = gain(choice.strength, everyone, 0.0, no_outside(1))
    yes, no = chances(g, outlook.bonus, outlook.cost, p.choice_noise, True)
    cast = ballots(np.full((15, 1), uniform), yes, no, nobody, p)
    verdict = decide(cast, rules, nobody, nobody)
    assert (verdict.yes[0], verdict.no[0], verdict.abstain[0]) == (15, 0, 0)
    assert verdict.outcome[0] == Outcome.ADOPTED


@examples
@given(st.floats(0.0, 1.0), st.integers(2, 101), st.floats(0.0, 1.0))
def test_the_grid_runs_evenly_from_the_top_to_the_least_worth_tabling(lowest, points, share):
    top = lowest + (1.0 - lowest) * share
    strengths = grid(np.array([top]), replace(P, minimum_strength=lowest, grid_points=points))[:, 0]
    assert strengths.size == points
    assert strengths[0] == top
    assert strengths[-1] == lowest
    assert np.abs(np.diff(strengths) + (top - lowest) / (points - 1)).max() <= 1e-15
