"""Cycles: consecutive periods of so many months, and what has to be met in each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, overload

from ledger.judging.calendar import days, months, next_day, not_a_day
from ledger.judging.findings import NO, UNDETERMINED, YES, Finding, kind_of
from ledger.judging.record import Record
from ledger.judging.requirements import all_of


class Cycle(NamedTuple):
    """One of several consecutive periods.

    Attributes:
        number: 1 for the first.
        first: Its first day.
        last: Its last day, included.
    """

    number: int
    first: date
    last: date


def day_before(anniversary: date) -> date:
    """The day before: what has to be done *before* an anniversary is done through this day."""
    return days(anniversary, -1)


@dataclass(frozen=True, slots=True)
class Cycles:
    """Consecutive periods of so many months since a start, through the end of the calendar.

    Every anniversary is one step from the start: that of the fifth year is 60 months on, not five
    times 12.

    Attributes:
        start: The first day of the first cycle.
        months: How many months a cycle is long, above 0.
        closes: The last day of a cycle, given the anniversary that ends it: the day before it, or
            `month_end` where something may be done through the month of the anniversary. It must
            keep the order of days.

    Raises:
        ValueError: when a cycle has no months.
        TypeError: when the start is no day, or the months are no whole number.
    """

    start: date
    months: int
    closes: Callable[[date], date] = day_before

    def __post_init__(self) -> None:
        if not isinstance(self.start, date):
            raise not_a_day(self.start)
        if not isinstance(self.months, int):
            raise TypeError(f"a cycle of {self.months!r} months: give a whole number of them")
        if self.months < 1:
            raise ValueError(f"a cycle of {self.months} months never ends")

    def cycle(self, number: int) -> Cycle:
        """The cycle of that number, from 1; one beyond the calendar is its last day alone."""
        return Cycle(number, self._first(number), self._last(number))

    def on(self, day: date) -> Cycle | None:
        """The cycle in which a day lies that is known, such as that of a fact; None: before all."""
        firsts = _FirstDays(self)
        low, high = 0, len(firsts)
        while low < high:
            middle = (low + high) // 2
            if firsts[middle] <= day:
                low = middle + 1
            else:
                high = middle
        return self.cycle(low) if low else None

    def present(self, record: Record) -> Cycle | None:
        """The cycle in which the day asked about lies; None before the start."""
        number = record.count_reached(_FirstDays(self))
        return self.cycle(number) if number else None

    def over(self, record: Record) -> Iterator[Cycle]:
        """The cycles that are over, the first one first.

        Each is asked about only when it is wanted: who stops at the first cycle that was not met
        asks about no later one, and the answer holds for good.
        """
        for cycle in self:
            if not record.passed(cycle.last):
                return
            yield cycle

    def __iter__(self) -> Iterator[Cycle]:
        return map(self.cycle, range(1, len(_FirstDays(self)) + 1))

    def _first(self, number: int) -> date:
        return self.start if number == 1 else next_day(self._last(number - 1)) or date.max

    def _last(self, number: int) -> date:
        anniversary = months(self.start, self.months * number)
        return date.max if anniversary == date.max else self.closes(anniversary)


class _FirstDays(Sequence[date]):
    """The first days of cycles, each worked out when it is looked at."""

    def __init__(self, cycles: Cycles) -> None:
        self._cycles = cycles
        left = (date.max.year - cycles.start.year + 1) * 12 - cycles.start.month
        self._count = left // cycles.months + 1
        if self._count > 1 and cycles.cycle(self._count - 1).last == date.max:
            self._count -= 1

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> date: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[date]: ...

    def __getitem__(self, index: int | slice) -> date | Sequence[date]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(self._count))]
        if not 0 <= index < self._count:
            raise IndexError(index)
        return self._cycles.cycle(index + 1).first


def cycle_of(record: Record, start: date, months: int) -> Cycle | None:
    """The cycle of so many months since a start in which the day asked about lies.

    Returns:
        The cycle; None when the start has not been reached.
    """
    return Cycles(start, months).present(record)


class Kept(NamedTuple):
    """How far somebody has met what every cycle asks for.

    Attributes:
        is_kept: Whether every cycle that is over was met: True, False, or None where nobody knows.
        through: The last day of the first cycle that is not surely met, the day through which what
            was done so far is surely enough. None when a cycle was not met and one before it is in
            doubt: nobody knows which of them decides.
        finding: That of the cycle that decides: the first one that was not met, one that is over
            and in doubt, or else the present one.
        findings: Those of the cycles so far, in order: of all that are over and the present one, no
            further than the first that was not met. Where each has an id of its own, what is
            missing in one can be recorded and is then found to be met, whatever the next one lacks.
    """

    is_kept: bool | None
    through: date | None
    finding: Finding
    findings: tuple[Finding, ...] = ()

    def account(self, id_: str) -> Finding:
        """The findings of all cycles so far under one id; ``finding`` where there are none."""
        return all_of(id_, *self.findings) if self.findings else self.finding


def kept_up(record: Record, cycles: Cycles, requirement: Callable[[Cycle], Finding]) -> Kept:
    """Whether a requirement has been met in every cycle so far.

    Args:
        record: What is judged; the start of the cycles has been reached.
        cycles: The cycles.
        requirement: Whether one cycle is met, by facts dated in it alone, with an id that names the
            cycle. It is asked for the cycles in order, up to the first that is not met, which may
            lie ahead.
    """
    doubt: tuple[Cycle, Finding] | None = None
    findings: list[Finding] = []
    for cycle in cycles:
        found = requirement(cycle)
        findings.append(found)
        if not isinstance(found, Finding):
            raise TypeError(
                f"the requirement of the cycle from {cycle.first} through {cycle.last} returned "
                f"{kind_of(found)}, not a Finding"
            )
        if found.answer is YES:
            continue
        if found.answer is not UNDETERMINED or not record.passed(cycle.last):
            break
        doubt = doubt or (cycle, found)
    else:
        present = cycles.present(record)
        findings = findings[: present.number if present else 1]
    if findings[-1].answer is NO and record.passed(cycle.last):
        return Kept(False, None if doubt else cycle.last, found, tuple(findings))
    while len(findings) > 1 and not record.reached(cycles.cycle(len(findings)).first):
        findings.pop()
    if doubt is not None:
        return Kept(None, doubt[0].last, doubt[1], tuple(findings))
    return Kept(True, cycle.last, findings[-1], tuple(findings))
