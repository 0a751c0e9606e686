"""NHA keeps every law of a certifying body."""

from __future__ import annotations

from pathlib import Path

from ledger_nha import NHA

from ledger.testing import BodyContract


class TestContract(BodyContract):
    body = NHA
    scenarios = Path(__file__).parent.parent / "scenarios"
