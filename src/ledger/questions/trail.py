"""The trail: the facts of the whole ledger newest first, a page at a time, however many there are.

A page is quick whatever it looks for: a call looks at so many positions at most and says how far
it has come. Nothing on a page is decoded before it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from ledger.errors import LedgerError
from ledger.facts.fact import bodies_told, instant_of
from ledger.facts.fields import DAY, EPOCH
from ledger.facts.intake import kind_named
from ledger.facts.wording import printable, summary
from ledger.judging.asked import whole_day
from ledger.store.application import FACTS
from ledger.store.rows import EncryptedFact, Filter, findable

if TYPE_CHECKING:
    from ledger.facts.fact import Fact
    from ledger.store.recorder import FactRecorder
    from ledger.store.rows import StoredFact

LOOKED_AT = 20_000
"""The most positions one page looks at."""
SEARCHED = 8_000
"""The most positions one page looks at when the store looks for text."""
READ = 3_000
"""The most positions one page looks at when it looks for text that the store cannot look for."""
DECODED = 250
"""The most facts one page decodes and leaves out, to the next whole chunk."""
_CHUNK = 100


class TrailFilter(NamedTuple):
    """Which facts a trail shows; None: all.

    Attributes:
        holder: Only facts of this holder.
        kind: Only facts of the kind with this name.
        body: Only facts that name this certifying body, also in a replacement.
        since: Only facts that happened on or after this day.
        through: Only facts that happened on or before this day.
        text: Only facts with this text, whatever the case, in the holder's id, the name of the
            kind, who recorded it, source, ref or any text of the data, also of a replacement.
    """

    holder: str | None = None
    kind: str | None = None
    body: str | None = None
    since: date | None = None
    through: date | None = None
    text: str | None = None

    def by_columns(self) -> Filter:
        """What the store leaves out without decoding anything.

        Raises:
            BadInput: for a kind there is none of, and for what is no day.
        """
        return Filter(
            _storable(self.holder),
            kind_named(self.kind).code if self.kind is not None else None,
            _packed(self.since, "--from"),
            _packed(self.through, "--to"),
            _storable(self.body),
            self.text or None,
        )

    def admits_content(self, fact: Fact[Any]) -> bool:
        """Whether a fact names the body and holds the text looked for."""
        if self.body is not None and self.body not in bodies_told(fact.data):
            return False
        held = (fact.holder, fact.kind, fact.recorded_by, fact.source, fact.ref, fact.data)
        return self._is_in(held)

    def admits_row(self, row: TrailRow) -> bool:
        """The same of a row; one that does not decode has its columns alone."""
        if not self.text and self.body is None:
            return True
        # Bytes without the text are not worth decoding.
        if (
            self.text
            and not row.is_encrypted
            and not self._is_in((row.holder, row.kind, row.stored.decode(errors="ignore")))
        ):
            return False
        if row.fact is not None:
            return self.admits_content(row.fact)
        return self.body is None and self._is_in((row.holder, row.kind))

    def _is_in(self, held: tuple[object, ...]) -> bool:
        if not self.text:
            return True
        text = _folded(self.text)
        return any(text in _folded(one) for one in _texts_in(held))


class TrailRow:
    """A fact on a trail: its columns, and the fact itself once that is asked for."""

    __slots__ = ("_fact", "_problem", "_row")

    def __init__(self, row: StoredFact | EncryptedFact) -> None:
        self._row = row
        self._fact: Fact[Any] | None = None
        self._problem: str | None = None

    @property
    def position(self) -> int:
        """Place in the whole ledger, from 1."""
        return self._row.id

    @property
    def holder(self) -> str:
        """The holder's id."""
        return self._row.originator_id

    @property
    def version(self) -> int:
        """Place in the holder's stream, from 1."""
        return self._row.originator_version

    @property
    def kind(self) -> str:
        """The name of its kind, or for example ``unknown-99``."""
        return self._row.topic

    @property
    def on(self) -> date:
        """The day it happened; the first or last of the calendar where that is damaged."""
        first, last = date.min.toordinal(), date.max.toordinal()
        return date.fromordinal(min(max(self._row.happened + EPOCH, first), last))

    @property
    def recorded_at(self) -> datetime:
        """When the ledger learned it, in UTC; the first or last instant where that is damaged."""
        try:
            return instant_of(self._row.recorded_at)
        except OverflowError:
            end = datetime.min if self._row.recorded_at < 0 else datetime.max
            return end.replace(tzinfo=UTC)

    @property
    def stored(self) -> bytes:
        """The stored bytes of the fact."""
        return self._row.state

    @property
    def is_encrypted(self) -> bool:
        """Whether the stored bytes are encrypted."""
        return isinstance(self._row, EncryptedFact)

    @property
    def fact(self) -> Fact[Any] | None:
        """The fact; None when it does not decode."""
        if self._fact is None and self._problem is None:
            try:
                self._fact = FACTS.to_domain_event(self._row)
            except LedgerError as error:
                self._problem = printable(str(error))
        return self._fact

    @property
    def is_decoded(self) -> bool:
        """Whether the fact was asked for before."""
        return self._fact is not None or self._problem is not None

    @property
    def problem(self) -> str | None:
        """Why it does not decode, one sentence; None when it does."""
        return self._problem if self.fact is None else None

    @property
    def summary(self) -> str:
        """What happened, on one line, without the day; or the problem."""
        fact = self.fact
        return self._problem or "" if fact is None else summary(fact.data)

    @property
    def recorded_by(self) -> str:
        """Who recorded it; nothing when it does not decode."""
        return "" if self.fact is None else self.fact.recorded_by

    def __repr__(self) -> str:
        return f"<TrailRow {self.position}: {self.holder} {self.version} {self.kind}>"


