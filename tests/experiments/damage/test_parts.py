"""A part that was damaged, exchanged or lost is told as that, and played again by the same call."""

import json
import random
import shutil

import pytest
from experiments.damage.spoilt import (
    DESIGN,
    RUNS,
    SCENARIO,
    SEED,
    SPOILT,
    emptied,
    longer,
    parts,
    play,
    problem_of,
    removed,
    replaced_by_a_link_to_zeros,
    replaced_by_a_pipe,
    replaced_by_text,
    tree,
    truncated,
)
from stored import rows, same

from simulation.experiments.batch import run_batch
from simulation.experiments.columns import LEVELS
from simulation.experiments.description import digest_of
from simulation.experiments.results import Results
from simulation.scenario.mistakes import InputError


@pytest.mark.parametrize("trial", range(12))
def test_a_flipped_bit_is_told_or_does_no_harm(folder, whole, trial):
    """Ten bits a trial, anywhere in any file; the same batch once more mends what was spoilt."""
    chance = random.Random(trial)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    shown = 0
    for _ in range(10):
        path = chance.choice(files)
        content = path.read_bytes()
        place = chance.randrange(len(content))
        flipped = bytes([content[place] ^ 1 << chance.randrange(8)])
        path.write_bytes(content[:place] + flipped + content[place + 1 :])
        said = problem_of(folder, whole)
        # Of the manifest and the receipts some bits are blanks between the words.
        assert said or path.suffix == ".json"
        shown += said is not None
        path.write_bytes(content)
    assert shown > 5
    path = chance.choice([path for path in files if path.suffix == ".parquet"])
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    same(play(folder), whole)
    assert problem_of(folder, whole) is None


@pytest.mark.parametrize("level", [*LEVELS, "parts"])
@pytest.mark.parametrize("spoil", SPOILT)
def test_a_part_that_is_not_as_written_is_named_with_what_plays_it_again(
    folder, whole, level, spoil
):
    name = parts(folder)[1]
    path = folder / level / f"{name}.{'json' if level == 'parts' else 'parquet'}"
    spoil(path)
    with pytest.raises(InputError) as caught:
        Results.open(folder)
    first, last = caught.value.mistakes
    assert first.startswith(f"{folder}: {level}/{path.name} ")
    assert last == (
        "This plays that part again, and keeps the others: the same `run_batch(...)` "
        "over this folder"
    )
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    kept = {one: at for one, at in tree(folder).items() if one.stem in {*parts(folder)} - {name}}
    same(play(folder), whole)
    assert kept.items() <= tree(folder).items()
    assert problem_of(folder, whole) is None


def test_the_command_that_plays_a_damaged_part_again_does_so(unsc, tmp_path):
    folder = tmp_path / "b"
    words = ["batch", "horseshoe", "--rules", "no-veto", "--runs", "3", "--seed", "2"]
    assert unsc(*words, "--out", folder)[0] == 0
    before = Results.open(folder)
    before = {level: rows(before, level) for level in LEVELS}
    truncated(next((folder / "seats").iterdir()))
    status, out, err = unsc("report", folder)
    assert (status, out) == (2, "")
    command = f"unsc {' '.join(words)} --out {folder}"
    assert err.strip().endswith(f"keeps the others: {command}")
    assert unsc(*command.split()[1:])[0] == 0
    after = Results.open(folder)
    assert all(rows(after, level).equals(table) for level, table in before.items())


@pytest.mark.parametrize("spoil", [truncated, emptied, longer, removed, replaced_by_text,
                                   replaced_by_a_pipe, replaced_by_a_link_to_zeros])  # fmt: skip
def test_a_table_of_settings_that_is_not_as_written_is_told_and_written_again(folder, whole, spoil):
    path = folder / "points" / "points.parquet"
    spoil(path)
    with pytest.raises(InputError, match=r"points\.parquet: .*; run the same `run_batch"):
        Results.open(folder)
    same(play(folder), whole)
    assert problem_of(folder, whole) is None


def test_parts_of_another_batch_are_told(folder, whole, tmp_path):
    """Whole parts of the same names, with their receipts."""
    other = tmp_path / "other"
    run_batch(SCENARIO, RUNS, seed=SEED + 1, points=DESIGN, out=other)
    for level in (*LEVELS, "parts"):
        shutil.rmtree(folder / level)
        shutil.copytree(other / level, folder / level)
    said = problem_of(folder, whole)
    assert f"{folder}: parts/{parts(folder)[0]}.json is of another batch" in said
    same(play(folder), whole)


def test_two_parts_exchanged_with_their_receipts_are_told(folder, whole):
    one, other = parts(folder)[:2]
    for level in (*LEVELS, "parts"):
        suffix = "json" if level == "parts" else "parquet"
        paths = [folder / level / f"{name}.{suffix}" for name in (one, other)]
        contents = [path.read_bytes() for path in paths]
        for path, content in zip(paths, reversed(contents), strict=True):
            path.write_bytes(content)
    assert f"parts/{one}.json is the receipt of another part" in problem_of(folder, whole)
    same(play(folder), whole)


def test_a_part_without_receipt_is_played_again(folder, whole):
    """As where the command was killed before the receipt, which is the last file of a part."""
    (folder / "parts" / f"{parts(folder)[0]}.json").unlink()
    same(play(folder), whole)
    assert problem_of(folder, whole) is None


def test_a_part_that_the_manifest_does_not_list_is_found_by_its_receipt(folder, whole, monkeypatch):
    """As where the command was killed between the receipt and the manifest."""
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    rest = {key: value for key, value in data.items() if key != "sha256"} | {"finished": []}
    path.write_text(json.dumps(rest | {"sha256": digest_of(rest)}))
    monkeypatch.setattr("simulation.experiments.work.play_part", None)
    same(play(folder), whole)
