"""Files as editors and spreadsheets of any system write them."""

import os
import re

import pytest

from simulation.scenario.files import MOST_ENTRIES, read
from simulation.scenario.load import load
from simulation.scenario.mistakes import InputError
from simulation.scenario.plain_text import LARGEST_SCENARIO
from simulation.scenario.sheet import read_sheet
from simulation.scenario.visible import visible

TOML = 'title = "Côte d’Ivoire, año"\n\ncouncil = "1994"\nrounds = 3\n'
CSV = "year,iso3,name\n1990,CIV,Côte d’Ivoire\n1991,ESP,\n"

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le-mark", "utf-16-be-mark", "utf-32")


def encoded(text, encoding):
    """Bytes of a text; Python's names for UTF-16 of one order write no mark."""
    if encoding.endswith("-mark"):
        return ("\ufeff" + text).encode(encoding.removesuffix("-mark"))
    return text.encode(encoding)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_scenario_is_read_however_its_text_is_written(tmp_path, encoding, end):
    path = tmp_path / "mine.toml"
    path.write_bytes(encoded(TOML.replace("\n", end), encoding))
    assert read(path) == {"title": "Côte d’Ivoire, año", "council": "1994", "rounds": 3}
    assert load(path).rounds == 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_table_is_read_however_its_text_is_written(tmp_path, encoding, end):
    path = tmp_path / "mine.csv"
    path.write_bytes(encoded(CSV.replace("\n", end), encoding))
    sheet = read_sheet(path, "mine.csv")
    assert sheet.columns == ("year", "iso3", "name")
    assert list(sheet.rows()) == [
        (2, ["1990", "CIV", "Côte d’Ivoire"]),
        (3, ["1991", "ESP", ""]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "a|b\n1|2\n",
        "sep=;\na;b\n1;2\n",
        '"sep=;"\n\na;b\n1;2\n',
        " a , b \n\n 1 , 2 \n",
        "\n\na,b\n1,2\n\n\n",
        "a,b,,\n1,2,,\n,,,\n,,,\n",
        '"a","b"\n"1","2"\n ;\n'.replace(";", ","),
    ],
)
def test_separators_blanks_and_empty_rows_of_spreadsheets_do_not_matter(tmp_path, text):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    sheet = read_sheet(path, "mine.csv")
    assert sheet.columns == ("a", "b")
    assert [cells for _, cells in sheet.rows()] == [["1", "2"]]


@pytest.mark.parametrize(
    ("separator", "cells", "read_as"),
    [
        (";", ["0,5", "1", "-2,25"], ["0.5", "1", "-2.25"]),
        ("\t", ["1,5e-3", "1,0"], ["1.5e-3", "1.0"]),
        (";", [",5", "1,234"], [".5", "1.234"]),
        (";", ["1,234", "12,345"], ["1,234", "12,345"]),  # perhaps thousands
        (";", ["0,5", "0.5"], ["0,5", "0.5"]),
        (",", ["0,5", "1"], ["0,5", "1"]),
        (";", ["0,5", "1,2,3"], ["0,5", "1,2,3"]),
    ],
)
def test_decimal_commas_are_read_where_they_can_be_nothing_else(
    tmp_path, separator, cells, read_as
):
    path = tmp_path / "mine.csv"
    path.write_text(f"a{separator}b\n1{separator}2\n")
    assert read_sheet(path, "mine.csv").numbers(cells) == read_as


