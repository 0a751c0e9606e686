"""What is read of a ledger: facts, holders and vault, held against what was sealed."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ledger.errors import BadInput, KeyMissing
from ledger.facts.fields import HOLDER
from ledger.seal.checkpoint import Checkpoint
from ledger.store.vault import read_master_key
from ledger.verification.vault import Opener, Readable, eight, joined, vault_problems

MOST = 20
"""The most problems that are told; reading ends there."""
_FACTS = (
    "SELECT f.position, f.holder, h.id, f.version, f.kind, f.happened, f.recorded_at, f.body, "
    "f.seal FROM facts f LEFT JOIN holders h ON h.key = f.holder ORDER BY f.position"
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
        decrypted: Whether it was tried that keys and bodies decrypt, which takes the master key;
            None: there is nothing encrypted.
    """

    size: int
    root: bytes
    problems: tuple[Problem, ...]
    checkpoints: tuple[Checkpoint, ...]
    decrypted: bool | None = None


class Reading:
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
        self._decrypted: bool | None = None
        self._first_encrypted: int | None = None
        self._is_among_facts = False

    def cut_off(self, what: str) -> None:
        """Something cannot be read: the next fact, or what is not about one."""
        self._say(what, self.size + 1 if self._is_among_facts else None)

    def verified(self) -> Verified:
        """What was found."""
        problems = sorted(self.problems, key=lambda one: one.position or 0)[:MOST]
        checkpoints = tuple(self._checkpoints)
        return Verified(self.size, self.root(), tuple(problems), checkpoints, self._decrypted)

    def root(self) -> bytes:
        """The root of the facts read so far."""
        if not self._edge:
            return sha256(b"").digest()
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = _over(left, root)
        return root

    def facts(self, file: Readable) -> None:
        """Every fact with its leaf, and every node of the seal beside it."""
        self._held_against_checkpoint()
        self._is_among_facts = True
        try:
            for row in file.execute(_FACTS):
                if len(self.problems) >= MOST:
                    break
                self._fact(row)
                self._held_against_checkpoint()
                if self._progress is not None and self.size % STEP == 0:
                    self._progress(self.size)
        except sqlite3.DatabaseError:
            # The driver reads a row ahead: the one before the row that it cannot read is whole.
            for row in file.execute(f"{_FACTS} LIMIT 1 OFFSET {self.size}"):
                self._fact(row)
            raise
        self._is_among_facts = False
        if len(self.problems) >= MOST:
            return
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
            *(eight(n) for n in (position, version, kind, happened, recorded_at)),
            holder.encode("utf-8", "surrogateescape"),
            body,
        ]
        self._seal(sha256(b"\x00" + joined(fields)).digest(), seal)
        if self._first_encrypted is None and body.startswith(b"\xc1"):
            is_told = self.problems and self.problems[-1].position == self.size
            self._first_encrypted = None if is_told else self.size

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

    def vault(self, file: Readable, master_key: Path | None) -> None:
        """The vault, and with a master key what it opens."""
        marks = [wrapped for (wrapped,) in file.execute("SELECT wrapped FROM vault WHERE holder=0")]
        if not marks and self._first_encrypted is not None:
            what = "the fact is encrypted, in a ledger without a mark: its vault was emptied"
            self._say(what, self._first_encrypted)
            return
        self.problems += [Problem(*one) for one in vault_problems(file, bool(marks))]
        if not marks:
            return
        self._decrypted = False
        if master_key is None:
            return
        opener = Opener(read_master_key(master_key))
        found = list(islice(opener.problems(file, marks[0]), MOST))
        if opener.opens:
            known = {one.position for one in self.problems if one.position}
            self.problems += [Problem(*one) for one in found if one[0] not in known]
            self._decrypted = True
        elif not self.problems:
            raise KeyMissing(
                f"the master key at {master_key} is not the one this ledger was encrypted under; "
                "--master-key names the file of that one"
            )

    def holders(self, file: Readable) -> None:
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
