"""The page of measurements says what was recorded, and which targets were missed."""

import json

import pytest
from benchmarks.page import NOTES, PAGE, RECORDED, boiled_down, page


def measured(*tests):
    """A file as pytest-benchmark writes it."""
    cpu = {"brand_raw": "A processor", "count": 2}
    return {
        "machine_info": {"cpu": cpu, "system": "Linux", "python_version": "3.12.1"},
        "datetime": "2026-11-26T12:00:00+00:00",
        "benchmarks": [
            {"name": name, "stats": {"median": seconds}, "extra_info": {"idle": 98.0, **extra}}
            for name, seconds, extra in tests
        ],
    }


def lap(number, **seconds):
    """One lap of contenders that each play a thousand rounds."""
    return [
        (f"test_rounds_a_second[{number}-{name}]", s,
         {"what": name.replace("_", " ") + ", stored", "amount": 1000, "processor": s})
        for name, s in seconds.items()
    ]  # fmt: skip


def page_of(*tests):
    return page(boiled_down(measured(*tests)), "# Performance\n")


def test_ratios_are_medians_of_laps_not_ratios_of_medians():
    laps = [(2.0, 0.01), (4.0, 0.01), (9.0, 0.03)]  # 200, 400, 300 times
    tests = [
        test
        for k, (slow, fast) in enumerate(laps)
        for test in lap(k, plain_Mesa=slow, array_engine=fast)
    ]
    assert "| array engine by plain Mesa, stored | 300 | at least 250 | yes |" in page_of(*tests)
    assert "| plain Mesa, stored | 250 | 111 to 500 | 250 |" in page_of(*tests)


def test_a_missed_target_is_said():
    tests = lap(0, plain_Mesa=1.0, our_Mesa_engine=1.0, array_engine=0.01)
    text = page_of(*tests)
    assert "| array engine by plain Mesa, stored | 100 | at least 250 | **no** |" in text
    assert "| array engine by our Mesa engine, stored | 100 | at least 200 | **no** |" in text


def test_a_busy_machine_is_said():
    tests = lap(0, plain_Mesa=1.0, array_engine=0.01)
    assert "at other work" not in page_of(*tests)
    for _, _, told in tests:
        told["idle"] = 40.0
    assert "at other work" in page_of(*tests)


def test_start_up_workers_and_batches_have_their_tables():
    start = [
        (f"test_start_up[{k}-{what}]", seconds, {"what": what})
        for k in range(3)
        for what, seconds in {
            "bare interpreter": 0.02,
            "import simulation": 0.05,
            "unsc --help": 0.52,
        }.items()
    ]
    pairs = [
        (f"test_two_workers[{k}-{what}]", seconds, {"what": what, "amount": 1000})
        for k in range(3)
        for what, seconds in {"two workers": 1.0, "two processes": 0.95}.items()
    ]
    whole = {
        "workers": 7e8,
        "whole": 9e8,
        "bytes_a_round": 180.0,
        "bytes_a_ballot": 0.5,
        "what": "whole",
    }
    batches = [
        (f"test_a_whole_batch[{rounds}]", 20.0, {**whole, "amount": rounds})
        for rounds in (1_000_000, 10_000_000)
    ]
    text = page_of(*start, *pairs, *batches)
    assert "| `unsc --help` | 0.5 s | at most 0.4 s | **no** |" in text
    assert "| `import simulation` | 0.03 s | at most 0.3 s | yes |" in text
    assert "| workers by processes | 0.95 · at least 0.9 · yes |" in text
    assert "| resident, both workers, GB | 0.7 | at most 1 | yes |" in text
    assert "| bytes a ballot | 0.5 | at most 0.4 | **no** |" in text


@pytest.mark.skipif(not RECORDED.exists(), reason="nothing has been measured here yet")
def test_the_page_in_the_documentation_is_that_of_the_recorded_measurements():
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == page(recorded, NOTES.read_text(encoding="utf-8"))
