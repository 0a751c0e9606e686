"""The record: all that a body is told about a holder. It is never told the date.

A record holds the facts up to a day it cannot see. Every question it answers goes through the
clock, which works out for how long the answer stays the same; facts after the day can only be
reached through the clock, so they cannot leak into an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, overload

from ledger.facts.fact import Fact
from ledger.facts.intake import near
from ledger.judging.allocation import Allocation
from ledger.judging.buckets import Bucket, Offer
from ledger.judging.calendar import next_day
from ledger.judging.clock import Clock
from ledger.judging.history import History, between
from ledger.judging.rulebook import RuleBook
from ledger.judging.rules import KnownRule, RuleValue
from ledger.judging.tally import Credit, Tally

D = TypeVar("D", bound="tuple[Any, ...]")


class NoSuchRule(KeyError):
    """A rule that is not in the body's ``rules.toml``. The message names one that is."""

    def __str__(self) -> str:
        return str(self.args[0])


class Record:
    """A holder's facts up to a day that is not told, and the rule values known.

    Attributes:
        credential: The full code of the credential judged, for example ``aama/cma``.
        itemised: Whether findings should list their facts and amounts. Answers are the same
            without; only faster.
    """

    def __init__(
        self,
        history: History,
        clock: Clock,
        rules: RuleBook,
        credential: str,
        *,
        known_on: date | None = None,
        readings: Mapping[str, int] | None = None,
        itemised: bool = True,
    ) -> None:
        self.credential = credential
        self.itemised = itemised
        self._history = history
        self._clock = clock
        self._rules: Mapping[str, KnownRule] = rules.known(known_on)
        self._settled: Mapping[str, RuleValue] = rules.settled(known_on)
        self._chosen = readings or {}
        self._disputable: dict[str, int] = {}

    def reached(self, day: date) -> bool:
        """Whether the day asked about is ``day`` or later."""
        return self._clock.reached(day)

    def passed(self, day: date) -> bool:
        """Whether the day asked about is after ``day``."""
        after = next_day(day)
        return after is not None and self._clock.reached(after)

    def count_reached(self, days: Sequence[date]) -> int:
        """How many of these days, given in ascending order, have been reached."""
        return self._clock.count_reached(days)

    @overload
    def facts(
        self,
        kind: type[D],
        /,
        *,
        credential: str | None = None,
        since: date | None = None,
        through: date | None = None,
        where: Callable[[Fact[D]], bool] | None = None,
    ) -> Sequence[Fact[D]]: ...

    @overload
    def facts(
        self,
        *kinds: type[Any],
        credential: str | None = None,
        since: date | None = None,
        through: date | None = None,
        where: Callable[[Fact[Any]], bool] | None = None,
    ) -> Sequence[Fact[Any]]: ...

    def facts(
        self,
        *kinds: type[Any],
        credential: str | None = None,
        since: date | None = None,
        through: date | None = None,
        where: Callable[[Fact[Any]], bool] | None = None,
    ) -> Sequence[Fact[Any]]:
        """The facts of these kinds up to the day asked about, in order of day and of record.

        Args:
            kinds: Classes of `ledger.facts.kinds`.
            credential: Only facts about this credential, named by its full code.
            since: Only facts dated on or after this day.
            through: Only facts dated on or before this day.
            where: Only facts for which this is true; it may look at the fact alone. Telling here
                what is wanted, rather than filtering the result, makes answers hold longer.

        Raises:
            TypeError: when something else than the class of a kind is given, or nothing.
            ValueError: when the credential is not a full code, or a kind names no credential.
        """
        days, facts = self._history.timed(*kinds, credential=credential)
        start, stop = between(days, since, through)
        wanted = facts[start:stop]
        if where is not None:
            wanted = [fact for fact in wanted if where(fact)]
            days, start, stop = [fact.on for fact in wanted], 0, len(wanted)
        return wanted[: self._clock.count_reached(days, start, stop)]

    def tally(
        self,
        *kinds: type[Any],
        worth: Callable[[Fact[Any]], Credit],
        since: date | None = None,
        through: date | None = None,
        caps: Mapping[str, int] | None = None,
        limits: Mapping[str, Decimal] | None = None,
        brought: Credit | None = None,
    ) -> Tally:
        """What the facts of these kinds, dated in a period, are worth.

        Args:
            kinds: Classes of `ledger.facts.kinds`.
            worth: What one fact is worth; it may look at the fact and at rule values, at nothing
                else.
            since: Only facts dated on or after this day count.
            through: Only facts dated on or before this day count, None: up to the day asked about.
            caps: For a `Credit.cap`, how many facts that name it count, the earliest ones.
            limits: For a `Credit.limit`, how much of the facts that name it counts, the earliest
                ones; the last of them may count in part.
            brought: What the period begins with, for example carried over from the one before.
        """
        return Tally(
            self._clock,
            self._history.timed(*kinds),
            worth,
            since,
            through,
            caps or {},
            limits=limits or {},
            brought=brought,
            itemised=self.itemised,
        )

    def allocate(
        self,
        *kinds: type[Any],
        offers: Callable[[Fact[Any]], Iterable[Offer]],
        buckets: Sequence[Bucket],
        since: date | None = None,
        through: date | None = None,
        limits: Mapping[str, Decimal] | None = None,
    ) -> Allocation:
        """The facts of these kinds, dated in a period, applied to buckets that exclude each other.

        Of all ways to apply them the one that leaves the least missing counts; where several do,
        the one that gives most to the first bucket, then to the second, and so on. As few of the
        earliest facts are used as will do.

        Args:
            kinds: Classes of `ledger.facts.kinds`.
            offers: What one fact offers to which buckets, part by part where its parts may go
                different ways; it may look at the fact and at rule values, at nothing else.
            buckets: The buckets; one comes after the one it is within.
            since: Only facts dated on or after this day count.
            through: Only facts dated on or before this day count, None: up to the day asked about.
            limits: For an `Offer.sort`, how much of it counts at most over all buckets.

        Raises:
            ValueError: for two buckets of one id, or one within a bucket that is not before it.
                A fact that is offered to a bucket that is not there, too.
            TypeError: when ``offers`` returns something else than a list of offers.
        """
        return Allocation(
            self._clock,
            self._history.timed(*kinds),
            offers,
            buckets,
            since,
            through,
            limits or {},
            itemised=self.itemised,
        )

    def rule(self, id_: str, on: date | None = None) -> RuleValue:
        """The value of a rule.

        Args:
            id_: The rule's id in ``rules.toml``.
            on: The date that selects it, for rules selected by award, expiry or activity. Rules
                selected by the day asked are selected by the day that is not told.

        Raises:
            NoSuchRule: when the body has no such rule.
            ValueError: when ``on`` is missing or not wanted.
        """
        if on is None:
            settled = self._settled.get(id_)
            if settled is not None:
                return settled
        rule = self._rule(id_)
        asked = rule.is_asked_by_day
        if asked is not (on is None):
            how = f"rule({id_!r})" if asked else f"rule({id_!r}, on=…) with the day of that"
            raise ValueError(f"the value of {id_} is selected by {rule.selected_by}: ask {how}")
        if on is not None:
            readings = rule.at(on)
        elif len(rule.values) == 1:
            readings = rule.values[0]
        else:
            readings = rule.values[self._clock.count_reached(rule.days) - 1]
        if len(readings) == 1:
            return readings[0]
        self._disputable[id_] = len(readings)
        return readings[min(self._chosen.get(id_, 1), len(readings)) - 1]

    def rule_today(self, id_: str) -> RuleValue:
        """The value that an activity on the day asked about would select.

        For rules selected by activity, award or expiry: what a payment made now would have to be.
        """
        rule = self._rule(id_)
        return rule.values[self._clock.count_reached(rule.days) - 1][0]

    def selected_by(self, id_: str) -> str:
        """Which date selects the value of a rule, as its ``selected_by`` says."""
        return self._rule(id_).selected_by

    def coming(self, id_: str) -> RuleValue | None:
        """The value that takes over from the one the day asked about selects, None: none known."""
        rule = self._rule(id_)
        index = self._clock.count_reached(rule.days)
        if index == len(rule.values):
            return None
        readings = rule.values[index]
        return readings[min(self._chosen.get(id_, 1), len(readings)) - 1]

    def _rule(self, id_: str) -> KnownRule:
        rule = self._rules.get(id_)
        if rule is None:
            raise NoSuchRule(f"there is no rule {id_}{near(id_, self._rules)}")
        return rule

    @property
    def disputable(self) -> Mapping[str, int]:
        """Rules asked for whose value has several readings, and how many."""
        return self._disputable
