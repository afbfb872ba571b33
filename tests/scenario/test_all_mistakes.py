"""Every mistake is said at once, each of its own file, and none that is no mistake."""

import pytest
import tomli_w

from simulation.scenario.files import names, read
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError


def said(raw, folder, **changes):
    """The sentences about a scenario, without the name of its file."""
    path = folder / "mine.toml"
    path.write_text(tomli_w.dumps(raw), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(str(path), **changes)
    return [mistake.removeprefix(f"{path}: ") for mistake in caught.value.mistakes]


def horseshoe(**keys):
    return {"title": "Mine", "council": "archetypes", **keys}


def libya(change):
    raw = read(names("scenario")["libya-2011"])
    change(raw, raw["crisis"][0], raw["crisis"][0]["draft"])
    return raw


def shifting(**when):
    return {"member": "RUS", "profile": {"alignment": 0.0}, **when}


def test_a_rule_set_in_place_has_all_its_mistakes_told(tmp_path):
    rules = {"quota": 99, "vetoes": ["nobody"], "override": 2}
    assert said(horseshoe(rules=rules), tmp_path) == [
        "rules.title is missing; add it",
        "rules.quota = 99: exceeds the 15 seats of Fifteen archetypes; write 1 to 15",
        "rules.override = 2: must exceed the quota of 99, or no veto holds; lower the quota, or "
        'leave it out and write vetoes = "none"',
        *[m for m in said(horseshoe(rules=rules), tmp_path) if "'nobody': has no seat" in m],
    ]


ALL = [
    (
        horseshoe(rules={"quota": 99, "vetoes": ["nobody"], "override": 2}),
        ["title is missing", "quota = 99", "'nobody'", "override = 2"],
    ),
    (
        horseshoe(rounds=0, rules="nope", pool="nope", organisations=["nope"], council="nope"),
        ["rounds = 0", "no rule set named", "no pool named", "no organisation named",
         "no council named"],
    ),
    (
        horseshoe(parameters={"vetocost": 1, "severity_min": 0.95, "reach": 2.0}),
        ["vetocost", "severity_min = 0.95 must not exceed", "reach = 2.0"],
    ),
    (
        horseshoe(profiles={"rivall": {"alignment": 0.0}, "rival": {"alignment": 9.0}},
                  not_joined=["nobody"], burden="none"),
        ["'rivall': has no seat", "rival.alignment = 9.0", "not_joined = 'nobody'", "burden"],
    ),
    (
        libya(lambda raw, crisis, drafts: (
            raw.pop("title"), crisis.update(patron="XXX"), drafts[0].update(strength=2.0),
            drafts[0].update(penholder="YYY"), drafts[1].update(sponsors=["ZZZ"]),
            raw.update(rules={"title": "Odd", "quota": 40}))),
        ["title is missing", "patron = 'XXX'", "strength of S/RES/1970 = 2.0", "penholder = 'YYY'",
         "sponsors = 'ZZZ'", "quota = 40"],
    ),
    (
        libya(lambda raw, crisis, drafts: (
            drafts[0].update(date="soon"), drafts[0].update(symbol=drafts[1]["symbol"]),
            drafts[1]["record"].update(yes=11), raw.update(shift=[shifting(round=3)]))),
        ["date of S/RES/1973 = 'soon'", "is the symbol of crisis[1].draft[1] too", "11-0-5-0",
         "shift[1] = 'RUS': a script goes by dates; write date"],
    ),
    (
        libya(lambda raw, crisis, drafts: (
            drafts[0].update(sponsors=["GBR", "GRB", "FRA", "FRA"]),
            drafts[1].update(absent=[3, "QQQ"]), drafts[1]["record"].update(yes="ten"),
            drafts[1]["record"]["abstaining"].extend(["XXX", "XXX"]))),
        ["sponsors of S/RES/1970: FRA stands twice", "sponsors = 'GRB': has no seat",
         "absent[1] of S/RES/1973 = 3: must be text", "absent = 'QQQ': has no seat",
         "record.yes of S/RES/1973 = 'ten'", "record of S/RES/1973: XXX stands twice",
         "record = 'XXX': has no seat"],
    ),
    (
        libya(lambda raw, crisis, drafts: raw.update(titel=raw.pop("title"), profiles={
            "USA": {"client_tie": {"LBY": 1.9, "XXX": 0.3}, "intervention": 1.5},
            "ZZZ": {"sovereignty": 1.5, "permanent": True}},
            shift=[{"member": "RUS", "date": drafts[1]["date"], "profile": {
                "alignmnt": 7.0, "size": 3.0}}])),
        ["titel = 'Libya 2011': there is no such key", "USA.client_tie: there is no such table",
         "USA.client_tie.LBY = 1.9: must be", "client_ties = 'XXX': is no target",
         "USA.intervention = 1.5: must be", "ZZZ.sovereignty = 1.5: must be",
         "ZZZ.permanent = true: cannot be changed", "profiles = 'ZZZ': has no seat",
         "profile.alignmnt = 7.0: there is no such key", "profile.alignmnt = 7.0: must be",
         "profile.size = 3.0: cannot be changed"],
    ),
    (
        horseshoe(council="nope", rules={"title": "R", "quota": 9, "vetoes": ["hegemon", "hegemon"]},
                  profiles={"rival": {"alignment": 9.0}}),
        ["no council named", "vetoes: hegemon stands twice", "rival.alignment = 9.0"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "all_of"), ALL)
def test_all_mistakes_of_a_file_are_told_at_once(tmp_path, raw, all_of):
    found = said(raw, tmp_path)
    for words in all_of:
        assert sum(words in mistake for mistake in found) == 1, (words, found)
    assert len(found) == len(all_of), found
    assert found == said(raw, tmp_path)


ONE = [
    (libya(lambda raw, crisis, drafts: (
        raw.update(shift=[shifting(date=drafts[1]["date"])]), drafts[0].update(strength=2.0))),
     "strength of S/RES/1970 = 2.0"),
    (libya(lambda raw, crisis, drafts: (
        raw.update(shift=[shifting(date=drafts[1]["date"])]), drafts[0].update(penholder="XXX"))),
     "penholder = 'XXX'"),
    (libya(lambda raw, crisis, drafts: raw.update(rules="chartre")), "no rule set named"),
    (libya(lambda raw, crisis, drafts: raw.update(council="nope")), "no council named"),
    (libya(lambda raw, crisis, drafts: (
        raw.update(shift=[shifting(date=drafts[1]["date"])], crises=raw.pop("crisis")))),
     "there is no such table; did you mean crisis?"),
    (libya(lambda raw, crisis, drafts: raw.update(pool=["2011"])), "pool = ['2011']"),
    (libya(lambda raw, crisis, drafts: crisis.update(target=3)), "target of"),
    (libya(lambda raw, crisis, drafts: drafts[1]["record"].update(yes="ten")), "record.yes"),
    (libya(lambda raw, crisis, drafts: drafts[1]["record"]["abstaining"].append("XXX")),
     "record = 'XXX': has no seat"),
    (libya(lambda raw, crisis, drafts: drafts[1].update(absent="USA")), "absent of S/RES/1973"),
    (horseshoe(rounds="many", shift=[{"member": "rival", "round": 60,
                                      "profile": {"alignment": 0.0}}]), "rounds = 'many'"),
    (horseshoe(parameters={"severity_max": "high", "severity_min": 0.95}), "severity_max = 'high'"),
    (horseshoe(parameters={"consensus_bonus": 0.19, "veto_cost": "much"}), "veto_cost = 'much'"),
    (horseshoe(rules={"title": "Odd", "override": 5}), "rules.quota is missing"),
    (horseshoe(rules={"title": "Odd", "quota": 9, "vetoes": ["nobody"], "vetoes_to_block": 1}),
     "vetoes = 'nobody'"),
    (horseshoe(rules={"title": "Odd", "quota": "all", "override": 9}), "override = 9"),
    (horseshoe(ties="estimated", pool=3), "pool = 3"),
    (horseshoe(council={"title": "C", "seat": [
        {"member": f"M{k}", "name": "M", "group": "AFR", "alignment": 0.0, "permanent": not k}
        for k in range(4)] + [{"name": "M", "group": "AFR", "alignment": 0.0}]},
        rules={"title": "R", "quota": 3}, profiles={"M4": {"alignment": 0.1}}),
     "council.seat[5].member of M is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "words"), ONE, ids=[words for _, words in ONE])
def test_one_mistake_invents_no_others(tmp_path, raw, words):
    (mistake,) = said(raw, tmp_path)
    assert words in mistake


def test_no_remedy_runs_from_more_to_less(tmp_path):
    for quota in (15, "all", 16, 99, 2**70):
        for override in (1, 9, 15, 16):
            rules = {"title": "Odd", "quota": quota, "override": override}
            for mistake in said(horseshoe(rules=rules), tmp_path):
                assert "write 16 to 15" not in mistake
                assert "write 100 to" not in mistake


def council(seats=3):
    return {
        "title": "Few",
        "seat": [
            {"member": f"M{k}", "name": f"M{k}", "group": "AFR", "alignment": 0.0} for k in range(seats)
        ],
    }  # fmt: skip


SEAT = {"member": "S", "name": "S", "group": "AFR", "alignment": 0.0}
STATE = SEAT | {"population": 1.0, "income": 1.0}

NAMED = [
    ("rules", {"title": "R", "quota": 99}, "quota = 99: exceeds the 15 seats"),
    ("rules", {"title": "R", "quota": 9, "vetoes": ["nobody"]}, "vetoes = 'nobody': has no seat"),
    ("rules", {"title": "R", "quota": 9, "override": 4}, "override = 4: must exceed the quota"),
    ("rules", {"title": "R", "quota": 9, "vetoes_to_block": 7}, "vetoes_to_block = 7: exceeds"),
    ("rules", {"title": "R", "quota": 9, "qouta": 3}, "qouta = 3: there is no such key"),
    ("rules", {"quota": 9}, "title is missing; add it"),
    ("council", {"title": "C", "seat": [SEAT | {"alignment": 9.0}]}, "seat[1].alignment of S = 9.0"),
    ("council", {"title": "C", "seat": [SEAT, SEAT]}, "seat: S stands twice"),
    ("pool", {"title": "P", "state": [STATE, STATE]}, "state: S stands twice"),
    ("pool", {"title": "P", "state": [STATE | {"population": float("inf")}]},
     "state[1].population of S = inf: must be a finite number"),
    ("organisations", {"title": "O", "members": ["A", "A"]}, "members: A stands twice; keep one"),
    ("organisations", {"title": "O", "quota": "most"}, "quota = 'most': must be"),
]  # fmt: skip


@pytest.mark.parametrize("way", ["in the scenario", "given"])
@pytest.mark.parametrize(("kind", "content", "words"), NAMED)
def test_a_mistake_in_a_file_that_is_named_is_said_of_that_file(
    tmp_path, monkeypatch, kind, content, words, way
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.toml").write_text(tomli_w.dumps(content), encoding="utf-8")
    if way == "given" and kind != "rules":
        kind, content = "rules", {"title": "R", "quota": 99}
        (tmp_path / "other.toml").write_text(tomli_w.dumps(content), encoding="utf-8")
        words = "quota = 99"
    value = ["other.toml"] if kind == "organisations" else "other.toml"
    raw = horseshoe() if way == "given" else horseshoe() | {kind: value}
    changes = {"rules": "other.toml"} if way == "given" else {}
    found = said(raw, tmp_path, **changes)
    (own,) = [mistake for mistake in found if words.partition(":")[0] in mistake]
    assert own.startswith(f"other.toml: {words}")


@pytest.mark.parametrize("key", ["council", "rules", "pool", "organisations"])
def test_a_file_that_is_not_there_is_said_of_the_scenario_that_names_it(tmp_path, key):
    value = ["none.toml"] if key == "organisations" else "none.toml"
    (mistake,) = said(horseshoe() | {key: value}, tmp_path)
    assert mistake.startswith("none.toml: no such file")


def test_an_organisation_that_is_not_there_is_told_beside_a_council_that_is_not(tmp_path):
    found = said(horseshoe(council="nope", organisations=["nope"]), tmp_path)
    assert len(found) == 2


SLIPS = [
    (
        {
            "title": "Mine",
            "counsil": {
                "title": "Two",
                "seat": [
                    {"member": "A", "name": "A", "group": "WEGO", "alignmnt": 0.5},
                    {"member": "B", "name": "B", "group": "AFR", "alignment": 9},
                ],
            },
        },
        [
            "counsil: there is no such table; did you mean council?",
            "counsil.seat[1].group of A = 'WEGO': must be 'AFR', 'APG', 'EEG', 'GRULAC' or 'WEOG'",
            "counsil.seat[1].alignmnt of A = 0.5: there is no such key; did you mean alignment?",
            "counsil.seat[2].alignment of B = 9: must be",
            "rules = 'The Charter since 1966': is for 15 seats, but Two has 2",
        ],
    ),
    (
        horseshoe(parameter={"mediatoin": 7.0, "reach": 7.0}, rulez="chartr"),
        [
            "parameter: there is no such table; did you mean parameters?",
            "rulez = 'chartr': there is no such key; did you mean rules?",
            "parameter.reach = 7.0: must be from 0 to 1",
            "parameter.mediatoin = 7.0: there is no such key; did you mean mediation?",
            "parameter.mediatoin = 7.0: must be from 0 to 1",
            "there is no rule set named 'chartr'; did you mean charter?",
        ],
    ),
    (
        libya(lambda raw, _, drafts: raw.update(crysis=raw.pop("crisis")) or drafts[0].update(
            strenght=drafts[0].pop("strength"), instrument="army")),
        [
            "crysis: there is no such table; did you mean crisis?",
            "crysis[1].draft[1].instrument of S/RES/1970 = 'army': must be",
            "crysis[1].draft[1].strenght of S/RES/1970 = ",
        ],
    ),
    (
        horseshoe(chalenges={"cover": 1}, profile={"rivall": {"alignment": 0.0}}),
        [
            "chalenges: there is no such table; did you mean challenges?",
            "profile: there is no such table; did you mean profiles?",
            "chalenges.cover = 1: there is no such key",
            "profiles = 'rivall': has no seat in this scenario; did you mean rival?",
        ],
    ),
    (
        horseshoe(rules={"titel": "R", "qouta": 99, "vetos": "none"}),
        [
            "rules.titel = 'R': there is no such key; did you mean title?",
            "rules.qouta = 99: there is no such key; did you mean quota?",
            "rules.vetos = 'none': there is no such key; did you mean vetoes?",
            "rules.quota = 99: exceeds the 15 seats of Fifteen archetypes; write 1 to 15",
        ],
    ),
    (
        {"titl": "Mine", "council": "archetypes", "round": 0},
        [
            "titl = 'Mine': there is no such key; did you mean title?",
            "round = 0: there is no such key; did you mean rounds?",
            "round = 0: must be greater than or equal to 1",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "words"), SLIPS)
def test_what_a_misspelt_key_holds_is_checked_and_what_it_means_is_not_missing(
    tmp_path, raw, words
):
    found = said(raw, tmp_path)
    assert not [mistake for mistake in found if "is missing" in mistake]
    assert len(found) == len(words), found
    for line in words:
        assert len([mistake for mistake in found if mistake.startswith(line)]) == 1, (line, found)


def test_who_sits_is_listed_once_however_many_are_unknown(tmp_path):
    def change(raw, crisis, drafts):
        raw["profiles"] = {"P": {"alignment": 0.0}}
        crisis["patron"] = "Q"
        drafts[0]["sponsors"] = ["S", "T"]
        drafts[1]["sponsors"] = ["S"]

    found = said(libya(change), tmp_path)
    assert len(found) == 5
    assert sum("GBR (United Kingdom)" in mistake for mistake in found) == 1


def test_a_wrong_name_leaves_the_member_its_own_in_other_sentences(tmp_path):
    def change(raw, crisis, drafts):
        raw["profiles"] = {"GBR": {"name": ""}}
        crisis["patron"] = "Q"

    found = said(libya(change), tmp_path)
    assert len(found) == 2
    assert sum("GBR (United Kingdom)" in mistake for mistake in found) == 1
