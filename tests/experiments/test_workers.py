"""Workers that die: what they had in hand is played again, and only the guilty part given up."""

import multiprocessing
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from stored import same

from simulation.experiments import batch, files, layout, work
from simulation.experiments.batch import run_batch
from simulation.experiments.manifest import program
from simulation.experiments.points import Point
from simulation.experiments.receipts import Batch
from simulation.experiments.results import Results
from simulation.experiments.work import PartTask, play_part
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

RUNS, SEED = 160, 2
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Sixteen parts of ten histories."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 400)


@pytest.fixture(scope="module")
def whole():
    """The batch as it is if nothing goes wrong."""
    return run_batch("horseshoe", RUNS, seed=SEED)


def names():
    """The parts of the batch in their order."""
    return [part.name for part in layout.parts(1, RUNS, 40)]


class Fragile(ThreadPoolExecutor):
    """Threads that stand for processes: one deadly part ends all that the pool has in hand."""

    def __init__(self, hands, deadly, deaths):
        super().__init__(hands)
        self.deadly, self.deaths, self.gone = deadly, deaths, False

    def submit(self, play):
        if self.gone:
            raise BrokenProcessPool("no more parts")
        return super().submit(self.one, play)

    def one(self, play):
        task = play.__self__
        time.sleep(0.02)
        if not self.gone and task.part.name in self.deadly:
            self.gone = True
            self.deaths.append(task.part.name)
        if self.gone:
            raise BrokenProcessPool("ended abruptly")
        return play()


class Fragiles:
    """Workers of such executors, renewed as the real ones are."""

    def __init__(self, hands, deadly):
        self.hands, self.deadly, self.deaths = hands, deadly, []
        self.executor = Fragile(hands, deadly, self.deaths)

    def renew(self, error):
        self.executor = Fragile(self.hands, self.deadly, self.deaths)

    def look(self, shown):
        pass

    def close(self):
        self.executor.shutdown()


@pytest.mark.parametrize(("hands", "deadly"), [(2, [2, 15]), (3, [0, 1]), (4, [5])])
def test_only_the_part_that_ends_its_worker_is_given_up(
    tmp_path, whole, monkeypatch, hands, deadly
):
    guilty = [names()[number] for number in deadly]
    fragile = Fragiles(hands, guilty)
    monkeypatch.setattr(batch, "Processes", lambda workers: fragile)
    said = []
    found = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path, workers=hands, notify=said.append)
    assert sorted(failure["part"] for failure in found.manifest.failed) == guilty
    assert found.manifest.finished == [name for name in names() if name not in guilty]
    for failure in found.manifest.failed:
        assert failure["traceback"].endswith("its worker died 3 times while it was alone in hand")
        assert f"a worker died with {failure['part']} alone in hand, 3 of 3" in said
    # It is soon alone: eight in hand at most, then four, then two.
    assert all(3 < fragile.deaths.count(name) <= 6 for name in guilty[:1])
    mended = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path)
    assert mended.manifest.failed == []
    same(mended, whole)


DEADLY = """
import os, signal, time
from simulation.experiments import layout, work
from simulation.experiments.batch import run_batch

honest = work.ENGINES["arrays"]

def deadly(scenario, seed, runs):
    time.sleep(0.2)
    if 100 in runs:
        os.kill(os.getpid(), signal.SIGKILL)
    return honest(scenario, seed, runs)

work.ENGINES["arrays"] = deadly

if __name__ == "__main__":
    layout.ROUNDS_A_BLOCK = 400
    run_batch("horseshoe", {runs}, seed={seed}, out={out!r}, workers=4, notify=print)
"""


def script(folder, text):
    """A program of somebody's own, run to its end."""
    path = folder / "own.py"
    path.write_text(text, encoding="utf-8")
    return subprocess.run(
        [sys.executable, path], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.long
def test_one_deadly_part_of_four_processes_is_given_up_and_the_innocent_are_not(tmp_path):
    out = str(tmp_path / "b")
    ended = script(tmp_path, DEADLY.format(runs=RUNS, seed=SEED, out=out))
    assert ended.returncode == 0, ended.stderr
    manifest = Results.open(out).manifest
    (failure,) = manifest.failed
    assert failure["first"] <= 100 <= failure["last"]
    assert len(manifest.finished) == 15
    assert "a worker died; " in ended.stdout


@pytest.mark.long
def test_a_worker_that_dies_while_the_manifest_is_written_ends_nothing(tmp_path, whole):
    """The pool breaks while nobody waits for it, so that it takes no further part."""
    killed, said = [], []

    def kill_one(done):
        if done and not killed:
            killed.append(multiprocessing.active_children()[0])
            killed[0].kill()
            time.sleep(1)

    found = run_batch(
        "horseshoe", RUNS, seed=SEED, out=tmp_path, workers=2, progress=kill_one, notify=said.append
    )
    assert killed
    assert said
    assert found.manifest.failed == []
    same(found, whole)


@pytest.mark.long
def test_a_script_without_its_guard_is_stopped_and_told_which(tmp_path):
    ended = script(
        tmp_path,
        "from simulation import run_batch\n"
        f"run_batch('horseshoe', 20000, out={str(tmp_path / 'b')!r}, workers=2, detail='runs')\n",
    )
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert "new processes end before their first part" in last
    assert 'behind `if __name__ == "__main__":`' in last


def test_a_lent_executor_that_broke_is_told_and_the_same_call_goes_on_with_another(tmp_path, whole):
    fragile = Fragile(2, [names()[6]], [])
    with pytest.raises(InputError, match=r"the Fragile that was given .* cannot be renewed"):
        run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path, executor=fragile, workers=2)
    fragile.shutdown()
    closed = ThreadPoolExecutor(1)
    closed.shutdown()
    with pytest.raises(InputError, match=r"the ThreadPoolExecutor .* after shutdown"):
        run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path, executor=closed)
    assert 0 < len(Results.open(tmp_path).manifest.finished) < 16
    with ThreadPoolExecutor(2) as fresh:
        same(run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path, executor=fresh), whole)


