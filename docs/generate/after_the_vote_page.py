"""The page docs/after-the-vote.md: who acts, who leads and who pays, beside the record of cases."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Mapping
from typing import Any

from after_the_vote_text import HEAD, LEFT_OUT, WORTH
from markdown_table import markdown

from simulation.scenario.on_record import COMPARED
from simulation.scenario.words import counted, filled, listed
from simulation.studies.aftermath.bearers import LARGEST, LEAST_RANKED
from simulation.studies.aftermath.left_out import (
    LESS_IS_BETTER,
    TUNED,
    LeftOut,
    left_out,
    play_settings,
    tuned_settings,
)
from simulation.studies.aftermath.rounds import CLASSES, NO_NAME, NOBODY, Beside
from simulation.studies.aftermath.rules import MODEL, RULES
from simulation.studies.aftermath.scores import (
    AS_VOTED,
    BURDENS,
    GIVERS,
    OF_BURDENS,
    SAMPLES,
    VOTE,
    Estimate,
    Scores,
    burden_scores,
    class_scores,
    estimate,
    first_of,
    leader_scores,
    measure,
    non_bearers,
)

COMMAND = "python docs/generate/after_the_vote_page.py"
WIDTH = 100

NAMED_WRONGLY = 3
"""States that are named with what the model gives to them although they bore nothing."""

HIGHER_IS_BETTER = {"largest right": True, "rank correlation": True, "on non-bearers": False}

SAYS = {
    "largest right": f"Of the largest bearers on record, at most {LARGEST}, the model has",
    "rank correlation": "The rank correlation is",
    "on non-bearers": "Of what the model gives, states known to have given none bear",
}
"""How each measure of the model is said."""

HEADS = {
    "largest right": f"largest {LARGEST} right",
    "rank correlation": "rank correlation",
    "on non-bearers": "on states that gave none",
}
"""Columns of the measures of burdens."""


def after_the_vote_page(
    rounds: list[Beside],
    runs: int,
    seed: int,
    chosen: LeftOut | None = None,
    setting_runs: int = 0,
) -> str:
    """The whole page.

    ``chosen`` is the model with its numbers chosen on other cases, by ``setting_runs`` histories.
    """
    burdens, classes, leaders = burden_scores(rounds), class_scores(rounds), leader_scores(rounds)
    worth = WORTH.format(
        vote=VOTE,
        largest=LARGEST,
        least=LEAST_RANKED,
        samples=SAMPLES,
        runs=runs,
    )
    return "".join(
        [
            HEAD.format(command=COMMAND, runs=runs, seed=seed),
            *findings(rounds, burdens, classes, leaders, chosen),
            "\n" + "\n\n".join(filled(part, WIDTH) for part in worth.split("\n\n")) + "\n",
            *burden_tables(burdens),
            class_table(classes),
            leader_table(leaders),
            "" if chosen is None else left_out_table(chosen, setting_runs),
            case_table(rounds, burdens),
            round_table(rounds),
            bearer_table(rounds),
        ]
    )


def findings(
    rounds: list[Beside],
    burdens: Mapping[str, Mapping[str, Scores]],
    classes: Mapping[str, Mapping[str, Scores]],
    leaders: Mapping[str, Scores],
    chosen: LeftOut | None,
) -> list[str]:
    """What the page finds: how often the model is better than a rule, then point by point."""
    found = [filled(how_often(burdens), WIDTH), ""]
    found += [point(who_acts(classes)), point(who_leads(leaders))]
    if chosen is not None:
        found.append(point(how_tuned(chosen)))
    for currency in COMPARED:
        found.append(f"- **Who bears it, in {currency}.**")
        wrongly = non_bearers(rounds, currency)
        found += [point(text, depth=1) for text in who_bears(burdens, wrongly, currency)]
    return [f"{text}\n" for text in found]


def point(text: str, depth: int = 0) -> str:
    """A point of a list in Markdown."""
    indent = "  " * depth
    lines = filled(text, WIDTH - 2 * depth - 2).splitlines()
    return "\n".join([f"{indent}- {lines[0]}", *(f"{indent}  {line}" for line in lines[1:])])


def how_often(burdens: Mapping[str, Mapping[str, Scores]]) -> str:
    """In how many comparisons with a rule the model is better or worse at who bears how much."""
    signs = {
        (whole, rule): sign(burdens[whole][MODEL], burdens[whole][rule], HIGHER_IS_BETTER[name])
        for whole, (name, _) in BURDENS.items()
        for rule in RULES
    }
    best = [signs[whole, best_rule(burdens[whole], name)] for whole, (name, _) in BURDENS.items()]
    all_signs = list(signs.values())
    over = {rule: sum(signs[whole, rule] == 1 for whole in BURDENS) for rule in RULES}
    named = listed([f"{rule} ({times})" for rule, times in over.items() if times] or ["none"])
    return (
        f"At who bears how much the model is compared with {len(RULES)} simple rules, by "
        f"{len(BURDENS)} measures. All but the last know only what a state has; the last, military "
        "spending × reach, knows too who voted against, which the model does not. Against the best "
        "rule of each measure, picked after the scores were seen, the model is better in "
        f"{best.count(1)} of {len(best)} and worse in {best.count(-1)}. Over all {len(all_signs)} "
        "comparisons, which overlap and are not adjusted for their number, it is better in "
        f"{all_signs.count(1)} and worse in {all_signs.count(-1)}; in {all_signs.count(0)} the "
        f"cases do not distinguish it from the rule. It is better than {named}."
    )


def best_rule(by: Mapping[str, Scores], name: str) -> str:
    """The rule that scores best by a measure."""
    values = {rule: estimate(by[rule]).value for rule in RULES}
    return (max if HIGHER_IS_BETTER[name] else min)(values, key=values.__getitem__)


def who_acts(classes: Mapping[str, Mapping[str, Scores]]) -> str:
    """How likely what was done is in the model, beside the rule that knows the vote."""
    sentences = ["**Who acts.**"]
    for kind, ending in (
        ("somebody acted", "that it is on the same decision"),
        ("nobody acted", "that nobody does"),
    ):
        model, rule, voted = (classes[kind][by] for by in (MODEL, VOTE, AS_VOTED))
        sentences.append(
            f"Where on record {kind}, the chance in the model {ending} is "
            f"{words(estimate(model))}, and {words(estimate(voted))} in the "
            "histories whose vote ends as on record. "
            f"The rule that reads the vote ({VOTE}) is right in {words(estimate(rule))}. "
            f"Where the vote ends as on record: {verdict(voted, rule, 'the rule')}"
        )
    sentences.append(
        "In the model every mandate is carried out, and no one else acts while one of peacekeepers "
        "or force stands: where a text that asks for more than words is adopted, the chance that "
        "nobody acts is 0."
    )
    return " ".join(sentences)


def how_tuned(chosen: LeftOut) -> str:
    """Whether the scores hold where the numbers are chosen on the other cases."""
    ways = {
        name: sign(chosen.without[name], chosen.default[name], name not in LESS_IS_BETTER)
        for name in chosen.default
    }
    worse, better = (
        listed([name for name, way in ways.items() if way == sought] or ["none"])
        for sought in (-1, 1)
    )
    return (
        "**How far this is tuning.** With its numbers chosen on the other cases the model is worse "
        f"than as shipped by these measures: {worse}; and better by these: {better} "
        "([table](#chosen-on-the-other-cases))."
    )


def who_leads(leaders: Mapping[str, Scores]) -> str:
    """How often the leader is right, beside who bears most."""
    most = leaders[f"bears most: {MODEL}"]
    rules = {rule: leaders[f"bears most: {rule}"] for rule in RULES}
    best = max(rules, key=lambda rule: estimate(rules[rule]).value)
    return (
        "**Who leads.** The model's most frequent leader is that of the record in "
        f"{words(estimate(leaders[MODEL]))}; for peacekeepers of the United Nations it names none. "
        "Where a state led on record, the model's largest bearer is that state in "
        f"{words(estimate(most))}, the state "
        f"with the largest {best} in {words(estimate(rules[best]))}. "
        f"{capital(verdict(most, rules[best], 'that rule'))}"
    )


def who_bears(
    burdens: Mapping[str, Mapping[str, Scores]], wrongly: Mapping[str, float], currency: str
) -> list[str]:
    """How the model's burdens compare with each rule's, in one currency, a sentence or two each."""
    said = []
    for name, higher_is_better in HIGHER_IS_BETTER.items():
        by = burdens[measure(name, currency)]
        best = best_rule(by, name)
        text = f"{SAYS[name]} {words(estimate(by[MODEL]))}; by the best rule, {best}, "
        value = f"{estimate(by[best]).value:.2f}"
        said.append(f"{text}{value}. {beside_rules(by, higher_is_better)}")
    first = [f"{state} ({share:.2f})" for state, share in list(wrongly.items())[:NAMED_WRONGLY]]
    if first:
        said[-1] += f" The model gives most of it to {listed(first)}."
    return said


def beside_rules(by: Mapping[str, Scores], higher_is_better: bool) -> str:
    """Which rules the model is worse or better than, and which the cases do not settle."""
    signs = {rule: sign(by[MODEL], by[rule], higher_is_better) for rule in RULES}
    worse, level, ahead = ([rule for rule in RULES if signs[rule] == way] for way in (-1, 0, 1))
    parts = [f"The model is worse than {listed(worse)}." if worse else ""]
    parts += [f"It is better than {listed(ahead)}." if ahead else ""]
    parts += [f"These cases do not distinguish it from {listed(level)}." if level else ""]
    return " ".join(filter(None, parts))


def sign(model: Scores, rule: Scores, higher_is_better: bool) -> int:
    """Whether the model is better (1) or worse (-1) than a rule, or neither can be said (0)."""
    gap = estimate(model.less(rule))
    way = int(gap.low > 0.0) - int(gap.high < 0.0)
    return way if higher_is_better else -way


def verdict(model: Scores, rule: Scores, name: str) -> str:
    """Whether the model is better or worse than a rule, with the difference."""
    said = {
        1: "the model is better than",
        -1: "the model is worse than",
        0: "these cases do not distinguish the model from",
    }[sign(model, rule, higher_is_better=True)]
    return f"{said} {name} (difference {words(estimate(model.less(rule)), signed=True)})."


def burden_tables(burdens: Mapping[str, Mapping[str, Scores]]) -> list[str]:
    """The measures by giver, then the model less each rule, in each currency."""
    out = ["\n## Who bears how much\n"]
    for currency in COMPARED:
        by = {name: burdens[measure(name, currency)] for name in OF_BURDENS}
        cases = [estimate(of[MODEL]).cases for of in by.values()]
        heads = [f"{HEADS[name]} ({n} cases)" for name, n in zip(by, cases, strict=True)]
        rows = [[who, *(words(estimate(of[who])) for of in by.values())] for who in GIVERS]
        gaps = [
            [rule, *(words(estimate(of[MODEL].less(of[rule])), signed=True) for of in by.values())]
            for rule in RULES
        ]
        out += [
            f"\n### In {currency}\n\n",
            markdown(["who says", *heads], rows),
            "\nThe model less each rule, over the same drafts:\n\n",
            markdown(["rule", *heads], gaps),
        ]
    return out


def class_table(classes: Mapping[str, Mapping[str, Scores]]) -> str:
    """The chance of what was done on record."""
    rows = [
        [
            kind,
            str(estimate(by[MODEL]).cases),
            words(estimate(by[MODEL])),
            words(estimate(by[AS_VOTED])),
            words(estimate(by[VOTE])),
            words(estimate(by[AS_VOTED].less(by[VOTE])), signed=True),
        ]
        for kind, by in classes.items()
    ]
    return (
        "\n## Who acts\n\nThe chance of what is on record: that nobody acts, or on whose decision "
        "something is done.\n\n"
        + markdown(
            ["on record", "cases", MODEL, AS_VOTED, f"rule: {VOTE}", "as voted, less rule"], rows
        )
    )


def leader_table(leaders: Mapping[str, Scores]) -> str:
    """How often the leader on record is the model's leader, or bears most."""
    rows = [
        [
            "leads most often in the model" if who == MODEL else who,
            words(estimate(by)),
            str(estimate(by).cases),
        ]
        for who, by in leaders.items()
    ]
    return (
        "\n## Who leads\n\nThe leader on record is the one that leads, or bears most; only a state "
        "can bear most, so\nthat cases led by organisations are left out there.\n\n"
        + markdown(["", "share", "cases"], rows)
    )


