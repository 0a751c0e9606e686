"""A clock that stands still until it is set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(text: str) -> int:
    """Microseconds since 1970 of an instant like ``2024-05-03T10:00:00.000001+00:00``."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


class Clock:
    """What a ledger is given as ``now``."""

    def __init__(self, text: str) -> None:
        self.micros = micros(text)

    def __call__(self) -> int:
        return self.micros

    def set(self, text: str) -> None:
        """Sets the clock, forwards or back."""
        self.micros = micros(text)
