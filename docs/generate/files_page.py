"""The page docs/files.md: ``python docs/generate/files_page.py``."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from simulation.scenario.on_record import (
    ContributionFile,
    FollowedFile,
    OutsideFile,
    RecordFile,
)
from simulation.scenario.schema import (
    ChallengesFile,
    CouncilFile,
    CrisisFile,
    DraftFile,
    OrganisationFile,
    PeacekeepersFile,
    PlaceFile,
    PoolFile,
    RulesFile,
    ScenarioFile,
    SeatFile,
    ShiftFile,
    StateFile,
    YearsFile,
)

HEAD = """\
# Files that you can write

Generated from `simulation/scenario/schema.py` and `on_record.py` by `make tables`. All are
TOML, read as UTF-8 (with or without its mark; UTF-16 with one); an unknown key is an error that
names the right one where it is surely meant. `unsc scenarios NAME --out mine.toml` saves any that
is shipped: change it, give its path. Names (`"charter"`) are looked up among the shipped files, in
any case; a name with a slash or `.toml` is a path, from the
file that names it, or from the working folder where it is given to a command. Labels of
provenance begin with measured, estimated, judged or invented, a colon, and the source.
On the command line `--rules`, `--burden` and `--set KEY=VALUE` change the rule set, the
sharing of burdens and single parameters ([parameters.md](parameters.md)).
"""

FIRST = """
## The shortest scenario with a draft

```toml
title = "An invented war before the Council of 1994"
council = "1994"

[profiles.RUS]
client_ties = { XYZ = 0.5 }

[[crisis]]
name = "An invented war"
type = "civil-war"
region = "EEG"
severity = 0.7
target = "XYZ"

[[crisis.draft]]
date = 1994-06-01
symbol = "draft A"
instrument = "sanctions"
strength = 0.5
penholder = "GBR"
```

