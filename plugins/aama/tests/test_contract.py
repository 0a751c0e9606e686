"""AAMA keeps every law of a certifying body."""

from __future__ import annotations

from pathlib import Path

from ledger_aama import AAMA

from ledger.testing import BodyContract


class TestContract(BodyContract):
    body = AAMA
    scenarios = Path(__file__).parent.parent / "scenarios"
