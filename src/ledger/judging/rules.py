"""Values of rules and what selects them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from ledger.facts.fields import quoted
from ledger.judging.calendar import not_a_day


class Confidence(StrEnum):
    """How sure we are of a rule value, strongest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    CONVENTION = "convention"
    UNKNOWN = "unknown"

    @property
    def weakness(self) -> int:
        """0 for the strongest."""
        return _WEAKNESS[self]


class NoSuchPart(KeyError):
    """A part that the table of a rule value does not have. The message names those it has."""

    def __str__(self) -> str:
        return str(self.args[0])


_WEAKNESS = {confidence: index for index, confidence in enumerate(Confidence)}


@dataclass(frozen=True, slots=True, eq=False)
class RuleValue:
    """One value of a rule, under one reading.

    Attributes:
        id: The rule's id, for example ``R-TOTAL``.
        value: What the body says: a number, a date, a word, a list of words, a table of those, or
            None where nobody publishes it.
        since: The day from which it holds, None: since ever. Which date is compared with it
            (the day asked, the award, …) is the rule's ``selected_by``.
        announced: The day it was made public, None: known at all times.
        source: Where it is published.
        confidence: How sure we are.
        note: What people should know about it.
        reading: 1 for the reading answers are computed under.
        says: What this reading says, when there are several.
        readings: How many readings there are.
    """

    id: str
    value: Any
    since: date | None
    announced: date | None
    source: str
    confidence: Confidence
    note: str = ""
    reading: int = 1
    says: str = ""
    readings: int = 1

    @property
    def is_unknown(self) -> bool:
        return self.value is None

    @property
    def number(self) -> Decimal:
        """The value as an exact number.

        Raises:
            TypeError: when it is no number, or nobody publishes it.
        """
        try:
            return Decimal(self.value)
        except (ArithmeticError, TypeError, ValueError):
            raise self._is_not("a number") from None

    @property
    def whole(self) -> int:
        """The value as a whole number.

        Raises:
            TypeError: when it is none, or nobody publishes it.
        """
        try:
            return int(self.value)
        except (TypeError, ValueError):
            raise self._is_not("a whole number") from None

    def part(self, name: str) -> Any:
        """A part of a value that is a table.

        Raises:
            NoSuchPart: when the table has no such part.
            TypeError: when it is no table, or nobody publishes it.
        """
        try:
            return self.value[name]
        except KeyError:
            parts = ", ".join(self.value)
            message = f"{self._shown} has no part {name}; there are {parts or 'none'}"
            raise NoSuchPart(message) from None
        except (TypeError, IndexError):
            raise self._is_not(f"a table with the part {name}") from None

    @property
    def _shown(self) -> str:
        since = f" from {self.since}" if self.since else ""
        return f"the value of {self.id}{since}"

    def _is_not(self, meant: str) -> TypeError:
        if self.is_unknown:
            return TypeError(f"{self._shown} is unknown, not {meant}; ask is_unknown first")
        return TypeError(f"{self._shown} is {quoted(self.value)}, not {meant}")


class Rule(NamedTuple):
    """A rule: what it is about, which date selects its value, and its values in order.

    Attributes:
        values: For every dated value its readings, the first one first.
    """

    id: str
    says: str
    selected_by: str
    values: tuple[tuple[RuleValue, ...], ...]

    def known(self, known_on: date | None) -> KnownRule:
        """The rule as far as it was announced by that UTC date (None: all of it)."""
        days: list[date] = []
        values: list[tuple[RuleValue, ...]] = []
        for readings in self.values:
            first = readings[0]
            if known_on is not None and first.announced and first.announced > known_on:
                continue
            since = first.since or date.min
            if days and days[-1] == since:
                values[-1] = readings
            else:
                days.append(since)
                values.append(readings)
        return KnownRule(self.selected_by, tuple(days), tuple(values))


class KnownRule(NamedTuple):
    """The values of a rule known at some time, by the first day of each."""

    selected_by: str
    days: tuple[date, ...]
    values: tuple[tuple[RuleValue, ...], ...]

    @property
    def is_asked_by_day(self) -> bool:
        """Whether nothing but the day asked about selects the value."""
        return self.selected_by in ("always", "day asked")

    def at(self, day: date) -> tuple[RuleValue, ...]:
        """The readings of the value that this day selects."""
        try:
            return self.values[bisect_right(self.days, day) - 1]
        except TypeError:
            raise not_a_day(day) from None

    def until(self, index: int) -> date | None:
        """The day on which the next value takes over."""
        return self.days[index + 1] if index + 1 < len(self.days) else None
