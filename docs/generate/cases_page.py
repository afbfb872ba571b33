"""The page docs/cases.md: every case replayed, what comes out as it was, and what does not."""

from __future__ import annotations

import argparse
import math
from typing import Any

import numpy as np

from simulation.analysis.right import ENOUGH
from simulation.studies.cases.replays import (
    PREDICTORS,
    LeftOut,
    Replayed,
    by_case,
    leave_one_out,
    on_the_whole,
    replays,
    throughout,
)

COMMAND = "python docs/generate/cases_page.py"

WORDS = {
    "adopted": "adopted",
    "vetoed": "vetoed",
    "fell_short": "fell short",
    "withheld": "withheld",
}

HEAD = """\
# Cases

Made by `{command} --runs {runs} --seed {seed}`: {runs:,} draws of every case.

**What is judged.** A draft is right where its outcome class (adopted, vetoed, fell short)
is the recorded one in over {enough:.0f} % of draws. A case is right *on the whole* where that
holds over the draws of all its drafts together, and *throughout* where it holds of each.
Each draft is played with its recorded strength, and again with a text that the penholder
drafts itself: then a draft may also be withheld, or weakened until it passes, and either is
wrong of one that was put to the vote and lost.

**What it is worth.** Ties, strengths and severities were judged by a coder who knew the
votes, before the case was first replayed; most drafts that reach a vote are adopted. So
beside each count stands the rule that *every draft is adopted*, which uses no information.
No parameter is tuned on the cases; what tuning would change stands under
[leave one out](#leave-one-out). One number was set in view of how a case ended: the stake of
the United States in the region's order after 17 March 2003, which decides whether it acts alone.
Nothing here forecasts a government.

**What is not.** Votes alone are judged. What follows them, who acts and who pays, is scored in
[after-the-vote.md](after-the-vote.md). The nineteen were listed before any was coded;
`afghanistan-2001`, `dominican-republic-1965` and `abyssinia-1935` are not among them. Draws here
roll on from draft to draft with what challengers and publics have learnt; `unsc run` gives each
draft's chances from the priors, so that the two differ a little.
"""


def cases_page(found: list[Replayed], left_out: list[LeftOut], runs: int, seed: int) -> str:
    """The whole page."""
    head = HEAD.format(command=COMMAND, runs=runs, seed=seed, enough=100 * ENOUGH)
    return "\n".join(
        [head, counts(found), case_rows(found), misses(found), every_draft(found), tuned(left_out)]
    )


def counts(found: list[Replayed]) -> str:
    """How many cases and drafts are right, in one table, and what the rows say."""
    cases = by_case(found).values()
    failed = [replay for replay in found if replay.recorded != "adopted"]
    rows = [
        f"| {name} | {sum(on_the_whole(here, by) for here in cases)} of {len(cases)} "
        f"| {sum(throughout(here, by) for here in cases)} of {len(cases)} "
        f"| {right(found, by)} | {right(failed, by)} |"
        for by, name in PREDICTORS.items()
    ]
    return table(
        "| right | cases, on the whole | cases, throughout | drafts | drafts that failed |",
        "|---|---:|---:|---:|---:|",
        rows,
    ) + (
        "\nWhere they draft, the model's penholders expect most vetoes: they weaken the text or\n"
        "withhold it. Those of the record expected them too, but tabled the draft; in the model\n"
        "the reward for a lost vote (γ) seldom outweighs that. Left to itself, it does no better\n"
        "than the rule in cases, and worse in drafts.\n"
    )


def right(found: list[Replayed], by: str) -> str:
    """How many drafts are right, of how many."""
    return f"{sum(replay.right(by) for replay in found)} of {len(found)}"


def case_rows(found: list[Replayed]) -> str:
    """A row a case."""
    rows = []
    for case, here in by_case(found).items():
        recorded = ", ".join(
            f"{sum(r.recorded == name for r in here)} {word}"
            for name, word in WORDS.items()
            if any(r.recorded == name for r in here)
        )
        verdict = "yes" if throughout(here) else ("on the whole" if on_the_whole(here) else "no")
        rows.append(
            f"| {case} | {recorded} | {verdict} | {right(here, 'recorded')} "
            f"| {right(here, 'redrafted')} | {sum(bits(r, 'outcome_bits') for r in here):.1f} |"
        )
    return "\n## By case\n\n" + table(
        "| case | recorded | right | drafts right | drafting itself | outcomes' surprise, bits |",
        "|---|---|---|---:|---:|---:|",
        rows,
    )


