"""The commands run, batch, scenarios and demo as people and programs meet them."""

import json
import re

import pytest
import typer

from simulation.cli import commands  # noqa: F401  registers the commands
from simulation.cli.shell import app
from simulation.engine.arrays import play
from simulation.experiments.results import Results
from simulation.scenario.load import load


def test_a_run_tells_crisis_pen_roll_call_decision_and_record(unsc):
    status, out, err = unsc("run", "kuwait-1990", "--seed", "7")
    assert (status, err) == (0, "")
    for said in (
        "Invasion of Kuwait", "S/RES/678", "USA wants", "without vetoes", ", 9 required",
        "12-2-1-0", "a chance of one in", "What this cannot say",
    ):  # fmt: skip
        assert said in " ".join(out.split())
    assert max(len(line) for line in out.splitlines()) <= 80


def test_a_run_is_the_same_again_and_another_with_another_seed(unsc):
    first, again, other = (unsc("run", "horseshoe", "--seed", s)[1] for s in (3, 3, 4))
    assert first == again != other


def test_an_explanation_shows_terms_cutpoints_draw_and_the_tie_that_flips(unsc):
    status, out, _ = unsc("run", "kuwait-1990", "--seed", "7", "--round", "11", "--explain", "CHN")
    assert status == 0
    for said in (
        "baseline",
        "client tie",
        "strength wanted",
        "gain",
        "from the draw",
        "a yes needs",
        "a no, at most",
        "tie to the challenger",
        "it would have been",
        "with the temper that was drawn",
    ):
        assert said in " ".join(out.split())
    assert "S/RES/660" not in out


def test_a_run_as_json_is_whole_and_nothing_else(unsc):
    status, out, err = unsc("run", "libya-2011", "--json", "--explain", "RUS")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert [r["draft"]["symbol"] for r in told["rounds"]] == ["S/RES/1970", "S/RES/1973"]
    assert told["rounds"][1]["recorded"]["surprise"]["roll_call_bits"] > 1
    assert told["rounds"][1]["explained"][0]["member"] == "RUS"
    assert told["cannot_say"]


def test_withheld_vetoed_and_deterred_rounds_say_why(unsc):
    _, out, _ = unsc("run", "horseshoe", "--seed", "1")
    assert "No draft is tabled: a veto is expected" in out
    assert "VETOED" in out
    assert "It would have passed if" in out
    assert "nobody raises it in time" in out


def test_automatic_rules_impose_without_a_vote(unsc):
    status, out, _ = unsc("run", "horseshoe", "--rules", "automatic")
    assert status == 0
    assert "predefined rules impose" in out
    assert "affirmative votes" not in out


@pytest.mark.parametrize("name", ["korea-1950", "bosnia-1992", "cold-war", "post-cold-war"])
def test_every_kind_of_scenario_can_be_told(unsc, name):
    status, out, err = unsc("run", name)
    assert (status, err) == (0, "")
    assert "What this cannot say" in out


def test_redrafting_lets_penholders_choose(unsc):
    _, recorded, _ = unsc("run", "korea-1950", "--seed", "2", "--json")
    _, anew, _ = unsc("run", "korea-1950", "--seed", "2", "--redraft", "--json")
    old, new = json.loads(recorded)["rounds"], json.loads(anew)["rounds"]
    assert all(told["draft"]["tabled"] == told["draft"]["proposed"] for told in new)
    assert new[0]["draft"]["proposed"] == old[0]["draft"]["proposed"]
    assert any(n["draft"]["tabled"] != o["draft"]["tabled"] for n, o in zip(new, old, strict=True))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "kuwiat-1990"], ["kuwait-1990"]),
        (["run", "horseshoe", "--explain", "rivall"], ["rivall", "did you mean rival?"]),
        (["run", "horseshoe", "--round", "41"], ["--round 41", "1 to 40"]),
        (["run", "horseshoe", "--set", "veto_csot=1"], ["veto_csot", "veto_cost"]),
        (["run", "horseshoe", "--set", "veto_cost"], ["--set veto_cost", "KEY=VALUE"]),
        (["run", "horseshoe", "--set", "mediation=nan"], ["mediation"]),
        (["run", "korea-1950", "--rules", "charter"], ["15 seats", "11"]),
        (["run", "horseshoe", "--rules", "chartr"], ["did you mean charter?"]),
        (["batch", "horseshoe", "--runs", "0"], ["runs = 0", "1 or more"]),
        (["batch", "horseshoe", "--runs", "-1"], ["runs = -1", "1 or more"]),
        (["batch", "horseshoe", "--detail", "bollots"], ["did you mean ballots?"]),
        (["batch", "horseshoe", "--out", "/proc/nowhere"], ["/proc/nowhere", "cannot be written"]),
        (["scenarios", "nothing"], ["there is no scenario named 'nothing'"]),
        (["demo", "--out", "/proc/nowhere"], ["/proc/nowhere", "cannot be written"]),
    ],
)
def test_wrong_input_gets_status_2_a_sentence_and_no_traceback(
    unsc, arguments, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*arguments)
    assert status == 2
    for words in said:
        assert words in err
    assert "Traceback" not in err
    assert out == ""
    assert not list(tmp_path.iterdir())


