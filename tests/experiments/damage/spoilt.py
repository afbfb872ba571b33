"""A small batch, ways to spoil a file of it, and what is then said of it."""

import json
import os

from stored import same

from simulation.experiments.batch import run_batch
from simulation.experiments.design import grid, points_of
from simulation.experiments.results import Results
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

RUNS, SEED = 6, 5

SCENARIO = load("repeated-crises", settings={"rounds": 8})

DESIGN = points_of(SCENARIO, grid({"veto_cost": [0.2, 0.4]}))


def play(folder=None, runs=RUNS, **more):
    """The batch, of one design with two settings."""
    return run_batch(SCENARIO, runs, seed=SEED, points=DESIGN, out=folder, **more)


def parts(folder):
    """The names of its parts."""
    return json.loads((folder / "manifest.json").read_text())["finished"]


def tree(folder):
    """All that is in a folder, and when it was written."""
    return {
        path.relative_to(folder): (path.lstat().st_mtime_ns, path.is_file() and path.read_bytes())
        for path in folder.rglob("*")
    }


def problem_of(folder, whole):
    """What is said of a batch, or None where its rows are those that were played."""
    try:
        found = Results.open(folder)
        for point in range(2):
            found.at(point).summary()
        repr(found)
        if found.unfinished:
            return found.unfinished
    except InputError as error:
        return str(error)
    same(found, whole)
    return None if found.points.equals(whole.points) else "other settings"


def truncated(path):
    path.write_bytes(path.read_bytes()[:-9])


def emptied(path):
    path.write_bytes(b"")


def longer(path):
    path.write_bytes(path.read_bytes() + b"\0")


def removed(path):
    path.unlink()


def replaced_by_text(path):
    path.write_text("all is well\n")


def replaced_by_a_folder(path):
    path.unlink()
    path.mkdir()


def replaced_by_a_pipe(path):
    path.unlink()
    os.mkfifo(path)


def replaced_by_a_link_to_zeros(path):
    path.unlink()
    path.symlink_to("/dev/zero")


def replaced_by_a_link_to_itself_elsewhere(path):
    aside = path.parents[2] / f"elsewhere-{path.parent.name}"
    path.rename(aside)
    path.symlink_to(aside)


def replaced_by_another_part(path):
    other = next(one for one in sorted(path.parent.iterdir()) if one.name != path.name)
    path.write_bytes(other.read_bytes())


SPOILT = [
    truncated,
    emptied,
    longer,
    removed,
    replaced_by_text,
    replaced_by_a_folder,
    replaced_by_a_pipe,
    replaced_by_a_link_to_zeros,
    replaced_by_a_link_to_itself_elsewhere,
    replaced_by_another_part,
]
