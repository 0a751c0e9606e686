"""The same facts in a stock event-sourced application: what the library does when left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from ledger.facts.fact import Fact
from ledger.facts.jsonl import as_json


@dataclass(eq=False)
class Person(Aggregate):
    """A holder as the library's tutorial would write one."""

    @dataclass(frozen=True)
    class Recorded(Aggregate.Event):
        """A fact."""

        kind: str
        on: str
        data: dict[str, Any]

    def apply(self, event: Recorded) -> None:
        """Keeps the fact."""
        self.facts: list[Any] = [*getattr(self, "facts", ()), event]


class Keeper(Application[UUID]):
    """The stock application over SQLite, as durable as the ledger."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            {
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(path),
            }
        )


class _Pending:
    """Events that are saved together."""

    def __init__(self, events: Sequence[Any]) -> None:
        self._events = events
        self.id = events[0].originator_id

    def collect_events(self) -> Sequence[Any]:
        """The events, once."""
        events, self._events = self._events, ()
        return events


def person_of(holder: str) -> UUID:
    """The id of a holder's aggregate."""
    return uuid5(NAMESPACE_URL, holder)


def save(keeper: Keeper, facts: Sequence[Fact[Any]]) -> None:
    """Saves facts together, as events of their holders' aggregates."""
    events: list[Any] = []
    now = datetime.now(UTC)
    for fact in facts:
        table = as_json(fact)
        id_ = person_of(fact.holder)
        if fact.version == 1:
            created: Any = Person.Created
            topic = "tests.bench.stock:Person"
            events.append(
                created(
                    originator_id=id_,
                    originator_version=1,
                    originator_topic=topic,
                    timestamp=now,
                )
            )
        events.append(
            Person.Recorded(
                originator_id=id_,
                originator_version=fact.version + 1,
                timestamp=now,
                kind=fact.kind,
                on=fact.on.isoformat(),
                data=dict(table["data"]),  # type: ignore[call-overload]
            )
        )
    keeper.save(_Pending(events))  # type: ignore[arg-type]
