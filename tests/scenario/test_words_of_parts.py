"""Parts of one whole in per cent."""

import pytest

from simulation.scenario.words import per_cents


@pytest.mark.parametrize("shares", [[0.0, 0.0, 0.0], [0.5], [0.5, 0.6]])
def test_what_is_not_one_whole_is_refused(shares):
    with pytest.raises(ValueError, match="add up to 1"):
        per_cents(shares)


def test_sums_may_be_out_by_rounding():
    assert per_cents([1.0 / 3.0] * 3) == ["34", "33", "33"]
