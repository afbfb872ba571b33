"""What cannot be is refused: states in two places, sponsors against their drafts, no numbers."""

import math

import pytest
import tomli_w

from simulation.scenario.files import names, read
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_council, load_pool, load_rules
from simulation.stages.voting import YES

SEAT = {"member": "S", "name": "S", "group": "AFR", "alignment": 0.0}
STATE = SEAT | {"population": 1.0, "income": 1.0}


def said(load_file, content, folder):
    path = folder / "mine.toml"
    path.write_text(tomli_w.dumps(content), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_file(str(path))
    return [mistake.removeprefix(f"{path}: ") for mistake in caught.value.mistakes]


def pool(*states):
    return {"title": "P", "state": [*states]}


def council(*seats):
    return {"title": "C", "seat": [*seats]}


def libya(change):
    raw = read(names("scenario")["libya-2011"])
    change(raw, raw["crisis"][0], raw["crisis"][0]["draft"])
    return raw


@pytest.mark.parametrize(
    ("load_file", "content", "words"),
    [
        (load_pool, pool(STATE, STATE), "state: S stands twice; keep one row each"),
        (load_pool, pool(STATE | {"member": "rest"}),
         "state[1].member = 'rest': stands for the rest of the membership; choose another code"),
        (load_council, council(SEAT, SEAT), "seat: S stands twice; keep one row each"),
        (load_council, council(SEAT | {"member": "REST"}), "seat[1].member = 'REST': stands for"),
        (load, libya(lambda raw, *_: raw["contributor"].append(raw["contributor"][0])),
         "contributor: ITA stands twice; keep one row each"),
        (load, libya(lambda raw, *_: raw["contributor"][0].update(member="rest")),
         "contributor[1].member = 'rest': stands for the rest"),
        (load, {"title": "M", "council": "archetypes", "pool": "archetypes", "contributor": [
            read(names("pool")["archetypes"])["state"][-1]["member"] and
            SEAT | {"member": read(names("pool")["archetypes"])["state"][-1]["member"]}]},
         "belongs to the pool, so that it may be elected; leave it out here"),
        (load, libya(lambda raw, *_: raw.update(not_joined=["RUS", "RUS"])),
         "not_joined: RUS stands twice; keep one"),
    ],
)  # fmt: skip
def test_no_state_is_in_two_places(tmp_path, load_file, content, words):
    found = said(load_file, content, tmp_path)
    assert any(words in mistake for mistake in found), found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw, crisis, drafts: drafts[0].update(sponsors=["GBR"], absent=["GBR"]),
         "sponsors = 'GBR': is absent"),
        (lambda raw, crisis, drafts: drafts[1].update(sponsors=["DEU"]),
         "sponsors = 'DEU': abstained on record"),
        (lambda raw, crisis, drafts: raw.update(not_joined=["GBR"]), "is absent"),
        (lambda raw, crisis, drafts: (
            drafts[1].update(sponsors=["IND"]),
            drafts[1]["record"].update(abstaining=["BRA", "CHN", "DEU", "RUS"], against=["IND"])),
         "sponsors = 'IND': voted no on record"),
        (lambda raw, crisis, drafts: (
            drafts[1].update(sponsors=["IND"]),
            drafts[1]["record"].update(abstaining=["BRA", "CHN", "DEU", "RUS"],
                                       not_participating=["IND"])),
         "sponsors = 'IND': took no part on record"),
    ],
)  # fmt: skip
def test_a_sponsor_is_there_and_votes_for_its_draft(tmp_path, change, words):
    found = said(load, libya(change), tmp_path)
    assert any(words in mistake for mistake in found), found


@pytest.mark.parametrize(
    ("load_file", "content", "key"),
    [
        (load_pool, pool(STATE | {"population": math.inf}), "population"),
        (load_pool, pool(STATE | {"population": math.nan}), "population"),
        (load_pool, pool(STATE | {"income": 1e300}), "income"),
        (load_pool, pool(STATE | {"size": True}), "size"),
        (load_council, council(SEAT | {"term": True}), "term"),
        (load_council, council(SEAT | {"term": 1.0}), "term"),
        (load_council, council(SEAT | {"alignment": False}), "alignment"),
        (load_council, council(SEAT | {"pen": 1}), "pen"),
        (load_rules, {"title": "R", "quota": True}, "quota"),
        (load_rules, {"title": "R", "quota": 9, "override": True}, "override"),
        (load_rules, {"title": "R", "quota": 9, "vetoes_to_block": True}, "vetoes_to_block"),
        (load_rules, {"title": "R", "quota": 9.0}, "quota"),
        (load, {"title": "M", "council": "archetypes", "rounds": True}, "rounds"),
        (load, {"title": "M", "council": "archetypes", "parameters": {"reach": True}}, "reach"),
        (load, {"title": "M", "council": "archetypes", "parameters": {"reach": math.nan}}, "reach"),
        (load, libya(lambda raw, crisis, drafts: crisis["contribution"][0][
            "amounts"].update(FRA=math.inf)), "amounts.FRA"),
    ],
)  # fmt: skip
def test_a_number_is_finite_and_no_truth(tmp_path, load_file, content, key):
    (mistake,) = said(load_file, content, tmp_path)
    assert f"{key}" in mistake
    assert ": must be" in mistake


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda raw, crisis, drafts: raw.update(title=""), "title"),
        (lambda raw, crisis, drafts: raw.update(council=" "), "council"),
        (lambda raw, crisis, drafts: raw.update(rules=""), "rules"),
        (lambda raw, crisis, drafts: raw.update(pool=""), "pool"),
        (lambda raw, crisis, drafts: crisis.update(patron=""), "crisis[1].patron"),
        (lambda raw, crisis, drafts: crisis.update(name=" "), "crisis[1].name"),
        (lambda raw, crisis, drafts: crisis.update(council=""), "crisis[1].council"),
        (lambda raw, crisis, drafts: drafts[0].update(penholder=""), "crisis[1].draft[1].penholder"),
        (lambda raw, crisis, drafts: drafts[0].update(symbol=""), "crisis[1].draft[1].symbol"),
        (lambda raw, crisis, drafts: drafts[0].update(sponsors=[""]),
         "crisis[1].draft[1].sponsors[1]"),
        (lambda raw, crisis, drafts: raw["contributor"][0].update(name=""), "contributor[1].name"),
    ],
)  # fmt: skip
def test_what_names_something_is_not_empty(tmp_path, change, key):
    (mistake,) = said(load, libya(change), tmp_path)
    assert mistake.startswith(key)
    assert mistake.endswith(": must not be empty")


def test_two_drafts_do_not_share_a_symbol(tmp_path):
    def twice(raw, crisis, drafts):
        drafts[1].update(symbol=drafts[0]["symbol"])
        crisis["contribution"] = []

    raw = libya(twice)
    assert said(load, raw, tmp_path) == [
        "crisis[1].draft[2].symbol = 'S/RES/1970': is the symbol of crisis[1].draft[1] too; give "
        "each draft its own"
    ]


@pytest.mark.parametrize("name", sorted(names("scenario")))
def test_no_shipped_draft_is_sponsored_by_who_did_not_vote_for_it(name):
    for draft in load(name).script:
        if draft.record is not None:
            assert not (draft.sponsors & (draft.record.ballots != YES)).any(), draft.symbol
