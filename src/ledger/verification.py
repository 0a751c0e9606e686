"""Verification: an independent reading of a whole ledger, a file or one on a server.

Nothing here is shared with what writes: the ledger is read by SQL of its own, and leaves and nodes
are worked out anew from RFC 9162, with nothing in memory but the right edge of the tree. What is
shared is the schema a ledger is made with, to hold the file's own against it.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ledger.errors import BadInput, LedgerDamaged, StoreUnavailable
from ledger.facts.fields import HOLDER
from ledger.seal.checkpoint import Checkpoint
from ledger.store import schema
from ledger.store.location import Location
from ledger.store.opening import snapshot

MOST = 20
"""The most problems that are told; reading ends there."""
_DAMAGE = (
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_TOOBIG,
)
STEP = 100_000
"""Facts between two reports of progress."""


class Problem(NamedTuple):
    """Something that is not as it was written.

    Attributes:
        position: The position of the fact it was found at; None: it is about the whole file.
        what: What is wrong.
    """

    position: int | None
    what: str


class Verified(NamedTuple):
    """What a verification found.

    Attributes:
        size: How many facts were read.
        root: The root of their tree; of no meaning when there are problems.
        problems: What is wrong, the first of the facts first.
        checkpoints: The checkpoints the ledger was held against.
    """

    size: int
    root: bytes
    problems: tuple[Problem, ...]
    checkpoints: tuple[Checkpoint, ...]


def verify(
    path: Path,
    checkpoints: Sequence[Checkpoint] = (),
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Reads a whole ledger file and checks everything that can be checked.

    Schema and guard triggers, SQLite's own structure and indexes, dense positions, versions dense
    in each stream, times that never go back, holders, every leaf and every node of the seal, and
    the root at the size of each checkpoint.

    Args:
        path: The ledger.
        checkpoints: Checkpoints it is held against.
        progress: Called with the number of facts read, now and then.

    Raises:
        StoreUnavailable: when the file cannot be read.
    """
    reading = _Reading(checkpoints, progress)
    try:
        with closing(_opened(path)) as file:
            reading.problems += _schema_problems(file)
            if _may_be_read(file):
                reading.problems += _structure_problems(file)
                reading.facts(file)
                reading.holders(file)
                reading.problems += _vault_problems(file)
    except UnicodeDecodeError:  # of a message of SQLite that quotes the file
        reading.problems.append(Problem(reading.size + 1, "SQLite cannot read on: no text"))
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _DAMAGE:
            raise StoreUnavailable(f"{path} cannot be read: {error}") from error
        reading.problems.append(Problem(reading.size + 1, f"SQLite cannot read on: {error}"))
    problems = sorted(reading.problems, key=lambda one: one.position or 0)[:MOST]
    return Verified(reading.size, reading.root(), tuple(problems), tuple(checkpoints))


