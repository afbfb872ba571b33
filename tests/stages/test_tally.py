"""The tally distribution is what counting every ballot paper gives."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SINCE_1966, charter, counted_out, eighths, examples, flags, nobody, rule_sets

from simulation.stages.adoption import Outcome, decide
from simulation.stages.tally import Tally, tally
from simulation.stages.voting import ABSTAIN, NO, YES

SMALL = st.integers(1, 6)


@st.composite
def small_councils(draw):
    """Rules, chances, and who is left out or spared, for up to six seats."""
    seats = draw(SMALL)
    return draw(rule_sets(seats)), draw(eighths(seats)), draw(flags(seats)), draw(flags(seats))


def every_paper(p_yes, p_no):
    """Every way three kinds of ballot can be cast, and its chance."""
    p_abstain = 1.0 - p_yes - p_no
    for cast in product((YES, NO, ABSTAIN), repeat=p_yes.size):
        by_kind = {YES: p_yes, NO: p_no, ABSTAIN: p_abstain}
        yield cast, np.prod([by_kind[ballot][seat] for seat, ballot in enumerate(cast)])


@examples
@given(small_councils())
def test_the_distribution_is_that_of_every_ballot_paper_counted(council):
    rules, (p_yes, p_no), uncounted, spared = council
    joint = np.zeros((p_yes.size + 1, rules.vetoes_to_block + 1))
    chance_of = dict.fromkeys(Outcome, 0.0)
    for cast, chance in every_paper(p_yes, p_no):
        yes, blocks, outcome = counted_out(cast, rules, uncounted, spared)
        joint[yes, min(blocks, rules.vetoes_to_block)] += chance
        chance_of[outcome] += chance
    distribution = rules.distribution(p_yes, p_no, uncounted, spared)
    adopted, enough = rules.adopted_and_enough(distribution)
    assert np.array_equal(distribution.joint(), joint)
    assert np.array_equal(distribution.yes(), joint.sum(axis=1))
    assert adopted == chance_of[Outcome.ADOPTED]
    assert enough - adopted == chance_of[Outcome.VETOED]
    assert 1.0 - enough == chance_of[Outcome.FELL_SHORT]


@pytest.mark.parametrize(
    ("quota", "left_out", "suspended", "adopted", "enough"),
    [
        # The holder says yes with ½, or another does while it does not block: ½ + ¼·¾.
        (1, (), (), 0.6875, 0.875),
        (1, (0,), (), 0.625, 0.75),
        (2, (0,), (), 0.25, 0.25),
        (1, (2,), (), 0.75, 0.75),
        (1, (), (2,), 0.875, 0.875),
        (2, (0, 2), (), 0.0, 0.0),
    ],
)
@pytest.mark.parametrize("of_holders_alone", [False, True])
def test_who_is_left_out_says_neither_yes_nor_no(
    quota, left_out, suspended, adopted, enough, of_holders_alone
):
    """Three seats that say yes with ½ and no with ¼; the last of them holds the veto."""
    rules = replace(charter(3, quota), holds_veto=np.array([False, False, True]))
    uncounted, spared = (np.isin(np.arange(3), who)[:, None] for who in (left_out, suspended))
    no = np.full((1 if of_holders_alone else 3, 1), 0.25)
    found = rules.adopted_and_enough(
        rules.distribution(np.full((3, 1), 0.5), no, uncounted, spared)
    )
    assert [chance[0] for chance in found] == [adopted, enough]


@pytest.mark.parametrize(("holders", "blocks"), [(2, 1), (1, 2), (1, 0), (0, 1), (3, 2)])
def test_a_veto_holder_without_its_chance_of_a_block_or_one_too_many_is_refused(holders, blocks):
    half = np.array([0.5])
    council = Tally([half], [half] * holders, [half / 2.0] * blocks, 1, (1,))
    with pytest.raises(ValueError, match="shorter|longer"):
        council.joint()
    with pytest.raises(ValueError, match="shorter|longer"):
        council.enough(1)


@examples
@given(small_councils())
def test_the_distribution_has_a_place_for_every_seat_and_sums_to_one(council):
    rules, (p_yes, p_no), uncounted, spared = council
    distribution = rules.distribution(p_yes, p_no, uncounted, spared)
    assert distribution.seats == p_yes.size
    assert distribution.joint().shape == (p_yes.size + 1, rules.vetoes_to_block + 1)
    assert distribution.joint().min() >= 0.0
    assert distribution.joint().sum() == 1.0


@examples
@given(rule_sets(15), st.integers(0, 2**32))
def test_adopted_vetoed_and_fell_short_sum_to_one(rules, seed):
    """For chances of every sort, each counted from the table by itself."""
    p_yes, p_no, _ = np.random.default_rng(seed).dirichlet((1.0, 1.0, 1.0), 15).T
    none = np.zeros(15, dtype=bool)
    distribution = rules.distribution(p_yes, p_no, none, none)
    table = distribution.joint()
    yes = np.arange(16)
    withstands = np.ones(16, dtype=bool) if rules.override is None else yes < rules.override
    enough = yes >= rules.quota
    vetoed = table[enough & withstands, -1].sum()
    adopted = table[enough, :-1].sum() + table[enough & ~withstands, -1].sum()
    short = table[~enough].sum()
    # Sums of a few hundred terms that are one together.
    assert abs(adopted + vetoed + short - 1.0) <= 1e-14
    told_adopted, told_enough = rules.adopted_and_enough(distribution)
    assert abs(told_adopted - adopted) <= 1e-14
    assert abs(told_enough - told_adopted - vetoed) <= 1e-14


@examples
@given(small_councils(), st.integers(-1, 8))
def test_enough_yeses_sums_the_table_from_the_quota_on(council, quota):
    rules, (p_yes, p_no), uncounted, spared = council
    distribution = rules.distribution(p_yes, p_no, uncounted, spared)
    free, blocked = distribution.enough(quota)
    table = distribution.joint()[max(quota, 0) :]
    assert free == table[:, :-1].sum()
    assert blocked == table[:, -1].sum()


@pytest.mark.parametrize("abstention_blocks", [False, True])
@pytest.mark.parametrize("vetoes_to_block", [1, 2, 3])
@pytest.mark.parametrize("override", [None, 12])
def test_fifteen_simulated_ballots_agree_with_the_distribution(
    abstention_blocks, vetoes_to_block, override
):
    rules = charter(
        15,
        9,
        vetoes_to_block=vetoes_to_block,
        abstention_blocks=abstention_blocks,
        override=override,
    )
    rng = np.random.default_rng(20)
    p_yes = rng.uniform(0.4, 0.9, 15)
    p_no = rng.uniform(0.0, 1.0, 15) * (1.0 - p_yes)
    papers = 40_000
    u = rng.random((15, papers))
    cast = np.where(u < p_yes[:, None], YES, np.where(u >= 1.0 - p_no[:, None], NO, ABSTAIN))
    verdict = decide(cast, rules, nobody(cast), nobody(cast))
    none = np.zeros(15, dtype=bool)
    distribution = rules.distribution(p_yes, p_no, none, none)
    adopted, enough = rules.adopted_and_enough(distribution)
    expected = {
        Outcome.ADOPTED: adopted,
        Outcome.VETOED: enough - adopted,
        Outcome.FELL_SHORT: 1.0 - enough,
    }
    for outcome, chance in expected.items():
        assert_within_four_standard_errors(verdict.outcome == outcome, chance)
    for yes, chance in enumerate(distribution.yes()):
        assert_within_four_standard_errors(verdict.yes == yes, chance)


def assert_within_four_standard_errors(happened, chance):
    error = np.sqrt(chance * (1.0 - chance) / happened.size)
    # Half an event more, since a count of rare ones is a whole number.
    assert abs(happened.mean() - chance) <= 4.0 * error + 0.5 / happened.size


def test_an_array_of_chances_gives_the_same_bits_as_each_alone():
    rng = np.random.default_rng(21)
    p_yes = rng.random((15, 3, 7))
    p_no = rng.random((15, 3, 7)) * (1.0 - p_yes)
    together = tally(p_yes, p_no, SINCE_1966.holds_veto, 2).joint()
    for row in range(3):
        for history in range(7):
            one = tally(p_yes[:, row, history], p_no[:, row, history], SINCE_1966.holds_veto, 2)
            assert np.array_equal(one.joint(), together[..., row, history])


@examples
@given(eighths(6), flags(6), st.permutations(range(6)))
def test_the_order_of_the_seats_does_not_matter(chances, holds_veto, order):
    p_yes, p_no = chances
    there = tally(p_yes, p_no, holds_veto, 2).joint()
    order = list(order)
    assert np.array_equal(tally(p_yes[order], p_no[order], holds_veto[order], 2).joint(), there)
