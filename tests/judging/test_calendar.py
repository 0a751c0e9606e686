"""Calendar arithmetic: clipped to short months, and never beyond the ends of the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.judging.calendar import days, month_end, months, next_day

FIRST, LAST = date.min, date.max


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2010, 2, 1), 60, date(2015, 2, 1)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 8, 31), 1, date(2023, 9, 30)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2023, 6, 2), -36, date(2020, 6, 2)),
        (date(2024, 1, 5), -1, date(2023, 12, 5)),
        (date(2024, 5, 5), 0, date(2024, 5, 5)),
        (date(2100, 1, 29), 1, date(2100, 2, 28)),
    ],
)
def test_months_keep_the_day_or_clip_it_to_the_month(day: date, count: int, expected: date) -> None:
    assert months(day, count) == expected


def test_months_are_counted_in_one_step_and_not_month_by_month() -> None:
    assert months(date(2024, 1, 31), 2) == date(2024, 3, 31)
    assert months(months(date(2024, 1, 31), 1), 1) == date(2024, 3, 29)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(9999, 12, 31), 1, LAST),
        (date(9990, 1, 15), 120, LAST),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
        (date(1, 1, 31), -1, FIRST),
        (date(2, 1, 1), -24, FIRST),
        (date(1, 2, 28), -1, date(1, 1, 28)),
    ],
)
def test_months_stop_at_the_ends_of_the_calendar(day: date, count: int, expected: date) -> None:
    assert months(day, count) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2015, 2, 1), date(2015, 2, 28)),
        (date(2020, 2, 29), date(2020, 2, 29)),
        (date(2020, 2, 3), date(2020, 2, 29)),
        (date(2024, 4, 30), date(2024, 4, 30)),
        (date(2024, 12, 9), date(2024, 12, 31)),
        (LAST, LAST),
    ],
)
def test_month_end_is_the_last_day_of_the_month(day: date, expected: date) -> None:
    assert month_end(day) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 1, 31), 30, date(2024, 3, 1)),
        (date(2023, 12, 2), 30, date(2024, 1, 1)),
        (date(2025, 6, 30), -30, date(2025, 5, 31)),
        (LAST, 1, LAST),
        (date(9999, 12, 1), 90, LAST),
        (FIRST, -1, FIRST),
        (date(2024, 5, 5), 10**12, LAST),
        (date(2024, 5, 5), -(10**12), FIRST),
    ],
)
def test_days_are_counted_and_stop_at_the_ends_of_the_calendar(
    day: date, count: int, expected: date
) -> None:
    assert days(day, count) == expected


def test_the_day_after_new_years_eve_is_new_year() -> None:
    assert next_day(date(2023, 12, 31)) == date(2024, 1, 1)


def test_there_is_no_day_after_the_last() -> None:
    assert next_day(LAST) is None


TEXT: date = "2024-05-01"  # type: ignore[assignment]


@pytest.mark.parametrize(
    "asked",
    [
        lambda: days(TEXT, 1),
        lambda: months(TEXT, 1),
        lambda: month_end(TEXT),
        lambda: next_day(TEXT),
    ],
)
def test_text_is_not_a_day(asked: Callable[[], object]) -> None:
    with pytest.raises(TypeError, match="“2024-05-01” is a str, where a day is meant"):
        asked()


@pytest.mark.parametrize("count", ["24", Decimal(24), None])
@pytest.mark.parametrize("counted", [days, months])
def test_days_and_months_are_counted_in_whole_numbers(
    counted: Callable[[date, object], object], count: object
) -> None:
    with pytest.raises(TypeError, match="where a number of days or months is meant; give a whole"):
        counted(FIRST, count)


@given(st.dates(), st.integers(-2000, 2000))
def test_months_land_in_the_month_so_many_later_or_at_an_end(day: date, count: int) -> None:
    found = months(day, count)
    index = found.year * 12 + found.month - (day.year * 12 + day.month)
    assert index == count or found in (FIRST, LAST)


@given(st.dates(), st.dates(), st.integers(-500, 500))
def test_months_keep_the_order_of_days(one: date, other: date, count: int) -> None:
    first, last = sorted((one, other))
    assert months(first, count) <= months(last, count)
