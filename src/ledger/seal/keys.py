"""Files with keys: kept outside the ledger, for their owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from ledger.errors import BadInput
from ledger.facts.fields import shortened
from ledger.newfile import write_new
from ledger.seal.notes import PublicKey, SigningKey

VARIABLE = "LEDGER_KEY"
"""Environment variable that names the file of the signing key."""
_LIMIT = 4_096


def key_file(given: str | os.PathLike[str] | None = None) -> Path:
    """The file of the signing key: the one given, what ``LEDGER_KEY`` says, or the user's own."""
    return place_of(given, VARIABLE, "ledger.key")


def place_of(given: str | os.PathLike[str] | None, variable: str, name: str) -> Path:
    """The file given, the one an environment variable names, or one in the user's data folder."""
    named = given or os.environ.get(variable)
    if named:
        return _path(named)
    from platformdirs import user_data_path

    return user_data_path("credential-ledger") / name


def write_key(key: SigningKey, path: Path) -> None:
    """Writes a signing key into a new file; raises as `write_secret`."""
    write_secret(f"{key}\n", path)


def write_secret(text: str, path: Path) -> None:
    """Writes a secret into a new file that only its owner may read.

    Raises:
        BadInput: when there is a file already, or it cannot be written; then there is none.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, text, 0o600)
    except FileExistsError:
        raise BadInput(
            f"there is a file at {path} already; a key is never overwritten, --output names another"
        ) from None
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from None


def read_key(path: Path) -> SigningKey:
    """The signing key in a file.

    Raises:
        BadInput: when there is none, or others than its owner may read it.
    """
    if not _exists(path):
        raise BadInput(f"there is no key at {path}; `ledger key new` makes one")
    if is_open_to_others(path):
        raise BadInput(
            f"{path} may be read by others than its owner, so it proves nothing; "
            f"chmod 600 {path}, or make a new key"
        )
    try:
        return SigningKey.parse(read_text(path))
    except BadInput as error:
        raise error.at(file=str(path)) from None


def is_open_to_others(path: Path) -> bool:
    """Whether others than its owner may use a file."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def trusted_key(given: str) -> PublicKey:
    """The key to check with that a word names: the key itself, or a file with it.

    Raises:
        BadInput: when it is neither.
    """
    path = _path(given)
    if "+" in given and not _exists(path):
        return PublicKey.parse(given)
    text = read_text(path)
    try:
        return PublicKey.parse(text) if "PRIVATE" not in text else SigningKey.parse(text).public
    except BadInput as error:
        raise error.at(file=given) from None


def _path(given: str | os.PathLike[str]) -> Path:
    try:
        return Path(given).expanduser()
    except RuntimeError:
        raise BadInput(
            "there is no user whose folder it names", file=shortened(os.fspath(given))
        ) from None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long, for example that of a key
        return False


def read_text(path: Path) -> str:
    """What stands in a small file of text.

    Raises:
        BadInput: when it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_LIMIT)
    except (OSError, ValueError) as error:  # it is not UTF-8, or its name holds a NUL
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadInput(f"cannot be read: {reason}", file=str(path)) from None