class TrailPage(NamedTuple):
    """A page of a trail.

    Attributes:
        rows: Facts newest first.
        reached: Every position from this one up to the one the page was asked before has been
            looked at; ask before it for what is older. 1: there is nothing older.
    """

    rows: tuple[TrailRow, ...]
    reached: int


def trail_page(facts: FactRecorder, before: int | None, limit: int, only: TrailFilter) -> TrailPage:
    """One page of a trail.

    Args:
        facts: The facts as rows.
        before: Only facts before this position; None: from the newest.
        limit: The most rows, from 1.
        only: Which facts.
    """
    columns = only.by_columns()
    end = (facts.max_notification_id() or 0) + 1
    end = end if before is None else min(before, end)
    start = _start(only, columns, end)
    chunk = min(limit, _CHUNK) if only.body or only.text else limit
    rows: list[TrailRow] = []
    left_out = 0
    while left_out < DECODED and end > start:
        found = facts.page(end, chunk, columns, after=start - 1)
        for row in map(TrailRow, found):
            if only.admits_row(row):
                rows.append(row)
                if len(rows) == limit:
                    return TrailPage(tuple(rows), row.position)
            elif row.is_decoded:
                left_out += 1
        end = found[-1].id if len(found) == chunk else start
    return TrailPage(tuple(rows), max(end, 1))


def _start(only: TrailFilter, columns: Filter, end: int) -> int:
    """The first position the page looks at: all of a holder's are few."""
    if only.holder is not None or columns == Filter():
        return 1
    if not only.text:
        return max(1, end - LOOKED_AT)
    return max(1, end - (SEARCHED if findable(only.text) else READ))


def _folded(text: str) -> str:
    """Text by which it is compared, letter by letter: a final sigma is a sigma."""
    return text.lower().replace("ς", "σ")


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts_in(part)
    elif isinstance(value, Mapping):
        for item in value.items():
            yield from _texts_in(item)


def _packed(day: date | None, field: str) -> int | None:
    """A day as the store has it."""
    return None if day is None else DAY.pack(whole_day(day, field))


def _storable(text: str | None) -> str | None:
    """Text without the lone surrogates that no store holds."""
    return text if text is None else text.encode("utf-8", "replace").decode()
