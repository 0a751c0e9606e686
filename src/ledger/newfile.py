"""New files: one that cannot be written whole is taken away again."""

from __future__ import annotations

import os
from pathlib import Path


def write_new(path: Path, text: str, mode: int = 0o666) -> None:
    """Writes a text into a file that is not there yet; nothing is ever overwritten.

    Args:
        path: The file.
        text: What belongs in it, in UTF-8.
        mode: Who may read and write it, but for what the umask takes away.

    Raises:
        FileExistsError: when there is something already.
        OSError: when it cannot be written, as on a full disk; it is taken away again.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
