"""From a log of strace to the events of a disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.campaigns.disk import Cut, Event, Link, Said, Sync, SyncFolder, Unlink, Write
from tests.campaigns.tracing import Call, bytes_in, calls

OPTIONS = (
    "-xx",
    "-y",
    "--string-limit=1000000",
    "-e",
    "trace=openat,open,creat,pwrite64,write,pwritev,writev,ftruncate,truncate,fallocate,unlink,"
    "unlinkat,rename,renameat,renameat2,link,linkat,fsync,fdatasync,sync_file_range,msync",
)
"""How strace has to be asked."""

_FD = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2})*)[^>]*>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


class Recording:
    """The events of one folder, read from a log.

    Args:
        folder: Resolved.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._files: dict[str, int] = {}
        self._made = 0

    def events(self, log: Path) -> Iterator[Event]:
        """The events in order.

        Raises:
            ValueError: for a call this cannot play back.
        """
        for call in calls(log):
            if call.result >= 0:
                yield from self._event(call)

    def _event(self, call: Call) -> Iterator[Event]:
        match call.name:
            case "openat":
                yield from self._opened(call)
            case "pwrite64" | "write" | "writev":
                yield from self._written(call)
            case "fsync" | "fdatasync" | "ftruncate":
                path = self._path(call)
                if path == self._folder:
                    yield SyncFolder()
                elif (name := self._name(path)) is not None:
                    file = self._files[name]
                    if call.name == "ftruncate":
                        yield Cut(file, int(call.arguments.rsplit(", ", 1)[1]))
                    else:
                        yield Sync(file)
            case "unlink" | "unlinkat":
                name = self._name(self._texts(call)[-1])
                if name is not None:
                    self._files.pop(name, None)
                    yield Unlink(name)
            case "rename" | "renameat" | "renameat2":
                if any(self._name(text) for text in self._texts(call)):
                    raise ValueError(f"this cannot be played back: {call}")
            case _:
                if self._folder.encode().hex() in call.arguments.replace("\\x", ""):
                    raise ValueError(f"this cannot be played back: {call}")

    def _opened(self, call: Call) -> Iterator[Event]:
        name = self._name(self._texts(call)[0])
        if name is not None and name not in self._files:
            self._made += 1
            self._files[name] = self._made
            yield Link(name, self._made)
        elif name is not None and "O_TRUNC" in call.arguments:
            yield Cut(self._files[name], 0)

    def _written(self, call: Call) -> Iterator[Event]:
        path = self._path(call)
        name = self._name(path)
        found = _TEXT.search(call.arguments)
        if name is None:
            if found and bytes_in(found[1]).startswith((b"ok ", b"error ", b"reopened")):
                yield Said(bytes_in(found[1]).decode().rstrip("\n"))
            return
        if call.name != "pwrite64" or found is None or found[2]:
            raise ValueError(f"this cannot be played back: {call.name} on {name}")
        at = int(call.arguments.rsplit(", ", 1)[1])
        yield Write(self._files[name], at, bytes_in(found[1])[: call.result])

    @staticmethod
    def _path(call: Call) -> str:
        found = _FD.match(call.arguments)
        return bytes_in(found[2]).decode("utf-8", "replace") if found else ""

    @staticmethod
    def _texts(call: Call) -> list[str]:
        return [bytes_in(found[1]).decode() for found in _TEXT.finditer(call.arguments)]

    def _name(self, path: str) -> str | None:
        """The name of a file of the folder that matters: a memory map of a WAL is made anew."""
        head, _, name = path.rpartition("/")
        return name if head == self._folder and not name.endswith("-shm") else None
