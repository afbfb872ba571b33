"""Of several mistakes in one command all are told, in one order, and none that is none."""

import pytest

MANY = [
    (
        ["batch", "horseshoe", "--runs", 0, "--seed", -1, "--set", "vetocost=1", "--rules", "nope",
         "--workers", 0],
        ["--runs 0: must be", "--seed -1: must be", "--workers 0: must be",
         "--set vetocost = 1: there is no such key", "there is no rule set named 'nope'"],
    ),
    (
        ["batch", "horseshoe", "--detail", "bollots", "--engine", "arays", "--vary", "reach=3",
         "--design", "lhs:x", "--range", "cover=1", "--set", "reach"],
        ["--detail bollots", "--engine arays", "--set reach: write", "--vary and --design",
         "--range cover=1", "--vary reach = 3", "--design lhs:x",
         "reach is both set and varied"],
    ),
    (
        ["batch", "nowhere-1990", "--runs", "many", "--set", "vetocost=1", "--set", "reach=7",
         "--rules", "nope", "--burden", "none", "--workers", 0],
        ["--runs many: must be a whole number", "--workers 0",
         "there is no scenario named 'nowhere-1990'", "--set vetocost = 1",
         "--set reach = 7", "--burden none", "no rule set named 'nope'"],
    ),
    (
        ["batch", "horseshoe", "--nothing", 5, "--runs", "x", "--rules", "nope"],
        ["No such option: --nothing", "--runs x", "no rule set named 'nope'"],
    ),
    (
        ["run", "horseshoe", "--seed", -1, "--run", -1, "--round", 0, "--explain", "rivall",
         "--rules", "nope", "--set", "reach=2"],
        ["--seed -1", "--run -1", "--round 0", "--explain rivall: has no seat",
         "--set reach = 2", "no rule set named 'nope'"],
    ),
    (
        ["compare", "horseshoe", "--rules", "nope,charter", "--runs", 1, "--precision", 2,
         "--against", "reach=3", "-m", "nope", "--workers", 0, "--seed", "x"],
        ["--seed x", "--runs 1", "--workers 0", "--precision 2", "--measure nope",
         "no rule set named 'nope'", "--against reach = 3"],
    ),
    (
        ["sensitivity", "horseshoe", "--base", 3, "--kept", 0, "--runs", 1, "--trajectories", 1,
         "--range", "x=1,2", "--only", "y", "-m", "nope", "--rules", "nope"],
        ["--base 3", "--kept 0", "--runs 1", "--trajectories 1", "--range x", "--only y",
         "--measure nope", "no rule set named 'nope'"],
    ),
    (
        ["run", "kuwait-1990", "--rules", "chater", "--round", 99, "--explain", "Jemenn",
         "--set", "vetocost=3", "--set", "veto_cost=9"],
        ["no rule set named 'chater'", "--round 99: kuwait-1990 has 11 rounds",
         "--explain Jemenn: has no seat", "--set vetocost = 3", "--set veto_cost = 9"],
    ),
    (
        ["run", "horseshoe", "--burden", "x", "--round", 99, "--set", "reach=0.1"],
        ["--burden x: must be", "--round 99: horseshoe has "],
    ),
    (
        ["batch", "horseshoe", "--vary", "veto_cost=0.2,abc", "--vary", "rules=charter,vetofree",
         "--vary", "burden=voluntary,x"],
        ["--vary veto_cost = 'abc': must be a number", "--vary rules = 'vetofree': there is no",
         "--vary burden = 'x': must be"],
    ),
    (
        ["forecast", "kuwait-1990", "--strength", 7, "--pen", "XXX", "--rules", "nope"],
        ["--strength 7", "--pen XXX", "no rule set named 'nope'"],
    ),
    (
        ["forecast", "kuwait-1990", "--strength", 7, "--draft", 99, "--set", "reach=2"],
        ["--strength 7", "--draft 99", "--set reach = 2"],
    ),
    (
        ["power", "chartr", "automatic", "--council", "nowhere", "--out", "there"],
        ["there is no council named 'nowhere'", "did you mean charter?", "'automatic': hold no vote",
         "there: "],
    ),
    (
        ["tally", "--council", 1946, "--votes", "USA=Q, *=Y", "--ruling", "perhaps",
         "--challenge", "Frence=Y, *=N", "--preliminary", "*=Z", "--parties", "Mars"],
        ["--ruling perhaps", "--votes: USA = 'Q'", "--challenge: 'Frence'",
         "--preliminary: * = 'Z'", "--parties: 'Mars'"],
    ),
    (
        ["tally", "--council", 1946, "--votes", "*=Y", "--rules", "nope", "--challenge", "*=Q",
         "--ruling", "procedural", "--parties", "Mars"],
        ["no rule set named 'nope'", "--challenge: * = 'Q'", "--parties: 'Mars'"],
    ),
    (
        ["tally", "--council", "nope", "--rules", "nope", "--votes", "*=Y"],
        ["no council named 'nope'", "no rule set named 'nope'"],
    ),
    (
        ["tally", "--council", 1990, "--rules", "nope", "--votes", "XXX=Y, *=Y"],
        ["no rule set named 'nope'", "XXX"],
    ),
    (
        ["tally", "--table", "nowhere.csv", "--rules", "nope"],
        ["nowhere.csv", "no rule set named 'nope'"],
    ),
    (
        ["calibrate", "--searches", 0, "--steps", 0, "--runs", 3, "--workers", 0, "--era", "x"],
        ["--searches 0: must be", "--steps 0: must be", "--runs 3: must be", "--workers 0",
         "--era x", "no folder of tables"],
    ),
    (
        ["backtest", "--test-until", "x", "--data", "nowhere"],
        ["Missing option '--fit-until'", "--test-until x", "nowhere: there is no such folder"],
    ),
    (
        ["backtest", "--fit-until", 1995, "--test-until", 1990, "--data", "nowhere"],
        ["--test-until 1990: must be a year after", "nowhere: there is no such folder"],
    ),
    (
        ["report", "nowhere", "--point", "x", "--out", "/proc/nowhere"],
        ["--point x", "nowhere: holds no batch", "/proc/nowhere: cannot be written"],
    ),
    (
        ["demo", "--seed", -1, "--out", "/proc/nowhere"],
        ["--seed -1", "/proc/nowhere: cannot be written"],
    ),
    (
        ["scenarios", "horseshoe", "--rules", "nope", "--set", "reach=2", "--burden", "none"],
        ["no rule set named 'nope'", "--set reach = 2", "--burden none"],
    ),
    (
        ["scenarios", "charter", "--set", "reach=2", "--out", "there"],
        ["change a scenario, and charter is a rule set", "--out there: is there already"],
    ),
    (
        ["profiles", "build", "--data", "nowhere", "--nothing"],
        ["No such option: --nothing", "--out is missing", "nowhere: there is no such folder"],
    ),
    (
        ["profiles", "build", "--data", "nowhere", "--out", "/proc/nowhere"],
        ["/proc/nowhere: cannot be written", "nowhere: there is no such folder"],
    ),
    (
        ["compare", "horseshoe", "--against", "reach=7,cover=x"],
        ["--against cover=x: write KEY=VALUE", "--against reach = 7: must be from 0 to 1"],
    ),
    (
        ["compare", "horseshoe", "--rules", "charter,no-vote", "--against", "rules=nope,reach=3",
         "--against", "cover=9"],
        ["--rules: there is no rule set named 'no-vote'", "--against reach = 3: must be",
         "--against rules: there is no rule set named 'nope'", "--against cover = 9: must be"],
    ),
    (
        ["compare", "horseshoe", "--set", "reach=9", "--against", "reach=7,cover=x",
         "--rules", "charter,no-vote"],
        ["--set reach = 9: must be", "--against cover=x: write", "--against reach = 7: must be",
         "--rules: there is no rule set named 'no-vote'"],
    ),
    (
        ["run", "horseshoe", "--set", "reach=7", "--set", "reach=.2", "--set", "parameters.reach=8"],
        ["--set reach = 7: must be", "--set reach=.2: reach is set twice",
         "--set parameters.reach=8: reach is set twice", "--set parameters.reach = 8: must be"],
    ),
    (
        ["compare", "horseshoe", "--against", "reach=7,reach=9"],
        ["--against reach=9: reach is set twice", "--against reach = 7: must be",
         "--against reach = 9: must be"],
    ),
    (
        ["forecast", "kuwait-1990", "--draft", 99, "--pen", "XXX", "--strength", 7],
        ["--draft 99: kuwait-1990 has 11 drafts", "--pen XXX: has no seat in kuwait-1990",
         "--strength 7: must be"],
    ),
    (
        ["compare", "nosuch"],
        ["nosuch", "nothing to compare: name two rule sets"],
    ),
    (
        ["profiles", "compare", "--data", "nowhere", "--nothing"],
        ["No such option: --nothing", "nowhere: there is no such folder"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "all_of"), MANY, ids=[" ".join(map(str, words))[:50] for words, _ in MANY]
)
def test_every_mistake_is_told_at_once(unsc, words, all_of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("UNSC_DATA", raising=False)
    (tmp_path / "there").touch()
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    for said in all_of:
        assert sum(said in line for line in err.splitlines()) == 1, (said, err)
    assert len(err.splitlines()) == len(all_of), err
    assert unsc(*words) == (status, out, err)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


ONE = [
    (["compare", "horseshoe"], "as in --rules charter,no-veto, or a change, as in --against veto"),
    (["compare", "horseshoe", "--against", "reach=0,3"], "decimal point, as in reach=0.3"),
    (["compare", "horseshoe", "--against", "reach=0,3,cover=0.2"], "reach=0,3: write a decimal"),
    (["run", "horseshoe", "--set", "reach=0,6"], "--set reach=0,6: write a decimal point, as in"),
    (["run", "horseshoe", "--set", "rounds=1,000"], "write rounds=1000 or rounds=1.000, whichever"),
    (["compare", "horseshoe", "--against", "total_capability=2,500"], "=2500 or total_capability=2.5"),
    (["forecast", "kuwait-1990", "--strength", 60], "for 60 per cent write 0.6 or 60%"),
    (["scenarios", 1943], "no council named '1943'; there are 1946 to 2026"),
    (["tally", "--council", 1943, "--votes", "*=Y"], "--council: there is no council named '1943'"),
    (["tally", "--council", 1990, "--votes", "*=Y", "--rules", "automatic"], "--rules automatic:"),
    (["forecast", "syria-2011", "--rules", "nope"], "--rules: there is no rule set named 'nope'"),
    (["sensitivity", "horseshoe", "-m", "vetoes"], "--measure vetoes: did you mean vetoed?"),
    (["run", "horseshoe", "--redraft"], "none to draft again; leave out --redraft"),
    (["run", "kuwait-1990", "--set", "rounds=3"], "--set rounds = 3: a script has a round a draft"),
    (["batch", "--runs", 3], "Missing argument 'SCENARIO'"),
    (["batch", "horseshoe", "cold-war"], "'cold-war': one word too many"),
    (["batch", "horseshoe", "--nothing"], "No such option: --nothing"),
    (["batch", "--nothing", 5, "horseshoe"], "No such option: --nothing"),
    (["batch", "horseshoe", "--runs"], "--runs"),
    (["run", "horseshoe", "--set", "rounds=50", "--round", 45, "--rules", "nope"], "'nope'"),
    (["compare", "horseshoe", "--against", "reach"], "--against reach: write KEY=VALUE"),
    (["compare", "nowhere", "--rules", "charter,no-veto"], "no scenario named 'nowhere'"),
    (["batch", "nowhere", "--vary", "reach=0.1,0.2"], "no scenario named 'nowhere'"),
    (["sensitivity", "nowhere", "--only", "reach"], "no scenario named 'nowhere'"),
    (["forecast", "nowhere", "--draft", 3, "--pen", "FRA"], "no scenario named 'nowhere'"),
    (["run", "nowhere", "--explain", "FRA", "--round", 77], "no scenario named 'nowhere'"),
    (["batch", "horseshoe", "--runs", "9" * 5000], "--runs 999"),
    (["run", "horseshoe", "--set", f"reach={'9' * 5000}"], "--set reach = inf"),
    (["run", "horseshoe", "--seed", "9" * 4000], "--seed "),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"), ONE, ids=[" ".join(map(str, words))[:50] for words, _ in ONE]
)
def test_one_mistake_is_one_sentence(unsc, words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1, err
    assert len(err) < 1000
    assert not [*tmp_path.iterdir()]