def verify_server(
    location: Location,
    checkpoints: Sequence[Checkpoint] = (),
    progress: Callable[[int], None] | None = None,
) -> Verified:
    """Reads a whole ledger on a server, all of it as it is at one moment, as `verify` does a file.

    Beside the schema it is checked that nobody but the owner has more rights than to read and add.

    Args:
        location: The ledger.
        checkpoints: Checkpoints it is held against.
        progress: Called with the number of facts read, now and then.

    Raises:
        StoreUnavailable: when it cannot be read.
    """
    reading = _Reading(checkpoints, progress)
    with snapshot(location) as opened:
        try:
            reading.problems += [Problem(None, what) for what in opened.schema_problems()]
            reading.problems += [Problem(None, what) for what in opened.structure_problems()]
            reading.facts(opened)
            reading.holders(opened)
            reading.problems += _vault_problems(opened)
        except LedgerDamaged as error:
            reading.problems.append(Problem(reading.size + 1, f"it cannot be read on: {error}"))
    problems = sorted(reading.problems, key=lambda one: one.position or 0)[:MOST]
    return Verified(reading.size, reading.root(), tuple(problems), tuple(checkpoints))


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that reads one state of the file and writes nothing but what a crash left."""
    file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10)
    file.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    schema.harden(file)
    file.execute("PRAGMA query_only = ON")
    file.execute("BEGIN")
    return file


def _schema_problems(file: sqlite3.Connection) -> Iterator[Problem]:
    found, expected = schema.objects(file), schema.expected()
    own = dict(found)
    for name, object_ in expected.items():
        if name not in own:
            yield Problem(None, f"the {object_[0]} {name} is missing")
        elif own[name] != object_:
            yield Problem(None, f"the {object_[0]} {name} is not the one a ledger is made with")
    for name, object_ in found:
        if name not in expected:
            yield Problem(None, f"the {object_[0]} {name!r} does not belong into a ledger")
    if len(own) != len(found):
        yield Problem(None, "the schema names something twice")
    for pragma, value in (
        ("application_id", schema.APPLICATION_ID),
        ("user_version", schema.FORMAT),
    ):
        if file.execute(f"PRAGMA {pragma}").fetchone()[0] != value:
            yield Problem(None, f"the {pragma} of the file is not {value}")


def _may_be_read(file: sqlite3.Connection) -> bool:
    """Whether reading runs no SQL of the file: its tables are a ledger's, and there are no others.

    A view in the place of a table, or a condition or column that is computed, may have no end.
    """
    expected = schema.expected()
    tables = {name for name, (kind, *_) in expected.items() if kind != "trigger"}
    found = [pair for pair in schema.objects(file) if pair[1][0] != "trigger"]
    return len(found) == len(tables) and all(expected.get(name) == one for name, one in found)


def _structure_problems(file: sqlite3.Connection) -> Iterator[Problem]:
    for (line,) in file.execute(f"PRAGMA integrity_check({MOST})"):
        if line != "ok":
            yield Problem(None, f"the file is damaged: {line}")


def _vault_problems(file: _Readable) -> Iterator[Problem]:
    """What can be told of encryption without a key."""
    is_encrypted = (
        next(iter(file.execute("SELECT 1 FROM vault WHERE holder = 0")), None) is not None
    )
    if not is_encrypted:
        for (key,) in file.execute("SELECT holder FROM vault LIMIT 1"):
            yield Problem(None, f"there is a key for holder key {key} in a ledger without a mark")
    else:
        for position, kind, key, head, length in file.execute(
            "SELECT position, kind, holder, substr(body, 1, 2), length(body) FROM facts"
        ):
            if kind != 19 and (head != b"\xc1\x01" or length < 30):
                yield Problem(position, f"the fact of holder key {key} is not encrypted")
    for position, version, last in file.execute(
        "SELECT f.position, f.version, (SELECT max(version) FROM facts WHERE holder = f.holder) "
        "FROM facts f WHERE f.kind = 19"
    ):
        if version != last or not is_encrypted:
            yield Problem(position, "a holder-forgotten is the last of a holder, where keys are")
    for key, id_, wrapped, last in file.execute(
        "SELECT h.key, h.id, v.wrapped, (SELECT kind FROM facts WHERE holder = h.key "
        "ORDER BY version DESC LIMIT 1) FROM holders h LEFT JOIN vault v ON v.holder = h.key"
    ):
        if is_encrypted and wrapped is None:
            yield Problem(None, f"the key of {id_} is missing (holder key {key})")
        elif is_encrypted and (not any(wrapped)) != (last == 19):
            what = "was destroyed, and nobody forgot them" if last != 19 else "was not destroyed"
            yield Problem(None, f"the key of {id_} {what} (holder key {key})")


class _Readable(Protocol):
    """What SQL reads rows from."""

    def execute(self, statement: str, /) -> Iterable[tuple[Any, ...]]:
        """The rows of a statement."""


class _Reading:
    """What has been read so far: the right edge of the tree, and each holder's last version."""

    def __init__(
        self, checkpoints: Sequence[Checkpoint], progress: Callable[[int], None] | None
    ) -> None:
        self.size = 0
        self.problems: list[Problem] = []
        self._checkpoints = checkpoints
        self._progress = progress
        self._edge: list[bytes] = []
        self._sealed: list[bytes] = []
        self._versions = array("q")
        self._recorded_at = 0

    def root(self) -> bytes:
        """The root of the facts read so far."""
        if not self._edge:
            return sha256(b"").digest()
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = _over(left, root)
        return root

    def facts(self, file: _Readable) -> None:
        """Every fact with its leaf, and every node of the seal beside it."""
        self._held_against_checkpoint()
        for row in file.execute(
            "SELECT f.position, f.holder, h.id, f.version, f.kind, f.happened, f.recorded_at, "
            "f.body, f.seal FROM facts f LEFT JOIN holders h ON h.key = f.holder "
            "ORDER BY f.position"
        ):
            if len(self.problems) >= MOST:
                return
            self._fact(row)
            self._held_against_checkpoint()
            if self._progress is not None and self.size % STEP == 0:
                self._progress(self.size)
        for size in sorted(one.size for one in self._checkpoints if one.size > self.size):
            self._say(
                f"a checkpoint was signed at {size:,} facts, and there are {self.size:,}: facts "
                "were removed, or it is another ledger",
                self.size + 1,
            )

    def _fact(self, row: tuple[Any, ...]) -> None:
        position, key, holder, version, kind, happened, recorded_at, body, seal = row
        self.size += 1
        numbers = (position, key, version, kind, happened, recorded_at)
        blobs = (body, seal)
        if {*map(type, numbers)} != {int} or {*map(type, blobs)} != {bytes}:
            self._say("a column of the fact is not of its type")
            self._seal(bytes(32), bytes(32))
            return
        if position != self.size:
            self._say(f"the fact at this place has position {position}")
        if type(holder) is not str:
            self._say(f"the fact is about holder key {key}, which there is not")
            holder = ""
        self._version(key, holder, version)
        if recorded_at < self._recorded_at:
            self._say("it was recorded before the fact before it")
        self._recorded_at = max(self._recorded_at, recorded_at)
        fields = [
            b"credential-ledger/leaf/1",
            *(_eight(n) for n in (position, version, kind, happened, recorded_at)),
            holder.encode("utf-8", "surrogateescape"),
            body,
        ]
        leaf = b"".join(len(field).to_bytes(4, "big") + field for field in fields)
        self._seal(sha256(b"\x00" + leaf).digest(), seal)

    def _seal(self, hash_: bytes, seal: bytes) -> None:
        """Holds the seal of a fact against what it should be: its leaf, and what it completes."""
        complete = [seal[at : at + 32] for at in range(0, len(seal), 32)] or [b""]
        if complete[0] != hash_:
            self._say("the fact is not the one that was sealed")
        self._edge.append(hash_)
        self._sealed.append(complete.pop(0))
        size = self.size
        while size % 2 == 0 and complete:
            # Over what is below, or over what is stored of it: one change is one problem, and not
            # one on every level. A leaf has to be that of the fact in any case.
            over = {_over(*edge[-2:]) for edge in (self._edge, self._sealed)}
            self._edge[-2:] = [_over(*self._edge[-2:])]
            self._sealed[-2:] = [complete.pop(0)]
            if self._sealed[-1] not in over:
                self._say("the seal over it does not fit what is below")
            size //= 2
        if size % 2 == 0 or complete:
            self._say("its seal has too few or too many hashes")
            while size % 2 == 0:
                for edge in (self._edge, self._sealed):
                    edge[-2:] = [_over(*edge[-2:])]
                size //= 2

    def _version(self, key: int, holder: str, version: int) -> None:
        versions = self._versions
        if not 1 <= key <= len(versions) + 1:
            self._say(f"“{holder}” has key {key}; holders have keys in the order they came")
            return
        if key > len(versions):
            versions.append(0)
        versions[key - 1] += 1
        if version != versions[key - 1]:
            self._say(f"it is version {version} of {holder}, and should be {versions[key - 1]}")
            versions[key - 1] = version if abs(version) < 2**62 else 0

    def _held_against_checkpoint(self) -> None:
        for checkpoint in self._checkpoints:
            if checkpoint.size == self.size and checkpoint.root != self.root():
                self._say(
                    f"the first {self.size:,} facts are not those of the checkpoint that was signed"
                )

    def _say(self, what: str, position: int | None = -1) -> None:
        self.problems.append(Problem(self.size if position == -1 else position, what))

    def holders(self, file: _Readable) -> None:
        """The holders: their keys, their ids, and that each has a fact."""
        key = 0
        for key, (found, id_) in enumerate(
            file.execute("SELECT key, id FROM holders ORDER BY key"), 1
        ):
            if found != key:
                self._say(f"holder key {key} is missing", None)
                return
            try:
                HOLDER.check(id_)
            except BadInput:
                self._say(f"the holder with key {key} has no id a holder can have", None)
            if key > len(self._versions):
                self._say(f"the holder with key {key} has no fact", None)
                return


def _over(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _eight(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)
