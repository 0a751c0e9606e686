"""Facts as the store takes them, and the rows it keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from ledger.facts.fact import Fact
from ledger.facts.kinds import DocumentFiled, RenewalSubmitted

ON = date(2024, 5, 1)


def document(
    holder: str,
    version: int,
    name: str = "cpr-card",
    *,
    on: date = ON,
    position: int = 0,
    recorded_micros: int = 0,
) -> Fact[Any]:
    """A document-filed of a holder."""
    data = DocumentFiled(name, None, None)
    return Fact(holder, version, position, on, recorded_micros, "tester", None, None, data)


def renewal(holder: str, version: int, *, on: date = ON) -> Fact[Any]:
    """A renewal-submitted of a holder."""
    return Fact(holder, version, 0, on, 0, "tester", None, None, RenewalSubmitted("aama/cma", None))


@contextmanager
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that knows nothing of ledgers."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=5)
    try:
        yield connection
    finally:
        connection.close()
