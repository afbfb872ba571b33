"""``unsc tally`` as people and programs use it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.cli import main

HEADER = "vote_id,iso3,permanent,vote"
MEMBERS = ["CHN", "FRA", "GBR", "RUS", "USA", *(f"E{n:02d}" for n in range(1, 11))]


@pytest.fixture
def unsc(monkeypatch, capsys):
    """Runs the command; gives exit status, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["unsc", *words])
        try:
            main()
            status = 0
        except SystemExit as stop:
            status = stop.code or 0
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


INVENTED = "are taken as invented, those too that have the name of one\n"


@pytest.fixture
def table(tmp_path):
    """A table: vote n is vetoed by USA, but the ones of ``without_veto`` are adopted."""

    def write(number, without_veto=(), letter="Y"):
        lines = [HEADER]
        for n in range(1, number + 1):
            for k, member in enumerate(MEMBERS):
                no = member == "USA" and n not in without_veto and letter == "Y"
                lines.append(f"{n},{member},{int(k < 5)},{'N' if no else letter}")
        path = tmp_path / "votes.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    return write


def test_one_vote_reads_as_a_short_account(unsc):
    status, out, err = unsc("tally", "--council", "1990", "--votes", "USA=N, CHN=A, *=Y")
    assert (status, err) == (0, "")
    said = [" ".join(line.split()) for line in out.splitlines()]
    assert said[0] == "Security Council, 1990 · The Charter since 1966"
    assert said[2] == "VETOED vetoed by USA"
    assert said[3] == "required 9 affirmative votes; received 13"
    assert any(line.endswith(" 1 no USA") for line in said)
    assert any(line.endswith(" 1 abstain CHN") for line in said)
    assert said[-1] == "- USA abstains instead of voting no"


def test_the_account_fits_eighty_columns_and_has_no_colour_when_piped(unsc):
    votes = "RUS=N, CAN=A, COL=A, CIV=A, CUB=NV, ETH=A, FIN=A, MYS=A, ROU=A, *=Y"
    _, out, _ = unsc("tally", "--council", "1990", "--votes", votes)
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out


def test_one_vote_for_programs_holds_the_smallest_changes(unsc):
    status, out, err = unsc(
        "tally",
        "--rules",
        "double-veto",
        "--council",
        "1990",
        "--votes",
        "*=y,FRA=n,GBR=n",
        "--json",
    )
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert found["outcome"] == "vetoed"
    assert found["vetoes"] == ["FRA", "GBR"]
    assert found["ballots"]["FRA"] == "N"
    [change] = found["smallest_changes"]
    assert change["changes"] == change["lift"] == 1
    assert change["blocked_by"] == ["FRA", "GBR"]
    assert change["sentence"] == "one of FRA and GBR abstains instead of voting no"


def test_a_table_for_programs_gives_one_outcome_a_vote(unsc, table):
    status, out, err = unsc("tally", "--table", table(3, without_veto={2}), "--json")
    assert status == 0
    assert err.endswith(INVENTED)
    assert [(vote["vote_id"], vote["outcome"]) for vote in json.loads(out)] == [
        (1, "vetoed"),
        (2, "adopted"),
        (3, "vetoed"),
    ]
    keys = {"vote_id", "outcome", "required", "yes", "no", "abstain", "vetoes", "cause"}
    assert all(keys <= set(vote) for vote in json.loads(out))


def test_a_table_for_people_counts_outcomes_and_lists_what_was_not_adopted(unsc, table):
    _, out, _ = unsc("tally", "--table", table(4, without_veto={2}))
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert "adopted 1" in lines
    assert "vetoed 3" in lines
    assert "fell short 0" in lines
    assert "votes decided 4" in lines
    assert "4 vetoed 14 9 vetoed by USA" in lines
    assert max(map(len, out.splitlines())) <= 80


def test_a_long_list_is_cut_with_a_note(unsc, table):
    _, out, _ = unsc("tally", "--table", table(30))
    assert out.count("vetoed by USA") == 20
    assert "and 10 more; --json gives every vote" in out


@pytest.fixture
def with_outcomes(tmp_path, table):
    """A table of votes 1 to n, which USA vetoes, with a column outcome of these words."""

    def write(*words):
        header, *rows = Path(table(len(words))).read_text(encoding="utf-8").splitlines()
        shown = [f"{row},{words[int(row.split(',')[0]) - 1]}" for row in rows]
        path = tmp_path / "outcomes.csv"
        path.write_text("\n".join([f"{header},outcome", *shown]), encoding="utf-8")
        return str(path)

    return write


def test_votes_are_held_against_the_outcomes_that_a_table_has(unsc, with_outcomes):
    path = with_outcomes("vetoed", "adopted", "failed_majority", "")
    status, out, err = unsc("tally", "--table", path)
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert status == 0
    assert err.endswith(INVENTED)
    assert "as in the table's column outcome: 1 of 3" in lines
    assert "without an outcome there: 1" in lines
    listed = lines.index("Decided otherwise")
    assert lines[listed + 1 : listed + 4] == [
        "vote there here cause",
        "2 adopted vetoed vetoed by USA",
        "3 fell short vetoed vetoed by USA",
    ]
    assert max(map(len, out.splitlines())) <= 80