def left_out_table(chosen: LeftOut, runs: int) -> str:
    """The model's scores with its numbers chosen on the other cases."""
    rows = [
        [
            name,
            str(estimate(chosen.default[name]).cases),
            *(words(estimate(by[name])) for by in (chosen.default, chosen.best, chosen.without)),
            words(estimate(chosen.without[name].less(chosen.default[name])), signed=True),
            " to ".join(number(end) for end in chosen.span[name]),
        ]
        for name in chosen.default
    ]
    numbers = sorted({*chosen.chosen.values()})
    said = LEFT_OUT.format(
        settings=chosen.settings,
        tuned=len(TUNED),
        runs=runs,
        numbers=counted(len(numbers), "setting"),
        default="is one of them" if 0 in numbers else "is none of them",
    )
    return (
        "\n## Chosen on the other cases\n\n"
        + filled(said, WIDTH)
        + "\n\n"
        + markdown(
            [
                "measure",
                "cases",
                "as shipped",
                "best over all",
                "left out",
                "left out, less as shipped",
                "of any setting",
            ],
            rows,
        )
    )


def case_table(rounds: Iterable[Beside], burdens: Mapping[str, Mapping[str, Scores]]) -> str:
    """The model's scores case by case."""
    chances: dict[str, list[float]] = {}
    for beside in rounds:
        chances.setdefault(beside.case, []).append(beside.chances[beside.decided])
    by_case = {name: burdens[name][MODEL].by_case() for name in BURDENS}
    rows = [
        [
            case,
            str(len(values)),
            number(sum(values) / len(values)),
            *(number(by_case[name].get(case, math.nan)) for name in BURDENS),
        ]
        for case, values in sorted(chances.items())
    ]
    heads = [f"{HEADS[name]}, {currency}" for name, currency in BURDENS.values()]
    return (
        "\n## The model by case\n\nThe chance of what was done on record, as above, then the "
        "measures of burdens.\n\n" + markdown(["case", "drafts", "chance", *heads], rows)
    )


