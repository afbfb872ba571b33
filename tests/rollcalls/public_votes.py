"""Six votes of the Council, typed from the public record, and the layouts in which tables have them.

S/RES/678 (1990): S/PV.2963. S/RES/1973 (2011): S/PV.6498. S/2014/189: S/PV.7138. S/2022/155:
S/PV.8979. S/3730/Rev.1 on Hungary: S/PV.754. S/RES/232 (1966): S/PV.1340.
"""

import csv
import io

from simulation.stages.voting import LETTERS

FIVE = ("CHN", "FRA", "GBR", "RUS", "USA")

PUBLIC = {
    "S/RES/678 (1990)": (
        "1990-11-29",
        {"N": "CUB YEM", "A": "CHN"},
        "CAN COL CIV ETH FIN MYS ROU COD",
        (12, 2, 1, 0),
        "adopted",
        (),
    ),
    "S/RES/1973 (2011)": (
        "2011-03-17",
        {"A": "CHN RUS BRA DEU IND"},
        "BIH COL GAB LBN NGA PRT ZAF",
        (10, 0, 5, 0),
        "adopted",
        (),
    ),
    "S/2014/189": (
        "2014-03-15",
        {"N": "RUS", "A": "CHN"},
        "ARG AUS TCD CHL JOR LTU LUX NGA KOR RWA",
        (13, 1, 1, 0),
        "vetoed",
        ("RUS",),
    ),
    "S/2022/155": (
        "2022-02-25",
        {"N": "RUS", "A": "CHN IND ARE"},
        "ALB BRA GAB GHA IRL KEN MEX NOR",
        (11, 1, 3, 0),
        "vetoed",
        ("RUS",),
    ),
    "S/3730/Rev.1": (
        "1956-11-04",
        {"N": "RUS", "NV": "YUG"},
        "AUS BEL CUB IRN PER",
        (9, 1, 0, 1),
        "vetoed",
        ("RUS",),
    ),
    "S/RES/232 (1966)": (
        "1966-12-16",
        {"A": "BGR FRA MLI RUS"},
        "ARG JPN JOR NLD NZL NGA UGA URY",
        (11, 0, 4, 0),
        "adopted",
        (),
    ),
}
"""Date, who did not vote yes, the elected members that did, yes-no-abstaining-not voting, outcome,
vetoes."""


ALL = tuple(PUBLIC)


def cast(symbol):
    """The ballots of one of the six votes, by code."""
    _, others, elected, *_ = PUBLIC[symbol]
    said = {member: letter for letter, members in others.items() for member in members.split()}
    return {member: said.get(member, "Y") for member in sorted({*FIVE, *elected.split(), *said})}


CALLED = {
    "S/RES/678 (1990)": {"RUS": "USSR", "COD": "Zaire", "CIV": "Côte d'Ivoire"},
    "S/RES/1973 (2011)": {"RUS": "Russian Federation", "DEU": "Germany"},
    "S/2014/189": {"RUS": "Russian Federation", "KOR": "Republic of Korea"},
    "S/2022/155": {"RUS": "Russian Federation", "ARE": "United Arab Emirates"},
    "S/3730/Rev.1": {"RUS": "Soviet Union", "CHN": "Republic of China", "YUG": "Yugoslavia"},
    "S/RES/232 (1966)": {"RUS": "Union of Soviet Socialist Republics", "CHN": "China (Taiwan)"},
}
"""How a table of that time calls some of them."""

WORDS = {
    "letters": {"Y": "Y", "N": "N", "A": "A", "NV": "X"},
    "English": {"Y": "In favour", "N": "Against", "A": "Abstaining", "NV": "Absent"},
    "French": {"Y": "Pour", "N": "Contre", "A": "Abstention", "NV": "ne participe pas"},
    "Spanish": {"Y": "Sí", "N": "No", "A": "Abstención", "NV": "Ausente"},
}

HEADINGS = {
    "English": ("Draft", "Date", "Country", "Vote"),
    "French": ("Projet de résolution", "Date", "Pays", "Vote"),
    "Spanish": ("Proyecto de resolución", "Fecha", "País", "Voto"),
}


def un_library(symbols):
    """As the UN Digital Library publishes it: adopted resolutions alone."""
    header = (
        "undl_id ms_code ms_name permanent_member ms_vote date resolution draft meeting "
        "description agenda subjects vote_note total_yes total_no total_abstentions "
        "total_non_voting total_ms modality undl_link"
    )
    rows = [header.split()]
    for n, symbol in enumerate(symbols):
        date, _, _, counts, *_ = PUBLIC[symbol]
        for member, ballot in cast(symbol).items():
            letter = WORDS["letters"][ballot]
            name = CALLED[symbol].get(member, member).upper()
            totals = [f"{count}.0" for count in (*counts, sum(counts))]
            rows.append(
                [277000 + n, member, name, str(member in FIVE), letter, date, symbol, "", "", "", "",
                 "", "", *totals, "Vote", ""]
            )  # fmt: skip
    return rows


def own(symbols):
    """This project's own columns."""
    rows = [["vote_id", "date", "year", "outcome", "iso3", "permanent", "un_group", "vote"]]
    for n, symbol in enumerate(symbols, start=1):
        date, *_, outcome, _ = PUBLIC[symbol]
        rows += (
            [n, date, date[:4], outcome, member, int(member in FIVE), "", ballot]
            for member, ballot in cast(symbol).items()
        )
    return rows


def long(symbols, language="English"):
    """One row a ballot, with the names of the time and words."""
    return [
        HEADINGS[language],
        *(
            (symbol, PUBLIC[symbol][0], CALLED[symbol].get(member, member), WORDS[language][ballot])
            for symbol in symbols
            for member, ballot in cast(symbol).items()
        ),
    ]


def wide(symbols, language="letters"):
    """One row a vote and one column a state."""
    members = sorted({member for symbol in symbols for member in cast(symbol)})
    return [
        ("Draft", "Date", *members),
        *(
            (
                symbol,
                PUBLIC[symbol][0],
                *(WORDS[language].get(cast(symbol).get(member), "") for member in members),
            )
            for symbol in symbols
        ),
    ]


def counts(symbols):
    """One row a vote: yes, no, abstaining, not voting, and who vetoed."""
    return [
        ("draft", "date", "yes", "no", "abstentions", "absent", "vetoes by"),
        *((s, PUBLIC[s][0], *PUBLIC[s][3], ", ".join(PUBLIC[s][5])) for s in symbols),
    ]


def veto_list(symbols):
    """A list of vetoes, as the UN library's page has it."""
    return [
        ("Date", "Draft", "Agenda item", "Permanent member casting negative vote"),
        *(
            (PUBLIC[s][0], s, "", " and ".join(CALLED[s].get(m, m) for m in PUBLIC[s][5]))
            for s in symbols
            if PUBLIC[s][5]
        ),
    ]


def write(path, rows, separator=",", encoding="utf-8"):
    """Write rows as text, or as a workbook."""
    if path.suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(list(row))
        book.save(path)
        return path
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def ballots_in(table):
    """The ballots of each vote of a table, by code."""
    found = [{} for _ in table.ids]
    for vote, member, ballot in zip(table.vote, table.member, table.ballot, strict=True):
        found[vote][member] = [*LETTERS, "U"][ballot]
    return found
