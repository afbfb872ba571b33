"""What followed a draft and who bore what, on record: what may be written, and what is compared."""

import pytest
import tomli_w
from scenario.written import mistakes_of, written

from simulation.analysis.story import story
from simulation.cli.story_lines import aftermath_lines, followed_line
from simulation.scenario.burdens import compared_list
from simulation.scenario.files import names, read
from simulation.scenario.load import load
from simulation.scenario.words import borne_words

AT_SEA = {
    "what": "ships at sea",
    "unit": "ships",
    "currency": "forces",
    "amounts": {"GBR": 3, "FRA": 2, "CHN": 0},
    "provenance": "invented: for this test",
}
ACTED = {"done": "force", "decision": "coalition", "leader": "GBR", "bore_nothing": ["CHN"]}


def libya(**keys):
    """The case of two drafts, with one list of burdens that is compared after both."""
    raw = read(names("scenario")["libya-2011"])
    crisis = raw["crisis"][0]
    crisis["contribution"] = [AT_SEA | {"compared": True} | keys]
    for draft in crisis["draft"]:
        draft["followed"] = ACTED
    return raw


def test_a_list_is_of_all_drafts_of_its_crisis_unless_it_says_since_or_until(tmp_path):
    of = {
        (): ["S/RES/1970", "S/RES/1973"],
        ("since",): ["S/RES/1973"],
        ("until",): ["S/RES/1970"],
    }
    ends = {"since": "S/RES/1973", "until": "S/RES/1970"}
    for keys, drafts in of.items():
        raw = libya(**{key: ends[key] for key in keys})
        (crisis,) = load(written(tmp_path, tomli_w.dumps(raw))).file.crisis
        found = [d.symbol for d in crisis.draft if compared_list(crisis, d.symbol, "forces")]
        assert found == drafts
        assert not any(compared_list(crisis, symbol, "money") for symbol in drafts)


def test_lists_that_are_not_marked_are_not_compared(tmp_path):
    (crisis,) = load(written(tmp_path, tomli_w.dumps(libya(compared=False)))).file.crisis
    assert compared_list(crisis, "S/RES/1973", "forces") is None


def test_two_lists_may_be_compared_one_after_the_other_or_in_two_currencies(tmp_path):
    raw = libya(until="S/RES/1970")
    lists = raw["crisis"][0]["contribution"]
    lists.append(AT_SEA | {"compared": True, "since": "S/RES/1973", "what": "ships later"})
    lists.append(AT_SEA | {"compared": True, "currency": "money", "unit": "pounds"})
    (crisis,) = load(written(tmp_path, tomli_w.dumps(raw))).file.crisis
    assert compared_list(crisis, "S/RES/1970", "forces").what == "ships at sea"
    assert compared_list(crisis, "S/RES/1973", "forces").what == "ships later"
    assert compared_list(crisis, "S/RES/1973", "money").unit == "pounds"


def wrong_list(**keys):
    return lambda raw: raw["crisis"][0].update(contribution=[AT_SEA | keys])


def wrong_followed(**keys):
    return lambda raw: raw["crisis"][0]["draft"][0].update(followed=keys)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (wrong_list(currency="gold"), "currency = 'gold': must be 'forces', 'money' or 'other'"),
        (wrong_list(amounts={}), "contribution[1].amounts"),
        (wrong_list(amounts={"GBR": -1}), "contribution[1].amounts.GBR = -1"),
        (wrong_list(amounts={"rest": 1}), "stands for the rest of the membership"),
        (wrong_list(since="S/RES/1971"), "since = 'S/RES/1971': is no draft of this crisis; there are S/RES/1970, S/RES/1973"),
        (wrong_list(until="nowhere"), "until = 'nowhere': is no draft of this crisis"),
        (wrong_list(since="S/RES/1973", until="S/RES/1970"), "until = 'S/RES/1970': comes before since = S/RES/1973"),
        (wrong_list(currency="other", compared=True), 'compared = true needs the currency "forces" or "money"'),
        (wrong_list(provenance="from memory"), "must begin with one of measured, estimated, judged, invented"),
        (wrong_list(contributor="GBR"), "contribution[1].contributor"),
        (wrong_followed(done="war"), "done"),
        (wrong_followed(done="force"), 'done = "force" needs a decision'),
        (wrong_followed(done="nothing", decision="council"), 'done = "nothing" has no decision; leave it out'),
        (wrong_followed(done="words", decision="council", leader="GBR"), "has no decision and no leader"),
        (wrong_followed(done="force", decision="council", bore_nothing=["GAB", "GAB"]), "GAB stands twice in bore_nothing"),
        (lambda raw: raw["crisis"][0]["contribution"].append(AT_SEA | {"compared": True, "what": "more"}),
         "contribution[2].compared = true: after S/RES/1970 contribution[1] is compared too, in forces"),
        (lambda raw: raw["crisis"][0]["draft"][0]["followed"].update(bore_nothing=["FRA"]),
         "draft[1].followed.bore_nothing = 'FRA': is listed with forces after this draft"),
    ],
)  # fmt: skip
def test_each_mistake_of_the_record_is_one_sentence(tmp_path, change, said):
    raw = libya()
    for draft in raw["crisis"][0]["draft"]:
        draft["followed"] = dict(draft["followed"])
    change(raw)
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert said in mistake


def test_a_wrong_end_of_a_list_does_not_hide_other_mistakes_nor_invent_any(tmp_path):
    raw = libya(since="S/RES/1971")
    raw["crisis"][0]["contribution"].append(AT_SEA | {"compared": True, "since": "S/RES/1973"})
    raw["crisis"][0]["draft"][1]["strength"] = 7.0
    found = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert len(found) == 2
    assert "since = 'S/RES/1971'" in " ".join(found)
    assert "strength of S/RES/1973 = 7.0" in " ".join(found)


def test_amounts_are_told_from_the_largest_with_those_that_bore_nothing_last():
    assert borne_words(AT_SEA) == "ships at sea: GBR 3 ships, FRA 2 (nothing by CHN)"


def test_a_history_tells_forces_and_money_apart_and_what_followed():
    rounds = story("kuwait-1990", seed=1)
    text = [str(line) for _, line in aftermath_lines(rounds[-1]["aftermath"])]
    assert any(line.startswith("In forces: troops, at peak: USA 540000 persons") for line in text)
    assert any(line.startswith("In money: cost of Desert Shield") for line in text)
    assert followed_line(rounds[-1]["followed"]).startswith(
        "On record, there was force, on the Council's decision; USA led; nothing was borne"
    )
    assert followed_line(story("hungary-1956", seed=1)[0]["followed"]) == (
        "On record, nothing but words followed."
    )
