"""The same crises under several settings: pairing, intervals, and how many runs are needed."""

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import numpy as np
import pytest

from simulation.analysis import compare as module
from simulation.analysis import sums_tasks
from simulation.analysis.compare import compare, compared, histories_needed
from simulation.analysis.sums_tasks import play_measures
from simulation.experiments.workforce import Lent
from simulation.figures.compare import describe_comparison, plot_comparison
from simulation.measures.contrasts import Estimate, contrast, level
from simulation.measures.rates import student
from simulation.measures.table import MEASURES
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

RUNS = 60


@pytest.fixture(scope="module")
def rules():
    return compare("repeated-crises", rules=["charter", "double-veto", "no-veto"], runs=RUNS)


def test_a_setting_compared_with_itself_differs_by_exactly_nothing():
    found = compare("horseshoe", against=[{"veto_cost": load("horseshoe").parameters.veto_cost}],
                    measures=list(MEASURES), runs=20)  # fmt: skip
    for row in found.rows:
        if not math.isnan(row.paired.value):
            assert row.paired.value == 0.0, row.measure
        # Where nothing differs nothing is known of how much histories would.
        assert math.isnan(row.paired.low)
        assert math.isnan(row.paired.high)
        assert row.differing == 0
        assert found.needed(row, 0.01) == (None, None)


def test_without_vetoes_nothing_is_vetoed_and_no_veto_is_hidden(rules):
    assert rules.of("vetoed", "no-veto").level.value == 0.0
    assert rules.of("hidden_large", "no-veto").level.value == 0.0
    assert rules.of("adopted", "no-veto").paired.low > 0.0


def test_pairing_narrows_the_interval_where_draws_are_shared(rules):
    """Legitimacy, provision and deterrence of two rule sets go together history by history."""
    for measure in ("provision", "legitimacy", "deterred", "security_gap"):
        row = rules.of(measure, "double-veto")
        assert row.paired.half < row.unpaired.half, measure
        assert row.paired.value == row.unpaired.value


def test_measures_agree_with_the_summary_of_a_batch():
    """Of histories as they were played and as the dataset has them, to the last bit."""
    from simulation import run_batch

    (sums,) = play_measures([load("repeated-crises")], list(MEASURES), runs=RUNS, seed=3)
    summary = run_batch("repeated-crises", runs=RUNS, seed=3).summary()
    shown = {
        "vetoed": summary["measures"]["vetoed"],
        "withheld": summary["measures"]["withheld"],
        "adopted_in_full": summary["measures"]["adopted_in_full"],
        "vetoed_of_tabled": summary["measures"]["vetoed_of_tabled"],
        "hidden_large": summary["measures"]["hidden_large"],
        "paralysis_clients": summary["measures"]["paralysis_clients"],
        "paralysis_others": summary["measures"]["paralysis_others"],
        "settled": summary["measures"]["settled"],
        "deterred": summary["measures"]["deterred"],
        "unanswered": summary["measures"]["unanswered"],
        "easy_riding": summary["measures"]["easy_riding"],
        "provision": summary["measures"]["provision"],
        "security_gap": summary["measures"]["security_gap"],
        "legitimacy": summary["measures"]["legitimacy"],
    }
    for name, found in shown.items():
        here = level(sums[name], share=MEASURES[name].share)
        assert here == Estimate(found["value"], found["low"], found["high"]), name


def test_the_runs_needed_bring_the_interval_to_what_was_asked(rules):
    row = rules.of("provision", "no-veto")
    paired, unpaired = rules.needed(row, 0.004)
    assert paired < unpaired
    more = compare("repeated-crises", rules=["charter", "no-veto"], runs=paired,
                   measures=["provision"], seed=9)  # fmt: skip
    # The needed number is itself an estimate from sixty histories: within a quarter.
    assert more.of("provision", "no-veto").paired.half == pytest.approx(0.004, rel=0.25)


def test_the_histories_needed_are_the_fewest_whose_interval_is_as_narrow():
    half = student(50) * 0.3 / math.sqrt(50)  # a spread of 0.3 over histories
    for precision in (0.2, 0.05, 0.01, 0.003):
        n = histories_needed(half, 50, precision)
        assert student(n) * 0.3 / math.sqrt(n) <= precision
        assert n == 2 or student(n - 1) * 0.3 / math.sqrt(n - 1) > precision
    assert histories_needed(math.nan, 50, 0.1) is None


def test_no_number_is_told_that_would_not_be_enough():
    spread = 0.1 * math.sqrt(50) / student(50)
    n = histories_needed(0.1, 50, 1e-6)
    assert n == pytest.approx((1.96 * spread / 1e-6) ** 2, rel=0.01)
    assert histories_needed(0.1, 50, 1e-9) is None


