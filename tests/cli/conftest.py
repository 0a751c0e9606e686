"""Ledgers for the tests of the command line: an empty one, and the clinic written by hand."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
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


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Installs the plugin acme with this text."""

    def install(text: str, group: str = "ledger.bodies") -> None:
        info = tmp_path / "credential_ledger_acme-0.3.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: credential-ledger-acme\nVersion: 0.3\n", encoding="utf-8"
        )
        (info / "entry_points.txt").write_text(
            f"[{group}]\nacme = ledger_acme_checked\n", encoding="utf-8"
        )
        (tmp_path / "ledger_acme_checked.py").write_text(text, encoding="utf-8")
        monkeypatch.delitem(sys.modules, "ledger_acme_checked", raising=False)
        monkeypatch.syspath_prepend(tmp_path)

    return install
