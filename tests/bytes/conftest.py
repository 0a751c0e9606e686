"""A small ledger with a checkpoint kept elsewhere, made once and copied for each change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.fuzz_files import Kept, put, small


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The ledger as it was."""
    return small(tmp_path_factory.mktemp("before") / "clinic.ledger")


@pytest.fixture
def path(before: Kept, tmp_path: Path) -> Path:
    """A copy of it to change."""
    put(tmp_path / "clinic.ledger", before.raw)
    return tmp_path / "clinic.ledger"
