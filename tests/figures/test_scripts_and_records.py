"""Pages of scripts and of real states: no two numbers contradict, and the record stands beside.

Every shipped scenario is played a few times, those with a script both as they are and
redrafted.
"""

import math
import re

import pytest
import tomli_w

from simulation.analysis.drafts import drafts, strengths
from simulation.analysis.outcomes import (
    ANY_CAUSE,
    SCRIPTED,
    example_roll_call,
    outcomes_by_cause,
    vetoes_by_member,
)
from simulation.experiments.batch import run_batch
from simulation.experiments.record import on_record, redrafted, replays, script_of
from simulation.figures.drafts import describe_drafts
from simulation.figures.marks import labels_of
from simulation.figures.parts import parts_of
from simulation.figures.report import tables_of
from simulation.figures.vetoes import describe_vetoes_by_member, is_astray, plot_vetoes_by_member
from simulation.scenario.files import names, read
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError

RUNS = 4

ERAS = ("era-1946-1965", "era-1966-1989", "era-1990-2011", "cold-war", "post-cold-war")

DRAWN = (
    "syria-2011", "kosovo-1999", "hungary-1956", "rhodesia-1966", "abyssinia-1935",
    "era-1990-2011", "cold-war",
)  # fmt: skip
"""Scripts and eras of which every picture is drawn."""


def kinds():
    """Every shipped scenario, and every script redrafted."""
    for name in names("scenario"):
        yield name, False
        if load(name).script:
            yield name, True


played = {}


def batch_of(name, redraft=False):
    if (name, redraft) not in played:
        made = load(name, redraft=redraft)
        played[name, redraft] = run_batch(made, RUNS, seed=1)
    return played[name, redraft]


@pytest.fixture(params=list(kinds()), ids=lambda kind: kind[0] + ("+redraft" if kind[1] else ""))
def batch(request):
    return batch_of(*request.param)


@pytest.fixture(params=[k for k in kinds() if load(k[0]).script and not k[1]], ids=lambda k: k[0])
def replay(request):
    return batch_of(*request.param)


def test_shares_of_ends_add_up_and_no_cause_exceeds_its_end(batch):
    table = outcomes_by_cause(batch)
    overall = table[table["cause"] == ANY_CAUSE].set_index("end")
    if overall["total"].max():
        assert overall["value"].sum() == pytest.approx(1.0)
    causes = table[table["cause"] != ANY_CAUSE].groupby("end")["count"].sum()
    for end, number in causes.items():
        assert number == overall.loc[end, "count"]


def test_summary_and_page_say_the_same_of_outcomes(batch):
    table = outcomes_by_cause(batch)
    overall = table[table["cause"] == ANY_CAUSE].set_index("end")["count"]
    measures = batch.summary()["measures"]
    assert {end: measures[end]["count"] for end in overall.index} == overall.to_dict()


def test_what_a_script_decides_has_no_interval_and_no_cause_of_the_models(replay):
    script = script_of(replay.manifest)
    table = outcomes_by_cause(replay).set_index(["end", "cause"])
    held_back = [draft for draft in script if draft.withheld]
    assert {"adopted_in_full", "adopted_diluted"}.isdisjoint(table.index.get_level_values("end"))
    assert ("withheld" in table.index.get_level_values("end")) == bool(held_back)
    assert set(table.index.get_level_values("cause")) <= {
        ANY_CAUSE, "", SCRIPTED, "veto", "shortfall", "shortfall_and_no",
    }  # fmt: skip
    if held_back:
        row = table.loc[("withheld", ANY_CAUSE)]
        assert row["value"] == pytest.approx(len(held_back) / len(script))
        assert math.isnan(row["low"])
        assert list(table.loc["withheld"].index) == [ANY_CAUSE, SCRIPTED]
    labels = [row["label"] for _, rows in tables_of(replay.summary()) for row in rows]
    would = [label for label in labels if "because of vetoes" in label or "veto alone" in label]
    assert len(would) == 4
    assert all("model's penholder would have" in label for label in would)
    assert not [label for label in labels if "hidden" in label and "from a strength" not in label]


def test_every_draft_stands_beside_its_record(replay):
    table = drafts(replay)
    made = load(replay.manifest.experiment["scenario"])
    assert list(table["label"]) == [f"{draft.date} {draft.symbol}" for draft in made.script]
    words = describe_drafts(table)
    for draft, row in zip(made.script, table.to_dict("records"), strict=True):
        shares = [row[name] for name in ("adopted", "vetoed", "fell_short", "withheld")]
        assert sum(shares) == pytest.approx(1.0)
        assert row["decided"] == (draft.withheld is not None)
        if draft.record is not None:
            kept = draft.record.published
            assert row["outcome"] == kept.outcome
            assert row["value"] == row[kept.outcome]
            assert f"{kept.outcome.replace('_', ' ')} {kept.yes}-{kept.no}-{kept.abstain}" in words
        elif draft.withheld is not None:
            assert row["outcome"] == "withheld"
            assert math.isnan(row["value"])


