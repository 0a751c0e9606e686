"""The laws every body keeps, tried on this one."""

from __future__ import annotations

from pathlib import Path

from ledger_arrt import ARRT

from ledger.testing import BodyContract


class TestContract(BodyContract):
    body = ARRT
    scenarios = Path(__file__).parent.parent / "scenarios"
