"""The law ``pure``: the same record is judged the same, at any time, whatever came before."""

from __future__ import annotations

import datetime as clockwork
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any
from unittest import mock

from ledger.testing.contract.answers import difference, judged
from ledger.testing.contract.subject import Subject, Violation

LAW = "pure"
ELSEWHEN = (983_000_000, 3_987_000_000)
"""Two instants the machine's clock is set to: in February 2001 and in May 2096."""


def pure(subject: Subject) -> Iterator[Violation]:
    """Judges each record twice, again after all others, and under other machine clocks."""
    first = []
    for trial in subject.trials:
        day = trial.days[0]
        one = judged(subject.case(trial.history), day)
        again = judged(subject.case(trial.history), day)
        first.append(one)
        if one and again and (apart := difference(one, again)):
            yield Violation(LAW, f"{trial.name}, {day}: judged twice in a row, {apart}")
    for trial, before in reversed(list(zip(subject.trials, first, strict=True))):
        day = trial.days[0]
        after = judged(subject.case(trial.history), day)
        if before and after and (apart := difference(before, after)):
            yield Violation(LAW, f"{trial.name}, {day}: judged after other histories, {apart}")
    for instant in ELSEWHEN:
        with machine_clock(instant, subject.module):
            moved = [judged(subject.case(trial.history), trial.days[0]) for trial in subject.trials]
        for trial, before, then in zip(subject.trials, first, moved, strict=True):
            if before and then and (apart := difference(before, then)):
                yield Violation(
                    LAW,
                    f"{trial.name}, {trial.days[0]}: with the machine's clock set to "
                    f"{clockwork.datetime.fromtimestamp(instant, clockwork.UTC):%Y-%m-%d}, {apart}",
                )


@contextmanager
def machine_clock(instant: int, module: str) -> Iterator[None]:
    """The machine's clock set to an instant, for the package that a module belongs to.

    Args:
        instant: Seconds since 1970 in UTC.
        module: The full name of a module; what it and its siblings import from ``time`` and
            ``datetime`` is replaced while the context lasts.
    """
    replaced: dict[int, Any] = {
        id(clockwork.date): _date_at(instant),
        id(clockwork.datetime): _datetime_at(instant),
        id(time.time): lambda: float(instant),
    }
    module_at = ModuleType("datetime")
    vars(module_at).update(vars(clockwork))
    vars(module_at).update(
        date=replaced[id(clockwork.date)], datetime=replaced[id(clockwork.datetime)]
    )
    replaced[id(clockwork)] = module_at
    root = module.partition(".")[0]
    siblings = [
        found
        for name, found in list(sys.modules.items())
        if name == module or (name.partition(".")[0] == root and root not in ("", "tests"))
    ]
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(time, "time", return_value=float(instant)))
        stack.enter_context(mock.patch.object(time, "time_ns", return_value=instant * 10**9))
        for sibling in siblings:
            for name, value in list(vars(sibling).items()):
                if id(value) in replaced:
                    stack.enter_context(mock.patch.object(sibling, name, replaced[id(value)]))
        yield


class _AsDate(type):
    """A date is one also where a stand-in of the class is asked for."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


def _date_at(instant: int) -> Any:
    class Date(clockwork.date, metaclass=_AsDate):
        @classmethod
        def today(cls) -> Any:
            return clockwork.date.fromtimestamp(instant)

    return Date


def _datetime_at(instant: int) -> Any:
    class Datetime(clockwork.datetime, metaclass=_AsDate):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return clockwork.datetime.fromtimestamp(instant, tz)

        @classmethod
        def today(cls) -> Any:
            return clockwork.datetime.fromtimestamp(instant)

        @classmethod
        def utcnow(cls) -> Any:
            return clockwork.datetime.fromtimestamp(instant, clockwork.UTC).replace(tzinfo=None)

    return Datetime
