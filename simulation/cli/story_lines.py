"""The rounds of a story as lines of text: words first, colour added."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from simulation.analysis.caveat import mark
from simulation.cli.ballot_lines import BALLOTS, print_ballot
from simulation.cli.chances import chance_words, in_bits, one_in, percent
from simulation.scenario.words import borne_words, counted, listed, per_cents

ENDS = {
    "quiet": "Nobody challenges the peace.",
    "deterred": "A challenger is deterred.",
    "unseen": "Not before the Council",
    "mediated": "The Secretary-General's good offices settle it.",
    "withheld": "No draft is tabled",
    "fell_short": "FELL SHORT",
    "vetoed": "VETOED",
    "adopted": "ADOPTED",
    "adopted_diluted": "ADOPTED, diluted",
    "adopted_in_full": "ADOPTED in full",
}

ACTIONS = {
    "council": "Under the Council's mandate",
    "assembly": "The Assembly, uniting for peace, recommends what was vetoed",
    "regional": "{organisation} acts",
    "coalition": "{leader} leads a coalition of the willing",
}

DONE = {
    "nothing": "nothing was done",
    "words": "nothing but words followed",
    "sanctions": "there were sanctions",
    "peacekeeping": "there were peacekeepers",
    "force": "there was force",
}
"""What was done after a draft on record, in words."""

KINDS = {
    "words": "words alone",
    "sanctions": "sanctions",
    "peacekeeping": "peacekeepers",
    "force": "force",
    "aid": "money and arms for the attacked state",
}
"""What an answer consists of, in words."""

DECIDED_BY = {
    "council": "on the Council's decision",
    "assembly": "on the Assembly's decision",
    "regional": "on the decision of a regional organisation",
    "coalition": "on the decision of states on their own",
}

BASES = {
    "self-defence": "in self-defence",
    "consent": "with consent",
    "enforcement": "under a mandate",
    "assembly": "by the Assembly",
    "none": "without a mandate",
}
"""On what ground states acted beside the Council on record, in words."""

CAUSES = {
    "not_raised": "nobody raises it in time",
    "not_admitted": "it does not win the procedural vote on the agenda",
    "no_interest": "its penholder wants too little",
    "shortfall_expected": "too few yeses are expected, even without any veto",
    "veto": "a veto holder said no",
    "shortfall": "too few affirmative votes",
    "shortfall_and_no": "too few affirmative votes, and a veto holder said no as well",
}

ON_RECORD = {
    "veto_expected": "a veto was expected",
    "shortfall_expected": "too few yeses were expected",
}
"""Why a draft was withheld that is on record as withheld."""

MOST_GIVERS = 6
"""States that are named with what they give to an answer; the others are counted."""


def print_rounds(rounds: list[dict[str, Any]], console: Console) -> None:
    """Print a story, round by round: ``facts`` are those of one round."""
    for facts in rounds:
        console.print(heading(facts))
        lines = Table.grid(padding=(0, 1))
        lines.add_column(width=8, style="bold")
        lines.add_column(overflow="fold")
        for label, text in sentences(facts):
            lines.add_row(label, text)
        console.print(lines)
        for explanation in facts.get("explained", []):
            print_ballot(explanation, console)
        if facts.get("no_vote_to_explain"):
            console.print("No vote was held in this round, so there is no ballot to explain.")
        console.print()


def heading(facts: dict[str, Any]) -> Rule:
    """The line above a round."""
    draft = facts["draft"] or {}
    parts = [f"Round {facts['round'] + 1}"]
    parts += [draft[key] for key in ("date", "symbol") if key in draft]
    return Rule(Text(" · ".join(parts)), align="left", style="dim")


def sentences(facts: dict[str, Any]) -> list[tuple[str, Text]]:
    """Labelled lines of one round."""
    lines: list[tuple[str, Text]] = []
    crisis, draft = facts["crisis"], facts["draft"]
    lines += [("Shift", Text(shift_line(shift))) for shift in facts["shifts"]]
    if crisis:
        lines.append(("Crisis", Text(crisis_line(crisis))))
    if draft:
        if "title" in draft:
            said = f"{draft['title']} ({draft['instrument']})"
            lines.append(("Draft", Text(said if draft["title"] else draft["instrument"])))
        lines.append(("Pen", Text(pen_line(draft))))
        if draft["vote"]:
            lines += [
                ("Vote" if k == 0 else "", line) for k, line in enumerate(roll_call(draft["vote"]))
            ]
    lines.append(("Result", result_line(facts)))
    if draft and draft["vote"] and draft["vote"]["smallest_changes"]:
        ways = "; or ".join(draft["vote"]["smallest_changes"])
        lines.append(("", Text(f"It would have passed if: {ways}.")))
    if facts["answer"]:
        goes_on = "replayed" in facts and not facts["closed"]
        lines += answer_lines(facts["answer"], goes_on=goes_on)
    elif crisis and facts["end"] not in ("unseen", "mediated"):
        lines.append(("Action", Text("Nothing is done.")))
    if facts["closed"] and crisis:
        how = "is settled" if facts["settled"] else "closes unresolved"
        lines.append(("", Text(f"The crisis {how}.", style="bold")))
    if facts.get("recorded"):
        lines += record_lines(facts["recorded"], replayed=facts["replayed"])
    if facts.get("followed"):
        lines.append(("Followed", Text(followed_line(facts["followed"]))))
    if facts.get("aftermath"):
        lines += aftermath_lines(facts["aftermath"])
    return lines


def shift_line(shift: dict[str, Any]) -> str:
    """Whose profile changes from this round on, how, and why."""
    new = ", ".join(
        f"{key.replace('_', ' ')} {profile_words(value)}" for key, value in shift["profile"].items()
    )
    note = f" ({shift['note']})" if shift["note"] else ""
    return f"From now on {shift['name']}: {new}{note}."


def profile_words(value: Any) -> str:
    """A value of a profile; of a table, each entry by its key.

    >>> profile_words({"APG": 1.0, "AFR": 0.5}), profile_words(0.2)
    ('1.0 in APG, 0.5 in AFR', '0.2')
    """
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(f"{one} in {key}" for key, one in value.items())


def answer_lines(answer: dict[str, Any], *, goes_on: bool = False) -> list[tuple[str, Text]]:
    """Who acted, who bore it and who did not, and whether it worked.

    ``goes_on`` says that a script has more drafts on the crisis, whatever comes of the answer.
    """
    who = ACTIONS[answer["action"]].format(**answer)
    if answer["action"] == "council" and answer["organisation"]:
        who += f", carried out by {answer['organisation']}"
    lawful = "" if answer["lawful"] else ", without a mandate"
    what = KINDS[answer["done"]]
    lines = [("Action", Text(f"{who}{lawful}, with strength {answer['strength']:.2f}: {what}."))]
    if answer["done"] == "words":
        return [
            *lines,
            ("Outcome", Text("Nobody bears anything, and nothing changes on the ground.")),
        ]
    simulated = mark([one["contributor"] for one in answer["contributions"]])
    text = f"{simulated.strip()} {currencies_line(answer)}".lstrip()
    if answer["provision"] > 0.0 and answer["optimal"] > 0.0:
        share = 100 * answer["provision"] / answer["optimal"]
        text += f" Together {share:.0f} % of the effort best for all."
    lines.append(("Burden", Text(text)))
    result = "It succeeds" if answer["won"] else "It does not succeed"
    had = "no chance" if answer["p_win"] <= 0.0 else f"a chance of {percent(answer['p_win'])}"
    chance = f"{result}; it had {had}."
    if answer["won"] and goes_on:
        chance = (
            f"It would have ended the crisis here ({had.removeprefix('a ')}); the script goes on."
        )
    # A mandate under which nobody does anything is not exceeded, whatever was drawn.
    if answer["exceeded"] and answer["provision"] > 0.0:
        spent = ", which costs trust in the responsibility to protect"
        chance += f" The mandate is exceeded{spent if answer['costs_trust'] else ''}."
    return [*lines, ("Outcome", Text(chance))]


def currencies_line(answer: dict[str, Any]) -> str:
    """Who gave what share of the forces, and of the money; peacekeepers are paid by a scale."""
    given, states = answer["contributions"], answer["states"]
    text = ""
    if any(one["forces_share"] > 0.0 for one in given):
        text = f"In forces: {burden_line(given, 'forces_share', states)} "
    scale = ", by the scale of assessments" if answer["done"] == "peacekeeping" else ""
    return f"{text}In money{scale}: {burden_line(given, 'money_share', states)}"


def burden_line(contributions: list[dict[str, Any]], of: str, states: int) -> str:
    """Who gave what share of an answer, the most first, and how many of all states nothing."""
    givers, others, parts = burden_parts(contributions, of)
    if not parts:
        return "Nobody gives anything."
    gifts = [f"{giver} {parts[giver]}" for giver in givers]
    if others:
        gifts.append(f"{others} more {parts['']}")
    none = states - len(givers) - others
    rest = f"; nothing from {none} of {counted(states, 'state')}" if none else ""
    return f"{', '.join(gifts)}{rest}."


def burden_parts(
    contributions: list[dict[str, Any]], of: str
) -> tuple[list[str], int, dict[str, str]]:
    """The states that give most, how many more give, and what each gives in per cent of the whole.

    What the others give together stands under no name; the parts add up to 100.
    """
    shares = {c["contributor"]: c[of] for c in contributions if c[of] > 0.0}
    ordered = sorted(shares, key=lambda name: -shares[name])
    givers, others = ordered[:MOST_GIVERS], ordered[MOST_GIVERS:]
    whole = {giver: shares[giver] for giver in givers}
    if others:
        whole[""] = sum(shares[name] for name in others)
    parts = map(part_words, per_cents(list(whole.values())) if whole else [])
    return givers, len(others), dict(zip(whole, parts, strict=True))


def part_words(part: str) -> str:
    """A part of what is given, in per cent, none of which looks like nothing.

    >>> part_words("12"), part_words("<1"), part_words(">99")
    ('12 %', 'under 1 %', 'over 99 %')
    """
    said = part.replace("<", "under ").replace(">", "over ")
    return f"{said} %"


def followed_line(followed: dict[str, Any]) -> str:
    """What was done after a draft on record, on whose decision, and who had no part in it."""
    text = f"On record, {DONE[followed['done']]}"
    if followed["decision"] is not None:
        text += f", {DECIDED_BY[followed['decision']]}"
    if followed["leader"] is not None:
        text += f"; {followed['leader']} led"
    if followed["bore_nothing"]:
        text += f"; nothing was borne by {', '.join(followed['bore_nothing'])}"
    return f"{text}."


def aftermath_lines(aftermath: dict[str, Any]) -> list[tuple[str, Text]]:
    """What is on record of how a crisis ended."""
    lines = []
    for item in aftermath["outside"]:
        date = f" on {item['date']}" if "date" in item else ""
        lines.append(("", Text(f"Beside the Council: {item['by']}{date}, {BASES[item['basis']]}.")))
    for borne in aftermath["contributions"]:
        currency = "Otherwise" if borne["currency"] == "other" else f"In {borne['currency']}"
        lines.append(("", Text(f"{currency}: {borne_words(borne)}.")))
    if aftermath["text"]:
        lines.append(("", Text(aftermath["text"])))
    if lines:
        lines[0] = ("Record", lines[0][1])
    return lines


def crisis_line(crisis: dict[str, Any]) -> str:
    """What the crisis is."""
    name = crisis["name"] or f"{crisis['type'].replace('-', ' ')} crisis {crisis['episode']}"
    where = f"{crisis['type']}, " if crisis["name"] else ""
    text = f"{name} ({where}region {crisis['region']}), severity {crisis['severity']:.2f}"
    if crisis["target"]:
        text += f"; aimed at {crisis['target']}"
    text += f"; patron: {crisis['patron'] or 'none'}"
    if crisis["status_quo"] > 0:
        text += f"; a mandate of {crisis['status_quo']:.2f} stands"
    return text


def pen_line(draft: dict[str, Any]) -> str:
    """Who drafted, what was wanted, tabled, and what the twin would have seen."""
    text = f"{draft['penholder']} wants {draft['wanted']:.2f}, "
    proposed, tabled = draft["proposed"], draft["tabled"]
    on_record = draft.get("withheld_on_record", False)
    if "symbol" in draft:
        text = f"the model's {text}"
    if proposed == tabled and not on_record:
        text += "tables nothing" if tabled is None else f"tables {tabled:.2f}"
    else:
        own = "nothing" if proposed is None else f"{proposed:.2f}"
        kept = "on record nothing was tabled" if tabled is None else f"as scripted, {tabled:.2f}"
        text += f"would table {own} by itself; {kept}"
    twin = draft["twin"]
    text += f"; without vetoes {'nothing' if twin is None else f'{twin:.2f}'}"
    if draft["hidden_veto"] > 0:
        text += f" (hidden veto of {draft['hidden_veto']:.2f})"
    return text + "."


def roll_call(vote: dict[str, Any]) -> list[Text]:
    """The ballots, a line a kind: sign, word, number, members; permanent ones starred."""
    lines = []
    simulated = mark([seat["member"] for seat in vote["roll_call"]])
    for letter, (word, colour, sign) in BALLOTS.items():
        members = [seat for seat in vote["roll_call"] if seat["ballot"] == letter]
        if not members and letter == "NV":
            continue
        names = ", ".join(s["name"] + ("*" if s["permanent"] else "") for s in members)
        line = Text(f"{sign} {len(members):2d} {word}{simulated}", style=f"bold {colour}")
        lines.append(line.append(f"  {names}", style="default not bold"))
    return lines


def result_line(facts: dict[str, Any]) -> Text:
    """How the round ended and why."""
    end, cause = facts["end"], facts["cause"]
    text = Text(ENDS[end])
    if end.startswith("adopted"):
        text.stylize("bold green")
    elif end in ("vetoed", "fell_short", "withheld"):
        text.stylize("bold red")
    if facts["imposed"] is not None:
        text.append(f": predefined rules impose {facts['imposed']:.2f} without a vote")
    vote = facts["draft"]["vote"] if facts["draft"] else None
    if vote:
        text.append(f": {counted(vote['yes'], 'affirmative vote')}, {vote['required']} required")
        if vote["not_counted"]:
            text.append(f", without the ballots of {listed(vote['not_counted'])}, parties")
        if vote["blocked_by"]:
            text.append(f", blocked by {', '.join(vote['blocked_by'])}")
        elif cause and end.startswith("adopted"):
            text.append(f"; {why_diluted(facts)}")
    elif facts["draft"] and facts["draft"].get("withheld_on_record"):
        text.append(f", as on record: {ON_RECORD[cause]}")
    elif cause:
        text.append(f": {why_less(facts)}")
    if not text.plain.endswith("."):
        text.append(".")
    return text


def why_diluted(facts: dict[str, Any]) -> str:
    """Why a text that was adopted was not tabled as strong as its penholder wants it."""
    if facts["cause"] != "shortfall_expected":
        return why_less(facts)
    return f"not tabled at {facts['draft']['wanted']:.2f} because {CAUSES['shortfall_expected']}"


def why_less(facts: dict[str, Any]) -> str:
    """Why nothing or less was tabled; a veto is expected only where the hidden veto is large."""
    draft = facts["draft"]
    if facts["cause"] == "no_interest" and draft and facts["crisis"]["status_quo"] > 0.0:
        return beyond_words(draft["wanted"], facts["crisis"]["status_quo"])
    if facts["cause"] != "veto_expected" or not draft:
        return CAUSES[facts["cause"]]
    without = f"before a Council without vetoes the penholder would have tabled {draft['twin']:.2f}"
    if draft["hidden_veto_is_large"]:
        return f"a veto is expected; {without}"
    if draft["proposed"] is None:
        return f"{without}, little: an insurance against misjudging veto holders"
    return (
        f"weakened by {size_words(draft['hidden_veto'])}, an insurance against misjudging veto "
        f"holders; {without}"
    )


def beyond_words(wanted: float, mandate: float) -> str:
    """How little a penholder wants where a mandate stands."""
    if wanted < mandate:
        return f"its penholder wants less than the mandate of {mandate:.2f} that stands"
    return f"{CAUSES['no_interest']} beyond the mandate of {mandate:.2f} that stands"


def size_words(size: float) -> str:
    """A difference of strengths to two places; smaller ones without a false zero.

    >>> size_words(0.0412), size_words(0.003)
    ('0.04', 'less than 0.01')
    """
    return "less than 0.01" if size < 0.005 else f"{size:.2f}"


def record_lines(recorded: dict[str, Any], *, replayed: bool) -> list[tuple[str, Text]]:
    """What was recorded, and how surprising the model finds it.

    Where the draft is not ``replayed`` the recorded ballots were cast on another text.
    """
    tally = "-".join(str(recorded[k]) for k in ("yes", "no", "abstain", "not_voting"))
    outcome = recorded["outcome"].replace("_", " ")
    lines = [("Record", Text(f"{outcome}, {tally} (yes-no-abstain-not voting)"))]
    if recorded["differs"]:
        others = ", ".join(
            f"{item['name']} {BALLOTS[item['recorded']][0]} (here {BALLOTS[item['here']][0]})"
            for item in recorded["differs"]
        )
        otherwise = "On record otherwise" if replayed else "On record, on the text of the record"
        lines.append(("", Text(f"{otherwise}: {others}.")))
    found = recorded["surprise"]
    if not found:
        return lines
    outcome = chance_words(found["outcome_probability"], found["outcome_bits"])
    chance = found["roll_call_probability"]
    if chance > 0.0:
        text = (
            f"In this model that roll call had a chance of {one_in(chance)} "
            f"({in_bits(found['roll_call_bits'])}), and its outcome {outcome}."
        )
    else:
        text = (
            "In this model that roll call could not be: a ballot below is ruled out, so "
            f"that no number can be put on the surprise. Its outcome {outcome}."
        )
    if found["least_expected"]:
        least = [
            f"{item['member']} {BALLOTS[item['ballot']][0]} ({percent(item['probability'])})"
            for item in found["least_expected"]
        ]
        text += f" Least expected: {', '.join(least)}."
    return [*lines, ("", Text(text))]
