"""Any table of votes, in any layout, language, separator and encoding, is read back equal."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from rollcalls.public_votes import FIVE, WORDS, ballots_in, counts, write

from simulation.rollcalls.reader import read_vote_table
from simulation.scenario.files import names as files_named
from simulation.scenario.reading import load_council
from simulation.scenario.states import name_of
from simulation.stages.voting import LETTERS


def called(member, year, style):
    """A member's name in a style: its code, two letters, a number, or a name of a language."""
    import pycountry

    state = pycountry.countries.get(alpha_3=member)
    match style:
        case "iso2" if state:
            return state.alpha_2
        case "cow":
            return cow().get(member, member)
        case "name":
            return name_of(member, year)
        case "former":
            return {"RUS": "URSS", "COD": "Zaïre", "BFA": "Haute-Volta"}.get(member, member)
    return member


def cow():
    """The numbers of the Correlates of War, by code."""
    from simulation.scenario.files import read, scenarios_folder

    file = read(scenarios_folder() / "profiles" / "names.toml")["correlates_of_war"]
    return {code: names[0] for code, names in file.items() if names[0].isdecimal()}


YEARS = sorted(int(name) for name in files_named("council") if name.isdecimal())


@st.composite
def tables(draw):
    """Some votes of real Councils, cast at random: year and ballots by member."""
    votes = []
    for year in draw(st.lists(st.sampled_from(YEARS), min_size=1, max_size=3)):
        members = [seat.member for seat in load_council(str(year)).seat]
        letters = draw(
            st.lists(st.sampled_from(LETTERS), min_size=len(members), max_size=len(members))
        )
        votes.append((year, dict(zip(members, letters, strict=True))))
    return votes


@settings(max_examples=60, deadline=None)
@given(
    votes=tables(),
    layout=st.sampled_from(["long", "wide", "counts"]),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "xlsx"]),
    language=st.sampled_from(list(WORDS)),
    style=st.sampled_from(["iso3", "iso2", "cow", "name", "former"]),
)
def test_any_table_in_any_form_is_read_back_equal(
    votes, layout, separator, encoding, language, style
):
    rows = []
    names = list(dict.fromkeys(called(m, year, style) for year, ballots in votes for m in ballots))
    for n, (year, ballots) in enumerate(votes):
        about = (f"S/{year}/{n}", f"{year}-03-0{n + 1}")
        by_name = {called(m, year, style): WORDS[language][b] for m, b in ballots.items()}
        if layout == "long":
            rows += [(*about, name, word) for name, word in by_name.items()]
        elif layout == "wide":
            rows.append((*about, *(by_name.get(name, "") for name in names)))
        else:
            cast_by_all = list(ballots.values())
            vetoes = [called(m, year, style) for m in FIVE if ballots[m] == "N"]
            rows.append((*about, *(cast_by_all.count(b) for b in LETTERS), "|".join(vetoes)))
    header = {
        "long": ("draft", "date", "country", "vote"),
        "wide": ("draft", "date", *names),
        "counts": counts(())[0],
    }[layout]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("votes.xlsx" if encoding == "xlsx" else "votes.csv")
        table = read_vote_table(write(path, [header, *rows], separator, encoding))
    if layout == "counts":
        found = [
            ((v.counts.yes, v.counts.no, v.counts.abstain, v.counts.not_voting), v.vetoes)
            for v in table.votes
        ]
        assert found == [
            (
                tuple(list(ballots.values()).count(b) for b in LETTERS),
                tuple(m for m in FIVE if ballots[m] == "N"),
            )
            for _, ballots in votes
        ]
    else:
        assert ballots_in(table) == [ballots for _, ballots in votes]
