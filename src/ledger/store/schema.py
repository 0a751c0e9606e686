"""The SQLite schema of a ledger file, format 2, and what such a file says about itself.

Holders have whole-number keys. ``position`` is the primary key and dense; versions are dense within
a holder; ``recorded_at`` never goes back. The database itself refuses everything else: updates,
deletes, replacing inserts and gaps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path

from ledger.errors import LedgerDamaged, StoreUnavailable

APPLICATION_ID = 0x4C454447  # "LEDG"
FORMAT = 2

STATEMENTS = (
    """CREATE TABLE holders (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
) STRICT""",
    """CREATE TABLE facts (
    position INTEGER PRIMARY KEY,
    holder INTEGER NOT NULL REFERENCES holders (key),
    version INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    happened INTEGER NOT NULL,    -- days since 1970-01-01
    recorded_at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
    body BLOB NOT NULL,           -- MessagePack, see docs/format.md
    seal BLOB NOT NULL            -- hashes of 32 bytes, see docs/seal.md
        CHECK (length(seal) > 0 AND length(seal) % 32 = 0),
    UNIQUE (holder, version)
) STRICT""",
    """CREATE TRIGGER facts_follow BEFORE INSERT ON facts BEGIN
    SELECT raise(ABORT, 'positions of facts are dense')
        WHERE new.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM facts);
    SELECT raise(ABORT, 'versions of a holder are dense')
        WHERE new.version IS NOT
            (SELECT coalesce(max(version), 0) + 1 FROM facts WHERE holder = new.holder);
    SELECT raise(ABORT, 'a fact is about a holder')
        WHERE NOT EXISTS (SELECT 1 FROM holders WHERE key = new.holder);
    SELECT raise(ABORT, 'recorded_at never goes back')
        WHERE new.recorded_at <
            (SELECT recorded_at FROM facts WHERE position = new.position - 1);
END""",
    """CREATE TRIGGER facts_stay BEFORE UPDATE ON facts BEGIN
    SELECT raise(ABORT, 'facts are never changed');
END""",
    """CREATE TRIGGER facts_remain BEFORE DELETE ON facts BEGIN
    SELECT raise(ABORT, 'facts are never deleted');
END""",
    """CREATE TRIGGER holders_follow BEFORE INSERT ON holders BEGIN
    SELECT raise(ABORT, 'keys of holders are dense')
        WHERE new.key IS NOT (SELECT coalesce(max(key), 0) + 1 FROM holders);
    SELECT raise(ABORT, 'a holder is entered once')
        WHERE EXISTS (SELECT 1 FROM holders WHERE id = new.id);
END""",
    """CREATE TRIGGER holders_stay BEFORE UPDATE ON holders BEGIN
    SELECT raise(ABORT, 'holders are never changed');
END""",
    """CREATE TRIGGER holders_remain BEFORE DELETE ON holders BEGIN
    SELECT raise(ABORT, 'holders are never deleted');
END""",
    """CREATE TABLE vault (
    holder INTEGER PRIMARY KEY, -- key of the holder; 0: the mark of an encrypted ledger
    wrapped BLOB NOT NULL CHECK (length(wrapped) = 61) -- zeros: destroyed
) STRICT""",
    """CREATE TRIGGER vault_follow BEFORE INSERT ON vault BEGIN
    SELECT raise(ABORT, 'a key is entered once')
        WHERE EXISTS (SELECT 1 FROM vault WHERE holder = new.holder);
    SELECT raise(ABORT, 'a ledger is encrypted from its first fact or never')
        WHERE new.holder = 0 AND EXISTS (SELECT 1 FROM facts);
    SELECT raise(ABORT, 'a key belongs to a holder of an encrypted ledger')
        WHERE new.holder <> 0 AND NOT (EXISTS (SELECT 1 FROM vault WHERE holder = 0)
            AND EXISTS (SELECT 1 FROM holders WHERE key = new.holder));
    SELECT raise(ABORT, 'a key is there before the first fact')
        WHERE EXISTS (SELECT 1 FROM facts WHERE holder = new.holder);
END""",
    """CREATE TRIGGER vault_stays BEFORE UPDATE ON vault BEGIN
    SELECT raise(ABORT, 'a key is never changed, only destroyed by forgetting')
        WHERE new.holder <> old.holder OR old.holder = 0 OR new.wrapped <> zeroblob(61)
            OR 19 IS NOT (SELECT kind FROM facts WHERE holder = old.holder
                ORDER BY version DESC LIMIT 1); -- 19: holder-forgotten
END""",
    """CREATE TRIGGER vault_remains BEFORE DELETE ON vault BEGIN
    SELECT raise(ABORT, 'a key is never deleted, only destroyed by forgetting');
