"""What states bear of answers to crises of their own side: a known fault of the model, said.

A state contributes by what it has at stake and what it has to give, whatever the target of a
crisis. So the target of a crisis, its patron and permanent members that are parties to it pay for
the answer to it, which nothing on record supports.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from simulation.analysis.caveat import PAGE
from simulation.scenario.words import counted

TARGET, PARTY, PATRON = "target", "party", "patron"

MOST_NAMED = 6
"""So many states are named; the others are counted."""

KNOWN_TO_BE_WRONG = (
    "the model lets a crisis's target, its patron and the permanent members on its side "
    f"contribute to the answer, which is known to be wrong ({PAGE})"
)


def sides_of(target: str, parties: Collection[str], patron: str | None) -> dict[str, str]:
    """Those on a challenger's own side, by code, each with its part in the crisis.

    Parameters
    ----------
    target : str
        The code at which the crisis is aimed; empty where it is aimed at none.
    parties : collection of str
        The permanent members that are parties to it.
    patron : str or None
        The challenger's patron.

    Returns
    -------
    dict of str to str
        ``target``, ``party`` or ``patron``, the first that is so.

    Examples
    --------
    >>> sides_of("RUS", ["RUS"], "CHN")
    {'CHN': 'patron', 'RUS': 'target'}
    """
    found = {patron: PATRON} if patron else {}
    found |= dict.fromkeys(parties, PARTY)
    return found | ({target: TARGET} if target else {})


def own_side_words(shares: Mapping[str, str], beginning: str) -> str:
    """Who bears what of answers to its own side, and that this is known to be wrong.

    ``shares`` are in words; empty where nobody does.

    >>> own_side_words({"RUS (target)": "17 %"}, "Of this").split(":")[0]
    'Of this, RUS (target) bears 17 %'
    """
    if not shares:
        return ""
    named = [f"{who} bears {share}" for who, share in list(shares.items())[:MOST_NAMED]]
    if len(shares) > MOST_NAMED:
        named.append(f"{counted(len(shares) - MOST_NAMED, 'more state')} bear less")
    return f"{beginning}, {', '.join(named)}: {KNOWN_TO_BE_WRONG}"
