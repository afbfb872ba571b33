"""The report: one page that holds everything, and the files beside it."""

import base64
import itertools
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from simulation.analysis.caveat import CANNOT_SAY
from simulation.analysis.outcomes import made_from
from simulation.engine.delegations import Delegation, Delegations, Seats
from simulation.experiments.again import again
from simulation.experiments.batch import run_batch
from simulation.experiments.summary import OUTCOMES
from simulation.figures import provenance
from simulation.figures.parts import generated
from simulation.figures.report import LACKS, tables_of, write_report
from simulation.figures.text import aligned, described
from simulation.measures.rates import Rate
from simulation.measures.ratios import Ratio
from simulation.measures.table import MEASURES
from simulation.scenario.load import load

NAMES = [part.name for part in generated()]


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.words, self.open = [], [], []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    results = run_batch(load("cold-war", rules="double-veto", veto_cost=0.3), 20, seed=3)
    return results, folder, write_report(results, folder / "made" / "here")


@pytest.fixture(scope="module")
def page(written):
    return Page(written[2][0])


def test_each_figure_is_a_picture_with_its_text_beside_it(written):
    _, folder, paths = written
    made = folder / "made" / "here"
    assert paths[0] == made / "report.html"
    expected = {made / f"{name}{suffix}" for name in NAMES for suffix in (".png", ".txt")}
    assert set(paths[1:]) == expected
    assert set(made.iterdir()) == set(paths)
    for path in expected:
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG") if path.suffix == ".png" else b"\n" in content


def test_the_page_refers_to_nothing_outside_itself(page):
    assert {name for name, _ in page.tags}.isdisjoint({"script", "link", "iframe", "object", "a"})
    for attributes in (attributes for _, attributes in page.tags):
        for key in ("src", "href", "data", "srcset", "action", "onclick", "onload"):
            assert attributes.get(key, "data:").startswith("data:")
    assert "url(" not in page.source
    assert "@import" not in page.source


def test_pictures_are_inside_with_their_text_as_alternative_and_in_full(written, page):
    made = written[2][0].parent
    images = page.of("img")
    assert len(images) == len(NAMES)
    for name, image in zip(NAMES, images, strict=True):
        words = (made / f"{name}.txt").read_text(encoding="utf-8")
        assert image["alt"] == words
        assert base64.b64decode(image["src"].split(",")[1]) == (made / f"{name}.png").read_bytes()
        assert words in "".join(page.words)
    assert len(page.of("details")) == len(NAMES)


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(name[1]) for name, _ in page.tags if name in ("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.of("html") == [{"lang": "en"}]
    assert not page.open


def test_tables_name_their_columns_and_rows(page):
    assert all(cell.get("scope") in ("col", "row") for cell in page.of("th"))
    assert len(page.of("caption")) == len(page.of("table"))


def test_the_page_says_where_it_comes_from(written, page):
    experiment = written[0].manifest.experiment
    for said in (
        "simulation error only; 20 histories, seed 3, cold-war, rules double-veto",
        f"unsc-simulation {experiment['version']}",
        experiment["described"]["rules"]["title"],
        experiment["described"]["sources"][0],
        "veto_cost",
    ):
        assert said in page.text


def test_outcomes_stand_in_the_page_with_their_intervals(written, page):
    for share in (written[0].summary()["measures"][name] for name in OUTCOMES):
        assert str(Rate(**share)) in page.text


def test_what_a_page_about_states_cannot_say_stands_on_it(written, page, tmp_path, stylised):
    assert CANNOT_SAY in page.text
    invented = Page(write_report(stylised, tmp_path)[0])
    assert "cannot say" not in invented.text


def test_the_command_on_the_page_gives_the_same_scenario(written):
    assert again(written[0].manifest).in_shell() == (
        "unsc batch cold-war --rules double-veto --set veto_cost=0.3 --runs 20 --seed 3 "
        "--out out/cold-war"
    )
    assert str(again(written[0].manifest)) == (
        "run_batch(load('cold-war', rules='double-veto', settings={'veto_cost': 0.3}), runs=20, "
        "seed=3, out='out/cold-war')"
    )


def test_a_command_says_what_else_was_chosen():
    results = run_batch("horseshoe", 2, seed=0, detail="rounds", engine="arrays")
    assert again(results.manifest).in_shell() == (
        "unsc batch horseshoe --runs 2 --seed 0 --detail rounds --out out/horseshoe"
    )


def test_no_command_is_given_that_would_make_something_else(stylised, tmp_path):
    manifest = stylised.manifest
    changed = replace(manifest, experiment={**manifest.experiment, "described_sha256": "0" * 64})
    assert again(changed) is None
    unknown = replace(manifest, experiment={**manifest.experiment, "scenario": "my-own"})
    assert again(unknown) is None
    page = Page(write_report(replace(stylised, manifest=changed), tmp_path)[0])
    assert "No command makes this batch again" in page.text


def test_parameters_at_their_default_are_not_listed(written, stylised):
    assert provenance.settings(stylised.manifest) == []
    listed = {setting.name: setting for setting in provenance.settings(written[0].manifest)}
    assert listed["veto_cost"].value == 0.3
    assert listed["veto_cost"].default == 0.2
    assert "reach" not in listed


def test_the_same_batch_gives_the_same_bytes(stylised, tmp_path):
    one, other = (write_report(stylised, tmp_path / name) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_progress_is_told_after_each_figure(stylised, tmp_path):
    shown = []
    write_report(stylised, tmp_path, progress=lambda done, total: shown.append((done, total)))
    assert shown == [(k, len(NAMES)) for k in range(1, len(NAMES) + 1)]


@pytest.mark.parametrize("name", ["automatic", "one round", "nothing happens", "replay"])
def test_a_batch_with_little_in_it_still_makes_a_page(name, batch_named, tmp_path):
    page = Page(write_report(batch_named(name), tmp_path)[0])
    assert ("No vote to show" in page.text) == (name in ("automatic", "nothing happens"))


def test_a_batch_without_rounds_is_reported_as_far_as_it_goes(tmp_path):
    results = run_batch("horseshoe", 40, seed=2, detail="runs")
    (path,) = write_report(results, tmp_path)
    page = Page(path)
    assert LACKS in page.text
    assert "img" not in page.tags
    whole = run_batch("horseshoe", 40, seed=2).summary()
    for found in whole["measures"].values():
        assert str(Rate(**found) if "count" in found else Ratio(**found)) in page.text
    assert "unsc batch horseshoe --runs 40 --seed 2 --detail runs --out out/horseshoe" in page.text


class Hawk(Delegation):
    def prefer(self, view):
        return 1.0


class Everywhere(Delegations):
    pass


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Seats({"rival": Hawk()}), "rival was played by the class Hawk."),
        (Seats({"ally": Hawk}), "ally was played by the class Hawk."),
        (Seats({"rival": lambda: Hawk()}), "rival was played by the class <lambda>."),
        (
            Seats({"rival": Hawk, "ally": Delegation()}),
            "rival was played by the class Hawk, ally was played by the class Delegation.",
        ),
        (Everywhere(), "all members were played by the class Everywhere."),
    ],
)
def test_a_batch_with_other_behaviour_says_so_and_gives_no_command(tmp_path, given, said):
    results = run_batch("horseshoe", 3, seed=1, detail="runs", delegations=given)
    assert again(results.manifest) is None
    page = Page(write_report(results, tmp_path)[0])
    text = " ".join(page.text.split()).replace(" .", ".").replace(" ,", ",")
    assert f"Not by the rules alone: {said}" in text
    assert "No command makes this batch again: other behaviour than the rules' played." in page.text
    assert "unsc batch" not in page.text


