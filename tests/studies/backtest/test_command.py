"""``unsc backtest`` as a person and as a program meet it."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.studies.backtest.command import predicting
from simulation.studies.tables import invented
from simulation.studies.tables.reading import Tables

TABLES = ("ballots", "roll_calls", "outcomes", "contested_ballots")
YEARS = range(1984, 1998)
FEW = ("class rates", "two-stage rates with draft effect", "past outcomes on the topic")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return invented.write(tmp_path_factory.mktemp("tables"), *invented.tables(YEARS, a_year=10))


@pytest.fixture
def few(monkeypatch):
    """Only some of the baselines, for speed."""
    from simulation.studies.backtest.baselines import every as baselines

    chosen = tuple(one for one in baselines.BASELINES if one.name in FEW)
    monkeypatch.setattr(baselines, "BASELINES", chosen)


def test_the_json_has_every_table_with_losses_and_intervals(unsc, folder, few):
    status, out, _ = unsc("backtest", "--data", folder, "--fit-until", 1993, "--json")
    shown = json.loads(out)
    assert status == 0
    assert (shown["fit_until"], shown["test_until"]) == (1993, 1997)
    assert shown["predicted"]["drafts"] == 40
    assert shown["predicted"]["ballots"] == 40 * 15
    assert sum(shown["predicted"][end] for end in ("adopted", "vetoed", "fell_short")) == 40
    for table in TABLES:
        with_ballots = {name for name in FEW if table == "outcomes" or "past" not in name}
        assert set(shown[table]["baselines"]) == with_ballots
        for scores in shown[table]["baselines"].values():
            low, high = scores["intervals"]["log_loss"]
            assert 0 < low < scores["log_loss"] < high
            less = scores["difference"]["log_loss"]
            ours = shown[table]["model"]["log_loss"]
            assert less["value"] == pytest.approx(ours - scores["log_loss"])
            assert less["interval"][0] < less["interval"][1]
    outcome = shown["outcomes"]["baselines"]["past outcomes on the topic"]
    assert {"brier", "auc_vetoed", "veto_recall_at_5", "veto_recall_at_10"} <= set(outcome)
    assert sum(one["drafts"] for one in outcome["calibration"]["vetoed"]) == 40
    assert "cannot say" in shown["cannot_say"]


@pytest.fixture(scope="module")
def split(tmp_path_factory):
    """The same votes in two folders; of those in both, the later one words some otherwise."""
    votes, ballots, ideal = invented.tables(YEARS, a_year=10)
    a, b = (tmp_path_factory.mktemp(name) for name in "ab")
    early, late = [
        ([row for row in votes if keep(row["year"])], [row for row in ballots if keep(row["year"])])
        for keep in (lambda year: year <= 1993, lambda year: year > 1990)
    ]
    again = [{**row, "title": "worded anew", "symbol": ""} for row in late[0]]
    invented.write(a, *early, ideal, years="1984_1993")
    invented.write(b, again, late[1], [], years="1991_1997")
    return a, b


def test_votes_of_two_folders_are_one_record(unsc, folder, split, few):
    arguments = ("--fit-until", 1993, "--json")
    a, b = split
    status, out, said = unsc("backtest", "--data", a, "--data", b, *arguments)
    assert (status, out) == unsc("backtest", "--data", folder, *arguments)[:2]
    assert "unsc_votes_1991_1997.csv: 30 of its rows were there already" in said
    assert "unsc_member_votes_1991_1997.csv: 450 of its rows were there already" in said


def test_people_get_tables_within_80_columns_and_figures_with_texts(unsc, folder, few, tmp_path):
    out_folder = tmp_path / "out"
    status, out, _ = unsc(
        "backtest", "--data", folder, "--fit-until", 1994, "--test-until", 1996, "--out", out_folder
    )
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    for said in (
        "class rates",
        "roll call",
        "The model less each baseline",
        "AUC veto",
        "cannot say",
        "predicted 20",
    ):
        assert said in " ".join(out.split())
    names = {"ballots", "roll-calls", "outcomes", "contested-ballots", "calibration"}
    assert {path.name for path in out_folder.iterdir()} == {
        "made-by.json",
        "result.json",
        *(f"{name}{end}" for name in names for end in (".png", ".txt")),
    }
    text = (out_folder / "roll-calls.txt").read_text(encoding="utf-8")
    assert "two-stage rates with draft effect" in text
    assert max(map(len, text.splitlines())) <= 80
    assert (
        json.loads((out_folder / "result.json").read_text(encoding="utf-8"))["test_until"] == 1996
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fit-until", 1988], "--fit-until 1988: leaves"),
        (["--fit-until", 1997], "there is no recorded roll call after it to predict"),
        (["--fit-until", 1999, "--test-until", 2001], "roll call after it up to 2001 to predict"),
        (["--fit-until", 1995, "--test-until", 1995], "--test-until 1995: must be a year after"),
        (["--fit-until", "soon"], "--fit-until"),
        ([], "--fit-until"),
    ],
)
def test_wrong_years_get_a_sentence(unsc, folder, few, options, said):
    status, out, err = unsc("backtest", "--data", folder, *options)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_without_tables_the_remedy_is_named(unsc, tmp_path):
    status, _, err = unsc("backtest", "--data", tmp_path, "--fit-until", 1995)
    assert status == 2
    assert "unsc_votes_*.csv" in err
    assert "unga_ideal_points_*.csv" in err


WATCHED = """
import sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
from simulation.cli import main
sys.argv = ["unsc", "backtest", "--data", sys.argv[1], "--fit-until", "1994", "--json"]
try:
    main()
