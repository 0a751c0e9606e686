"""Facts as rows, and which of them a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple, Protocol, TypeVar
from unicodedata import category

from ledger.errors import LedgerDamaged, LedgerError
from ledger.facts.catalogue import BY_CODE, BY_NAME, KINDS
from ledger.facts.codec import decode
from ledger.facts.fact import Fact, instant_of
from ledger.facts.fields import DAY
from ledger.store.vault import HolderKey

SELECT = (
    "SELECT h.id, f.version, f.body, f.kind, f.happened, f.recorded_at, f.position "
    "FROM facts f JOIN holders h ON h.key = f.holder"
)
"""Selects the columns of `StoredFact`."""
INSERT = "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
"""Inserts a fact, see `inserted`."""
new = tuple.__new__
"""Makes a named tuple in half the time its class takes, which would count the values again."""
FOLDED = {"i": "\u0130", "k": "\u212a"}
"""ASCII letters that a letter beyond ASCII becomes in lower case: the dotted I, the Kelvin sign."""


class Cursor(Protocol):
    """What runs statements in a transaction; values stand in for ``?``."""

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> object:
        """Runs a statement."""

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> object:
        """Runs a statement for each of many values."""

    def fetchone(self) -> Any:
        """The next row; None when there is no other."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""


class StoredFact(NamedTuple):
    """A fact as a row: what the event-sourcing library calls a stored event and a notification.

    Attributes:
        originator_id: The holder.
        originator_version: The version.
        state: The body, see `ledger.facts.codec`.
        kind: The kind code.
        happened: Days since 1970-01-01.
        recorded_at: Microseconds since 1970-01-01T00:00Z.
        id: The position; 0: position and recorded_at are to be assigned on insertion.
    """

    originator_id: str
    originator_version: int
    state: bytes
    kind: int
    happened: int
    recorded_at: int
    id: int

    @property
    def topic(self) -> str:
        """The name of the kind; never resolved to anything."""
        known = BY_CODE.get(self.kind)
        return known.name if known else f"unknown-{self.kind}"


class EncryptedFact(NamedTuple):
    """A fact as a row of an encrypted ledger. Attributes as of `StoredFact`, and the holder's key.

    Attributes:
        key: What opens the body.
    """

    originator_id: str
    originator_version: int
    state: bytes
    kind: int
    happened: int
    recorded_at: int
    id: int
    key: HolderKey

    @property
    def topic(self) -> str:
        """The name of the kind; never resolved to anything."""
        known = BY_CODE.get(self.kind)
        return known.name if known else f"unknown-{self.kind}"


class Kept(NamedTuple):
    """A row of an encrypted ledger that is to be kept as it is.

    Attributes:
        row: The row, its body encrypted.
        wrapped: The wrapped key of the holder, zeros when it was destroyed.
    """

    row: StoredFact
    wrapped: bytes


def inserted(row: StoredFact, key: int, seal: bytes) -> tuple[object, ...]:
    """The values of `INSERT` for a fact at its position, its holder's key and its seal."""
    at, (_, version, body, kind, happened, recorded_at, _) = row.id, row
    return at, key, version, kind, happened, recorded_at, body, seal


_TYPES = (str, int, bytes, int, int, int, int)


def facts_of(rows: Iterable[Sequence[Any]]) -> list[StoredFact]:
    """What `SELECT` gave, as facts.

    Raises:
        LedgerDamaged: when a column is of another type than its table gives it: bytes of the file
            were changed.
    """
    found = []
    for row in rows:
        if tuple(map(type, row)) != _TYPES:
            raise column_damaged(row[-1])
        found.append(new(StoredFact, row))
    return found


def column_damaged(position: object) -> LedgerDamaged:
    """What is said of a column that is not of its type."""
    return LedgerDamaged(
        f"position {position}: a column of the fact is not of its type; "
        "`ledger verify` says what was changed"
    )


T = TypeVar("T", int, str)


def follows(last: T, before: T) -> T:
    """The last of a page, once it is known to lie behind the page before: reading has an end.

    Raises:
        LedgerDamaged: when it does not.
    """
    if last <= before:
        raise LedgerDamaged(
            f"what follows {str(before).lstrip('-')} is out of order; "
            "`ledger verify` says what was changed"
        )
    return last


class Filter(NamedTuple):
    """Which facts a page of the log shows; None: all.

    Attributes:
        holder: Only facts of this holder.
        kind: Only facts of the kind with this code.
        since: Only facts that happened on or after this day, as days since 1970-01-01.
        through: Only facts that happened on or before this day.
        naming: Only facts whose stored bytes hold this text. Every fact that names a body does.
        text: Leaves out facts that cannot hold this text, whatever the case, in the holder's id,
            the name of the kind or any text stored. Some that do not hold it are let through.
    """

    holder: str | None = None
    kind: int | None = None
    since: int | None = None
    through: int | None = None
    naming: str | None = None
    text: str | None = None

    def admits(self, fact: Fact[Any]) -> bool:
        """Whether a fact is one of those, by its holder, kind and day."""
        happened = DAY.pack(fact.on)
        return (
            self.holder in (None, fact.holder)
            and self.kind in (None, BY_NAME[fact.kind].code)
            and (self.since is None or happened >= self.since)
            and (self.through is None or happened <= self.through)
        )

    def columns(self) -> tuple[str, list[Any]]:
        """SQL to go on a condition with for what stands in columns, and its values."""
        where, values = "", []
        for condition, value in (
            ("h.id = ?", self.holder),
            ("f.kind = ?", self.kind),
            ("f.happened >= ?", self.since),
            ("f.happened <= ?", self.through),
        ):
            if value is not None:
                where += f" AND {condition}"
                values.append(value)
        return where, values

    def conditions(self) -> tuple[str, list[Any]]:
        """SQL of SQLite to go on a condition with, and its values."""
        where, values = self.columns()
        if self.naming is not None:
            where += " AND instr(f.body, CAST(? AS BLOB)) > 0"
            values.append(self.naming)
        run = findable(self.text or "")
        if run:
            like = "%" + "".join(f"\\{c}" if c in "\\%_" else c for c in run) + "%"
            kinds = ", ".join(str(kind.code) for kind in KINDS if run not in kind.name)
            odd = [FOLDED[letter] for letter in run if letter in FOLDED]
            holding = (
                f"f.kind NOT IN ({kinds})",
                "CAST(f.body AS TEXT) LIKE ? ESCAPE '\\'",
                *["instr(f.body, CAST(? AS BLOB)) > 0"] * len(odd),
                "instr(f.body, x'00') > 0",  # where LIKE stops looking
                "h.id LIKE ? ESCAPE '\\'",
            )
            where += f" AND ({' OR '.join(holding)})"
            values += [like, *odd, like]
        return where, values


def forgotten_text(row: StoredFact) -> str:
    """Why the content of the facts before a stored holder-forgotten is gone."""
    try:
        *_, data = decode(row.kind, row.state)
        day = instant_of(row.recorded_at).date()
    except (LedgerError, OverflowError) as error:
        raise LedgerDamaged(f"position {row.id}: {error}") from None
    return f"the content is gone, {row.originator_id} was forgotten on {day}: {data[0]}"


def findable(text: str) -> str:
    """The longest piece of a text, in lower case, that the store can look for whatever the case.

    It is made of ASCII and of letters of scripts without cases.
    """
    runs = groupby(text.lower(), lambda c: c != "\0" and (c.isascii() or category(c) == "Lo"))
    return max(("".join(run) for can, run in runs if can), key=len, default="")[:1_000]