Saved as `mine.toml`, `unsc forecast mine.toml` says what would become of the draft, and
`unsc run mine.toml` plays it. Without the profile nobody is tied to the target. Ties go from 0
to 1.5, are yours to judge, and decide most of the result: try several. The other keys and their
values stand below; `unsc scenarios 1994` prints who sits, with codes and profiles.
"""

TABLE_HEAD = "| key | values | default | meaning |\n|---|---|---|---|\n"

SECTIONS: tuple[tuple[str, str, type[BaseModel], dict[str, str]], ...] = (
    ("Scenario", "scenarios/history/, scenarios/stylised/", ScenarioFile, {
        "title": "what it is called",
        "description": "what a reader should know first",
        "sources": "where the facts come from",
        "council": "who sits: a name, a path, or a table as below",
        "rules": "the rule set: a name, a path, or a table as below",
        "rounds": "rounds of a history; a script has as many as drafts",
        "provenance": "a label for each quantity judged or measured here",
        "parameters": "parameters that differ from the default, by code name",
        "challenges": "what generated crises are like",
        "profiles": "changes to profiles, by code: any key of a seat but member, permanent",
        "shift": "changes of profiles within a history",
        "not_joined": "members that take no part: they neither vote nor contribute",
        "burden": "how burdens are shared",
        "pool": "the membership: fills elected seats and makes the Assembly",
        "ties": "as written in profiles, or estimated: where none is written, the pool's `patrons`",
        "organisations": "regional organisations that may act, by name or path",
        "contributor": "named states beside the Council that may bear burdens; keys of a seat",
        "crisis": "scripted crises; without any, crises are generated",
        "recorded": "the record of the years it stands for, shown beside; enters no equation",
    }),
    ("Record of years", "[recorded] of a scenario", YearsFile, {
        "years": "which years",
        "source": "label and source",
        "drafts": "recorded votes",
        "vetoed": "share of them that were vetoed",
        "fell_short": "share of them that fell short",
        "against": "of those vetoed, the share that each permanent member is against, by code",
        "peacekeepers": "who sent the peacekeepers",
    }),
    ("Record of peacekeepers", "[[recorded.peacekeepers]] of a scenario", PeacekeepersFile, {
        "years": "which years",
        "source": "label and source",
        "permanent": "share of peacekeepers that permanent members sent: mean over the years, "
        "lowest and highest year",
        "elected": "the same of elected members, as they sat in each year",
        "other": "the same of all other states",
        "top_five": "the same of the five that sent most over the years",
        "gini": "Gini's coefficient over all states: mean over the years, lowest and highest year",
        "with_income_a_head": "rank correlation over states with income a head, and its 95 % "
        "interval over samples of states",
        "with_income": "the same with income",
        "with_military": "the same with military spending",
        "with_population": "the same with population",
    }),
    ("Shift of a profile", "[[shift]] of a scenario", ShiftFile, {
        "member": "whose profile changes, by code",
        "date": "from when on, in a script",
        "round": "from which round on, where crises are generated",
        "note": "what happened",
        "profile": "the new values: keys of a seat, but for who it is and what it has",
    }),
    ("Challenges", "[challenges] of a scenario", ChallengesFile, {
        "types": "relative weights of types of crisis",
        "regions": "relative weights of regions",
        "patron_weights": "relative weights of members as patrons; permanent ones if left out",
    }),
    ("Council", "scenarios/councils/", CouncilFile, {
        "title": "what it is called",
        "source": "where the membership comes from",
        "provenance": "a label for each quantity",
        "seat": "the seats, permanent ones first",
    }),
    ("Seat", "[[seat]] of a council, [[contributor]] of a scenario", SeatFile, {
        "member": "code: ISO alpha-3 for states",
        "name": "name as printed",
        "group": "regional group it sits for",
        "permanent": "whether it sits permanently",
        "pen": "whether it drafts as a permanent penholder",
        "term": "1 for an elected member that stays for another year, 2 for one that leaves",
        "alignment": "x, Assembly ideal point divided by 2.5",
        "intervention": "h, will to intervene inside states",
        "sovereignty": "σ, weight of the sovereignty norm; Λ(-3h) if left out",
        "regional_exposure": "r by region, in what it wants; 1 for its own group if left out",
        "economic_stake": "e by region",
        "threat_sensitivity": "τ, to mass weapons, terror, cyber threats",
        "code_signatory": "signed a code of conduct against vetoes on mass atrocities",
        "client_ties": "a by challenger: the target of a crisis",
        "size": "income in percent of the world's",
        "capability": "index of capability in percent of the world's; the size if left out",
        "assessment": "share of the regular budget in percent; the size if left out",
        "military": "military spending in percent of the world's; the capability if left out",
        "reach": "how far it can carry forces: 0 its own region, 1 anywhere; if left out "
        "0.1 × √military, at most 0.2",
        "place": "where it lies; the middle of its regional group if left out",
        "legitimacy_weight": "l, how much acting without authority costs it",
        "provenance": "labels where they differ from the council's",
    }),
    ("Place", "place of a seat, a state or a crisis", PlaceFile, {
        "latitude": "degrees, north above 0; of a state its capital's",
        "longitude": "degrees, east above 0; of a state its capital's",
    }),
    ("Rule set", "scenarios/rulesets/", RulesFile, {
        "title": "what it is called",
        "source": "where it comes from",
        "seats": "size of the councils it fits; any if left out",
        "quota": "affirmative votes required",
        "procedural_quota": "for the agenda and emergency sessions; the quota if left out",
        "vetoes": "who holds a veto: a word, or a list of members",
        "vetoes_to_block": "how many of them it takes to block",
        "abstention": "what a veto holder's abstention does",
        "parties": "what parties to the dispute may do",
        "veto_suspended_for": "types of crisis without vetoes",
        "veto_suspended_whose": "whose vetoes are suspended there: of all that hold one, or of "
        "signatories of the code of conduct (`code_signatory` of a seat)",
        "veto_debate_cost": "cost of a permanent member's no that a debate of each veto in the "
        "Assembly adds; added to the parameter `assembly_debate_cost`",
        "override": "affirmative votes that no veto withstands",
        "automatic": "no vote: a text is imposed on every crisis",
        "other_sizes": "rule sets that `unsc tally` takes for councils of other sizes",
    }),
    ("Crisis", "[[crisis]] of a scenario", CrisisFile, {
        "name": "what it is called",
        "type": "type of crisis",
        "region": "where, by regional group",
        "severity": "s",
        "target": "the challenger, as client_ties name it",
        "target_name": "the challenger as printed",
        "patron": "the member behind it, whose neighbours inherit half its tie",
        "consent": "the host's",
        "bloc": "solidarity of the region's group",
        "parties": "members that are parties to the dispute",
        "council": "another council for this crisis",
        "resistance": "R, what an answer meets",
        "attribution": "A, how sure it is who did it; by type if left out",
        "place": "where it is; where the target lies if left out, else the middle of the region",
        "victim": "code of the state that is attacked and can be helped; none if left out",
        "stakes": "how much it concerns states, by code, where their distance does not say it",
        "aftermath": "what followed, in words",
        "outside": "who acted beside the Council, on record",
        "contribution": "who bore what, on record: lists, each in one unit",
        "draft": "the drafts put to the vote; rounds in order of date",
    }),
    ("Draft", "[[crisis.draft]]", DraftFile, {
        "date": "when it was put to the vote",
        "symbol": "its UN symbol",
        "title": "what it would do",
        "instrument": "the measures: what an answer to it consists of",
        "chapter": "of the Charter; parties must abstain under VI where the rules say so",
        "strength": "y, 0 nothing to 1 full force",
        "withheld": "why it was never put to the vote; the round is then played without one",
        "status_quo": "s₀, the strength it adds to or replaces",
        "severity": "the crisis's, at this date",
        "consent": "the host's, at this date",
        "parties": "parties, at this date",
        "council": "the council, at this date",
        "penholder": "who drafted; named by the model if left out",
        "sponsors": "who stands by it and votes yes",
        "absent": "who is known to be away",
        "record": "the recorded vote",
        "followed": "what was done until the next draft on the crisis, on record",
    }),
    ("Record", "record of a draft", RecordFile, {
        "yes": "affirmative votes",
        "no": "negative votes",
        "abstain": "abstentions",
        "not_voting": "absent and not participating together",
        "outcome": "what it came to",
        "against": "who voted no",
        "abstaining": "who abstained",
        "not_participating": "who was there and took no part",
    }),
    ("What followed, on record", "followed of a draft", FollowedFile, {
        "done": "what was done, at most; what goes on from before counts",
        "decision": "on whose decision; left out where nothing was done or said only",
        "leader": "code of the state that led, or name of the organisation; none if left out",
        "bore_nothing": "states known to have borne nothing of it, by code",
    }),
    ("Contribution on record", "[[crisis.contribution]]", ContributionFile, {
        "what": "what was borne",
        "unit": "in what `amounts` are",
        "currency": "in forces, in money, or otherwise: refugees, trade",
        "amounts": "how much by code, also of states that are no contributors; 0: known to be none",
        "since": "symbol of the first draft after which it was borne; the first of the crisis",
        "until": "symbol of the last draft after which it was borne; the last of the crisis",
        "compared": "the list beside which the model's burdens stand, one a draft and currency",
        "provenance": "label and source",
    }),
    ("Action on record", "[[crisis.outside]]", OutsideFile, {
        "by": "who acted",
        "basis": "on what legal basis",
        "date": "since when",
        "note": "what else to know",
    }),
    ("Pool", "scenarios/pools/", PoolFile, {
        "title": "what it is called",
        "source": "where it comes from",
        "provenance": "a label for each quantity",
        "state": "the states: keys of a seat, and those below",
    }),
    ("State of a pool", "[[state]], beside the keys of a seat", StateFile, {
        "population": "millions",
        "income": "thousand current US dollars a head",
        "at_war": "party to an armed conflict",
        "patrons": "a by permanent member: its estimated tie to this state as a target",
    }),
    ("Organisation", "scenarios/organisations/", OrganisationFile, {
        "title": "what it is called",
        "source": "where it comes from",
        "members": "codes of its members",
        "group": "or a whole regional group, in whose region alone it acts",
        "quota": "share of its members at the table that must want action",
        "bases": "grounds on which it may act; `enforcement` only under a mandate",
        "founded": "recorded",
        "dissolved": "recorded",
        "provenance": "labels",
    }),
)  # fmt: skip
"""Heading, where it stands, its shape, and what each key means."""


def files_page() -> str:
    """The page, whole."""
    page = HEAD + FIRST
    for heading, where, shape, meanings in SECTIONS:
        page += f"\n## {heading}\n\n`{where}`\n\n{TABLE_HEAD}"
        schema = shape.model_json_schema()
        kinds = schema.get("$defs", {})
        for key, meaning in meanings.items():
            field = shape.model_fields[key]
            default = "required" if field.is_required() else shown(field.default)
            allowed = values(schema["properties"][key], kinds)
            page += f"| `{key}` | {allowed} | {default} | {meaning} |\n"
    return page


def shown(default: Any) -> str:
    """A default as a reader would write it; a dash for none or a long one."""
    if default is None or default in ("", [], {}) or isinstance(default, dict | BaseModel):
        return "–"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def values(schema: dict[str, Any], kinds: dict[str, Any]) -> str:
    """What may be written, from the JSON schema of a key and the named kinds it refers to."""
    if "anyOf" in schema or "oneOf" in schema:
        each = [values(part, kinds) for part in schema.get("anyOf", schema.get("oneOf", []))]
        return " or ".join(dict.fromkeys(kind for kind in each if kind))
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        if "properties" in kinds[name]:
            return name.removesuffix("File").lower() + " table"
        return values(kinds[name], kinds)
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    span = f" {low:g} to {schema['maximum']:g}" if low is not None and "maximum" in schema else ""
    match schema.get("type"):
        case "array":
            return f"list of {values(schema['items'], kinds)}"
        case "object":
            return "table"
        case "string":
            return "date" if schema.get("format") == "date" else "text"
        case "boolean":
            return "`true`, `false`"
        case "integer" | "number" as kind:
            return ("whole number" if kind == "integer" else "number") + span
        case _:
            return ""


if __name__ == "__main__":
    print(files_page(), end="")
