"""A batch that was damaged or changed is told as that, never believed, never a traceback."""

import copy
import json
import os
import random
import shutil
from pathlib import Path

import pytest
from stored import rows, same

from simulation.experiments import layout
from simulation.experiments.batch import run_batch
from simulation.experiments.columns import LEVELS
from simulation.experiments.description import digest_of
from simulation.experiments.design import grid, points_of
from simulation.experiments.manifest import FORMAT
from simulation.experiments.results import Results
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

RUNS, SEED = 6, 5
SCENARIO = load("repeated-crises", settings={"rounds": 8})
DESIGN = points_of(SCENARIO, grid({"veto_cost": [0.2, 0.4]}))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """A part every second history or so."""
    monkeypatch.setattr(layout, "ROUNDS_A_BLOCK", 16)
    monkeypatch.setattr(layout, "ROUNDS_A_PART", 32)


def play(folder=None, runs=RUNS, **more):
    """The batch, of one design with two settings."""
    return run_batch(SCENARIO, runs, seed=SEED, points=DESIGN, out=folder, **more)


@pytest.fixture(scope="module")
def whole():
    """The batch as it is if nothing goes wrong."""
    return play()


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The same in a folder, which nobody changes."""
    folder = tmp_path_factory.mktemp("stored") / "b"
    patch = pytest.MonkeyPatch()
    with patch.context() as small:
        small.setattr(layout, "ROUNDS_A_BLOCK", 16)
        small.setattr(layout, "ROUNDS_A_PART", 32)
        play(folder)
    return folder


@pytest.fixture
def folder(stored, tmp_path):
    """A copy of it, to be spoilt."""
    return shutil.copytree(stored, tmp_path / "b")


def parts(folder):
    """The names of its parts."""
    return json.loads((folder / "manifest.json").read_text())["finished"]


def tree(folder):
    """All that is in a folder, and when it was written."""
    return {
        path.relative_to(folder): (path.lstat().st_mtime_ns, path.is_file() and path.read_bytes())
        for path in folder.rglob("*")
    }


def asked(folder, whole):
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


@pytest.mark.parametrize("trial", range(12))
def test_a_flipped_bit_is_told_or_does_no_harm(folder, whole, trial):
    """Ten bits a trial, anywhere in any file; the same batch once more mends what was spoilt."""
    chance = random.Random(trial)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    told = 0
    for _ in range(10):
        path = chance.choice(files)
        content = path.read_bytes()
        place = chance.randrange(len(content))
        flipped = bytes([content[place] ^ 1 << chance.randrange(8)])
        path.write_bytes(content[:place] + flipped + content[place + 1 :])
        said = asked(folder, whole)
        # Of the manifest and the receipts some bits are blanks between the words.
        assert said or path.suffix == ".json"
        told += said is not None
        path.write_bytes(content)
    assert told > 5
    path = chance.choice([path for path in files if path.suffix == ".parquet"])
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    same(play(folder), whole)
    assert asked(folder, whole) is None


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
        "This plays that part again, and keeps the others: the same `unsc batch` or run_batch "
        "over this folder"
    )
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    kept = {one: at for one, at in tree(folder).items() if one.stem in {*parts(folder)} - {name}}
    same(play(folder), whole)
    assert kept.items() <= tree(folder).items()
    assert asked(folder, whole) is None


def test_the_command_that_plays_a_damaged_part_again_does_so(unsc, tmp_path):
    folder = tmp_path / "b"
    words = ["batch", "horseshoe", "--runs", "3", "--seed", "2", "--rules", "no-veto"]
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
    with pytest.raises(InputError, match=r"points\.parquet: .*; run the same `unsc batch` again"):
        Results.open(folder)
    same(play(folder), whole)
    assert asked(folder, whole) is None


def test_parts_of_another_batch_are_told(folder, whole, tmp_path):
    """Whole parts of the same names, with their receipts."""
    other = tmp_path / "other"
    run_batch(SCENARIO, RUNS, seed=SEED + 1, points=DESIGN, out=other)
    for level in (*LEVELS, "parts"):
        shutil.rmtree(folder / level)
        shutil.copytree(other / level, folder / level)
    said = asked(folder, whole)
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
    assert f"parts/{one}.json is the receipt of another part" in asked(folder, whole)
    same(play(folder), whole)


@pytest.mark.parametrize("level", ["rounds", "seats", "parts", "points", "runs"])
@pytest.mark.parametrize("kind", ["link", "file", "pipe"])
def test_nothing_is_read_or_written_through_a_folder_that_is_something_else(
    folder, tmp_path, level, kind
):
    away = tmp_path / "away"
    (folder / level).rename(away)
    match kind:
        case "link":
            (folder / level).symlink_to(away)
        case "file":
            (folder / level).write_text("")
        case "pipe":
            os.mkfifo(folder / level)
    before, outside = tree(folder), tree(away)
    for call in (lambda: Results.open(folder), lambda: play(folder)):
        with pytest.raises(InputError, match=rf"{level}: is .*, not a folder of the batch"):
            call()
    assert (tree(folder), tree(away)) == (before, outside)


def leaves(data, path=()):
    """The places of everything in JSON data."""
    yield path
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, key))


def edited(data, path, value):
    """The data with another value at a place, or with none."""
    if not path:
        return value
    made = copy.deepcopy(data)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    if value is REMOVE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return made


REMOVE = object()

OTHERS = [
    None, True, -1, 0, 7, 10**30, 1.5, float("nan"), "", "../../../etc/passwd", "part-1", "no-veto",
    [], ["../x"], [[]], {}, {"a": 1}, REMOVE,
]  # fmt: skip


@pytest.mark.parametrize("again", [False, True], ids=["as edited", "with its digest made again"])
@pytest.mark.parametrize("name", ["manifest.json", "parts"])
@pytest.mark.parametrize("trial", range(3))
def test_an_edited_manifest_or_receipt_is_told_or_does_no_harm(folder, whole, name, again, trial):
    """Any place of it, any other value; also by somebody who makes the digest fit."""
    path = folder / name if name.endswith("json") else folder / name / f"{parts(folder)[0]}.json"
    data = json.loads(path.read_text())
    chance, told = random.Random(trial), 0
    places = [place for place in leaves(data) if place != ("sha256",)]
    # The description of a scenario is most of it; each of the other keys is tried too.
    top = [place for place in places if len(place) <= 2]
    for place in [chance.choice(top if k % 2 else places) for k in range(30)]:
        value = chance.choice(OTHERS[:-1] if not place else OTHERS)
        made = edited(data, place, value)
        if made == data:
            continue
        if again and isinstance(made, dict):
            rest = {key: value for key, value in made.items() if key != "sha256"}
            made = rest | {"sha256": digest_of(rest)}
        path.write_text(json.dumps(made))
        said = asked(folder, whole)
        assert said or again
        told += said is not None
    assert told > 10


@pytest.mark.parametrize(
    ("key", "value"),
    [("runs", 5), ("seed", 6), ("rules", "no-veto"), ("rounds", 9), ("engine", "mesa"),
     ("version", "0"), ("scenario", "cold-war")],
)  # fmt: skip
def test_an_edited_experiment_is_told_and_made_again_from_the_parts(folder, whole, key, value):
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    data["experiment"][key] = value
    path.write_text(json.dumps(data))
    before = tree(folder)
    for call in (lambda: Results.open(folder), lambda: play(folder)):
        with pytest.raises(InputError, match="was changed after it was written; remove it, and"):
            call()
    assert tree(folder) == before
    path.unlink()
    same(play(folder), whole)


@pytest.mark.parametrize(
    "name", ["../../secret", "/etc/passwd", "part-1", "../rounds/part-1-2", ""]
)
def test_a_part_that_has_no_name_of_a_part_is_not_opened(folder, whole, name):
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    rest = {key: value for key, value in data.items() if key != "sha256"}
    rest["finished"] = [*rest["finished"], name]
    path.write_text(json.dumps(rest | {"sha256": digest_of(rest)}))
    assert "is not a manifest of this program" in asked(folder, whole)


@pytest.mark.parametrize("spoil", [truncated, emptied, replaced_by_text, replaced_by_a_folder,
                                   replaced_by_a_pipe, replaced_by_a_link_to_zeros,
                                   replaced_by_a_link_to_itself_elsewhere])  # fmt: skip
def test_a_manifest_that_is_something_else_is_told_and_left_alone(folder, spoil):
    (folder / "manifest.json").parent.joinpath("x").mkdir()
    spoil(folder / "manifest.json")
    before = tree(folder)
    for call in (lambda: Results.open(folder), lambda: play(folder)):
        with pytest.raises(InputError, match=r"manifest\.json: is "):
            call()
    assert tree(folder) == before


@pytest.mark.parametrize("text", ["[" * 100_000, '{"experiment": ' * 5000, "\ufeff{}", "1" * 5000,
                                  '{"experiment": {"described": 1}, "sha256": NaN}'])  # fmt: skip
def test_json_that_is_hard_to_read_is_told(folder, text):
    (folder / "manifest.json").write_text(text)
    with pytest.raises(InputError, match=r"manifest\.json: "):
        Results.open(folder)


@pytest.mark.parametrize(
    ("format", "sentence"),
    [
        (None, "has no format number, as an earlier version of this program wrote it; read it"),
        (0, "is of format 0, and this version of the program reads format {0}; read it with the"),
        (FORMAT + 1, "is of format {1}, and this version of the program reads format {0}; read it"),
        (10**30, f"is of format {10**30}, and this version of the program reads format "),
        ("1", "is not a manifest of this program, or is torn; choose another folder"),
        ([], "is not a manifest of this program, or is torn; choose another folder"),
    ],
)
def test_a_batch_of_another_format_is_refused_with_what_to_do(folder, format, sentence):
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    rest = {key: value for key, value in data.items() if key not in ("sha256", "format")}
    rest |= {} if format is None else {"format": format}
    path.write_text(json.dumps(rest | {"sha256": digest_of(rest)}))
    before = tree(folder)
    for call in (lambda: Results.open(folder), lambda: play(folder)):
        with pytest.raises(InputError) as caught:
            call()
        (mistake,) = caught.value.mistakes
        assert mistake.startswith(f"{path}: {sentence.format(FORMAT, FORMAT + 1)}")
        assert mistake.endswith(("or play the batch again in another folder", "from the parts"))
    assert tree(folder) == before


def test_a_manifest_without_its_own_digest_was_changed(folder):
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    del data["sha256"]
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match="was changed after it was written; remove it, and"):
        Results.open(folder)


@pytest.mark.parametrize("runs", [RUNS, RUNS + 1, 2 * RUNS])
def test_a_batch_without_manifest_is_taken_up_again_from_its_parts(folder, runs):
    before = {path: at for path, at in tree(folder).items() if path.parent.name in LEVELS}
    (folder / "manifest.json").unlink()
    found = play(folder, runs)
    for point in range(2):
        same(found.at(point), play(None, runs).at(point))
    assert before.items() <= tree(folder).items()
    assert found.manifest.earlier == ([] if runs == RUNS else [RUNS])


def test_a_batch_that_grew_is_taken_up_again_as_it_was_cut(folder):
    play(folder, 7)
    grown = play(folder, 9)
    before = {path: at for path, at in tree(folder).items() if path.parent.name in LEVELS}
    (folder / "manifest.json").unlink()
    found = play(folder, 9)
    assert found.manifest.earlier == grown.manifest.earlier == [RUNS, 7]
    assert tree(folder).items() >= before.items()
    for point in range(2):
        same(found.at(point), play(None, 9).at(point))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"seed": SEED + 1}, "its parts are of another scenario, seed, version or format"),
        ({"detail": "rounds"}, "its parts are of another scenario, seed, version or format"),
        ({"points": None}, "its parts are of another scenario, seed, version or format"),
        (
            {"scenario": load("horseshoe")},
            "its parts are of another scenario, seed, version or format",
        ),
        ({"runs": 2}, "runs is 6 there, 2 here; more can be added to a folder, none removed"),
    ],
)
@pytest.mark.parametrize("manifest", [True, False])
def test_refusing_a_folder_changes_nothing_in_it(folder, more, said, manifest):
    if not manifest:
        (folder / "manifest.json").unlink()
    (folder / ".lock").unlink()
    (folder / "rounds" / f".{parts_there(folder)}.parquet.{'0' * 32}.partial").write_text("x")
    before = tree(folder)
    call = {"scenario": SCENARIO, "runs": RUNS, "seed": SEED, "points": DESIGN, "out": folder}
    with pytest.raises(InputError, match="holds another experiment") as caught:
        run_batch(**call | more)
    assert manifest or said in str(caught.value)
    assert tree(folder) == before


def parts_there(folder):
    """The name of some part."""
    return min(path.stem for path in (folder / "rounds").glob("part*.parquet"))


@pytest.mark.parametrize("name", ["runs", "rounds", "parts", "report", "thesis"])
def test_a_folder_with_other_peoples_things_is_no_batch_without_manifest(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine.txt").write_text("two years of work")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="is not empty and holds no batch"):
        play(tmp_path)
    assert tree(tmp_path) == before


def test_a_part_without_receipt_is_played_again(folder, whole):
    """As where the command was killed before the receipt, which is the last file of a part."""
    (folder / "parts" / f"{parts(folder)[0]}.json").unlink()
    same(play(folder), whole)
    assert asked(folder, whole) is None


def test_a_part_that_the_manifest_does_not_list_is_found_by_its_receipt(folder, whole, monkeypatch):
    """As where the command was killed between the receipt and the manifest."""
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    rest = {key: value for key, value in data.items() if key != "sha256"} | {"finished": []}
    path.write_text(json.dumps(rest | {"sha256": digest_of(rest)}))
    monkeypatch.setattr("simulation.experiments.work.play_part", None)
    same(play(folder), whole)


@pytest.mark.parametrize("kind", ["pipe", "file", "/dev/zero", "/dev/null", "link to a file"])
def test_what_is_no_folder_is_told_at_once(unsc, tmp_path, kind):
    path = Path(kind) if kind.startswith("/") else tmp_path / "b"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "file":
            path.write_text("two years of work")
        case "link to a file":
            (tmp_path / "thesis").write_text("two years of work")
            path.symlink_to(tmp_path / "thesis")
    for words, said in (
        (("report", path), "is a "),
        (("batch", "horseshoe", "--runs", "1", "--out", path), "is a "),
    ):
        status, out, err = unsc(*words)
        assert (status, out) == (2, "")
        assert err.startswith(f"{path}: {said}")
        assert err.count("\n") == 1
