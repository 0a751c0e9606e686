"""A small file system of its own, which only this process and those it forks see."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.campaigns.campaign import CannotRun

_NEW_MOUNTS, _NEW_USERS = 0x20000, 0x10000000
_PRIVATE, _DETACH = 1 << 18 | 1 << 14, 2
_WHY = "run as root, or allow user namespaces (in a container: --cap-add=SYS_ADMIN)"


@contextmanager
def tmpfs(folder: Path, size: int) -> Iterator[None]:
    """A file system in memory of so many bytes, while inside.

    From then on this process sees mounts of its own: nothing is left behind, however it ends.

    Raises:
        CannotRun: when this process may not mount.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW_MOUNTS | (_NEW_USERS if user else 0)):
        raise CannotRun(f"a small disk cannot be had: {os.strerror(ctypes.get_errno())}; {_WHY}")
    if user:
        with suppress(OSError):
            Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
    libc.mount(b"none", b"/", None, _PRIVATE, None)
    if libc.mount(b"tmpfs", bytes(folder), b"tmpfs", 0, f"size={size}".encode()):
        raise CannotRun(f"a small disk cannot be had: {os.strerror(ctypes.get_errno())}; {_WHY}")
    try:
        yield
    finally:
        libc.umount2(bytes(folder), _DETACH)
