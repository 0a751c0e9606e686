"""Signed notes with Ed25519, and the keys that sign and check them (c2sp.org/signed-note).

A key is a line of text: ``NAME+ID+PUBLIC`` to check with, ``PRIVATE+KEY+NAME+ID+SECRET`` to sign
with, as the tools of other transparency logs read them.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ledger.errors import BadInput, NotProved

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LIMIT = 64 * 1024
"""The most characters of a note that are read."""
_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_DASH = "— "


class PublicKey(NamedTuple):
    """A key that signatures are checked with.

    Attributes:
        name: Whose key it is, for example ``clinic.example/ledger``.
        raw: The 32 bytes of the key.
    """

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which signatures name the key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """The key that a line of text is.

        Raises:
            BadInput: when it is none.
        """
        return cls(*_parts(text.strip(), "a public key like NAME+1a2b3c4d+AQ…"))

    def verifies(self, signature: bytes, text: str) -> bool:
        """Whether this key signed a text."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class SigningKey(NamedTuple):
    """A key that signs.

    Attributes:
        name: Whose key it is.
        seed: The 32 secret bytes.
    """

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> SigningKey:
        """A fresh key.

        Raises:
            BadInput: for a name with spaces or a plus.
        """
        from secrets import token_bytes

        if not _is_name(name):
            raise BadInput("the name of a key is text without spaces and without “+”", field="NAME")
        return cls(name, token_bytes(32))

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """The key that a line of text is.

        Raises:
            BadInput: when it is none; the text is not repeated, since it is a secret.
        """
        expected = "a signing key as `ledger key new` writes it"
        text = text.strip()
        if not text.startswith(_PRIVATE):
            raise BadInput(f"this is not {expected}")
        name, id_, seed = _split(text.removeprefix(_PRIVATE), expected)
        key = cls(name, seed)
        if key.public.id != id_:
            raise BadInput(f"this is not {expected}: its parts do not fit together")
        return key

    def __str__(self) -> str:
        secret = b64encode(_ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.public.id.hex()}+{secret}"

    def __repr__(self) -> str:
        return f"<SigningKey {self.name}>"

    @property
    def _private(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> PublicKey:
        """The key its signatures are checked with."""
        return PublicKey(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signed note of a text that ends with a newline."""
        signature = b64encode(self.public.id + self._private.sign(text.encode())).decode()
        return f"{text}\n{_DASH}{self.name} {signature}\n"


class Note(NamedTuple):
    """A signed note.

    Attributes:
        text: The text that is signed, with the newline at its end.
        signers: The trusted keys that have signed it.
    """

    text: str
    signers: tuple[PublicKey, ...]


def opened(note: str, keys: Sequence[PublicKey]) -> Note:
    """What a signed note says, once a key that is trusted has signed it.

    Args:
        note: The note.
        keys: The keys that are trusted.

    Raises:
        BadInput: when it is not a note.
        NotProved: when none of the keys has signed it, or the signature of one is wrong.
    """
    text, lines = _read(note)
    known = {(key.name, key.id): key for key in keys}
    signers = []
    for name, signature in lines:
        key = known.get((name, signature[:4]))
        if key is not None:
            if not key.verifies(signature[4:], text):
                raise NotProved(f"the signature of {name} is not of this text: it was changed")
            signers.append(key)
    if not signers:
        named = ", ".join(f"{name}+{signature[:4].hex()}" for name, signature in lines)
        raise NotProved(f"it is signed by {named}, which is not a key that is trusted here")
    return Note(text, tuple(signers))


def _read(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note) > LIMIT:
        raise BadInput(f"a signed note has at most {LIMIT:,} characters")
    text, blank, below = note.rpartition("\n\n")
    if not blank or not text or not below.endswith("\n"):
        raise BadInput("a signed note is a text, an empty line and lines with signatures")
    if any((char < " " and char != "\n") or "\ud800" <= char < "\ue000" for char in note):
        raise BadInput("a signed note has no control characters")
    lines = []
    for line in below.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        signature = decoded(encoded)
        if not line.startswith(_DASH) or not _is_name(name) or len(signature or b"") < 5:
            raise BadInput("a line with a signature is “— NAME BASE64”")
        lines.append((name, signature or b""))
    return f"{text}\n", lines


def _parts(text: str, expected: str) -> tuple[str, bytes]:
    name, id_, raw = _split(text, expected)
    if PublicKey(name, raw).id != id_:
        raise BadInput(f"this is not {expected}: its parts do not fit together")
    return name, raw


def _split(text: str, expected: str) -> tuple[str, bytes, bytes]:
    name, _, rest = text.partition("+")
    id_, _, encoded = rest.partition("+")
    key = decoded(encoded)
    if not _is_name(name) or len(id_) != 8 or key is None or len(key) != 33 or key[:1] != _ED25519:
        raise BadInput(f"this is not {expected}")
    try:
        return name, bytes.fromhex(id_), key[1:]
    except ValueError:
        raise BadInput(f"this is not {expected}") from None


def decoded(text: str) -> bytes | None:
    """What base64 says; None unless it says it the one way there is."""
    try:
        raw = b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None
    return raw if b64encode(raw).decode() == text else None


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and name.isprintable() and not any(map(str.isspace, name))
