"""The laws every body keeps, tried on this one."""

from __future__ import annotations

from pathlib import Path

from ledger_isc2 import ISC2

from ledger.testing import BodyContract


class TestContract(BodyContract):
    body = ISC2
    scenarios = Path(__file__).parent.parent / "scenarios"
