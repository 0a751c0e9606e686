"""Files that are not right: the file, the line and the field are named, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.clinic import EXPORT
from tests.cli.running import Result, Shell

FACT = '{"holder":"x","kind":"holder-enrolled","on":"2024-01-01","data":{"name":"X"}}'
DEEP = "[" * 100_000


def one_sentence(found: Result, file: Path) -> None:
    """Exit 2, nothing on stdout, one printable line on stderr that names the file."""
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("ledger")
    assert found.err.count("\n") == 1
    assert found.err[:-1].isprintable()
    assert str(file) in found.err


# ---- Files that cannot be read as a whole

UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda path: None, "No such file"),
    "a folder": (lambda path: path.mkdir(), "irectory|is a folder"),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 8), "UTF-8"),
    "latin 1": (lambda path: path.write_bytes("Jürgen".encode("latin-1")), "UTF-8"),
    "UTF-16": (lambda path: path.write_bytes(FACT.encode("utf-16")), "UTF-8"),
}


@pytest.mark.parametrize("command", ["import", "restore", "scenarios"])
@pytest.mark.parametrize("unreadable", UNREADABLE)
def test_a_file_that_cannot_be_read_is_named(
    shell: Shell, tmp_path: Path, command: str, unreadable: str
) -> None:
    make, told = UNREADABLE[unreadable]
    shell("init")
    file = tmp_path / "given"
    make(file)
    found = shell(command, str(file))
    one_sentence(found, file)
    assert any(words in found.err for words in told.split("|"))
    assert shell.export() == ""


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="there is no such file")
@pytest.mark.parametrize("command", ["import", "restore", "scenarios", "verify"])
def test_a_file_that_opens_and_cannot_be_read_is_named(
    shell: Shell, tmp_path: Path, command: str
) -> None:
    key = str(tmp_path / "own.key")
    shell("key", "new", "--output", key)
    found = shell(command, "/proc/self/mem", LEDGER_KEY=key)
    one_sentence(found, Path("/proc/self/mem"))
    assert "cannot be read: Input/output error" in found.err


def test_a_name_that_would_disturb_a_terminal_is_shown_escaped(
    shell: Shell, tmp_path: Path
) -> None:
    found = shell("import", str(tmp_path / "a\x1b[31m\nb"))
    assert (found.code, found.err.count("\n")) == (2, 1)
    assert "a\\u001b[31m\\u000ab" in found.err


@pytest.mark.parametrize("target", ["no-folder/out.jsonl", "."])
def test_an_export_that_cannot_be_written_is_named(
    clinic: Shell, tmp_path: Path, target: str
) -> None:
    one_sentence(clinic("export", str(tmp_path / target)), tmp_path / target)


BINARY = {
    "a small workbook": b"PK\x03\x04\x14\x00\x06\x00\n",
    "a workbook": b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xfe",
    "zeros": b"holder,on,kind\x00\n",
}


@pytest.mark.parametrize("binary", BINARY)
def test_a_file_that_is_no_text_is_told_as_that(shell: Shell, tmp_path: Path, binary: str) -> None:
    file = tmp_path / "rows.xlsx"
    file.write_bytes(BINARY[binary])
    found = shell("import", str(file))
    one_sentence(found, file)
    assert "is a binary file, not text; a workbook has to be saved as “CSV UTF-8”" in found.err
    assert not shell.store.exists()


def test_text_in_utf_16_is_no_binary_file(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes("holder,on,kind\n".encode("utf-16"))
    found = shell("import", str(file))
    one_sentence(found, file)
    assert "is not UTF-8 text" in found.err


def test_what_to_do_with_an_export_is_said_at_the_end(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text(EXPORT, encoding="utf-8")
    found = shell("import", str(file))
    *rows, _, last = found.err.splitlines()
    assert (found.code, found.out, len(rows)) == (2, "", len(EXPORT.splitlines()))
    assert all("field version: is assigned by the ledger" in row for row in rows)
    assert last == "the file looks like an export; “ledger restore” reads it, as it was"
    assert not shell.store.exists()


# ---- Headers

HEADERS = {
    "an unknown column": ("holder,on,kind,titel", ("titel", "did you mean title?")),
    "no holder": ("on,kind,name", ("holder", "missing")),
    "no day": ("holder,kind,name", ("on", "missing")),
    "no kind": ("holder,on,name", ("kind", "--kind")),
    "a column twice": ("holder,on,kind,name,name", ("name", "twice")),
    "what the ledger assigns": ("holder,on,kind,version", ("version", "assigned")),
    "control characters": ("holder,on,kind,\x07\x1b", ("\\u0007\\u001b",)),
}


@pytest.mark.parametrize("wrong", HEADERS)
def test_a_wrong_header_is_one_sentence_about_line_1(
    shell: Shell, tmp_path: Path, wrong: str
) -> None:
    header, told = HEADERS[wrong]
    file = tmp_path / "rows.csv"
    file.write_text(f"{header}\nx,2024-01-01,holder-enrolled,X\n", encoding="utf-8")
    found = shell("import", str(file))
    one_sentence(found, file)
    for word in (f"{file}, line 1", *told):
        assert word in found.err
    assert not shell.store.exists()


def test_the_column_of_another_kind_is_refused_with_the_option(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("holder,on,credits\nx,2024-01-01,2\n")
    found = shell("import", str(file), "--kind", "holder-enrolled")
    one_sentence(found, file)
    assert "field credits" in found.err


def test_an_unknown_kind_option_is_refused_before_the_file_is_read(shell: Shell) -> None:
    found = shell("import", "missing", "--kind", "ce")
    assert (found.code, "kind" in found.err, "ce-completed" in found.err) == (2, True, True)


# ---- Rows

ROWS = {
    "broken JSON": ("{broken", None, "JSON"),
    "a list": ("[1]", None, "JSON"),
    "two objects": (f"{FACT} {FACT}", None, "JSON"),
    "nested deeply": (f'{{"data":{DEEP}', None, "deep"),
    "a number of thousands of digits": (f'{{"holder":{"1" * 10_000}}}', None, "digits"),
    "a key twice": (FACT.replace('"on"', '"kind":"x","on"'), "kind", "twice"),
    "NaN": (FACT.replace('"X"', "NaN"), None, "NaN"),
    "a floating number": (
        '{"holder":"x","kind":"ce-completed","on":"2024-01-01",'
        '"data":{"title":"E","credits":1.5,"unit":"credit"}}',
        "credits",
        '"1.5"',
    ),
    "an unknown key": (FACT.replace('"data"', '"dat"'), "dat", "data"),
    "no data": ('{"holder":"x","kind":"holder-enrolled","on":"2024-01-01"}', "name", "missing"),
    "data that is no table": (FACT.replace('{"name":"X"}', '"X"'), "data", "table"),
    "a number for a name": (FACT.replace('"X"', "7"), "name", "quotes"),
    "a day of no calendar": (FACT.replace("01-01", "02-30"), "on", "2024-02-30"),
    "no holder": (FACT.replace('"holder":"x",', ""), "holder", "missing"),
    "an unknown kind": (FACT.replace("enrolled", "enroled"), "kind", "holder-enrolled"),
    "a control character": (FACT.replace('"X"', r'"a\u0007b"'), "name", "U+0007"),
    "a lone surrogate": (FACT.replace('"X"', r'"a\ud800b"'), "name", "U+D800"),
    "more than 64 KiB": (FACT.replace('"X"', f'"{"x" * 65_536}"'), None, "65,536"),
    "a correction of nothing": (
        '{"holder":"x","kind":"fact-corrected","on":"2024-01-01",'
        '"data":{"corrects":5,"reason":"r"}}',
        "corrects",
        "5",
    ),
}


@pytest.mark.parametrize("wrong", ROWS)
def test_a_wrong_row_is_rejected_with_its_line_and_field_and_nothing_is_written(
    shell: Shell, tmp_path: Path, wrong: str
) -> None:
    row, field, told = ROWS[wrong]
    file = tmp_path / "rows.jsonl"
    file.write_text(f"{FACT}\n{row}\n{FACT}\n", encoding="utf-8")
    found = shell("import", str(file), "--jsonl")
    assert (found.code, shell.store.exists()) == (2, False)
    assert [report["fate"] for report in found.objects] == ["new", "rejected", "new"]
    rejected = found.objects[1]
    assert (rejected["line"], rejected["field"]) == (2, field)
    assert told in rejected["reason"]
    assert rejected["reason"].isprintable()


def test_a_line_of_more_than_a_million_characters_is_one_sentence(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(f"{FACT}\n{' ' * 1_100_000}{FACT}\n")
    found = shell("import", str(file))
    one_sentence(found, file)
    assert f"{file}, line 2" in found.err


def test_a_quote_left_open_is_rejected_with_the_line_it_starts_on(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text('holder,on,kind,name\nx,2024-01-01,holder-enrolled,"X\n')
    [row] = shell("import", str(file), "--jsonl").objects
    assert (row["line"], row["fate"]) == (2, "rejected")


def test_standard_input_that_is_not_utf8_is_one_sentence(shell: Shell) -> None:
    found = shell("import", "-", stdin=b"holder,on,kind,name\nx,2024-01-01,holder-enrolled,J\xfc\n")
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
    assert "standard input" in found.err
    assert "UTF-8" in found.err
