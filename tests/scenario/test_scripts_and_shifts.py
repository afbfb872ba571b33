"""Scripts, records and changes of profile that contradict themselves are refused."""

import pytest
import tomli_w
from scenario.written import HORSESHOE, mistakes_of, written

from simulation.scenario.files import names, read
from simulation.scenario.load import load
from simulation.scenario.schema import CRISIS_TYPES


def test_the_drafts_of_a_case_come_in_order_of_date_before_the_council_of_their_year():
    bosnia = load("bosnia-1992")
    dates = [draft.date for draft in bosnia.script]
    assert dates == sorted(dates)
    for draft in bosnia.script:
        assert str(draft.date.year) in draft.sitting.council.title


def test_a_contributor_that_sits_in_a_later_council_of_the_script_is_refused(tmp_path):
    raw = read(names("scenario")["kosovo-1999"])
    raw["contributor"].append(
        {"member": "ARG", "name": "Argentina", "group": "GRULAC", "alignment": 0.3}
    )
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert f"contributor[{len(raw['contributor'])}].member = 'ARG': already sits on" in mistake
    assert "1999" in mistake


SHIFT = '[[shift]]\nmember = "{}"\n{}\nprofile = {{ {} }}\n'


@pytest.mark.parametrize(
    ("shift", "shown"),
    [
        (
            ("rivall", "round = 3", "alignment = 0"),
            "has no seat in this scenario; did you mean rival",
        ),
        (("rival", "", "alignment = 0"), "there are no dates; write round = ..."),
        (("rival", "date = 1999-01-01", "alignment = 0"), "there are no dates"),
        (("rival", "round = 41", "alignment = 0"), "shift[1].round = 41: is after the last round"),
        (("rival", "round = 3", "permanent = false"), "shift[1].profile.permanent = false"),
        (("rival", "round = 3", "alignment = 9"), "shift[1].profile.alignment = 9"),
        (("rival", "round = 3", "alignmnt = 0"), "alignment"),
    ],
)
def test_a_shift_that_cannot_be_played_is_refused(tmp_path, shift, shown):
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + SHIFT.format(*shift))
    assert shown in mistake
    assert "shift[1]" in mistake


def test_in_a_script_shifts_go_by_dates(tmp_path):
    raw = read(names("scenario")["iraq-2003"])
    del raw["shift"][0]["date"]
    raw["shift"][0]["round"] = 2
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "a script goes by dates; write date" in mistake


def test_a_crisis_is_as_sure_of_who_did_it_as_its_type_unless_it_says_so(tmp_path):
    raw = read(names("scenario")["afghanistan-2001"])
    (draft, *_) = load(written(tmp_path, tomli_w.dumps(raw))).script
    by_type = CRISIS_TYPES[raw["crisis"][0]["type"]][-1]
    assert draft.crisis.attribution == by_type
    raw["crisis"][0]["attribution"] = 0.25
    (draft, *_) = load(written(tmp_path, tomli_w.dumps(raw))).script
    assert draft.crisis.attribution == 0.25


def test_a_withheld_draft_has_no_record(tmp_path):
    raw = read(names("scenario")["libya-2011"])
    raw["crisis"][0]["draft"][0]["withheld"] = "veto-expected"
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "crisis[1].draft[1].record" in mistake
    assert "withheld" in mistake


def test_a_record_that_does_not_add_up_is_refused(tmp_path):
    raw = read(names("scenario")["libya-2011"])
    raw["crisis"][0]["draft"][1]["record"]["yes"] = 11
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "crisis[1].draft[2].record" in mistake
    assert "11-0-5-0" in mistake
    assert "10-0-5-0" in mistake


def test_a_mistake_in_a_draft_names_its_symbol(tmp_path):
    raw = read(names("scenario")["libya-2011"])
    raw["crisis"][0]["draft"][1]["strength"] = 7.0
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "mine.toml: crisis[1].draft[2].strength of S/RES/1973 = 7.0: must be" in mistake


NO_TARGET = (
    'is no target: no crisis names one; add target = "LBY" to a [[crisis]], or leave the tie out'
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda raw: raw["crisis"][0]["draft"][1]["record"].update(outcome="vetoed"),
            "make it adopted",
        ),
        (
            lambda raw: raw["crisis"][0]["draft"][1]["record"].update(against=["DEU"]),
            "stands twice",
        ),
        (lambda raw: raw["crisis"][0].update(target="LYB"), "is no target; there is LYB"),
        (lambda raw: raw["crisis"][0].pop("target"), NO_TARGET),
        (lambda raw: raw["crisis"][0].update(target=""), NO_TARGET),
        (
            lambda raw: raw["crisis"][0]["draft"][1].update(absent=["GBR"], penholder="GBR"),
            "is absent",
        ),
    ],
)
def test_a_script_that_contradicts_itself_is_refused(tmp_path, change, said):
    raw = read(names("scenario")["libya-2011"])
    change(raw)
    assert any(said in mistake for mistake in mistakes_of(tmp_path, tomli_w.dumps(raw)))


def test_a_date_in_quotes_is_told_to_be_without(tmp_path):
    text = (
        'title = "Mine"\ncouncil = "1994"\n[[crisis]]\nname = "A"\n[[crisis.draft]]\n'
        'date = "1994-07-31"\nstrength = 0.5\n'
    )
    (said,) = [line for line in mistakes_of(tmp_path, text) if "].date = " in line]
    assert "must be a date without quotes, as 1994-07-31" in said
