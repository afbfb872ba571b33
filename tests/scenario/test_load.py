"""Scenario files: what is right loads whole, what is wrong is told in sentences."""

import tomllib
from pathlib import Path

import pytest
import tomli_w

from simulation.scenario.files import find, names, read
from simulation.scenario.load import changed, load
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_council
from simulation.scenario.schema import KINDS

SCENARIOS = sorted(names("scenario"))


def written(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def mistakes_of(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(InputError) as caught:
        load(written(folder, text))
    return caught.value.mistakes


HORSESHOE = 'title = "Mine"\ncouncil = "archetypes"\n'


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_printed_whole_loads_as_the_same(name, tmp_path):
    described = load(name).described()
    path = written(tmp_path, tomli_w.dumps(described))
    assert load(path).described() == described


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_says_where_its_numbers_come_from(name):
    scenario = load(name)
    if scenario.script:
        assert scenario.file.sources
        assert {"severity", "strength", "client_ties", "record"} <= set(scenario.file.provenance)
    for council in {
        scenario.sitting_at(t).council_file.title: scenario.sitting_at(t)
        for t in range(scenario.rounds)
    }.values():
        assert "alignment" in council.council_file.provenance


@pytest.mark.parametrize("name", sorted(set(names("council")) - {"league-1935"}))
def test_each_council_has_five_permanent_members_and_its_elected_ones(name):
    council = load_council(name)
    assert sum(seat.permanent for seat in council.seat) == 5
    assert len(council.seat) in (11, 15)


def test_the_council_of_the_league_has_four_permanent_members_left_in_1935():
    seats = load_council("league-1935").seat
    assert {s.member for s in seats if s.permanent} == {"GBR", "FRA", "ITA", "RUS"}


def test_the_drafts_of_a_case_come_in_order_of_date_before_the_council_of_their_year():
    bosnia = load("bosnia-1992")
    dates = [draft.date for draft in bosnia.script]
    assert dates == sorted(dates)
    for draft in bosnia.script:
        assert str(draft.date.year) in draft.sitting.council.title


def test_a_misspelled_key_is_named_with_the_nearest_right_one(tmp_path):
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + "[parameters]\nveto_csot = 0.2\n")
    assert "mine.toml" in mistake
    assert "parameters.veto_csot = 0.2" in mistake
    assert "veto_cost" in mistake


def test_every_mistake_is_told_at_once(tmp_path):
    text = HORSESHOE + "rounds = 0\nruls = 3\n[parameters]\nmediation = 2\nperception_sd = 'x'\n"
    mistakes = mistakes_of(tmp_path, text)
    assert len(mistakes) == 5  # a misspelt key, and what it holds
    for key in ("rounds = 0", "ruls = 3", "parameters.mediation = 2", "parameters.perception_sd"):
        assert any(key in mistake for mistake in mistakes)


@pytest.mark.parametrize("value", ["-0.1", "1.1", "nan", "inf"])
def test_a_probability_outside_its_range_is_refused(tmp_path, value):
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + f"[parameters]\npatron_probability = {value}\n")
    assert "parameters.patron_probability" in mistake
    assert "1" in mistake or "finite" in mistake


def test_a_quota_above_the_seats_is_refused(tmp_path):
    rules = 'rules = { title = "Odd", quota = 16 }\n'
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + rules)
    assert "quota = 16" in mistake
    assert "1 to 15" in mistake


def test_a_veto_for_a_state_without_a_seat_is_refused(tmp_path):
    rules = 'rules = { title = "Odd", quota = 9, vetoes = ["hegemon", "rivall"] }\n'
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + rules)
    assert "'rivall'" in mistake
    assert "did you mean rival?" in mistake


def test_a_council_of_the_wrong_size_is_refused(tmp_path):
    mistakes = mistakes_of(tmp_path, 'title = "Mine"\ncouncil = "1950"\nrules = "charter"\n')
    assert any("is for 15 seats" in m and "has 11" in m for m in mistakes)


def test_a_consensus_bonus_above_the_cost_of_a_no_is_refused(tmp_path):
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + "[parameters]\nconsensus_bonus = 0.19\n")
    assert "consensus_bonus = 0.19" in mistake
    assert "nobody would ever abstain" in mistake


def test_what_does_not_go_together_in_a_file_is_not_put_down_to_other_changes(tmp_path):
    path = written(tmp_path, HORSESHOE + "[parameters]\ndissent_cost = 0.01\n")
    with pytest.raises(InputError) as caught:
        load(path, reach=1.0)
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(f"{path}: parameters: with veto_cost = 0.2, dissent_cost = 0.01 and")


