"""Tables are joined by states' codes; what stands for no state is named, and nothing is half-written."""

import pytest

from simulation.scenario.files import scenarios_folder
from simulation.scenario.mistakes import InputError
from simulation.studies.profiles.files import build
from simulation.studies.tables.reading import Tables

MEMBER_VOTES = "vote_id,date,year,outcome,iso3,permanent,un_group,vote"
AGREEMENT = "year,country,iso2," + ",".join(
    f"{k}_{m}" for k in ("agree", "n") for m in ("CHN", "FRA", "GBR", "RUS", "USA")
)


def member_votes(folder, write_table, codes):
    rows = [f"1,1950-01-13,1950,vetoed,{code},1,EEG,Y" for code in codes]
    write_table(folder, "unsc_member_votes_1.csv", MEMBER_VOTES, *rows)
    return Tables([folder]).read("member votes")


def test_the_codes_of_a_table_of_member_votes_are_understood(tmp_path, write_table):
    read = member_votes(tmp_path, write_table, ["SUN", "TWN", "ZAR", "BUR", "GBR", "YUG", "DDR"])
    assert list(read["iso3"]) == ["RUS", "CHN", "COD", "MMR", "GBR", "YUG", "DDR"]


@pytest.mark.parametrize("code", ["XQZ", "EU", "Sovjet", "???", "PRC"])
def test_a_member_of_no_known_code_is_named_with_its_line_and_column(tmp_path, write_table, code):
    with pytest.raises(InputError) as caught:
        member_votes(tmp_path, write_table, ["GBR", "FRA", code])
    (mistake,) = caught.value.mistakes
    assert f"line 4: iso3 = {code!r}: stands for no member of the United Nations" in mistake


@pytest.mark.parametrize(
    ("country", "iso2", "code"),
    [
        ("Fed. Rep. Germany", "DE", "DEU"),
        ("Federal Republic of Germany", "", "DEU"),
        ("Czechoslovakia", "CS", "CSK"),
        ("Yemen Arab Republic ", "", "YAR"),
        ("Myanmar (Burma)", "MM", "MMR"),
        ("Viet-Nam", "VN", "VNM"),
    ],
)
def test_agreement_is_joined_by_code_and_by_a_name_only_without_one(
    tmp_path, write_table, country, iso2, code
):
    row = f"1985,{country},{iso2}" + ",0.5" * 5 + ",10" * 5
    write_table(tmp_path, "unga_p5_agreement_1.csv", AGREEMENT, row)
    assert list(Tables([tmp_path]).read("agreement")["iso3"]) == [code]


def test_agreement_with_what_is_no_state_is_named(tmp_path, write_table):
    rows = [f"1985,{c},{i}" + ",0.5" * 5 + ",10" * 5 for c, i in (("Peru", "PE"), ("Holy Sea", ""))]
    write_table(tmp_path, "unga_p5_agreement_1.csv", AGREEMENT, *rows)
    with pytest.raises(InputError, match="line 3: country = 'Holy Sea': stands for no member"):
        Tables([tmp_path]).read("agreement")


def test_incomes_of_what_is_no_member_are_kept_and_named(tmp_path, write_table):
    rows = [f"1990,{code},x,1.0" for code in ("GBR", "SUN", "CHI", "XKX", "FRA")]
    write_table(tmp_path, "gdp_current_usd_1.csv", "year,iso3,country,gdp_current_usd", *rows)
    tables = Tables([tmp_path])
    assert list(tables.read("gdp")["iso3"]) == ["GBR", "RUS", "CHI", "XKX", "FRA"]
    (note,) = tables.notes
    assert note.endswith("CHI, XKX: no member of the United Nations, left out")


# --- profiles


class Failing:
    """Profiles of which the second council cannot be made."""

    years = (1990, 1991)


def test_a_build_that_fails_half_way_has_written_nothing(tmp_path, monkeypatch):
    def texts(profiles):
        yield tmp_path / "councils" / "1990.toml", "new"
        raise InputError(["no row of XYZ"])

    monkeypatch.setattr("simulation.studies.profiles.files.texts", texts)
    (tmp_path / "councils").mkdir()
    (tmp_path / "councils" / "1990.toml").write_text("old", encoding="utf-8")
    with pytest.raises(InputError):
        build(Failing(), tmp_path)
    assert (tmp_path / "councils" / "1990.toml").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.rglob("*")] == ["councils", "1990.toml"]


def test_a_disk_that_fails_in_the_middle_leaves_every_old_file(tmp_path, monkeypatch):
    def texts(profiles):
        for year in (1990, 1991, 1992):
            yield f"{year}.toml", "new"

    def full(files):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulation.studies.profiles.files.texts", texts)
    monkeypatch.setattr("simulation.studies.profiles.files.settle", full)
    (tmp_path / "1991.toml").write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="No space"):
        build(Failing(), tmp_path)
    assert {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()} == {
        "1991.toml": "old"
    }


def test_what_is_shipped_is_never_written_over_unasked(unsc, tmp_path):
    before = {p: p.stat().st_mtime_ns for p in scenarios_folder().rglob("*.toml")}
    status, out, err = unsc("profiles", "build", "--data", tmp_path)
    assert (status, out) == (2, "")
    assert err.startswith("--out is missing: name the folder for councils/ and pools/")
    assert before == {p: p.stat().st_mtime_ns for p in scenarios_folder().rglob("*.toml")}
