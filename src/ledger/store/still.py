"""A file in WAL mode where nothing can be written beside it: a read-only folder or medium.

SQLite reads a file in WAL mode through two others beside it, and makes them when it opens it. Where
it may not, it can read the file alone when it is told that nobody changes it meanwhile. Nobody does
as long as no log is beside it; that is looked at before and after everything that is read.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from ledger.errors import StoreUnavailable

QUERY = "mode=ro&immutable=1"
"""What a URI says so that SQLite reads the file alone."""
Stamp = tuple[int, int, int, int]
"""Device, inode, size and time of change of a file that nobody has open for writing."""

_WAL = 2
_REFUSED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None where a log is beside it, or it cannot be looked at."""
    try:
        found = os.stat(path)
        if _log_of(path).exists():
            return None
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def stamp_after(error: sqlite3.Error, path: Path) -> Stamp | None:
    """The stamp of a file that SQLite refused to read, when it can be read alone; else None.

    Raises:
        StoreUnavailable: when it could be, were it not for its log.
    """
    if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _REFUSED:
        return None
    try:
        with path.open("rb") as file:
            head = file.read(20)
    except OSError:
        return None
    if _WAL not in head[18:20]:
        return None
    stamp = stamp_of(path)
    if stamp is None and _log_of(path).exists():
        raise StoreUnavailable(
            f"{path} cannot be read: what it holds stands in {_log_of(path).name} as well, and "
            "nothing may be written beside them; copy both to another folder and read it there"
        ) from error
    return stamp


def changed(shown: object) -> StoreUnavailable:
    """What is said when somebody wrote to a file while it was read alone."""
    return StoreUnavailable(f"{shown} was written to while it was read; ask again")


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
