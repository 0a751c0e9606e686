"""Ledgers for the tests of the command line: an empty one, and the clinic written by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.clinic import EXPORT
from tests.cli.running import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """The command line with a ledger that does not exist yet."""
    return Shell(tmp_path / "own.ledger")


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """The command line with the clinic; for reading only."""
    made = Shell(tmp_path_factory.mktemp("clinic") / "clinic.ledger")
    restored = made("restore", "-", stdin=EXPORT)
    assert restored.code == 0, restored.err
    return made


@pytest.fixture
def own_clinic(clinic: Shell, tmp_path: Path) -> Shell:
    """The command line with a copy of the clinic, to write to."""
    store = tmp_path / "own-clinic.ledger"
    shutil.copyfile(clinic.store, store)
    return Shell(store)
