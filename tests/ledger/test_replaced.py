"""A ledger file that is deleted, moved, replaced, damaged or locked while it is open."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Timer

import pytest

from ledger import BadInput, Ledger, LedgerDamaged, LedgerError, StoreUnavailable
from tests.ledger.clinic import document

Work = Callable[[Ledger], object]
WORKS: dict[str, Work] = {
    "head": lambda ledger: ledger.head(),
    "trail": lambda ledger: ledger.trail(),
    "history": lambda ledger: ledger.history("reyes"),
    "holders": lambda ledger: list(ledger.holders()),
    "log": lambda ledger: list(ledger.log()),
    "record": document,
}
READS = [name for name in WORKS if name != "record"]


@pytest.fixture
def affected(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite that uses no WAL, where a lock keeps readers out too."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))


@pytest.fixture
def unaffected(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite that uses WAL, where pages that are known are not read again."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))


@pytest.fixture
def opened(path: Path) -> Iterator[Ledger]:
    """A ledger with one fact, open and read."""
    with Ledger.open(path, recorded_by="tester", patience=0.05) as ledger:
        document(ledger)
        assert ledger.head() == 1
        yield ledger


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another ledger, with three facts."""
    made = tmp_path / "other.ledger"
    with Ledger.open(made, recorded_by="tester") as ledger:
        for _ in range(3):
            document(ledger)
    return made


def refused(work: Callable[[], object], said: str, error: type[LedgerError]) -> None:
    """Asserts that something is refused in one sentence."""
    with pytest.raises(error, match=said) as caught:
        work()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
class TestGone:
    """The file is deleted."""

    def test_it_is_noticed_every_time(self, opened: Ledger, path: Path, work: Work) -> None:
        path.unlink()
        said = "was moved or replaced while it was open; put it back"
        for _ in range(3):
            refused(lambda: work(opened), said, StoreUnavailable)

    def test_nothing_is_made_in_its_place(self, opened: Ledger, path: Path, work: Work) -> None:
        path.unlink()
        for _ in range(2):
            refused(lambda: work(opened), "was moved or replaced", StoreUnavailable)
        assert not path.exists()

    def test_it_is_read_again_once_it_is_back(self, opened: Ledger, path: Path, work: Work) -> None:
        away = path.rename(path.with_name("away"))
        refused(lambda: work(opened), "was moved or replaced", StoreUnavailable)
        away.rename(path)
        work(opened)

    def test_an_empty_file_is_none(self, opened: Ledger, path: Path, work: Work) -> None:
        path.unlink()
        path.touch()
        refused(lambda: work(opened), "put it back", StoreUnavailable)
        assert path.read_bytes() == b""


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
class TestReplaced:
    """Another file is put in its place."""

    def test_it_is_said_once(self, opened: Ledger, path: Path, other: Path, work: Work) -> None:
        os.replace(other, path)
        said = "was moved or replaced while it was open; ask again to read what is there"
        refused(lambda: work(opened), said, StoreUnavailable)
        work(opened)

    def test_what_is_there_is_used_then(
        self, opened: Ledger, path: Path, other: Path, work: Work
    ) -> None:
        os.replace(other, path)
        refused(lambda: work(opened), "was moved or replaced", StoreUnavailable)
        assert opened.head() == 3

    def test_what_is_not_a_ledger_is_refused(self, opened: Ledger, path: Path, work: Work) -> None:
        path.unlink()
        path.write_text("Dear diary,\n" * 500)
        for _ in range(2):
            refused(lambda: work(opened), "is not a ledger", StoreUnavailable)


def test_what_was_recorded_in_another_ledger_stays_there(
    opened: Ledger, path: Path, other: Path, tmp_path: Path
) -> None:
    shutil.move(path, tmp_path / "moved")
    os.replace(other, path)
    refused(lambda: document(opened), "was moved or replaced", StoreUnavailable)
    assert document(opened).version == 4
    with Ledger.open(tmp_path / "moved") as moved:
        assert moved.head() == 1


def test_a_ledger_that_is_gone_can_be_made_anew(opened: Ledger, path: Path) -> None:
    path.unlink()
    opened.init()
    assert opened.head() == 0


def test_a_ledger_that_is_there_is_not_made_anew(opened: Ledger) -> None:
    refused(opened.init, "already", BadInput)
    assert opened.head() == 1


def test_a_page_goes_on_in_a_ledger_that_was_put_back(opened: Ledger, path: Path) -> None:
    for _ in range(4):
        document(opened)
    first = opened.trail(limit=2)
    away = path.rename(path.with_name("away"))
    refused(lambda: opened.trail(before=first.reached), "was moved", StoreUnavailable)
    away.rename(path)
    assert [row.position for row in opened.trail(before=first.reached).rows] == [3, 2, 1]


# ---- Damaged in place


SPOIL = (lambda _: b"", lambda whole: b"\xff" * len(whole))


@pytest.fixture
def long(opened: Ledger) -> Ledger:
    """The same ledger with enough facts for several pages of the file."""
    for number in range(60):
        document(opened, f"{number} " + "x" * 500)
    return opened


@pytest.mark.parametrize("name", ["trail", "history", "log"])
@pytest.mark.parametrize("spoil", SPOIL)
@pytest.mark.usefixtures("affected")
def test_a_file_that_is_spoilt_and_mended_in_place_is_read_again(
    long: Ledger, path: Path, name: str, spoil: Callable[[bytes], bytes]
) -> None:
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    with pytest.raises((LedgerDamaged, StoreUnavailable)) as caught:
        WORKS[name](long)
    assert "\n" not in str(caught.value)
    path.write_bytes(whole)
    WORKS[name](long)
    assert long.head() == 61


@pytest.mark.parametrize("spoil", SPOIL)
@pytest.mark.usefixtures("unaffected")
def test_a_file_in_wal_mode_that_is_spoilt_is_refused_or_read_as_it_was(
    long: Ledger, path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    expected = list(long.log())
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    with suppress(LedgerDamaged, StoreUnavailable):
        assert list(long.log()) == expected
    path.write_bytes(whole)
    assert list(long.log()) == expected


def test_pages_that_are_spoilt_are_not_remembered(long: Ledger, path: Path) -> None:
    """All but the first page, whose counter tells connections whether others are new."""
    long.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    refused(lambda: list(long.log()), "is damaged", LedgerDamaged)
    path.write_bytes(whole)
    assert len(list(long.log())) == 61


# ---- Locked by another process

LOCKING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
"""


@contextmanager
def locked(path: Path) -> Iterator[subprocess.Popen[str]]:
    """While another process has the file locked for all."""
    with subprocess.Popen(
        [sys.executable, "-c", LOCKING, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.usefixtures("affected")
@pytest.mark.parametrize("name", READS)
def test_a_file_locked_by_another_process_is_refused_and_read_once_it_is_free(
    opened: Ledger, path: Path, name: str
) -> None:
    with locked(path):
        for _ in range(2):
            refused(lambda: WORKS[name](opened), "is locked by another program", StoreUnavailable)
    WORKS[name](opened)


@pytest.mark.usefixtures("affected")
def test_patience_outlasts_a_short_lock(opened: Ledger, path: Path) -> None:
    with Ledger.open(path, patience=60) as patient, locked(path) as process:
        refused(opened.head, "is locked by another program", StoreUnavailable)
        Timer(0.2, process.kill).start()
        assert patient.head() == 1
