"""Facts from text: fields of a command line, columns of a spreadsheet, lines of a file."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple, TextIO

from ledger.errors import BadInput
from ledger.facts import tables
from ledger.facts.catalogue import KINDS, REPLACEMENT, Kind
from ledger.facts.intake import ENVELOPE, kind_named, near
from ledger.facts.jsonl import parse_line

LONGEST_LINE = 1 << 20
"""The most characters a line of a file may have."""

_BINARY = "is a binary file, not text; a workbook has to be saved as “CSV UTF-8” first"
_ZIP = b"PK\x03\x04"
_COLUMNS = tuple(name for name in ENVELOPE if name != "data")
_ASSIGNED = ("version", "position", "recorded_at")
_NESTED = (tables.SHARES, tables.IDS)


class Row(NamedTuple):
    """One row of a file: where it stands, and what it says or what is wrong with it."""

    line: int
    outside: Mapping[str, Any]
    problem: BadInput | None = None


def data_of(kind: Kind, texts: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The data that names and texts such as ``credits`` and ``2`` or ``areas.clinical`` and ``1``
    say, ready for intake.

    Raises:
        BadInput: for a name given twice.
    """
    types = {field.name: field.type for field in kind.fields}
    data: dict[str, object] = {}
    for name, text in texts:
        outer, dot, inner = name.partition(".")
        type_ = types.get(outer)
        if dot and type_ in _NESTED:
            table = data.setdefault(outer, {})
            if not isinstance(table, dict) or inner in table:
                raise BadInput("is given twice", field=name)
            table[inner] = text
            continue
        if name in data:
            raise BadInput("is given twice", field=name)
        if type_ is None:
            data[name] = text
        elif type_ is REPLACEMENT or (type_ in _NESTED and text.startswith("{")):
            try:
                data[name] = parse_line(text)
            except BadInput as error:
                raise BadInput(error.problem, field=name) from None
        else:
            data[name] = type_.parse(text)
    return data


def rows_of(file: TextIO, *, name: str, kind: str | None = None) -> Iterator[Row]:
    """The rows of a file of JSON Lines or CSV; which of the two it is its first character tells.

    Args:
        file: The open file.
        name: Its name, for messages.
        kind: The kind of rows that do not name one.

    Raises:
        BadInput: when the file as a whole cannot be read, is no UTF-8, or has a wrong header.
    """
    try:
        lines = _lines(file, name)
        first = next(lines, None)
        while first is not None and not first[1].strip():
            first = next(lines, None)
        if first is None:
            return
        if _is_binary(first[1].encode("utf-8", "surrogatepass")):
            raise BadInput(_BINARY, file=name)
        lines = chain([first], lines)
        if first[1].lstrip().startswith("{"):
            yield from _json_rows(lines, kind)
        else:
            yield from _csv_rows(lines, name, kind)
    except UnicodeDecodeError as error:
        if _is_binary(error.object):
            raise BadInput(_BINARY, file=name) from None
        raise BadInput(
            f"is not UTF-8 text ({error.reason}); save it as “CSV UTF-8” or UTF-8", file=name
        ) from None
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror or error}", file=name) from None


def _is_binary(head: bytes) -> bool:
    """Whether a file that begins so is a workbook or something else that is no text."""
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # text with zeros in it
    return head.startswith(_ZIP) or (b"\0" in head and not is_wide)


def _lines(file: TextIO, name: str) -> Iterator[tuple[int, str]]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise BadInput(f"is longer than {LONGEST_LINE:,} characters", file=name, line=number)
        yield number, line.removeprefix("\ufeff") if number == 1 else line


def _json_rows(lines: Iterable[tuple[int, str]], kind: str | None) -> Iterator[Row]:
    for number, line in lines:
        if not line.strip():
            continue
        try:
            outside = parse_line(line)
        except BadInput as error:
            yield Row(number, {}, error)
            continue
        yield Row(number, {"kind": kind, **outside} if kind else outside)


def _csv_rows(lines: Iterator[tuple[int, str]], name: str, kind: str | None) -> Iterator[Row]:
    number, header = next(lines)
    delimiter = max(",;\t", key=header.count)
    try:
        columns = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter))]
        _check_header(columns, kind)
    except csv.Error as error:
        raise BadInput(f"is not CSV: {error}", file=name, line=number) from None
    except BadInput as error:
        raise error.at(file=name, line=number) from None
    last = [number]

    def texts() -> Iterator[str]:
        for at, line in lines:
            last[0] = at
            yield line

    reader = csv.reader(texts(), delimiter=delimiter, strict=True)
    while True:
        start = last[0] + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"is not CSV: {error}; nothing from here on was read"
            yield Row(start, {}, BadInput(problem))
            return
        if any(cell.strip() for cell in cells):
            yield _csv_row(start, columns, cells, kind)


def _csv_row(line: int, columns: list[str], cells: list[str], kind: str | None) -> Row:
    if len(cells) > len(columns):
        problem = f"has {len(cells)} cells, but the header names {len(columns)} columns"
        return Row(line, {}, BadInput(problem))
    given = {
        column: cell.strip() for column, cell in zip(columns, cells, strict=False) if cell.strip()
    }
    outside: dict[str, Any] = {column: given.pop(column) for column in _COLUMNS if column in given}
    outside.setdefault("kind", kind)
    try:
        outside["data"] = data_of(kind_named(outside["kind"]), given.items())
    except BadInput as error:
        return Row(line, outside, error)
    return Row(line, outside)


def _check_header(columns: list[str], kind: str | None) -> None:
    known = set(_COLUMNS)
    nested: set[str] = set()
    for one in [kind_named(kind)] if kind and "kind" not in columns else KINDS:
        for field in one.fields:
            known.add(field.name)
            if field.type in _NESTED:
                nested.add(field.name)
    counts = Counter(columns)
    for column in columns:
        if column in _ASSIGNED:
            raise BadInput("is assigned by the ledger; leave the column out", field=column)
        if column not in known and column.partition(".")[0] not in nested:
            raise BadInput(f"is not a column of facts{near(column, sorted(known))}", field=column)
        if counts[column] > 1:
            raise BadInput("is named twice in the header", field=column)
    for needed in ("holder", "on", *(() if kind else ("kind",))):
        if needed not in columns:
            hint = "; name it, or give --kind" if needed == "kind" else ""
            raise BadInput(f"is missing in the header{hint}", field=needed)
