"""What lesson 6 says of its pictures is so, on invented votes and on recorded ones."""

import numpy as np
import pytest
from lessons.lesson import played, read

from simulation.stages.adoption import Outcome
from simulation.studies.record.vetoes import vetoes_by_year

NAME = "06-real-votes"
APART = ("class rates", "member × topic rates")
"""The forecasters that take ballots as independent."""


@pytest.fixture(scope="module")
def on_invented(tmp_path_factory):
    return played(NAME, tmp_path_factory.mktemp("lesson"), [])


@pytest.fixture(scope="module")
def on_recorded(tmp_path_factory, real_tables):
    return played(NAME, tmp_path_factory.mktemp("lesson"), real_tables.folders)


@pytest.fixture(
    params=["on_invented", pytest.param("on_recorded", marks=pytest.mark.real)], scope="module"
)
def lesson(request):
    return request.getfixturevalue(request.param)


def losses(lesson, table):
    return {one.name: one.scores[table]["log_loss"] for one in lesson.result.results}


pytestmark = pytest.mark.long


def test_without_tables_it_says_that_votes_are_invented(on_invented):
    assert not on_invented.real
    assert on_invented.source.startswith("Invented votes")
    assert on_invented.banner.startswith("## You see INVENTED votes")
    assert on_invented.votes[0].draft.council.members[:5] == ("P1", "P2", "P3", "P4", "P5")


@pytest.mark.real
def test_with_tables_it_shows_them(on_recorded):
    assert on_recorded.real
    assert on_recorded.source.startswith("Recorded votes")
    assert on_recorded.banner.startswith("## You see the recorded votes")


def test_the_first_cell_shows_what_votes_these_are_before_any_number(on_invented):
    [first] = [cell.source for cell in read(NAME).cells if cell.cell_type == "code"][:1]
    assert first.index("display(Markdown(banner))") < first.index('print(f"{source}')
    assert "INVENTED" in on_invented.banner


def test_the_table_of_vetoes_is_real_in_either_case(lesson):
    assert lesson.vetoes_on_record.equals(vetoes_by_year())
    assert "on record" in lesson.words


def test_the_soviet_union_vetoes_first_and_the_united_states_from_1970_on(lesson):
    first, second, third, last = (row for _, row in lesson.by_period.iterrows())
    members = ["CHN", "FRA", "GBR", "RUS", "USA"]
    assert first[members].idxmax() == "RUS"
    assert first["RUS"] > 0.9 * first["votes"]
    assert lesson.vetoes_on_record["USA"].ne(0).idxmax() == 1970
    assert second[members].idxmax() == third[members].idxmax() == "USA"
    assert last[members].idxmax() == "RUS"
    assert last["RUS"] > 0.5 * last["votes"]


def test_vetoes_were_rarest_in_the_two_decades_after_the_cold_war(lesson):
    a_year = lesson.by_period["votes"] / lesson.by_period["years"]
    assert a_year.idxmin() == "1990–2011"
    assert a_year["2012–2025"] > 2 * a_year["1990–2011"]
    later = lesson.vetoes_on_record.loc[1990:]
    assert later["FRA"].sum() == later["GBR"].sum() == 0
    assert lesson.vetoes_on_record.loc[1989, ["FRA", "GBR"]].min() > 0
    assert lesson.vetoes_on_record.loc[2012:, "CHN"].sum() >= 10  # often with Russia


def test_most_drafts_of_the_latest_period_have_every_yes(lesson):
    table = lesson.ends
    latest = table[table["period"] == table["period"].max()].set_index("end")
    assert latest.loc["every member voted yes", "low"] > 0.5


def test_vetoes_come_from_few_and_most_often_from_one_alone(lesson):
    blocked = lesson.blocked
    of = blocked.groupby("member")[["alone", "with_others"]].sum()
    assert of["alone"].sum() > of["with_others"].sum()
    assert of.sum(axis=1).nlargest(2).sum() > 0.6 * of.to_numpy().sum()


@pytest.mark.real
def test_one_member_blocks_before_1966_and_others_after(on_recorded):
    by_period = on_recorded.blocked.set_index(["period", "member"]).sum(axis=1)
    first, second, third = by_period.index.levels[0]
    assert by_period[first].max() > 0.9 * by_period[first].sum()
    early = by_period[first].idxmax()
    for later in (second, third):
        assert by_period[later].idxmax() != early


def test_always_yes_is_right_nine_times_in_ten_and_sees_no_veto(lesson):
    assert lesson.right["ballots"] > 0.9
    assert lesson.outcomes[Outcome.VETOED] >= 10
    assert lesson.right["vetoes"] == 0


def test_ballot_by_ballot_all_bars_overlap(lesson):
    bars = losses(lesson, "ballots").values()
    assert max(bar.low for bar in bars) < min(bar.high for bar in bars)
    for one in lesson.result.baselines:
        paired, bar = one.differences["ballots"]["log_loss"], one.scores["ballots"]["log_loss"]
        assert paired.high - paired.low < bar.high - bar.low


