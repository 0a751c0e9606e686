"""A ledger and its log, in a file and on a server: tests that name neither run on both."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.store.application import FactLog
from tests.store.clock import Clock
from tests.store.places import FilePlace, Place, ServerPlace
from tests.store.server import Server, binaries

Opener = Callable[[], FactLog]

STORES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs a test on each store; one that knows the file, or the server, on that alone."""
    if "store_name" not in metafunc.fixturenames:
        return
    only = [mark.args[0] for mark in metafunc.definition.iter_markers("store")]
    if "path" in metafunc.fixturenames:
        only = ["sqlite"]
    if "server_place" in metafunc.fixturenames:
        only = ["postgresql"]
    metafunc.parametrize("store_name", only[:1] or STORES, scope="session")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server."""
    programs = binaries()
    if programs is None:
        pytest.skip("NO POSTGRESQL SERVER IS INSTALLED HERE: that store is not tested")
    pytest.importorskip("psycopg", reason="PSYCOPG IS NOT INSTALLED: PostgreSQL is not tested")
    made = Server(programs)
    yield made
    made.close()


@pytest.fixture
def affected(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite with the WAL bug."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))


@pytest.fixture
def unaffected(monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite without the WAL bug."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))


def place_in(store_name: str, folder: Path, request: pytest.FixtureRequest) -> Place:
    """A new place in a store."""
    if store_name == "sqlite":
        return FilePlace(folder / "clinic.ledger")
    place = ServerPlace(request.getfixturevalue("server"))
    request.addfinalizer(place.close)
    return place


@pytest.fixture
def place(store_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """Where the ledger is; nothing is there yet."""
    return place_in(store_name, tmp_path, request)


@pytest.fixture
def path(place: Place) -> Path:
    """The file the ledger is in; nothing is there yet."""
    assert isinstance(place, FilePlace)
    return place.path


@pytest.fixture
def server_place(place: Place) -> ServerPlace:
    """The database the ledger is in; nothing is there yet."""
    assert isinstance(place, ServerPlace)
    return place


@pytest.fixture
def clock() -> Clock:
    return Clock("2024-05-03T10:00:00+00:00")


@pytest.fixture
def patience() -> float:
    """Seconds the log waits for another writer."""
    return 10.0


@pytest.fixture
def opened(place: Place, clock: Clock, patience: float) -> Iterator[Opener]:
    """Opens the ledger, each time anew; closes all of them in the end."""
    logs: list[FactLog] = []

    def open_() -> FactLog:
        logs.append(FactLog(place.location, create=True, now=clock, patience=patience))
        return logs[-1]

    yield open_
    for log in logs:
        log.close()


@pytest.fixture
def log(opened: Opener) -> FactLog:
    """The ledger, empty."""
    return opened()
