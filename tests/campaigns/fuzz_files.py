"""Ledger files whose raw bytes are changed, and what became of what they say.

A change is *found* when verification, held against a kept checkpoint, reports a problem; *refused*
when the file is an error of ours; *unused* when nothing that can be read is another. Anything else
is a failure: another answer, an error that is not ours, or no end.
"""

from __future__ import annotations

import io
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from ledger import Ledger
from ledger.bodies.host import Bodies
from ledger.errors import LedgerError
from ledger.seal.checkpoint import Checkpoint
from ledger.verification import verify

HOLDERS = ("reyes", "tran", "silva")
START = 1_700_000_000_000_000
FOUND, REFUSED, UNUSED = "found", "refused", "unused"


class Kept(NamedTuple):
    """A ledger as it was: its bytes, a checkpoint kept elsewhere, and all it said."""

    raw: bytes
    checkpoint: Checkpoint
    said: tuple[str, ...]


class Silent(AssertionError):
    """A change that nobody was told about."""


def record(ledger: Ledger, number: int) -> None:
    """Records the fact with this number."""
    holder, on = HOLDERS[number % 3], date(2024, 1, 1 + number % 28)
    if number < 3:
        ledger.record("credential-granted", holder, on=on, data={"credential": "aama/cma"})
    else:
        ledger.record("document-filed", holder, on=on, data={"document": f"card-{number}"})


def small(path: Path, count: int = 11) -> Kept:
    """Makes a small ledger."""
    ticks = iter(range(START, 2 * START, 1_000_000))
    with Ledger.open(path, recorded_by="clerk", now=lambda: next(ticks)) as ledger:
        for number in range(count):
            record(ledger, number)
    return kept(path)


def kept(path: Path) -> Kept:
    """A ledger as it is."""
    with Ledger.open(path) as ledger:
        checkpoint = ledger.checkpoint("clinic.example/ledger")
    return Kept(path.read_bytes(), checkpoint, said_by(path))


def said_by(path: Path) -> tuple[str, ...]:
    """All that can be read from a ledger, on every way there is: by position, by holder, newest
    first, by number.

    Raises:
        LedgerError: where it cannot be read.
    """
    with Ledger.open(path, patience=0.2) as ledger:
        exported = io.StringIO()
        ledger.export(exported)
        holders = list(ledger.holders())
        histories = [repr(ledger.history(holder)) for holder in holders]
        firsts = [repr(ledger.fact(holder, 1)) for holder in holders]
        checkpoint = ledger.checkpoint("clinic.example/ledger")
        return (
            exported.getvalue(),
            *holders,
            *histories,
            *firsts,
            repr(list(ledger.log())),
            repr(checkpoint),
            repr(ledger.head_at(date(2023, 12, 1))),
        )


@cache
def installed() -> Bodies:
    """The installed bodies, loaded once."""
    return Bodies.installed()


def judged(path: Path) -> str:
    """The answers to some questions."""
    day = date(2024, 6, 1)
    with Ledger.open(path, patience=0.2, bodies=installed()) as ledger:
        return repr([ledger.eligible(holder, "aama/cma", on=day).status for holder in HOLDERS])


def examined(path: Path, before: Kept, *, answers: str | None = None) -> str:
    """What became of a change, by name.

    Args:
        path: The file as it was changed.
        before: The ledger as it was.
        answers: What `judged` said, to be held against where nothing was found; None: not asked.

    Raises:
        Silent: when something was changed and nobody was told.
    """
    found, said, error = False, None, None
    try:
        found = bool(verify(path, [before.checkpoint]).problems)
    except LedgerError as refusal:
        error = refusal
    try:
        said = said_by(path)
    except LedgerError as refusal:
        error = refusal
    if found:
        return FOUND
    if error is not None:
        return REFUSED
    if said != before.said or (answers is not None and judged(path) != answers):
        raise Silent("the ledger says something else, and verification finds nothing")
    return UNUSED


def tidy(path: Path) -> None:
    """Removes what SQLite keeps beside a file."""
    for suffix in ("-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def put(path: Path, raw: bytes | bytearray) -> None:
    """Writes a file with nothing beside it."""
    tidy(path)
    path.write_bytes(raw)


PAGE = 4_096
CHANGES = ("a byte", "a byte", "a byte", "a bit", "a bit", "some bytes", "zeros", "a piece moved",
           "a page swapped", "cut")  # fmt: skip


def change(raw: bytearray, luck: Random) -> None:
    """Changes the raw bytes of a file in some way."""
    at = luck.randrange(len(raw))
    match luck.choice(CHANGES):
        case "a byte":
            raw[at] = luck.randrange(256)
        case "a bit":
            raw[at] ^= 1 << luck.randrange(8)
        case "some bytes":
            size = luck.choice((2, 4, 16))
            raw[at : at + size] = luck.randbytes(len(raw[at : at + size]))
        case "zeros":
            size = luck.choice((4, 32, 512))
            raw[at : at + size] = bytes(len(raw[at : at + size]))
        case "a piece moved":
            to, size = luck.randrange(len(raw)), luck.choice((8, 64, 1_024))
            size = min(size, len(raw) - at, len(raw) - to)
            raw[to : to + size] = raw[at : at + size]
        case "a page swapped":
            one, other = (PAGE * luck.randrange(len(raw) // PAGE) for _ in "ab")
            raw[one : one + PAGE], raw[other : other + PAGE] = (
                raw[other : other + PAGE],
                raw[one : one + PAGE],
            )
        case _:
            del raw[at:]


def attempted(path: Path, before: Kept, luck: Random, *, answers: str | None = None) -> str:
    """What became of the file with one change, see `examined`."""
    raw = bytearray(before.raw)
    change(raw, luck)
    put(path, raw)
    return examined(path, before, answers=answers)
