"""A class at the lesson that the package carries, and what it does there."""

import pytest

from simulation.classroom.lesson import load_lesson


@pytest.fixture(scope="session")
def lesson():
    return load_lesson("why-did-it-fail")
