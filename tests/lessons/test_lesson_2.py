"""What lesson 2 says of hidden vetoes is what its cells compute, differences under common draws."""

import pytest
from lessons.lesson import holds_0, played, prose, signed

from simulation import compare
from simulation.rollcalls.ballots import UNKNOWN
from simulation.stages.adoption import End, Outcome
from simulation.stages.voting import NO
from simulation.studies.backtest.reading import read_record

NAME = "02-drafts-never-tabled"
SAID = prose(NAME)
ERRORS, LUCK, STATEMENT = {"perception_sd": 0}, {"choice_noise": 1e-9}, {"statement_value": 0}
TAKEN = {
    "errors": ERRORS,
    "luck": LUCK,
    "statement": STATEMENT,
    "errors and luck": ERRORS | LUCK,
    "all three": ERRORS | LUCK | STATEMENT,
}
MEASURED = ["vetoed_of_tabled", "paralysis_clients"]
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    return played(NAME, tmp_path_factory.mktemp("lesson"))


@pytest.fixture(scope="module")
def key():
    """Each measure's difference with something taken away, as the exercise plays it."""
    left_in = {
        "statement left": TAKEN["errors and luck"],
        "luck left": ERRORS | STATEMENT,
        "errors left": LUCK | STATEMENT,
    }
    changes = {**TAKEN, **{name: left_in[name] for name in ("luck left", "errors left")}}
    found = compare("horseshoe", against=list(changes.values()), measures=MEASURED, runs=300)
    rows = {measure: [r for r in found.rows if r.measure == measure] for measure in MEASURED}
    return {
        measure: dict(zip(("as it was", *changes), of, strict=True)) for measure, of in rows.items()
    }


def shares(table, **which):
    for column, value in which.items():
        table = table[table[column] == value]
    return table


def test_it_tables_less_than_half_of_what_it_wants_and_the_twin_all(lesson):
    draft = lesson.first["draft"]
    assert draft["tabled"] < 0.5 * draft["wanted"]
    assert draft["tabled"] == pytest.approx(0.35)
    assert draft["twin"] == draft["wanted"]
    assert draft["hidden_veto"] == pytest.approx(draft["twin"] - draft["tabled"])


def test_without_vetoes_the_strong_text_passes_and_only_the_hegemon_minds(lesson):
    assert lesson.without["end"] == "adopted_in_full"
    assert lesson.without["draft"]["tabled"] == lesson.first["draft"]["twin"]
    vote = lesson.without["draft"]["vote"]
    assert (vote["yes"], vote["no"], vote["abstain"]) == (14, 1, 0)


def test_a_stronger_tie_dilutes_then_provokes_a_veto_then_silences(lesson):
    ends = [End[end.upper()] for end in lesson.crisis["end"]]
    order = [End.ADOPTED_IN_FULL, End.ADOPTED_DILUTED, End.VETOED, End.WITHHELD]
    assert [order.index(end) for end in ends] == sorted(order.index(end) for end in ends)
    assert set(ends) == set(order)
    assert ends.count(End.VETOED) < len(ends) / 4
    hidden = lesson.crisis["hidden_veto"]
    assert hidden.iloc[-1] > 0
    assert hidden[lesson.crisis["end"] == "adopted_diluted"].min() > 0


def test_most_of_what_is_diluted_or_withheld_comes_from_vetoes_expected_or_insured_against(lesson):
    counts = lesson.outcomes_by_cause(lesson.batch).set_index(["end", "cause"])["count"]
    assert counts.xs("any", level="cause").idxmax() != "vetoed"
    diluted = counts["adopted_diluted", "veto_expected"] + counts["adopted_diluted", "insurance"]
    assert diluted > 0.5 * counts["adopted_diluted", "any"]
    assert counts["withheld", "veto_expected"] > 0.5 * counts["withheld", "any"]


def test_vetoes_and_drafts_withheld_for_one_fall_on_clients(lesson):
    table = lesson.hidden_and_visible(lesson.batch)
    for kind in ("visible", "withheld"):
        assert shares(table, kind=kind, challenger="client")["low"].item() > 0.3
        assert shares(table, kind=kind, challenger="other")["high"].item() < 0.01
    diluted = shares(table, kind="diluted", challenger="other")["low"].item()
    assert diluted > 5 * shares(table, kind="diluted_much", challenger="other")["high"].item()


def test_against_clients_a_large_part_is_lost_and_against_others_a_sliver(lesson):
    assert lesson.size.loc[True, "25%"] > 2 * lesson.size.loc[False, "75%"]


def test_with_perfect_foresight_there_is_not_one_veto_and_most_drafts_withheld_expected_one(lesson):
    counts = lesson.outcomes.set_index(["end", "cause"])["count"]
    by_end = counts.xs("any", level="cause")
    assert by_end["vetoed"] == 0
    assert by_end.idxmax() == "withheld"
    assert counts["withheld", "veto_expected"] > 0.5 * by_end["withheld"]


