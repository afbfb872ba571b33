"""What lesson 1 says of ballots, rules and its first veto is what its cells compute."""

import pytest
from lessons.lesson import played, prose

from simulation.rollcalls.tallies import tally_votes

NAME = "01-the-first-veto"
SAID = prose(NAME)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    return played(NAME, tmp_path_factory.mktemp("lesson"))


def test_two_elected_members_say_no_to_678_and_one_permanent_member_abstains(lesson):
    ballots = dict(tally_votes("1990", lesson.AS_RECORDED).ballots)
    assert {member for member, ballot in ballots.items() if ballot == "N"} == {"CUB", "YEM"}
    assert {member for member, ballot in ballots.items() if ballot == "A"} == {"CHN"}


def test_the_smallest_change_that_saves_a_vetoed_draft_is_an_abstention():
    vote = tally_votes("1990", "CUB=N, YEM=N, CHN=N, *=Y")
    assert [change.sentence for change in vote.smallest_changes] == [
        "CHN abstains instead of voting no"
    ]


def test_five_permanent_abstentions_block_nothing_and_one_yes_less_falls_short(lesson):
    assert lesson.ended(tally_votes("1990", lesson.NINE_YES)) == "adopted"
    for ballots in (lesson.EIGHT_YES, lesson.EIGHT_YES_AND_A_NO):
        assert lesson.ended(tally_votes("1990", ballots)) == "fell short"


def test_under_the_leagues_rule_every_row_fails_and_two_of_the_rules_agree(lesson):
    decided = lesson.decided
    assert (decided["league-council"] == "vetoed").all()
    assert (decided["no-veto"] == decided["double-veto"]).all()
    assert decided["charter"].tolist() == ["adopted", "vetoed", "adopted", "fell short"]
    assert set(decided["no-veto"]) == {"adopted", "fell short"}


def test_most_drafts_of_coins_and_dice_fail_for_want_of_yeses(lesson):
    coins, dice = (lesson.summary[name] for name in ("yes or no", "yes, no or abstain"))
    for toss in (coins, dice):
        assert toss["fell short"] > 0.5 > toss["vetoed"] > toss["adopted"]
    assert dice["vetoed"] < coins["vetoed"]
    assert dice["adopted"] < coins["adopted"]


def test_three_answers_to_how_much_more_a_permanent_member_counts(lesson):
    ratio = lesson.influences["ratio"]
    assert ratio["yes or no"] > 4 * ratio["yes, no or abstain"] > 4
    assert lesson.permanent / lesson.elected > 5 * ratio["yes or no"]


def test_the_veto_is_one_no_of_the_patron_among_fourteen_yeses(lesson):
    first_round = lesson.first_round
    assert first_round["end"] == "vetoed"
    assert (
        first_round["draft"]["vote"]["blocked_by"]
        == ["hegemon"]
        == [first_round["crisis"]["patron"]]
    )
    assert (first_round["draft"]["vote"]["yes"], first_round["draft"]["vote"]["no"]) == (14, 1)
    assert lesson.PERMANENT.sum() == 5


def test_the_tie_is_the_largest_reason_and_throws_it_back_over_zero(lesson):
    reasons = lesson.reasons
    assert reasons.abs().idxmax() == "client tie"
    before = reasons.loc[:"client tie"].iloc[:-1].sum()
    assert before > 0 > before + reasons["client tie"]
    assert lesson.why["wanted"] < 0 < lesson.why["wanted"] - reasons["client tie"]


def test_it_leans_just_inside_the_zone_of_no_and_a_slightly_weaker_tie_abstains(lesson):
    why = lesson.why
    assert 0 < why["no_below"] - why["leaning"] < 0.01
    assert 0.4 < why["p_no"] < 0.8
    assert [flip["ballot"] for flip in why["flips"]] == ["yes", "abstain"]
    assert 0.0 < why["tie"] - why["flips"][1]["tie"] < 0.01


def test_if_it_abstains_the_same_text_is_adopted_diluted(lesson):
    before, after = lesson.outcomes["as it was"], lesson.outcomes["the hegemon abstains"]
    assert before["tabled"] == after["tabled"] < 0.5 * lesson.first_round["draft"]["wanted"]
    assert (before["yes"], before["end"]) == (14, "vetoed")
    assert (after["yes"], after["end"]) == (14, "adopted_diluted")


@pytest.mark.parametrize(
    ("ballots", "rules", "outcome", "by"),
    [
        ("RUS=NV, YUG=N, EGY=NV, IND=NV, *=Y", "charter-1946", "adopted", ()),
        ("RUS=N, YUG=N, EGY=NV, IND=NV, *=Y", "charter-1946", "vetoed", ("RUS",)),
        ("RUS=NV, YUG=N, EGY=NV, IND=NV, NOR=A, *=Y", "charter-1946", "fell_short", ()),
        ("RUS=NV, YUG=N, EGY=NV, IND=NV, *=Y", "league-council", "vetoed", ("YUG",)),
    ],
)
def test_the_key_of_korea_is_what_the_rules_decide(ballots, rules, outcome, by):
    vote = tally_votes("1950", ballots, rules)
    assert vote.decision.outcome == outcome
    assert all(member in vote.decision.cause for member in by)
    if outcome == "adopted":
        assert vote.decision.yes == 7  # not one yes to spare
    assert f'"{ballots.replace("NOR=A, ", "")}"' in SAID


def test_it_finds_the_outcome_unsurprising_and_chinas_abstention_next_to_impossible(lesson):
    surprise = lesson.surprise
    assert surprise["outcome_probability"] > 0.99
    least = surprise["least_expected"][0]
    assert (least["member"], least["ballot"]) == ("CHN", "A")
    assert least["probability"] < 0.01
