"""The laws every body keeps, tried on this one."""

from __future__ import annotations

from pathlib import Path

from ledger_amt import AMT

from ledger.testing import BodyContract


class TestContract(BodyContract):
    body = AMT
    scenarios = Path(__file__).parent.parent / "scenarios"
