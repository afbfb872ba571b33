"""Power under the rule sets that are shipped: golden fractions, enumeration and another package."""

import csv
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
from power_bdd.bdd import BDD, WeightedGame

from simulation.analysis.power import WITH_VETO, power
from simulation.figures.power import describe_power, plot_power
from simulation.figures.power_words import power_table
from simulation.scenario.files import names
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_rules
from simulation.scenario.sitting import rules_for
from simulation.stages.adoption import Outcome, decide
from simulation.stages.power import THREE_WAYS, TWO_WAYS
from simulation.stages.voting import NO, YES

GOLDEN = list(
    csv.DictReader(
        (Path(__file__).parents[1] / "golden" / "power_indices.csv").read_text("utf-8").splitlines()
    )
)
VOTING = [name for name in names("rule set") if not load_rules(name).automatic]


def golden(name):
    """What the table has of a rule set: (case, ways, which, index) and the fraction."""
    return {
        (int(row["case"]), int(row["ways"]), row["which"], row["index"]): Fraction(row["exact"])
        for row in GOLDEN
        if row["rules"] == name
    }


def indices(found):
    """The same of what was computed."""
    for number, case in enumerate(found.cases):
        yield (number, 2, "council", "adopted"), case.adopted
        yield (number, 2, "council", "vetoed"), case.vetoed
        yield (number, 3, "council", "adopted"), case.adopted_of_three
        yield (number, 3, "council", "vetoed"), case.vetoed_of_three
        for kind in case.kinds:
            for ways, index in ((2, kind.two_ways), (3, kind.three_ways)):
                for name, value in vars(index).items():
                    yield (number, ways, kind.which, name), value


@pytest.mark.parametrize("name", VOTING)
def test_every_rule_set_has_the_power_of_the_golden_table(name):
    assert dict(indices(power(name))) == golden(name)


def test_the_golden_table_has_every_rule_set_and_a_source_in_each_row():
    assert {row["rules"] for row in GOLDEN} == set(VOTING)
    assert all(len(row["source"]) > 10 for row in GOLDEN)


def outcomes_of_all_ways(name, case, ballots):
    """Every way to vote (seat, way) under a rule set, and its outcome; who can block first."""
    file = load_rules(name)
    seats = file.seats or 15
    members = tuple(f"seat {n + 1}" for n in range(seats))
    rules = rules_for(file, members, np.arange(seats) < 5, "a council", name)
    ways = np.array(np.meshgrid(*[ballots] * seats, indexing="ij"), dtype=np.int8).reshape(
        seats, -1
    )
    freed = np.arange(seats) < (2 if file.veto_suspended_whose == "signatories" else seats)
    spared = np.repeat((freed & (case == 1))[:, None], ways.shape[1], axis=1)
    outcome = decide(ways, rules, np.zeros(ways.shape, dtype=bool), spared).outcome
    return ways, outcome, rules.holds_veto & ~spared[:, 0]


@pytest.mark.parametrize("name", VOTING)
def test_the_golden_fractions_are_counts_of_every_way_to_vote(name):
    table = golden(name)
    for case in range(len(power(name).cases)):
        ways, outcome, able = outcomes_of_all_ways(name, case, TWO_WAYS)
        adopted = outcome == Outcome.ADOPTED
        assert table[case, 2, "council", "adopted"] == Fraction(int(adopted.sum()), adopted.size)
        for seat in {int(np.argmax(able)), int(np.argmin(able))}:
            which = WITH_VETO if able[seat] else "without a veto"
            swings = adopted[ways[seat] == YES] & ~adopted[ways[seat] == NO]
            count = Fraction(int(swings.sum()), swings.size)
            assert table[case, 2, which, "penrose"] == count
            sizes = (ways[:, ways[seat] == YES] == YES).sum(axis=0)[swings]
            orders = sum(
                Fraction(int(number), size * comb(len(able), size))
                for size, number in enumerate(np.bincount(sizes))
                if number
            )
            assert table[case, 2, which, "shapley_shubik"] == orders


