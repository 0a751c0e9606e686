"""The laws every body keeps, tried on this one."""

from __future__ import annotations

from pathlib import Path

from ledger_nremt import NREMT

from ledger.testing import BodyContract


class TestContract(BodyContract):
    body = NREMT
    tries = 60  # an allocation takes longer to find than a sum
    scenarios = Path(__file__).parent.parent / "scenarios"
