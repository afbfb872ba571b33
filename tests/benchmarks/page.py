"""Writes docs/performance.md from what was measured.

    python tests/benchmarks/page.py out/bench.json out/bench-memory.json

What the measurements' own files hold is boiled down into tests/benchmarks/recorded.json first,
each group of measurements replacing that of its kind; the page is made from this alone.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
RECORDED = HERE / "recorded.json"
NOTES = HERE / "notes.md"
PAGE = HERE.parents[1] / "docs" / "performance.md"
LIBRARIES = ("numpy", "scipy", "numba", "mesa", "pyarrow", "pandas")
IDLE_ENOUGH = 90.0
"""Percent; what is measured waits a while for it, and is named where it began with less."""

SEEN = """The machine is looked at before each timing, not during it, and the neighbours of a virtual machine are not
seen at all: what the same code took from lap to lap is the surer sign.
"""
BUSY = """**The machine was at other work too** when these timings began: {which}.
They are counted nevertheless; their rates are too low, and ratios with them rough. Measure again on a machine that
does nothing else.
"""
GROUPS = {
    "test_rounds_a_second": "speed",
    "test_start_up": "start",
    "test_two_workers": "workers",
    "test_a_whole_batch[1000000]": "million",
    "test_a_whole_batch[10000000]": "memory",
}


RATIOS = (
    ("array engine", "plain Mesa", "stored", 250.0),
    ("array engine", "our Mesa engine", "stored", 200.0),
    ("array engine with [fast]", "plain Mesa", "stored", 400.0),
    ("array engine with [fast]", "plain Mesa", "stored", 1000.0),
    ("array engine", "vectorised Mesa", "stored", None),
    ("array engine with [fast]", "vectorised Mesa", "stored", None),
    ("array engine", "ceiling", "played", 1.0 / 3.0),
    ("array engine with [fast]", "ceiling", "played", None),
    ("array engine", "ceiling", "stored", None),
    ("array engine with [fast]", "ceiling", "stored", None),
    ("ceiling", "plain Mesa", "stored", None),
)
"""What is compared with what, and the least that is aimed at."""

STARTS = {
    "import simulation": 0.3,
    "unsc --help": 0.2,
    "unsc scenarios": 0.6,
    "unsc tally": 0.6,
    "unsc run": 0.6,
    "unsc forecast": 1.0,
}
"""Commands whose start is measured, and the seconds above a bare interpreter aimed at."""


def boiled_down(measured):
    """Of one file of pytest-benchmark: by group where and when, and what each test measured."""
    cpu, system = measured["machine_info"]["cpu"], measured["machine_info"]["system"]
    where = {
        "machine": f"{cpu['brand_raw']}, {cpu['count']} cores, {system}",
        "versions": {"python": measured["machine_info"]["python_version"]}
        | {name: version(name) for name in LIBRARIES},
        "date": measured["datetime"][:10],
    }
    groups = {}
    for test in measured["benchmarks"]:
        name = test["name"]
        group = GROUPS.get(name, GROUPS.get(name.split("[")[0]))
        row = {"seconds": test["stats"]["median"], **test["extra_info"]}
        groups.setdefault(group, where | {"rows": []})["rows"].append(row)
    return groups


def by_what(group, read):
    """Values of a group in the order of laps, by what was measured."""
    found = {}
    for row in group["rows"]:
        found.setdefault(row["what"], []).append(read(row))
    return found


def rate(row):
    return row["amount"] / row["seconds"]


def ratios(rates, one, other):
    """One rate by another of the same lap, lap by lap."""
    return [a / b for a, b in zip(rates[one], rates[other], strict=True)]


def spread(values):
    """The least and the most."""
    return f"{plain(min(values))} to {plain(max(values))}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def judged(values, target, *, at_most=False, unit=""):
    """The median of laps, its target, and whether it is reached and in how many laps.

    Nothing is aimed at where the target is None; a single value has no laps.
    """
    shown = f"{plain(median(values))}{unit}"
    if target is None:
        return shown, "", ""
    there = [value <= target if at_most else value >= target for value in (*values, median(values))]
    said = "yes" if there[-1] else "**no**"
    if len(values) > 1:
        said += f", in {sum(there[:-1])} of {len(values)} laps"
    sign = "at most" if at_most else "at least"
    return shown, f"{sign} {plain(target)}{unit}", said


def plain(value):
    """Three digits, and all those before the point."""
    return f"{value:,.0f}" if value >= 100.0 else f"{value:.3g}"


def speed(group):
    """Rounds a second of each contender, and their ratios."""
    rates = by_what(group, rate)
    processor = by_what(group, lambda row: row["amount"] / row["processor"])
    rows = [
        (name, f"{median(values):,.0f}", f"{min(values):,.0f} to {max(values):,.0f}",
         f"{median(processor[name]):,.0f}")
        for name, values in rates.items()
    ]  # fmt: skip
    shown = [
        (f"{one} by {other}, {how}", value, spread(found), *aim)
        for one, other, how, target in RATIOS
        if {a := f"{one}, {how}", b := f"{other}, {how}"} <= set(rates)
        for found in [ratios(rates, a, b)]
        for value, *aim in [judged(found, target)]
    ]
    head = ("", "rounds a second", "from lap to lap", "a second of processor time")
    return (
        f"## Rounds a second, one core\n\n{table(head, rows)}\n\n"
        f"{table(('ratio', 'median of laps', 'from lap to lap', 'target', 'reached'), shown)}\n"
    )


def start(group):
    """Start-up above a bare interpreter."""
    seconds = by_what(group, lambda row: row["seconds"])
    bare = seconds["bare interpreter"]
    above = {
        name: [a - b for a, b in zip(seconds[name], bare, strict=True)]
        for name in STARTS
        if name in seconds
    }
    rows = [
        (f"`{name}`", value, f"{spread(found)} s",
         plain(median(ratios(seconds, name, "bare interpreter"))), *aim)
        for name, found in above.items()
        for value, *aim in [judged(found, STARTS[name], at_most=True, unit=" s")]
    ]  # fmt: skip
    head = ("above a bare interpreter", f"median of {len(bare)}", "from lap to lap",
            "times a bare start", "target", "reached")  # fmt: skip
    return f"## Start-up\n\n{table(head, rows)}\n"


def workers(group):
    """Two workers against two processes that know nothing of each other."""
    rates = by_what(group, rate)
    shares = ratios(rates, "two workers", "two processes")
    rows = [
        (f"{name}, rounds a second", f"{median(values):,.0f}", spread(values), "", "")
        for name, values in rates.items()
    ]
    value, *aim = judged(shares, 0.9)
    rows.append(("workers by processes", value, spread(shares), *aim))
    head = (f"{group['rows'][0]['amount']:,} rounds", f"median of {len(shares)} pairs",
            "from pair to pair", "target", "reached")  # fmt: skip
    return f"## Two workers\n\n{table(head, rows)}\n"


def batches(groups):
    """Whole batches: time, memory and bytes."""
    rows = [
        (f"{row['amount']:,}", f"{row['seconds']:.0f} s", f"{rate(row):,.0f}",
         f"{row['workers'] / 1e9:.2f} GB", f"{row['whole'] / 1e9:.2f} GB",
         f"{row['bytes_a_round']:.0f}", f"{row['bytes_a_ballot']:.3f}")
        for group in groups
        for row in group["rows"]
    ]  # fmt: skip
    last = groups[-1]["rows"][0]
    targets = [
        ("resident, both workers, GB", *judged([last["workers"] / 1e9], 1.0, at_most=True)),
        ("bytes a ballot", *judged([last["bytes_a_ballot"]], 0.4, at_most=True)),
    ]
    head = ("rounds", "wall time", "rounds a second", "resident, both workers",
            "with their parent", "bytes a round", "bytes a ballot, in ballots/")  # fmt: skip
    return (
        f"## Whole batches, two workers, ballots stored\n\n{table(head, rows)}\n\n"
        f"{table((f'of {last["amount"]:,} rounds', '', 'target', 'reached'), targets)}\n"
    )


def condition(groups):
    """Where, when and how idle the machine was; which timings began while it was not."""
    lines, busy = [], []
    for name, group in groups.items():
        idle = [row["idle"] for row in group["rows"]]
        busy += [
            f"{what}, lap {lap} ({share:.0f} % idle)"
            for what, shares in by_what(group, lambda row: row["idle"]).items()
            for lap, share in enumerate(shares, start=1)
            if share < IDLE_ENOUGH
        ]
        versions = ", ".join(f"{k} {v}" for k, v in group["versions"].items())
        lines.append(
            (name, group["date"], f"{median(idle):.0f} %, at worst {min(idle):.0f} %",
             group["machine"], versions)
        )  # fmt: skip
    shown = table(("measured", "on", "idle before each timing", "machine", "versions"), lines)
    named = f"\n{BUSY.format(which='; '.join(busy))}" if busy else ""
    return f"{shown}\n\n{SEEN}{named}"


def page(recorded, notes):
    """The page."""
    parts = [notes, condition(recorded)]
    parts += [write(recorded[name]) for name, write in
              {"speed": speed, "workers": workers, "start": start}.items() if name in recorded]  # fmt: skip
    whole = [recorded[name] for name in ("million", "memory") if name in recorded]
    if whole:
        parts.append(batches(whole))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def main(paths):
    recorded = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    for path in paths:
        recorded |= boiled_down(json.loads(Path(path).read_text(encoding="utf-8")))
    ordered = {name: recorded[name] for name in GROUPS.values() if name in recorded}
    RECORDED.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(ordered, NOTES.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
