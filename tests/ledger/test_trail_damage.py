"""Facts that do not decode are rows of a trail with a problem; they never keep others away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ledger import Ledger, LedgerDamaged
from ledger.questions.trail import TrailFilter, TrailRow
from tests.ledger.clinic import document
from tests.store.facts import plain
from tests.store.test_damage import DAMAGED, DOCUMENT, GOOD, NEWER, TEN, TODAY, body

COURSE = 6


def insert(path: Path, code: int, stored: bytes, happened: int, recorded_at: int) -> None:
    """Writes a second fact of reyes past the ledger."""
    with plain(path) as connection:
        connection.execute(
            "INSERT INTO facts VALUES (2, 1, 2, ?, ?, ?, ?, zeroblob(32))",
            (code, happened, recorded_at, stored),
        )


@pytest.fixture
def damaged(ledger: Ledger, path: Path) -> Ledger:
    """Four facts of reyes, of which the second cannot be read."""
    document(ledger, "card 1")
    insert(path, DOCUMENT, b"\xc1 card aama", TODAY, TEN)
    with plain(path) as connection:
        for position in (3, 4):
            values = (position, 1, position, DOCUMENT, TODAY, TEN, GOOD)
            connection.execute(
                "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, zeroblob(32))", values
            )
    return ledger


def second(
    ledger: Ledger,
    path: Path,
    code: int = DOCUMENT,
    stored: bytes = GOOD,
    happened: int = TODAY,
    recorded_at: int = TEN,
) -> TrailRow:
    """The row of a fact that was written past the ledger."""
    document(ledger)
    insert(path, code, stored, happened, recorded_at)
    return ledger.trail().rows[0]


@pytest.mark.parametrize(
    ("code", "stored"), [*DAMAGED.values(), *NEWER.values()], ids=[*DAMAGED, *NEWER]
)
def test_a_fact_that_does_not_decode_is_a_row_with_a_problem(
    ledger: Ledger, path: Path, code: int, stored: bytes
) -> None:
    row = second(ledger, path, code, stored)
    assert (row.fact, row.recorded_by, row.holder, row.version) == (None, "", "reyes", 2)
    assert row.problem is not None
    assert row.problem.startswith("position 2: ")
    assert (row.summary, row.problem.count("\n")) == (row.problem, 0)


def test_a_kind_that_is_not_known_is_named_by_its_number(ledger: Ledger, path: Path) -> None:
    assert second(ledger, path, 99).kind == "unknown-99"


def test_a_kind_that_is_not_known_is_found_by_its_name(ledger: Ledger, path: Path) -> None:
    second(ledger, path, 99, b"")
    assert [row.position for row in ledger.trail(only=TrailFilter(text="KNOWN-9")).rows] == [2]


def test_a_unit_that_is_not_known_is_shown_as_it_is(ledger: Ledger, path: Path) -> None:
    stored = body(1, "tester", None, None, "Course", None, "2", "hour", None, None, None)
    assert second(ledger, path, COURSE, stored).summary == "Course, 2 hour"


@pytest.mark.parametrize(
    ("happened", "day"),
    [(10**9, date.max), (2**63 - 1, date.max), (-(10**9), date.min), (-(2**63), date.min)],
)
def test_a_day_outside_the_calendar_is_shown_as_its_end(
    ledger: Ledger, path: Path, happened: int, day: date
) -> None:
    row = second(ledger, path, happened=happened)
    assert row.on == day
    assert row.problem is not None
    assert "the day of a fact is none" in row.problem


def test_a_time_outside_the_calendar_is_shown_as_its_end(ledger: Ledger, path: Path) -> None:
    row = second(ledger, path, recorded_at=2**63 - 1)
    assert row.recorded_at == datetime.max.replace(tzinfo=UTC)
    assert row.problem is not None
    assert "recorded_at is outside the calendar" in row.problem


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (TrailFilter(), [4, 3, 2, 1]),
        (TrailFilter(holder="reyes"), [4, 3, 2, 1]),
        (TrailFilter(kind="document-filed"), [4, 3, 2, 1]),
        (TrailFilter(text="document"), [4, 3, 2, 1]),
        (TrailFilter(text="eyes"), [4, 3, 2, 1]),
        (TrailFilter(text="card"), [4, 3, 1]),
        (TrailFilter(body="aama"), []),
    ],
)
def test_a_fact_that_does_not_decode_is_found_by_its_columns_only(
    damaged: Ledger, only: TrailFilter, expected: list[int]
) -> None:
    assert [row.position for row in damaged.trail(only=only).rows] == expected


@pytest.mark.parametrize("only", [{}, {"body": "nha"}, {"kind": "document-filed"}])
def test_the_log_stops_at_it(damaged: Ledger, only: dict[str, str]) -> None:
    with pytest.raises(LedgerDamaged, match=r"^position 2: "):
        list(damaged.log(**only))  # type: ignore[arg-type]
