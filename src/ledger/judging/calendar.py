"""Calendar arithmetic as the rulebook words it. Results beyond the calendar stop at its ends."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

_DAY = timedelta(days=1)


def months(day: date, count: int) -> date:
    """The same day ``count`` months later (earlier when negative), clipped to a shorter month.

    One step from ``day``: 60 months are not five times 12.
    """
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return date(day.year, day.month, monthrange(day.year, day.month)[1])


def days(day: date, count: int) -> date:
    """The day ``count`` days later (earlier when negative)."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


def next_day(day: date) -> date | None:
    """The day after; None after the last day of the calendar."""
    return None if day == date.max else day + _DAY
