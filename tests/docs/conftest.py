"""What documentation runs in: an empty folder, and the environment it supposes."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

ENVIRONMENT = {
    "LEDGER_STORE": "my.ledger",
    "LEDGER_RECORDED_BY": "you",
    "COLUMNS": "100",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
}
FORGOTTEN = ("LEDGER_BLOCK_PLUGINS", "LEDGER_DEBUG", "NO_COLOR", "FORCE_COLOR")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to be in; its modules can be imported, and are forgotten afterwards."""
    modules = set(sys.modules)
    kept = {name: value for name, value in os.environ.items() if name not in FORGOTTEN}
    changed = {**kept, **ENVIRONMENT, "HOME": str(tmp_path)}
    with mock.patch.dict(os.environ, changed, clear=True):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)  # files are edited within a second
        monkeypatch.setattr(sys, "path", list(sys.path))
        yield tmp_path
    for name in set(sys.modules) - modules:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path)):
            del sys.modules[name]
