"""A list of rows of which only the visible ones are ever built: the one list of the browser.

Stock lists keep a widget or a cell for every row; this one asks for a row when it is drawn, so it
is as quick with ten million rows as with ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledger.facts.wording import printable
from ledger.tui.paint import Paint, paint_of

Cell = tuple[str, str]
"""Text and the name of its style, one of `ledger.tui.paint.STYLES`; the empty name is plain."""

Build = Callable[[int], Iterable[tuple[object, Sequence[Sequence[Cell]]]]]
"""Gives rows for a width: the value each stands for, and its lines."""


def columns(cells: Iterable[tuple[str, str, int]]) -> list[Cell]:
    """Cells cut or padded to a width each, two spaces apart; width 0: as long as it is."""
    row: list[Cell] = []
    for text, style, width in cells:
        row.append((fitted(text, width) + "  " if width else text, style))
    return row


def fitted(text: str, width: int) -> str:
    """Text cut or padded to so many terminal cells; what is cut ends with “…”."""
    if text.isascii() and len(text) <= width:
        return text.ljust(width)
    if cell_len(text) > width:
        return set_cell_size(text, max(0, width - 1)) + "…"[:width]
    return set_cell_size(text, width)


def wrapped(text: str, width: int, style: str = "", indent: int = 0) -> list[list[Cell]]:
    """Text as lines of a width, all but the first indented."""
    lines = wrap(
        printable(text), max(10, width), subsequent_indent=" " * indent, break_on_hyphens=False
    )
    return [[(line, style)] for line in lines or [""]]


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with a cursor, over whatever `row` builds; a row is one line.

    Attributes:
        cursor: The index of the row that is selected.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("pagedown,space,ctrl+f", "page(1)", "Page down", show=False, id="list.page-down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, id="list.page-up"),
        Binding("home", "first", "First", show=False, id="list.first"),
        Binding("end,G", "last", "Last", show=False, id="list.last"),
        Binding("enter", "choose", "Open", show=False, id="list.choose"),
    ]

    cursor: reactive[int] = reactive(0, init=False)
    virtual_size = reactive(Size(0, 0), layout=False)
    """Lines come and go without laying out the whole screen again."""
    _above = 0
    row_width = 0
    """How many terminal cells a line has, while lines are drawn."""

    class Selected(Message):
        """The cursor stands on another row, or the row under it is another one."""

        def __init__(self, rows: RowList) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> RowList:
            return self.rows

    class Chosen(Selected):
        """A row was opened, by enter or a second click."""

    @property
    def count(self) -> int:
        """How many rows there are."""
        return 0

    def row(self, index: int) -> Sequence[Cell]:
        """The cells of a row; called for visible rows only."""
        raise NotImplementedError

    def titles(self) -> Sequence[Cell]:
        """The titles of the columns, above the rows; none: no such line."""
        return ()

    def item_at(self, line: int) -> int:
        """The row that a line belongs to."""
        return line

    def span(self, index: int) -> tuple[int, int]:
        """The first line of a row and how many lines it has."""
        return index, 1

    def changed(self) -> None:
        """To be called when `count` or what `row` gives has changed."""
        lines = sum(self.span(self.count - 1)) if self.count else 0
        self._above = 1 if self.titles() else 0
        self.virtual_size = Size(self.scrollable_content_region.width, lines + self._above)
        self.cursor = self.cursor
        self.refresh()

    def validate_cursor(self, cursor: int) -> int:
        return max(0, min(cursor, self.count - 1))

    def watch_virtual_size(self, size: Size) -> None:
        self._scroll_update(size)

    def watch_cursor(self, old: int, new: int) -> None:
        self.show_cursor()
        self.refresh()
        self.post_message(self.Selected(self))

    def show_cursor(self) -> None:
        """Scrolls so that the row under the cursor is visible."""
        first, height = self.span(self.cursor) if self.count else (0, 1)
        top, page = round(self.scroll_y), self.page_size
        if first < top:
            self.scroll_to(y=0 if self.cursor == 0 else first, animate=False)
        elif first + height > top + page:
            self.scroll_to(y=max(0, min(first, first + height - page)), animate=False)

    @property
    def page_size(self) -> int:
        """How many lines of rows are visible."""
        return max(1, self.scrollable_content_region.height - self._above)

    def on_resize(self, event: events.Resize) -> None:
        self.changed()
        self.show_cursor()

    def render_line(self, y: int) -> Strip:
        line = y + round(self.scroll_y) - self._above
        base, paint = self._drawn
        if y < self._above:
            return self._strip([(" ", ""), *self.titles()], base, paint)
        if not self.count or line >= self.virtual_size.height - self._above:
            return Strip.blank(self.row_width, base)
        index = self.item_at(line)
        selected = index == self.cursor
        if selected:
            base = base + (paint.cursor if self.has_focus else paint.cursor_away)
        return self._strip(self.line(line, index, selected), base, paint)

    def render_lines(self, crop: Region) -> list[Strip]:
        # What is the same for all lines is worked out once: a page of them is drawn at a keypress.
        self._drawn = self.rich_style, paint_of(self.app.theme_variables)
        self.row_width = self.scrollable_content_region.width
        return super().render_lines(crop)

    def _strip(self, cells: Sequence[Cell], base: Style, paint: Paint) -> Strip:
        """A line of just the width there is."""
        segments = [Segment(text, base + paint[style]) for text, style in cells]
        room = self.row_width - sum(cell_len(text) for text, _ in cells)
        if room < 0:
            segments = [*Strip(segments).crop(0, self.row_width - 1), Segment("…", base)]
        elif room:
            segments.append(Segment(" " * room, base))
        return Strip(segments, self.row_width)

    def line(self, line: int, index: int, selected: bool) -> Sequence[Cell]:
        """The cells of a line; a marker shows the cursor without any colour."""
        return [("▸" if selected else " ", "strong"), *self.row(index)]

    async def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        line = -1 if offset is None else offset.y + round(self.scroll_y) - self._above
        if self.count and 0 <= line < self.virtual_size.height - self._above:
            self.cursor = self.item_at(line)
            if event.chain == 2:
                self.post_message(self.Chosen(self))

    def action_move(self, by: int) -> None:
        self.cursor += by

    def action_page(self, pages: int) -> None:
        if self.count:
            line = self.span(self.cursor)[0] + pages * self.page_size
            self.cursor = self.item_at(self._clamped(line))

    def _clamped(self, line: int) -> int:
        return max(0, min(line, self.virtual_size.height - self._above - 1))

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = self.count - 1

    def action_choose(self) -> None:
        if self.count:
            self.post_message(self.Chosen(self))


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
