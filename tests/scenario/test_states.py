"""States by any of their names, who sits by any name, and hints that name nobody else."""

import pytest

from simulation.rollcalls.ballots import read_votes
from simulation.rollcalls.tallies import tally_votes
from simulation.scenario.files import find, names, read, scenarios_folder
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError, closest, nearest
from simulation.scenario.reading import load_council
from simulation.scenario.roster import Roster
from simulation.scenario.states import (
    code_of,
    index,
    meant,
    name_of,
    names_by_code,
    service,
    when_it_sat,
)


def roster_of(council):
    made = load_council(council)
    return Roster.of(made.seat, f"on {made.title}")


# --- names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *[
            (name, "GBR")
            for name in ("UK", "gb", "Britain", "Royaume-Uni", "Reino Unido", "UKG", "200")
        ],
        *[
            (name, "RUS")
            for name in ("USSR", "U.S.S.R.", "Russia", "URSS", "SUN", "Union soviétique")
        ],
        *[
            (name, "RUS")
            for name in ("Rusia", "Fédération de Russie", "Federación de Rusia", "365")
        ],
        *[
            (name, "USA")
            for name in ("US", "U.S.", "Estados Unidos", "États-Unis", "Etats-Unis", "EEUU")
        ],
        *[(name, "COD") for name in ("Zaire", "Zaïre", "ZAR", "DRC", "Congo (Léopoldville)")],
        *[(name, "DDR") for name in ("East Germany", "GDR", "DD", "Allemagne de l'Est", "RDA")],
        *[
            (name, "DEU")
            for name in ("West Germany", "FRG", "Alemania", "Federal Republic of Germany")
        ],
        *[(name, "CIV") for name in ("Ivory Coast", "cote d’ivoire", "Costa de Marfil", "CDI")],
        *[(name, "MMR") for name in ("Burma", "BUR", "Birmanie", "Myanmar")],
        *[(name, "EGY") for name in ("United Arab Republic", "UAR", "Egypte", "Egipto")],
        *[(name, "RUS") for name in ("Russland", "Sowjetunion", "UdSSR", "Russische Föderation")],
        *[(name, "GBR") for name in ("Vereinigtes Königreich", "Großbritannien")],
        *[(name, "DEU") for name in ("Deutschland", "BRD", "Bundesrepublik Deutschland")],
        *[(name, "DDR") for name in ("Ostdeutschland", "Deutsche Demokratische Republik")],
        ("Elfenbeinküste", "CIV"),
        ("Vereinigte Staaten", "USA"),
        ("Frankreich", "FRA"),
        ("Österreich", "AUT"),
        ("Ägypten", "EGY"),
        ("Tschechoslowakei", "CSK"),
        ("Jugoslawien", "YUG"),
        ("Südkorea", "KOR"),
        ("Kongo", "COG"),
        ("Demokratische Republik Kongo", "COD"),
        ("Ceylon", "LKA"),
        ("Upper Volta", "BFA"),
        ("Dahomey", "BEN"),
        ("Czechoslovakia", "CSK"),
        ("Yugoslavia", "YUG"),
        ("Byelorussian SSR", "BLR"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Tanganyika", "TZA"),
        ("South Korea", "KOR"),
        ("St. Vincent and the Grenadines", "VCT"),
        ("Congo", "COG"),
        ("Yemen", "YEM"),
    ],
)
def test_a_state_is_known_by_its_common_former_and_foreign_names_and_codes(name, code):
    assert code_of(name) == code_of(name.upper()) == code_of(f" {name.lower()} ") == code


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("China", 1950, "CHN"),
        ("China", 1972, "CHN"),
        ("Republic of China", 1950, "CHN"),
        ("Taiwan", 1971, "CHN"),
        ("TWN", 1960, "CHN"),
        ("Republic of China", 1972, "TWN"),
        ("People's Republic of China", 1971, "CHN"),
        ("PRC", 1950, None),
        ("Republik China", 1950, "CHN"),
        ("Republik China", 1972, "TWN"),
        ("Volksrepublik China", 1950, None),
        ("VR China", 1990, "CHN"),
        ("Russia", 1950, "RUS"),
        ("USSR", 2014, "RUS"),
    ],
)
def test_where_a_name_passed_to_another_state_the_year_decides(name, year, code):
    assert code_of(name, year) == code


