"""The making of a ledger was cut off: by the power, or by a kill. It is made the next time."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.errors import StoreUnavailable
from ledger.store.application import FactLog
from ledger.store.location import locate
from tests.store.facts import document

JOURNAL = bytes.fromhex("d9d505f920a163d7") + struct.pack(">5I", 0, 1, 0, 512, 4096)
"""The header of SQLite's rollback journal, of a file that was empty before."""


@pytest.fixture
def whole(log: FactLog, path: Path) -> bytes:
    """A ledger as it is made, in one transaction."""
    log.close()
    return path.read_bytes()


def all_of(made: bytes) -> bytes:
    return made


def first_page(made: bytes) -> bytes:
    return made[:4096]


def all_but_the_first_sector(made: bytes) -> bytes:
    return bytes(512) + made[512:]


def zeros(made: bytes) -> bytes:
    return bytes(len(made))


@pytest.fixture(params=[all_of, first_page, all_but_the_first_sector, zeros])
def cut_off(request: pytest.FixtureRequest, whole: bytes, path: Path) -> Path:
    """What of it had reached the disk when the power went, with the journal that undoes it."""
    reached: Callable[[bytes], bytes] = request.param
    path.write_bytes(reached(whole))
    path.with_name(f"{path.name}-journal").write_bytes(JOURNAL.ljust(512, b"\0"))
    return path


def test_it_is_made_when_the_first_fact_is_recorded(cut_off: Path) -> None:
    log = FactLog(locate(cut_off), create=True)
    assert [fact.position for fact in log.append([document("reyes", 1)])] == [1]
    log.close()


def test_reading_says_that_there_is_none(cut_off: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"^there is no ledger at .*; `ledger init` makes"):
        FactLog(locate(cut_off), create=False)


def test_what_is_no_database_is_not_undone(path: Path) -> None:
    """A text beside somebody's journal is not wiped."""
    path.write_text("Dear diary,\n" * 100, encoding="utf-8")
    path.with_name(f"{path.name}-journal").write_bytes(JOURNAL.ljust(512, b"\0"))
    with pytest.raises(StoreUnavailable, match="is not a ledger"):
        FactLog(locate(path), create=True)
    assert path.read_text(encoding="utf-8") == "Dear diary,\n" * 100
