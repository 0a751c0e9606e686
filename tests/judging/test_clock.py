"""The clock: answers about a hidden day, and how far each answer carries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.judging.clock import Clock

DAY = date(2024, 7, 1)
BEFORE, AFTER = date(2024, 6, 1), date(2024, 8, 1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pytest.fixture
def clock() -> Clock:
    return Clock(DAY)


def test_unasked_its_answers_hold_for_ever(clock: Clock) -> None:
    assert (clock.since, clock.until) == (None, None)


def test_a_day_that_is_reached_begins_the_interval(clock: Clock) -> None:
    assert clock.reached(BEFORE)
    assert (clock.since, clock.until) == (BEFORE, None)


def test_a_day_that_is_not_reached_ends_the_interval(clock: Clock) -> None:
    assert not clock.reached(AFTER)
    assert (clock.since, clock.until) == (None, AFTER)


def test_the_day_itself_is_reached(clock: Clock) -> None:
    assert clock.reached(DAY)
    assert clock.since == DAY


def test_the_next_day_is_not_reached(clock: Clock) -> None:
    assert not clock.reached(DAY + timedelta(days=1))


def test_the_narrowest_answers_decide(clock: Clock) -> None:
    for day in (date(2024, 1, 1), BEFORE, date(2023, 1, 1), date(2025, 1, 1), AFTER, date.max):
        clock.reached(day)
    assert (clock.since, clock.until) == (BEFORE, AFTER)


def test_count_reached_counts_days_through_the_day_itself(clock: Clock) -> None:
    assert clock.count_reached([BEFORE, BEFORE, DAY, AFTER]) == 3
    assert (clock.since, clock.until) == (DAY, AFTER)


def test_count_reached_of_no_days_narrows_nothing(clock: Clock) -> None:
    assert clock.count_reached([]) == 0
    assert (clock.since, clock.until) == (None, None)


def test_count_reached_looks_at_the_part_asked_for_alone(clock: Clock) -> None:
    days = [date(2024, 1, 1), BEFORE, DAY, AFTER, date(2025, 1, 1)]
    assert clock.count_reached(days, 3, 5) == 0
    assert (clock.since, clock.until) == (None, AFTER)
    assert clock.count_reached(days, 0, 2) == 2
    assert (clock.since, clock.until) == (BEFORE, AFTER)


def test_the_day_cannot_be_read(clock: Clock) -> None:
    names = {name for name in dir(clock) if not name.startswith("_")}
    assert names == {"since", "until", "reached", "count_reached"}


@given(DAYS, st.lists(DAYS), DAYS)
def test_every_day_of_the_interval_gets_the_same_answers(
    day: date, asked: list[date], other: date
) -> None:
    clock = Clock(day)
    answers = [clock.reached(each) for each in asked]
    inside = (clock.since or date.min) <= other < (clock.until or date.max)
    again = Clock(other)
    assert inside == ([again.reached(each) for each in asked] == answers)


@given(DAYS, st.lists(DAYS).map(sorted), DAYS)
def test_every_day_of_the_interval_counts_the_same(
    day: date, asked: list[date], other: date
) -> None:
    clock = Clock(day)
    count = clock.count_reached(asked)
    assert count == sum(each <= day for each in asked)
    inside = (clock.since or date.min) <= other < (clock.until or date.max)
    assert inside == (Clock(other).count_reached(asked) == count)
