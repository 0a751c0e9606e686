"""Adding up what facts are worth, and asking whether it is enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any, NamedTuple

from ledger.facts.fact import Fact
from ledger.judging.clock import Clock
from ledger.judging.findings import NO, YES, Answer, Finding, Refused, Remedy, check_rules, kind_of
from ledger.judging.history import Timed, between, has_days
from ledger.judging.rules import RuleValue

ZERO = Decimal(0)


class Credit(NamedTuple):
    """What one fact is worth.

    Attributes:
        total: What it adds to the whole.
        parts: What it adds to named parts, for example areas.
        refused: Why it counts for nothing although it looks as if it should.
        denied: For a part, why it adds nothing to it although it looks as if it should.
        cap: The name of a cap of `Record.tally` it falls under.
        rules: Rule values that a sum with this fact rests on, beyond those of the requirement.
        limit: The name of a limit of `Record.tally` it falls under.
    """

    total: Decimal = ZERO
    parts: Mapping[str, Decimal] = {}
    refused: str | None = None
    denied: Mapping[str, str] = {}
    cap: str | None = None
    rules: tuple[RuleValue, ...] = ()
    limit: str | None = None

    def of(self, part: str | None) -> Decimal:
        """What it adds to a part, to the whole for None."""
        return self.total if part is None else self.parts.get(part, ZERO)

    def at_most(self, amount: Decimal) -> Credit:
        """What is left of it when only so much of it counts, for the whole and for each part."""
        parts = {name: min(value, amount) for name, value in self.parts.items()}
        return self._replace(total=min(self.total, amount), parts=parts)


NOT_MEANT = Credit()
"""Worth of a fact that is not of the sort that is counted; it is not listed as refused."""


class Tally:
    """Facts of a period with what they are worth; made by `Record.tally`.

    Amounts only grow as days pass. So whether there is enough of something is one question to the
    clock: has the day been reached on which it became enough?
    """

    def __init__(
        self,
        clock: Clock,
        timed: Timed,
        worth: Callable[[Fact[Any]], Credit],
        first: date | None,
        through: date | None,
        caps: Mapping[str, int],
        *,
        limits: Mapping[str, Decimal],
        brought: Credit | None,
        itemised: bool,
    ) -> None:
        self._clock = clock
        self._timed = timed
        self._through = through
        self._has_days = has_days(first, through)
        self._worth = worth
        self._itemised = itemised
        self._brought = brought or NOT_MEANT
        start, self._stop = between(timed.days, first, through)
        self._start = start
        left = dict(caps)
        room = dict(limits)
        self._credits: list[tuple[Fact[Any], Credit]] = []
        for fact in timed.facts[start : self._stop]:
            credit = worth(fact)
            try:
                cap = credit.cap
            except AttributeError:
                raise _no_credit(credit, fact) from None
            if cap is not None and not credit.refused:
                _check_named("cap", cap, caps)
                if not left[cap]:
                    credit = Credit(refused=f"only the first {caps[cap]} count in a period")
                else:
                    left[cap] -= 1
            limit = credit.limit
            if limit is not None and not credit.refused:
                _check_named("limit", limit, limits)
                if not room[limit]:
                    most = f"{limits[limit].normalize():f}"
                    credit = Credit(refused=f"no more than {most} such count in a period")
                else:
                    credit = credit.at_most(room[limit])
                    room[limit] -= credit.total
            self._credits.append((fact, credit))
        self._visible: list[tuple[Fact[Any], Credit]] | None = None
        self._outside: list[Refused] = []

    def outside(self, *, early: str | None = None, late: str | None = None) -> Tally:
        """The tally, listing worthwhile facts dated outside the period as refused, with the reason.

        Args:
            early: Why those before the period do not count; None: they are not listed.
            late: Why those after it do not count; None: they are not listed.
        """
        if self._itemised:
            days, facts = self._timed
            reached = self._clock.count_reached(days, self._stop) if late else 0
            before = self._clock.count_reached(days, 0, self._start) if early else 0
            around = [Refused(fact, early or "") for fact in facts[:before]]
            around += [
                Refused(fact, late or "") for fact in facts[self._stop : self._stop + reached]
            ]
            self._outside = [one for one in around if self._has_worth(one.fact)]
        return self

    def _has_worth(self, fact: Fact[Any]) -> bool:
        credit = self._worth(fact)
        if not isinstance(credit, Credit):
            raise _no_credit(credit, fact)
        return bool(credit.total)

    def _reached(self) -> list[tuple[Fact[Any], Credit]]:
        if self._visible is None:
            count = self._clock.count_reached(self._timed.days, self._start, self._stop)
            self._visible = self._credits[:count]
        return self._visible

    def amount(self, part: str | None = None) -> Decimal:
        """How much there is on the day asked about; it holds until the next fact of the period."""
        return sum((credit.of(part) for _, credit in self._reached()), self._brought.of(part))

    def at_least(
        self,
        id_: str,
        need: Decimal,
        unit: str,
        rules: tuple[RuleValue, ...],
        *,
        part: str | None = None,
        remedy: Callable[[Decimal], Remedy] | None = None,
    ) -> Finding:
        """Whether there is at least ``need``.

        Args:
            id_: The finding's id.
            need: How much is needed.
            unit: What is counted, for the sentence ("points").
            rules: The rule values it rests on, the one that says how much first.
            part: The part of a credit that counts; None: the whole.
            remedy: The fact that would make up for so much, an amount that can be recorded; it is
                not asked for in a period without a day, in which nothing can be made up for.
        """
        if isinstance(need, float):
            raise TypeError(f"{id_} needs {need!r}, a floating number; give a Decimal")
        if not isinstance(rules, tuple):
            check_rules(id_, rules)
        if not self._itemised:
            enough = self._is_enough(need, part)
            return Finding(id_, enough, f"at least {need} {unit}", rules, need=need)
        have = self._brought.of(part)
        counted: list[Fact[Any]] = []
        rests_on = dict.fromkeys(rules)
        refused = list(self._outside) if part is None else []
        for fact, credit in self._reached():
            amount = credit.of(part)
            if amount:
                have += amount
                counted.append(fact)
                if credit.rules:
                    rests_on.update(dict.fromkeys(credit.rules))
            elif part is None and credit.refused:
                refused.append(Refused(fact, credit.refused))
            elif part is not None and part in credit.denied:
                refused.append(Refused(fact, credit.denied[part]))
        missing = need - have if have < need else None
        text = f"{have.normalize():f} of {need} {unit}"
        if self._brought.of(part):
            text += f", {self._brought.of(part).normalize():f} of them brought over"
        return Finding(
            id_,
            YES if missing is None else NO,
            text if missing is None else f"{text}: {missing.normalize():f} missing",
            tuple(rests_on),
            tuple(counted),
            tuple(refused),
            have=have,
            need=need,
            missing=missing,
            by=self._through if missing is not None else None,
            remedy=remedy(_recordable(missing)) if remedy and missing and self._has_days else None,
        )

    def _is_enough(self, need: Decimal, part: str | None) -> Answer:
        have = self._brought.of(part)
        if have >= need:
            return YES
        for fact, credit in self._credits:
            have += credit.of(part)
            if have >= need:
                return YES if self._clock.reached(fact.on) else NO
        return NO


def _no_credit(given: object, fact: Fact[Any]) -> TypeError:
    which = f"fact {fact.version}, a {fact.kind} of {fact.on}"
    return TypeError(f"worth returned {kind_of(given)} for {which}; return a Credit, or NOT_MEANT")


def _check_named(what: str, name: str, names: Mapping[str, object]) -> None:
    if name not in names:
        raise ValueError(f"a Credit names the {what} {name}, which {what}s= of the tally has not")


def _recordable(amount: Decimal) -> Decimal:
    """The least amount from this one up that a fact can hold: with at most six decimals."""
    return max(amount.normalize(), amount.quantize(_SMALLEST, ROUND_UP))


_SMALLEST = Decimal("0.000001")
