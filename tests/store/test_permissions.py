"""Files and folders that may not be read or written, tried as a user who is not root."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.application import FactLog
from ledger.store.location import locate
from tests.store.facts import document
from tests.store.places import FilePlace, places

# Reads or writes the ledger named, and says what came of it. Loaded before root is given up.
SCRIPT = """
import os, sqlite3, sys
from datetime import date
from ledger.ledger import Ledger
from ledger.errors import LedgerDamaged, LedgerError
import ledger.verification.reading as ledger_reading
import ledger.verification, platformdirs, tempfile, urllib.parse
from ledger.store.connections import LedgerConnection

path, what, *version = sys.argv[1:]
sqlite3.sqlite_version_info = tuple(map(int, version))
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
def write_as_root():
    os.seteuid(0)
    with Ledger.open(path, recorded_by="root") as other:
        other.record("document-filed", "reyes", on=date(2024, 5, 1), data={"document": "card"})
    os.seteuid(65534)

try:
    with Ledger.open(path, recorded_by="nobody") as ledger:
        if what == "read":
            print(len(ledger.history("reyes")), "facts")
        elif what == "verify":
            found = ledger.verify()  # looks for the key where only root may look
            print(found.size, "facts, problems:", found.problems)
        elif what == "verify torn":

            def torn(self, file):
                write_as_root()
                raise sqlite3.DatabaseError("half of it is old")

            ledger_reading.Reading.facts = torn
            ledger.verify()
        elif what.startswith("written"):
            print(len(ledger.history("reyes")), "facts, then", end=" ")
            if what == "written before":
                write_as_root()
            else:
                fetch = LedgerConnection.fetch

                def slowly(self, *args):
                    LedgerConnection.fetch = fetch
                    write_as_root()
                    if what == "written torn":
                        raise LedgerDamaged("half of it is old")
                    return fetch(self, *args)

                LedgerConnection.fetch = slowly
                try:
                    ledger.history("reyes")
                except LedgerError as error:
                    print(type(error).__name__, error, end=", then ")
            print(len(ledger.history("reyes")), "facts")
        else:
            print("wrote", ledger.record("document-filed", "reyes", on=date(2024, 5, 1),
                                         data={"document": "card"}).fact.position)
except LedgerError as error:
    print(type(error).__name__, error)
"""


def attempt(path: Path, what: str) -> str:
    """What came of reading or writing as somebody who is not root."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path), what, *map(str, sqlite3.sqlite_version_info)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if "PermissionError: [Errno 1]" in done.stderr:
        pytest.skip("runs as root and may not become another user: permissions cannot be tried")
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder anybody may enter and write to; those of pytest are for their owner alone."""
    made = Path(tempfile.mkdtemp(prefix="ledger-permissions-"))
    made.chmod(0o777)
    yield made
    made.chmod(0o700)
    shutil.rmtree(made)


def ledger_at(path: Path) -> Path:
    """A ledger with one fact, which anybody may read and write."""
    log = FactLog(locate(path), create=True)
    log.append([document("reyes", 1)])
    log.close()
    for journal in path.parent.glob("*-journal"):
        journal.unlink()
    path.chmod(0o666)
    return path


@pytest.fixture
def path(folder: Path, affected: None) -> Path:
    """A ledger with one fact, made by an SQLite that uses no WAL."""
    return ledger_at(folder / "clinic.ledger")


@pytest.fixture
def wal(folder: Path, unaffected: None) -> Path:
    """A ledger with one fact, made by an SQLite that uses WAL."""
    return ledger_at(folder / "clinic.ledger")


def test_a_ledger_that_may_be_used_is_used(path: Path) -> None:
    assert attempt(path, "write") == "wrote 2"


def test_a_file_that_may_not_be_read_is_refused(path: Path) -> None:
    path.chmod(0)
    said = f"StoreUnavailable {path} cannot be read: Permission denied"
    assert attempt(path, "read") == said


def test_a_file_that_may_only_be_read_is_read(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    assert attempt(path, "read") == "1 facts"


def test_a_file_that_may_only_be_read_is_not_written(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    said = f"StoreUnavailable {path} may only be read: the file or its folder is read-only"
    assert attempt(path, "write") == said


def test_a_file_in_a_folder_that_may_only_be_read_is_read(path: Path) -> None:
    path.parent.chmod(0o555)
    assert attempt(path, "read") == "1 facts"


def test_a_file_in_a_folder_that_may_only_be_read_is_not_written(path: Path) -> None:
    path.parent.chmod(0o555)
    assert attempt(path, "write").startswith(f"StoreUnavailable {path} ")


def test_a_file_in_wal_mode_in_a_folder_that_may_only_be_read_is_read(wal: Path) -> None:
    wal.parent.chmod(0o555)
    assert attempt(wal, "read") == "1 facts"
    assert attempt(wal, "verify") == "1 facts, problems: ()"


def test_a_file_in_wal_mode_in_a_folder_that_may_only_be_read_is_not_written(wal: Path) -> None:
    wal.parent.chmod(0o555)
    said = f"StoreUnavailable {wal} may only be read: the file or its folder is read-only"
    assert attempt(wal, "write") == said


def test_a_file_in_wal_mode_with_its_log_in_a_folder_that_may_only_be_read(wal: Path) -> None:
    """What a crash left beside it, or a writer who may write there."""
    wal.with_name(f"{wal.name}-wal").write_bytes(b"?")
    wal.parent.chmod(0o555)
    said = (
        f"StoreUnavailable {wal} cannot be read: what it holds stands in clinic.ledger-wal as "
        "well, and nothing may be written beside them; copy both to another folder and read it "
        "there"
    )
    assert attempt(wal, "read") == said
    assert attempt(wal, "verify") == said


@pytest.mark.parametrize("when", ["before", "during", "torn"])
def test_a_file_that_is_read_alone_is_not_written_to_unnoticed(wal: Path, when: str) -> None:
    """By somebody who may, while this process may not."""
    wal.parent.chmod(0o555)
    told = f"StoreUnavailable {wal} was written to while it was read; ask again"
    said = "1 facts, then 2 facts" if when == "before" else f"1 facts, then {told}, then 2 facts"
    assert attempt(wal, f"written {when}") == said


def test_what_was_written_to_while_it_was_verified_is_not_called_damaged(wal: Path) -> None:
    wal.parent.chmod(0o555)
    said = f"StoreUnavailable {wal} was written to while it was read; ask again"
    assert attempt(wal, "verify torn") == said


def test_what_may_not_be_written_stays_as_it_was(path: Path) -> None:
    path.parent.chmod(0o555)
    attempt(path, "write")
    assert places(FilePlace(path)) == [(1, "reyes", 1)]


def test_a_ledger_is_not_made_in_a_folder_that_may_only_be_read(folder: Path) -> None:
    folder.chmod(0o555)
    path = folder / "new.ledger"
    said = f"StoreUnavailable {path} cannot be opened: its folder is missing or may not be used"
    assert attempt(path, "write") == said


def test_a_ledger_in_a_folder_that_may_not_be_entered_is_refused(folder: Path) -> None:
    inner = folder / "private"
    inner.mkdir()
    path = inner / "clinic.ledger"
    log = FactLog(locate(path), create=True)
    log.close()
    inner.chmod(0)
    said = attempt(path, "read")
    inner.chmod(0o700)
    assert said == f"StoreUnavailable {path} cannot be read: Permission denied"