def test_where_all_agree_no_vote_is_named_otherwise(unsc, with_outcomes):
    _, out, _ = unsc("tally", "--table", with_outcomes("vetoed", "vetoed"))
    assert "as in the table's column outcome: 2 of 2" in out
    assert "Decided otherwise" not in out


def test_nothing_is_said_of_outcomes_that_a_table_does_not_have(unsc, table):
    _, out, _ = unsc("tally", "--table", table(2))
    assert "outcome:" not in out


def test_the_recorded_outcome_stands_beside_the_other_for_programs(unsc, with_outcomes, table):
    _, out, _ = unsc("tally", "--table", with_outcomes("vetoed", "failed_majority", ""), "--json")
    assert [vote["recorded"] for vote in json.loads(out)] == ["vetoed", "fell_short", None]
    _, out, _ = unsc("tally", "--table", table(1), "--json")
    assert "recorded" not in json.loads(out)[0]


def test_votes_left_out_are_said_on_standard_error(unsc, table):
    status, out, err = unsc("tally", "--table", table(2, letter="NV"), "--json")
    assert status == 0
    assert json.loads(out) == []
    assert " ".join(err.split()).startswith(
        "left out 2 of the votes, as no ballot is recorded (all NV: adopted without a vote): 1, 2"
    )
    assert err.endswith(INVENTED)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--votes", "USA=N"], "--votes needs --council"),
        (["--council", "1990"], "--council needs --votes"),
        (["--votes", "USA=N", "--table", "x.csv"], "leave out --council and --votes"),
        (["--council", "1990", "--table", "x.csv"], "leave out --council and --votes"),
        (["--json"], "there are no ballots; give --council and --votes, or a --table"),
        (
            ["--council", "1990", "--votes", "USA=N"],
            "there is no ballot for CHN, FRA, RUS, GBR, CAN",
        ),
        (["--council", "1066", "--votes", "USA=N"], "there is no council named '1066'"),
        (["--table", "x.csv", "--rules", "chartr"], "did you mean charter?"),
        (["--table", "nowhere.csv"], "nowhere.csv: cannot be read"),
    ],
)
def test_wrong_input_is_a_sentence_and_status_two(unsc, words, said):
    status, out, err = unsc("tally", *words)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_help_teaches_with_examples_and_the_star(unsc):
    status, out, _ = unsc("tally", "--help")
    assert status == 0
    assert 'unsc tally --council 1990 --votes "USA=N, CHN=A, *=Y"' in out
    assert "unsc tally --rules no-veto --table votes.csv" in out
    assert "*=Y stands for all the rest" in " ".join(out.split())


def test_as_a_program_wrong_input_exits_with_two_and_no_traceback():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "simulation.cli",
            "tally",
            "--council",
            "1990",
            "--votes",
            "USA=Q,*=Y",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "--votes: USA = 'Q': must be Y, N, A or NV\n"


@pytest.mark.parametrize(
    ("rules", "council", "said"),
    [
        ("charter-1946", 1990, "charter-1946 is for 11 seats and this council has 15, so that charter counts"),
        ("charter", 1950, "charter is for 15 seats and this council has 11, so that charter-1946 counts"),
        ("charter-1946", 2011, "charter-1946 is for 11 seats and this council has 15, so that charter counts"),
        ("charter", 1946, "charter is for 15 seats and this council has 11, so that charter-1946 counts"),
        ("charter", 2011, None),
        ("charter-1946", 1950, None),
        ("no-veto", 1966, None),
    ],
)  # fmt: skip
def test_rules_for_another_number_of_seats_give_way_in_plain_sight(unsc, rules, council, said):
    words = ("tally", "--rules", rules, "--council", str(council), "--votes", "*=Y")
    _, out, _ = unsc(*words)
    assert (said or "") in " ".join(out.split())
    assert ("so that" in out) == (said is not None)
    shown = json.loads(unsc(*words, "--json")[1])["instead"]
    assert shown is None if said is None else shown.startswith(said)