def misses(found: list[Replayed]) -> str:
    """The drafts that are not right at their recorded strength, a sentence each."""
    lines = [
        f"- {replay.case}, {replay.draft.symbol} ({replay.draft.date}; {replay.draft.title}): "
        f"recorded {WORDS[replay.recorded]} {published(replay)}; "
        f"in the draws {shares(replay.shares)}."
        for replay in found
        if not replay.right()
    ]
    return "\n## What it misses\n\n" + "\n".join(lines or ["- nothing"]) + "\n"


def every_draft(found: list[Replayed]) -> str:
    """A row a draft."""
    rows = [
        f"| {replay.draft.date} | {replay.draft.symbol} | {WORDS[replay.recorded]} "
        f"| {published(replay)} | {replay.yes:.1f} | {replay.share('recorded'):.2f} "
        f"| {replay.share('redrafted'):.2f} | {number(replay.draft.strength)} "
        f"| {number(replay.written)} | {number(bits(replay, 'roll_call_bits'), 1)} |"
        for replay in found
    ]
    return (
        "\n## Every draft\n\n"
        "Yes-no-abstaining as recorded; mean yeses in the draws; the share of draws with the\n"
        "recorded outcome, at the recorded strength and redrafted; the strength recorded, and the\n"
        "mean of what penholders table; the surprise of the whole roll call in bits (inf: some\n"
        "ballot that the model rules out).\n\n"
        + table(
            "| date | draft | outcome | tally | yes | share | redrafted | strength | written "
            "| roll call |",
            "|---|---|---|---|---:|---:|---:|---:|---:|---:|",
            rows,
        )
    )


def tuned(left_out: list[LeftOut]) -> str:
    """What leave-one-case-out finds."""
    chances = np.concatenate([case.chances for case in left_out])
    whole = sum(float(case.chances.mean()) > ENOUGH for case in left_out)
    all_through = sum(bool((case.chances > ENOUGH).all()) for case in left_out)
    settings = sorted({words(case.setting) for case in left_out})
    return (
        "\n## Leave one out\n\n"
        "Veto cost and choice noise chosen, from a coarse grid, to give the outcomes of all other\n"
        "cases the highest mean chance, then judged on the case left out (exact chances, beliefs\n"
        f"at their priors): {whole} of {len(left_out)} cases are right on the whole,\n"
        f"{all_through} throughout, and {int((chances > ENOUGH).sum())} of {chances.size} drafts.\n"
        f"Chosen: {'; '.join(settings)}. The replays above keep each case's own values,\n"
        "which are judged by era.\n"
    )


def words(setting: dict[str, float]) -> str:
    """A setting in words."""
    return ", ".join(f"`{key}` {value:g}" for key, value in setting.items())


def published(replay: Replayed) -> str:
    """The recorded tally."""
    record: Any = replay.draft.record
    return f"{record.published.yes}-{record.published.no}-{record.published.abstain}"


def shares(of: dict[str, float]) -> str:
    """Shares of draws in words, the largest first."""
    return ", ".join(
        f"{WORDS[name]} {share:.2f}"
        for name, share in sorted(of.items(), key=lambda pair: -pair[1])
        if share >= 0.005
    )


def bits(replay: Replayed, which: str) -> float:
    """A surprise in bits; none without a recorded strength."""
    return getattr(replay.surprise, which) if replay.surprise else math.nan


def number(value: float | None, places: int = 2) -> str:
    """A number, or a dash where there is none."""
    return "–" if value is None or math.isnan(value) else f"{value:.{places}f}"


def table(head: str, rule: str, rows: list[str]) -> str:
    """A Markdown table."""
    return "\n".join([head, rule, *rows]) + "\n"


def main() -> None:
    """Print the page of cases."""
    parser = argparse.ArgumentParser(prog=COMMAND)
    parser.add_argument("--runs", type=int, default=1000, help="draws of each case")
    parser.add_argument("--seed", type=int, default=1)
    chosen: Any = parser.parse_args()
    found = replays(runs=chosen.runs, seed=chosen.seed)
    print(cases_page(found, leave_one_out(), chosen.runs, chosen.seed), end="")


if __name__ == "__main__":
    main()
