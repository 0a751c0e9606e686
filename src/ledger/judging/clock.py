"""The clock: the only way anything that judges learns about the day asked about.

It answers questions about that day and remembers how far each answer carries. When the questions
are over, every day of ``[since, until)`` would have got the same answers, so whatever was computed
from them holds on all of those days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from ledger.judging.calendar import not_a_day


class Clock:
    """Answers about one hidden day and narrows the interval in which the answers stay the same.

    Attributes:
        since: First day of the interval, None when it reaches back for ever.
        until: The day after its last day, None when nothing asked about ends it.
    """

    __slots__ = ("__day", "since", "until")

    def __init__(self, day: date) -> None:
        self.__day = day
        self.since: date | None = None
        self.until: date | None = None

    def reached(self, day: date) -> bool:
        """Whether the day asked about is ``day`` or later."""
        try:
            if day <= self.__day:
                if self.since is None or day > self.since:
                    self.since = day
                return True
        except TypeError:
            raise not_a_day(day) from None
        if self.until is None or day < self.until:
            self.until = day
        return False

    def count_reached(self, days: Sequence[date], start: int = 0, stop: int | None = None) -> int:
        """How many of ``days[start:stop]``, given in ascending order, have been reached."""
        if stop is None:
            stop = len(days)
        try:
            index = bisect_right(days, self.__day, start, stop)
        except TypeError:
            raise not_a_day(next((one for one in days if type(one) is not date), days)) from None
        if index > start:
            reached = days[index - 1]
            if self.since is None or reached > self.since:
                self.since = reached
        if index < stop:
            coming = days[index]
            if self.until is None or coming < self.until:
                self.until = coming
        return index - start
