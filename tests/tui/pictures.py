"""The pictures in README and docs, made of the sample by the browser itself.

``python -m tests.tui.pictures`` writes them into ``docs/pictures``.
"""

from __future__ import annotations

import re
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.tui.conftest import write_sample
from tests.tui.views import shown

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
NAMES = ("trail", "holders", "holder", "past", "compare", "rules")
SIZE = (110, 34)
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def picture_of(svg: str) -> str:
    """A picture that needs no other host: without the fonts it would fetch, and without its number.

    Rich gives every picture's classes a number of its own, which would change with every byte.
    """
    svg = re.sub(r"\s*@font-face \{.*?\n    \}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!-- Generated .*? -->", "", svg)
    svg = svg.replace("font-family: Fira Code, monospace;", f"font-family: {FONTS};")
    svg = svg.replace("font-family: arial;", "font-family: sans-serif;")
    svg = re.sub(r"terminal-\d+-", "ledger-", svg)
    return re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE).strip() + "\n"


def draw(sample: Path, name: str) -> str:
    """The picture of a view."""
    with ExitStack() as stack:
        return picture_of(shown(stack, sample, name, SIZE).picture)


def write() -> None:
    """Writes every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        sample = write_sample(Path(folder) / "demo.ledger")
        for name in NAMES:
            (PICTURES / f"{name}.svg").write_text(draw(sample, name), encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write(f"wrote {len(NAMES)} pictures into {PICTURES}\n")
