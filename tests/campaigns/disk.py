"""A disk that loses its power: what of a folder survives when only synced data is certain.

A write is certain once its file was synced after it, and a name once its folder was. Everything
else may have reached the disk or not, in any order, sector by sector: the file system may write
back whatever it likes whenever it likes. Nothing that was synced is ever lost. A sector of 512
bytes is written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

SECTOR = 512


class Write(NamedTuple):
    """Bytes written into a file at a place."""

    file: int
    at: int
    data: bytes


class Cut(NamedTuple):
    """A file made this long."""

    file: int
    size: int


class Sync(NamedTuple):
    """A file was synced."""

    file: int


class Link(NamedTuple):
    """A file got a name in the folder."""

    name: str
    file: int


class Unlink(NamedTuple):
    """A name was taken from the folder."""

    name: str


class SyncFolder(NamedTuple):
    """The folder was synced."""


class Said(NamedTuple):
    """A process said something to somebody."""

    line: str


Event = Write | Cut | Sync | Link | Unlink | SyncFolder | Said
Chance = Callable[[], bool]
"""Says of each thing that is not certain whether it reached the disk."""


class Disk:
    """What is certain, and what may have happened besides."""

    def __init__(self) -> None:
        self.files: dict[int, bytes] = {}
        self.names: dict[str, int] = {}
        self._pending: dict[int, list[Write | Cut]] = {}
        self._pending_names: list[Link | Unlink] = []

    def do(self, event: Event) -> None:
        """Takes note of an event."""
        match event:
            case Write(file) | Cut(file):
                self._pending.setdefault(file, []).append(event)
            case Sync(file):
                self.files[file] = applied(self.files.get(file, b""), self._pending.pop(file, []))
            case Link() | Unlink():
                self._pending_names.append(event)
            case SyncFolder():
                self.names = _named(self.names, self._pending_names)
                self._pending_names = []
            case Said():
                pass

    def survivors(self, chance: Chance, junk: Random | None = None) -> dict[str, bytes]:
        """Name and content of every file after the power is back.

        Args:
            chance: Asked for each name, each cut and each sector that is not certain.
            junk: Where a journal grew and its sectors were lost, they hold what this makes up;
                None: zeros, as in every other file.
        """
        names = _named(self.names, [one for one in self._pending_names if chance()])
        return {
            name: self._survivor(
                file, chance, junk if name.endswith(("-journal", "-wal")) else None
            )
            for name, file in names.items()
        }

    def _survivor(self, file: int, chance: Chance, junk: Random | None) -> bytes:
        content = self.files.get(file, b"")
        for event in self._pending.get(file, []):
            if isinstance(event, Cut):
                content = applied(content, [event]) if chance() else content
                continue
            for sector in sectors(event):
                if chance():
                    content = applied(content, [sector], junk)
        return content


def sectors(write: Write) -> Iterable[Write]:
    """A write in pieces of which each is in one sector."""
    at, end = write.at, write.at + len(write.data)
    while at < end:
        upto = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(write.file, at, write.data[at - write.at : upto - write.at])
        at = upto


def applied(content: bytes, events: Iterable[Write | Cut], junk: Random | None = None) -> bytes:
    """A file's content after writes and cuts."""
    for event in events:
        if isinstance(event, Cut):
            content = content[: event.size].ljust(event.size, b"\0")
            continue
        gap = event.at - len(content)
        if gap > 0:
            content += junk.randbytes(gap) if junk else bytes(gap)
        content = content[: event.at] + event.data + content[event.at + len(event.data) :]
    return content


def _named(names: dict[str, int], events: Iterable[Link | Unlink]) -> dict[str, int]:
    result = dict(names)
    for event in events:
        if isinstance(event, Link):
            result[event.name] = event.file
        else:
            result.pop(event.name, None)
    return result


def put(files: dict[str, bytes], folder: Path) -> None:
    """Writes surviving files into a folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
