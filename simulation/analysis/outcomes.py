"""The small tables behind the figures: outcomes, tallies, vetoes seen and hidden, strengths.

Each is a pandas frame whose ``attrs`` say in words which histories it was made
of. Shares carry the columns of :class:`simulation.measures.rates.Rate`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from simulation.analysis.caveat import mark, names_states
from simulation.analysis.explain import tally_words
from simulation.analysis.members import holders_of_seats, permanent_members, states_known
from simulation.experiments.dataset import unpack
from simulation.experiments.record import on_record, redrafted, replays, script_of
from simulation.experiments.results import Results
from simulation.experiments.summary import OUTCOMES, REPLAYED_OUTCOMES, by_rule, ends_of
from simulation.measures.rates import RATE, Rate, rate_of
from simulation.scenario.sitting import number_of_seats
from simulation.scenario.words import counted
from simulation.stages.voting import LETTERS

ANY_CAUSE = "any"
"""Row of an end of the round whatever its cause."""

INSURANCE = "insurance"
"""Cause of a text that is weaker for a hidden veto that is not large."""

SCRIPTED = "scripted"
"""Cause of what a script withholds."""

VETO_KINDS = ("visible", "withheld", "diluted_much", "diluted", "diluted_and_vetoed")
"""Vetoes seen and hidden. Drafts of the last are among the first and the third too."""

CHALLENGERS = ("client", "other")
"""Challengers that a permanent member stands behind, and others."""

BINS = 10
"""Of the strength wanted, from 0 to 1."""

WINDOWS = 20
"""Rounds of long histories are taken together in at most so many windows."""

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class SimulatedRollCall:
    """One vote, seat by seat, in the order of seats.

    ``ballots`` are the letters Y, N, A and NV (not voting); ``penholder`` is a
    member's code or None; ``title`` says what was voted and what came of it.

    Raises
    ------
    ValueError
        If the columns differ in length or a ballot is none of the four.
    """

    members: tuple[str, ...]
    names: tuple[str, ...]
    permanent: tuple[bool, ...]
    ballots: tuple[str, ...]
    penholder: str | None
    title: str

    def __post_init__(self) -> None:
        if len({len(self.members), len(self.names), len(self.permanent), len(self.ballots)}) > 1:
            raise ValueError("a roll call needs a name, a flag and a ballot for each member")
        unknown = sorted(set(self.ballots) - set(LETTERS))
        if unknown:
            raise ValueError(f"ballot {unknown[0]!r}: must be one of {', '.join(LETTERS)}")

    def count(self, letter: str) -> int:
        """How many ballots of this kind were cast."""
        return self.ballots.count(letter)


def made_from(results: Results) -> str:
    """Which histories a figure stands on: its footer. Those finished count, not those planned."""
    e, finished = results.manifest.experiment, results.runs.count_rows()
    histories = counted(finished, "history")
    replaced = results.manifest.replaced
    otherwise = f", played otherwise: {replaced}" if replaced else ""
    varied = [f", {name} {value}" for name, value in results.setting.items() if name != "rules"]
    setting = "" if results.point is None else f"{''.join(varied)}, point {results.point}"
    return (
        f"simulation error only; {histories}, seed {e['seed']}, {e['scenario']}, "
        f"rules {e['rules']}{setting}{otherwise}"
        f"{', redrafted' if redrafted(results.manifest) else ''}"
    )


def framed(
    results: Results, rows: Iterable[dict[str, Any]], columns: Sequence[str]
) -> pd.DataFrame:
    """Rows as a frame; the numbers of shares as floats, so that None is NaN.

    Its attributes are words for a figure: ``made_from`` the histories, ``histories`` how many,
    ``considered`` what the rounds are that count, ``no_cause`` what an empty
    cause means, ``states`` whether members are real ones, ``replays`` whether a script
    decides what is tabled, ``labels`` the drafts of a script, ``record`` what is on
    record (:class:`simulation.experiments.record.OnRecord`) or None. Shares that the rules
    or a script alone decide have no interval.
    """
    frame = pd.DataFrame(list(rows), columns=list(columns))
    floats = [name for name in ("value", "low", "high") if name in frame]
    frame = frame.astype(dict.fromkeys(floats, "float64"))
    described = results.manifest.experiment["described"]
    certain = by_rule(results)
    if certain and "low" in frame:
        ended = frame.filter(["end", "outcome"]).isin(certain).any(axis=1)
        without = "kind" in frame and "vetoed" in certain
        never = frame.filter(["reason"]).isin(certain).any(axis=1)
        if "count" in frame:
            never &= frame["count"] == 0
        frame.loc[ended | without | never, ["low", "high"]] = math.nan
    frame.attrs["made_from"] = made_from(results)
    frame.attrs["histories"] = results.runs.count_rows()
    frame.attrs["considered"] = "in which a draft was considered"
    frame.attrs["no_cause"] = "the text as wanted"
    frame.attrs["states"] = names_states(results.manifest.members[0])
    frame.attrs["replays"] = replays(results.manifest)
    frame.attrs["redraft"] = redrafted(results.manifest)
    frame.attrs["labels"] = [draft.label for draft in script_of(results.manifest)]
    frame.attrs["record"] = on_record(results.manifest)
    frame.attrs["large"] = described["parameters"]["large"]
    if frame.attrs["replays"]:
        frame.attrs["considered"] = "of the script (a draft each)"
        frame.attrs["no_cause"] = "the script's text"
    if described["rules"]["automatic"]:
        frame.attrs["considered"] = "answered by predefined rules"
        frame.attrs["no_cause"] = "imposed without a vote"
    return frame


def rate_in(row: Any) -> Rate:
    """The share in one row of a frame (as :meth:`pandas.DataFrame.itertuples` gives it)."""
    value, low, high = (
        None if math.isnan(number) else float(number) for number in (row.value, row.low, row.high)
    )
    return Rate(value, low, high, int(row.count_), int(row.total), int(row.histories))


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows by name; ``count`` is called ``count_``, as tuples have a method of that name."""
    return list(frame.rename(columns={"count": "count_"}).itertuples(index=False))