def test_a_mistake_in_a_row_that_has_a_name_is_told_of_the_change():
    with pytest.raises(InputError) as caught:
        load("kuwait-1990", settings={"crisis[1].severty": 1})
    (mistake,) = caught.value.mistakes
    assert mistake.startswith("crisis[1].severty of Invasion of Kuwait = 1: there is no such key")


def test_severities_the_wrong_way_round_are_refused(tmp_path):
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + "[parameters]\nseverity_min = 0.95\n")
    assert "severity_min = 0.95 must not exceed severity_max = 0.9" in mistake


def test_a_member_that_does_not_sit_is_named(tmp_path):
    text = HORSESHOE + "[profiles.rivall]\nalignment = 0.1\n"
    (mistake,) = mistakes_of(tmp_path, text)
    assert "'rivall'" in mistake
    assert "rival" in mistake


def test_a_wrong_profile_change_is_told(tmp_path):
    text = HORSESHOE + "[profiles.rival]\nalignment = 9\nintervension = 0\n"
    mistakes = mistakes_of(tmp_path, text)
    assert any("profiles.rival.alignment = 9" in m for m in mistakes)
    assert any("intervention" in m for m in mistakes)


def test_a_contributor_that_sits_in_a_later_council_of_the_script_is_refused(tmp_path):
    raw = read(names("scenario")["kosovo-1999"])
    raw["contributor"].append(
        {"member": "ARG", "name": "Argentina", "group": "GRULAC", "alignment": 0.3}
    )
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert f"contributor[{len(raw['contributor'])}].member = 'ARG': already sits on" in mistake
    assert "1999" in mistake


SHIFT = '[[shift]]\nmember = "{}"\n{}\nprofile = {{ {} }}\n'


@pytest.mark.parametrize(
    ("shift", "told"),
    [
        (
            ("rivall", "round = 3", "alignment = 0"),
            "has no seat in this scenario; did you mean rival",
        ),
        (("rival", "", "alignment = 0"), "there are no dates; write round = ..."),
        (("rival", "date = 1999-01-01", "alignment = 0"), "there are no dates"),
        (("rival", "round = 41", "alignment = 0"), "shift[1].round = 41: is after the last round"),
        (("rival", "round = 3", "permanent = false"), "shift[1].profile.permanent = false"),
        (("rival", "round = 3", "alignment = 9"), "shift[1].profile.alignment = 9"),
        (("rival", "round = 3", "alignmnt = 0"), "alignment"),
    ],
)
def test_a_shift_that_cannot_be_played_is_refused(tmp_path, shift, told):
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + SHIFT.format(*shift))
    assert told in mistake
    assert "shift[1]" in mistake


def test_in_a_script_shifts_go_by_dates(tmp_path):
    raw = read(names("scenario")["iraq-2003"])
    del raw["shift"][0]["date"]
    raw["shift"][0]["round"] = 2
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "a script goes by dates; write date" in mistake


def test_who_has_not_joined_must_have_a_seat_that_nobody_is_elected_to(tmp_path):
    text = HORSESHOE + 'not_joined = ["hegemn", "sender"]\npool = "archetypes"\n'
    mistakes = mistakes_of(tmp_path, text)
    assert any("not_joined = 'hegemn': has no seat" in m and "hegemon" in m for m in mistakes)
    assert any("not_joined = 'sender': is elected" in m for m in mistakes)
    assert len(mistakes) == 2


def test_a_crisis_is_as_sure_of_who_did_it_as_its_type_unless_it_says_so(tmp_path):
    raw = read(names("scenario")["afghanistan-2001"])
    (draft, *_) = load(written(tmp_path, tomli_w.dumps(raw))).script
    by_type = KINDS[raw["crisis"][0]["type"]][-1]
    assert draft.crisis.attribution == by_type
    raw["crisis"][0]["attribution"] = 0.25
    (draft, *_) = load(written(tmp_path, tomli_w.dumps(raw))).script
    assert draft.crisis.attribution == 0.25


def test_a_withheld_draft_has_no_record(tmp_path):
    raw = read(names("scenario")["libya-2011"])
    raw["crisis"][0]["draft"][0]["withheld"] = "veto-expected"
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "crisis[1].draft[1].record" in mistake
    assert "withheld" in mistake


def test_a_record_that_does_not_add_up_is_refused(tmp_path):
    raw = read(names("scenario")["libya-2011"])
    raw["crisis"][0]["draft"][1]["record"]["yes"] = 11
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "crisis[1].draft[2].record" in mistake
    assert "11-0-5-0" in mistake
    assert "10-0-5-0" in mistake