@pytest.mark.parametrize(
    ("rules", "council"),
    [("no-veto", 1950), ("no-veto-1946", 2011), ("triple-veto", 1950)],
)
def test_rules_that_name_no_others_never_give_way(unsc, rules, council):
    status, out, err = unsc("tally", "--rules", rules, "--council", str(council), "--votes", "*=Y")
    assert (status, out) == (2, "")
    assert f"rules {rules} = " in err
    assert "choose a council or a rule set that fits" in err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("quota = 99", "quota = 99: exceeds the 15 seats"),
        ('quota = 9\nvetoes = ["XXX"]', "vetoes = 'XXX': has no seat"),
        ("quota = 9\noverride = 3", "override = 3: must exceed the quota"),
        ("quota = 9\nvetoes_to_block = 7", "vetoes_to_block = 7: exceeds the 5"),
        ("quota = 9\nqouta = 7", "qouta = 7: there is no such key"),
    ],
)
def test_a_mistake_in_a_rule_set_of_ones_own_is_said_of_its_file(
    unsc, tmp_path, monkeypatch, content, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(f'title = "M"\n{content}\n', encoding="utf-8")
    _, out, err = unsc("tally", "--rules", "mine.toml", "--council", "1990", "--votes", "*=Y")
    assert out == ""
    assert err.startswith(f"mine.toml: {said}")
    assert len(err.splitlines()) == 1


def test_a_table_says_which_rules_decided_how_many_votes(unsc, tmp_path):
    rows = ["vote_id,iso3,permanent,vote"]
    for vote, seats in enumerate((15, 15, 11)):
        rows += [f"{vote},M{seat:02d},{int(seat < 5)},Y" for seat in range(seats)]
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    _, out, _ = unsc("tally", "--rules", "charter-1946", "--table", str(path))
    assert ["under", "charter", "2"] in [line.split() for line in out.splitlines()]
    assert ["under", "charter-1946", "1"] in [line.split() for line in out.splitlines()]
    shown = json.loads(unsc("tally", "--table", str(path), "--json")[1])
    assert [vote["rules"] for vote in shown] == ["charter", "charter", "charter-1946"]


@pytest.mark.parametrize(
    ("content", "votes", "said"),
    [
        (
            'quota = 19\nprocedural_quota = "x"',
            "*=Q",
            ["procedural_quota = 'x'", "quota = 19: exceeds", "* = 'Q'"],
        ),
        (
            'quota = 9\nquotta = 8\nvetoes = ["Russia"]',
            "Mars=Y, *=Y",
            ["quotta = 8", "vetoes = 'Russia': is not a code; write RUS", "'Mars'"],
        ),
        (
            "quota = 9\noverride = 16\nvetoes_to_blok = 1",
            "*=Q",
            ["vetoes_to_blok", "override = 16: exceeds", "* = 'Q'"],
        ),
        ("quota = 9\nprocedural_quota = 16", "*=Q", ["procedural_quota = 16", "* = 'Q'"]),
        ('quota = "x"\nvetoes = ["GER"]', "*=Q", ["quota = 'x'", "vetoes = 'GER'", "* = 'Q'"]),
        ("quota = 9\nseats = 11\nquotta = 8", "*=Q", ["quotta = 8", "* = 'Q'"]),
    ],
)
def test_the_mistakes_of_a_rule_set_and_of_the_ballots_come_at_once(
    unsc, tmp_path, monkeypatch, content, votes, said
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(f'title = "M"\n{content}\n', encoding="utf-8")
    status, out, err = unsc("tally", "--council", "1990", "--votes", votes, "--rules", "mine.toml")
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == len(said), err
    for part in said:
        assert sum(part in line for line in err.splitlines()) == 1, (part, err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["USA N, CHN=A"], ["'USA': is not member=ballot", "'N': is not member=ballot"]),
        (["USA:N"], ["'USA:N': is not member=ballot"]),
        (["USA=N FRA=Y CHN:A *=Y"], ["'CHN:A *=Y': is not member=ballot"]),
        (["USA"], ["'USA': is not member=ballot"]),
        (["['USA=N']"], ["']': is not member=ballot"]),
        (["USA=N,", "CHN=A,", "*=Y"], ["one word too many (put a list with blanks in quotes"]),
        (["USA=N", "CHN=A", "*=Y"], ["one word too many"]),
        (["USA=N,", "CHN=A", "--preliminary", "RUS=N"], ["one word too many"]),
    ],
)
def test_of_ballots_in_a_malformed_form_none_is_called_missing(unsc, words, said):
    status, out, err = unsc("tally", "--council", "1990", "--votes", *words)
    assert (status, out) == (2, "")
    lines = err.splitlines()
    assert len(lines) == len(said)
    for line, part in zip(lines, said, strict=True):
        assert part in line


@pytest.mark.parametrize(
    ("words", "strangers"),
    [
        (["--votes", "Foo=Y, Zoo=N, Xyz=A, *=Y"], 3),
        (["--votes", "*=Y", "--parties", "Foo,Zoo"], 2),
        (["--votes", "*=Y", "--preliminary", "Foo=Y,Zoo=N,*=N"], 2),
        (["--votes", "*=Y", "--ruling", "procedural", "--challenge", "Foo=Y,Zoo=N,*=N"], 2),
        (["--votes", "Foo=Y, Bar=N, Zoo=N, *=Y"], 3),
    ],
)
def test_of_several_unknown_members_who_sits_is_listed_once(unsc, words, strangers):
    status, _, err = unsc("tally", "--council", "1990", *words)
    lines = err.splitlines()
    assert (status, len(lines)) == (2, strangers)
    assert all("has no seat on the Security Council, 1990" in line for line in lines)
    assert ["there are CHN (China), FRA" in line for line in lines] == [True] + [False] * (
        strangers - 1
    )
