"""``unsc power``: a table for people, fractions for programs, a sentence a mistake."""

import json
from fractions import Fraction


def test_one_rule_set_is_a_table_and_exact_fractions(unsc):
    status, out, err = unsc("power", "charter")
    assert (status, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    assert "5 with a veto" in out
    assert "421/2145" in " ".join(out.split())
    assert "Johnston 283/1590" in " ".join(out.split())


def test_json_has_the_fraction_and_the_decimal_of_every_number(unsc):
    _, out, _ = unsc("power", "charter", "no-veto", "--json")
    charter, no_veto = json.loads(out)
    [case] = charter["cases"]
    assert case["adopted"] == {"exact": "53/2048", "value": 53 / 2048}
    veto = case["kinds"][0]["two_ways"]["shapley_shubik"]
    assert Fraction(veto["exact"]) == Fraction(421, 2145)
    assert no_veto["veto_holders"] == 0


def test_a_case_says_for_which_crises_it_is(unsc):
    _, out, _ = unsc("power", "suspended-in-atrocities")
    assert "suspended-in-atrocities, the veto in force" in out
    assert "suspended-in-atrocities, the veto suspended (mass-atrocity)" in out


def test_every_wrong_name_gets_its_sentence(unsc):
    status, out, err = unsc("power", "chartr", "automatic", "charter", "--council", "1846")
    assert (status, out) == (2, "")
    assert "did you mean charter?" in err
    assert "'automatic': hold no vote" in err
    assert "there is no council named '1846'" in err
    assert "Traceback" not in err


def test_the_figure_comes_with_its_text_and_is_not_replaced_by_another(unsc, tmp_path):
    status, out, _ = unsc("power", "charter", "--out", tmp_path / "p")
    assert status == 0
    assert "The figure and its text are in" in " ".join(out.split())
    assert {path.name for path in (tmp_path / "p").iterdir()} == {
        "made-by.json", "power.png", "power.txt"
    }  # fmt: skip
    status, out, err = unsc("power", "no-veto", "--out", tmp_path / "p")
    assert (status, out) == (2, "")
    assert "--overwrite" in err