@pytest.mark.parametrize(
    "name", ["Atlantis", "Korea", "Preussen", "XQZ", "", "Germania Inferior", "*", "rival"]
)
def test_what_is_no_state_or_more_than_one_stands_for_none(name):
    assert code_of(name) is None


def test_every_code_and_every_name_of_every_year_stands_for_its_own_state():
    for code, called in names_by_code().items():
        assert code_of(code, 1990) == code
        for year, name in called.items():
            # Two states in turn were called Yemen.
            if (code, name) != ("YAR", "Yemen"):
                assert code_of(name, max(year, 1946)) == code, name


@pytest.mark.parametrize(
    ("letters", "iso"),
    [("AUS", "AUS"), ("SLV", "SLV"), ("MNG", "MNG"), ("SWZ", "SWZ"), ("MAC", "MAC")],
)
def test_a_code_of_two_systems_is_that_of_iso(letters, iso):
    assert code_of(letters) == iso


def test_numbers_and_letters_of_the_correlates_of_war_are_each_one_states():
    file = read(scenarios_folder() / "profiles" / "names.toml")["correlates_of_war"]
    every = [name for names in file.values() for name in names]
    assert len(every) == len(set(every)) == 2 * 198
    assert sum(spelt.isdecimal() for spelt in index()) == 198 + 1  # and Taiwan's, by year
    assert [code_of(number) for number in ("2", "220", "255", "710", "740")] == [
        "USA", "FRA", "DEU", "CHN", "JPN",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "IND",
            "it sat in 1950-51, 1967-68, 1972-73, 1977-78, 1984-85, 1991-92, 2011-12, 2021-22",
        ),
        ("ISR", "it never sat from 1946 to 2026"),
        ("DDR", "it sat in 1980-81"),
        ("YUG", "it sat in 1950-51, 1956, 1972-73, 1988-89"),
        ("LBR", "it sat in 1961"),
    ],
)
def test_when_a_state_sat_is_what_the_councils_say(code, said):
    if code in service():
        for year in service()[code]:
            assert code in [seat.member for seat in load_council(str(year)).seat]
    assert when_it_sat(code).startswith(said)


def test_a_state_is_called_what_it_was_called():
    assert [name_of("COD", year) for year in (1962, 1982, 2000)] == [
        "Congo (Léopoldville)",
        "Zaire",
        "Democratic Republic of the Congo",
    ]
    assert name_of("XQZ") == "XQZ"


# --- members


@pytest.mark.parametrize(
    ("council", "name", "member"),
    [
        ("1990", "uk", "GBR"),
        ("1990", "Soviet Union", "RUS"),
        ("1990", "Zaire", "COD"),
        ("1990", "Côte d'Ivoire", "CIV"),
        ("1950", "China", "CHN"),
        ("1950", "Republic of China", "CHN"),
        ("1950", "Taiwan", "CHN"),
        ("1980", "East Germany", "DDR"),
        ("1977", "West Germany", "DEU"),
        ("1961", "UAR", "EGY"),
        ("1961", "Ceylan", "LKA"),
        ("2014", "Corée du Sud", "KOR"),
        ("archetypes", "RIVAL", "rival"),
        ("archetypes", "the old ally", "ally"),
        ("league-1935", "USSR", "RUS"),
    ],
)
def test_a_member_is_found_by_any_of_its_names(council, name, member):
    assert roster_of(council).find(name) == member


