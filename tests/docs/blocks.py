"""The fenced blocks of a Markdown file, with the line each begins on."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LANGUAGES = ("python", "console", "json", "toml", "sql", "diff", "csv", "text", "sh")
"""What a block may say it is. The last three are only shown."""

_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<language>.*)")


class Block(NamedTuple):
    """One fenced block.

    Attributes:
        path: The file it stands in.
        line: The line of the file its first line of text is, from 1.
        language: What stands behind the opening fence.
        text: Its text, every line ended.
    """

    path: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def documents() -> list[Path]:
    """Every Markdown file people read."""
    patterns = ("*.md", "docs/**/*.md", "plugins/*/README.md", "examples/**/README.md")
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def blocks_of(path: Path) -> list[Block]:
    """The blocks of a file in order; raises ValueError for one that is never closed."""
    return blocks_in(path.read_text(encoding="utf-8"), path)


def blocks_in(markdown: str, path: Path) -> list[Block]:
    """The blocks of a text that stands in a file."""
    blocks: list[Block] = []
    lines = iter(enumerate(markdown.splitlines(), 1))
    for number, line in lines:
        opening = _FENCE.fullmatch(line)
        if opening is None:
            continue
        inside: list[str] = []
        for _, text in lines:
            closing = _FENCE.fullmatch(text)
            if closing and closing["ticks"] >= opening["ticks"] and not closing["language"]:
                break
            inside.append(text)
        else:
            raise ValueError(f"{path}:{number}: the block is never closed")
        text = textwrap.dedent("".join(f"{one}\n" for one in inside))
        blocks.append(Block(path, number + 1, opening["language"].strip(), text))
    return blocks
