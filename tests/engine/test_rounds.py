"""Rounds carry over what they must."""

import numpy as np
import tomli_w

from simulation.engine.arrays import play
from simulation.scenario.load import load
from simulation.stages.adoption import End


def scripted(folder, drafts, **more):
    """Two crises whose drafts alternate, before a council that always says yes."""
    crises = [
        {
            "name": name,
            "type": "interstate",
            "region": "APG",
            "severity": 0.7,
            "draft": [
                {
                    "date": date,
                    "symbol": date,
                    "instrument": "sanctions",
                    "strength": strength,
                    "severity": severity,
                }
                for date, strength, severity in drafts[name]
            ],
        }
        for name in drafts
    ]
    text = tomli_w.dumps({"title": "Two", "council": "archetypes", "crisis": crises, **more})
    for name in drafts:
        for date, _, _ in drafts[name]:
            text = text.replace(f'date = "{date}"', f"date = {date}")
    path = folder / "two.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_crises_of_a_script_may_alternate_and_each_keeps_its_own_best_mandate(tmp_path):
    drafts = {
        "A": [("2001-01-01", 0.3, 0.7), ("2003-01-01", 0.4, 0.9)],
        "B": [("2002-01-01", 0.9, 0.8)],
    }
    history = play(scripted(tmp_path, drafts), seed=1, runs=range(50))
    adopted = history.is_end(End.ADOPTED_DILUTED, End.ADOPTED_IN_FULL)
    sure = adopted.all(axis=0)
    assert sure.any()
    assert history["episode"][:, 0].tolist() == [1, 2, 1]
    assert history["onset_severity"][:, 0].tolist() == [0.7, 0.8, 0.7]
    assert history["severity"][:, 0].tolist() == [0.7, 0.8, 0.9]
    assert history["closed"][:, 0].tolist() == [False, True, True]
    assert np.allclose(history["best_mandate"][:, sure].T, [0.3, 0.9, 0.4])
    assert history["settled"][1].any()
    assert np.array_equal(history["settled"], history["closed"] & history["won"])


def test_what_was_adopted_before_in_a_crisis_goes_on_and_a_weaker_text_adds_to_it(tmp_path):
    drafts = {
        "A": [("2001-01-01", 0.8, 0.7), ("2003-01-01", 0.4, 0.9)],
        "B": [("2002-01-01", 0.3, 0.8)],
    }
    history = play(scripted(tmp_path, drafts), seed=1, runs=range(50))
    adopted = history.is_end(End.ADOPTED_DILUTED, End.ADOPTED_IN_FULL)
    first, sure = adopted[0], adopted.all(axis=0)
    assert sure.any()
    assert np.allclose(history["mandate"][:, sure].T, [0.8, 0.3, 0.8])
    assert (history["mandate"][2][first & ~adopted[2]] == 0.8).all()
    assert (history["mandate"][2][~first & ~adopted[2]] == 0.0).all()


def test_a_crisis_stands_on_graver_until_it_is_settled_or_given_up():
    scenario = load("horseshoe")
    history = play(scenario, seed=2, runs=range(200))
    p = scenario.parameters
    stands_on = (history["episode"] > 0)[:-1] & ~history["closed"][:-1]
    before, after = history["severity"][:-1][stands_on], history["severity"][1:][stands_on]
    assert np.array_equal(after, np.minimum(before + p.worsening, 1.0))
    assert np.array_equal(history["episode"][1:][stands_on], history["episode"][:-1][stands_on])
    for run in range(20):
        _, rounds = np.unique(
            history["episode"][history["episode"][:, run] > 0, run], return_counts=True
        )
        assert rounds.max() <= p.patience


def test_a_mandate_in_force_is_the_status_quo_of_the_next_round():
    history = play(load("horseshoe"), seed=3, runs=range(300))
    stands_on = (history["episode"] > 0)[:-1] & ~history["closed"][:-1]
    mandate = history["mandate"][:-1][stands_on]
    assert (mandate > 0).any()
    assert np.array_equal(history["status_quo"][1:][stands_on], mandate)


def test_with_every_permanent_penholder_away_an_elected_member_drafts(tmp_path):
    drafts = {"A": [("2001-01-01", 0.5, 0.7)]}
    away = scripted(tmp_path, drafts)
    raw = away.file.model_dump(exclude_none=True)
    raw["crisis"][0]["draft"][0]["absent"] = ["hegemon", "ally", "partner"]
    raw["crisis"][0]["draft"][0]["date"] = away.script[0].date
    path = tmp_path / "away.toml"
    path.write_text(tomli_w.dumps(raw), encoding="utf-8")
    history = play(load(path), seed=1, runs=range(200))
    assert (history["penholder"] >= 5).all()