def test_a_members_own_code_counts_before_any_other_use_of_it():
    council = Roster(("UK", "AUS", "two"), ("Albion", "Austria", "2"), "here")
    assert [council.find(name) for name in ("UK", "aus", "2", "Great Britain", "Austria")] == [
        "UK", "AUS", "two", "UK", "AUS",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("council", "name", "said"),
    [
        ("1990", "IND", "is India, which has no seat on the Security Council, 1990; it sat in 1950-51, 19"),
        ("1990", "Brazil", "has no seat on the Security Council, 1990; it sat in 1946-47, 1951-52"),
        ("1990", "Israel", "has no seat on the Security Council, 1990; it never sat from 1946 to 2026"),
        ("1990", "Persia", "is Iran, which has no seat on the Security Council, 1990; it sat in 1955-56"),
        ("1950", "PRC", "stands for no member of the United Nations in 1950; it does from 1971 on"),
        ("1972", "Taiwan", "has no seat on the Security Council, 1972; it sat as CHN until 1971"),
        ("1990", "UKR", "is Ukrainian SSR, which has no seat on the Security Council, 1990; it sat in 1948-49"),
        ("1990", "United Kingdm", "has no seat on the Security Council, 1990; did you mean GBR?"),
        ("1990", "UAS", "has no seat on the Security Council, 1990; there are CHN (China), FRA (France)"),
        ("1990", "Korea", "has no seat on the Security Council, 1990; there are CHN (China), FRA (France)"),
        ("archetypes", "USA", "has no seat on "),
        ("league-1935", "USA", "is United States, which has no seat on the Council of the League"),
    ],
)  # fmt: skip
def test_of_a_state_without_a_seat_it_is_said_who_it_is_and_when_it_sat(council, name, said):
    roster = roster_of(council)
    assert roster.find(name) is None
    assert roster.absent(name).startswith(said)


def test_no_state_is_ever_offered_for_another():
    for council in ("1950", "1990", "2014"):
        roster = roster_of(council)
        for code, called in names_by_code().items():
            for name in (code, *called.values()):
                if roster.find(name) is None:
                    assert "did you mean" not in roster.absent(name)


def test_a_league_member_is_not_held_against_the_councils_of_the_united_nations():
    assert "it sat" not in roster_of("league-1935").absent("USA")


# --- hints


@pytest.mark.parametrize(
    ("written", "known", "meant"),
    [
        ("vetocost", ["veto_cost", "quota"], "veto_cost"),
        ("veto_csot", ["veto_cost", "no_cost"], "veto_cost"),
        ("chartr", ["charter", "charter-1946"], "charter"),
        ("sevreity", ["severity", "strength"], "severity"),
        ("horshoe", ["horseshoe", "no-council"], "horseshoe"),
        ("kuwait", ["kuwait-1990", "korea-1950"], "kuwait-1990"),
        ("era-1966", ["era-1946-1965", "era-1966-1989"], "era-1966-1989"),
        ("KUWAIT_1990", ["kuwait-1990"], "kuwait-1990"),
    ],
)
def test_one_slip_or_a_beginning_is_meant(written, known, meant):
    assert closest(written, known) == meant


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Russia", ["USA", "RUS", "United States", "Soviet Union"]),
        ("UK", ["UKR", "USA", "GBR"]),
        ("IND", ["FIN", "CAN", "ETH"]),
        ("1944", ["1946", "1994", "1947"]),
        ("kuwait-1991", ["kuwait-1990"]),
        ("S/RES/679", ["S/RES/678", "S/RES/660"]),
        ("dat", ["date", "data", "rate"]),
        ("era", ["era-1946-1965", "era-1966-1989"]),
        ("Nigera", ["Niger", "Nigeria"]),
        ("USB", ["USA"]),
        ("", ["a", "b"]),
    ],
)
def test_no_hint_is_given_where_it_is_not_surely_meant(written, known):
    assert closest(written, known) is None
    assert "did you mean" not in nearest(written, known)


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        ("council", "1944", "there are 1946 to 2026 ("),
        ("council", "2031", "there are 1946 to 2026 ("),
        ("scenario", "kuwait-1991", "there is kuwait-1990 ("),
        ("scenario", "era-1946-1966", "there are era-1946-1965, era-1966-1989, era-1990-2011 ("),
        ("pool", "1951", "1951 is a council; there are 1946, 1950, 1955,"),
        ("council", "UK", "there are 1946 to 2026, archetypes, league-1935 ("),
    ],
)
def test_of_another_year_it_is_said_which_years_there_are(kind, written, said):
    with pytest.raises(InputError) as caught:
        find(kind, written)
    (mistake,) = caught.value.mistakes
    assert said in mistake