@pytest.mark.parametrize("kind", ["toml", "csv"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('title = "\r\nCôte"'.encode("cp1252"), "line 2 has the byte 0xF4"),
        ('title = "España"'.encode("cp1252"), "line 1 has the byte 0xF1"),
        ('title = "Россия"'.encode("cp1251"), "line 1 has the byte 0xD0"),
        ('title = "日本"'.encode("shift_jis"), "line 1 has the byte 0x93"),
        ('title = "a"'.encode("utf-16-le"), "perhaps UTF-16 without its mark"),
        ('title = "a"'.encode("utf-16-be"), "perhaps UTF-16 without its mark"),
        (b"\xff\xfet\x00i", "begins as UTF-16 and is not"),
        (b"\xef\xbb\xbf\xff", "begins as UTF-8 and is not"),
        (b"title\0= 3", "holds zero bytes"),
    ],
)
def test_what_cannot_be_read_says_how_to_save_it(tmp_path, kind, content, said):
    path = tmp_path / f"mine.{kind}"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(path) if kind == "toml" else read_sheet(path, str(path))
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(f"{path}: is not text")
    assert said in mistake
    assert "save it as UTF-8" in mistake


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "is a workbook or an archive"),
        (b"\xd0\xcf\x11\xe0rest", "is a workbook of old Excel"),
        (b"PAR1rest", "is a Parquet file"),
        (b"\x1f\x8brest", "is compressed"),
        (b"%PDF-1.7", "is a PDF"),
    ],
)
def test_other_kinds_of_file_are_called_by_their_name(tmp_path, content, said):
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=rf"mine.csv: {said}, not text; save it as a CSV file"):
        read_sheet(path, "mine.csv")


def pipe(path):
    os.mkfifo(path)


def folder(path):
    path.mkdir()


def device(path):
    path.symlink_to("/dev/zero")


def gone(path):
    path.symlink_to("nowhere")


def giant(path):
    with path.open("wb") as file:
        file.truncate(LARGEST_SCENARIO + 1)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (pipe, "is a pipe or a device; name a file"),
        (device, "is a pipe or a device; name a file"),
        (folder, "is a folder; name a file"),
        (gone, "cannot be read: No such file or directory"),
        (giant, "is larger than 10 MB"),
    ],
)
def test_only_regular_files_of_bounded_size_are_read(tmp_path, make, said):
    path = tmp_path / "mine.toml"
    make(path)
    with pytest.raises(InputError) as caught:
        read(path)
    (mistake,) = caught.value.mistakes
    assert mistake.startswith(f"{path}: {said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[crisis]]\n" * (MOST_ENTRIES + 1), f"crisis: has {MOST_ENTRIES + 1:,} entries"),
        ("[[crisis]]\n[[crisis.draft]]\n" + "[[crisis.draft]]\n" * MOST_ENTRIES, "crisis.1.draft"),
        ("\n".join(f"k{n} = 1" for n in range(MOST_ENTRIES + 1)), f"has {MOST_ENTRIES + 1:,} keys"),
        ("a" + ".a" * 900 + " = 1", "is nested too deeply"),
        ("a" + ".a" * 20_000 + " = 1", "line 1 has over 1,000 dots"),
        ("\n[[a" + ".a" * 20_000 + "]]", "line 2 has over 1,000 dots"),
        ("b = 1\nc = {a" + ".a" * 20_000 + " = 1}", "line 2 has over 1,000 dots"),
        ("a = " + "[" * 50 + "]" * 50, "is nested too deeply"),
        ("a = " + "[" * 50_000 + "]" * 50_000, "is not TOML: nested too deeply"),
        ("a = " + "{a=" * 40 + "1" + "}" * 40, "is nested too deeply"),
    ],
)
def test_sizes_that_cannot_be_meant_are_refused_before_anything_is_made_of_them(
    tmp_path, text, said
):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        read(path)
    (mistake,) = caught.value.mistakes
    assert len(mistake) < 300


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\u001b[31mb"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("a\x9b2Jb", r"a\u009b2Jb"),
        ("a\u202eb\u2066", r"a\u202eb\u2066"),
        ("a\ud800", r"a\ud800"),
        ("a\u2028b\u2029", r"a\u2028b\u2029"),
        ("a\x00\x07\x7f", r"a\u0000\u0007\u007f"),
        ("\U000e0041", r"\U000e0041"),
        (
            "Côte d’Ivoire, 日本, [bold] $x_1$ {y} \\ ^ %",
            "Côte d’Ivoire, 日本, [bold] $x_1$ {y} \\ ^ %",
        ),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_control_signs_are_spelt_out_and_nothing_else_is(text, shown):
    assert visible(text) == shown