def round_table(rounds: Iterable[Beside]) -> str:
    """Every draft: what was done, the model's chances, who led."""
    rows = [
        [
            f"{beside.draft.date}",
            beside.draft.symbol,
            beside.followed.done,
            NO_NAME if beside.decided == NOBODY else beside.decided,
            beside.followed.leader or NO_NAME,
            beside.leader,
            *(number(beside.chances[name]) for name in CLASSES),
        ]
        for beside in sorted(rounds, key=lambda beside: beside.draft.date)
    ]
    named = ["nobody", *CLASSES[1:]]
    return (
        "\n## Every draft: who acts\n\nOn record: what was done, on whose decision, led by whom. "
        "In the model: the most\nfrequent leader, and the chances that nobody acts or on whose "
        "decision something is done.\n\n"
        + markdown(
            ["date", "draft", "done", "decision", "leader", "leader in the model", *named],
            rows,
            texts=6,
        )
    )


def in_model(beside: Beside, currency: str) -> str:
    """The largest bearers of the model in a currency, with their shares."""
    largest = first_of(beside.given[MODEL][currency], LARGEST)
    return ", ".join(f"{state} {number(share)}" for state, share in largest) or NO_NAME


def bearer_table(rounds: Iterable[Beside]) -> str:
    """Every draft with a list: the five largest bearers on record and in the model."""
    rows = [
        [
            f"{beside.draft.date}",
            beside.draft.symbol,
            *(on_record(beside, currency) for currency in COMPARED),
            *(in_model(beside, currency) for currency in COMPARED),
        ]
        for beside in sorted(rounds, key=lambda beside: beside.draft.date)
        if beside.lists
    ]
    return (
        f"\n## Every draft: the {LARGEST} largest bearers\n\nOn record in the units of each list, "
        "in the model in shares of what named states bear.\n\n"
        + markdown(
            ["date", "draft", *COMPARED, *(f"{MODEL}, {name}" for name in COMPARED)], rows, texts=6
        )
    )


