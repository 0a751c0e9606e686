"""A generated ledger is one that people could have recorded, and the same for the same seed."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest

from ledger import Ledger
from tests.bench.make_ledger import START, make, rows

COUNT = 5_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bench") / "made.ledger"
    make(made, COUNT, 1)
    return made


def exported(path: Path) -> str:
    file = io.StringIO()
    with Ledger.open(path) as ledger:
        ledger.export(file)
    return file.getvalue()


def test_it_restores_from_its_export_fact_by_fact(path: Path, tmp_path: Path) -> None:
    """Restoring checks every fact as if a stranger had written it."""
    export = exported(path)
    with Ledger.open(tmp_path / "again.ledger") as again:
        assert again.restore(io.StringIO(export)) == COUNT
    assert exported(tmp_path / "again.ledger") == export


def test_the_same_seed_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    make(tmp_path / "again.ledger", COUNT, 1)
    assert exported(tmp_path / "again.ledger") == exported(path)


def test_another_seed_gives_other_facts() -> None:
    assert list(rows(100, 1)) != list(rows(100, 2))


def test_facts_of_several_holders_stand_side_by_side(path: Path) -> None:
    with Ledger.open(path) as ledger:
        holders = [row.holder for row in ledger.trail(limit=100).rows]
    assert len(set(holders)) > 40


def test_there_are_corrections_and_most_facts_are_courses(path: Path) -> None:
    with Ledger.open(path) as ledger:
        counts = Counter(fact.kind for fact in ledger.log())
    assert len(counts) >= 14
    assert counts["fact-corrected"] > 100
    assert 0.5 < counts["ce-completed"] / COUNT < 0.7


def test_nothing_is_recorded_before_it_happened(path: Path) -> None:
    with Ledger.open(path) as ledger:
        facts = list(ledger.log())
    assert all(fact.recorded_micros >= START for fact in facts)
    assert all(fact.on < fact.recorded_at.date() for fact in facts)


def test_a_place_that_is_taken_is_refused(path: Path) -> None:
    with pytest.raises(FileExistsError, match="there is something at"):
        make(path, 1, 1)