finally:
    print([path for path in opened if "scenarios/" in path], file=sys.stderr)
    print(sum("unsc_votes_" in path for path in opened), file=sys.stderr)
"""


@pytest.mark.long
def test_of_the_scenarios_only_names_of_states_are_opened_and_all_baselines_run(folder):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, folder], capture_output=True, text=True, check=True
    )
    scenarios, tables = done.stderr.splitlines()
    opened = {Path(path).name for path in ast.literal_eval(scenarios)}
    assert opened <= {"names.toml", "states.toml"}  # What codes and names mean: no judgement.
    assert int(tables) >= 1
    shown = json.loads(done.stdout)
    assert len(shown["outcomes"]["baselines"]) == 10
    assert shown["roll_calls"]["model"]["log_loss"] > 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (
            90.0,
            "about 4 minutes for the 70 per cent of the work left, at the speed of the first 30",
        ),
        (600.0, "about 23 minutes for the 70 per cent"),
        (3_600.0, "about 2 hours for the 70 per cent"),
        (20.0, ""),
        (4.0, ""),
    ],
)
def test_a_long_backtest_says_once_how_long_the_baselines_take(capsys, monkeypatch, seconds, said):
    clock = [0.0]
    monkeypatch.setattr("simulation.cli.progress.now", lambda: clock[0])
    with predicting() as done:
        for name in ("model", "one", "another"):
            for drafts in range(3):
                done(name, drafts, 2)
            clock[0] += seconds
    err = capsys.readouterr().err
    assert said in err
    assert err.count("about") == (said != "")


@pytest.mark.parametrize("year", [1997, 2040, 1980, 9999, 10**9, 0, -5])
def test_without_scikit_learn_the_command_that_adds_it_and_the_year_are_said(
    unsc, folder, monkeypatch, year
):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    status, out, err = unsc("backtest", "--data", folder, "--fit-until", year)
    assert (status, out) == (2, "")
    missing, *years = err.splitlines()
    assert missing.endswith(
        "run pip install 'unsc-simulation[evidence]', in a clone "
        "pip install --editable '.[evidence]'"
    )
    assert len(years) == 1
    assert years[0].startswith(f"--fit-until {year}: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["profiles", "build", "--year", 1930, "--out", "p"], "No such option: --year"),
        (["profiles", "build"], "--out is missing"),
        (["profiles", "compare", "--nothing"], "No such option: --nothing"),
        (["calibrate", "--runs", "x"], "--runs x"),
        (["backtest", "--fit-until", "x"], "--fit-until x"),
    ],
)
def test_a_wrong_option_is_said_before_any_table_is_read(unsc, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    read = []
    monkeypatch.setattr(Tables, "require", lambda tables, *kinds: None)
    monkeypatch.setattr(Tables, "read", lambda tables, kind: read.append(kind))
    status, out, err = unsc(*words, "--data", tmp_path)
    assert (status, out, read) == (2, "", [])
    assert err.startswith(said)
    assert len(err.splitlines()) == 1
