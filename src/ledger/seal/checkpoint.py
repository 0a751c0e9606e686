"""Checkpoints: what the ledger was at a size, signed (c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from ledger.errors import BadInput, NotProved
from ledger.seal.notes import PublicKey, SigningKey, decoded, opened

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class Checkpoint(NamedTuple):
    """The root of the first facts of a ledger.

    Attributes:
        origin: Which ledger: the name of the key that signs.
        size: How many facts.
        root: The root of their tree, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def signed(self, key: SigningKey) -> str:
        """The signed note."""
        return key.sign(self.text)

    @classmethod
    def opened(cls, note: str, keys: Sequence[PublicKey]) -> Checkpoint:
        """The checkpoint of a signed note.

        Args:
            note: The note; lines below the root are let be.
            keys: The keys that are trusted; one that signs has to be named after the origin.

        Raises:
            BadInput: when it is no checkpoint.
            NotProved: when no trusted key that is named after the origin has signed it.
        """
        text, signers = opened(note, keys)
        origin, *rest = text.split("\n")
        size, root = rest[0] if rest else "", rest[1] if len(rest) > 1 else ""
        hash_ = decoded(root)
        if not origin or not _SIZE.fullmatch(size) or hash_ is None or len(hash_) != 32:
            raise BadInput("a checkpoint is a line each of origin, size and root")
        if all(origin != key.name for key in keys):
            raise NotProved(f"it is of “{origin}”, which no trusted key is named after")
        if all(origin != key.name for key in signers):
            names = ", ".join(key.name for key in signers)
            raise NotProved(f"it is of “{origin}”, and signed by {names}, whose ledger is another")
        return cls(origin, int(size), hash_)