@pytest.mark.parametrize("truth", [0.002, 0.004, 0.01, 0.02, 0.04])
def test_a_rare_difference_is_covered_or_marked_as_too_sure(truth):
    """By simulation of 500 histories, of which so few differ, all to the same side."""
    generator = np.random.Generator(np.random.Philox(5))
    one, before = np.ones(500), (generator.random(500) < 0.5).astype(float)
    missed = marked = 0
    trials = 1000
    for _ in range(trials):
        here = np.where(generator.random(500) < truth, before + 1.0, before)
        row = compared("x", MEASURES["provision"], "y", (before, one), (here, one))
        marked += row.few
        missed += not row.few and not row.paired.low <= truth <= row.paired.high
    # A normal interval of a rare share misses 5 to 8 in a hundred where 20 are expected, and more
    # where fewer are; without the mark it would miss 37, 14 and 13 of the first three.
    assert missed / trials < 0.1
    assert (marked / trials > 0.9) == (truth <= 0.01)


def test_a_difference_of_few_histories_is_marked_and_promises_no_number():
    found = compare("horseshoe", against=[{"veto_cost": 0.4}], runs=20,
                    measures=["vetoed", "paralysis_others"])  # fmt: skip
    often, rare = found.of("vetoed", "veto_cost=0.4"), found.of("paralysis_others", "veto_cost=0.4")
    assert rare.differing < module.FEW < often.differing <= 20
    assert None not in found.needed(often, 0.01)
    assert found.needed(rare, 0.01) == (None, None)
    # At the interval, in the line that says what it means, and under the figure.
    assert describe_comparison(found).count("*") == 3
    assert "*" in [text.get_text() for text in plot_comparison(found).texts]


def test_so_many_histories_are_as_precise_as_said_in_many_trials():
    """By simulation: correlated pairs, whose spread is estimated from a pilot of 400."""
    generator = np.random.Generator(np.random.Philox(11))

    def pairs(n):
        common, own = generator.normal(size=n), generator.normal(size=(2, n))
        one = np.ones(n)
        return (common + 0.5 * own[0], one), (1.0 + common + 0.5 * own[1], one)

    first, second = pairs(400)
    half = contrast([second, first], [1.0, -1.0]).half
    n = histories_needed(half, 400, 0.1)
    # The difference has variance 2 x .25, so that (1.96 / .1)^2 / 2 = 192 are needed; a pilot
    # of 400 knows a variance within 7 % (one standard deviation), of which three are allowed.
    assert 192 * (1 - 0.21) < n < 194 * (1 + 0.21)
    found = [contrast(pairs(n)[::-1], [1.0, -1.0]) for _ in range(300)]
    inside = sum(abs(f.value - 1.0) <= 0.1 for f in found)
    # 95 % of 300 is 285, with four standard deviations of 3.8, and the pilot's error.
    assert inside >= 262


def test_pairing_halves_what_is_needed_where_draws_count_more_than_settings(rules):
    row = rules.of("deterred", "double-veto")
    paired, unpaired = rules.needed(row, 0.01)
    assert 2 * paired < unpaired


def test_what_is_never_seen_on_one_side_does_not_flatter_pairing(rules):
    """Nothing is vetoed without vetoes, so that pairing can save nothing there."""
    paired, unpaired = rules.needed(rules.of("vetoed", "no-veto"), 0.005)
    assert paired == unpaired


def test_settings_that_hardly_differ_are_two():
    costs = [{"veto_cost": 0.3000001}, {"veto_cost": 0.3000002}]
    found = compare("horseshoe", against=costs, measures=["vetoed"], runs=2)
    assert found.settings[1:] == ("veto_cost=0.3000001", "veto_cost=0.3000002")
    with pytest.raises(InputError, match="'veto_cost=0.3': is named twice"):
        compare("horseshoe", against=[{"veto_cost": 0.3}, {"veto_cost": 0.3}], runs=2)


def test_any_key_may_be_what_differs():
    found = compare(
        load("repeated-crises", veto_cost=0.3),
        against=[{"rules": "no-veto", "veto_cost": 0.4}, {"burden": "optimum"}],
        measures=["vetoed", "easy_riding"], runs=20,
    )  # fmt: skip
    assert found.settings == ("as it is", "rules=no-veto, veto_cost=0.4", "burden=optimum")
    assert found.of("vetoed", "rules=no-veto, veto_cost=0.4").level.value == 0.0
    assert found.of("easy_riding", "burden=optimum").level.value == pytest.approx(0.0, abs=1e-12)


def test_none_of_n_has_an_interval_of_its_own(rules):
    """A share of none is not known exactly: Wilson's interval, as rates have it."""
    level = rules.of("vetoed", "no-veto").level
    assert level.value == level.low == 0.0
    assert 0.0 < level.high < 0.1


