"""What a verification tells of the vault: which keys there are, and what they open.

Nothing here is shared with what encrypts. How it is done is worked out anew from docs/format.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Told: TypeAlias = tuple[int | None, str]
"""A position, None for the whole ledger, and what is wrong there."""


class Readable(Protocol):
    """What SQL reads rows from."""

    def execute(self, statement: str, /) -> Iterable[tuple[Any, ...]]:
        """The rows of a statement."""


def vault_problems(file: Readable, is_encrypted: bool) -> Iterator[Told]:
    """What can be told of encryption without a key."""
    if not is_encrypted:
        for (key,) in file.execute("SELECT holder FROM vault LIMIT 1"):
            yield None, f"there is a key for holder key {key} in a ledger without a mark"
            return
    else:
        for position, kind, key, head, length in file.execute(
            "SELECT position, kind, holder, substr(body, 1, 2), length(body) FROM facts"
        ):
            if kind != 19 and (head != b"\xc1\x01" or length < 30):
                yield position, f"the fact of holder key {key} is not encrypted"
    for position, version, last in file.execute(
        "SELECT f.position, f.version, (SELECT max(version) FROM facts WHERE holder = f.holder) "
        "FROM facts f WHERE f.kind = 19"
    ):
        if version != last or not is_encrypted:
            yield position, "a holder-forgotten is the last of a holder, where keys are"
    for key, id_, wrapped, last in file.execute(
        "SELECT h.key, h.id, v.wrapped, (SELECT kind FROM facts WHERE holder = h.key "
        "ORDER BY version DESC LIMIT 1) FROM holders h LEFT JOIN vault v ON v.holder = h.key"
    ):
        if is_encrypted and wrapped is None:
            yield None, f"the key of {id_} is missing (holder key {key})"
        elif is_encrypted and _is_destroyed(wrapped) != (last == 19):
            what = "was destroyed, and nobody forgot them" if last != 19 else "was not destroyed"
            yield None, f"the key of {id_} {what} (holder key {key})"


def _is_destroyed(wrapped: object) -> bool:
    return type(wrapped) is bytes and not any(wrapped)


class Opener:
    """What a master key tells of an encrypted ledger.

    A version, a nonce and what AES-256-GCM made, of a key bound to its holder, of a body bound to
    its holder, version and kind.
    """

    def __init__(self, master: bytes) -> None:
        self.opens = False
        self._master = _gcm(master)
        self._key_of = lru_cache(maxsize=4_096)(self._unwrapped)

    def problems(self, file: Readable, mark: object) -> Iterator[Told]:
        """Every holder whose key does not unwrap, at their first fact; every body that does not
        decrypt.
        """
        self.opens = self._key_of("", mark) is not None
        if not self.opens:
            yield None, "the mark of encryption is not the one the ledger was made with"
        forgotten = {key for (key,) in file.execute("SELECT holder FROM facts WHERE kind = 19")}
        closed: set[str] = set()
        for position, version, kind, owner, holder, wrapped, body in file.execute(
            "SELECT f.position, f.version, f.kind, v.holder, h.id, v.wrapped, f.body FROM facts f "
            "JOIN holders h ON h.key = f.holder JOIN vault v ON v.holder = f.holder "
            "ORDER BY f.position"
        ):
            if owner in forgotten or _is_destroyed(wrapped):
                continue  # told where it is wrong
            if type(holder) is not str or {type(version), type(kind)} != {int}:
                continue  # told by its leaf
            key = self._key_of(holder, wrapped)
            self.opens = self.opens or key is not None
            if key is None and holder not in closed:
                closed.add(holder)
                yield position, f"the key of {holder} is not the one made for them"
            elif key and _decrypted(key, body, 1, b"body", holder, version, kind) is None:
                yield position, f"the fact of {holder} does not decrypt"

    def _unwrapped(self, holder: str, wrapped: object) -> AESGCM | None:
        raw = _decrypted(self._master, wrapped, 0, b"key", holder)
        return None if raw is None or len(raw) != 32 else _gcm(raw)


def _gcm(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _decrypted(
    key: AESGCM, made: object, at: int, what: bytes, holder: str, *numbers: int
) -> bytes | None:
    """What stands in some stored bytes from ``at`` on; None: it was not made for this place."""
    from cryptography.exceptions import InvalidTag

    bound = [b"credential-ledger " + what + b" 1", holder.encode("utf-8", "surrogateescape")]
    if type(made) is not bytes or made[at : at + 1] != b"\x01":
        return None
    try:
        content = key.decrypt(
            made[at + 1 : at + 13], made[at + 13 :], joined([*bound, *map(eight, numbers)])
        )
    except (InvalidTag, ValueError):
        return None
    return bytes(content)


def joined(fields: Iterable[bytes]) -> bytes:
    """Fields, each behind its length."""
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def eight(number: int) -> bytes:
    """A whole number, most significant byte first."""
    return number.to_bytes(8, "big", signed=True)
