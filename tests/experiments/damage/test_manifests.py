"""A manifest that was damaged or changed is told as that, and made again from the parts."""

import copy
import json
import random

import pytest
from experiments.damage.spoilt import (
    RUNS,
    emptied,
    parts,
    play,
    problem_of,
    replaced_by_a_folder,
    replaced_by_a_link_to_itself_elsewhere,
    replaced_by_a_link_to_zeros,
    replaced_by_a_pipe,
    replaced_by_text,
    tree,
    truncated,
)
from stored import same

from simulation.experiments.columns import LEVELS
from simulation.experiments.description import digest_of
from simulation.experiments.manifest import FORMAT
from simulation.experiments.results import Results
from simulation.scenario.mistakes import InputError


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
    chance, shown = random.Random(trial), 0
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
        said = problem_of(folder, whole)
        assert said or again
        shown += said is not None
    assert shown > 10


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
    assert "is not a manifest of this program" in problem_of(folder, whole)


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