def test_a_batch_writes_a_dataset_and_a_table(unsc, tmp_path):
    status, out, err = unsc(
        "batch", "horseshoe", "--runs", "20", "--seed", "4", "--out", tmp_path / "b"
    )
    assert (status, err) == (0, "")
    for outcome in ("adopted in full", "adopted diluted", "vetoed", "fell short", "withheld"):
        assert outcome in out
    assert Results.open(tmp_path / "b").manifest.experiment["runs"] == 20


def test_a_batch_by_mesa_stores_the_same_rows(unsc, tmp_path):
    for engine in ("mesa", "arrays"):
        assert (
            unsc(
                "batch", "horseshoe", "--runs", "3", "--engine", engine, "--out", tmp_path / engine
            )[0]
            == 0
        )
    mesa, arrays = (Results.open(tmp_path / e).to_pandas().astype(str) for e in ("mesa", "arrays"))
    assert mesa.equals(arrays)


def test_a_batch_as_json_gives_rates_with_intervals(unsc, tmp_path):
    status, out, _ = unsc("batch", "horseshoe", "--runs", "20", "--out", tmp_path / "b", "--json")
    vetoed = json.loads(out)["summary"]["measures"]["vetoed"]
    assert status == 0
    assert vetoed["low"] < vetoed["value"] < vetoed["high"]


def test_another_experiment_in_the_folder_is_refused(unsc, tmp_path):
    unsc("batch", "horseshoe", "--runs", "2", "--out", tmp_path / "b")
    status, _, err = unsc("batch", "cold-war", "--runs", "2", "--out", tmp_path / "b")
    assert status == 2
    assert "scenario is 'horseshoe' there, 'cold-war' here" in err


def test_scenarios_lists_what_there_is(unsc):
    _, out, _ = unsc("scenarios")
    for name in ("horseshoe", "korea-1950", "charter-1946", "league-council", "archetypes"):
        assert name in out
    listed = json.loads(unsc("scenarios", "--json")[1])
    assert {"name": "charter", "title": "The Charter since 1966"} in listed["rule set"]


@pytest.mark.parametrize("name", ["horseshoe", "kuwait-1990", "charter", "1994", "2025"])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_what_is_written_to_a_file_is_what_would_be_printed(unsc, tmp_path, name, form):
    path = tmp_path / "mine.toml"
    status, said, _ = unsc("scenarios", name, *form, "--out", path)
    assert (status, said.split()) == (0, f"Written to {path}.".split())
    assert path.read_text(encoding="utf-8") == unsc("scenarios", name, *form)[1]


