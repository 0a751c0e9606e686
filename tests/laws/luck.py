"""Choices while a history is made up; the same code serves hypothesis and plain seeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Luck:
    """A source of choices that leans towards interesting ones."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.rng.randrange(100) >= 100 - percent

    def one(self, choices: Sequence[T]) -> T:
        """One of them; hypothesis shrinks towards the first."""
        return choices[self.rng.randrange(len(choices))]

    def number(self, low: int, high: int) -> int:
        """A whole number from low through high."""
        return self.rng.randrange(low, high + 1)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in any order."""
        left, mixed = list(items), []
        while left:
            mixed.append(left.pop(self.rng.randrange(len(left))))
        return mixed

    def day(self, first: date, last: date) -> date:
        """A day from first through last; first when last is before it."""
        return first + timedelta(days=self.number(0, max(0, (last - first).days)))

    def near(self, day: date) -> date:
        """The day itself, a neighbour, or a day some weeks away."""
        return day + timedelta(days=self.one((0, 0, 0, 1, -1, 1, -1, 2, -2, 15, -15, 40, -40)))
