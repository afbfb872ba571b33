"""Who holds each seat in a round of a batch, and what is known of the states that may."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from simulation.engine.history import Column
from simulation.experiments.manifest import Manifest
from simulation.experiments.results import Results
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_pool


def holders_of_seats(results: Results, rounds: pd.DataFrame) -> Column:
    """The codes (row, seat) of those who sit in these rounds, by their columns run and round.

    Who holds a seat changes with councils in a script, and with elections where
    there is a pool to elect from.
    """
    described = results.manifest.experiment["described"]
    sittings = np.array(results.manifest.members, dtype=object)
    if described["crisis"]:
        return np.asarray(sittings[rounds["round"].to_numpy()])
    if rounds.empty or described.get("pool") is None:
        return np.tile(sittings, (len(rounds), 1))
    runs = rounds["run"].unique()
    # The range first: by it whole row groups can be left out unread.
    here = (ds.field("run") >= int(runs.min())) & (ds.field("run") <= int(runs.max()))
    here &= ds.field("run").isin(runs)
    seats = results.level("seats").to_table(filter=here).to_pandas()
    states = np.array(results.manifest.states, dtype=object)
    held = states[np.stack(seats["states"].to_list())]
    years = np.sort(seats["round"].unique())
    began = years[np.searchsorted(years, rounds["round"].to_numpy(), side="right") - 1]
    when = pd.MultiIndex.from_arrays([seats["run"], seats["round"]])
    row = when.get_indexer(pd.MultiIndex.from_arrays([rounds["run"], began]))
    return np.asarray(held[row])


def contributors_of(results: Results, answers: pd.DataFrame) -> Column:
    """The names (answer, contributor) of those who could contribute to each answer.

    A column of the dataset is a seat; who holds it changes.
    """
    first = np.array(results.manifest.contributors, dtype=object)
    names = np.tile(first, (len(answers), 1))
    holders = holders_of_seats(results, answers)
    names[:, : holders.shape[1]] = holders
    return names


def seats_of(manifest: Manifest) -> list[dict[str, Any]]:
    """The seats of every council that sits, as described."""
    described = manifest.experiment["described"]
    councils = [described["council"], *described.get("councils", {}).values()]
    return [seat for council in councils for seat in council["seat"]]


def permanent_members(manifest: Manifest) -> list[str]:
    """The codes of permanent members, over every council that sits."""
    return list(dict.fromkeys(seat["member"] for seat in seats_of(manifest) if seat["permanent"]))


def states_known(manifest: Manifest) -> dict[str, dict[str, Any]]:
    """What is known of each state that the batch names, by its code.

    The manifest holds councils and outsiders in full but a pool by its name
    only: of one that is not found here nothing is known.
    """
    described = manifest.experiment["described"]
    named = [*seats_of(manifest), *described.get("contributor", [])]
    if described.get("pool") is not None:
        with contextlib.suppress(InputError):
            named = [*map(vars, load_pool(described["pool"]).state), *named]
    known: dict[str, dict[str, Any]] = {}
    for state in named:
        # What the council leaves out, the pool may know.
        said = {key: value for key, value in state.items() if value}
        known.setdefault(state["member"], {}).update(said)
    return known


def sizes(manifest: Manifest) -> dict[str, float]:
    """The size of each state that the batch names, in percent of the world's, where known."""
    states = states_known(manifest).items()
    return {member: float(state["size"]) for member, state in states if "size" in state}
