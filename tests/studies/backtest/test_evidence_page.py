"""The page of evidence says what the run found, for the model and against it."""

import re
from dataclasses import replace

import numpy as np
import pytest
from evidence_page import write_evidence
from evidence_text import evidence_page, outcome_ratio, reached, verdicts

from simulation.studies.backtest.baselines.rates import CLASS_RATES, MEMBER_TOPIC_RATES, Alone
from simulation.studies.backtest.baselines.simple import PastOutcomes
from simulation.studies.backtest.baselines.two_stage import TwoStage
from simulation.studies.backtest.model.counterfactuals import Counterfactuals, Expected
from simulation.studies.backtest.run import Score, backtest

BASELINES = (Alone(CLASS_RATES), Alone(MEMBER_TOPIC_RATES), PastOutcomes())


@pytest.fixture(scope="module")
def result(small_record):
    """One split, with a predictor of two stages in the model's place."""
    return backtest(small_record, 1993, 1997, model=TwoStage(name="model"), baselines=BASELINES)


def test_every_loss_and_difference_of_the_run_is_on_the_page(result):
    page = evidence_page([result])
    for one in result.results:
        row = next(line for line in page.splitlines() if line.startswith(f"| {one.name} |"))
        for table in one.scores:
            score = one.scores[table]["log_loss"]
            assert f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]" in row
    for one in result.baselines:
        for table in one.differences.values():
            less = table["log_loss"]
            assert f"{less.value:+.3f} [{less.low:+.3f}, {less.high:+.3f}]" in page
    assert f"{result.drafts:,} drafts predicted" in page
    assert "nan" not in page


def test_without_a_model_nothing_is_claimed(result):
    page = evidence_page([replace(result, model=None)])
    assert "Targets" not in page
    assert "model's loss less" not in page


def with_roll_calls(result, score):
    """The same result, the first baseline's difference on roll calls replaced."""
    first, *rest = result.baselines
    changed = {**first.differences, "roll_calls": {"log_loss": score}}
    return replace(result, baselines=(replace(first, differences=changed), *rest))


def test_an_interval_that_holds_zero_is_no_success(result):
    sure = with_roll_calls(result, Score(-0.2, -0.3, -0.1))
    unsure = with_roll_calls(result, Score(-0.2, -0.41, 0.01))
    assert "class rates" not in next(reached(sure))
    assert "not surely better than class rates" in next(reached(unsure))


def test_better_on_the_whole_is_told_apart_from_surely_better(result):
    first, *rest = result.baselines
    for high, said in ((-0.001, "for 2 of 2"), (0.001, "for 1 of 2")):
        ballots = {"log_loss": Score(-0.01, -0.02, high)}
        surely = {"log_loss": Score(-0.01, -0.02, -0.005)}
        shown = replace(
            result,
            baselines=(
                replace(first, differences={**first.differences, "ballots": ballots}),
                replace(rest[0], differences={**rest[0].differences, "ballots": surely}),
                *rest[1:],
            ),
        )
        [clause] = [each for each in reached(shown) if each.startswith("ballots")]
        assert clause.endswith(f"better than every baseline, the paired interval below zero {said}")


def test_outcomes_are_measured_against_the_best_baseline(result):
    losses = [one.scores["outcomes"]["log_loss"].value for one in result.baselines]
    model = result.model.scores["outcomes"]["log_loss"].value
    assert outcome_ratio(result) == pytest.approx(model / min(losses))
    last = list(reached(result))[-1]
    assert ("not within" in last) == (outcome_ratio(result) > 1.04)


def test_page_and_figures_are_written_and_refer_to_each_other(result, tmp_path):
    changed = Counterfactuals([Expected("no vetoes", np.array([50.25, 0.0, 3.5]))], [])
    write_evidence([result], changed, tmp_path)
    page = (tmp_path / "evidence.md").read_text(encoding="utf-8")
    assert "| no vetoes | 50.2 | 0.0 | 3.5 |" in page
    linked = set(re.findall(r"\((figures/[^)]+)\)", page))
    written = {f"figures/{path.name}" for path in (tmp_path / "figures").iterdir()}
    assert linked == written
    assert len(written) == 4


@pytest.mark.parametrize("factor", [0.5, 0.9, 0.99, 1.01, 1.5])
def test_a_mean_without_an_interval_is_lower_or_not_on_these_drafts_and_no_better(result, factor):
    model = result.model.scores["outcomes"]["log_loss"].value
    scores = {name: dict(table) for name, table in result.model.scores.items()}
    value = model * factor / outcome_ratio(result)
    scores["outcomes"]["log_loss"] = Score(value, value, value)
    changed = replace(result, model=replace(result.model, scores=scores))
    page = " ".join(verdicts([changed]).split())
    lower = "lower" if factor < 1.0 else "not lower"
    assert f"on average: {lower} on the drafts of these splits. This mean has no interval" in page
    assert "better than it" not in page
