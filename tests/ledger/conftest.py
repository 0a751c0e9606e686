"""A clinic's ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.bodies.host import Bodies
from tests.store.clock import Clock


@pytest.fixture(scope="session")
def bodies() -> Bodies:
    """The installed certifying bodies, loaded once."""
    return Bodies.installed()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is; nothing is there yet."""
    return tmp_path / "clinic.ledger"


@pytest.fixture
def clock() -> Clock:
    return Clock("2024-05-03T10:00:00+00:00")


@pytest.fixture
def ledger(request: pytest.FixtureRequest, bodies: Bodies, clock: Clock) -> Iterator[Ledger]:
    """The ledger, recording as ``tester`` at the time of the clock.

    It is kept in memory, or in a file where the test asks for its ``path``.
    """
    asked = "path" in request.fixturenames
    store = request.getfixturevalue("path") if asked else ":memory:"
    with Ledger.open(store, recorded_by="tester", bodies=bodies, now=clock) as ledger:
        yield ledger