def test_an_unknown_scenario_council_and_rule_set_are_named(tmp_path):
    with pytest.raises(InputError, match="did you mean horseshoe"):
        load("horsehoe")
    mistakes = mistakes_of(tmp_path, 'title = "M"\ncouncil = "1991x"\nrules = "chartre"\n')
    assert any("mine.toml: there is no council named '1991x'" in m for m in mistakes)
    assert any("did you mean charter?" in m for m in mistakes)


@pytest.mark.parametrize(
    ("kind", "name", "hint"),
    [("scenario", "mine", "mine.toml"), ("rule set", "mine", "mine.toml"),
     ("scenario", "plain", "./plain")],
)  # fmt: skip
def test_a_file_named_as_if_it_were_known_is_pointed_to_by_its_path(
    tmp_path, monkeypatch, kind, name, hint
):
    monkeypatch.chdir(tmp_path)
    for there in ("mine.toml", "plain"):
        (tmp_path / there).touch()
    with pytest.raises(InputError) as caught:
        find(kind, name)
    said = f"there is no {kind} named {name!r}; for the file of that name write {hint}"
    assert caught.value.mistakes == (said,)
    assert find(kind, hint).samefile(tmp_path / hint)


@pytest.mark.parametrize(
    ("path", "meant"), [("./mine", "./mine.toml"), ("kuwait-1990.toml", "kuwait-1990")]
)
def test_a_path_with_or_without_an_ending_too_many_is_put_right(tmp_path, monkeypatch, path, meant):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").touch()
    with pytest.raises(InputError, match=f"no such file; did you mean {meant}\\?"):
        find("scenario", path)


def test_whoever_names_what_is_not_there_is_told_of_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("scenario", "council", "pool"):
        with pytest.raises(InputError, match="a file of your own is named by its path"):
            find(kind, "nothing-like-it")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("council = 1994", 'council = 1994: must be text in quotes, as "1994"'),
        ("rules = 7", 'rules = 7: must be text in quotes, as "7"'),
        ("pool = 1990", 'pool = 1990: must be text in quotes, as "1990"'),
        ("title = 1994-07-31", 'title = 1994-07-31: must be text in quotes, as "1994-07-31"'),
        ("ties = true", "ties = true: must be 'written' or 'estimated'"),
        ('sources = "UN"', "sources = 'UN': must be a list, as ['UN']"),
    ],
)
def test_what_lacks_its_quotes_or_brackets_is_shown_with_them(tmp_path, line, said):
    whole = {"title": 'title = "M"', "council": 'council = "1994"', "rounds": "rounds = 1"}
    whole[line.split()[0]] = line
    (mistake,) = mistakes_of(tmp_path, "\n".join(whole.values()))
    assert mistake == f"{tmp_path / 'mine.toml'}: {said}"


def test_a_file_that_is_not_toml_or_not_text_is_refused(tmp_path):
    (mistake,) = mistakes_of(tmp_path, "title = = 3")
    assert "is not TOML" in mistake
    assert "line 1" in mistake
    binary = tmp_path / "mine.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is not text"):
        load(str(binary))
    with pytest.raises(InputError, match="no such file"):
        load(str(tmp_path / "none.toml"))


