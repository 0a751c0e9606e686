"""Receipts: that a fact is in the ledger, to be checked without it (c2sp.org/tlog-proof)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from ledger.errors import BadInput, NotProved
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.leaf import fields_of
from ledger.seal.notes import PublicKey, decoded
from ledger.seal.tree import leaf_hash, root_from

HEADER = "c2sp.org/tlog-proof@v1"
LIMIT = 256 * 1024
"""The most characters of a receipt that are read."""


class Receipt(NamedTuple):
    """A fact, the proof that it is in the tree of a checkpoint, and the checkpoint.

    Attributes:
        leaf: The fact as it was sealed, see `ledger.seal.leaf`.
        path: The hashes beside its way to the root.
        checkpoint: The signed note.
    """

    leaf: bytes
    path: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        position = fields_of(self.leaf)[0]
        lines = [HEADER, f"extra {_text(self.leaf)}", f"index {position - 1}"]
        return "\n".join([*lines, *map(_text, self.path), "", self.checkpoint])

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """The receipt that a text is; nothing of it is proved yet.

        Raises:
            BadInput: when it is none.
            NotProved: when its index is not that of its fact.
        """
        if len(text) > LIMIT:
            raise BadInput(f"a receipt has at most {LIMIT:,} characters")
        above, blank, note = text.partition("\n\n")
        header, _, rest = above.partition("\n")
        if header != HEADER or not blank:
            raise BadInput(f"a receipt begins with “{HEADER}” and ends with a checkpoint")
        extra, index, *path = [*rest.split("\n"), "", ""][: max(2, rest.count("\n") + 1)]
        leaf = decoded(extra.removeprefix("extra ")) if extra.startswith("extra ") else None
        if leaf is None:
            raise BadInput("the second line of a receipt is “extra” and the fact in base64")
        hashes = [decoded(line) for line in path]
        if any(hash_ is None or len(hash_) != 32 for hash_ in hashes):
            raise BadInput("the proof of a receipt is a line of base64 for each of its hashes")
        if index != f"index {fields_of(leaf)[0] - 1}":
            raise NotProved("its index is not that of its fact: it was changed")
        return cls(leaf, tuple(hash_ for hash_ in hashes if hash_), note)

    def proved(self, keys: Sequence[PublicKey]) -> Checkpoint:
        """The checkpoint, once it is signed and the fact is proved to be in its tree.

        Raises:
            BadInput: when the checkpoint does not read.
            NotProved: when no trusted key has signed it, or the proof does not lead to its root.
        """
        checkpoint = Checkpoint.opened(self.checkpoint, keys)
        position = fields_of(self.leaf)[0]
        root = root_from(position - 1, checkpoint.size, leaf_hash(self.leaf), self.path)
        if root != checkpoint.root:
            raise NotProved("the proof does not lead to the root that was signed: it was changed")
        return checkpoint


def _text(hash_: bytes) -> str:
    return b64encode(hash_).decode()
