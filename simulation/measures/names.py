"""What measures are called: their labels, and their words where a script decides."""

from __future__ import annotations

from collections.abc import Iterable

from simulation.measures.table import MEASURES, Measure
from simulation.scenario.mistakes import InputError, Mistake, existing, nearest

OF_SCRIPT: dict[str, tuple[str, str]] = {
    "withheld": ("withheld by script", "withheld by the script, of drafts considered"),
    "adopted_in_full": (
        "adopted as wanted",
        "adopted, the script's text being all that the model's penholder wants, of drafts "
        "considered",
    ),
    "adopted_diluted": (
        "adopted weaker",
        "adopted, the script's text being less than the model's penholder wants, of drafts "
        "considered",
    ),
    "hidden": (
        "pen would weaken",
        "drafts that the model's penholder would have weakened or withheld because of vetoes, of "
        "drafts considered; the script decides what is tabled",
    ),
    "hidden_large": (
        "pen would weaken much",
        "drafts that the model's penholder would have weakened much or withheld because of "
        "vetoes, of drafts considered; the script decides what is tabled",
    ),
    "hidden_withheld": (
        "pen would withhold",
        "drafts that the model's penholder would have withheld for a veto alone, of drafts "
        "considered; the script decides what is tabled",
    ),
    "size_of_hidden": (
        "size pen would take off",
        "mean of what the model's penholder would have taken off because of vetoes, where it "
        "would have taken off anything; the script decides what is tabled",
    ),
    "wanted": (
        "pen wants", "mean strength that the model's penholder wants, of drafts considered"
    ),
    "tabled": ("tabled by script", "mean strength put to the vote, which the script decides"),
    "strength": (
        "strength",
        "mean strength adopted, 0 where nothing was; how strong a text is, the script decides",
    ),
}  # fmt: skip
"""Labels and words of measures where a script decides what is tabled, and how strong it is."""


OF_VETOES = ("vetoed", "vetoed_of_tabled", "hidden", "hidden_large", "hidden_withheld")
"""Shares that are 0 where no veto can be."""


def label(name: str, *, replays: bool = False) -> str:
    """A measure's name as a person reads it; ``replays`` where a script decides what is tabled.

    >>> label("hidden_large"), label("hidden_large", replays=True)
    ('hidden large', 'pen would weaken much')
    """
    if replays and name in OF_SCRIPT:
        return OF_SCRIPT[name][0]
    return name.replace("_", " ")


def words_of(name: str, *, replays: bool = False) -> str:
    """What a measure is; ``replays`` where a script decides what is tabled."""
    return OF_SCRIPT[name][1] if replays and name in OF_SCRIPT else MEASURES[name].words


def name_of(label: str) -> str:
    """The name of the measure that a person writes so: by its name, or by its label."""
    return "_".join(label.split())


def chosen(names: Iterable[str], argument: str = "measures") -> dict[str, Measure]:
    """These measures, all where none is named; ``argument`` is the one that names them.

    Raises
    ------
    InputError
        If there is none of a name.
    """
    named = list(names) or list(MEASURES)
    wrong = [name for name in named if name not in MEASURES]
    if wrong:
        raise InputError(Mistake("", argument, hint(name), value=repr(name)) for name in wrong)
    return {name: MEASURES[name] for name in named}


def hint(name: str) -> str:
    """Which measure may be meant, or the list of all."""
    near = nearest(name, MEASURES)
    return near if near.startswith("did you mean") else existing(sorted(MEASURES))
