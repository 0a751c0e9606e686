"""The event-sourced application: facts saved through it, streams read back from its repository."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    Mapper,
    StoredEvent,
)
from eventsourcing.utils import Environment, EnvType

from ledger.errors import KeyMissing, LedgerDamaged, StoreUnavailable
from ledger.facts import codec
from ledger.facts.catalogue import BY_CLASS, BY_CODE
from ledger.facts.fact import Fact, micros_of
from ledger.facts.fields import EPOCH
from ledger.facts.kinds import Withheld
from ledger.store.connections import PATIENCE
from ledger.store.location import Location
from ledger.store.opening import parts_of
from ledger.store.recorder import FactRecorder
from ledger.store.rows import EncryptedFact, Filter, Kept, StoredFact, follows, new
from ledger.store.vault import FORGOTTEN, HolderKey, Vault


class FactMapper(Mapper[str]):
    """Facts to stored facts and back, by the codec alone: nothing stored is ever imported."""

    def __init__(self) -> None:
        pass

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The row a fact becomes."""
        fact: Fact[Any] = domain_event
        holder, version, position, on, micros, _, _, _, data = fact
        kind, happened = BY_CLASS[type(data)].code, on.toordinal() - EPOCH
        row = (holder, version, codec.encode(fact), kind, happened, micros, position)
        return cast("StoredEvent", new(StoredFact, row))

    def to_domain_event(self, stored_event: Any) -> Fact[Any]:
        """The fact a row holds; raises as `ledger.facts.codec.decode`, naming the position."""
        row: Any = stored_event
        key: HolderKey | None = None
        if type(row) is EncryptedFact:
            if row.kind != FORGOTTEN:
                key = row.key
                if key.gone is not None:
                    return withheld(row, key.gone)
            row = row[:-1]
        holder, version, state, kind, happened, recorded_at, position = row
        try:
            if key is not None:
                state = key.decrypted(version, kind, state)
            recorded_by, source, ref, data = codec.decode(kind, state)
            on = date.fromordinal(happened + EPOCH)
            if not _EARLIEST <= recorded_at <= _LATEST:
                raise LedgerDamaged(f"recorded_at is outside the calendar: {recorded_at}")
        except KeyMissing:
            raise
        except (LedgerDamaged, StoreUnavailable) as error:
            raise type(error)(f"position {position}: {error}") from None
        except (ValueError, OverflowError) as error:
            raise LedgerDamaged(
                f"position {position}: the day of a fact is none: {error}"
            ) from None
        fact = (holder, version, position, on, recorded_at, recorded_by, source, ref, data)
        return new(Fact, fact)


def withheld(row: StoredFact | EncryptedFact, why: str) -> Fact[Any]:
    """The fact of a row whose content cannot be had."""
    on = date.fromordinal(min(max(row.happened + EPOCH, 1), date.max.toordinal()))
    recorded_at = min(max(row.recorded_at, _EARLIEST), _LATEST)
    place = (row.originator_id, row.originator_version, row.id)
    return Fact(*place, on, recorded_at, "withheld", None, None, Withheld(row.topic, why))


FACTS = FactMapper()
_FORGOTTEN = BY_CODE[FORGOTTEN].name
_EARLIEST = micros_of(datetime.min.replace(tzinfo=UTC))
_LATEST = micros_of(datetime.max.replace(tzinfo=UTC))


class Outrun(Exception):
    """Another writer recorded a fact of the same holder in between."""


class Stream:
    """The recorded facts of one holder, in order of version: the library's aggregate."""

    def __init__(self, facts: tuple[Fact[Any], ...]) -> None:
        self.facts = facts

    @property
    def id(self) -> str:
        """The holder."""
        return self.facts[0].holder

    @property
    def version(self) -> int:
        """The last version."""
        return self.facts[-1].version


