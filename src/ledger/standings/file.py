"""The file of standings of a ledger: where it is, how it is made, and connections to it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore

from ledger.errors import StoreUnavailable
from ledger.store.connections import LedgerPool, moved
from ledger.store.location import Location, remove

APPLICATION_ID = 0x4C535444  # "LSTD"
SUFFIX = "-standings"


def file_of(location: Location) -> Path | None:
    """Where the standings of a ledger are; None: nowhere, it is in memory.

    Beside a file; of a ledger on a server, in the cache of whoever asks.
    """
    if location.path is not None:
        return location.path.absolute().with_name(location.path.name + SUFFIX)
    if location.is_memory:
        return None
    from platformdirs import user_cache_path

    name = sha256(location.shown.encode()).hexdigest()[:20]
    return user_cache_path("credential-ledger") / f"{name}{SUFFIX}"


class StandingsDatastore(SQLiteDatastore):
    """The connections to a file of standings.

    Args:
        path: The file; it is there.
        patience: Seconds to wait for another process.
    """

    pool: LedgerPool

    def __init__(self, path: Path, patience: float) -> None:
        self.location = Location(str(path), path, str(path))
        self.single_row_tracking = True
        self.originator_id_type = "text"
        self.pool = LedgerPool(self.location, create=False, patience=patience)

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with super().transaction(commit=commit) as cursor:
            yield cursor
            if commit and not self.pool.is_in_place():
                raise moved(self.location)


def make_file(path: Path, like: Path | None) -> None:
    """Makes an empty file that whoever may read the ledger may read, and nobody else.

    Args:
        path: The file.
        like: The file of the ledger; None: it has none, and only the user may read.

    Raises:
        StoreUnavailable: when it cannot be made.
    """
    try:
        if like is None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = 0o600 if like is None else like.stat().st_mode & 0o666
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    except FileExistsError:
        return
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be made: {error.strerror}") from None
    with suppress(OSError, AttributeError):  # not every system has it
        os.fchmod(file, mode)
    os.close(file)


def narrow(path: Path, like: Path) -> None:
    """Keeps whoever may not use the ledger any more from the standings made before.

    Where the file is not the user's own, nothing is done.

    Args:
        path: The file.
        like: The file of the ledger.
    """
    with suppress(OSError):
        found, most = (stat.S_IMODE(one.stat().st_mode) for one in (path, like))
        narrowed = found & (most | 0o600)
        if narrowed != found:
            path.chmod(narrowed)


def are_standings(path: Path) -> bool:
    """Whether a file says of itself that it holds standings, damaged or not."""
    with path.open("rb") as file:
        head = file.read(100)
    return int.from_bytes(head[68:72], "big") == APPLICATION_ID


def remove_left(location: Location) -> None:
    """Removes what a plain ledger left where an encrypted one is now, which keeps no standings.

    Raises:
        OSError: when it cannot be removed.
    """
    path = file_of(location)
    if path is not None and path.is_file() and are_standings(path):
        remove(path)
