"""What is at a location, and the library's parts over it: a file's, or those of a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ledger.errors import BadInput, StoreUnavailable
from ledger.store import schema
from ledger.store.location import Location

Build = Callable[..., Any]


def is_new(location: Location) -> bool:
    """Whether there is no ledger yet where one could be made.

    Raises:
        StoreUnavailable: when what is there is not a ledger, is newer, or cannot be read.
    """
    if location.is_server:
        with needing_psycopg():
            from ledger.store.postgres import datastore
        return datastore.is_new(location)
    return location.path is None or schema.is_new(location.path)


def parts_of(location: Location) -> tuple[Build, Build]:
    """The classes of the datastore and of the factory."""
    if location.is_server:
        with needing_psycopg():
            from ledger.store.postgres.datastore import PostgresLedgerDatastore
            from ledger.store.postgres.recorder import PostgresFactFactory
        return PostgresLedgerDatastore, PostgresFactFactory
    from ledger.store.datastore import LedgerDatastore
    from ledger.store.file_recorder import SQLiteFactFactory

    return LedgerDatastore, SQLiteFactFactory


def script(location: Location, mark: bytes | None = None) -> str:
    """SQL with which an administrator makes a ledger on a server.

    Raises:
        BadInput: when the ledger is to be on none.
    """
    if not location.is_server:
        raise BadInput("is for a postgresql:// store; a ledger file needs no SQL", field="--sql")
    with needing_psycopg():
        from ledger.store.postgres import datastore
    return datastore.script(location, mark)


@contextmanager
def snapshot(location: Location) -> Iterator[Any]:
    """One state of a whole ledger on a server, for verification."""
    with needing_psycopg():
        from ledger.store.postgres import snapshot as server
    with server.snapshot(location) as opened:
        yield opened


@contextmanager
def needing_psycopg() -> Iterator[None]:
    """Says what to install where importing psycopg fails.

    Raises:
        StoreUnavailable: naming the extra.
    """
    try:
        yield
    except ImportError as error:
        raise StoreUnavailable(
            "a postgresql:// store needs psycopg; pip install 'credential-ledger[postgres]'"
        ) from error
