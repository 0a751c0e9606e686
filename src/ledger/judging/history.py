"""A holder's history: the facts known at some time, with corrections applied."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, cast

from ledger.errors import BadInput
from ledger.facts.catalogue import BY_CLASS, BY_NAME
from ledger.facts.fact import Fact, micros_of
from ledger.facts.fields import quoted
from ledger.facts.kinds import FactCorrected, Withheld
from ledger.judging.calendar import not_a_day

D = TypeVar("D", bound="tuple[Any, ...]")
KnownAt = date | datetime | None
"""A knowledge time: an instant with a zone, a date (the end of that day in UTC), or the latest."""


def last_micros(known_at: KnownAt) -> int | None:
    """The last microsecond since 1970 that belongs to a knowledge time; None for the latest.

    Raises:
        BadInput: for an instant without a zone or beyond the calendar, and for what is no time.
    """
    if known_at is None:
        return None
    if isinstance(known_at, datetime):
        if known_at.utcoffset() is None:
            raise BadInput(f"{known_at} has no zone; write it in UTC with a Z at the end")
        try:
            return micros_of(known_at.astimezone(UTC))
        except OverflowError:
            raise BadInput(f"{known_at} is beyond the calendar in UTC; give a day of it") from None
    if not isinstance(known_at, date):
        raise BadInput(
            f"{quoted(known_at)} is no knowledge time; give a datetime.date, or a datetime with a "
            "zone"
        )
    if known_at == date.max:
        return micros_of(datetime.combine(known_at, time.max, UTC))
    return micros_of(datetime.combine(known_at + timedelta(days=1), time(), UTC)) - 1


def utc_date(known_at: KnownAt) -> date | None:
    """The UTC date of a knowledge time, by which announcements are known."""
    return known_at.astimezone(UTC).date() if isinstance(known_at, datetime) else known_at


class Timed(NamedTuple):
    """Facts in the order they happened, beside the days they happened on."""

    days: list[date]
    facts: list[Fact[Any]]


class History:
    """The facts of one holder known at one time, corrections applied.

    Attributes:
        holder: The holder's id.
        recorded: Every fact known, in order of record, as it was recorded.
        facts: The facts that stand, as they should have been, in order of day and then of record.
        standing: Version → what stands in its place, corrections among them; void ones are absent.
        corrected_by: Version of a corrected or void fact → version of the correction that counts.
    """

    def __init__(self, holder: str, recorded: Iterable[Fact[Any]]) -> None:
        self.holder = holder
        self.recorded = tuple(recorded)
        self.corrected_by, self.standing = _corrected(self.recorded)
        facts = (f for f in self.standing.values() if not isinstance(f.data, FactCorrected))
        self.facts = sorted(facts, key=_by_day)
        self._timed: dict[object, Timed] = {}

    @property
    def withheld(self) -> str | None:
        """Why nothing about the holder can be told any more; None when it can be.

        The content of a holder's facts goes as a whole, so that the first one tells.
        """
        data = self.recorded[0].data if self.recorded else None
        return data.why if isinstance(data, Withheld) else None

    def known_at(self, known_at: KnownAt) -> History:
        """What of this was known at that time."""
        last = last_micros(known_at)
        if last is None:
            return self
        return History(self.holder, (f for f in self.recorded if f.recorded_micros <= last))

    def with_assumed(self, assumed: Sequence[Fact[Any]]) -> History:
        """This history and facts that are only assumed."""
        return History(self.holder, (*self.recorded, *assumed))

    def without(self, version: int) -> History:
        """This history as if the fact of that version, as it stands, had never happened."""
        return self._replaced(version, None)

    def replacing(self, fact: Fact[Any]) -> History:
        """This history with another fact standing in the place of that version."""
        return self._replaced(fact.version, fact)

    def _replaced(self, version: int, fact: Fact[Any] | None) -> History:
        other = History(self.holder, ())
        other.recorded = self.recorded
        other.corrected_by = self.corrected_by
        other.standing = self.standing
        other.facts = [f for f in self.facts if f.version != version]
        if fact is not None:
            other.facts = sorted((*other.facts, fact), key=_by_day)
        return other

    def timed(self, *classes: type[Any], credential: str | None = None) -> Timed:
        """The facts of these kinds that stand, about one credential when it is given.

        Raises:
            TypeError: when something else than the class of a kind is given, or nothing.
            ValueError: when the credential is not a full code, or a kind names no credential.
        """
        key = (classes, credential)
        try:
            timed = self._timed.get(key)
        except TypeError:  # such as a list of classes
            _check_kinds.__wrapped__(classes, credential)
            raise
        if timed is None:
            _check_kinds(classes, credential)
            facts = [
                fact
                for fact in self.facts
                if type(fact.data) in classes
                and (credential is None or fact.data.credential == credential)
            ]
            timed = self._timed[key] = Timed([fact.on for fact in facts], facts)
        return timed


@lru_cache(maxsize=256)  # asked anew for every holder
def _check_kinds(classes: tuple[object, ...], credential: str | None) -> None:
    """Refuses what no fact can be, which would look like somebody without facts."""
    if not classes:
        raise TypeError("facts of no kind are asked for; give a kind's class, such as CeCompleted")
    for given in classes:
        if not isinstance(given, type) or given not in BY_CLASS:
            known = BY_NAME.get(given) if isinstance(given, str) else None
            right = known.cls.__name__ if known else "one of ledger.plugin, such as CeCompleted"
            raise TypeError(f"{quoted(given)} is not the class of a kind of fact; give {right}")
        if credential is not None and not hasattr(given, "credential"):
            raise ValueError(f"a {BY_CLASS[given].name} names no credential; leave credential= out")
    if credential is not None and "/" not in credential:
        raise ValueError(f"{quoted(credential)} is not the full code of a credential like aama/cma")


def as_it_stands(history: History, version: int) -> Fact[Any]:
    """A fact as corrections left it; a void one as it was recorded.

    Raises:
        BadInput: when there is no such version.
    """
    if not 1 <= version <= len(history.recorded):
        raise BadInput(f"{history.holder} has no fact with version {version}", field="version")
    return history.standing.get(version, history.recorded[version - 1])


def up_to(facts: Iterable[Fact[Any]], position: int) -> Iterator[Fact[Any]]:
    """The facts up to a position."""
    return (fact for fact in facts if fact.position <= position)


def between(days: Sequence[date], since: date | None, through: date | None) -> tuple[int, int]:
    """The part of ascending ``days`` from ``since`` through ``through``, as indices."""
    try:
        start = 0 if since is None else bisect_left(days, since)
        stop = len(days) if through is None else bisect_right(days, through)
    except TypeError:
        raise not_a_day(through if type(since) in (date, type(None)) else since) from None
    return start, max(start, stop)


def has_days(since: date | None, through: date | None) -> bool:
    """Whether there is a day from ``since`` through ``through``."""
    return since is None or through is None or since <= through


_by_day = attrgetter("on", "version")


def _corrected(recorded: Sequence[Fact[Any]]) -> tuple[dict[int, int], dict[int, Fact[Any]]]:
    """Which correction counts for which version, and what stands by version.

    A correction is always later than what it corrects, so going from the last fact to the first
    meets every correction of a correction before the correction itself.
    """
    counts: dict[int, tuple[int, FactCorrected]] = {}
    standing: dict[int, Fact[Any]] = {}
    for recorded_fact in reversed(recorded):
        fact = recorded_fact
        if fact.version in counts:
            replacement = counts[fact.version][1].replacement
            if replacement is None or type(replacement.data) is not type(fact.data):
                continue
            fact = fact._replace(on=replacement.on, data=cast("Any", replacement.data))
        if isinstance(fact.data, FactCorrected) and fact.data.corrects < fact.version:
            counts.setdefault(fact.data.corrects, (fact.version, fact.data))
        standing[fact.version] = fact
    return {version: by for version, (by, _) in counts.items()}, standing
