"""Verification: an independent reading of a whole ledger, a file or one on a server.

Nothing here is shared with what writes: the ledger is read by SQL of its own, and leaves and nodes
are worked out anew from RFC 9162, with nothing in memory but the right edge of the tree. What is
shared is the schema a ledger is made with, to hold the file's own against it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from ledger.errors import LedgerDamaged, StoreUnavailable
from ledger.seal.checkpoint import Checkpoint
from ledger.store import schema, still
from ledger.store.location import Location
from ledger.store.opening import snapshot
from ledger.verification.reading import MOST, Problem, Reading, Verified

__all__ = ["Problem", "Verified", "verify", "verify_server"]

_DAMAGE = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
)


def verify(
    path: Path,
    checkpoints: Sequence[Checkpoint] = (),
    progress: Callable[[int], None] | None = None,
    master_key: Path | None = None,
) -> Verified:
    """Reads a whole ledger file and checks everything that can be checked.

    Schema and guard triggers, SQLite's own structure and indexes, dense positions, versions dense
    in each stream, times that never go back, holders, every leaf and every node of the seal, and
    the root at the size of each checkpoint. With a master key also that the key of every holder
    who was not forgotten, and with it every body, is what was encrypted for that place.

    Args:
        path: The ledger.
        checkpoints: Checkpoints it is held against.
        progress: Called with the number of facts read, now and then.
        master_key: The file of the master key, read when the ledger is encrypted; None: it is not
            tried whether anything decrypts.

    Raises:
        StoreUnavailable: when the file cannot be read, or is of format 1 and not sealed yet.
        KeyMissing: when the master key cannot be read, or is another than that of the ledger.
    """
    reading = Reading(checkpoints, progress)
    try:
        with _opened(path) as file:
            if not checkpoints and schema.is_of_format_1(file):
                raise StoreUnavailable(
                    f"{path} has format 1, which has no seal to hold it against; any question to "
                    "it seals it, `ledger log` for example, and then it can be verified"
                )
            reading.problems += _schema_problems(file)
            if _may_be_read(file):
                reading.problems += _structure_problems(file)
                reading.facts(file)
                reading.holders(file)
                reading.vault(file, master_key)
    except UnicodeDecodeError:  # of a message of SQLite that quotes the file
        reading.cut_off("SQLite cannot read on: no text")
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise StoreUnavailable(f"{path} cannot be read: {error}") from error
        reading.cut_off(f"SQLite cannot read on: {error}")
    return reading.verified()


def verify_server(
    location: Location,
    checkpoints: Sequence[Checkpoint] = (),
    progress: Callable[[int], None] | None = None,
    master_key: Path | None = None,
) -> Verified:
    """Reads a whole ledger on a server, all of it as it is at one moment, as `verify` does a file.

    Beside the schema it is checked that nobody but the owner has more rights than to read and add.

    Args:
        location: The ledger.
        checkpoints: Checkpoints it is held against.
        progress: Called with the number of facts read, now and then.
        master_key: As for `verify`.

    Raises:
        StoreUnavailable: when it cannot be read.
        KeyMissing: as `verify`.
    """
    reading = Reading(checkpoints, progress)
    with snapshot(location) as opened:
        try:
            reading.problems += [Problem(None, what) for what in opened.schema_problems()]
            reading.problems += [Problem(None, what) for what in opened.structure_problems()]
            reading.facts(opened)
            reading.holders(opened)
            reading.vault(opened, master_key)
        except LedgerDamaged as error:
            reading.cut_off(f"it cannot be read on: {error}")
    return reading.verified()


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads one state of the file and writes nothing but what a crash left."""
    try:
        file, stamp = _begun(path, "mode=rw"), None
    except sqlite3.OperationalError as error:
        stamp = still.stamp_after(error, path)
        if stamp is None:
            raise
        file = _begun(path, still.QUERY)
    try:
        with closing(file):
            yield file
    except sqlite3.DatabaseError as error:
        if stamp not in (None, still.stamp_of(path)):
            raise still.changed(path) from error
        raise
    if stamp not in (None, still.stamp_of(path)):
        raise still.changed(path)


def _begun(path: Path, query: str) -> sqlite3.Connection:
    file = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, timeout=10)
    try:
        file.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        schema.harden(file)
        file.execute("PRAGMA query_only = ON")
        file.execute("BEGIN")
        file.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        file.close()
        raise
    return file


def _schema_problems(file: sqlite3.Connection) -> Iterator[Problem]:
    found, expected = schema.objects(file), schema.expected()
    own = dict(found)
    for name, object_ in expected.items():
        if name not in own:
            yield Problem(None, f"the {object_[0]} {name} is missing")
        elif own[name] != object_:
            yield Problem(None, f"the {object_[0]} {name} is not the one a ledger is made with")
    for name, object_ in found:
        if name not in expected:
            yield Problem(None, f"the {object_[0]} {name!r} does not belong into a ledger")
    if len(own) != len(found):
        yield Problem(None, "the schema names something twice")
    for pragma, value in (
        ("application_id", schema.APPLICATION_ID),
        ("user_version", schema.FORMAT),
    ):
        if file.execute(f"PRAGMA {pragma}").fetchone()[0] != value:
            yield Problem(None, f"the {pragma} of the file is not {value}")


def _may_be_read(file: sqlite3.Connection) -> bool:
    """Whether reading runs no SQL of the file: its tables are a ledger's, and there are no others.

    A view in the place of a table, or a condition or column that is computed, may have no end.
    """
    expected = schema.expected()
    tables = {name for name, (kind, *_) in expected.items() if kind != "trigger"}
    found = [pair for pair in schema.objects(file) if pair[1][0] != "trigger"]
    return len(found) == len(tables) and all(expected.get(name) == one for name, one in found)


def _structure_problems(file: sqlite3.Connection) -> Iterator[Problem]:
    try:
        for (line,) in file.execute(f"PRAGMA integrity_check({MOST})"):
            if line != "ok":
                yield Problem(None, f"the file is damaged: {line}")
    except sqlite3.DatabaseError as error:  # the facts before the damage can be read all the same
        if not _is_damage(error):
            raise
        yield Problem(None, f"the file is damaged: {error}")


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether an error is about what the file says, and not about reaching it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
