"""The vault: each holder's own key, wrapped under a master key that is kept outside the ledger.

An encrypted body is the byte ``C1``, which no MessagePack begins with, a version, a nonce of 12
bytes, and what AES-256-GCM made of the body. A wrapped key is the same without the first byte. What
is encrypted is bound to its place: the key to its holder, the body to holder, version and kind.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.errors import BadInput, KeyMissing, LedgerDamaged
from ledger.seal.keys import is_open_to_others, place_of, read_text, write_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from ledger.store.rows import Cursor

VARIABLE = "LEDGER_MASTER_KEY"
"""Environment variable that names the file of the master key."""
SEALED = b"\xc1"
"""What an encrypted body begins with."""
WRAPPED = 61
"""The length of a wrapped key."""
DESTROYED = bytes(WRAPPED)
"""What stands in the place of a key that was destroyed."""
LEAST = 1 + 1 + 12 + 16
"""The least length of an encrypted body."""
FORGOTTEN = 19
"""The kind code of holder-forgotten, the one kind that is stored in clear."""
_VERSION = b"\x01"
_PREFIX = "LEDGER+MASTER+KEY+"
_KEPT = 4_096


def master_key_file(given: str | os.PathLike[str] | None = None) -> Path:
    """The file given, what ``LEDGER_MASTER_KEY`` says, or the user's own."""
    return place_of(given, VARIABLE, "master.key")


def is_named(given: str | os.PathLike[str] | None = None) -> bool:
    """Whether somebody said where the master key is; else it is the user's own."""
    return bool(given or os.environ.get(VARIABLE))


def make_master_key(path: Path) -> None:
    """Writes a new master key into a new file that only its owner may read.

    Raises:
        BadInput: when there is a file already, or it cannot be written.
    """
    write_secret(f"{_PREFIX}{b64encode(os.urandom(32)).decode()}\n", path)


def read_master_key(path: Path) -> bytes:
    """The master key in a file.

    Raises:
        KeyMissing: when there is none, or others than its owner may read it.
    """
    if not os.access(path, os.F_OK):
        raise KeyMissing(
            f"the ledger is encrypted, and its master key is not at {path}; "
            "--master-key names the file it is in"
        )
    if is_open_to_others(path):
        raise KeyMissing(
            f"the master key at {path} may be read by others than its owner; chmod 600 {path}"
        )
    try:
        text = read_text(path).strip()
        key = b64decode(text.removeprefix(_PREFIX), validate=True)
    except BadInput as error:
        raise KeyMissing(f"the master key at {path} {error.problem}") from None
    except (Base64Error, ValueError):
        key = b""
    if not text.startswith(_PREFIX) or len(key) != 32:
        raise KeyMissing(f"there is no master key in {path}; --master-key names the file it is in")
    return key


