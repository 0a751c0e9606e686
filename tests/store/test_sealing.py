"""The seal is written with the facts; ledgers from before it are sealed when they are opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import LedgerDamaged, StoreUnavailable
from ledger.seal.checkpoint import Checkpoint
from ledger.store import schema
from ledger.store.application import FactLog
from ledger.verification import verify
from tests.store.conftest import Opener
from tests.store.facts import document, plain
from tests.store.places import Place

FACTS_1 = """CREATE TABLE facts (
    position INTEGER PRIMARY KEY,
    holder INTEGER NOT NULL REFERENCES holders (key),
    version INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    happened INTEGER NOT NULL,    -- days since 1970-01-01
    recorded_at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
    body BLOB NOT NULL,           -- MessagePack, see docs/format.md
    UNIQUE (holder, version)
) STRICT"""
"""The table of format 1, word for word."""


def without_a_seal(path: Path) -> None:
    """Makes a ledger of format 1 of one of format 2."""
    with plain(path) as file:
        file.execute("DROP TABLE vault")
        triggers = file.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'facts'"
        ).fetchall()
        for name, _ in triggers:
            file.execute(f"DROP TRIGGER {name}")
        file.execute("ALTER TABLE facts RENAME TO sealed")
        file.execute(FACTS_1)
        file.execute(
            "INSERT INTO facts SELECT position, holder, version, kind, happened, recorded_at, body "
            "FROM sealed"
        )
        file.execute("DROP TABLE sealed")
        for _, sql in triggers:
            file.execute(sql)
        file.execute("PRAGMA user_version = 1")


def test_facts_and_their_seal_are_written_together(log: FactLog, place: Place) -> None:
    for version in range(1, 6):
        log.append([document("reyes", version)])
        assert place.verified().problems == ()
    log.append_all(document("tran", version) for version in range(1, 4_500))
    assert place.verified().problems == ()
    assert place.verified().size == 4_504


def test_nothing_is_sealed_that_was_not_written(log: FactLog, place: Place) -> None:
    log.append([document("reyes", 1)])
    before = log.rows.root()
    with pytest.raises(Exception, match="dense"):
        log.append([document("tran", 1), document("reyes", 7)])
    assert log.rows.root() == before
    assert place.verified().problems == ()


def test_a_ledger_of_format_1_is_sealed_when_it_is_opened(
    log: FactLog, path: Path, opened: Opener
) -> None:
    log.append_all(document("reyes", version) for version in range(1, 2_100))
    root = log.rows.root()
    log.close()
    without_a_seal(path)
    assert opened().rows.root() == root
    assert verify(path).problems == ()
    with plain(path) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (schema.FORMAT,)


def test_a_ledger_of_format_1_is_verified_once_it_is_sealed(
    log: FactLog, path: Path, opened: Opener
) -> None:
    log.append([document("reyes", 1)])
    log.close()
    without_a_seal(path)
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="has format 1, which has no seal to hold it ag"):
        verify(path)
    assert path.read_bytes() == before
    opened()
    assert verify(path).problems == ()


def test_with_a_checkpoint_a_ledger_without_a_seal_is_damaged(log: FactLog, path: Path) -> None:
    """Somebody signed it when it had one."""
    log.append([document("reyes", 1)])
    checkpoint = Checkpoint("clinic.example/ledger", *log.rows.root())
    log.close()
    without_a_seal(path)
    assert verify(path, checkpoints=[checkpoint]).problems != ()


def test_a_sealed_ledger_that_says_it_is_of_format_1_is_damaged(log: FactLog, path: Path) -> None:
    log.append([document("reyes", 1)])
    log.close()
    with plain(path) as file:
        file.execute("PRAGMA user_version = 1")
    assert [what for _, what in verify(path).problems] == ["the user_version of the file is not 2"]


def test_a_ledger_of_format_1_that_does_not_read_stays_as_it_was(
    log: FactLog, path: Path, opened: Opener
) -> None:
    log.append([document("reyes", 1)])
    log.close()
    without_a_seal(path)
    with plain(path) as file:
        file.execute("CREATE TABLE facts_of_format_1 (x)")
    before = path.read_bytes()
    with pytest.raises(LedgerDamaged, match="the table 'facts_of_format_1'"):
        opened()
    assert path.read_bytes() == before


@pytest.mark.parametrize("position", [2, 3])
def test_a_missing_hash_stops_what_needs_it(position: int, log: FactLog, place: Place) -> None:
    log.append([document("reyes", version) for version in range(1, 4)])
    place.unguarded(f"UPDATE facts SET seal = x'' WHERE position = {position}")
    with pytest.raises(LedgerDamaged, match="`ledger verify` says what was changed"):
        log.append([document("reyes", 4)])
    with pytest.raises(LedgerDamaged, match="`ledger verify` says what was changed"):
        log.rows.root()
