"""Hints are whole sentences, whatever there is."""

import pytest

from simulation.scenario.mistakes import nearest


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ([], "there is none"),
        ([""], "there is none"),
        (["LBY"], "there is LBY"),
        (["", "LBY"], "there is LBY"),
        (["LBY", "SYR"], "there are LBY, SYR"),
        (["1946", "1947", "1948"], "there are 1946 to 1948"),
        ([f"{letter}x" for letter in "abcdefghijklmnopqrstuvwxyz"], "there are ax, bx, "),
    ],
)
def test_what_there_is_is_said_in_whole_sentences(known, said):
    hint = nearest("nothing alike", known)
    assert hint == said or (said.endswith(", ") and hint.startswith(said) and "more" in hint)