class Vault:
    """The keys of one ledger. The master key is read when it is first needed.

    Args:
        master_key: The file of the master key; None: what ``LEDGER_MASTER_KEY`` says, or the user's
            own.
    """

    def __init__(self, master_key: str | os.PathLike[str] | None = None) -> None:
        self._master_key = master_key
        self._master: AESGCM | None = None
        self._mark: bytes | None = None
        self._keys: dict[bytes, AESGCM] = {}

    @property
    def path(self) -> Path:
        """The file of the master key."""
        return master_key_file(self._master_key)

    def mark(self) -> bytes:
        """What marks a ledger as encrypted under this master key."""
        return self._wrapped(bytes(32), "")

    def check(self, mark: bytes) -> None:
        """Refuses another master key than the one the ledger was made with.

        Raises:
            KeyMissing: when the master key is missing or another.
        """
        if mark == self._mark:
            return
        master = self._opened_master()
        if _decrypted(master, mark, _bound(b"credential-ledger key 1", "")) is None:
            raise KeyMissing(
                f"the master key at {self.path} is not the one this ledger was encrypted under; "
                "--master-key names the file of that one"
            )
        self._mark = mark

    def new_key(self, holder: str) -> bytes:
        """A wrapped new key for a holder."""
        return self._wrapped(os.urandom(32), holder)

    def opened(self, holder: str, wrapped: bytes) -> AESGCM:
        """The key of a holder.

        Raises:
            LedgerDamaged: when it is not one that was made for the holder.
        """
        known = wrapped + holder.encode("utf-8", "surrogatepass")
        key = self._keys.get(known)
        if key is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            raw = _decrypted(
                self._opened_master(), wrapped, _bound(b"credential-ledger key 1", holder)
            )
            if raw is None or len(raw) != 32:
                raise LedgerDamaged(f"the key of {holder} is not the one that was made for them")
            if len(self._keys) >= _KEPT:
                self._keys.clear()
            key = self._keys[known] = AESGCM(raw)
        return key

    def drop(self) -> None:
        """Keeps no holder's key in memory any longer."""
        self._keys.clear()

    def encrypted(self, wrapped: bytes, holder: str, version: int, kind: int, body: bytes) -> bytes:
        """A body as it is stored."""
        nonce = os.urandom(12)
        key = self.opened(holder, wrapped)
        bound = _bound(b"credential-ledger body 1", holder, version, kind)
        return SEALED + _VERSION + nonce + key.encrypt(nonce, body, bound)

    def decrypted(self, wrapped: bytes, holder: str, version: int, kind: int, body: bytes) -> bytes:
        """A body as it was encrypted.

        Raises:
            KeyMissing: when the master key is missing or another.
            LedgerDamaged: for bytes that were not made for this place.
        """
        if body[:1] != SEALED or len(body) < LEAST:
            raise LedgerDamaged("the fact is stored in clear, or too short, in an encrypted ledger")
        key = self.opened(holder, wrapped)
        found = _decrypted(
            key, body[1:], _bound(b"credential-ledger body 1", holder, version, kind)
        )
        if found is None:
            raise LedgerDamaged(
                "the stored bytes are not those encrypted for this holder, version and kind"
            )
        return found

    def _wrapped(self, key: bytes, holder: str) -> bytes:
        nonce = os.urandom(12)
        master = self._opened_master()
        return (
            _VERSION
            + nonce
            + master.encrypt(nonce, key, _bound(b"credential-ledger key 1", holder))
        )

    def _opened_master(self) -> AESGCM:
        if self._master is None:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            self._master = AESGCM(read_master_key(self.path))
        return self._master


class HolderKey:
    """What opens the facts of one holder, or why they cannot be opened any more.

    Args:
        vault: The keys of the ledger.
        mark: The mark of the ledger.
        holder: The holder's id.
        wrapped: The wrapped key; None when there is none.
        gone: Why the content of the holder's facts is gone; None when it is not.
    """

    __slots__ = ("_holder", "_mark", "_vault", "gone", "wrapped")

    def __init__(
        self, vault: Vault, mark: bytes, holder: str, wrapped: bytes | None, gone: str | None
    ) -> None:
        self._vault = vault
        self._mark = mark
        self._holder = holder
        self.wrapped = wrapped
        self.gone = gone

    def decrypted(self, version: int, kind: int, body: bytes) -> bytes:
        """A body of the holder; raises as `Vault.decrypted`."""
        if self.wrapped is None or self.wrapped == DESTROYED:
            raise LedgerDamaged(f"the key of {self._holder} is gone, and nobody forgot them")
        self._vault.check(self._mark)
        return self._vault.decrypted(self.wrapped, self._holder, version, kind, body)


def mark_in(cursor: Cursor) -> bytes | None:
    """The mark of an encrypted ledger; None in a plain one."""
    cursor.execute("SELECT wrapped FROM vault WHERE holder = 0")
    found = cursor.fetchone()
    return None if found is None else bytes(found[0])


def check_plain(cursor: Cursor) -> None:
    """Refuses a ledger without a mark whose first fact is encrypted: its vault was emptied.

    Raises:
        LedgerDamaged: when it is; what was recorded in it would stand there in clear.
    """
    cursor.execute("SELECT body FROM facts WHERE position = 1")
    found = cursor.fetchone()
    if found is not None and type(found[0]) is bytes and found[0][:1] == SEALED:
        raise LedgerDamaged(
            "position 1: the fact is encrypted, in a ledger without a mark of encryption; nothing "
            "is recorded in it, and `ledger verify` says what was changed"
        )


def _bound(what: bytes, holder: str, *numbers: int) -> bytes:
    """What is bound to the ciphertext: every field behind its length."""
    fields = [what, holder.encode("utf-8", "surrogatepass")]
    fields += [number.to_bytes(8, "big", signed=True) for number in numbers]
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def _decrypted(key: AESGCM, made: bytes, bound: bytes) -> bytes | None:
    """What is in a version, a nonce and a ciphertext; None when it was not made so."""
    from cryptography.exceptions import InvalidTag

    if made[:1] != _VERSION:
        return None
    try:
        return _bytes(key.decrypt(made[1:13], made[13:], bound))
    except (InvalidTag, ValueError):
        return None


def _bytes(value: Any) -> bytes:
    return bytes(value)