def test_a_file_is_replaced_only_where_that_is_requested(unsc, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("mine", encoding="utf-8")
    status, _, err = unsc("scenarios", "horseshoe", "--out", path)
    assert (status, err) == (2, f"--out {path}: is there already; add --overwrite to replace it\n")
    assert path.read_text(encoding="utf-8") == "mine"
    assert unsc("scenarios", "horseshoe", "--out", path, "--overwrite")[0] == 0
    assert path.read_text(encoding="utf-8") == unsc("scenarios", "horseshoe")[1]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("horseshoe", "--out", "{}/none/mine.toml"), "cannot be written: No such file"),
        (("horseshoe", "--out", "{}", "--overwrite"), "cannot be written: Is a directory"),
        (("horseshoe", "--out", "{}"), "is there already"),
        (("--out", "{}/mine.toml"), "one file is written; name which"),
        (("horsesho", "--out", "{}/mine.toml"), "did you mean horseshoe?"),
    ],
)
def test_what_cannot_be_written_to_a_file_leaves_nothing(unsc, tmp_path, arguments, said):
    status, _, err = unsc("scenarios", *(text.format(tmp_path) for text in arguments))
    assert status == 2
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_printed_can_be_changed_and_run(unsc, tmp_path):
    _, out, _ = unsc("scenarios", "horseshoe")
    mine = tmp_path / "mine.toml"
    mine.write_text(out.replace("rounds = 40", "rounds = 3"), encoding="utf-8")
    status, told, _ = unsc("run", mine)
    assert status == 0
    assert "Round 3" in told
    assert "Round 4" not in told


def every_command(command, *words):
    """A command and those below it, each with the words by which it is called."""
    yield pytest.param(command, words, id=" ".join(words))
    for name, below in getattr(command, "commands", {}).items():
        yield from every_command(below, *words, name)


EVERY = [*every_command(typer.main.get_command(app))]


@pytest.mark.parametrize(("command", "words"), EVERY)
def test_help_fits_and_names_values_in_capitals_and_none_for_a_flag(unsc, command, words):
    status, out, _ = unsc(*words, "--help")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    for odd in ("<bool>", "<int>", "FOLDER", "[["):
        assert odd not in out


@pytest.mark.parametrize(("command", "words"), EVERY)
def test_examples_in_help_stand_on_one_line(unsc, command, words):
    _, out, _ = unsc(*words, "--help")
    written = [line.strip() for line in command.help.splitlines()]
    examples = {line for line in written if line.startswith("unsc ")}
    assert examples or hasattr(command, "commands") or words == ("demo",)
    assert examples <= {line.strip() for line in out.splitlines()}


