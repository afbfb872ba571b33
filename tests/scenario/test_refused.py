"""What is wrong in a file is told in sentences, with what would be right."""

import pytest
import tomli_w
from scenario.written import HORSESHOE, mistakes_of, written

from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.reading import load_council


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
    assert mistake.startswith(
        "setting crisis[1].severty of Invasion of Kuwait = 1: there is no such key"
    )


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


def test_who_has_not_joined_must_have_a_seat_that_nobody_is_elected_to(tmp_path):
    text = HORSESHOE + 'not_joined = ["hegemn", "sender"]\npool = "archetypes"\n'
    mistakes = mistakes_of(tmp_path, text)
    assert any("not_joined = 'hegemn': has no seat" in m and "hegemon" in m for m in mistakes)
    assert any("not_joined = 'sender': is elected" in m for m in mistakes)
    assert len(mistakes) == 2


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
        ({"military": 101.0}, "seat[2].military of FRA = 101.0: must be less than or equal to 100"),
        ({"reach": -0.1}, "seat[2].reach of FRA = -0.1: must be greater than or equal to 0"),
        ({"place": {"latitude": 49, "longitude": 200}},
         "seat[2].place.longitude of FRA = 200: must be less than or equal to 180"),
        ({"place": {"latitude": 49}}, "seat[2].place.longitude of FRA is missing; add it"),
        ({"place": {"latitude": 49, "longitude": 2, "heigth": 3}},
         "seat[2].place.heigth of FRA = 3: there is no such key; "),
        ({"place": [49, 2]}, "seat[2].place of FRA = [49, 2]: must be a table"),
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


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('veto_suspended_whose = "signatories"', "veto_suspended_for names no crisis; name some"),
        ('veto_debate_cost = 0.2, vetoes = "none"', "nobody holds one; leave it out"),
    ],
)
def test_conditions_of_a_veto_that_mean_nothing_are_refused(tmp_path, keys, said):
    rules = f'rules = {{ title = "Odd", quota = 9, {keys} }}\n'
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + rules)
    assert keys.split(" = ")[0] in mistake
    assert said in mistake


def test_more_vetoes_to_block_than_there_are_holders_are_refused(tmp_path):
    rules = 'rules = { title = "Odd", quota = 9, vetoes_to_block = 7 }\n'
    (mistake,) = mistakes_of(tmp_path, HORSESHOE + rules)
    assert "vetoes_to_block = 7" in mistake


def test_a_member_s_code_is_a_word(tmp_path):
    seat = {"member": "A|B", "name": "A", "group": "AFR", "alignment": 0.0}
    text = tomli_w.dumps({"title": "M", "council": {"title": "C", "seat": [seat]}})
    assert any("member = 'A|B'" in m for m in mistakes_of(tmp_path, text))


def test_a_list_of_tables_under_one_bracket_is_told_how_to_be_headed(tmp_path):
    text = 'title = "Mine"\ncouncil = "1994"\n[crisis]\nname = "A"\n'
    assert mistakes_of(tmp_path, text) == (
        f"{tmp_path / 'mine.toml'}: crisis must be a list of tables; head each with [[crisis]]",
    )
