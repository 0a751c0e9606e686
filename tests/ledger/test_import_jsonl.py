"""`Ledger.import_` of JSON Lines, and files that cannot be read at all."""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path

import pytest

from ledger import BadInput, Ledger
from ledger.recording import Fate, RowReport

LINE = '{"holder":"reyes","kind":"document-filed","on":"2024-05-01","data":{"document":"card"}}\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "facts.jsonl"


def imported(ledger: Ledger, file: Path, text: str, *, kind: str | None = None) -> list[RowReport]:
    file.write_text(text, encoding="utf-8", newline="")
    return ledger.import_(file, kind=kind)


def problem(ledger: Ledger, file: Path, text: str) -> str:
    """What is wrong with the one row of this text; without the file's name."""
    (report,) = imported(ledger, file, text)
    assert report.problem is not None
    return str(report.problem).removeprefix(f"{file}, ")


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        LINE.removesuffix("\n"),
        "\ufeff" + LINE,
        LINE.replace("\n", "\r\n"),
        f"\n\n{LINE}\n",
        "  " + LINE,
        LINE.replace(":", " : "),
        LINE.replace("card", "c\\u0061rd"),
    ],
)
def test_a_line_is_a_fact(ledger: Ledger, file: Path, text: str) -> None:
    (report,) = imported(ledger, file, text)
    assert report.fact is not None
    assert (report.fact.holder, report.fact.on, report.fact.data.document) == (
        "reyes",
        date(2024, 5, 1),
        "card",
    )


@pytest.mark.parametrize("text", ["", "\n", " \n\n", "\ufeff"])
def test_a_file_without_anything_brings_nothing(ledger: Ledger, file: Path, text: str) -> None:
    assert imported(ledger, file, text) == []


def test_lines_are_counted_through_blank_ones(ledger: Ledger, file: Path) -> None:
    reports = imported(ledger, file, f"\n{LINE}\n\n{LINE}")
    assert [report.line for report in reports] == [2, 5]


@pytest.mark.parametrize("name", ["version", "position", "recorded_at"])
def test_what_the_ledger_assigns_is_refused(ledger: Ledger, file: Path, name: str) -> None:
    said = problem(ledger, file, LINE.replace("{", f'{{"{name}":1,', 1))
    assert said == f"line 1, field {name}: is assigned by the ledger; leave it out"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"holder":\n', "line 1: is not JSON: Expecting value at column"),
        ('{"holder":"a","holder":"b"}\n', "line 1, field holder: is given twice"),
        ('{"holder":NaN}\n', "line 1: NaN is not a number a ledger can hold"),
        ('{} {}\n', "line 1: is not JSON: Extra data at column"),
        (LINE.replace('"card"', "1.5"), "line 1, field document: “1.5” is not text"),
        (LINE.replace('"card"', '"\\ud800"'), "line 1, field document: holds the control"),
        (LINE.replace('"reyes"', "7"), "line 1, field holder: 7 is not a holder id"),
        (LINE.replace('{"document":"card"}', "[]"), "line 1, field data: [] is not a table"),
        (LINE.replace('{"document":"card"}', "null"), "line 1, field data: None is not a table"),
        ('{"a":' * 5_000 + "\n", "line 1: "),
        ('{"a":' + "9" * 5_000 + "}\n", "line 1: "),
    ],
)  # fmt: skip
def test_a_line_that_is_not_right_is_refused(
    ledger: Ledger, file: Path, text: str, said: str
) -> None:
    assert problem(ledger, file, text).startswith(said)


def test_the_kind_of_rows_that_name_none_can_be_given(ledger: Ledger, file: Path) -> None:
    text = LINE.replace('"kind":"document-filed",', "")
    (report,) = imported(ledger, file, text, kind="document-filed")
    assert report.fact is not None
    assert report.fact.kind == "document-filed"


def test_a_row_that_names_a_kind_keeps_it(ledger: Ledger, file: Path) -> None:
    (report,) = imported(ledger, file, LINE, kind="ce-completed")
    assert report.fact is not None
    assert report.fact.kind == "document-filed"


def test_who_recorded_a_row_can_be_told(ledger: Ledger, file: Path) -> None:
    imported(ledger, file, LINE.replace("{", '{"recorded_by":"front desk",', 1))
    assert ledger.history("reyes")[0].fact.recorded_by == "front desk"


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_that_is_not_utf_8_is_refused(ledger: Ledger, file: Path, encoding: str) -> None:
    file.write_text(LINE.replace("card", "Ärztin"), encoding=encoding)
    with pytest.raises(BadInput, match=r"is not UTF-8 text .*; save it as “CSV UTF-8” or UTF-8"):
        ledger.import_(file)


def test_bytes_that_are_not_utf_8_far_down_are_refused(ledger: Ledger, file: Path) -> None:
    file.write_bytes(LINE.encode() * 5_000 + b"\xff\n")
    with pytest.raises(BadInput, match="is not UTF-8 text"):
        ledger.import_(file)


def test_a_line_that_is_too_long_is_refused(ledger: Ledger, file: Path) -> None:
    file.write_text(LINE + '{"holder":"' + "x" * (1 << 20), encoding="utf-8")
    with pytest.raises(BadInput, match="line 2: is longer than 1,048,576 characters"):
        ledger.import_(file)


def test_a_file_that_is_not_there_is_refused(ledger: Ledger, file: Path) -> None:
    with pytest.raises(BadInput) as caught:
        ledger.import_(file)
    assert str(caught.value) == f"{file}: cannot be read: No such file or directory"


def test_a_folder_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: Is a directory"):
        ledger.import_(tmp_path)


def test_an_open_file_is_read_and_not_closed(ledger: Ledger) -> None:
    text = io.StringIO(LINE)
    ledger.import_(text)
    assert (ledger.head(), text.closed) == (1, False)


def test_a_path_may_be_text(ledger: Ledger, file: Path) -> None:
    file.write_text(LINE, encoding="utf-8")
    ledger.import_(str(file))
    assert ledger.head() == 1


def test_a_dash_is_standard_input(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(LINE))
    ledger.import_("-")
    assert ledger.head() == 1


def test_standard_input_is_named(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("{}\n"))
    assert str(ledger.import_("-")[0].problem) == (
        "standard input, line 1, field holder: is missing"
    )


def test_a_file_without_a_name_is_the_file(ledger: Ledger) -> None:
    (report,) = ledger.import_(io.StringIO("{}\n"))
    assert str(report.problem) == "the file, line 1, field holder: is missing"


def test_a_file_with_a_number_for_a_name_is_named_by_it(ledger: Ledger, file: Path) -> None:
    file.write_text("{}\n", encoding="utf-8")
    number = os.open(file, os.O_RDONLY)
    with os.fdopen(number, encoding="utf-8") as opened:
        (report,) = ledger.import_(opened)
    assert str(report.problem) == f"{number}, line 1, field holder: is missing"


def test_a_lone_surrogate_is_a_refused_row(ledger: Ledger) -> None:
    """A file that was opened so that it gives what is no text."""
    line = '{"holder":"ann","kind":"holder-enrolled","on":"2024-01-01","data":{"name":"a\udce9"}}\n'
    (report,) = ledger.import_(io.StringIO(line))
    assert report.fate is Fate.REJECTED
    assert "U+DCE9" in str(report.problem)
