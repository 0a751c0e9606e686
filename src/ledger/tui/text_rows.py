"""A list over rows that are all there already: text of one or more lines each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap

from textual import events

from ledger.facts.wording import printable
from ledger.tui.cells import Cell
from ledger.tui.rows import RowList

Build = Callable[[int], Iterable[tuple[object, Sequence[Sequence[Cell]]]]]
"""Gives rows for a width: the value each stands for, and its lines."""


def wrapped(text: str, width: int, style: str = "", indent: int = 0) -> list[list[Cell]]:
    """Text as lines of a width, all but the first indented."""
    lines = wrap(
        printable(text), max(10, width), subsequent_indent=" " * indent, break_on_hyphens=False
    )
    return [[(line, style)] for line in lines or [""]]


class TextRows(RowList):
    """A list over rows that are all there already, of one or more lines each."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._build: Build = lambda _: ()
        self._rows: list[Sequence[Sequence[Cell]]] = []
        self._values: list[object] = []
        self._firsts: list[int] = []
        self._owners: list[int] = []

    def fill(self, build: Build, *, keep: bool = False) -> None:
        """Shows rows.

        Args:
            build: Gives the rows for a width in terminal cells: each with the value it stands for
                and its lines. It is called again when the width changes.
            keep: Whether the cursor stays on the value it stands on, if that is still there.
        """
        before, index = self.value, self.cursor
        self._build = build
        self._lay_out()
        if keep and before is not None and before in self._values:
            index = self._values.index(before)
        self.set_reactive(RowList.cursor, self.validate_cursor(index if keep else 0))
        self.changed()
        if not keep:
            self.scroll_to(y=0, animate=False)
        self.show_cursor()
        self.post_message(self.Selected(self))

    def _lay_out(self) -> None:
        self._values, self._rows, self._firsts, self._owners = [], [], [], []
        width = max(20, self.scrollable_content_region.width - 1)
        for index, (value, lines) in enumerate(self._build(width)):
            self._firsts.append(len(self._owners))
            self._values.append(value)
            self._rows.append(lines)
            self._owners += [index] * len(lines)

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()  # textual calls the handler of `RowList` after it

    @property
    def count(self) -> int:
        return len(self._rows)

    @property
    def value(self) -> object:
        """What the row under the cursor stands for; None without rows."""
        return self._values[self.cursor] if self.cursor < len(self._values) else None

    @property
    def values(self) -> Sequence[object]:
        """What the rows stand for."""
        return self._values

    def item_at(self, line: int) -> int:
        return self._owners[line]

    def span(self, index: int) -> tuple[int, int]:
        return self._firsts[index], len(self._rows[index])

    def row(self, index: int) -> Sequence[Cell]:
        return self._rows[index][0]

    def line(self, line: int, index: int, selected: bool) -> Sequence[Cell]:
        within = line - self._firsts[index]
        marker = "▸" if selected and within == 0 else " "
        return [(marker, "strong"), *self._rows[index][within]]
