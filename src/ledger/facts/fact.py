"""A fact as the ledger holds it, and a draft: a checked fact that is not recorded yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from ledger.facts.catalogue import BY_CLASS
from ledger.facts.kinds import CeCompleted, Data, FactCorrected, HolderEnrolled, HolderUpdated

D = TypeVar("D", bound="tuple[Any, ...]")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant_of(micros: int) -> datetime:
    """The UTC instant of so many microseconds since 1970-01-01T00:00Z."""
    return _EPOCH + micros * _MICROSECOND


def micros_of(instant: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z; the instant must carry a zone."""
    return (instant - _EPOCH) // _MICROSECOND


class Fact(NamedTuple, Generic[D]):
    """One immutable fact of one holder.

    Attributes:
        holder: The holder's id.
        version: Place in the holder's stream, from 1; 0 for one that is to get the next.
        position: Place in the whole ledger, from 1; 0 for a fact that is only assumed.
        on: Civil date on which it happened.
        recorded_micros: When the ledger learned it, microseconds since 1970 in UTC.
        recorded_by: Who recorded it.
        source: Where it was learned.
        ref: The outside reference that makes recording it twice harmless.
        data: The fields of its kind, one of the classes in `ledger.facts.kinds`; a `Withheld` where
            the content cannot be had, and then nobody knows who recorded it, source and ref.
    """

    holder: str
    version: int
    position: int
    on: date
    recorded_micros: int
    recorded_by: str
    source: str | None
    ref: str | None
    data: D

    @property
    def kind(self) -> str:
        known = BY_CLASS.get(type(self.data))
        return known.name if known is not None else self.data.kind  # type: ignore[attr-defined]

    @property
    def recorded_at(self) -> datetime:
        return instant_of(self.recorded_micros)

    @property
    def originator_id(self) -> str:
        """The holder, by the name the event-sourcing library uses."""
        return self.holder

    @property
    def originator_version(self) -> int:
        """The version, by the name the event-sourcing library uses."""
        return self.version


class Draft(NamedTuple):
    """A checked fact that has no place in the ledger yet. Attributes as of `Fact`."""

    holder: str
    on: date
    recorded_by: str
    source: str | None
    ref: str | None
    data: Data

    @property
    def kind(self) -> str:
        return BY_CLASS[type(self.data)].name

    def placed(self, version: int, *, position: int = 0, recorded_micros: int = 0) -> Fact[Any]:
        """The fact this draft becomes as the holder's fact number ``version``."""
        return Fact(
            self.holder,
            version,
            position,
            self.on,
            recorded_micros,
            self.recorded_by,
            self.source,
            self.ref,
            self.data,
        )


def bodies_named(data: Data) -> set[str]:
    """The codes of the certifying bodies a fact is about."""
    bodies: set[str] = set()
    credential = getattr(data, "credential", None)
    if credential:
        bodies.add(credential.partition("/")[0])
    body = getattr(data, "body", None)
    if body:
        bodies.add(body)
    if isinstance(data, CeCompleted) and data.approved_by:
        bodies.update(data.approved_by)
    if isinstance(data, HolderEnrolled | HolderUpdated) and data.ids:
        bodies.update(data.ids)
    return bodies


def bodies_told(data: Data) -> set[str]:
    """The codes of the certifying bodies that a fact names, those of a replacement among them."""
    bodies = bodies_named(data)
    if isinstance(data, FactCorrected) and data.replacement is not None:
        bodies |= bodies_told(data.replacement.data)
    return bodies
