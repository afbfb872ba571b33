"""The page docs/glossary.md: ``python docs/generate/glossary_page.py``."""

from __future__ import annotations

from collections.abc import Iterable

from files_page import SECTIONS

from simulation.experiments.columns import LEVELS, of
from simulation.measures.names import OF_SCRIPT
from simulation.measures.table import GROUPS, MEASURES
from simulation.stages.parameters import TABLE

TERMS = {
    "abstention": "A ballot that is neither yes nor no. A permanent member's never blocks.",
    "adequate": "A mandate of at least the strength `adequate`.",
    "affirmative vote": "A yes. A draft needs as many as the quota says.",
    "aid": "Money and arms for an attacked state, given in place of force where a nuclear power "
    "stands behind the challenger, or a permanent member is on its side.",
    "agenda": "Whether a crisis is admitted to the Council: a procedural vote, without vetoes.",
    "Assembly": "The General Assembly, which may recommend what the Council vetoed.",
    "ballot": "What one member casts: yes, no, abstain, or not voting.",
    "batch": "Many histories of one scenario, or of the settings of a design, and their folder.",
    "belief": "What challengers expect: that crises of a class are answered, that answers succeed.",
    "block": "Histories that are played together as arrays.",
    "burden": "What contributors bear for an answer: voluntary (Nash), assessed, or the optimum.",
    "bypass": "Action without a mandate of the Council: by the Assembly, an organisation, a "
    "coalition.",
    "case": "A scripted scenario: drafts that are on record, with the Councils that voted.",
    "challenger": "The actor that begins a crisis; it compares its gain with the answer it "
    "expects.",
    "client": "A challenger that has a patron: a permanent member that is tied to it.",
    "common random numbers": "The same draws under two settings: run r meets the same crises, "
    "tempers and luck, so that differences are due to the setting.",
    "considered": "A round in which a penholder tabled or withheld a draft.",
    "contributor": "One that may bear a burden: every state of the membership, and named states "
    "beside it. A dataset has a row for each seat and each named state, and one for all the others "
    "together.",
    "crisis": "What a challenger begins; it has a type, and lasts an episode from onset to close.",
    "design": "Settings that are played under the same draws: a grid, a list, a sample.",
    "deterred": "A challenger that would have acted without any expected answer, and did not act.",
    "dues": "What a state pays by the scale of assessments; peacekeepers are paid for in this way.",
    "double veto": "A veto of the vote on whether a question is procedural, then of the question. "
    "The rule set `double-veto` is another thing: there a veto takes two permanent members.",
    "easy-riding": "1 - provision / optimum, a ratio of sums: to give less than "
    "one's part of the optimum. Free-riding is its extreme: to benefit and give nothing.",
    "episode": "A crisis from onset to close.",
    "forces": "One of two currencies of means: what a state sends. The other is money.",
    "forecast": "The exact chances of a draft before its vote, with beliefs at rest.",
    "grave": "A crisis of at least the severity `grave` at its onset.",
    "hidden veto": "How much weaker the proposal is than its twin.",
    "history": "One play of a scenario, from its first round to its last. Its number is its run.",
    "ideal point": "A state's place on one line, estimated from votes of the Assembly.",
    "interval": "95 %, over histories, which are the clusters of rounds: simulation error only.",
    "kind of answer": "What an answer consists of: words, sanctions, peacekeeping, force or aid. "
    "It follows from the text, the host's consent and who acts.",
    "lead nation": "A permanent member that holds the pen of a mandate of force. Where an elected "
    "member holds it and no organisation carries it out, the United Nations send peacekeepers.",
    "leader": "The state whose answer others join: of a coalition the member that decides to act, "
    "else the one that would give most alone, with a preference for the penholder.",
    "legitimacy": "The Council's standing, 0 to 1: it makes a no costly and a yes worth joining.",
    "luck": "The draw of one ballot; all else of the ballot is decided before it.",
    "mandate": "The text in force on a crisis, by its strength.",
    "money": "One of two currencies of means: what a state pays, in the unit of effort.",
    "membership": "All states that may sit, those on the Council first.",
    "penholder": "The member that drafts.",
    "permanent member": "One that holds its seat without election; under the Charter, with a veto.",
    "paralysis": "The share of grave crises that close without ever having an adequate mandate.",
    "settled, unsettled": "Of a crisis that closed: mediated or won; neither. The measure "
    "settled is of all that closed, unsettled of the grave ones.",
    "part": "Histories that are stored together, in one file a folder.",
    "point": "A setting of a design, by its number.",
    "power": "What the ballot of one seat can decide under a rule set if every ballot is equally "
    "likely; docs/power.md has the indices.",
    "profile": "What a state wants and has: alignment, sovereignty, stakes, means.",
    "provision": "The sum of efforts given to an answer.",
    "reach": "How far from its own region a state can use its forces, 0 to 1 (the key `reach` of "
    "a seat). The parameter `reach` is another thing: the chance that members raise a crisis.",
    "quota": "How many affirmative votes a draft needs: nine of fifteen.",
    "replay": "A script whose texts are those on record.",
    "roll call": "The ballots of all members on one draft.",
    "rule set": "Quota, vetoes and other rules of decision; a TOML file.",
    "run": "The number of a history, from 0: the column `run` and the option `--run`. With the "
    "seed it gives the history again. `--runs` is the number of histories to play.",
    "script": "Drafts and dates of a scenario, instead of generated crises.",
    "security gap": "1 - the chance of success, over rounds of grave crises; nothing done is 1.",
    "seed": "A number that, with the run, decides all draws.",
    "settled": "A crisis mediated or won. Unsettled: closed, and neither.",
    "setting": "A scenario with some keys changed; a design is a list of settings.",
    "severity": "How grave a crisis is, 0 to 1; it rises each round.",
    "shortfall": "A draft that has fewer affirmative votes than the quota.",
    "simulation error": "How far a number could change with more histories; not the distance "
    "of the model from the world.",
    "sitting": "Who is on the Council in a round, with which profiles, under which rule set.",
    "sponsor": "A member that backs the draft, as its penholder does.",
    "stake": "What an answer is worth to a state: B, by how much the crisis concerns it and by how "
    "much it gains from the answer.",
    "stakes judged by a script": "How much a crisis concerns single states, 0 to 1, where their "
    "distance does not say it: the key `stakes` of a crisis.",
    "standing with a leader": "What it is worth to a state to have helped the one that leads: more "
    "to those near to the leader in alignment and weaker in military spending.",
    "status quo": "The mandate in force before the vote.",
    "story": "One history as plain data, round by round.",
    "strength": "How coercive a text is, from 0 (nothing) to 1 (all necessary means).",
    "surprise": "-log2 of the chance of what is on record, in bits.",
    "temper": "A member's disposition to a crisis in a round, drawn and private; its spread is "
    "`taste_sd`, its stream of draws `taste`.",
    "tie": "How strongly a member supports the challenger, 0 to 1.5.",
    "twin": "The text that the same penholder would table in a Council without vetoes.",
    "type": "What sort of crisis it is, as `interstate` or `civil-war`: the key `type`, and "
    "the column `crisis` of generated crises.",
    "unanswered": "A round of a crisis in which nothing was done and nobody mediated. A "
    "mandate counts as an answer of the Council even if nobody contributes to it.",
    "victim": "The state that a script says is attacked: it can be helped, and defends itself.",
    "veto": "A no by which a permanent member blocks a draft that has its quota. A visible veto "
    "is one that was cast, in contrast to a hidden veto.",
    "view": "What a member may know when it decides.",
    "withheld": "A draft that its penholder, or the script, does not put to the vote.",
}
"""The words of the field and of this model, each with one meaning."""