class FactLog(Application[str]):
    """The ledger's facts as an event-sourced application.

    Args:
        location: Where they are kept.
        create: Whether to make a ledger where there is none.
        now: The clock, microseconds since 1970 in UTC; for tests.
        patience: Seconds to wait for another writer.
        vault: What opens an encrypted ledger; None: the user's own master key.
        encrypt: Whether a ledger that is made is encrypted.

    Raises:
        StoreUnavailable: when there is none, or what is there cannot be used.
    """

    name = "ledger"
    log_section_size = 1_000

    def __init__(
        self,
        location: Location,
        *,
        create: bool,
        now: Callable[[], int] | None = None,
        patience: float = PATIENCE,
        vault: Vault | None = None,
        encrypt: bool = False,
    ) -> None:
        self._vault = Vault() if vault is None else vault
        mark = self._vault.mark() if encrypt else None
        datastore, self._factory_class = parts_of(location)
        self._datastore = datastore(location, create=create, patience=patience, mark=mark)
        self._now = now
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing: what is in the process's environment does not change how facts are kept."""
        return Environment(name)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The factory over the ledger's datastore."""
        made = self._factory_class(env, self._datastore, self._now, self._vault)
        return cast("InfrastructureFactory[Any]", made)

    def construct_mapper(self) -> Mapper[str]:
        """The mapper that uses the codec."""
        return FACTS

    @property
    def rows(self) -> FactRecorder:
        """The recorder, with its pages."""
        return cast("FactRecorder", self.recorder)

    @property
    def note(self) -> str | None:
        """What is to be said after the ledger was made."""
        return getattr(self._datastore, "note", None)

    def append(self, facts: Sequence[Fact[Any]]) -> list[Fact[Any]]:
        """Saves facts together and returns them as they were written, with position and time.

        One that is alone may have version 0, see `FactRecorder.insert_events`.

        Raises:
            Outrun: when another writer was faster; nothing was written.
        """
        receipt: list[StoredFact] = []
        try:
            self.events.put(facts, receipt=receipt)
        except IntegrityError as error:
            raise Outrun(str(error)) from error
        return [_written(fact, row) for fact, row in zip(facts, receipt, strict=True)]

    def forget(self, fact: Fact[Any]) -> Fact[Any]:
        """Saves a holder-forgotten and destroys the holder's key, both or neither.

        Raises:
            Outrun: when another writer was faster; nothing was written.
        """
        receipt: list[StoredFact] = []
        row = FACTS.to_stored_event(fact)
        try:
            self.rows.insert_events([row], receipt=receipt, forget=fact.holder)
        except IntegrityError as error:
            raise Outrun(str(error)) from error
        self._vault.drop()
        return _written(fact, receipt[0])

    def forgotten_after(self, head: int) -> Iterator[str]:
        """The holders with a fact up to a position who were forgotten behind it."""
        after = head
        while found := self.rows.select_notifications(
            after, self.log_section_size, topics=[_FORGOTTEN], inclusive_of_start=False
        ):
            for row in found:
                first = self.rows.one(str(row.originator_id), 1)
                if first is not None and first.id <= head:
                    yield str(row.originator_id)
            after = found[-1].id

    @property
    def vault(self) -> Vault:
        """What opens an encrypted ledger."""
        return self._vault

    def scrub(self) -> bool:
        """Takes what was overwritten out of the write-ahead log; whether nobody hindered it."""
        return bool(self._datastore.scrub())

    def discard(self) -> None:
        """Closes it, and removes its file when nothing is recorded in it; not for a server."""
        self._datastore.discard()
        self.close()

    def append_all(self, facts: Iterable[Fact[Any] | Kept]) -> int:
        """Saves any number of facts in one transaction, in constant memory; returns how many.

        Raises:
            Outrun: when another writer was faster; nothing was written.
        """
        try:
            return len(self.rows.insert_events(map(_row, facts)))
        except IntegrityError as error:
            raise Outrun(str(error)) from error

    def stream(self, holder: str) -> tuple[Fact[Any], ...]:
        """The recorded facts of a holder, in order of version; none for a holder not known."""
        try:
            return cast("Stream", self.repository.get(holder, projector_func=_project)).facts
        except AggregateNotFoundError:
            return ()

    def streams(
        self, head: int, after: str = "", last: str | None = None
    ) -> Iterator[tuple[Fact[Any], ...]]:
        """The facts of one holder after the other up to a position, see `FactRecorder.streams`."""
        for rows in self.rows.streams(head, after, last):
            yield tuple(map(FACTS.to_domain_event, rows))

    def scan(self, start: int = 1, stop: int | None = None) -> Iterator[Fact[Any]]:
        """Facts in order of position, from ``start`` through ``stop``."""
        return map(FACTS.to_domain_event, self.scan_rows(start, stop))

    def scan_rows(self, start: int = 1, stop: int | None = None) -> Iterator[Any]:
        """The rows of facts in order of position, from ``start`` through ``stop``."""
        while True:
            found = self.notification_log.select(start, self.log_section_size, stop)
            yield from found
            if len(found) < self.log_section_size:
                return
            start = follows(found[-1].id, start - 1) + 1

    def newest(self, only: Filter, size: int = 500) -> Iterator[Fact[Any]]:
        """Facts newest first."""
        before: int | None = None
        while True:
            found = self.rows.page(before, size, only)
            yield from map(FACTS.to_domain_event, found)
            if len(found) < size:
                return
            before = -follows(-found[-1].id, -(2**62) if before is None else -before)

    def follow(self, after: int) -> Iterator[Fact[Any]]:
        """Facts after a position, and new ones as they are recorded, without end."""
        with self.recorder.subscribe(after) as subscription:
            yield from map(FACTS.to_domain_event, subscription)


def _written(fact: Fact[Any], row: StoredFact) -> Fact[Any]:
    """A fact with the place and the time it was written with."""
    version, position = row.originator_version, row.id
    return fact._replace(version=version, position=position, recorded_micros=row.recorded_at)


def _row(fact: Fact[Any] | Kept) -> Any:
    return fact if type(fact) is Kept else FACTS.to_stored_event(fact)


def _project(_: Any, events: Iterable[Any]) -> Any:
    facts = tuple(events)
    return Stream(facts) if facts else None
