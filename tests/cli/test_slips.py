"""Slips that a newcomer makes: each is said in a sentence of its own, with what to write."""

import pytest
from rollcalls.ballot_lines import HEADER, fifteen, lines_of

from simulation.analysis.compare import compare
from simulation.analysis.sensitivity import sensitivity
from simulation.analysis.story import story
from simulation.engine.delegations import Delegation, Seats
from simulation.engine.mesa_model import CouncilModel
from simulation.experiments.batch import run_batch
from simulation.experiments.design import grid
from simulation.rollcalls.tallies import tally_table
from simulation.scenario.mistakes import InputError
from simulation.stages.voting import ABSTAIN, NO


class Bystander(Delegation):
    def vote(self, view, motion):
        return ABSTAIN


def misnamed(*names):
    """A class of delegations with methods of these names alone."""
    return type("Misnamed", (Delegation,), {name: lambda self, *_: NO for name in names})


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["votes"], "votes (did you mean vote?)"),
        (["Vote"], "Vote (did you mean vote?)"),
        (["drafts"], "drafts (did you mean draft?)"),
        (["preferr"], "preferr (did you mean prefer?)"),
        (["decide"], "decide (there are contribute, draft, lead, prefer, vote)"),
        (["contributes"], "contributes (did you mean contribute?)"),
        (["leads"], "leads (did you mean lead?)"),
        (["drafts", "votes"], "drafts (did you mean draft?), votes (did you mean vote?)"),
    ],
)
@pytest.mark.parametrize("given", [lambda kind: kind, lambda kind: kind()])
def test_a_delegation_none_of_whose_methods_is_called_is_refused(names, said, given):
    who = given(misnamed(*names))
    for play in (
        lambda: run_batch("horseshoe", 2, delegations=Seats({"rival": who})),
        lambda: CouncilModel("horseshoe", seed=1, seats={"rival": who}),
    ):
        with pytest.raises(InputError, match="overrides none of prefer, lead, draft, ") as refused:
            play()
        (sentence,) = refused.value.mistakes
        assert sentence.endswith(f"the rules would decide; it has {said}")


def test_a_delegation_may_have_methods_beside_those_asked_and_none_of_its_own():
    beside = type("Beside", (Bystander,), {"remember": lambda self: None})
    own = type("Own", (Delegation,), {})
    for who in (beside, own, Delegation()):
        assert run_batch("horseshoe", 2, delegations=Seats({"rival": who})).runs.count_rows() == 2


def test_a_batch_takes_a_mapping_of_seats_as_the_agents_do():
    plain = run_batch("horseshoe", 5, delegations={"rival": Bystander()})
    replaced = run_batch("horseshoe", 5, delegations=Seats({"rival": Bystander()}))
    for level in ("runs", "rounds", "ballots"):
        assert plain.levels[level].to_table() == replaced.levels[level].to_table()
    assert plain.manifest.replaced


@pytest.mark.parametrize("given", [Bystander(), Bystander, "rival", 3, ["rival"]])
def test_delegations_of_nobody_are_refused(given):
    with pytest.raises(InputError, match='say which member it decides for, as {"rival": MyDeleg'):
        run_batch("horseshoe", 2, delegations=given)


@pytest.mark.parametrize(
    ("given", "list_"),
    [
        ("charter", "['charter']"),
        ("charter,no-veto", "['charter', 'no-veto']"),
        ("charter, no-veto", "['charter', 'no-veto']"),
        (" charter ,no-veto,", "['charter', 'no-veto']"),
        ("charter; no-veto", "['charter', 'no-veto']"),
        ("['charter', 'no-veto']", "['charter', 'no-veto']"),
        ('("charter",)', "['charter']"),
    ],
)
def test_a_text_in_place_of_a_list_is_advised_as_the_list_it_means(given, list_):
    with pytest.raises(InputError) as refused:
        compare("syria-2011", rules=given)
    assert refused.value.mistakes == (f"rules = {given!r}: give a list, {list_}",)


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"rules": "charter,no-veto"}, "vary['rules'] = 'charter,no-veto': give a list, ['char"),
        ("veto_cost=0.2,0.4", "vary = 'veto_cost=0.2,0.4': give a list, ['veto_cost=0.2,0.4']"),
    ],
)
def test_a_design_is_not_read_letter_by_letter(given, advice):
    with pytest.raises(InputError) as refused:
        grid(given)
    assert str(refused.value).startswith(advice)


