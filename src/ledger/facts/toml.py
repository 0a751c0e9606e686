"""TOML as rules and scenarios are written in it: read in bounded time, or refused in a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ledger.errors import BadInput

LONGEST = 1 << 20
"""The most characters of a file that are read."""
DEEPEST = 32
"""The most parts of a dotted key; the time a key takes grows with their square."""

_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+"""
_DEEP = re.compile(rf"(?<![A-Za-z0-9_.-]){_PART}(?:\.[ \t]*+{_PART}){{{DEEPEST}}}")


def read_text(path: Path, *, file: str) -> str:
    """The text of a file, of one that is too long no more than shows that it is.

    Args:
        path: The file.
        file: Its name, for messages.

    Raises:
        BadInput: when it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as opened:
            return opened.read(LONGEST + 1)
    except IsADirectoryError:
        raise BadInput(f"is a folder; give the files in it: {file}/*.toml", file=file) from None
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", file=file) from None
    except UnicodeDecodeError:
        raise BadInput("is not UTF-8 text", file=file) from None


def read_toml(text: str, *, file: str, parse_float: Callable[[str], Any]) -> dict[str, Any]:
    """The document that a text is.

    Args:
        text: The text.
        file: The name of its file, for messages.
        parse_float: What a floating number becomes.

    Raises:
        BadInput: when it is no TOML, or more of it than anybody writes.
    """
    if len(text) > LONGEST:
        raise BadInput(f"is longer than {LONGEST:,} characters", file=file)
    deep = _DEEP.search(text)
    if deep is not None:
        line = text.count("\n", 0, deep.start()) + 1
        raise BadInput(f"has a key of more than {DEEPEST} parts", line=line, file=file)
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except BadInput as error:
        raise error.at(file=file) from None
    except RecursionError:
        raise BadInput("is not TOML a ledger can read: it nests too deeply", file=file) from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"is not TOML: {error}", file=file) from None
    except ValueError:
        raise BadInput("holds a number with thousands of digits", file=file) from None