def outcomes_by_cause(results: Results) -> pd.DataFrame:
    """Shares of the rounds in which a draft was considered, by end and cause.

    Columns end, cause and those of a rate; each end has one row with cause
    ``"any"``, then one for each cause that occurred. An empty cause is a text
    as wanted; ``insurance`` a veto that the penholder expected with a hidden veto that is
    not large. Where a script decides what is tabled there is one end ``adopted``, and
    ``withheld`` only where the script withholds.
    """
    rounds = results.to_pandas(["run", "end", "cause", "hidden_veto"])
    considered = rounds["end"].isin(OUTCOMES)
    script = replays(results.manifest)
    why = rounds["cause"].astype(str)
    large = results.manifest.experiment["described"]["parameters"]["large"]
    if script:
        why = why.mask(rounds["end"] == "withheld", SCRIPTED)
    else:
        why = why.mask((why == "veto_expected") & (rounds["hidden_veto"] < large), INSURANCE)
    rows = []
    for end, made_of in ends_of(results).items():
        ended = rounds["end"].isin(made_of)
        rows.append({"end": end, "cause": ANY_CAUSE} | rate_of(rounds, ended, considered).plain())
        causes = why[ended]
        for cause in sorted(causes.unique(), key=lambda name: (-int((causes == name).sum()), name)):
            share = rate_of(rounds, ended & (why == cause), considered)
            rows.append({"end": end, "cause": cause} | share.plain())
    return framed(results, rows, ("end", "cause", *RATE))


def outcomes_over_time(results: Results) -> pd.DataFrame:
    """Shares of the rounds in which a draft was considered, by window of rounds and end.

    Columns first, last (rounds counted from 1, both included), end and those of
    a rate; long histories are cut into at most ``WINDOWS`` windows.
    """
    rounds = results.to_pandas(["run", "round", "end"])
    length = results.manifest.experiment["rounds"]
    width = math.ceil(length / WINDOWS)
    rows = []
    for start in range(0, length, width):
        window = rounds[(rounds["round"] >= start) & (rounds["round"] < start + width)]
        considered = window["end"].isin(OUTCOMES)
        for end, made_of in ends_of(results).items():
            share = rate_of(window, window["end"].isin(made_of), considered).plain()
            last = min(start + width, length)
            rows.append({"first": start + 1, "last": last, "end": end} | share)
    return framed(results, rows, ("first", "last", "end", *RATE))


def tallies(results: Results) -> pd.DataFrame:
    """Shares of the drafts voted, by number of yeses and outcome.

    Columns yes (0 to the number of seats), outcome (adopted, vetoed,
    fell_short), quota, recorded (drafts of a script on record with so many yeses and this
    outcome) and those of a rate; every combination has a row.
    """
    rounds = results.to_pandas(["run", "end", "yes"])
    voted = rounds["yes"].notna()
    seats = len(results.members)
    quota = number_of_seats(results.manifest.experiment["described"]["rules"]["quota"], seats)
    ends = {
        outcome: rounds["end"].isin(REPLAYED_OUTCOMES[outcome])
        for outcome in ("adopted", "vetoed", "fell_short")
    }
    kept = Counter((draft.yes, draft.outcome) for draft in script_of(results.manifest))
    rows = [
        {"yes": yes, "outcome": outcome, "quota": quota, "recorded": kept[yes, outcome]}
        | rate_of(rounds, voted & ended & (rounds["yes"] == yes), voted).plain()
        for yes in range(seats + 1)
        for outcome, ended in ends.items()
    ]
    return framed(results, rows, ("yes", "outcome", "quota", "recorded", *RATE))


