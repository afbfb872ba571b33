"""Voting power in words: one table of 80 columns, exact fractions, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from simulation.analysis.power import Case, PowerUnderRules
from simulation.figures.text import aligned
from simulation.scenario.words import counted, sentences

TWO, THREE = "yes or no", "yes, no or abstain"
"""How members may vote."""

HEADS = ("rules and seats", "adopted", "Shapley", "Penrose", "Banzhaf", "prevent", "initiate")

ASSUMED = (
    "In per cent, computed exactly. Every ballot of every member is equally likely: that measures "
    "the rules and forecasts no vote. adopted: Coleman's power to act."
)

OF_ONE_SEAT = (
    "Of one seat: the Shapley-Shubik index; Penrose, the chance that its yes in place of its no "
    "changes the outcome; Banzhaf, the same made to add up to 100 over all seats; Coleman's power "
    "to prevent and to initiate. With abstentions the index is that of Felsenthal and Machover."
)


def per_cent(share: Fraction) -> str:
    """A share in per cent, to three digits.

    >>> per_cent(Fraction(421, 2145)), per_cent(Fraction(1)), per_cent(Fraction(1, 80000000))
    ('19.6', '100', '1.25e-06')
    """
    return f"{float(100 * share):.3g}"


def named(found: PowerUnderRules, case: Case) -> str:
    """A rule set, and the case of it."""
    return f"{found.rules}, {case.crisis}" if case.crisis else found.rules


def power_table(every: Sequence[PowerUnderRules]) -> str:
    """A row for each kind of seat, under each rule set and way to vote."""
    cases = [
        (named(found, case), list(rows_of_case(case))) for found in every for case in found.cases
    ]
    head, *lines = aligned(HEADS, [row for _, rows in cases for row in rows]).split("\n")
    table = [head]
    for name, rows in cases:
        table += [name, *lines[: len(rows)]]
        del lines[: len(rows)]
    return "\n".join(table)


def rows_of_case(case: Case) -> Iterator[tuple[str, ...]]:
    """The rows of one case."""
    yield (f"  {TWO}", per_cent(case.adopted), *[""] * 5)
    for kind in case.kinds:
        two = kind.two_ways
        shares = (two.shapley_shubik, two.penrose, two.banzhaf, two.prevent, two.initiate)
        yield (f"    {kind.seats} {kind.which}", "", *map(per_cent, shares))
    if case.adopted_of_three is None:
        return
    yield (f"  {THREE}", per_cent(case.adopted_of_three), *[""] * 5)
    for kind in case.kinds:
        if (three := kind.three_ways) is not None:
            of_three = (three.shapley_shubik, three.penrose, three.banzhaf)
            yield (f"    {kind.seats} {kind.which}", "", *map(per_cent, of_three), "", "")


def exact_words(found: PowerUnderRules) -> Iterator[str]:
    """The exact fractions of one rule set, a paragraph for each case and way to vote."""
    for case in found.cases:
        head = f"Exact, {case.crisis}, " if case.crisis else "Exact, "
        said = [f"{head}{TWO}: adopted {case.adopted}, vetoed {case.vetoed};"]
        for kind in case.kinds:
            two = kind.two_ways
            said.append(
                f"{kind.which}: Shapley {two.shapley_shubik}, Penrose {two.penrose}, Banzhaf "
                f"{two.banzhaf}, prevent {two.prevent}, initiate {two.initiate}, Johnston "
                f"{two.johnston}, Deegan-Packel {two.deegan_packel};"
            )
        yield sentences(" ".join(said).removesuffix(";") + ".")
        if case.adopted_of_three is None:
            continue
        said = [f"{head}{THREE}: adopted {case.adopted_of_three}, vetoed {case.vetoed_of_three};"]
        said += [
            f"{kind.which}: Shapley {three.shapley_shubik}, Penrose {three.penrose}, of which yes "
            f"to abstain {three.yes_to_abstain} and abstain to no {three.abstain_to_no}, Banzhaf "
            f"{three.banzhaf};"
            for kind in case.kinds
            if (three := kind.three_ways) is not None
        ]
        yield sentences(" ".join(said).removesuffix(";") + ".")


def council_words(found: PowerUnderRules) -> str:
    """Who votes under a rule set, and what it takes."""
    vetoes = counted(found.veto_holders, "veto holder") if found.veto_holders else "no veto"
    said = f"{found.rules}: {found.council}, {counted(found.quota, 'yes vote')} to adopt, {vetoes}"
    if found.veto_holders and found.vetoes_to_block > 1:
        said += f", {found.vetoes_to_block} to block"
    return f"{said}."
