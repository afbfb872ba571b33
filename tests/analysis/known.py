"""A function whose indices are known."""

import math

import numpy as np

A, B = 7.0, 0.1

OVER = dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi))


def ishigami(design):
    """Ishigami and Homma 1990."""
    x1, x2, x3 = design.points.T[:3]
    return np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)


def known():
    """First-order and total indices in closed form."""
    first = 0.5 * (1 + B * math.pi**4 / 5) ** 2
    second = A**2 / 8
    third = B**2 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + third
    return {
        "x1": (first / whole, (first + third) / whole),
        "x2": (second / whole, second / whole),
        "x3": (0.0, third / whole),
    }
