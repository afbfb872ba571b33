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


def test_others_learn_that_they_are_answered_and_clients_end_where_they_began(lesson):
    table = lesson.carried["charter"].set_index(["quantity", "round"])
    last = table.index.get_level_values("round").max()
    clients, others = (table.loc[f"response_{who}", last] for who in ("clients", "others"))
    start = table.loc["response_clients", 0]["value"]
    assert clients["low"] < start < clients["high"]
    assert others["low"] > 0.7


def test_clients_expect_answers_in_the_order_of_the_worlds(lesson):
    assert all(difference.low > 0 for difference in lesson.believed.values())
    ends = lesson.carried["no council"].query("quantity == 'response_clients'")
    assert ends["high"].iloc[-1] < 0.3


def test_without_a_veto_clients_expect_nearly_what_others_do(lesson):
    assert f"{lesson.gap.value:.3f} ± {lesson.gap.half:.3f}" in SAID
    clients, others = (
        lesson.at_the_end(f"response_{who}", ["charter"])["charter"]
        for who in ("clients", "others")
    )
    assert paired(others, clients).value / lesson.gap.value == pytest.approx(7, abs=0.5)


@pytest.mark.parametrize(
    "pair", ["automatic less no veto", "no veto less charter", "charter less no council"]
)
def test_each_step_of_surer_answers_deters_more_and_leaves_room_for_more_crises(lesson, pair):
    assert lesson.deterrence["deterred"][pair].low > 0
    assert lesson.deterrence["crises a history"][pair].low > 0
    assert lesson.deterrence["rounds a crisis"][pair].high < 0


def test_where_clients_are_harder_to_answer_rounds_fill_with_their_crises(lesson):
    of = lesson.deterrence["clients' share of rounds with a crisis"]
    assert of["no veto less charter"].high < 0


def test_others_fill_a_part_of_what_the_council_leaves_for_clients(lesson):
    table = lesson.impartial.query("what == 'difference'").set_index("act")
    assert 0 < table.loc["anybody", "low"] < table.loc["anybody", "high"]
    assert table.loc["anybody", "high"] < table.loc["council", "low"]


def test_where_more_mandates_win_legitimacy_ends_higher(lesson):
    assert lesson.winning.keys() == lesson.legitimacy.keys()
    for pair in lesson.winning:
        assert lesson.winning[pair].low > 0 < lesson.legitimacy[pair].low


def test_spent_trust_falls_plainly_and_moves_no_adoption_that_shows(lesson):
    assert lesson.spending["trust at the end"].high < -0.1
    assert holds_0(lesson.spending[ADOPTED])
    assert lesson.spending[ADOPTED].half < 0.005
    assert f"({signed(lesson.spending[ADOPTED])})" in SAID
    bars = lesson.spent
    assert bars["low"].max() < bars["high"].min()


@pytest.mark.parametrize("what", ["trust at the end", ADOPTED, IN_FULL, STRENGTH])
def test_the_key_writes_the_differences_that_its_exercise_prints(key, what):
    assert f"| {what} | {signed(key[what])} |" in SAID


def test_with_less_trust_more_are_adopted_if_anything_and_the_texts_are_weaker(key):
    assert 0 < key[ADOPTED].low < 0.01
    assert key[IN_FULL].high < 0
    assert key[STRENGTH].high < 0


@pytest.mark.parametrize("seed", [2, 3])
def test_other_seeds_show_the_texts_weaker_too_and_one_no_adoption_more(seed):
    def drafts(overreach):
        world = load("repeated-crises", overreach=overreach, sovereignty_weight=0.8)
        rounds = run_batch(world, runs=300, seed=seed).to_pandas(
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
    found = {what: paired(always[what], never[what]) for what in never}
    assert found[IN_FULL].high < 0
    assert found[STRENGTH].high < 0
    assert holds_0(found[ADOPTED]) == (seed == 3)