@pytest.mark.long
def test_the_demo_ends_with_a_table_figures_and_a_page(unsc, tmp_path):
    status, out, _ = unsc("demo", "--out", tmp_path / "demo")
    assert status == 0
    assert "adopted in full" in out
    assert "%" in out
    pictures = list((tmp_path / "demo").glob("*.png"))
    assert len(pictures) >= 7
    for picture in pictures:
        assert picture.with_suffix(".txt").stat().st_size > 100
    assert (tmp_path / "demo" / "report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "horseshoe", "--seed", "-1"], ["seed = -1", "from 0 to"]),
        (["run", "horseshoe", "--set", "name=3"], ["parameter name = 3", "no such key"]),
        (["run", "horseshoe", "--set", "reach=2"], ["parameter reach = 2", "from 0 to 1"]),
        (["run", "horseshoe", "--set", "reach=.1", "--set", "reach=.2"], ["reach is set twice"]),
        (["run", "horseshoe", "--redraft"], ["no scripted drafts", "leave redraft out"]),
        (["run", "kuwait-1990", "--rules", "automatic"], ["hold no vote"]),
        (["run", "horseshoe", "--round", "0"], ["--round 0", "1 to 40"]),
        (["batch", "horseshoe", "--runs", "1e3"], ["--runs 1e3: must be a whole", "--help"]),
        (["run", "horseshoe", "--set", "=3"], ["--set =3: write KEY=VALUE"]),
        (["run", "horseshoe", "--set", "veto_cost=nan"], ["--set veto_cost=nan: write KEY=VALUE"]),
        (["run", "horseshoe", "--set", "rules=no-veto"], ["takes numbers; write --rules no-veto"]),
        (["run", "kuwait-1990", "--set", "crisis[1].severty=1"],
         ["crisis[1].severty of Invasion of Kuwait = 1: there", "did you mean severity?"]),
        (["run", "kuwait-1990", "--set", "profiles.RUS.client_ties=0.5"],
         ["profiles.RUS.client_ties = 0.5: must be a table"]),
        (["run", "kuwait-1990", "--set", "rounds=3"],
         ["rounds = 3: a script has a round a draft; leave it out"]),
        (["scenarios", "chartr"], ["there is no rule set named 'chartr'; did you mean charter?"]),
        (["scenarios", "charter", "--rules", "no-veto"], ["change a scenario, and charter is a rule set; name one"]),
        (["scenarios", "--set", "reach=1"], ["change a scenario; name one"]),
        (["batch", "horseshoe", "--seed", str(2**63)], ["seed = ", "from 0 to"]),
        (["nothing"], ["nothing", "--help"]),
        (["run", "x" * 5000], ["there is no scenario"]),
        (["run", "/" + "x" * 5000 + ".toml"], ["no such file"]),
    ],
)  # fmt: skip
def test_odd_input_gets_status_2_and_one_line_a_mistake(
    unsc, arguments, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*arguments)
    assert status == 2
    assert out == ""
    assert "Traceback" not in err
    for words in said:
        assert words in err
    assert len(err.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_rule_set_by_path_starts_from_the_working_folder(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('title = "Mine"\nquota = 12\nvetoes_to_block = 2\n')
    status, out, err = unsc("run", "horseshoe", "--rules", "mine.toml", "--seed", "3")
    assert (status, err) == (0, "")
    assert ", 12 required" in out


def test_an_interruption_is_told(unsc, tmp_path, monkeypatch):
    from simulation.experiments import work

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(work, "play", interrupted)
    status, _, err = unsc("batch", "horseshoe", "--runs", "5", "--out", tmp_path / "b")
    assert status == 130
    assert "stopped" in err
    assert "goes on" in err


def test_a_full_disk_is_told(unsc, tmp_path, monkeypatch):
    from simulation.experiments import work

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(work.pq.ParquetWriter, "write_table", full)
    status, _, err = unsc("batch", "horseshoe", "--runs", "5", "--out", tmp_path / "b")
    assert status == 2
    assert "No space left on device" in err


def test_councils_and_rule_sets_can_be_printed_too(unsc):
    assert "vetoes_to_block = 2" in unsc("scenarios", "double-veto")[1]
    assert 'member = "YEM"' in unsc("scenarios", "1990")[1]


def test_coin_tosses_can_be_told_and_stored(unsc, tmp_path):
    status, out, _ = unsc(
        "run", "kuwait-1990", "--set", "choice_noise=inf", "--explain", "CHN", "--round", "11"
    )
    assert status == 0
    assert "coin tosses" in out
    assert (
        unsc("run", "kuwait-1990", "--set", "choice_noise=inf", "--explain", "CHN", "--json")[0]
        == 0
    )
    assert (
        unsc(
            "batch",
            "horseshoe",
            "--set",
            "choice_noise=inf",
            "--runs",
            "2",
            "--out",
            tmp_path / "b",
        )[0]
        == 0
    )
    json.loads((tmp_path / "b" / "manifest.json").read_text(), parse_constant=pytest.fail)


def test_titles_are_printed_as_they_stand(unsc, tmp_path):
    _, out, _ = unsc("scenarios", "horseshoe")
    mine = tmp_path / "mine.toml"
    mine.write_text(out.replace('title = "Horseshoe', 'title = "[bold] x [/red] Horseshoe', 1))
    status, told, _ = unsc("run", mine, "--round", "1")
    assert status == 0
    assert "[bold] x [/red]" in told


def test_a_member_may_be_explained_by_name_and_in_any_case(unsc):
    for name in ("chn", "China"):
        assert (
            "the model's CHN voted"
            in unsc("run", "kuwait-1990", "--round", "11", "--explain", name)[1]
        )


def test_every_number_of_histories_can_be_reported(unsc, tmp_path):
    for rules in ("no-veto", "automatic", "league-council"):
        folder = tmp_path / rules
        assert unsc("batch", "horseshoe", "--rules", rules, "--runs", "3", "--out", folder)[0] == 0
        assert unsc("report", folder)[0] == 0


ONE_OF_MANY = re.compile(
    r"(?<![\d.,])1 (more |simulated |affirmative |named )*"
    r"(histories|runs|rounds|settings|drafts|answers|votes|states|seats|members|mistakes|crises)\b"
)


def test_one_history_of_one_round_is_told_in_the_singular(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    once = ("horseshoe", "--set", "rounds=1")
    told = [
        *unsc("run", *once),
        *unsc("run", *once, "--round", "2"),
        *unsc("batch", *once, "--runs", "1", "--out", "one"),
        *unsc("report", "one"),
        *unsc("batch", *once, "--runs", "1", "--vary", "veto_cost=0.3", "--out", "design"),
        *unsc("compare", *once, "--rules", "charter,no-veto", "--runs", "2"),
        repr(Results.open(tmp_path / "one")),
        repr(play(load("horseshoe", settings={"rounds": 1}), seed=1, runs=range(1))),
        *(path.read_text("utf-8") for path in (tmp_path / "one" / "report").glob("*.[th][xt]*")),
    ]
    said = [" ".join(str(text).split()) for text in told]
    assert any("1 history of 1 round" in text for text in said)
    assert not [found.group() for text in said for found in ONE_OF_MANY.finditer(text)]


def test_an_only_member_and_its_vote_are_told_in_the_singular(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, whole, _ = unsc("scenarios", "1990")
    head, first = whole.split("[[seat]]")[:2]
    (tmp_path / "alone.toml").write_text(f"{head}[[seat]]{first}", "utf-8")
    alone = ("--council", "alone.toml", "--votes", "*=Y")
    (tmp_path / "one.toml").write_text('title = "One"\nquota = 1\nvetoes = "none"\n', "utf-8")
    _, out, _ = unsc("tally", "--rules", "one.toml", *alone)
    assert "1 affirmative vote;" in " ".join(out.split())
    assert "1 affirmative vote, 1 required" in " ".join(out.split())
    (tmp_path / "two.toml").write_text('title = "Two"\nquota = 2\nvetoes = "none"\n', "utf-8")
    _, _, err = unsc("tally", "--rules", "two.toml", *alone)
    assert "exceeds the 1 seat of" in err


def test_what_a_result_cannot_say_is_wrapped_at_eighty_columns(unsc, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, played, _ = unsc("batch", "era-1990-2011", "--runs", "2", "--out", "era")
    _, reported, _ = unsc("report", "era")
    for out in (played, reported):
        assert "nothing here forecasts any government" in " ".join(out.split())
        assert max(map(len, out.splitlines())) <= 80


def test_a_path_longer_than_a_line_is_not_broken(unsc, tmp_path):
    folder = tmp_path / ("long-" * 20)
    _, out, _ = unsc("batch", "horseshoe", "--runs", "2", "--out", folder)
    assert f"{folder}:" in out
    assert f"{folder}`." in out


@pytest.mark.parametrize(("command", "words"), [*EVERY[1:]])
def test_no_command_begins_after_an_option_that_there_is_not(
    unsc, command, words, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    needed = ["horseshoe"] if "SCENARIO" in unsc(*words, "--help")[1] else []
    for odd in (["--nothing"], ["--json=7"], ["--nothing", "--nowhere"]):
        status, out, err = unsc(*words, *needed, *odd)
        assert (status, out) == (2, "")
        assert "Traceback" not in err
        assert "nothing" in err or "--json" in err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("words", "varies"),
    [
        (["rwanda-1994", "--runs", 5], False),
        (["kuwait-1990", "--runs", 200, "--detail", "rounds"], False),
        (["horseshoe", "--burden", "optimum", "--runs", 5], False),
        (["horseshoe", "--runs", 5], True),
        (["free-riders", "--runs", 5], True),
    ],
)
def test_what_does_not_vary_has_no_interval_and_that_is_said(unsc, tmp_path, words, varies):
    _, out, _ = unsc("batch", *words, "--out", tmp_path / "b")
    (line,) = [line for line in out.splitlines() if "easy-riding" in line]
    assert ("[" in line) == varies
    assert ("Without an interval: to the digits shown" in out) == (not varies)
