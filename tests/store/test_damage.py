"""A damaged ledger, and facts of a newer version: said with the position; the rest is readable."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgpack
import pytest

from ledger.errors import LedgerDamaged, LedgerError, StoreUnavailable
from ledger.facts.catalogue import BY_NAME
from ledger.facts.fields import DAY
from ledger.store.application import FactLog
from ledger.store.location import locate
from ledger.store.rows import Filter
from tests.store.clock import micros
from tests.store.facts import ON, document, plain
from tests.store.places import Place

TEN = micros("2024-05-03T10:00:00+00:00")
DOCUMENT = BY_NAME["document-filed"].code
CORRECTION = BY_NAME["fact-corrected"].code
TODAY = DAY.pack(ON)


def body(*values: object) -> bytes:
    """A stored body; the first value is its schema."""
    return bytes(msgpack.packb(list(values)))


GOOD = body(1, "tester", None, None, "cpr-card", None, None)
DEEP = body(1, "tester", None, None, 1, "typo", [99, 1, TODAY, "x"])
LATER = body(1, "tester", None, None, 1, "typo", [DOCUMENT, 2, TODAY, "x", None, None])

NEWER: dict[str, tuple[int, bytes]] = {
    "an unknown kind": (99, GOOD),
    "the kind code 0": (0, GOOD),
    "a newer schema": (DOCUMENT, body(2, "tester", None, None, "cpr-card", None, None)),
    "a newer schema with more in it": (DOCUMENT, body(2, {"what": "ever"})),
    "a correction to an unknown kind": (CORRECTION, DEEP),
    "a correction in a newer schema": (CORRECTION, LATER),
}
DAMAGED: dict[str, tuple[int, bytes]] = {
    "nothing": (DOCUMENT, b""),
    "no MessagePack": (DOCUMENT, b"\xc1"),
    "half of a body": (DOCUMENT, GOOD[:-5]),
    "more than a body": (DOCUMENT, GOOD + GOOD),
    "a number": (DOCUMENT, b"\x07"),
    "a table": (DOCUMENT, bytes(msgpack.packb({"schema": 1}))),
    "an empty array": (DOCUMENT, body()),
    "a field too few": (DOCUMENT, body(1, "tester", None, None, "cpr-card", None)),
    "a field too many": (DOCUMENT, body(1, "tester", None, None, "cpr-card", None, None, None)),
    "a required field that is absent": (DOCUMENT, body(1, "tester", None, None, None, None, None)),
    "a number for text": (DOCUMENT, body(1, "tester", None, None, 7, None, None)),
    "text for a day": (DOCUMENT, body(1, "tester", None, None, "x", None, "2024-05-01")),
    "a day of no calendar": (DOCUMENT, body(1, "tester", None, None, "x", None, 10**9)),
    "nobody who recorded it": (DOCUMENT, body(1, None, None, None, "x", None, None)),
    "text that is not UTF-8": (DOCUMENT, GOOD.replace(b"cpr", b"\xff\xff\xff")),
    "a body of another kind": (CORRECTION, GOOD),
}

Reader = Callable[[FactLog], Any]
READERS: dict[str, Reader] = {
    "a stream": lambda log: log.stream("reyes"),
    "a scan": lambda log: list(log.scan()),
    "the newest": lambda log: list(log.newest(Filter())),
    "following": lambda log: [fact for fact, _ in zip(log.follow(0), range(2), strict=False)],
}


def insert(
    place: Place, code: int, stored: bytes, happened: int, recorded_at: int, *, position: int = 2
) -> None:
    """Writes a second fact of reyes past the ledger."""
    place.execute(
        "INSERT INTO facts VALUES (?, 1, 2, ?, ?, ?, ?, zeroblob(32))",
        *(position, code, happened, recorded_at, stored),
    )


@pytest.fixture
def started(log: FactLog) -> FactLog:
    """A ledger with one good fact of reyes."""
    log.append([document("reyes", 1)])
    return log


@pytest.mark.parametrize(("code", "stored"), NEWER.values(), ids=NEWER.keys())
def test_a_fact_of_a_newer_version_says_so_and_where_it_is(
    started: FactLog, place: Place, code: int, stored: bytes
) -> None:
    insert(place, code, stored, TODAY, TEN)
    with pytest.raises(StoreUnavailable, match=r"^position 2: .* was written by a newer version"):
        started.stream("reyes")


@pytest.mark.parametrize(("code", "stored"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_fact_says_so_and_where_it_is(
    started: FactLog, place: Place, code: int, stored: bytes
) -> None:
    insert(place, code, stored, TODAY, TEN)
    with pytest.raises(LedgerDamaged, match=r"^position 2: the stored bytes of a .* do not decode"):
        started.stream("reyes")


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    ("code", "stored", "error"),
    [(99, GOOD, StoreUnavailable), (DOCUMENT, b"\xc1", LedgerDamaged)],
    ids=["newer", "damaged"],
)
def test_every_way_of_reading_says_it(
    started: FactLog,
    place: Place,
    read: Reader,
    code: int,
    stored: bytes,
    error: type[LedgerError],
) -> None:
    insert(place, code, stored, TODAY, TEN)
    with pytest.raises(error, match=r"^position 2: "):
        read(started)


def test_other_holders_are_still_read(started: FactLog, place: Place) -> None:
    started.append([document("chen", 1)])
    insert(place, DOCUMENT, b"\xc1", TODAY, TEN, position=3)
    assert [fact.position for fact in started.stream("chen")] == [2]


@pytest.mark.parametrize("happened", [10**9, -(10**9), 2**63 - 1, -(2**63)])
def test_a_day_outside_the_calendar_is_damage(
    started: FactLog, place: Place, happened: int
) -> None:
    insert(place, DOCUMENT, GOOD, happened, TEN)
    with pytest.raises(LedgerDamaged, match=r"^position 2: the day of a fact is none"):
        started.stream("reyes")


# The last microsecond of the year 9999, 253,402,300,800 seconds after 1970 less one microsecond.
LAST = 253_402_300_800_000_000 - 1


@pytest.mark.parametrize("recorded_at", [LAST + 1, 2**63 - 1])
def test_a_recorded_at_outside_the_calendar_is_damage(
    started: FactLog, place: Place, recorded_at: int
) -> None:
    insert(place, DOCUMENT, GOOD, TODAY, recorded_at)
    with pytest.raises(LedgerDamaged, match=r"^position 2: recorded_at is outside the calendar"):
        started.stream("reyes")


def test_the_last_microsecond_of_the_calendar_is_read(started: FactLog, place: Place) -> None:
    insert(place, DOCUMENT, GOOD, TODAY, LAST)
    last = started.stream("reyes")[-1].recorded_at
    assert last == datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC)


@pytest.mark.parametrize(
    "text",
    ["os:system", "ledger.store.schema:STATEMENTS", '{"_type_":"uuid_hex","_data_":"00"}'],
)
def test_text_that_looks_like_code_stays_text(started: FactLog, text: str) -> None:
    started.append([document("reyes", 2, text)])
    assert started.stream("reyes")[-1].data.document == text


@pytest.mark.parametrize("code", [DOCUMENT, 99])
def test_nothing_is_imported_while_reading(
    started: FactLog, place: Place, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    insert(place, code, body(1, *["os:system"] * 5), TODAY, TEN)
    asked: list[str] = []

    def refuse(name: str, *_: object, **__: object) -> Any:
        asked.append(name)
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", refuse)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(LedgerError):
        started.stream("reyes")
    monkeypatch.undo()
    assert asked == []


@pytest.mark.parametrize("kept", [99, 100, 1_000, 4_095, 4_096, 8_192, 12_288])
def test_a_ledger_that_is_cut_off_is_damaged(log: FactLog, path: Path, kept: int) -> None:
    log.append([document("reyes", version, "x" * 500) for version in range(1, 41)])
    log.close()
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(LedgerDamaged, match=r"is damaged: .*; restore it from a backup"):
        list(FactLog(locate(path), create=False).scan())


@pytest.mark.parametrize("kept", [99, 4_096, 12_288])
def test_nothing_is_written_to_a_ledger_that_is_cut_off(
    log: FactLog, path: Path, kept: int
) -> None:
    log.append([document("reyes", version, "x" * 500) for version in range(1, 41)])
    log.close()
    path.write_bytes(path.read_bytes()[:kept])
    before = path.read_bytes()
    with pytest.raises(LedgerDamaged):
        FactLog(locate(path), create=True).append([document("reyes", 41)])
    assert path.read_bytes() == before


def test_a_page_of_zeros_is_damage(log: FactLog, path: Path) -> None:
    log.append([document("reyes", version, "x" * 500) for version in range(1, 41)])
    log.close()
    pages = path.read_bytes()
    path.write_bytes(pages[:-4_096] + bytes(4_096))  # the last page holds the latest facts
    with pytest.raises(LedgerDamaged, match=r"is damaged: .*; restore it from a backup"):
        list(FactLog(locate(path), create=False).scan())


def test_a_ledger_whose_tables_are_gone_is_refused(log: FactLog, path: Path) -> None:
    log.close()
    with plain(path) as connection:
        connection.execute("DROP TABLE facts")
    with pytest.raises(LedgerError, match="no such table: facts"):
        FactLog(locate(path), create=True).append([document("reyes", 1, on=date(2024, 1, 1))])
