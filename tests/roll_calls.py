"""Small tables of votes, with the columns of the real ones, invented from a seed."""

import csv
from datetime import date, timedelta

import numpy as np

PERMANENT = {"CHN": "APG", "FRA": "WEOG", "GBR": "WEOG", "RUS": "EEG", "USA": "WEOG"}
GROUPS = ("AFR", "AFR", "AFR", "APG", "APG", "GRULAC", "GRULAC", "EEG", "WEOG", "WEOG")
TOPICS = ("desert", "harbour", "island", "mountain")
CONTESTED = (0.7, 0.4, 0.1, 0.05)
"""The chance that a draft on each topic is contested."""

DISSENTERS = (("RUS", "CHN"), ("USA", "GBR"))
"""Who says no, and who abstains with it, in each of two kinds of contested draft."""

VOTES = [
    "vote_id",
    "symbol",
    "res_no",
    "date",
    "year",
    "outcome",
    "unanimous",
    "no_recorded_vote",
    "procedural",
    "council_size",
    "required_yes",
    "yes",
    "no",
    "abstain",
    "nonvoting",
    "veto_by",
    "p5_no",
    "n_veto",
    "topic",
    "topic_repaired",
    "ch7_mention",
    "ch7_acting",
    "n_rows_same_symbol",
    "title",
]
BALLOTS = ["vote_id", "date", "year", "outcome", "iso3", "permanent", "un_group", "vote"]
IDEAL = [
    "year",
    "ccode",
    "iso3",
    "country",
    "ideal_point_fp",
    "ideal_point_fp_q05",
    "ideal_point_fp_q95",
    "n_votes_fp",
]


def council(year):
    """Five permanent members and ten elected ones, half of them new every year."""
    seats = [(member, 1, group) for member, group in PERMANENT.items()]
    for n, group in enumerate(GROUPS):
        term = (year + n % 2) // 2
        seats.append((f"{chr(65 + n)}{chr(65 + term % 6)}X", 0, group))
    return seats


def tables(years=range(1980, 2000), a_year=12, seed=3):
    """Rows of the three tables: votes, ballots, ideal points."""
    rng = np.random.default_rng(seed)
    votes, ballots = [], []
    for year in years:
        seats = council(year)
        days = np.sort(rng.choice(360, a_year - 1, replace=False))
        for day in [*days, days[-1]]:  # the last two are voted on one day
            topic = rng.integers(len(TOPICS))
            kind = rng.integers(2) if rng.random() < CONTESTED[topic] else None
            cast = {member: ballot(rng, member, kind) for member, _, _ in seats}
            votes.append(vote(len(votes) + 1, year, int(day), TOPICS[topic], cast))
            ballots += [
                {
                    **{c: votes[-1][c] for c in BALLOTS[:4]},
                    **dict(zip(BALLOTS[4:], seat, strict=True)),
                }
                for seat in ((*seat, cast[seat[0]]) for seat in seats)
            ]
    states = sorted({row["iso3"] for row in ballots})
    ideal = [
        dict(zip(IDEAL, (year, n, state, state, round(rng.normal(), 3), -1, 1, 50), strict=True))
        for year in range(min(years) - 1, max(years) + 1)
        for n, state in enumerate(states)
    ]
    return votes, ballots, ideal


def ballot(rng, member, kind):
    if kind is None:
        return "Y"
    no, abstains = DISSENTERS[kind]
    if member == no:
        return rng.choice(["N", "A"], p=[0.6, 0.4])
    if member == abstains:
        return rng.choice(["A", "NV", "Y"], p=[0.5, 0.1, 0.4])
    return rng.choice(["Y", "A", "N"], p=[0.8, 0.15, 0.05])


def vote(number, year, day, topic, cast):
    counts = {letter: sum(b == letter for b in cast.values()) for letter in ("Y", "N", "A", "NV")}
    vetoes = [member for member in PERMANENT if cast[member] == "N"]
    short = counts["Y"] < 9
    outcome = "failed_majority" if short else "vetoed" if vetoes else "adopted"
    return {
        "vote_id": number,
        "symbol": f"S/{year}/{number}",
        "res_no": number if outcome == "adopted" else "",
        "date": (date(year, 1, 1) + timedelta(days=day)).isoformat(),
        "year": year,
        "outcome": outcome,
        "unanimous": int(counts["Y"] == 15),
        "no_recorded_vote": 0,
        "procedural": 0,
        "council_size": 15,
        "required_yes": 9,
        "yes": counts["Y"],
        "no": counts["N"],
        "abstain": counts["A"],
        "nonvoting": counts["NV"],
        "veto_by": "" if short else "|".join(vetoes),
        "p5_no": "|".join(vetoes),
        "n_veto": 0 if short else len(vetoes),
        "topic": topic if outcome != "adopted" else "other",
        "topic_repaired": topic,
        "ch7_mention": "",
        "ch7_acting": "",
        "n_rows_same_symbol": 1,
        "title": "a question" if outcome != "adopted" else "an answer",
    }


def write(folder, votes, ballots, ideal, years="1980_1999"):
    """Write the tables, as the real ones are named."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (
        (f"unsc_votes_{years}.csv", votes),
        (f"unsc_member_votes_{years}.csv", ballots),
        (f"unga_ideal_points_{years}.csv", ideal),
    ):
        if rows:
            with (folder / name).open("w", newline="", encoding="utf-8") as file:
                table = csv.DictWriter(file, list(rows[0]))
                table.writeheader()
                table.writerows(rows)
    return folder
