"""Forecasts of one draft: exact, and what the engine plays."""

import re
from pathlib import Path

import numpy as np
import pytest

import simulation
from simulation.analysis.story import story
from simulation.analysis.surprise import surprise
from simulation.engine.arrays import play
from simulation.figures.forecast import describe_forecast, plot_forecast
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.words import STRENGTHS
from simulation.stages.adoption import End
from simulation.stages.voting import ABSTAIN, NO, NOT_VOTING, YES

RUNS = 20_000
BALLOTS = {"yes": YES, "no": NO, "abstain": ABSTAIN, "not_voting": NOT_VOTING}
ENDS = {
    "adopted": (End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED),
    "vetoed": (End.VETOED,),
    "fell_short": (End.FELL_SHORT,),
}

OWN = """
title = "An invented war"
council = "1994"
[parameters]
absence_probability = 0.1
nonparticipation = 0.3
[profiles.RUS]
client_ties = {{ XYZ = 0.8 }}
[[crisis]]
name = "An invented war"
type = "civil-war"
region = "AFR"
severity = 0.4
bloc = {bloc}
target = "XYZ"
[[crisis.draft]]
date = 1994-06-01
symbol = "draft A"
instrument = "sanctions"
strength = 0.5
penholder = "GBR"
sponsors = ["NZL"]
"""


ODD_RULES = """
title = "No abstention, and twelve yeses override any veto"
quota = 9
vetoes = "permanent"
abstention = "not-allowed"
override = 12
"""


def own(folder, bloc):
    path = folder / "own.toml"
    path.write_text(OWN.format(bloc=bloc), encoding="utf-8")
    return load(path)


def within_four_standard_errors(count, runs, chance):
    return abs(count / runs - chance) <= 4 * np.sqrt(max(chance * (1 - chance), 1 / runs) / runs)


def agrees_with_the_engine(scenario):
    """The first draft, for then beliefs, legitimacy and trust are still at rest."""
    found = simulation.forecast(scenario, draft=1)
    history = play(scenario, seed=5, runs=range(RUNS))
    for member, cast in zip(found.members, history.ballots[0], strict=True):
        for name, ballot in BALLOTS.items():
            count = np.count_nonzero(cast == ballot)
            assert within_four_standard_errors(count, RUNS, member.chances[name]), member.member
    for outcome, ends in ENDS.items():
        count = np.isin(history["end"][0], ends).sum()
        assert within_four_standard_errors(count, RUNS, found.outcomes[outcome]), outcome
    assert history["yes"][0].mean() == pytest.approx(found.expected_yes, abs=0.05)
    return found


def test_a_case_is_forecast_as_the_engine_plays_it():
    found = agrees_with_the_engine(load("gaza-2023"))
    assert 0.1 < found.outcomes["adopted"] < 0.9


@pytest.mark.parametrize("bloc", [0.0, 0.7])
def test_a_scenario_of_ones_own_is_forecast_as_the_engine_plays_it(tmp_path, bloc):
    found = agrees_with_the_engine(own(tmp_path, bloc))
    assert min(found.outcomes.values()) > (0.01 if bloc else 0.0)


@pytest.mark.parametrize(
    ("rules", "bound", "uncounted"),
    [
        ("charter", {"RUS", "NGA"}, set()),
        ("double-veto", {"RUS", "NGA"}, set()),
        ("league-council", set(), {"RUS", "NGA"}),
        ("no-council", set(), set()),
        (ODD_RULES, set(), set()),
    ],
    ids=lambda value: value.strip().split("\n")[0] if isinstance(value, str) else None,
)
def test_parties_are_forecast_as_the_engine_plays_them_under_any_rules(
    tmp_path, rules, bound, uncounted
):
    path = own(tmp_path, 0.5).where
    text = path.read_text(encoding="utf-8")
    text = text.replace("[[crisis]]", '[[crisis]]\nparties = ["RUS", "NGA"]')
    path.write_text(text.replace("date =", 'chapter = "VI"\ndate ='), encoding="utf-8")
    if rules == ODD_RULES:
        rules = tmp_path / "odd.toml"
        rules.write_text(ODD_RULES, encoding="utf-8")
    found = agrees_with_the_engine(load(path, rules=str(rules)))
    assert {m.member for m in found.members if "must abstain" in m.bound} == bound
    assert {m.member for m in found.members if not m.counted} == uncounted


@pytest.mark.parametrize("rules", ["charter", "no-veto", "double-veto"])
def test_outcomes_add_up_to_one_at_every_strength(tmp_path, rules):
    found = simulation.forecast(load(own(tmp_path, 0.7).where, rules=rules))
    for row in [found.outcomes, *found.curve]:
        chances = [row[outcome] for outcome in ENDS]
        assert sum(chances) == pytest.approx(1.0, abs=1e-12)
        assert min(chances) >= 0.0
    assert len(found.curve) == 20
    assert found.curve[-1]["strength"] == 1.0