def test_foresight_takes_a_little_paralysis_away_and_the_power_to_veto_most_of_it(lesson):
    foresight, no_veto = (row.paired for row in lesson.moved.rows[1:])
    assert foresight.high < 0
    assert f"by {-foresight.value:.3f} ± {foresight.half:.3f}, history by history" in SAID
    assert lesson.moved.rows[1].level.low > 0.9
    assert no_veto.high < 10 * foresight.low


def test_past_a_point_stronger_ties_mean_fewer_vetoes_and_no_less_paralysis(lesson):
    up, down = ({row.measure: row for row in found.rows[1::2]} for found in
                (lesson.stronger, lesson.strongest))  # fmt: skip
    assert up["vetoed"].paired.low > 0 > down["vetoed"].paired.high
    assert up["paralysis_clients"].paired.low > 0
    assert down["paralysis_clients"].paired.low > -0.005  # no less
    assert up["paralysis_clients"].level.value > 0.99
    assert down["paralysis_clients"].level.value == 1
    fall = down["vetoed"].paired
    assert f"falls by {-fall.value:.3f} ± {fall.half:.3f}" in SAID


def test_without_ties_clients_are_paralysed_as_others_as_far_as_can_be_told(lesson):
    found = lesson.paired(lesson.of_clients, lesson.of_others)
    assert holds_0(found)
    assert f"({signed(found)})" in SAID
    table = lesson.hidden_and_visible(lesson.untied)
    assert shares(table, kind="visible")["high"].max() < 0.02


@pytest.mark.parametrize("name", ["cold-war", "post-cold-war"])
def test_both_councils_veto_more_often_than_their_record(lesson, name):
    assert lesson.beyond[name].low > 0.005


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "first", "last"), [("cold-war", 1966, 1989), ("post-cold-war", 1990, 2011)]
)
def test_the_recorded_shares_are_those_of_the_public_tables(lesson, real_tables, name, first, last):
    def procedural(vote):
        return vote.outcome == Outcome.ADOPTED and NO in vote.ballots[vote.draft.council.permanent]

    votes = [
        vote
        for vote in read_record(real_tables).roll_calls
        if first <= vote.draft.year <= last
        and (vote.ballots != UNKNOWN).all()
        and not procedural(vote)
    ]
    vetoed = sum(vote.outcome == Outcome.VETOED for vote in votes)
    assert (vetoed, len(votes)) == (lesson.recorded[name].count, lesson.recorded[name].total)
    assert (
        f"{vetoed} vetoed of {len(votes):,} in" in SAID or f"{vetoed} of {len(votes):,} in" in SAID
    )


@pytest.mark.parametrize("taken", TAKEN)
def test_the_key_writes_the_differences_that_its_exercise_prints(key, taken):
    vetoed, paralysed = (signed(key[measure][taken].paired) for measure in MEASURED)
    assert f"| {taken} | {vetoed} | {paralysed} |" in SAID


def test_the_statement_alone_removes_most_visible_vetoes_luck_few_and_errors_fewer(key):
    found = {name: row.paired for name, row in key["vetoed_of_tabled"].items()}
    there = key["vetoed_of_tabled"]["as it was"].level.value
    assert found["statement"].high < -0.5 * there
    assert f"The statement, {-found['statement'].value:.3f} of {there:.3f}" in SAID
    assert found["luck"].high < 0
    assert found["luck"].low > -0.2 * there
    assert found["errors"].high < 0
    assert found["luck"].high < found["errors"].value


def test_any_one_of_the_three_left_in_place_is_enough_for_some_vetoes(key):
    levels = {name: row.level for name, row in key["vetoed_of_tabled"].items()}
    for left in ("errors and luck", "luck left", "errors left"):
        assert levels[left].low > 0.03
    assert levels["all three"].value == 0


def test_the_statement_alone_adds_paralysis_and_only_errors_and_luck_together_take_it_away(key):
    found = {name: row.paired for name, row in key["paralysis_clients"].items()}
    assert found["statement"].low > 0
    for alone in ("errors", "luck"):
        assert holds_0(found[alone]), alone
    assert found["errors and luck"].high < 0
    assert found["errors and luck"].value == pytest.approx(found["all three"].value, abs=0.002)


def test_two_thousand_histories_show_luck_which_three_hundred_could_not():
    found = compare(
        "horseshoe", against=[ERRORS, LUCK, STATEMENT], measures=MEASURED[1:], runs=2000
    )
    errors, luck, statement = (row.paired for row in found.rows[1:])
    assert luck.high < 0 < statement.low
    assert f"luck alone shows ({signed(luck)})" in SAID
    assert f"so does the statement ({signed(statement)})" in SAID
    assert holds_0(errors)
