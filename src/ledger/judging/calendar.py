"""Calendar arithmetic as the rulebook words it. Results beyond the calendar stop at its ends."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from ledger.facts.fields import quoted

_DAY = timedelta(days=1)


def not_a_day(given: object) -> TypeError:
    """The error that says that something else stands where a day is meant."""
    kind = type(given).__name__
    return TypeError(f"{quoted(given)} is a {kind}, where a day is meant; give a datetime.date")


def months(day: date, count: int) -> date:
    """The same day ``count`` months later (earlier when negative), clipped to a shorter month.

    One step from ``day``: 60 months are not five times 12.
    """
    try:
        index = day.year * 12 + day.month - 1 + count
        year, month = index // 12, index % 12 + 1
        if year > date.max.year:
            return date.max
        if year < date.min.year:
            return date.min
        if day.day <= 28:
            return date(year, month, day.day)
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (AttributeError, TypeError):
        raise _not_counted(day, count) from None


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    try:
        return date(day.year, day.month, monthrange(day.year, day.month)[1])
    except AttributeError:
        raise not_a_day(day) from None


def days(day: date, count: int) -> date:
    """The day ``count`` days later (earlier when negative)."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min
    except TypeError:
        raise _not_counted(day, count) from None


def next_day(day: date) -> date | None:
    """The day after; None after the last day of the calendar."""
    try:
        return None if day == date.max else day + _DAY
    except TypeError:
        raise not_a_day(day) from None


def _not_counted(day: object, count: object) -> TypeError:
    if not isinstance(day, date):
        return not_a_day(day)
    kind = type(count).__name__
    return TypeError(
        f"{quoted(count)} is a {kind}, where a number of days or months is meant; "
        "give a whole number, such as the whole of a rule value"
    )