@pytest.mark.long
def test_a_lent_pool_whose_process_is_killed_is_told(tmp_path):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as lent:

        def kill_one(done):
            if done:
                next(iter(lent._processes.values())).kill()

        with pytest.raises(InputError, match="ProcessPoolExecutor that was given takes no more"):
            run_batch(
                "horseshoe", RUNS, seed=SEED, out=tmp_path, executor=lent, workers=2,
                progress=kill_one,
            )  # fmt: skip


def test_an_error_of_one_part_is_named_and_the_part_played_again_alone(
    tmp_path, whole, monkeypatch
):
    honest, raised, said = work.play_part, [], []

    def shaky(task):
        if task.part.first == 0 and not raised:
            raised.append(time.sleep(0.1))
            raise MemoryError("no room for it")
        return honest(task)

    monkeypatch.setattr(work, "play_part", shaky)
    with ThreadPoolExecutor(2) as threads:
        found = run_batch(
            "horseshoe", RUNS, seed=SEED, out=tmp_path, executor=threads, workers=2,
            notify=said.append,
        )  # fmt: skip
    assert said == ["MemoryError: no room for it; 1 part is played again, alone"]
    assert found.manifest.failed == []
    same(found, whole)


def test_a_part_that_errs_alone_too_is_given_up_by_the_name_of_its_error(tmp_path, monkeypatch):
    honest = work.play_part

    def without_room(task):
        if task.part.first == 0:
            raise MemoryError("no room for it")
        return honest(task)

    monkeypatch.setattr(work, "play_part", without_room)
    with ThreadPoolExecutor(2) as threads:
        found = run_batch("horseshoe", RUNS, seed=SEED, out=tmp_path, executor=threads, workers=2)
    (failure,) = found.manifest.failed
    assert failure["traceback"] == "MemoryError: no room for it"
    assert len(found.manifest.finished) == 15


def test_a_part_of_several_settings_that_is_given_up_is_found_by_its_first(tmp_path, monkeypatch):
    points = [Point({"veto_cost": cost}, load("horseshoe", veto_cost=cost)) for cost in (0.2, 0.4)]
    cut = list(layout.parts(2, 15, 40))
    between = next(part for part in cut if len({block.point for block in part.blocks}) == 2)
    fragile = Fragiles(2, [between.name])
    monkeypatch.setattr(batch, "Processes", lambda workers: fragile)
    found = run_batch("horseshoe", 15, points=points, out=tmp_path, workers=2, detail="runs")
    (failure,) = found.manifest.failed
    assert (failure["point"], failure["last"]) == (0, 14)
    assert failure["first"] == between.blocks[0].start < 14
    assert failure["traceback"].endswith("(with histories of points 0 to 1)")


@pytest.mark.parametrize("key", sorted(program()))
def test_a_worker_with_another_program_refuses_by_name(tmp_path, monkeypatch, key):
    """In this process the worker's program is other than the one the batch began with."""
    here = program() | {key: "other"}
    monkeypatch.setattr("simulation.experiments.work.program", lambda: here)
    with (
        ThreadPoolExecutor(1) as threads,
        pytest.raises(InputError, match=f"worker: {key} is 'other', but .* the batch was begun"),
    ):
        run_batch("horseshoe", 1, out=tmp_path, executor=threads)
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_worker_that_does_not_see_the_folder_refuses(tmp_path):
    (part,) = layout.parts(1, 1, 40)
    scenarios = {0: load("horseshoe")}
    one = Batch("any", (2,))
    task = PartTask(str(tmp_path / "b"), one, part, scenarios, SEED, "runs", "arrays", program())
    with pytest.raises(InputError, match="a worker does not see this folder"):
        play_part(task)
    assert not (tmp_path / "b").exists()


def test_two_threads_that_write_the_same_part_do_not_spoil_it(tmp_path):
    path = tmp_path / "part.parquet"
    with files.aside(path) as one, files.aside(path) as other:
        assert one != other
        one.write_bytes(b"a")
        other.write_bytes(b"a")
        files.settle({path: one})
        files.settle({path: other})
    assert [left.name for left in tmp_path.iterdir()] == ["part.parquet"]