def test_company_changes_no_ballot_and_many_roll_calls(lesson):
    ballots, roll_calls = losses(lesson, "ballots"), losses(lesson, "roll_calls")
    apart, together = "member × topic rates", "member × topic rates with draft effect"
    assert ballots[apart].value == pytest.approx(ballots[together].value, abs=1e-3)
    assert roll_calls[together].value < 0.9 * roll_calls[apart].value
    assert lesson.company.high < 0
    assert lesson.company.value == pytest.approx(
        roll_calls[together].value - roll_calls[apart].value
    )


def test_of_the_outcome_the_model_is_surely_better_than_both_or_one(lesson):
    less = {one.name: one.differences["outcomes"]["log_loss"] for one in lesson.result.baselines}
    assert sum(less[name].high < 0 for name in APART) == (2 if lesson.real else 1)


def test_some_paired_difference_per_ballot_is_sure_though_all_bars_overlap(lesson):
    found = [one.differences["ballots"]["log_loss"] for one in lesson.result.baselines]
    assert any(one.low > 0 or one.high < 0 for one in found)


@pytest.mark.parametrize("table", ["roll_calls", "outcomes"])
def test_whoever_takes_ballots_as_independent_is_last(lesson, table):
    ranked = sorted(losses(lesson, table).items(), key=lambda pair: pair[1].value)
    assert {name for name, _ in ranked[-2:]} == set(APART)
    if table == "roll_calls":
        less = {one.name: one.differences[table]["log_loss"] for one in lesson.result.baselines}
        assert all(less[name].high < 0 for name in APART)


def test_independent_coins_spread_dissent_thinly(lesson):
    recorded, coins = lesson.counts["recorded"], lesson.counts["member × topic rates"]
    assert coins["none"] < recorded["none"] - 0.1
    assert coins["1"] > 2 * recorded["1"]
    for many in ("4 to 6", "7 to 15"):
        assert coins[many] < 0.5 * recorded[many]


def test_the_recipe_of_the_invented_votes_wins_on_them(on_invented):
    found = losses(on_invented, "roll_calls")
    assert min(found, key=lambda name: found[name].value) == "two-stage rates with draft effect"


@pytest.mark.real
def test_the_model_has_the_lowest_loss_per_roll_call_on_the_record(on_recorded):
    for one in on_recorded.result.baselines:
        assert one.differences["roll_calls"]["log_loss"].high < 0


def test_the_least_expected_veto_surprises_by_being_contested_at_all(lesson):
    assert lesson.missed.outcome == Outcome.VETOED
    assert lesson.expected.contested() < 0.2


def test_one_no_moves_the_chances_of_all_others(lesson):
    before, after = lesson.expected.ballots(), lesson.after.ballots()
    others = np.arange(len(before)) != lesson.blocker
    assert (after[others, 0] < before[others, 0] - 0.1).all()


@pytest.mark.real
def test_whoever_moved_most_did_not_vote_as_it_used_to(on_recorded):
    before, after = on_recorded.expected.ballots(), on_recorded.after.ballots()
    fallen = (before - after)[:, 0]
    fallen[on_recorded.blocker] = 0
    moved = int(fallen.argmax())
    assert after[moved, 1] > 0.5
    assert on_recorded.missed.ballots[moved] == 0
    member, blocker = (on_recorded.council.members[n] for n in (moved, on_recorded.blocker))
    together = [
        one.ballots[one.draft.council.members.index(member)]
        == one.ballots[one.draft.council.members.index(blocker)]
        for one in on_recorded.past
        if one.contested and {member, blocker} <= set(one.draft.council.members)
    ]
    assert np.mean(together) > 0.8


@pytest.mark.real
def test_fewer_drafts_were_vetoed_than_a_small_chance_said(on_recorded):
    [small] = [one for one in on_recorded.result.model.calibration["vetoed"] if one.above == 0.03]
    assert small.high < small.predicted


def test_the_worst_miss_comes_where_there_was_no_veto_in_years(lesson):
    assert lesson.vetoes["vetoes, 5 years"].iloc[-1] == 0
    assert lesson.vetoes["vetoes, 5 years"].iloc[0] > 0


def test_half_the_recorded_vetoes_are_foreseen_and_hardly_any_of_the_invented(lesson):
    share = lesson.foreseen / len(lesson.vetoes)
    assert 0.4 < share < 0.6 if lesson.real else share <= 0.2


def test_the_cases_beat_the_rule_at_recorded_strengths_and_not_when_drafted_anew(on_invented):
    right = {
        predictor: sum(draft.right(predictor) for draft in on_invented.replayed)
        for predictor in ("recorded", "redrafted", "rote")
    }
    assert right["recorded"] > right["rote"] > right["redrafted"]
    failed = [draft.right("redrafted") for draft in on_invented.failed]
    assert sum(failed) <= 0.2 * len(failed)
