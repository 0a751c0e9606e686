"""Facts in and out of files: import, export and restore."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TextIO

from ledger.errors import BadInput, Conflict
from ledger.facts import intake
from ledger.facts.fact import Fact
from ledger.facts.jsonl import line_of, parse_instant
from ledger.facts.texts import Row, rows_of
from ledger.recording import Fate, Placed, RowReport, Staging

STEP = 1_000
"""Rows between two reports of progress."""

_RESTORED = ("holder", "version", "position", "kind", "on", "recorded_at", "recorded_by", "data")


@contextmanager
def reading(file: str | os.PathLike[str] | TextIO) -> Iterator[tuple[TextIO, str]]:
    """An open text file and its name; ``-`` is standard input.

    Raises:
        BadInput: when it cannot be read.
    """
    if not isinstance(file, str | os.PathLike):
        yield file, str(getattr(file, "name", "the file"))
    elif file == "-":
        yield sys.stdin, "standard input"
    else:
        try:
            opened = open(file, encoding="utf-8", newline="")  # noqa: SIM115 - closed below
        except OSError as error:
            raise BadInput(f"cannot be read: {error.strerror}", file=os.fspath(file)) from None
        with opened:
            yield opened, os.fspath(file)


def read(file: str | os.PathLike[str] | TextIO, kind: str | None) -> tuple[Sequence[Row], str]:
    """The rows of a file and its name."""
    if kind is not None:
        intake.kind_named(kind)
    with reading(file) as (opened, name):
        return list(rows_of(opened, name=name, kind=kind)), name


def stage(
    rows: Iterable[Row],
    name: str,
    staging: Staging,
    recorded_by: str,
    progress: Callable[[int], None] | None,
) -> list[RowReport]:
    """What becomes of each row; new facts are staged."""
    reports = []
    for count, row in enumerate(rows, 1):
        reports.append(_staged(row, name, staging, recorded_by))
        if progress and count % STEP == 0:
            progress(count)
    if progress:
        progress(len(reports))
    return reports


def _staged(row: Row, name: str, staging: Staging, recorded_by: str) -> RowReport:
    holder = row.outside.get("holder")
    named = holder if isinstance(holder, str) else None
    try:
        if row.problem is not None:
            raise row.problem
        recorded = staging.stage(row.outside, recorded_by=recorded_by)
    except BadInput as error:
        fate = Fate.CONFLICT if isinstance(error, Conflict) else Fate.REJECTED
        return RowReport(row.line, fate, named, None, error.at(line=row.line, file=name))
    return RowReport(row.line, recorded.fate, named, recorded.fact, None)


def placed(reports: list[RowReport], written: Placed) -> list[RowReport]:
    """The reports with the facts as they were written."""
    return [
        report._replace(fact=written.get((report.fact.holder, report.fact.version), report.fact))
        if report.fact is not None
        else report
        for report in reports
    ]


def export(facts: Iterable[Fact[Any]], file: TextIO) -> int:
    """Writes facts as canonical JSON Lines and returns how many."""
    count = 0
    for count, fact in enumerate(facts, 1):  # noqa: B007
        file.write(line_of(fact) + "\n")
    return count


@contextmanager
def restoring(
    file: str | os.PathLike[str] | TextIO, progress: Callable[[int], None] | None
) -> Iterator[Iterator[Fact[Any]]]:
    """The facts of an export, read as they are taken; the first one is read at once.

    Raises:
        BadInput: naming the line that is not right.
    """
    with reading(file) as (opened, name):
        facts = _restored(rows_of(opened, name=name), name, progress)
        first = list(islice(facts, 1))
        yield chain(first, facts)


def _restored(
    rows: Iterable[Row], name: str, progress: Callable[[int], None] | None
) -> Iterator[Fact[Any]]:
    kinds: dict[str, dict[int, str]] = {}
    last, position = 0, 0
    for row in rows:
        try:
            if row.problem is not None:
                raise row.problem
            fact = _fact(row.outside, kinds)
            position += 1
            if fact.position != position:
                raise BadInput(f"is not {position}, the next one", field="position")
            if fact.recorded_micros < last:
                raise BadInput("is before that of the line before it", field="recorded_at")
        except BadInput as error:
            raise error.at(line=row.line, file=name) from None
        last = fact.recorded_micros
        yield fact
        if progress and position % STEP == 0:
            progress(position)


def _fact(outside: Mapping[str, Any], kinds: dict[str, dict[int, str]]) -> Fact[Any]:
    for needed in _RESTORED:
        if needed not in outside:
            raise BadInput("is missing; an export has it", field=needed)
    rest = dict(outside)
    version, position = rest.pop("version"), rest.pop("position")
    try:
        recorded_at = parse_instant(rest.pop("recorded_at"))
    except BadInput as error:
        raise BadInput(error.problem, field="recorded_at") from None
    own = kinds.setdefault(str(outside["holder"]), {})
    draft = intake.draft(rest, recorded_by="", kind_of=own.get)
    if type(version) is not int or version != len(own) + 1:
        raise BadInput(f"is not {len(own) + 1}, the next one of {draft.holder}", field="version")
    if type(position) is not int:
        raise BadInput("is not a whole number", field="position")
    intake.check_reference(draft.data, version, own.get)
    own[version] = draft.kind
    return draft.placed(version, position=position, recorded_micros=recorded_at)
