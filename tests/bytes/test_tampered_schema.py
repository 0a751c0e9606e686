"""SQL that somebody put into the file of a ledger: it is named, and none of it runs."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.cli.main import main
from ledger.errors import LedgerDamaged
from ledger.verification import verify
from tests.campaigns.fuzz_files import Kept, said_by
from tests.store.facts import plain

ENDLESS = (
    "CREATE VIEW {0} AS WITH RECURSIVE c(position, version, body, kind, happened, recorded_at, "
    "holder) AS (SELECT 1, 1, x'', 1, 1, 1, 1 UNION ALL SELECT position + 1, 1, x'', 1, 1, 1, 1 "
    "FROM c) SELECT * FROM c"
)
COMPUTED = (
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '{}', '{}') "
    "WHERE name = 'facts'; PRAGMA writable_schema = RESET"
)
PUT_IN = {
    "a view in the place of the facts": (
        f"ALTER TABLE facts RENAME TO old; {ENDLESS.format('facts')}",
        "the table facts is not the one",
    ),
    "a view that loads a library": (
        "CREATE VIEW v AS SELECT load_extension('/tmp/evil')",
        "the view 'v' does not belong",
    ),
    "a view that writes a file": (
        "CREATE VIEW v AS SELECT writefile('/tmp/evil', 'x'), readfile('/etc/passwd')",
        "the view 'v' does not belong",
    ),
    "a trigger that loads a library": (
        "CREATE TRIGGER t AFTER INSERT ON facts BEGIN SELECT load_extension('/tmp/evil'); END",
        "the trigger 't' does not belong",
    ),
    "a trigger that records something else": (
        "CREATE TRIGGER t AFTER INSERT ON facts BEGIN INSERT INTO holders VALUES (4, 'x'); END",
        "the trigger 't' does not belong",
    ),
    "a trigger with a name of SQLite's": (
        "CREATE TRIGGER t AFTER INSERT ON facts BEGIN INSERT INTO holders VALUES (4, 'x'); END; "
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET name = 'sqlite_stat1', "
        "sql = replace(sql, 'TRIGGER t', 'TRIGGER sqlite_stat1') WHERE name = 't'; "
        "PRAGMA writable_schema = RESET",
        "the trigger 'sqlite_stat1' does not belong",
    ),
    "a guard that does something else": (
        "DROP TRIGGER facts_stay; CREATE TRIGGER facts_stay AFTER INSERT ON facts BEGIN "
        "UPDATE facts SET happened = 0; END",
        "the trigger facts_stay is not the one",
    ),
    "an index on what is computed": (
        "CREATE INDEX i ON facts (printf('%*d', 1000000, position))",
        "the index 'i' does not belong",
    ),
    "a column that is computed": (
        COMPUTED.format(
            "recorded_at INTEGER NOT NULL,", "recorded_at INTEGER AS (zeroblob(999999999)),"
        ),
        "the table facts is not the one",
    ),
    "a condition that is computed": (
        COMPUTED.format("kind INTEGER NOT NULL,", "kind INTEGER CHECK (randomblob(999999999)),"),
        "the table facts is not the one",
    ),
    "a default that is computed": (
        COMPUTED.format("kind INTEGER NOT NULL,", "kind INTEGER DEFAULT (zeroblob(999999999)),"),
        "the table facts is not the one",
    ),
    "a virtual table": (
        "CREATE VIRTUAL TABLE f USING fts5(body)",
        "the table 'f' does not belong",
    ),
}


@pytest.fixture(params=PUT_IN)
def tampered(request: pytest.FixtureRequest, path: Path) -> tuple[Path, str]:
    """The ledger with something put into it, and what verification says of that."""
    sql, said = PUT_IN[request.param]
    with plain(path) as file:
        file.execute("PRAGMA legacy_alter_table = ON")
        file.execute("PRAGMA trusted_schema = ON")
        file.executescript(sql)
    return path, said


def test_a_ledger_with_sql_put_into_it_is_not_read(tampered: tuple[Path, str]) -> None:
    path, said = tampered
    raw = path.read_bytes()
    with pytest.raises(LedgerDamaged, match=r"is not one a ledger is made with; `ledger verify`"):
        said_by(path)
    assert path.read_bytes() == raw
    assert any(said in what for _, what in verify(path).problems), verify(path).problems


def test_a_ledger_with_sql_put_into_it_is_not_written(tampered: tuple[Path, str]) -> None:
    path, _ = tampered
    raw = path.read_bytes()
    with Ledger.open(path) as ledger, pytest.raises(LedgerDamaged):
        ledger.record("document-filed", "reyes", on=date(2024, 5, 1), data={"document": "cpr-card"})
    assert path.read_bytes() == raw


@pytest.mark.parametrize("command", ["verify", "log", "census", "export"])
@pytest.mark.parametrize("table", ["facts", "vault", "holders"])
def test_a_view_without_end_is_not_read(path: Path, table: str, command: str) -> None:
    with plain(path) as file:
        file.executescript(f"ALTER TABLE {table} RENAME TO old; {ENDLESS.format(table)}")
    args = [command, "aama/cma"] if command == "census" else [command]
    ran = subprocess.run(
        [sys.executable, "-m", main.__module__, "--store", str(path), *args],
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 5, ran


def test_statistics_of_sqlite_do_not_stop_a_ledger(path: Path, before: Kept) -> None:
    with plain(path) as file:
        file.execute("ANALYZE")
    assert said_by(path) == before.said


def test_a_message_of_sqlite_that_is_no_text_is_no_traceback(path: Path) -> None:
    raw = path.read_bytes()
    at = raw.index(b"CREATE TRIGGER facts_stay") + 7
    path.write_bytes(raw[:at] + b"\xa0" + raw[at + 1 :])
    with pytest.raises(LedgerDamaged, match="is damaged"):
        said_by(path)
    assert "SQLite cannot read on" in verify(path).problems[0].what