def vetoes_by_member(results: Results) -> pd.DataFrame:
    """Vetoes by member: those cast, and those hidden, for its clients.

    Columns member, alone, with_others (visible vetoes, by who else blocked),
    withheld, diluted (drafts on crises whose patron it is, held back or
    weakened because of vetoes; in a replay what the model's penholder would have done),
    considered (drafts considered in all), vetoed (drafts vetoed in all), against (of
    these, the share that the member blocked), against_low, against_high and recorded (the
    same on record, NaN where there is none). One row for each permanent member, and for
    anyone else that cast a veto or is a patron.
    """
    rounds = results.to_pandas(
        ["run", "end", "blocked_by", "patron", "penholder", "proposed", "hidden_veto"]
    )
    considered = rounds["penholder"].notna()
    hidden = considered & (rounds["hidden_veto"] > 0)
    withheld = rounds["proposed"].isna()
    blocks = rounds["blocked_by"][rounds["end"] == "vetoed"].astype(str).value_counts()
    patrons = {
        "withheld": rounds["patron"][hidden & withheld].astype(str).value_counts(),
        "diluted": rounds["patron"][hidden & ~withheld].astype(str).value_counts(),
    }
    counts: dict[str, dict[str, int]] = {
        member: {"alone": 0, "with_others": 0} for member in permanent_members(results.manifest)
    }
    for blockers, number in blocks.items():
        together = str(blockers).split("|")
        for member in together:
            row = counts.setdefault(member, {"alone": 0, "with_others": 0})
            row["alone" if len(together) == 1 else "with_others"] += int(number)
    kept, failed = on_record(results.manifest), rounds["end"] == "vetoed"
    vetoed, who = int(failed.sum()), "|" + rounds["blocked_by"].astype(str) + "|"
    for patron in rounds["patron"].dropna().unique():
        counts.setdefault(str(patron), {"alone": 0, "with_others": 0})
    rows = [
        {"member": member, **row, "considered": int(considered.sum()), "vetoed": vetoed}
        | {name: int(found.get(member, 0)) for name, found in patrons.items()}
        | dict(zip(AGAINST, blocking_share(rounds, who, member, failed), strict=True))
        | {"recorded": kept.against.get(member, 0.0) if kept and kept.against else math.nan}
        for member, row in counts.items()
    ]
    columns = (
        "member", "alone", "with_others", "withheld", "diluted", "considered", "vetoed",
        *AGAINST, "recorded",
    )  # fmt: skip
    return framed(results, rows, columns).astype(dict.fromkeys(AGAINST, "float64"))


AGAINST = ("against", "against_low", "against_high")
"""A member's share of the vetoes, and its interval."""


def blocking_share(
    rounds: pd.DataFrame, who: pd.Series, member: str, failed: pd.Series
) -> tuple[float | None, float | None, float | None]:
    """The share of the drafts vetoed that a member blocks, with its interval over histories."""
    found = rate_of(rounds, who.str.contains(f"|{member}|", regex=False), failed)
    return found.value, found.low, found.high


def strength_wanted_and_adopted(results: Results) -> pd.DataFrame:
    """Strength adopted by strength wanted, clients' crises and others apart.

    Columns challenger; wanted_from, wanted_to (the bin of strength wanted; the
    lowest takes what lies below 0, too); lower, adopted, upper (quartiles of
    the strength adopted over the drafts that were; NaN where none was); and
    those of a rate, the share of the bin's drafts that were not adopted. Bins
    with no draft have no row.
    """
    rounds = results.to_pandas(["run", "end", "client", "wanted", "tabled"])
    drafts = rounds[rounds["wanted"].notna()]
    adopted = drafts["end"].isin(REPLAYED_OUTCOMES["adopted"])
    bins = np.clip(np.floor(drafts["wanted"] * BINS), 0, BINS - 1).astype(int)
    rows = []
    for challenger, client in zip(CHALLENGERS, (True, False), strict=True):
        for number in range(BINS):
            here = (drafts["client"] == client) & (bins == number)
            if not here.any():
                continue
            strengths = drafts["tabled"][here & adopted]
            lower, middle, upper = (float(strengths.quantile(q)) for q in QUARTILES)
            rows.append(
                {
                    "challenger": challenger,
                    "wanted_from": number / BINS,
                    "wanted_to": (number + 1) / BINS,
                    "lower": lower,
                    "adopted": middle,
                    "upper": upper,
                }
                | rate_of(drafts, ~adopted, here).plain()
            )
    columns = ("challenger", "wanted_from", "wanted_to", "lower", "adopted", "upper", *RATE)
    return framed(results, rows, columns)