def test_a_council_too_large_or_with_a_member_twice_is_refused(tmp_path):
    seat = {"member": "A", "name": "A", "group": "AFR", "alignment": 0.0}
    many = {
        "title": "M",
        "council": {"title": "C", "seat": [{**seat, "member": f"M{k}"} for k in range(33)]},
    }
    assert any("council" in m for m in mistakes_of(tmp_path, tomli_w.dumps(many)))
    twice = {
        "title": "M",
        "rules": {"title": "R", "quota": 1, "vetoes": "none"},
        "council": {"title": "C", "seat": [seat, seat]},
    }
    assert mistakes_of(tmp_path, tomli_w.dumps(twice)) == (
        f"{tmp_path / 'mine.toml'}: council.seat: A stands twice; keep one row each",
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"alignment": 9.0}, "seat[2].alignment of FRA = 9.0: must be less than or equal to 3"),
        ({"algnment": 0.1}, "seat[2].algnment of FRA = 0.1: there is no such key; did you mean "),
        ({"group": None}, "seat[2].group of FRA is missing; add it"),
        ({"member": None}, "seat[2].member of France is missing; add it"),
        ({"member": "F R"}, "seat[2].member = 'F R': must be a code of 1 to 24 letters, digits, "),
        ({"client_ties": {"rival": 4.0}}, "seat[2].client_ties.rival of FRA = 4.0: must be less "),
        ({"regional_exposure": {"NATO": 1.0}},
         "seat[2].regional_exposure of FRA = the key 'NATO': must be 'AFR', "),
        ({"provenance": {"size": "guessed"}},
         "seat[2].provenance of FRA: size = 'guessed': must begin with one of measured, "),
    ],
)  # fmt: skip
def test_a_mistake_in_a_seat_names_its_member(tmp_path, change, said):
    seat = {"member": "FRA", "name": "France", "group": "WEOG", "alignment": 0.0}
    wrong = {key: value for key, value in (seat | change).items() if value is not None}
    path = tmp_path / "two.toml"
    right = seat | {"member": "GBR", "name": "Britain"}
    path.write_text(tomli_w.dumps({"title": "Two", "seat": [right, wrong]}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_council(str(path))
    [mistake] = caught.value.mistakes
    assert mistake.startswith(f"{path}: {said}")


def test_a_mistake_in_a_draft_names_its_symbol(tmp_path):
    raw = read(names("scenario")["libya-2011"])
    raw["crisis"][0]["draft"][1]["strength"] = 7.0
    (mistake,) = mistakes_of(tmp_path, tomli_w.dumps(raw))
    assert "mine.toml: crisis[1].draft[2].strength of S/RES/1973 = 7.0: must be" in mistake


def test_a_new_council_and_rule_set_need_no_code(tmp_path):
    seats = [
        {
            "member": f"M{k}",
            "name": f"M{k}",
            "group": "AFR",
            "alignment": 0.1 * k,
            "permanent": k < 2,
        }
        for k in range(7)
    ]
    text = tomli_w.dumps(
        {
            "title": "Seven",
            "council": {"title": "Seven", "seat": seats},
            "rules": {
                "title": "Two thirds, one veto",
                "quota": "two-thirds",
                "vetoes": ["M1"],
                "override": 6,
            },
        }
    )
    rules = load(written(tmp_path, text)).sitting.rules
    assert rules.quota == 5
    assert rules.holds_veto.tolist() == [False, True, False, False, False, False, False]
    assert rules.override == 6


def test_settings_given_beside_a_file_are_checked_like_the_file():
    with pytest.raises(InputError, match="mediation"):
        load("horseshoe", mediation=1.5)
    assert load("horseshoe", mediation=0.5).parameters.mediation == 0.5


def test_every_toml_file_is_plain_toml():
    for kind in ("scenario", "council", "rule set"):
        for path in names(kind).values():
            assert tomllib.loads(path.read_text(encoding="utf-8"))["title"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda raw: raw["crisis"][0]["draft"][1]["record"].update(outcome="vetoed"),
            "make it adopted",
        ),
        (
            lambda raw: raw["crisis"][0]["draft"][1]["record"].update(against=["DEU"]),
            "stands twice",
        ),
        (lambda raw: raw["crisis"][0].update(target="LYB"), "is no target; there is LYB"),
        (
            lambda raw: raw["crisis"][0]["draft"][1].update(absent=["GBR"], penholder="GBR"),
            "is absent",
        ),
    ],
)
def test_a_script_that_contradicts_itself_is_refused(tmp_path, change, said):
    raw = read(names("scenario")["libya-2011"])
    change(raw)
    assert any(said in mistake for mistake in mistakes_of(tmp_path, tomli_w.dumps(raw)))


def test_more_vetoes_to_block_than_there_are_holders_are_refused(tmp_path):
    rules = 'rules = { title = "Odd", quota = 9, vetoes_to_block = 7 }\n'
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + rules)
    assert "vetoes_to_block = 7" in mistake


def test_a_member_s_code_is_a_word(tmp_path):
    seat = {"member": "A|B", "name": "A", "group": "AFR", "alignment": 0.0}
    text = tomli_w.dumps({"title": "M", "council": {"title": "C", "seat": [seat]}})
    assert any("member = 'A|B'" in m for m in mistakes_of(tmp_path, text))


def test_every_scenario_with_nothing_changed_is_itself():
    for name in names("scenario"):
        scenario = load(name)
        assert changed(scenario, {}).described() == scenario.described(), name


def test_a_list_of_tables_under_one_bracket_is_told_how_to_be_headed(tmp_path):
    text = 'title = "Mine"\ncouncil = "1994"\n[crisis]\nname = "A"\n'
    assert mistakes_of(tmp_path, text) == (
        f"{tmp_path / 'mine.toml'}: crisis must be a list of tables; head each with [[crisis]]",
    )


def test_a_date_in_quotes_is_told_to_be_without(tmp_path):
    text = (
        'title = "Mine"\ncouncil = "1994"\n[[crisis]]\nname = "A"\n[[crisis.draft]]\n'
        'date = "1994-07-31"\nstrength = 0.5\n'
    )
    (said,) = [line for line in mistakes_of(tmp_path, text) if "].date = " in line]
    assert "must be a date without quotes, as 1994-07-31" in said