@pytest.mark.parametrize("given", ["", " ", ",", " , ,", ";", "[]", "['']"])
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("rules", lambda given: compare("syria-2011", rules=given)),
        ("measures", lambda given: compare("syria-2011", rules=["charter"], measures=given)),
        ("only", lambda given: sensitivity("horseshoe", "vetoed", only=given)),
        ("explained", lambda given: story("syria-2011", seed=1, explained=given)),
        ("columns", lambda given: run_batch("horseshoe", 1).to_pandas(given)),
        ("vary['rules']", lambda given: grid({"rules": given})),
    ],
)
def test_a_text_that_names_nothing_is_no_list_and_is_not_advised_as_one(name, call, given):
    with pytest.raises(InputError) as refused:
        call(given)
    assert refused.value.mistakes == (f"{name} = {given!r}: names nothing; give a list of names",)


@pytest.mark.parametrize("given", [{}, {"rules": ["charter"]}, {"against": [{}]}])
def test_python_is_not_advised_in_words_of_a_shell(given):
    with pytest.raises(InputError) as refused:
        compare("horseshoe", **given)
    assert "--" not in str(refused.value)


def test_a_path_that_is_no_batch_says_what_it_is_and_what_to_name(unsc, tmp_path):
    batch = tmp_path / "syria"
    run_batch("horseshoe", 2, out=batch)
    (tmp_path / "note.txt").write_text("mine")
    (tmp_path / "empty").mkdir()
    for path, said in {
        batch / "manifest.json": f"is a file, not a folder; name that of its batch, {batch}",
        tmp_path / "note.txt": "is a file, not a folder; name the folder that `unsc batch` wrote",
        tmp_path / "nowhere": "holds no batch: it is not there; make one with `unsc batch`, or "
        "correct the path",
        batch / "rounds": f"is a folder within a batch; name that of the whole batch, {batch}",
        tmp_path / "empty": "holds no batch (no manifest.json); make one with `unsc batch`",
    }.items():
        assert unsc("report", path) == (2, "", f"{path}: {said}\n")


def test_files_of_another_kind_do_not_go_into_what_a_batch_keeps(unsc, tmp_path):
    batch = tmp_path / "b"
    run_batch("horseshoe", 2, out=batch)
    before = sorted(batch.rglob("*"))
    for folder in ("runs", "rounds/mine", "parts"):
        out = batch / folder
        said = f"{out}: is a folder within the batch {batch}; choose another for these files\n"
        compare_two = ("compare", "horseshoe", "--rules", "charter,no-veto", "--runs", 2)
        assert unsc(*compare_two, "--out", out) == (2, "", said)
        assert unsc("report", batch, "--out", out) == (2, "", said)
    assert sorted(batch.rglob("*")) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--vary", "reach=0,3"), "--vary reach = 0,3: write a decimal point, as in reach=0.3"),
        (
            ("--vary", "reach=0,3,0,6"),
            "--vary reach = 0,3,0,6: write decimal points, as in reach=0.3,0.6",
        ),
        (
            ("--design", "lhs:8", "--range", "reach=0,3,0,6"),
            "--range reach = 0,3,0,6: write decimal points, as in reach=0.3,0.6",
        ),
        (("--vary", "reach=0,0.3,3"), "--vary reach = 3: must be from 0 to 1"),
    ],
)
def test_a_decimal_comma_in_a_list_is_called_one_only_where_it_is_surely_meant(
    unsc, tmp_path, words, said
):
    assert unsc("batch", "horseshoe", *words, "--out", tmp_path / "b") == (2, "", f"{said}\n")


def test_a_year_in_place_of_a_scenario_is_called_one(unsc):
    for year, what in (("1943", "looks like a year"), ("1990", "is a council and a pool")):
        status, out, err = unsc("run", year)
        assert (status, out) == (2, "")
        assert err.startswith(
            f"there is no scenario named '{year}'; {year} {what}; a scenario has a name, as "
            "kuwait-1990, and its council a year, 1946 to 2026 ("
        )


@pytest.mark.parametrize(
    ("option", "hint"),
    [("--ruels", "; did you mean --rules?"), ("--outcome", ""), ("--method", "")],
)
def test_another_option_is_advised_only_where_it_is_surely_meant(unsc, option, hint):
    said = f"No such option: {option}{hint} (see --help)\n"
    assert unsc("run", "horseshoe", option, 3) == (2, "", said)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("0,01", "write a decimal point, as in 0.01"),
        ("x", "write a number between 0 and 1, as 0.01"),
        ("2", "write a number between 0 and 1, as 0.01"),
    ],
)
def test_a_precision_is_a_number_with_a_decimal_point(unsc, given, why):
    command = ("compare", "horseshoe", "--rules", "charter,no-veto", "--precision", given)
    assert unsc(*command) == (2, "", f"--precision {given}: {why}\n")


