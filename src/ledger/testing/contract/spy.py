"""A record that writes down which rule values a judge asks it for."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from ledger.bodies.body import Credential
from ledger.judging.judgement import Judgement
from ledger.judging.record import Record
from ledger.judging.rules import RuleValue

Value = tuple[str, date | None, date | None]
"""A value of a rule: the rule's id, and the days from which it holds and is announced."""


class Use(NamedTuple):
    """A rule value that a judge asked for.

    Attributes:
        value: The value.
        asked: The day asked about.
        ahead: Whether it was looked up as the one to come.
    """

    value: Value
    asked: date
    ahead: bool = False


class Watched:
    """What a judge asks for.

    Args:
        day: The day asked about.
        hidden: A value that is not told when it is looked up as the one to come.

    Attributes:
        uses: The values asked for so far.
    """

    def __init__(self, day: date = date.min, hidden: Value | None = None) -> None:
        self.day = day
        self.hidden = hidden
        self.uses: list[Use] = []


def spied(credential: Credential, watched: Watched) -> Credential:
    """The credential, its judge being watched."""

    def judge(record: Record) -> Judgement:
        return credential.judge(_Spy(record, watched))  # type: ignore[arg-type]

    return credential._replace(judge=judge)


class _Spy:
    """The record, seen through."""

    def __init__(self, record: Record, watched: Watched) -> None:
        self._record = record
        self._watched = watched

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)

    def rule(self, id_: str, on: date | None = None) -> RuleValue:
        return self._noted(self._record.rule(id_, on))

    def rule_today(self, id_: str) -> RuleValue:
        return self._noted(self._record.rule_today(id_))

    def coming(self, id_: str) -> RuleValue | None:
        value = self._record.coming(id_)
        if value is None or _named(value) == self._watched.hidden:
            return None
        return self._noted(value, ahead=True)

    def _noted(self, value: RuleValue, *, ahead: bool = False) -> RuleValue:
        self._watched.uses.append(Use(_named(value), self._watched.day, ahead))
        return value


def _named(value: RuleValue) -> Value:
    return value.id, value.since, value.announced