HEAD = """\
# Glossary

Generated by `make tables`. Each word means one thing, and each thing has one word: here, in code,
in files and in figures.

## Words

"""


def rows(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs of a name and its meaning as a table."""
    lines = "".join(f"| {name} | {meaning.replace('|', '\\|')} |\n" for name, meaning in pairs)
    return f"| name | meaning |\n|---|---|\n{lines}"


def glossary_page() -> str:
    """The page, whole."""
    page = HEAD + rows((f"**{word}**", TERMS[word]) for word in sorted(TERMS, key=str.lower))
    page += (
        "\n## Measures\n\nOf `summary()`, `rates()`, `compare`, `sensitivity`, the findings and the"
        " folder `measures/`.\n\n"
    )
    page += rows(
        (f"`{name}`", f"{heading}: {measure.words}")
        for heading, group in GROUPS.items()
        for name, measure in group.items()
    )
    page += (
        "\nWhere a script decides what is tabled, some say what the model's penholder would do:\n\n"
    )
    page += rows((f"`{name}`", words) for name, (_, words) in OF_SCRIPT.items())
    page += "\n## Columns\n\nOf a batch; [data.md](data.md) has their types and units.\n\n"
    wholes = {of(name) for name in MEASURES}
    meanings: dict[str, list[str]] = {}
    for level, columns in LEVELS.items():
        for name, column in columns.items():
            if level != "measures" and name not in wholes:
                meanings.setdefault(name, []).append(f"{level}/: {column.meaning}")
    page += rows((f"`{name}`", "; ".join(dict.fromkeys(found))) for name, found in meanings.items())
    page += "\nIn `measures/`, `X` is the part and `X_of` the whole of measure `X`.\n"
    page += "\n## Parameters\n\n[parameters.md](parameters.md) has their values and sources.\n\n"
    page += rows(
        (f"`{name}`", f"{row['meaning']} ({row['symbol']})") for name, row in TABLE.items()
    )
    page += "\n## Keys of files\n\n[files.md](files.md) has their values.\n\n"
    page += rows(
        (f"`{key}`", f"{heading}: {meaning}")
        for heading, _, _, keys in SECTIONS
        for key, meaning in keys.items()
    )
    return page


if __name__ == "__main__":
    print(glossary_page(), end="")
