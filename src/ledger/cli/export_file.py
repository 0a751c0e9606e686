"""The file of an export: what it may take the place of, and how it appears."""

from __future__ import annotations

import os
import re
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ledger.errors import BadInput
from ledger.store.location import BESIDE, Location

_FIRST = re.compile(rb'\{"holder":"[A-Za-z0-9._-]{1,64}","version":1,"position":1,"kind":"')
"""How the first line of an export begins."""


def target_of(file: str, location: Location) -> Path:
    """The file that is to be written, its links followed.

    Args:
        file: The file that was named.
        location: Where the ledger is that is exported.

    Raises:
        BadInput: when it is of the ledger itself, or holds something that is no export.
    """
    with _writing(file):
        path = Path(file).resolve()
        if path.is_symlink():
            raise RuntimeError("its links lead in a circle")
        if any(_is_same(path, own) for own in _own_files(location)):
            raise BadInput("is of the ledger itself; export to another file", file=file)
        if path.is_file() and not _is_export(path):
            raise BadInput(
                "is there already and holds no export; export to another file, or remove it",
                file=file,
            )
    return path


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A file that appears, whole, when everything is written; a device is written as it is."""
    with _writing(str(path)):
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="\n") as opened:
                yield opened
            return
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=path.name, delete=False
        ) as opened:
            try:
                yield opened  # type: ignore[misc]
                opened.flush()
                os.fsync(opened.fileno())
                os.replace(opened.name, path)
            except BaseException:
                Path(opened.name).unlink(missing_ok=True)
                raise


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Whoever ends the process, or closes its terminal, ends what is done here as an error would.

    A signal that is let be, as under ``nohup``, stays so.
    """
    named = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    taken = [one for one in named if one and signal.getsignal(one) is signal.SIG_DFL]

    def end(number: int, _: object) -> None:
        for one in taken:
            signal.signal(one, signal.SIG_IGN)  # once is enough
        raise SystemExit(128 + number)

    try:
        for one in taken:
            signal.signal(one, end)
        yield
    finally:
        for one in taken:
            signal.signal(one, signal.SIG_DFL)


@contextmanager
def _writing(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInput(f"cannot be written: {error.strerror}", file=file) from None
    except RuntimeError:  # which Python before 3.13 raises by itself
        raise BadInput("cannot be written: its links lead in a circle", file=file) from None


def _own_files(location: Location) -> Iterator[Path]:
    """The files of a ledger, also those that are not there now."""
    from ledger.standings.file import SUFFIX, file_of

    path, standings = location.path, file_of(location)
    found = [standings] if standings else []
    for one in (path, path.resolve()) if path else ():
        found += [one, one.with_name(f"{one.name}{SUFFIX}")]
    for own in found:
        yield own
        yield from (own.with_name(f"{own.name}{suffix}") for suffix in BESIDE)


def _is_same(path: Path, own: Path) -> bool:
    if path == own.resolve():
        return True
    try:
        return path.samefile(own)
    except OSError:  # one of them is not there
        return False


def _is_export(path: Path) -> bool:
    """Whether a file is empty, or begins as an export does."""
    with path.open("rb") as file:
        head = file.read(200)
    return not head or _FIRST.match(head) is not None
