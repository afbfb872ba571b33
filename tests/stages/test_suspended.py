"""Whose veto is suspended in which crises."""

import numpy as np

from simulation.stages.adoption import suspended

TYPES = np.array([False, True, False])
KIND = np.array([0, 1, 2, 1])
SIGNED = np.array([True, False, True])[:, None]


def test_a_veto_is_suspended_in_crises_of_the_types_named_and_for_all():
    found = suspended(TYPES, KIND, SIGNED, signatories_alone=False)
    assert found.tolist() == [[False, True, False, True]]


def test_it_may_be_suspended_for_signatories_alone():
    found = suspended(TYPES, KIND, SIGNED, signatories_alone=True)
    assert found.tolist() == [[False, True, False, True], [False] * 4, [False, True, False, True]]


def test_without_a_type_it_is_suspended_for_nobody():
    for alone in (False, True):
        assert not suspended(~TYPES & TYPES, KIND, SIGNED, signatories_alone=alone).any()


def test_where_all_have_signed_it_makes_no_difference_who_is_bound():
    all_signed = np.ones_like(SIGNED)
    bound = suspended(TYPES, KIND, all_signed, signatories_alone=True)
    assert (bound == suspended(TYPES, KIND, all_signed, signatories_alone=False)).all()


def test_who_has_signed_may_differ_between_histories():
    signed = np.array([[True, False, True, False]])
    found = suspended(TYPES, KIND, signed, signatories_alone=True)
    assert found.tolist() == [[False, False, False, False]]
    assert suspended(TYPES, KIND, ~signed, signatories_alone=True).tolist() == [
        [False, True, False, True]
    ]