def hidden_and_visible(results: Results) -> pd.DataFrame:
    """Vetoes seen and hidden, as shares of the drafts considered; clients and others apart.

    Columns kind (of ``VETO_KINDS``), challenger and those of a rate. Kinds overlap:
    what is diluted may be vetoed all the same. In a replay the
    script's draft is voted, and all kinds but the first are what the model's penholder
    would have done.
    """
    rounds = results.to_pandas(["run", "end", "client", "penholder", "proposed", "hidden_veto"])
    considered = rounds["penholder"].notna()
    hidden, vetoed = rounds["hidden_veto"] > 0, rounds["end"] == "vetoed"
    withheld = rounds["proposed"].isna()
    diluted = hidden & ~withheld
    much = rounds["hidden_veto"] >= results.manifest.experiment["described"]["parameters"]["large"]
    flags = (vetoed, hidden & withheld, diluted & much, diluted, diluted & vetoed)
    rows = [
        {"kind": kind, "challenger": challenger}
        | rate_of(rounds, flag, considered & (rounds["client"] == client)).plain()
        for kind, flag in zip(VETO_KINDS, flags, strict=True)
        for challenger, client in zip(CHALLENGERS, (True, False), strict=True)
    ]
    return framed(results, rows, ("kind", "challenger", *RATE))


def sentence_case(crisis: str) -> str:
    """A type or name of a crisis as a title begins: ``civil-war`` as ``Civil war``."""
    return crisis[:1].upper() + crisis[1:].replace("-", " ")


def example_roll_call(results: Results) -> SimulatedRollCall | None:
    """One vote of the batch to show: the first veto if there is one, else the first vote.

    None where no ballot was cast or the batch was stored without ballots.
    """
    if "ballots" not in results.levels:
        return None
    voted = results.rounds.to_table(
        columns=["run", "round", "end", "crisis", "penholder", "yes", "no", "abstain"],
        filter=ds.field("yes").is_valid(),
    ).to_pandas()
    if voted.empty:
        return None
    vetoes = voted[voted["end"] == "vetoed"]
    chosen = (vetoes if len(vetoes) else voted).head(1)
    row = chosen.iloc[0]
    here = (ds.field("run") == int(row["run"])) & (ds.field("round") == int(row["round"]))
    packed = results.level("ballots").to_table(filter=here).column("ballots").to_numpy()
    (members,) = holders_of_seats(results, chosen)
    ballots = tuple(LETTERS[ballot] for ballot in unpack(packed, len(members))[0])
    names, permanent = states_known(results.manifest), permanent_members(results.manifest)
    end = str(row["end"]).replace("_", " ")
    ends, on_it = voted["end"], ""
    what = f"{sentence_case(str(row['crisis']))}, history {row['run']}, round {row['round'] + 1}"
    kept, script = "", script_of(results.manifest)
    if replays(results.manifest):
        end = end if end in ("vetoed", "fell short") else "adopted"
    if script:
        draft = script[int(row["round"])]
        what = f"{draft.symbol} ({draft.date}), history {row['run']}"
        ends, on_it = ends[voted["round"] == row["round"]], " on this draft"
        kept = f"; on record {draft.recorded}"
    way = "Adopted" if end.startswith("adopted") else sentence_case(end)
    return SimulatedRollCall(
        members=tuple(members),
        names=tuple(names.get(member, {}).get("name", member) for member in members),
        permanent=tuple(member in permanent for member in members),
        ballots=ballots,
        penholder=str(row["penholder"]),
        title=f"{what}{mark(members)}\n"
        f"{tally_words(ballots, int(row['yes']), int(row['no']), int(row['abstain']))}: "
        f"{end}{kept}\n"
        f"{way} in {alike(ends, str(row['end'])):,} of {counted(len(ends), 'vote')}{on_it}",
    )


def alike(ends: pd.Series, end: str) -> int:
    """How many votes ended in the same way: a text was adopted, it was vetoed, or it fell short."""
    ways = ends.str.replace(r"^adopted.*", "adopted", regex=True)
    return int((ways == ("adopted" if end.startswith("adopted") else end)).sum())