def test_without_vetoes_nothing_is_vetoed_and_more_is_adopted():
    charter = simulation.forecast("gaza-2023", draft=1)
    free = simulation.forecast(load("gaza-2023", rules="no-veto"), draft=1)
    assert free.outcomes["vetoed"] == 0.0
    assert all(row["vetoed"] == 0.0 for row in free.curve)
    assert free.outcomes["adopted"] > charter.outcomes["adopted"]
    assert free.strongest_even >= charter.strongest_even


def test_affirmative_votes_are_those_of_the_members():
    found = simulation.forecast("syria-2011", draft=3, strength=0.6)
    assert sum(found.yes) == pytest.approx(1.0)
    assert found.expected_yes == pytest.approx(sum(m.chances["yes"] for m in found.members))
    low, high = found.yes_interval
    assert sum(found.yes[low : high + 1]) >= 0.9
    assert sum(found.yes[:low]) < 0.05
    assert sum(found.yes[high + 1 :]) <= 0.05


@pytest.mark.parametrize("name", ["kuwait-1990", "somalia-1992", "hungary-1956"])
def test_the_chances_of_a_recorded_draft_are_those_of_its_surprise(name):
    scenario = load(name)
    for number, draft in enumerate(scenario.script, start=1):
        recorded = surprise(scenario, draft)
        found = simulation.forecast(scenario, draft=number)
        assert found.outcomes == pytest.approx(recorded.outcomes, abs=1e-12)
        chances = [[m.chances[name] for name in BALLOTS] for m in found.members]
        assert np.allclose(chances, recorded.ballots, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "draft", "said"),
    [
        ("syria-2011", 3, "on record: adopted 15-0-0"),
        ("syria-2011", 1, "on record: vetoed 9-2-4"),
        ("gaza-2023", 1, "on record: vetoed 12-1-2"),
        ("kosovo-1999", 5, "on record: fell short 3-12-0"),
        ("abyssinia-1935", 1, "on record: adopted 13-0-0"),
        ("dprk-2006", 10, "on record: vetoed 13-2-0"),
    ],
)
def test_picture_and_words_of_a_forecast_stand_beside_the_record(name, draft, said):
    found = simulation.forecast(name, draft=draft)
    for title in (plot_forecast(found).get_title(loc="left"), describe_forecast(found)):
        assert said in title
        assert "(simulated)" in title


def test_a_text_that_nobody_wants_does_not_pass():
    reluctant = {"baseline_strength": -2.0, "consensus_bonus": 0.0, "sponsors_vote_yes": 0}
    found = simulation.forecast(load("kuwait-1990", **reluctant), draft=1, strength=1.0)
    assert found.outcomes["adopted"] < 1e-9
    assert found.strongest_even is None
    assert found.strongest_likely is None


def test_the_strongest_text_has_its_chance_and_no_stronger_one_has():
    found = simulation.forecast("syria-2011", draft=3, strength=0.6)
    at = {row["strength"]: row["adopted"] for row in found.curve}
    for chance, strength in ((0.5, found.strongest_even), (0.8, found.strongest_likely)):
        assert at[strength] >= chance
        assert max(p for y, p in at.items() if y > strength) < chance


def test_the_draft_s_own_strength_counts_among_the_texts_that_would_pass():
    found = simulation.forecast("gaza-2023", draft=1, strength=0.31)
    assert found.outcomes["adopted"] > 0.5
    assert found.strongest_even == 0.31


def test_chances_given_one_sure_member_add_up_to_the_chance_of_adoption(tmp_path):
    """For a member without a veto a no is as good as an abstention."""
    found = simulation.forecast(own(tmp_path, 0.7))
    free = [m for m in found.members if not m.permanent and not m.bound]
    assert len(free) == 9
    for member in free:
        yes = member.chances["yes"]
        given = yes * member.if_yes + (1 - yes) * member.if_not
        assert given == pytest.approx(found.outcomes["adopted"], abs=1e-12)
    first, second = found.pivots(2, 0.0)
    gains = sorted((found.raised_by(m) for m in found.members), reverse=True)
    assert [found.raised_by(first), found.raised_by(second)] == gains[:2]


def test_whoever_is_sure_to_say_yes_matters_less_than_who_is_not(tmp_path):
    """Where everybody's yes is needed, everybody could stop the draft: that is no difference."""
    found = simulation.forecast(load(own(tmp_path, 0.0).where, rules="no-council"))
    doubtful = min((m for m in found.members if not m.bound), key=lambda m: m.chances["yes"])
    assert doubtful.member == "RUS"
    assert all(m.if_not == 0.0 for m in found.members if not m.bound)
    assert [m.member for m in found.pivots(1, 0.005)] == ["RUS"]


def test_a_party_whose_ballot_is_left_out_moves_nothing():
    found = simulation.forecast("abyssinia-1935")
    parties = [m for m in found.members if not m.counted]
    assert {m.member for m in parties} == {"ITA", "ETH"}
    for member in parties:
        now = pytest.approx(found.outcomes["adopted"], abs=1e-12)
        assert (member.if_yes, member.if_not) == (now, now)
    counted = sum(m.chances["yes"] for m in found.members if m.counted)
    assert found.expected_yes == pytest.approx(counted)


