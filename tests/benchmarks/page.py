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
BUSY = """**The machine was at other work too.** Rates are too low, and ratios rough, since what needs much
memory suffers more than what does not. Measure again on a machine that does nothing else.
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


def ratio(rates, one, other):
    """The median over laps of one rate by another of the same lap."""
    return median(a / b for a, b in zip(rates[one], rates[other], strict=True))


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def judged(value, target, *, at_most=False, unit=""):
    """A value, its target and whether it is reached; nothing is aimed at where that is None."""
    shown = f"{plain(value)}{unit}"
    if target is None:
        return shown, "", ""
    reached = value <= target if at_most else value >= target
    sign = "at most" if at_most else "at least"
    return shown, f"{sign} {plain(target)}{unit}", "yes" if reached else "**no**"


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
        (f"{one} by {other}, {how}", *judged(ratio(rates, a, b), target))
        for one, other, how, target in RATIOS
        if {a := f"{one}, {how}", b := f"{other}, {how}"} <= set(rates)
    ]
    head = ("", "rounds a second", "from lap to lap", "a second of processor time")
    return (
        f"## Rounds a second, one core\n\n{table(head, rows)}\n\n"
        f"{table(('ratio, median of laps', '', 'target', 'reached'), shown)}\n"
    )


def start(group):
    """Start-up above a bare interpreter."""
    seconds = by_what(group, lambda row: row["seconds"])
    bare = seconds["bare interpreter"]
    above = {
        name: median(a - b for a, b in zip(seconds[name], bare, strict=True))
        for name in ("unsc --help", "import simulation")
    }
    rows = [
        (f"`{name}`", *judged(above[name], target, at_most=True, unit=" s"))
        for name, target in (("unsc --help", 0.4), ("import simulation", 0.3))
    ]
    head = ("above a bare interpreter, median of nine", "", "target", "reached")
    return f"## Start-up\n\n{table(head, rows)}\n"


def workers(group):
    """Two workers against two processes that know nothing of each other."""
    rates = by_what(group, rate)
    share = ratio(rates, "two workers", "two processes")
    rows = [(name, f"{median(values):,.0f} rounds a second") for name, values in rates.items()]
    rows.append(("workers by processes", " · ".join(judged(share, 0.9))))
    return f"## Two workers\n\n{table(('median of five pairs', ''), rows)}\n"


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
        ("resident, both workers, GB", *judged(last["workers"] / 1e9, 1.0, at_most=True)),
        ("bytes a ballot", *judged(last["bytes_a_ballot"], 0.4, at_most=True)),
    ]
    head = ("rounds", "wall time", "rounds a second", "resident, both workers",
            "with their parent", "bytes a round", "bytes a ballot, in ballots/")  # fmt: skip
    return (
        f"## Whole batches, two workers, ballots stored\n\n{table(head, rows)}\n\n"
        f"{table((f'of {last["amount"]:,} rounds', '', 'target', 'reached'), targets)}\n"
    )


def condition(groups):
    """Where, when and how idle the machine was."""
    lines, busy = [], False
    for name, group in groups.items():
        idle = [row["idle"] for row in group["rows"]]
        busy |= median(idle) < 90.0
        versions = ", ".join(f"{k} {v}" for k, v in group["versions"].items())
        lines.append(
            (name, group["date"], f"{median(idle):.0f} %, at worst {min(idle):.0f} %",
             group["machine"], versions)
        )  # fmt: skip
    shown = table(("measured", "on", "idle before each timing", "machine", "versions"), lines)
    return f"{shown}\n\n{BUSY}" if busy else shown


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