def on_record(beside: Beside, currency: str) -> str:
    """The largest bearers on record in a currency, and in which unit."""
    if currency not in beside.lists:
        return NO_NAME
    bearers = first_of(beside.recorded(currency), LARGEST)
    named = ", ".join(f"{state} {amount:g}" for state, amount in bearers)
    return f"{named} ({beside.lists[currency].unit})"


def capital(text: str) -> str:
    """With a capital first."""
    return text[:1].upper() + text[1:]


def words(found: Estimate, *, signed: bool = False) -> str:
    """An estimate with its interval; a dash where there is none."""
    if math.isnan(found.value):
        return NO_NAME
    value, low, high = (rounded(v, signed=signed) for v in (found.value, found.low, found.high))
    return f"{value} [{low}, {high}]"


def rounded(value: float, *, signed: bool) -> str:
    """To two places, and to three where a difference would lose its sign."""
    places = 3 if signed and round(value, 2) == 0.0 and value != 0.0 else 2
    return f"{value:{'+' if signed else ''}.{places}f}"


def number(value: float) -> str:
    """A number, or a dash where there is none."""
    return NO_NAME if math.isnan(value) else f"{value:.2f}"


def main() -> None:
    """Print the page."""
    from simulation.studies.aftermath.rounds import rounds_beside

    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--runs", type=int, default=400, help="histories of each case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--settings", type=int, default=128, help="settings to choose among")
    parser.add_argument("--setting-runs", type=int, default=20, help="histories of a case in each")
    parser.add_argument("--workers", type=int, default=2, help="processes that play settings")
    asked: Any = parser.parse_args()
    rounds = rounds_beside(runs=asked.runs, seed=asked.seed)
    tables = play_settings(
        tuned_settings(asked.settings, asked.seed),
        runs=asked.setting_runs,
        seed=asked.seed,
        workers=asked.workers,
    )
    chosen = left_out(tables)
    print(after_the_vote_page(rounds, asked.runs, asked.seed, chosen, asked.setting_runs), end="")


if __name__ == "__main__":
    main()