def test_a_veto_holder_sure_to_abstain_no_longer_blocks():
    found = simulation.forecast("gaza-2023", draft=1)
    (pivot,) = found.pivots(1, 0.1)
    assert pivot.member == "USA"
    assert pivot.if_not > 0.99


def test_reasons_are_the_terms_that_a_ballot_is_explained_by():
    shown = story(load("kuwait-1990"), seed=3, explained=["CHN", "YEM"])[0]["explained"]
    found = simulation.forecast("kuwait-1990", draft=1)
    for explained in shown:
        (member,) = [m for m in found.members if m.member == explained["member"]]
        terms = found.shared | member.terms
        assert member.wanted == pytest.approx(sum(terms.values()))
        expected = {k: v for k, v in explained["terms"].items() if k != "temper"}
        for name, value in expected.items():
            assert terms.get(name, 0.0) == pytest.approx(value)
        assert set(terms) <= set(expected)
        largest = max(member.terms, key=lambda name: abs(member.terms[name]))
        assert member.reasons[0] == largest


def test_another_penholder_votes_yes_and_is_without_rivalry():
    by_name = simulation.forecast("gaza-2023", draft=1, pen="united states")
    found = simulation.forecast("gaza-2023", draft=1, pen="USA")
    assert by_name == found
    (usa,) = [m for m in found.members if m.member == "USA"]
    assert (found.penholder, usa.bound) == ("USA", "holds the pen")
    assert usa.chances["yes"] == pytest.approx(1.0)
    assert usa.terms["rivalry with the penholder"] == 0.0
    (brazil,) = [m for m in found.members if m.member == "BRA"]
    assert brazil.bound == "sponsors the draft"
    assert brazil.if_yes is None


def test_the_last_draft_is_meant_if_none_is_named():
    last = simulation.forecast("kuwait-1990")
    assert last == simulation.forecast("kuwait-1990", draft="s/res/678")
    assert last == simulation.forecast("kuwait-1990", draft=11)
    assert (last.draft, last.drafts) == (11, 11)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"draft": 12}, "draft = 12: kuwait-1990 has 11 drafts; write 1 to 11"),
        ({"draft": "1990-13-45"}, "draft = 1990-13-45: is no date; kuwait-1990 has 11 drafts"),
        ({"draft": "29.11.1990"}, "draft = 29.11.1990: is no date; kuwait-1990 has 11 drafts"),
        ({"draft": "19901345"}, "11 drafts; write 1 to 11"),
        (
            {"draft": "S/RES/679"},
            "write the number, symbol or date of one: 1 (1990-08-02, S/RES/660)",
        ),
        ({"strength": 1.2}, "strength = 1.2: must be from 0"),
        ({"strength": float("nan")}, "strength = nan: must be from 0"),
        ({"pen": "BRA"}, "pen = BRA: is Brazil, which has no seat on the Security Council, 1990"),
    ],
)
def test_what_cannot_be_asked_is_told_in_a_sentence(asked, said):
    with pytest.raises(InputError, match=re.escape(said)) as error:
        simulation.forecast("kuwait-1990", **asked)
    assert len(error.value.mistakes) == 1


def test_who_is_absent_cannot_hold_the_pen():
    with pytest.raises(InputError, match="is absent, so it cannot draft"):
        simulation.forecast("korea-1950", draft=1, pen="RUS")


def test_who_has_not_joined_is_absent(tmp_path):
    path = own(tmp_path, 0.7).where
    path.write_text('not_joined = ["USA"]\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    (usa,) = [m for m in agrees_with_the_engine(load(path)).members if m.member == "USA"]
    assert (usa.bound, usa.chances["not_voting"]) == ("absent", 1.0)
    with pytest.raises(InputError, match="pen = USA: is absent, so it cannot draft"):
        simulation.forecast(path, pen="USA")


def test_drafts_made_anew_need_a_strength():
    anew = load("kuwait-1990", redraft=True)
    with pytest.raises(InputError, match="give a strength"):
        simulation.forecast(anew)
    given = simulation.forecast(anew, strength=1.0)
    assert given.outcomes == simulation.forecast("kuwait-1990").outcomes


def test_a_scenario_without_a_script_has_nothing_to_forecast():
    with pytest.raises(InputError, match="has no script") as error:
        simulation.forecast("horseshoe")
    assert len(error.value.mistakes) == 1


def test_strengths_have_the_words_of_the_page_of_the_model():
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text(encoding="utf-8")
    scale = ", ".join(f"{y:g} {words}".removeprefix("0") for y, words in STRENGTHS.items())
    assert f"the scale was read as: {scale}." in " ".join(page.split())


def test_who_blocks_says_no_and_has_a_veto():
    found = simulation.forecast("gaza-2023")
    for member in found.members:
        assert member.blocks == (member.chances["no"] if member.permanent else 0.0)
    for rules in ("no-veto", "no-council"):
        made = load("gaza-2023", rules=rules)
        for member in simulation.forecast(made).members:
            # Without a Council everybody must say yes.
            expected = 0.0 if rules == "no-veto" else 1.0 - member.chances["yes"]
            assert member.blocks == pytest.approx(expected, abs=1e-15)
