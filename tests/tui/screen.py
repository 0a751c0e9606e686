"""A terminal for the tests: the browser without a tty, driven by keys and read as text.

A browser runs between two calls of a test only while the test waits for it, so that tests are
plain functions. What a screen shows is read off the picture the browser itself exports.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Self, TypeVar

from rich.cells import cell_len
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widget import Widget

from ledger.tui.app import Browser

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds after which a browser that does not come to rest fails the test."""
QUIET = 0.004
"""Seconds between two looks at whether the browser has come to rest."""

_TEXT = re.compile(r'<text class="\S+-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_CELL, _LINE, _FIRST = 12.2, 24.4, 20.0  # of a rich picture: a cell's size, the first base line


def grid_of(svg: str) -> list[str]:
    """The text of a picture, line by line, without spaces at the ends."""
    lines: dict[int, list[tuple[int, str]]] = {}
    for x, y, escaped in _TEXT.findall(svg):
        text = html.unescape(escaped).replace("\xa0", " ").rstrip("\n")
        if text:
            line = round((float(y) - _FIRST) / _LINE)
            lines.setdefault(line, []).append((round(float(x) / _CELL), text))
    return [_line(lines.get(number, [])) for number in range(max(lines, default=-1) + 1)]


def _line(parts: list[tuple[int, str]]) -> str:
    """Texts put at their columns; a wide character takes two."""
    line = ""
    for column, text in sorted(parts):
        line += " " * (column - cell_len(line)) + text
    return line.rstrip()


class Terminal:
    """A browser on a terminal of a fixed size.

    Args:
        browser: The browser; not yet running.
        size: Columns and lines.
    """

    def __init__(self, browser: Browser, size: tuple[int, int] = (110, 34)) -> None:
        self.browser = browser
        self.size = size
        self._runner = asyncio.Runner()
        self._running: AbstractAsyncContextManager[Pilot[None]]
        self._pilot: Pilot[None]
        self._read: list[str] | None = None

    def __enter__(self) -> Self:
        self._runner.__enter__()
        self._running = self.browser.run_test(size=self.size, notifications=True)
        self._pilot = self._run(self._running.__aenter__())
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._run(self._running.__aexit__(None, None, None))
        finally:
            self._runner.close()

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        self._read = None
        return self._runner.run(doing)

    # ---- Waiting

    def wait(self) -> None:
        """Waits until every key has done its work and every question is answered."""
        self._run(self._rest())

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds, for what the browser does by itself."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"it never came to that:\n{self.text}"
            self._run(asyncio.sleep(QUIET))
            self.wait()

    async def _rest(self) -> None:
        deadline, quiet = time.monotonic() + PATIENCE, 0
        while quiet < 3 and self.browser.is_running:
            assert time.monotonic() < deadline, "the browser does not come to rest"
            await self._pilot.pause(QUIET)
            works = any(not one.is_finished for one in self.browser.workers)
            quiet = 0 if works or self.browser.has_waiting else quiet + 1

    # ---- Hands

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, each once the last has done its work."""
        for key in keys:
            self._send(key)
            self.wait()

    def type(self, text: str) -> None:
        """Types a text as fast as a terminal sends it when something is pasted."""
        for character in text:
            self._send(character)
        self.wait()

    def enter(self, text: str) -> None:
        """Types a text over what stands in a field, and enter."""
        self.type(text)
        self.press("enter")

    def _send(self, key: str) -> None:
        character = " " if key == "space" else key if len(key) == 1 else None
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        self._run(self._post(events.Key(name, character)))

    async def _post(self, event: events.Event) -> None:
        self.browser.post_message(event)

    def click(self, column: int, line: int, times: int = 1) -> None:
        """Clicks on a cell of the screen."""
        self._run(_clicked(self._pilot, (column, line), times))
        self.wait()

    def click_on(self, text: str, times: int = 1) -> None:
        """Clicks on the first place where a text stands."""
        column, line = self.place(text)
        self.click(column, line, times)

    def focus(self, selector: str) -> None:
        """Gives a pane the keys."""

        async def give() -> None:
            self.browser.screen.query_one(selector, Widget).focus()

        self._run(give())
        self.wait()

    def look(self) -> None:
        """Lets the browser look for new facts, as it does every second."""
        self._run(self.browser.look())
        self.wait()

    def resize(self, width: int, height: int) -> None:
        """Makes the terminal another size."""
        self._run(self._pilot.resize_terminal(width, height))
        self.wait()

    # ---- Eyes

    @property
    def picture(self) -> str:
        """The screen as SVG."""
        return self._run(self._exported())

    async def _exported(self) -> str:
        return self.browser.export_screenshot(title="ledger")

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        if self._read is None:
            self._read = grid_of(self.picture)
        return self._read

    @property
    def text(self) -> str:
        """The screen as one text, each line with its end."""
        return "".join(f"{line}\n" for line in self.lines)

    def line(self, part: str) -> str:
        """The first line that holds a text."""
        found = next((line for line in self.lines if part in line), None)
        assert found is not None, f"“{part}” is nowhere on the screen:\n{self.text}"
        return found

    def place(self, text: str) -> tuple[int, int]:
        """Column and line of the first place where a text stands."""
        for number, line in enumerate(self.lines):
            if text in line:
                return cell_len(line[: line.index(text)]), number
        raise AssertionError(f"“{text}” is nowhere on the screen:\n{self.text}")

    @property
    def heading(self) -> str:
        """The first line: what the screen shows, and what is asked."""
        return self.lines[0]

    @property
    def keys(self) -> str:
        """The last line: the keys that act."""
        return self.lines[-1]

    @property
    def focused(self) -> str:
        """The id of the pane that has the keys."""
        widget = self.browser.screen.focused
        return (widget.id or "") if widget is not None else ""

    @property
    def selected(self) -> str:
        """The row under the cursor of the list that has the keys, as it is drawn."""
        focused = self.browser.screen.focused
        assert focused is not None
        for line in self._within(focused):
            if line.startswith("▸"):
                return line[1:].strip()
        return ""

    def pane(self, selector: str) -> str:
        """What stands in one pane, its border included."""
        widget = self.browser.screen.query_one(selector, Widget)
        return "".join(f"{line}\n" for line in self._cut(widget.region))

    def words(self, selector: str) -> str:
        """What stands in one pane as running text, wherever its lines break."""
        lines = self.pane(selector).splitlines()
        return " ".join(" ".join(line.strip("│╭╮╰╯─ ▸") for line in lines).split())

    def _within(self, widget: Widget) -> list[str]:
        return self._cut(widget.content_region)

    def _cut(self, region: Any) -> list[str]:
        lines = self.lines[region.y : region.bottom]
        return [_cut(line, region.x, region.right).rstrip() for line in lines]

    @property
    def copied(self) -> str:
        """What was copied last."""
        return self.browser.clipboard

    @property
    def asked(self) -> tuple[str, str]:
        """The day and the knowledge time in the heading."""
        found = re.search(r"on (\S+)  as known (.+?)\s*$", self.heading)
        assert found, self.heading
        return found[1], found[2]


async def _clicked(pilot: Pilot[None], place: tuple[int, int], times: int) -> None:
    await pilot.click(offset=place, times=times)


def _cut(line: str, start: int, end: int) -> str:
    """The cells of a line from a column to another."""
    cut, at = "", 0
    for character in line:
        if start <= at < end:
            cut += character
        at += cell_len(character)
    return cut
