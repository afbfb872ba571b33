"""Who is on a challenger's own side, and so gives nothing of its own will to the answer."""

from __future__ import annotations

from collections.abc import Collection

TARGET, PARTY, PATRON = "target", "party", "patron"


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
