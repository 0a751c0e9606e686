"""Where a ledger is: a path, a PostgreSQL server, or memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from ledger.errors import BadInput, StoreUnavailable
from ledger.facts.fields import quoted, shortened
from ledger.facts.wording import printable

BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite puts beside a file: its name with one of these behind it."""
MEMORY = ":memory:"
VARIABLE = "LEDGER_STORE"


class Location(NamedTuple):
    """A place a ledger is kept in: a file, a database of a PostgreSQL server, or memory.

    Attributes:
        database: What SQLite or PostgreSQL is asked to open; it may hold a password.
        path: The file; None where it is none.
        shown: How messages name it, without any password.
        is_server: Whether it is a database of a PostgreSQL server.
        is_default: Whether nobody named it: it is in the user's data folder, which may not be
            there before the first write.
    """

    database: str
    path: Path | None
    shown: str
    is_server: bool = False
    is_default: bool = False

    @property
    def is_memory(self) -> bool:
        """Whether it is kept nowhere."""
        return self.path is None and not self.is_server

    def __repr__(self) -> str:
        return f"<Location {self.shown}>"


def locate(store: str | os.PathLike[str] | None) -> Location:
    """The location a store option names.

    Args:
        store: A path, ``sqlite:///PATH``, ``postgresql://…`` or ``:memory:``; None: what
            ``LEDGER_STORE`` says, else a file in the user's data directory.

    Raises:
        BadInput: for a URL that names no store there is.
    """
    if store is None:
        store = os.environ.get(VARIABLE) or None
    if store is None:
        return _default()
    text = os.fspath(store) if isinstance(store, os.PathLike) else store
    if not isinstance(text, str):
        raise BadInput(
            f"{quoted(text)} is no place of a ledger; give a path, or an address as text",
            field="--store",
        )
    if text == MEMORY:
        return Location(f"file:ledger-{uuid4().hex}?mode=memory&cache=shared", None, "memory")
    scheme, separator, rest = text.partition("://")
    if not separator:
        return _file(text)
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1 and "?" not in rest:
        return _file(rest[1:])
    if scheme in ("postgresql", "postgres") and "\0" not in text:
        return Location(text, None, _without_secrets(scheme, rest), is_server=True)
    raise BadInput(
        f"a {printable(scheme)[:40]}:// address like this names no store; give a path or "
        "sqlite:///PATH, without options, or postgresql://…",
        field="--store",
    )


def _file(text: str) -> Location:
    if not text or "\0" in text:
        raise BadInput("the path of the store is empty or holds a NUL", field="--store")
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise BadInput(
            f"there is no user whose folder “{shortened(text)}” begins with; "
            "./~NAME is a file that is named so",
            field="--store",
        ) from None
    return Location(str(path), path, str(path))


def _without_secrets(scheme: str, rest: str) -> str:
    """A PostgreSQL address as messages show it: no password, no options.

    Where it is not certain what is a password, everything that may be one is left out.
    """
    address, _, options = rest.partition("?")
    user, at, place = address.rpartition("@")
    if "@" in options and ":" in address:
        return f"{scheme}://…"
    name = user.partition(":")[0]
    return printable(f"{scheme}://{name}{at}{place}")


def _default() -> Location:
    from platformdirs import user_data_path

    path = user_data_path("credential-ledger") / "my.ledger"
    return Location(str(path), path, str(path), is_default=True)


def remove(path: Path) -> None:
    """Removes a file of SQLite with what is beside it; itself last, as by it the rest is found.

    Raises:
        OSError: when it cannot be removed.
    """
    for suffix in (*BESIDE, ""):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)


def make_folder(location: Location) -> None:
    """Makes the user's data folder, when the ledger is in it and it is not there.

    Raises:
        StoreUnavailable: when it cannot be made.
    """
    if location.path is None or not location.is_default:
        return
    folder = location.path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"{folder} cannot be made: {error.strerror}") from None
