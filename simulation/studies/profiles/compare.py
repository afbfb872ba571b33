"""Estimated ties beside the judged ones of the recorded cases, and what either says of the record.

The judged ties were set by somebody who knew the votes, the estimated ones by a rule
fixed before any was looked at; nothing here is tuned to anything.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from simulation.analysis.surprise import surprise
from simulation.scenario.build import build
from simulation.scenario.files import names, read, shown_path
from simulation.scenario.load import load
from simulation.scenario.reading import check
from simulation.scenario.scenario import Scenario
from simulation.scenario.schema import ScenarioFile
from simulation.studies.profiles.profile import ProfilesByYear
from simulation.studies.profiles.ties import TieEstimate
from simulation.studies.tables.shapes import PERMANENT


@dataclass(frozen=True)
class Pair:
    """One tie of a case, judged and estimated; ``party`` where it is a party's own."""

    case: str
    year: int
    member: str
    target: str
    judged: float
    estimate: TieEstimate


@dataclass(frozen=True)
class Replay:
    """One recorded draft: how likely its outcome is under judged and under estimated ties."""

    case: str
    symbol: str
    outcome: str
    judged: float
    estimated: float


@dataclass(frozen=True)
class TiesCompared:
    """Every tie that can be estimated, and every draft of the cases that have any."""

    pairs: tuple[Pair, ...]
    replays: tuple[Replay, ...]

    @property
    def judged(self) -> np.ndarray:
        """Judged ties, (pair,)."""
        return np.array([pair.judged for pair in self.pairs])

    @property
    def estimated(self) -> np.ndarray:
        """Estimated ties, (pair,)."""
        return np.array([pair.estimate.tie for pair in self.pairs])

    @property
    def rank_correlation(self) -> float:
        """Spearman's correlation of the two."""
        return float(spearmanr(self.judged, self.estimated).statistic)

    @property
    def mean_difference(self) -> float:
        """Mean of estimated less judged."""
        return float((self.estimated - self.judged).mean())

    @property
    def mean_distance(self) -> float:
        """Mean absolute difference."""
        return float(np.abs(self.estimated - self.judged).mean())


def compare(profiles: ProfilesByYear) -> TiesCompared:
    """Every case whose target is a state with votes in the Assembly, judged against estimated."""
    pairs: list[Pair] = []
    replays: list[Replay] = []
    for name, path in sorted(names("scenario").items()):
        if "history" not in path.parts:
            continue
        scenario = load(name)
        of_case = list(pairs_of(profiles, scenario))
        if of_case:
            pairs += of_case
            replays += replayed(scenario, with_estimates(scenario, name, of_case))
    return TiesCompared(tuple(pairs), tuple(replays))


def pairs_of(profiles: ProfilesByYear, scenario: Scenario) -> Iterator[Pair]:
    """The ties of a case that agreement in the Assembly can speak of, once each.

    They are those between a permanent member and another state; a member's own
    cause, and whoever is a party, are left out.
    """
    seen: set[tuple[str, str]] = set()
    for draft in scenario.script:
        crisis = scenario.file.crisis[draft.crisis_number]
        target, year = crisis.target, draft.date.year
        if target not in profiles.states.groups:
            continue
        for seat in draft.sitting.council.seats:
            key = (seat.member, target)
            if seat.member in (target, *crisis.parties) or key in seen:
                continue
            estimate = either_way(profiles, seat.member, target, year)
            if estimate is None or not estimate.votes:
                continue
            seen.add(key)
            judged = seat.client_ties.get(target, 0.0)
            yield Pair(scenario.name, year, seat.member, target, judged, estimate)


def either_way(profiles: ProfilesByYear, member: str, target: str, year: int) -> TieEstimate | None:
    """The estimated tie of a member to a target, one of which must be permanent."""
    if member in PERMANENT:
        return profiles.ties.estimate(member, target, year)
    if target in PERMANENT:
        return profiles.ties.estimate(target, member, year)
    return None


