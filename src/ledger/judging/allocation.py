"""Applying credits to buckets that exclude each other, the way that serves the holder best.

A credit may be split, but every unit of it is applied to one bucket only. Of all ways to apply
them the one with the least missing counts, so everything is met if any way meets everything. With
more facts there is never less; so whether everything is met is one question to the clock.

Where several ways leave as little missing, the one counts that gives most to the first bucket and
its parts, then to the second, and so on. So what is missing in a bucket is missing in it for good:
exactly so much more for that bucket fills it, and less does not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from ledger.facts.fact import Fact
from ledger.facts.intake import near
from ledger.judging.buckets import Bucket, Buckets, Offer
from ledger.judging.clock import Clock
from ledger.judging.findings import NO, YES, Finding, Note, Refused, Remedy, check_rules, kind_of
from ledger.judging.history import Timed, between, has_days
from ledger.judging.rules import RuleValue

Lacks = Callable[[Bucket, Decimal], Remedy]
"""The fact that would make up for so much missing in a bucket."""


class Use(NamedTuple):
    """So much of a fact, applied to one bucket."""

    fact: Fact[Any]
    amount: Fraction

    def __str__(self) -> str:
        return f"{plain(self.amount)} from {named(self.fact)}"


class Allocation:
    """Credits of a period, applied to buckets; made by `Record.allocate`."""

    def __init__(
        self,
        clock: Clock,
        timed: Timed,
        offers: Callable[[Fact[Any]], Iterable[Offer]],
        buckets: Sequence[Bucket],
        first: date | None,
        through: date | None,
        limits: Mapping[str, Decimal],
        *,
        itemised: bool,
    ) -> None:
        self._clock = clock
        self._timed = timed
        self._offers = offers
        self._buckets = Buckets(buckets, limits)
        self._through = through
        self._has_days = has_days(first, through)
        self._itemised = itemised
        self._start, self._stop = between(timed.days, first, through)
        self._credits: list[tuple[Fact[Any], Offer]] = []
        self._refused: list[Refused] = []
        self._outside: list[Refused] = []
        first_of: dict[Hashable, Fact[Any]] = {}
        for fact in timed.facts[self._start : self._stop]:
            for offer in self._offered(fact):
                earlier = fact if offer.once is None else first_of.setdefault(offer.once, fact)
                if offer.refused:
                    self._refused.append(Refused(fact, offer.refused))
                elif earlier is not fact:
                    why = f"the same as that of {earlier.on}: it counts once"
                    self._refused.append(Refused(fact, why))
                elif offer.amount > 0:
                    self._credits.append((fact, offer))

    def _offered(self, fact: Fact[Any]) -> Iterable[Offer]:
        """What a fact offers, each to buckets that are there."""
        offered = self._offers(fact)
        if isinstance(offered, Offer) or not isinstance(offered, Iterable):
            raise _no_offers(offered, fact, "return a list of offers, which may be empty")
        for offer in offered:
            if not isinstance(offer, Offer):
                raise _no_offers(offer, fact, "return a list of offers alone")
            for id_ in offer.buckets:
                if id_ not in self._buckets:
                    there = near(id_, [bucket.id for bucket in self._buckets.all])
                    which = f"{named(fact)} (fact {fact.version})"
                    raise ValueError(f"{which} is offered to the bucket {id_}{there}")
            yield offer

    def outside(self, *, early: str | None = None, late: str | None = None) -> Allocation:
        """The allocation, listing worthwhile facts outside the period as refused, with the reason.

        Args:
            early: Why those before the period do not count; None: they are not listed.
            late: Why those after it do not count; None: they are not listed.
        """
        if self._itemised:
            days, facts = self._timed
            before = self._clock.count_reached(days, 0, self._start) if early else 0
            after = self._clock.count_reached(days, self._stop) if late else 0
            around = [Refused(fact, early or "") for fact in facts[:before]]
            around += [Refused(f, late or "") for f in facts[self._stop : self._stop + after]]
            self._outside = [one for one in around if _is_worthwhile(self._offered(one.fact))]
        return self

    def all_met(
        self,
        id_: str,
        unit: str,
        rules: tuple[RuleValue, ...],
        *,
        remedy: Lacks | None = None,
    ) -> Finding:
        """Whether every bucket gets what it needs.

        Args:
            id_: The finding's id. Below it stands a finding for every bucket, with the bucket's id.
            unit: What is counted, for the sentences ("hours").
            rules: The rule values it rests on beyond those of the buckets.
            remedy: The fact that would make up for so much missing in a bucket, an amount that can
                be recorded; it is not asked for in a period without a day.
        """
        if not isinstance(rules, tuple):
            check_rules(id_, rules)
        if not self._itemised:
            needed = f"at least {plain(self._buckets.needed)} {unit}"
            return Finding(id_, YES if self._are_met() else NO, needed, self._rules(rules))
        seen = self._clock.count_reached([fact.on for fact, _ in self._credits])
        refused = [one for one in self._refused if self._clock.reached(one.fact.on)]
        uses = self._uses(self._least(seen))
        top = tuple(
            self._finding(bucket, uses, unit, rules, remedy) for bucket in self._buckets.outermost
        )
        have = sum((use.amount for list_ in uses.values() for use in list_), Fraction(0))
        lacking = self._buckets.needed - have
        text = f"{plain(have)} of {plain(self._buckets.needed)} {unit} applied"
        return Finding(
            id_,
            NO if lacking else YES,
            f"{text}: {plain(lacking, up=True)} missing" if lacking else text,
            self._rules(rules),
            _facts_of(use for list_ in uses.values() for use in list_),
            (*refused, *self._outside),
            have=decimal(have),
            need=decimal(self._buckets.needed),
            missing=decimal(lacking, up=True) if lacking else None,
            by=self._through if lacking else None,
            children=top,
            notes=self._unused(id_, seen, uses),
        )

    def _rules(self, rules: tuple[RuleValue, ...]) -> tuple[RuleValue, ...]:
        return tuple(dict.fromkeys((*(r for b in self._buckets.all for r in b.rules), *rules)))

    def _amounts(self, count: int) -> dict[tuple[Offer, str], Fraction]:
        return self._buckets.best(offer for _, offer in self._credits[:count])

    def _filled(self, count: int) -> Fraction:
        offers = (offer for _, offer in self._credits[:count])
        return sum(self._buckets.best(offers, in_order=False).values(), Fraction(0))

    def _gotten(self, count: int) -> dict[str, Fraction]:
        """Bucket → how much is applied to it."""
        gotten: dict[str, Fraction] = {}
        for (_, id_), amount in self._amounts(count).items():
            gotten[id_] = gotten.get(id_, Fraction(0)) + amount
        return gotten

    def _are_met(self) -> bool:
        """One question: has the day been reached on which it became enough?"""
        needed = self._buckets.needed
        if not needed:
            return True
        total, likely = Fraction(0), 0
        while total < needed and likely < len(self._credits):
            total += Fraction(self._credits[likely][1].amount)
            likely += 1
        if total < needed or self._filled(len(self._credits)) < needed:
            return False
        counts = range(likely, len(self._credits))
        count = likely + bisect_left(counts, True, key=lambda n: self._filled(n) == needed)
        return self._clock.reached(self._credits[count - 1][0].on)

    def _least(self, seen: int) -> int:
        """The fewest facts, the earliest, that do as much as all that have been reached."""
        whole = self._gotten(seen)
        return bisect_left(range(seen), True, key=lambda n: self._gotten(n) == whole)

    def _uses(self, count: int) -> dict[str, list[Use]]:
        """Bucket → what is applied to it, of facts that offer alike the earliest first."""
        left = [Fraction(offer.amount) for _, offer in self._credits[:count]]
        uses: dict[str, list[Use]] = {bucket.id: [] for bucket in self._buckets.all}
        for (alike, id_), whole in self._amounts(count).items():
            amount = whole
            for index, (fact, offer) in enumerate(self._credits[:count]):
                used = min(left[index], amount) if offer.alike == alike else Fraction(0)
                if used:
                    uses[id_].append(Use(fact, used))
                    left[index] -= used
                    amount -= used
        for list_ in uses.values():
            list_.sort(key=lambda use: (use.fact.on, use.fact.version))
        return uses

    def _finding(
        self,
        bucket: Bucket,
        uses: Mapping[str, Sequence[Use]],
        unit: str,
        rules: tuple[RuleValue, ...],
        remedy: Lacks | None,
    ) -> Finding:
        inner = self._buckets.within(bucket.id)
        children = [self._finding(one, uses, unit, rules, remedy) for one in inner]
        applied = [use for id_ in self._buckets.inside(bucket.id) for use in uses[id_]]
        own = sum((use.amount for use in uses[bucket.id]), Fraction(0))
        have = sum((use.amount for use in applied), Fraction(0))
        need = self._buckets.whole_need(bucket.id)
        short = self._buckets.own_need(bucket.id) - own
        lacking = need - have
        where = f"{plain(have)} of {plain(need)} {unit} {bucket.name}"
        if lacking:
            where += f": {plain(lacking, up=True)} missing"
        if applied and not inner:
            where += f" ({', '.join(map(str, applied))})"
        elif own:
            where += f" (beside its parts {', '.join(map(str, uses[bucket.id]))})"
        return Finding(
            bucket.id,
            NO if lacking else YES,
            where,
            (*bucket.rules, *rules),
            _facts_of(applied),
            have=decimal(have),
            need=decimal(need),
            missing=decimal(lacking, up=True) if lacking else None,
            by=self._through if lacking else None,
            remedy=remedy(bucket, decimal(short, up=True))
            if remedy and short and self._has_days
            else None,
            children=tuple(children),
        )

    def _unused(self, id_: str, seen: int, uses: Mapping[str, Sequence[Use]]) -> tuple[Note, ...]:
        rest: dict[int, Use] = {}
        for fact, offer in self._credits[:seen]:
            before = rest.get(fact.version, Use(fact, Fraction(0)))
            rest[fact.version] = Use(fact, before.amount + Fraction(offer.amount))
        for list_ in uses.values():
            for use in list_:
                before = rest[use.fact.version]
                rest[use.fact.version] = Use(use.fact, before.amount - use.amount)
        text = ", ".join(str(use) for use in rest.values() if use.amount)
        return (Note(id_, f"applied to nothing: {text}"),) if text else ()


def _no_offers(given: object, fact: Fact[Any], right: str) -> TypeError:
    which = f"{named(fact)} (fact {fact.version})"
    return TypeError(f"offers returned {kind_of(given)} for {which}; {right}")


def _is_worthwhile(offers: Iterable[Offer]) -> bool:
    return any(offer.amount > 0 for offer in offers)


def _facts_of(uses: Iterable[Use]) -> tuple[Fact[Any], ...]:
    facts = {use.fact.version: use.fact for use in uses}
    return tuple(sorted(facts.values(), key=lambda fact: (fact.on, fact.version)))


def named(fact: Fact[Any]) -> str:
    """What a fact is called in a sentence: its title, or else its kind, and its day."""
    return f"{getattr(fact.data, 'title', fact.kind)} of {fact.on}"


def decimal(amount: Fraction, *, up: bool = False) -> Decimal:
    """An amount as a fact can hold it, with at most six decimals; rounded down, or up."""
    scaled = amount * 1_000_000
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.__floor__()
    return Decimal(whole).scaleb(-6).normalize()


def plain(amount: Fraction, *, up: bool = False) -> str:
    """An amount for a sentence."""
    return f"{decimal(amount, up=up):f}"