def test_results_about_real_states_say_what_they_cannot(rules):
    assert rules.cannot_say is None
    real = compare("libya-2011", rules=["charter", "no-veto"], measures=["adopted"], runs=5)
    assert real.cannot_say.startswith("What this cannot say")
    assert "What this cannot say" in describe_comparison(real)


def test_without_a_veto_a_fixed_draft_is_adopted_at_least_as_often_history_by_history():
    """Recorded strengths, so that no draft is written for another council."""
    councils = [load("kuwait-1990", rules=name) for name in ("charter", "no-veto")]
    charter, no_veto = play_measures(councils, ["adopted"], runs=30, seed=2)
    assert (charter["adopted"][0] <= no_veto["adopted"][0]).all()


@pytest.fixture
def threads(monkeypatch):
    """Threads in place of processes, and tasks of at most eight histories."""
    monkeypatch.setattr(sums_tasks, "ROUNDS_A_BLOCK", 8 * 40)
    monkeypatch.setattr(
        module, "hired", lambda hands: nullcontext(Lent(ThreadPoolExecutor(hands), hands))
    )


SETTINGS = {"rules": ["charter", "no-veto"], "against": [{"rounds": 25}], "runs": 50}


@pytest.fixture(scope="module")
def whole():
    """As this process finds it alone, every setting in one stretch."""
    return compare("repeated-crises", **SETTINGS)


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_the_result_is_the_same_for_any_number_of_workers(whole, threads, workers):
    """Stretches of several settings come back in whatever order they end."""
    done = []
    found = compare("repeated-crises", **SETTINGS, workers=workers, progress=done.append)
    assert (sum(done), len(done)) == (150, 7 + 7 + 5)
    assert repr(found) == repr(whole)


@pytest.mark.long
def test_the_result_is_the_same_from_processes(rules):
    again = compare(
        "repeated-crises", rules=["charter", "double-veto", "no-veto"], runs=RUNS, workers=2
    )
    assert repr(again) == repr(rules)


def test_histories_that_no_worker_can_play_end_the_comparison_by_their_names(threads, monkeypatch):
    honest, said = sums_tasks.SumsTask.play, []

    def without_room(stretch):
        if stretch.setting == 1 and 10 in stretch.runs:
            raise MemoryError("no room for it")
        return honest(stretch)

    monkeypatch.setattr(sums_tasks.SumsTask, "play", without_room)
    with pytest.raises(InputError) as error:
        compare("repeated-crises", **SETTINGS, workers=2, notify=said.append)
    assert error.value.mistakes == (
        "repeated-crises, setting 2, histories 8 to 14: no worker could play them: MemoryError: "
        "no room for it; ask with workers = 1",
    )
    assert said == ["MemoryError: no room for it; 1 part is played again, alone"]


def test_what_cannot_be_compared_is_told_in_sentences():
    with pytest.raises(InputError, match="nothing to compare"):
        compare("horseshoe", runs=10)
    with pytest.raises(InputError, match="did you mean"):
        compare("horseshoe", rules=["charter", "no-vetoo"], runs=10)
    with pytest.raises(InputError, match="measures = 'vetoes'"):
        compare("horseshoe", rules=["charter", "no-veto"], measures=["vetoes"], runs=10)
    with pytest.raises(InputError, match="action_assembly.*withheld$"):
        compare("horseshoe", rules=["charter", "no-veto"], measures=["?"], runs=10)
    with pytest.raises(InputError, match="named twice"):
        compare("horseshoe", rules=["charter", "charter"], runs=10)
    with pytest.raises(InputError, match=r"rules = 'charter': give a list, \['charter'\]"):
        compare("horseshoe", rules="charter", runs=10)
    with pytest.raises(InputError, match="measures = 'vetoed': give a list"):
        compare("horseshoe", rules=["charter", "no-veto"], measures="vetoed", runs=10)
    with pytest.raises(InputError, match="runs = 9{20}"):
        compare("horseshoe", rules=["charter", "no-veto"], runs=int("9" * 20))
    with pytest.raises(InputError, match="seed = -1"):
        compare("horseshoe", rules=["charter", "no-veto"], runs=10, seed=-1)
    with pytest.raises(InputError) as error:
        compare("horseshoe", rules=["charter", "no-veto"], runs=1, seed=-1, workers=0)
    assert [mistake.split(":")[0] for mistake in error.value.mistakes] == [
        "workers = 0", "runs = 1", "seed = -1",
    ]  # fmt: skip


def test_the_picture_has_its_text_and_a_row_a_measure(rules):
    ax = plot_comparison(rules)
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        name.replace("_", " ") for name in dict.fromkeys(row.measure for row in rules.rows)
    ]
    words = describe_comparison(rules)
    assert "no-veto less charter" in words
    assert all(len(line) <= 80 for line in words.splitlines())