def with_estimates(scenario: Scenario, name: str, pairs: list[Pair]) -> Scenario:
    """The same case with estimated ties in the place of judged ones."""
    path = names("scenario")[name]
    raw = copy.deepcopy(read(path))
    for pair in pairs:
        profile = raw.setdefault("profiles", {}).setdefault(pair.member, {})
        ties = profile.setdefault("client_ties", {})
        ties[pair.target] = round(pair.estimate.tie, 2)
    return build(check(ScenarioFile, raw, shown_path(path)), name=scenario.name, where=path)


def replayed(judged: Scenario, estimated: Scenario) -> Iterator[Replay]:
    """The chance of each recorded outcome under both."""
    for one, other in zip(judged.script, estimated.script, strict=True):
        first, second = surprise(judged, one), surprise(estimated, other)
        if one.record is not None and first is not None and second is not None:
            outcome = one.record.published.outcome
            yield Replay(judged.name, one.symbol, outcome, first.outcome, second.outcome)


# --- the page


def page(comparison: TiesCompared) -> str:
    """The comparison as a page of Markdown."""
    lines = [HEAD.rstrip(), ""]
    pairs = comparison.pairs
    none = [pair for pair in pairs if pair.judged == 0.0]
    some = [pair for pair in pairs if pair.judged > 0.0]
    lines += [
        f"- {len(pairs)} ties of {len({pair.case for pair in pairs})} cases can be estimated; "
        f"{len(some)} of them were judged above 0.",
        f"- Rank correlation (Spearman) {comparison.rank_correlation:.2f}; mean absolute "
        f"difference {comparison.mean_distance:.2f}; estimated less judged "
        f"{comparison.mean_difference:+.2f} on average.",
        f"- Where nothing was judged, the mean estimate is "
        f"{np.mean([pair.estimate.tie for pair in none]):.2f}; where something was, "
        f"{np.mean([pair.estimate.tie for pair in some]):.2f} against "
        f"{np.mean([pair.judged for pair in some]):.2f} judged.",
        "",
        "| case | year | member | target | judged | estimated | agreement | with all | votes |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for pair in pairs:
        e = pair.estimate
        lines.append(
            f"| {pair.case} | {pair.year} | {pair.member} | {pair.target} | {pair.judged:.2f} "
            f"| {e.tie:.2f} | {e.agreement:.2f} | {e.baseline:.2f} | {e.votes} |"
        )
    lines += ["", "## What it makes of the record", "", REPLAYS.rstrip(), ""]
    lines += [
        "| case | drafts | judged | estimated | judged, right | estimated, right |",
        "|---|---|---|---|---|---|",
    ]
    cases = list(dict.fromkeys(replay.case for replay in comparison.replays))
    for case in [*cases, ""]:
        mine = [replay for replay in comparison.replays if case in ("", replay.case)]
        judged = np.array([replay.judged for replay in mine])
        estimated = np.array([replay.estimated for replay in mine])
        lines.append(
            f"| {case or '**all**'} | {len(mine)} | {judged.mean():.2f} | {estimated.mean():.2f} "
            f"| {(judged > 0.5).sum()} | {(estimated > 0.5).sum()} |"
        )
    return "\n".join(lines) + "\n"


HEAD = """\
# Ties: judged and estimated

Made by `unsc profiles compare --data DIR > docs/evidence-profiles.md`; [sources.md](sources.md)
says how ties are estimated. The judged ones are those of the cases in `scenarios/history`, set by
a coder who knew the votes. The estimated ones come of the Assembly's votes of the five years
before, by a rule fixed before any estimate was seen. Only ties between a permanent member and a
state that voted in the Assembly can be estimated, so that rebels, secessions, organisations and
states not yet admitted stay judged. *Agreement* is how often the two voted alike (an abstention
counts half), *with all* how often the permanent member votes as the membership does.
"""

REPLAYS = """\
The chance of the recorded outcome of each draft, as in `unsc run`, averaged over the drafts of a
case, with the judged ties and with the estimated ones in their place; everything else of a case is
the same. *Right* counts drafts whose recorded outcome has a chance above one half. The judged ties
were set with the outcomes in view, the estimated ones were not.
"""
