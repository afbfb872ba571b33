"""What lesson 4 says of repeated crises is what its cells compute, differences under common draws."""

import pytest
from lessons.lesson import holds_0, played, prose, signed

from simulation import load, run_batch
from simulation.measures.contrasts import paired
from simulation.measures.rates import sums_of

NAME = "04-repeated-crises"
SAID = prose(NAME)
ADOPTED, IN_FULL, STRENGTH = (
    "adopted, of drafts on atrocities",
    "adopted in full, of drafts on atrocities",
    "mean strength of those put to the vote",
)
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    return played(NAME, tmp_path_factory.mktemp("lesson"))


@pytest.fixture(scope="module")
def key(lesson):
    """The differences that the exercise prints with its answer."""
    never, always = (lesson.atrocities(o, sovereignty_weight=0.8) for o in (0.0, 1.0))
    return {what: paired(always[what], never[what]) for what in never}


def test_others_learn_that_they_are_answered_and_clients_learn_it_far_less(lesson):
    table = lesson.carried["charter"].set_index(["quantity", "round"])
    last = table.index.get_level_values("round").max()
    clients, others = (table.loc[f"response_{who}", last] for who in ("clients", "others"))
    start = table.loc["response_clients", 0]["value"]
    assert start + 0.05 < clients["low"] < clients["high"] < 0.55
    assert others["low"] > 0.7
    impartial = lesson.impartial.set_index(["act", "what"])
    assert impartial.loc[("council", "client"), "high"] < 0.15
    assert impartial.loc[("anybody", "client"), "low"] > 0.4


def test_clients_expect_answers_in_the_order_of_the_worlds(lesson):
    assert all(difference.low > 0 for difference in lesson.believed.values())
    assert lesson.believed["charter less no council"].high < 0.1
    assert lesson.believed["no veto less charter"].low > 0.2
    for who in ("clients", "others"):
        ends = lesson.carried["no council"].query(f"quantity == 'response_{who}'")
        assert ends["high"].iloc[-1] < 0.5


def test_without_a_veto_clients_expect_nearly_what_others_do(lesson):
    assert f"{lesson.gap.value:.3f} ± {lesson.gap.half:.3f}" in SAID
    clients, others = (
        lesson.at_the_end(f"response_{who}", ["charter"])["charter"]
        for who in ("clients", "others")
    )
    assert paired(others, clients).value / lesson.gap.value == pytest.approx(5, abs=0.5)


@pytest.mark.parametrize("pair", ["no veto less charter", "charter less no council"])
def test_each_step_from_no_council_to_no_veto_deters_more_and_crises_are_shorter(lesson, pair):
    assert lesson.deterrence["deterred"][pair].low > 0.015
    assert lesson.deterrence["rounds a crisis"][pair].high < -0.02


def test_the_automatic_council_deters_fewer_because_its_surer_answers_succeed_less(lesson):
    assert lesson.deterrence["deterred"]["automatic less no veto"].high < -0.01
    for who in ("clients", "others"):
        assert lesson.surer[f"response_{who}"].low > 0
        assert lesson.surer[f"success_{who}"].high < 0
    assert lesson.surer["mandate"].low > 0.05
    assert lesson.surer["provision"].high < -0.1


def test_the_number_of_crises_shows_nothing_of_deterrence(lesson):
    assert all(holds_0(found) for found in lesson.deterrence["crises a history"].values())


def test_where_clients_are_harder_to_answer_rounds_fill_with_their_crises(lesson):
    of = lesson.deterrence["clients' share of rounds with a crisis"]
    assert of["charter less no council"].low > 0.05
    alike, apart = (
        abs(world["others' settled"] - world["clients' settled"])
        for world in (lesson.table.loc["no council"], lesson.table.loc["charter"])
    )
    assert alike < 0.1 < 0.2 < apart


def test_others_fill_a_part_of_what_the_council_leaves_for_clients(lesson):
    table = lesson.impartial.query("what == 'difference'").set_index("act")
    assert 0 < table.loc["anybody", "low"] < table.loc["anybody", "high"]
    assert table.loc["anybody", "high"] < table.loc["council", "low"]


@pytest.mark.parametrize("pair", ["no veto less charter", "charter less no council"])
def test_where_more_mandates_win_and_fewer_go_unanswered_legitimacy_ends_higher(lesson, pair):
    assert lesson.winning[pair].low > 1
    assert lesson.ignored[pair].high < -1
    assert lesson.legitimacy[pair].low > 0.1


def test_the_automatic_council_wins_no_more_mandates_and_leaves_fewer_unanswered(lesson):
    pair = "automatic less no veto"
    assert holds_0(lesson.winning[pair])
    assert lesson.ignored[pair].high < 0 < lesson.legitimacy[pair].low


def test_spent_trust_falls_plainly_and_moves_no_adoption_that_shows(lesson):
    assert lesson.spending["trust at the end"].high < -0.05
    assert holds_0(lesson.spending[ADOPTED])
    assert lesson.spending[ADOPTED].half < 0.005
    assert f"({signed(lesson.spending[ADOPTED])})" in SAID
    bars = lesson.spent
    assert bars["low"].max() < bars["high"].min()


@pytest.mark.parametrize("what", ["trust at the end", ADOPTED, IN_FULL, STRENGTH])
def test_the_key_writes_the_differences_that_its_exercise_prints(key, what):
    assert f"| {what} | {signed(key[what])} |" in SAID


def test_at_this_weight_300_histories_show_weaker_texts_and_no_adoption(key):
    assert holds_0(key[ADOPTED])
    assert key[IN_FULL].high < 0
    assert key[STRENGTH].high < 0


def trust_spent(seed, runs):
    """What mandates exceeded as a rule change, less never, at a weight of 0.8."""

    def drafts(overreach):
        world = load("repeated-crises", overreach=overreach, sovereignty_weight=0.8)
        rounds = run_batch(world, runs=runs, seed=seed).to_pandas(
            ["run", "crisis", "penholder", "end", "tabled"]
        )
        on = (rounds["crisis"] == "mass-atrocity") & rounds["penholder"].notna()
        voted, end = on & rounds["tabled"].notna(), rounds["end"].astype(str)
        return {
            ADOPTED: sums_of(rounds, on & end.str.startswith("adopted"), on),
            IN_FULL: sums_of(rounds, on & (end == "adopted_in_full"), on),
            STRENGTH: sums_of(rounds, rounds["tabled"].fillna(0.0) * voted, voted),
        }

    never, always = drafts(0.0), drafts(1.0)
    return {what: paired(always[what], never[what]) for what in never}


def test_with_another_seed_300_histories_show_no_weaker_texts():
    found = trust_spent(seed=3, runs=300)
    assert holds_0(found[IN_FULL])
    assert holds_0(found[STRENGTH])


def test_two_thousand_histories_show_more_adopted_fewer_in_full_and_weaker_texts():
    found = trust_spent(seed=1, runs=2000)
    assert found[ADOPTED].low > 0.002
    assert found[IN_FULL].high < -0.002
    assert found[STRENGTH].high < -0.001
    for what, where in ((IN_FULL, "in full"), (STRENGTH, "in strength")):
        assert f"{signed(found[what])} {where}" in SAID
    assert f"with less trust ({signed(found[ADOPTED])})" in SAID
