"""The views of the browser that are compared as text and drawn as pictures, and how to get there.

``python -m tests.tui.views`` writes the texts in ``tests/tui/screens`` anew; look at what changed
before it is kept. What must never change is said by hand in ``test_contents.py``.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from tests.conftest import without_examples
from tests.tui.conftest import opened, write_sample
from tests.tui.screen import Terminal

SCREENS = Path(__file__).with_name("screens")
SIZES = ((80, 24), (120, 40), (200, 60))


class View(NamedTuple):
    """How to get to a view: how the browser is opened, and the keys that are pressed then."""

    opening: dict[str, Any]
    keys: tuple[str, ...] = ()


PAST: dict[str, Any] = {
    "holder": "tran",
    "credential": "nha/ccma",
    "on": "2024-07-01",
    "known_at": "2024-08-07",
}
"""The answer that a correction changed: fact 5, of 2024-08-08."""

VIEWS = {
    "trail": View({"screen": "trail"}),
    "holders": View({"screen": "holders"}),
    "holder": View({"holder": "reyes", "credential": "aama/cma"}),
    "past": View(PAST),
    "compare": View(PAST, ("d",)),
    "rules": View({"screen": "rules", "credential": "aama/cma"}),
    "plugins": View({"screen": "plugins"}),
    "audit": View({"screen": "audit"}),
}


def shown(stack: ExitStack, sample: Path, name: str, size: tuple[int, int]) -> Terminal:
    """A terminal that shows a view."""
    view = VIEWS[name]
    terminal = opened(stack, sample, size=size, **view.opening)
    terminal.press(*view.keys)
    return terminal


class Gallery:
    """Every view in every size, opened when first looked at; nobody presses a key here."""

    def __init__(self, stack: ExitStack, sample: Path) -> None:
        self._stack, self._sample = stack, sample
        self._shown: dict[tuple[str, tuple[int, int]], Terminal] = {}

    def shown(self, name: str, size: tuple[int, int]) -> Terminal:
        """The terminal that shows a view."""
        if (name, size) not in self._shown:
            self._shown[name, size] = shown(self._stack, self._sample, name, size)
        return self._shown[name, size]


def file_of(name: str, size: tuple[int, int]) -> Path:
    """Where the text of a view is kept."""
    return SCREENS / f"{name}-{size[0]}x{size[1]}.txt"


def write() -> None:
    """Writes the text of every view in every size."""
    SCREENS.mkdir(exist_ok=True)
    hidden = mock.patch("ledger.bodies.host.entry_points", without_examples)
    with tempfile.TemporaryDirectory() as folder, hidden:
        sample = write_sample(Path(folder) / "demo.ledger")
        for name in VIEWS:
            for size in SIZES:
                with ExitStack() as stack:
                    text = shown(stack, sample, name, size).text
                file_of(name, size).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write(f"wrote {len(VIEWS) * len(SIZES)} texts into {SCREENS}\n")