# --- case


@pytest.mark.parametrize(
    ("kind", "written", "name"),
    [
        ("scenario", "Kuwait-1990", "kuwait-1990"),
        ("scenario", "HORSESHOE", "horseshoe"),
        ("rule set", "Charter", "charter"),
        ("rule set", "NO-VETO", "no-veto"),
        ("council", "League-1935", "league-1935"),
        ("pool", "Archetypes", "archetypes"),
        ("organisation", "NATO", "nato"),
    ],
)
def test_case_does_not_matter_in_names_of_files(kind, written, name):
    assert find(kind, written) == names(kind)[name]


def test_a_scenario_is_called_as_its_file_is_in_whatever_case_it_is_asked_for():
    made = load("HorseShoe", rules="NO-VETO")
    assert (made.name, made.rules_name) == ("horseshoe", "no-veto")


# --- ballots


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        *[(word, "Y") for word in ("yes", "For", "IN FAVOUR", "oui", "Sí", "si", "pour", "a favor")],
        *[(word, "N") for word in ("no", "Against", "non", "contre", "en contra", "NAY")],
        *[(word, "A") for word in ("abstained", "Abstain", "abstention", "abstención", "s'abstient")],
        *[(word, "NV") for word in ("absent", "not voting", "Non-voting", "did not vote", "ausente")],
    ],
)  # fmt: skip
def test_a_ballot_is_understood_in_words(word, letter):
    alone = tally_votes("1990", f"USA={word}, *=Y")
    between = tally_votes("1990", f"USA = {word} France=N *=Y")
    assert alone.ballots["USA"] == between.ballots["USA"] == letter
    assert between.ballots["FRA"] == "N"


@pytest.mark.parametrize("word", ["veto", "Veto", "vetoed", "VETOES", "vetoing"])
def test_a_veto_is_no_ballot_and_it_is_said_what_it_is(word):
    with pytest.raises(InputError) as caught:
        read_votes(f"Russia={word}, *=Y", ("RUS", "USA"), "Security Council, 2014")
    assert caught.value.mistakes == (
        f"votes: RUS = {word!r}: a veto is a permanent member's no that blocks a draft; write N",
    )


@pytest.mark.parametrize(
    "votes", ["uk=N *=Y", "UK=no; *=yes", "Royaume-Uni=non,*=oui", "gbr=N,*=Y"]
)
def test_a_vote_is_counted_under_whatever_name_the_member_is_given(votes):
    one = tally_votes("1990", votes)
    assert (one.decision.outcome, one.decision.vetoes) == ("vetoed", ("GBR",))


def test_one_member_under_two_names_is_given_twice():
    with pytest.raises(InputError, match=r"RUS \(USSR\): is given twice"):
        tally_votes("1990", "Russia=Y, USSR=N, *=Y")


def test_every_state_on_every_council_has_its_code_from_its_own_name():
    for name in names("council"):
        if name.isdecimal():
            council = load_council(name)
            for seat in council.seat:
                assert code_of(seat.name, int(name)) == seat.member, (name, seat.name)


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        ("Ireand", "IRL"), ("Polan", "POL"), ("Ethopia", "ETH"), ("Cameron", "CMR"),
        ("Vietnm", "VNM"), ("Frankreih", "FRA"), ("Grossbritanien", "GBR"),
    ],
)  # fmt: skip
def test_names_of_one_state_in_several_languages_do_not_hide_each_others_hints(slip, code):
    assert code_of(slip) is None
    assert meant(slip) == code


@pytest.mark.parametrize("slip", ["Icland", "Nigera", "Austrlia and more", "Kore", "Republik"])
def test_a_slip_between_two_states_is_no_hint(slip):
    assert meant(slip) is None