END""",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {FORMAT}",
)

LONGEST = 1 << 24
"""The most bytes of a row that SQLite is let read or compute."""

Object = tuple[str, str, str | None]
"""What ``sqlite_schema`` says of a table, index, trigger or view: type, table and SQL."""

_STATISTICS = {
    "sqlite_stat1": ("table", "sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    "sqlite_stat4": (
        "table",
        "sqlite_stat4",
        "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
    ),
}
"""What ``ANALYZE`` leaves in a file."""

_FORMAT_1 = {
    "facts": (
        "table",
        "facts",
        """CREATE TABLE facts (
    position INTEGER PRIMARY KEY,
    holder INTEGER NOT NULL REFERENCES holders (key),
    version INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    happened INTEGER NOT NULL,    -- days since 1970-01-01
    recorded_at INTEGER NOT NULL, -- microseconds since 1970-01-01T00:00Z
    body BLOB NOT NULL,           -- MessagePack, see docs/format.md
    UNIQUE (holder, version)
) STRICT""",
    )
}
"""What format 1 had otherwise."""

_MAGIC = b"SQLite format 3\0"
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")


def is_affected_by_wal_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may lose data in WAL mode with two or more connections.

    From 3.7.0 through 3.51.2, fixed in 3.51.3 and in 3.50.7 and 3.44.6 of the older lines.
    """
    fixed = (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )
    return version >= (3, 7) and not fixed


def is_new(path: Path) -> bool:
    """Whether there is nothing at this path yet, or an empty file or database.

    Raises:
        StoreUnavailable: when what is there is not a ledger, is newer, or cannot be read.
    """
    try:
        if path.is_dir():
            raise StoreUnavailable(f"{path} is a folder, not a ledger; name a file in it")
        if path.exists() and not path.is_file():
            raise StoreUnavailable(f"{path} is a device or a pipe, not a ledger; name a file")
        _undo_cut_off_making(path)
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read: {error.strerror}") from None
    if not head:
        return True
    if not head.startswith(_MAGIC):
        raise StoreUnavailable(f"{path} is not a ledger; `ledger init` makes one at another path")
    application = int.from_bytes(head[68:72], "big")
    version = int.from_bytes(head[60:64], "big")
    if application != APPLICATION_ID:
        pages = int.from_bytes(head[28:32], "big")
        is_wal = head[18:19] == b"\x02"  # what it holds may stand in a file beside it
        if len(head) == 100 and pages <= 1 and not (application or version or is_wal):
            return True
        raise StoreUnavailable(f"{path} is an SQLite database, but not a ledger")
    check_format(version, str(path))
    return False


def _undo_cut_off_making(path: Path) -> None:
    """Lets SQLite undo the first transaction of a file, when a crash cut it off.

    Until then the first page may say anything, or nothing. Where the transaction is still under
    way, this waits for its end.
    """
    try:
        with path.with_name(f"{path.name}-journal").open("rb") as file:
            journal = file.read(20)
    except OSError:
        return
    pages = int.from_bytes(journal[16:20], "big")
    if len(journal) < 20 or not journal.startswith(_JOURNAL_MAGIC) or pages:
        return
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if start not in (_MAGIC, bytes(len(_MAGIC))):  # a text, beside the journal of something else
        return
    with suppress(sqlite3.Error):  # told when the file is opened
        uri = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=10)) as database:
            database.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def check_format(found: int, shown: str) -> None:
    """Refuses a format this version does not know.

    Raises:
        StoreUnavailable: naming both formats.
    """
    if not 1 <= found <= FORMAT:
        newer = f"a newer version of the ledger made it; this one reads formats 1 to {FORMAT}"
        raise StoreUnavailable(f"{shown} has format {found}: {newer}")


def harden(connection: sqlite3.Connection) -> None:
    """Trusts nothing in a file: no function its schema calls, no length, no cell."""
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    defensive = getattr(sqlite3, "SQLITE_DBCONFIG_DEFENSIVE", None)  # from Python 3.12 on
    if defensive is not None:
        connection.setconfig(defensive, True)  # type: ignore[attr-defined,unused-ignore]


def objects(connection: sqlite3.Connection) -> list[tuple[str, Object]]:
    """What a file holds, by name."""
    found = connection.execute("SELECT name, type, tbl_name, sql FROM sqlite_schema")
    return [(name, (kind, table, sql)) for name, kind, table, sql in found]


@lru_cache(maxsize=1)
def expected() -> Mapping[str, Object]:
    """What a ledger holds, by name."""
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in STATEMENTS:
            made.execute(statement)
        return dict(objects(made))


def is_of_format_1(connection: sqlite3.Connection) -> bool:
    """Whether a ledger has no seal yet: it says so, and its table of facts has no place for one."""
    found = dict(objects(connection))
    is_said = connection.execute("PRAGMA user_version").fetchone()[0] == 1
    return bool(is_said and found.get("facts") == _FORMAT_1["facts"])


def check_objects(connection: sqlite3.Connection, shown: str) -> None:
    """Refuses a ledger that holds SQL of somebody else, before any of it can run.

    A ledger of an older format holds less; a statistic of SQLite's ``ANALYZE`` computes nothing.

    Raises:
        LedgerDamaged: naming what does not belong.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return
    former = _FORMAT_1 if connection.execute("PRAGMA user_version").fetchone()[0] == 1 else {}
    for name, found in objects(connection):
        if found not in (expected().get(name), _STATISTICS.get(name), former.get(name)):
            raise LedgerDamaged(
                f"the {found[0]} {name!r} of {shown} is not one a ledger is made with; "
                "`ledger verify` says what was changed"
            )