def marked(lines, **marks):
    """Lines of a table with other marks of permanence for some members."""
    for line in lines:
        vote, member, permanent, letter = line.split(",")
        yield ",".join([vote, member, marks.get(member, permanent), letter])


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({"CHN": "0"}, ["not exactly five members", "one of CHN, FRA, GBR, RUS, USA marked"]),
        ({"USA": "0"}, ["not exactly five members", "one of CHN, FRA, GBR, RUS, USA marked"]),
        ({"IND": "1"}, ["not exactly five members", "another state marked as permanent"]),
        (
            {"FRA": "0", "IND": "1"},
            ["one of CHN, FRA, GBR, RUS, USA marked", "another state marked as permanent"],
        ),
        (dict.fromkeys(("CHN", "FRA", "GBR", "RUS", "USA"), "0"),
         ["not exactly five members", "one of CHN, FRA, GBR, RUS, USA marked"]),
        ({}, []),
    ],
)  # fmt: skip
def test_permanent_members_that_are_not_the_charters_are_warned_of(unsc, tmp_path, marks, said):
    path = tmp_path / "votes.csv"
    lines = [*lines_of("S/1", fifteen().replace("E01", "IND"))]
    lines += [line.replace("S/1", "S/2") for line in marked(lines, **marks)]
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    for rules in ("charter", "no-veto"):
        status, _, err = unsc("tally", "--table", path, "--rules", rules)
        warned = [line for line in err.splitlines() if "permanent: 1 vote (the first: S/2)" in line]
        assert status == 0
        assert len(warned) == (len(said) if rules == "charter" else 0)
        assert rules == "no-veto" or all(map(str.__contains__, warned, said))


@pytest.mark.parametrize(
    "header",
    ["Vote_ID,ISO3,Permanent,Vote", "VOTE_ID,ISO3,PERMANENT,VOTE", "vote_id,Iso3,permanent,vote",
     "vote_id,iso3,permanent,VOTE", "vote_id,iso3,PerManent,vote"],
)  # fmt: skip
def test_columns_in_other_capitals_are_read(tmp_path, header):
    path = tmp_path / "votes.csv"
    path.write_text("\n".join([header, *lines_of(1, fifteen(USA="N"))]), encoding="utf-8")
    assert tally_table(path).decisions[1].vetoes == ("USA",)


def test_of_two_columns_of_one_name_in_other_capitals_neither_is_chosen(tmp_path):
    path = tmp_path / "votes.csv"
    rows = [f"N,{line}" for line in lines_of(1, fifteen())]
    path.write_text("\n".join([f"VOTE,{HEADER}", *rows]), encoding="utf-8")
    with pytest.raises(InputError, match="the columns 'VOTE' and 'vote' have the same name; keep"):
        tally_table(path)


@pytest.mark.parametrize(
    ("words", "list_"),
    [
        (["tally", "--council", "2014", "--votes", "CHN=N,", "RUS=N,", "*=Y"], "CHN=N, RUS=N, *=Y"),
        (["tally", "--votes", "CHN=N,", "*=Y", "--council", "2014"], "CHN=N, *=Y"),
        (["compare", "horseshoe", "--rules", "charter,", "no-veto"], "charter, no-veto"),
        (["compare", "horseshoe", "--against", "reach=1,", "cover=0"], "reach=1, cover=0"),
        (["tally", "--council", "2014", "--votes", "*=Y", "--parties", "RUS,", "GBR"], "RUS, GBR"),
    ],
)  # fmt: skip
def test_a_list_that_blanks_have_parted_is_to_be_put_in_quotes(unsc, words, list_):
    status, out, err = unsc(*words)
    assert (status, out) == (2, "")
    assert f'one word too many (put a list with blanks in quotes, as "{list_}")' in err


@pytest.mark.parametrize("date", ["22.12.2014", "22/12/2014", "22-12-2014", "2014.12.22", "Dec 22"])
def test_a_date_as_people_write_it_is_answered_with_one_as_toml_has_it(unsc, tmp_path, date):
    path = tmp_path / "mine.toml"
    path.write_text(f'title = "Mine"\ndate = {date}\n', encoding="utf-8")
    status, _, err = unsc("run", path)
    assert status == 2
    assert "dates are written as 2014-12-22" in err
