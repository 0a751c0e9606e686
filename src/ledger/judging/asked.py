"""The day a question is about, checked: text or an instant would be judged as no day at all."""

from __future__ import annotations

from datetime import date, datetime

from ledger.errors import BadInput
from ledger.facts.fields import quoted


def day_asked(on: date | None, field: str = "--on") -> date:
    """The day a question is about; today when none is given.

    Args:
        on: The day.
        field: What it is called where it is given.

    Raises:
        BadInput: for anything else than a date, an instant too.
    """
    return date.today() if on is None else whole_day(on, field)


def whole_day(day: object, field: str | None = None) -> date:
    """A day that a question is about.

    Args:
        day: The day.
        field: What it is called where it is given.

    Raises:
        BadInput: for anything else than a date, an instant too.
    """
    if isinstance(day, datetime):
        raise BadInput(
            f"{day} is an instant; a question is about a whole day, a datetime.date", field=field
        )
    if not isinstance(day, date):
        raise BadInput(f"{quoted(day)} is not a day; give a datetime.date", field=field)
    return day