def test_strengths_of_the_script_are_those_of_its_file(replay):
    made = load(replay.manifest.experiment["scenario"])
    assert list(strengths(replay)["script"]) == [draft.strength for draft in made.script]


def pictures(results):
    for part in parts_of(results):
        table = part.table(results)
        if table is not None:
            yield part, table, part.plot(table)


@pytest.fixture(
    params=[*((name, False) for name in DRAWN), ("syria-2011", True), ("kosovo-1999", True)],
    ids=lambda kind: kind[0] + ("+redraft" if kind[1] else ""),
)
def drawn(request):
    results = batch_of(*request.param)
    return results, list(pictures(results))


def test_every_picture_of_real_states_says_that_it_is_simulated(drawn):
    for part, table, ax in drawn[1]:
        assert "simulated" in ax.get_title(loc="left"), part.name
        assert "simulated" in part.describe(table), part.name


def test_pictures_of_invented_states_do_not():
    for _, _, ax in pictures(batch_of("horseshoe")):
        assert "simulated" not in ax.get_title(loc="left")


def test_nothing_joins_the_drafts_of_a_script(drawn):
    results, shown = drawn
    if not script_of(results.manifest):
        pytest.skip("crises are generated here")
    over_rounds = ("drafts", "strength", "easy-riding-over-time", "legitimacy", "beliefs")
    for part, _, ax in shown:
        if part.name in over_rounds:
            joined = [line for line in ax.lines if len(line.get_xdata()) > 1]
            assert all(line.get_linestyle() == "None" for line in joined), part.name
        if part.name in over_rounds[2:] and ax.axison:
            symbols = {draft.symbol for draft in script_of(results.manifest)}
            ticks = {tick.get_text() for tick in ax.get_xticklabels()}
            assert symbols <= ticks | {""}, part.name


def test_titles_and_labels_are_whole(drawn):
    for part, _, ax in drawn[1]:
        ax.figure.draw_without_rendering()
        edge = ax.figure.bbox
        legend = ax.get_legend()
        shown = [ax.title, ax._left_title, ax.xaxis.label, *(legend.get_texts() if legend else ())]
        for text in shown:
            box = text.get_window_extent()
            assert not text.get_text() or (box.x0 >= 0 and box.x1 <= edge.width), part.name


def test_the_words_of_a_replay_give_the_model_what_is_the_models(drawn):
    results, shown = drawn
    if not replays(results.manifest):
        pytest.skip("here the model's penholder tables")
    for part, table, _ in shown:
        words = " ".join(part.describe(table).split())
        assert "a veto expected" not in words, part.name
        assert "withheld because of vetoes" not in words, part.name
        if part.name == "hidden-vetoes":
            assert "the model's penholder would have withheld" in words


@pytest.mark.parametrize("name", ERAS)
def test_the_record_of_an_era_stands_on_its_pictures(name):
    results = batch_of(name)
    kept = on_record(results.manifest)
    table = vetoes_by_member(results)
    assert sum(kept.outcomes.values()) == pytest.approx(1.0)
    assert set(kept.against) == {"CHN", "FRA", "GBR", "RUS", "USA"}
    words = describe_vetoes_by_member(table)
    ax = plot_vetoes_by_member(table)
    beside = " ".join(text.get_text() for text in ax.texts)
    for member, share in kept.against.items():
        assert re.search(rf"^{member} .*{100 * share:.1f} %", words, re.MULTILINE)
        assert f"on record {100 * share:.1f} %" in beside
    far = [row.member for row in table.itertuples() if is_astray(row)]
    title = ax.get_title(loc="left")
    assert all(member in title for member in far)
    assert ("not as on record" in title) == bool(far)


@pytest.mark.parametrize("name", [name for name in ERAS if name.startswith("era")])
def test_an_eras_record_is_that_of_its_description(name):
    made = load(name)
    for member, share in made.file.recorded.against.items():
        printed = re.search(rf"{member} \d+ % \(on record (\d+) %\)", made.file.description)
        assert abs(float(printed[1]) - 100 * share) <= 0.51
    assert made.file.recorded.years == name.removeprefix("era-")


