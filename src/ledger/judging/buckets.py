"""Buckets that exclude each other, what facts offer to them, and the best way to fill them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ledger.judging.rules import RuleValue
from ledger.judging.simplex import most


class Bucket(NamedTuple):
    """Something credits are applied to. What it does not need stays free for others.

    Attributes:
        id: Its id, that of its finding.
        name: What it is called in a sentence.
        need: How much it needs in all, what is applied to buckets within it included.
        rules: The rule values its need rests on, the one that says how much first.
        within: The id of the bucket it is a part of. What is applied to it fills that one as well,
            and more than it needs may do so too.
        limits: Sort of credit → how much of that sort it takes at most, parts included.
    """

    id: str
    name: str
    need: Decimal
    rules: tuple[RuleValue, ...]
    within: str | None = None
    limits: Mapping[str, Decimal] = {}


class Offer(NamedTuple):
    """What one fact, or one part of it, offers.

    Attributes:
        amount: How much; 0: it is not of the sort that is counted.
        buckets: The ids of the buckets it may be applied to.
        sort: The sort of credit it is, by which limits apply.
        once: Facts for which this is the same count once, the earliest; None: each counts.
        refused: Why it counts for nothing although it looks as if it should.
    """

    amount: Decimal = Decimal(0)
    buckets: tuple[str, ...] = ()
    sort: str | None = None
    once: Hashable = None
    refused: str | None = None

    @property
    def alike(self) -> Offer:
        """The same for all offers that may go the same ways."""
        return Offer(buckets=self.buckets, sort=self.sort)


class Buckets:
    """Buckets and what limits the credits applied to them.

    Args:
        buckets: The buckets; one comes after the one it is within.
        limits: Sort of credit → how much of it counts at most over all buckets.

    Raises:
        ValueError: for two buckets of one id, or one within a bucket that is not before it.
    """

    def __init__(self, buckets: Sequence[Bucket], limits: Mapping[str, Decimal]) -> None:
        self.all = tuple(buckets)
        self._limits = limits
        self._inside: dict[str, list[str]] = {}
        self._outward: dict[str, tuple[str, ...]] = {}
        for bucket in buckets:
            if bucket.id in self._inside:
                raise ValueError(f"there are two buckets {bucket.id}")
            if bucket.within is not None and bucket.within not in self._inside:
                raise ValueError(f"the bucket {bucket.within} is not before {bucket.id} within it")
            around = self._outward[bucket.within] if bucket.within is not None else ()
            self._outward[bucket.id] = (bucket.id, *around)
            for id_ in self._outward[bucket.id]:
                self._inside.setdefault(id_, []).append(bucket.id)
        self._own: dict[str, Fraction] = {}
        for bucket in reversed(buckets):
            parts = sum((self.whole_need(one.id) for one in self.within(bucket.id)), Fraction(0))
            self._own[bucket.id] = max(Fraction(0), Fraction(bucket.need) - parts)
        self.needed = sum(self._own.values(), Fraction(0))

    def __contains__(self, id_: object) -> bool:
        """Whether there is a bucket of that id."""
        return id_ in self._own

    @property
    def outermost(self) -> tuple[Bucket, ...]:
        """The buckets that are within no other."""
        return self.within(None)

    def within(self, id_: str | None) -> tuple[Bucket, ...]:
        """The buckets directly within one."""
        return tuple(bucket for bucket in self.all if bucket.within == id_)

    def inside(self, id_: str) -> Sequence[str]:
        """The bucket and all within it, at any depth."""
        return self._inside[id_]

    def own_need(self, id_: str) -> Fraction:
        """What a bucket needs beyond what its parts need."""
        return self._own[id_]

    def whole_need(self, id_: str) -> Fraction:
        """What a bucket needs in all: no less than its parts together."""
        return sum((self._own[one] for one in self._inside[id_]), Fraction(0))

    def best(
        self, offers: Iterable[Offer], *, in_order: bool = True
    ) -> dict[tuple[Offer, str], Fraction]:
        """How much of which offers to apply to which bucket, so that the least is missing.

        Args:
            offers: What there is.
            in_order: Whether it is to be, of all such ways, the one that gives most to the first
                bucket and its parts, then to the second, and so on; else it is any, and sooner
                found.

        Returns:
            (offers alike, bucket) → how much, where it is more than nothing.

        Raises:
            KeyError: for an offer to a bucket that is not there.
        """
        amounts: dict[Offer, Fraction] = {}
        for offer in offers:
            alike = offer.alike
            amounts[alike] = amounts.get(alike, Fraction(0)) + Fraction(offer.amount)
        rooms = list(amounts.values())
        taken: dict[tuple[str | None, str | None], int] = {}
        for bucket in self.all:
            taken[bucket.id, None] = len(rooms)
            rooms.append(self._own[bucket.id])
            for sort, limit in bucket.limits.items():
                taken[bucket.id, sort] = len(rooms)
                rooms.append(Fraction(limit))
        for sort, limit in self._limits.items():
            taken[None, sort] = len(rooms)
            rooms.append(Fraction(limit))
        ways: list[tuple[Offer, str]] = []
        columns: list[list[int]] = []
        places = {bucket.id: place for place, bucket in enumerate(self.all)}
        for index, offer in enumerate(amounts):
            # What is worth more to a bucket within counts for the one around it.
            open_ = dict.fromkeys(id_ for one in offer.buckets for id_ in self._outward[one])
            for id_ in open_:
                if self._own[id_]:
                    limited = [(one, offer.sort) for one in (*self._outward[id_], None)]
                    used = [taken[key] for key in limited if offer.sort and key in taken]
                    ways.append((offer, id_))
                    columns.append([index, taken[id_, None], *used])
        ranks = [[places[one] for one in self._outward[id_]] for _, id_ in ways]
        found = most(columns, rooms, ranks if in_order else ())
        return {way: amount for way, amount in zip(ways, found, strict=True) if amount}
