"""What is in a ledger afterwards, held against what was said to be recorded."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ledger.errors import LedgerError
from ledger.facts.kinds import DocumentFiled
from ledger.ledger import Ledger
from ledger.verification import verify
from tests.campaigns.campaign import Figures, Violation
from tests.campaigns.workers import Said


class Found(NamedTuple):
    """A fact that is in the ledger."""

    writer: str
    holder: str
    version: int
    position: int
    number: int
    recorded_micros: int


def found_in(path: Path) -> list[Found]:
    """The facts of a ledger in order of position, as `Ledger` reads them."""
    found = []
    with Ledger.open(path) as ledger:
        for fact in reversed(list(ledger.log())):
            assert isinstance(fact.data, DocumentFiled)
            writer, number = fact.data.document.split(" ")
            if (
                writer != fact.recorded_by
                or (fact.ref or fact.data.document) != f"{writer} {number}"
            ):
                raise Violation(f"the fact at position {fact.position} is torn: {fact}")
            found.append(
                Found(
                    writer,
                    fact.holder,
                    fact.version,
                    fact.position,
                    int(number),
                    fact.recorded_micros,
                )
            )
    return found


def broken(said: Iterable[Said], found: Sequence[Found]) -> str | None:
    """The first promise these facts break; None when they keep them all."""
    there = {(one.writer, one.number): one for one in found}
    for one in said:
        fact = there.get((one.writer, one.number))
        if fact is None:
            return f"acknowledged and not there: {one}"
        if (fact.holder, fact.version, fact.position) != (one.holder, one.version, one.position):
            return f"acknowledged elsewhere: {one}, and found {fact}"
    versions: Counter[str] = Counter()
    micros = 0
    for position, fact in enumerate(found, 1):
        versions[fact.holder] += 1
        if fact.position != position:
            return f"positions are not dense: {fact} is the fact number {position}"
        if fact.version != versions[fact.holder]:
            return f"versions are not dense: {fact} should be version {versions[fact.holder]}"
        if fact.recorded_micros < micros:
            return f"recorded_at goes back: {fact}"
        micros = fact.recorded_micros
    twice = [key for key, n in Counter((f.writer, f.number) for f in found).items() if n > 1]
    return f"recorded twice: {twice}" if twice else None


def check(
    path: Path, said: Iterable[Said], figures: Figures, *, verify_first: bool = False
) -> list[Found]:
    """Reads a ledger, holds it against what was said, and verifies it.

    Args:
        path: The ledger; what a crash left beside it is dealt with by whoever reads first.
        said: What was acknowledged.
        figures: Counts the verification.
        verify_first: Whether the verification is the first to read.

    Raises:
        Violation: naming the first promise that is broken.
    """
    if verify_first:
        _verify(path, figures)
    try:
        found = found_in(path)
    except LedgerError as error:
        raise Violation(f"the ledger cannot be read: {error}") from error
    problem = broken(said, found)
    if problem is not None:
        raise Violation(problem)
    _verify(path, figures)
    return found


def _verify(path: Path, figures: Figures) -> None:
    try:
        verified = verify(path)
    except LedgerError as error:
        raise Violation(f"the ledger cannot be verified: {error}") from error
    if verified.problems:
        raise Violation(f"verification: {verified.problems[0]}")
    figures["clean verifications"] += 1


def is_empty(path: Path) -> bool:
    """Whether there is no ledger yet, once SQLite has rolled back what a crash left."""
    if not path.exists() or not path.stat().st_size:
        return True
    with closing(sqlite3.connect(path)) as file:
        return not file.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
