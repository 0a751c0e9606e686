"""Every scenario of the example is answered as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.bodies.host import Bodies
from ledger.testing import Scenario, load, run

FOLDER = Path(__file__).parent.parent / "scenarios"
SCENARIOS = [
    scenario
    for file in sorted(FOLDER.glob("*.toml"))
    for scenario in load(file.read_text(encoding="utf-8"), file=file.name)
]


@pytest.fixture(scope="module")
def bodies() -> Bodies:
    return Bodies.installed()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
def test_scenario(scenario: Scenario, bodies: Bodies) -> None:
    (outcome,) = run([scenario], bodies)
    assert [str(mismatch) for mismatch in outcome.mismatches] == []


def test_no_two_scenarios_have_one_name() -> None:
    names = [scenario.name for scenario in SCENARIOS]
    assert len(names) == len(set(names)) > 0