@pytest.mark.parametrize(
    "name", ["syria-2011", "kosovo-1999", "iraq-2003", "korea-1950", "suez-1956"]
)
def test_redrafted_batches_say_so_and_replays_do_not(name):
    again, kept = batch_of(name, redraft=True), batch_of(name)
    assert redrafted(again.manifest)
    assert not replays(again.manifest)
    assert "these are other texts" in describe_drafts(drafts(again)).replace("\n", " ")
    assert "The script decides" in describe_drafts(drafts(kept)).replace("\n", " ")
    assert labels_of(drafts(again).attrs) == labels_of(drafts(kept).attrs)
    assert drafts(again).attrs["made_from"].endswith(", redrafted")


def test_a_scenario_without_a_script_has_no_drafts_in_a_row():
    assert drafts(batch_of("horseshoe")) is None
    assert on_record(batch_of("horseshoe").manifest) is None


def test_the_tally_over_a_roll_call_is_that_of_its_ballots(batch):
    found = example_roll_call(batch)
    if found is None:
        pytest.skip("no ballot is cast here")
    numbers = [int(number) for number in re.findall(r"(\d+) (?:yes|no|abstaining)", found.title)]
    left = sum(found.count(letter) for letter in ("Y", "N", "A")) - sum(numbers[:3])
    said = re.search(r"(\d+) ballots? of parties not counted", found.title)
    assert left == (int(said[1]) if said else 0)
    if not left:
        assert numbers[:3] == [found.count(letter) for letter in ("Y", "N", "A")]


def test_the_leagues_parties_voted_and_did_not_count():
    title = example_roll_call(batch_of("abyssinia-1935")).title
    assert "13 yes, 0 no, 0 abstaining, 2 ballots of parties not counted: adopted" in title


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("era-1946-1965", "110 of 408 recorded votes of 1946-1965 were vetoed"),
        ("era-1966-1989", "88 of 519 recorded votes of 1966-1989 were vetoed"),
        ("era-1990-2011", "26 of 1385 recorded votes of 1990-2011 were vetoed"),
        ("cold-war", "88 of 519 recorded votes of 1966-1989 were vetoed"),
        ("dprk-2006", "1 of 10 drafts on record was vetoed"),
        ("gaza-2023", "5 of 7 drafts on record were vetoed"),
    ],
)
def test_shares_of_vetoes_on_record_say_of_how_many(name, said):
    words = " ".join(describe_vetoes_by_member(vetoes_by_member(batch_of(name))).split())
    assert said in words.replace(",385", "385")


@pytest.mark.parametrize(
    ("member", "why"),
    [
        ("XXX", "has no seat on"),
        ("Atlantis", "has no seat on"),
        ("DEU", "is Germany, which has no seat on"),
        ("Soviet Union", "is not a code; write RUS"),
        ("JAM", "is an elected member; the record of vetoes is of permanent ones"),
        ("MLI", "is an elected member; the record of vetoes is of permanent ones"),
    ],
)
def test_the_record_of_vetoes_is_of_permanent_members_that_sit(tmp_path, member, why):
    raw = read(names("scenario")["era-1990-2011"])
    raw["recorded"]["against"][member] = 0.1
    path = tmp_path / "mine.toml"
    path.write_text(tomli_w.dumps(raw | {"council": "2000"}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    [said] = [mistake for mistake in caught.value.mistakes if "recorded" in mistake]
    assert f"recorded.against = {member!r}: {why}" in said


@pytest.mark.parametrize("shares", [(0.6, 0.5), (1.0, 0.01), (0.5, 0.51), (0.9, 0.2), (1.0, 1.0)])
def test_no_more_drafts_fail_on_record_than_there_are(tmp_path, shares):
    raw = read(names("scenario")["era-1990-2011"])
    raw["recorded"].update(vetoed=shares[0], fell_short=shares[1])
    path = tmp_path / "mine.toml"
    path.write_text(tomli_w.dumps(raw), encoding="utf-8")
    with pytest.raises(InputError, match="recorded: vetoed and fell_short must not exceed 1"):
        load(path)


@pytest.mark.parametrize("broken", [{"vetoed": 1.2}, {"drafts": 0}, {"vetoes": 0.1}])
def test_a_record_of_years_is_checked(tmp_path, broken):
    kept = {"years": "1990", "source": "measured: a table", "drafts": 5, "vetoed": 0.1}
    lines = [
        f"{key} = {value!r}".replace("'", '"')
        for key, value in (kept | {"fell_short": 0.0} | broken).items()
    ]
    path = tmp_path / "mine.toml"
    path.write_text('title = "x"\ncouncil = "2000"\n[recorded]\n' + "\n".join(lines))
    with pytest.raises(InputError, match=f"recorded.{next(iter(broken))}"):
        load(path)
