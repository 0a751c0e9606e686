"""Proving: what receipts and checkpoints say, once their signatures and proofs hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ledger.errors import BadInput
from ledger.facts.fact import Fact
from ledger.facts.jsonl import line_of
from ledger.seal.checkpoint import Checkpoint
from ledger.seal.leaf import fields_of
from ledger.seal.notes import PublicKey
from ledger.seal.receipt import Receipt
from ledger.store.application import FACTS, withheld
from ledger.store.rows import StoredFact
from ledger.store.vault import SEALED


class ProvedFact(NamedTuple):
    """A fact of which it is proved that it is in a ledger.

    Attributes:
        fact: The fact as it was recorded.
        checkpoint: What was signed.
    """

    fact: Fact[Any]
    checkpoint: Checkpoint

    @property
    def line(self) -> str:
        """The fact as canonical JSON."""
        return line_of(self.fact)


def proved_in(text: str, keys: Sequence[PublicKey]) -> ProvedFact:
    """The fact of a receipt, once it is proved.

    Args:
        text: The receipt.
        keys: The keys that are trusted.

    Raises:
        BadInput: when it is no receipt.
        NotProved: when its signature or its proof does not hold.
    """
    receipt = Receipt.parse(text)
    checkpoint = receipt.proved(keys)
    position, version, kind, happened, recorded_at, holder, body = fields_of(receipt.leaf)
    row = StoredFact(holder, version, body, kind, happened, recorded_at, position)
    if body[:1] == SEALED:
        return ProvedFact(withheld(row, "encrypted; its ledger alone can show it"), checkpoint)
    return ProvedFact(FACTS.to_domain_event(row), checkpoint)


def checkpoint_in(text: str, keys: Sequence[PublicKey], name: str) -> Checkpoint:
    """The checkpoint of a signed note, once it is proved; raises as `proved_in`."""
    try:
        return Checkpoint.opened(text, keys)
    except BadInput as error:
        raise error.at(file=name) from None
