"""The ten questions of docs/questions.md: pandas and SQL run as written, and agree."""

import re
from pathlib import Path

import pandas as pd
import pytest

from simulation.experiments.batch import run_batch

duckdb = pytest.importorskip("duckdb")

PAGE = (Path(__file__).parents[1] / "docs" / "questions.md").read_text(encoding="utf-8")
HEAD, *QUESTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)
FOLDER = "out/questions"


def code(text: str, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("asked") / "batch"
    run_batch("repeated-crises", 150, seed=1, out=where)
    return str(where)


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows and columns in one order; words and numbers plain, so that frames compare."""
    plain = frame.copy()
    for name in plain.columns:
        words = not pd.api.types.is_numeric_dtype(plain[name])
        plain[name] = plain[name].astype(str if words else float)
    return plain.sort_values(list(plain.columns)).reset_index(drop=True)


def test_there_are_ten():
    assert [text.split(".")[0] for text in QUESTIONS] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: text.splitlines()[0])
def test_pandas_and_sql_give_the_same_answer(question, folder):
    names: dict = {}
    for text in (HEAD, question):
        exec(code(text, "python").replace(FOLDER, folder), names)
    by_pandas = names["answer"]
    by_sql = duckdb.sql(code(question, "sql").replace(FOLDER, folder)).df()
    assert len(by_pandas) > 0
    assert sorted(by_pandas.columns) == sorted(by_sql.columns)
    pd.testing.assert_frame_equal(
        ordered(by_pandas), ordered(by_sql[list(by_pandas.columns)]), rtol=1e-9
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: text.splitlines()[0])
def test_each_answer_takes_a_few_lines(question):
    for language in ("python", "sql"):
        assert len(code(question, language).splitlines()) <= 12