@pytest.mark.parametrize("name", ["charter-1946", "no-veto-1946"])
def test_with_abstentions_the_golden_fractions_are_counts_too(name):
    table = golden(name)
    ways, outcome, able = outcomes_of_all_ways(name, 0, THREE_WAYS)
    adopted = outcome == Outcome.ADOPTED
    assert table[0, 3, "council", "adopted"] == Fraction(int(adopted.sum()), adopted.size)
    for seat in {int(np.argmax(able)), int(np.argmin(able))}:
        which = WITH_VETO if able[seat] else "without a veto"
        swings = adopted[ways[seat] == YES] & ~adopted[ways[seat] == NO]
        assert table[0, 3, which, "penrose"] == Fraction(int(swings.sum()), swings.size)


@pytest.mark.parametrize("name", ["charter", "charter-1946", "no-veto", "no-veto-1946"])
def test_another_package_has_the_same_indices(name):
    """Of weights and quota: a veto holder outweighs all seats without a veto that are not needed."""
    found = power(name)
    vetoes, others = found.veto_holders, found.seats - found.veto_holders
    heavy = others - found.quota + vetoes + 1
    weights = [heavy] * vetoes + [1] * others

    def diagram():
        """A new one for each index, for a calculation changes it."""
        return BDD(WeightedGame(vetoes * heavy + found.quota - vetoes, [*weights]))

    shapley, banzhaf = diagram().calc_shapley(), diagram().calc_banzhaf()
    [case] = found.cases
    for seat, kind in zip((0, found.seats - 1)[-len(case.kinds) :], case.kinds, strict=True):
        assert float(kind.two_ways.shapley_shubik) == pytest.approx(shapley[seat], abs=1e-12)
        assert float(kind.two_ways.penrose) == pytest.approx(banzhaf[seat], abs=1e-12)


def test_a_suspended_veto_is_a_case_of_its_own_that_names_its_crises():
    held, suspended = power("suspended-in-atrocities").cases
    assert held.crisis == "the veto in force"
    assert suspended.crisis == "the veto suspended (mass-atrocity)"
    [charter], [no_veto] = power("charter").cases, power("no-veto").cases
    assert (held.adopted, held.kinds) == (charter.adopted, charter.kinds)
    assert (suspended.adopted, suspended.kinds) == (no_veto.adopted, no_veto.kinds)


def test_a_council_that_is_named_says_who_has_signed_the_code_of_conduct():
    usual, since_2016, before = (
        power("act-code", council).cases[1] for council in (None, "2024", "1990")
    )
    assert usual.crisis == "the veto of 2 signatories suspended (mass-atrocity)"
    assert [kind.seats for kind in usual.kinds] == [3, 12]
    assert since_2016.kinds == usual.kinds
    assert before.kinds == power("charter").cases[0].kinds


def test_a_council_may_be_named_and_decides_who_is_permanent():
    found = power("league-council", "league-1935")
    assert (found.seats, found.quota, found.veto_holders) == (15, 8, 15)
    assert power("charter", "1990").cases == power("charter").cases
    with pytest.raises(InputError, match="is for 15 seats, but .* has 11"):
        power("charter", "1950")


def test_where_nobody_may_abstain_there_are_two_ways_alone(tmp_path):
    path = tmp_path / "stay.toml"
    path.write_text('title = "Yes or no"\nseats = 5\nquota = 3\nabstention = "not-allowed"\n')
    [case] = power(str(path)).cases
    assert case.adopted_of_three is None
    assert [kind.three_ways for kind in case.kinds] == [None]
    assert "yes, no or abstain" not in power_table([power(str(path))])


def test_rules_that_name_their_veto_holders_give_them_seats(tmp_path):
    path = tmp_path / "two.toml"
    path.write_text('title = "Two"\nseats = 7\nquota = 4\nvetoes = ["FRA", "GBR"]\n')
    assert [(kind.which, kind.seats) for kind in power(str(path)).cases[0].kinds] == [
        ("with a veto", 2), ("without a veto", 5)
    ]  # fmt: skip


def test_the_picture_draws_every_case_within_its_edges_and_the_text_has_its_numbers():
    every = [power(name) for name in VOTING]
    figure = plot_power(every).figure
    figure.draw_without_rendering()
    box = figure.bbox
    for text in figure.axes[0].texts + figure.axes[0].get_yticklabels():
        extent = text.get_window_extent()
        assert extent.x0 >= 0
        assert extent.x1 <= box.width
    words = describe_power(every)
    assert max(map(len, words.splitlines())) <= 80
    assert "19.6" in words
    assert all(f"\n{name}" in words for name in VOTING)