def test_a_figure_of_other_behaviour_says_so_in_its_footer():
    results = run_batch("horseshoe", 3, seed=1, delegations=Seats({"rival": Hawk}))
    assert made_from(results).endswith("rules charter, played otherwise: rival by Hawk")


def test_an_unfinished_batch_says_so(stylised, tmp_path):
    planned = replace(stylised.manifest, experiment={**stylised.manifest.experiment, "runs": 1000})
    page = Page(write_report(replace(stylised, manifest=planned), tmp_path)[0])
    assert "Unfinished: 60 of 1,000 histories" in page.text


def test_every_measure_of_a_summary_stands_in_the_tables_once(stylised):
    summary = stylised.summary()
    rows = [row for _, rows in tables_of(summary) for row in rows]
    labels = [row["label"] for row in rows]
    assert sorted(labels) == sorted({*labels})
    assert {MEASURES[name].words for name in summary["measures"]} < {*labels}
    at = {row["label"]: row for row in rows}
    vetoed = summary["measures"]["vetoed"]
    assert at["vetoed, of drafts considered"]["value"] == str(Rate(**vetoed))
    assert at["a crisis is grave from a severity of"]["value"] == f"{summary['grave']:.3g}"


ONE = ("what", "share [95 %]", "drafts")
NO_CRISES = "not defined: nothing to count"


@pytest.mark.parametrize(
    ("cells", "times"),
    [
        ([("vetoed", str(Rate(None, None, None, 0, 0, 0)), "0")], 1),
        ([("vetoed", "1.0 %", "9"), ("other", str(Ratio(None, None, None, 0)), "0")], 1),
        ([("vetoed", "not defined", "not defined"), ("other", "not defined", "1")], 1),
        ([("vetoed", "1.0 %", "not defined")], 1),
        ([("vetoed", "0.0 %", "0")], 0),
        ([("not defined", "0.0 %", "0")], 0),
    ],
)
def test_why_a_cell_is_not_defined_stands_once_under_the_tables(cells, times):
    shown = described("Title", aligned(ONE, cells), aligned(ONE, cells), "(made from)")
    assert shown.count(NO_CRISES) == times
    assert shown.endswith(f"\n\n{NO_CRISES}\n\n(made from)\n" if times else "\n\n(made from)\n")
