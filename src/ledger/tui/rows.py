"""A list of rows of which only the visible ones are ever built: the one list of the browser.

Stock lists keep a widget or a cell for every row; this one asks for a row when it is drawn, so it
is as quick with ten million rows as with ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ledger.tui.bar import Bar
from ledger.tui.cells import Cell, Line
from ledger.tui.paint import FOLLOWS, Pen, paint_of, pen_of


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

    cursor: reactive[int] = reactive(0, init=False, repaint=False)
    virtual_size = reactive(Size(0, 0), layout=False)
    """Lines come and go without laying out the whole screen again."""
    _above = 0
    row_width = 0
    """How many terminal cells a line has, while lines are drawn."""
    _pens: tuple[Pen, Pen]
    """What lines are drawn with, and the line under the cursor."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        self._drawn: tuple[object, list[Strip]] | None = None
        super().__init__(id=id, classes=classes)

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

    def watch_has_focus(self, _has_focus: bool) -> None:
        # The frame has its colour from the style sheet; what the focus is for is drawn before.
        self.set_timer(FOLLOWS, self.update_node_styles)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        # To draw the bar takes half as long as to draw the list, so it is done where that is seen,
        # and after the rows.
        if self.show_vertical_scrollbar:
            shown = self.vertical_scrollbar.position
            if self._thumb(shown) != self._thumb(new_value):
                self.set_timer(FOLLOWS, self._move_thumb)
        if round(old_value) != round(new_value):
            self.refresh_rows()

    def _move_thumb(self) -> None:
        self.vertical_scrollbar.position = self.scroll_y

    def _thumb(self, top: float) -> int:
        """Where the scroll bar shows that the list stands, in eighths of a line of it."""
        page, lines = self.scrollable_content_region.height, self.virtual_size.height
        if not lines > page > 0:
            return 0
        room = page - max(1, page * page / lines)
        return int(8 * room * top / (lines - page))

    def watch_cursor(self, old: int, new: int) -> None:
        self.show_cursor()
        self.refresh_rows()
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

    def on_mount(self) -> None:
        self.vertical_scrollbar.renderer = Bar  # type: ignore[misc] # as its documentation says

    def on_resize(self, event: events.Resize) -> None:
        self.changed()
        self.show_cursor()

    def render_lines(self, crop: Region) -> list[Strip]:
        paint, base = paint_of(self.app.theme_variables), self.rich_style
        # the screen knows of the focus before the list is told
        cursor = paint.cursor if self.screen.focused is self else paint.cursor_away
        self._pens = pen_of(paint, base), pen_of(paint, base + cursor)
        self.row_width = self.scrollable_content_region.width
        drawn_for = (crop, self.outer_size, self.row_width, self._pens)
        if self._drawn is None or self._drawn[0] != drawn_for:
            self._drawn = drawn_for, self._draw_lines(crop)
        return self._drawn[1]

    def _draw_lines(self, crop: Region) -> list[Strip]:
        # The library draws the frame and the first line; the lines below are put between the same
        # edges here. Its way of drawing a line takes longer than there is for a page at a keypress.
        size, frame = self.outer_size, self.styles.gutter
        first, last = frame.top + 1, min(crop.bottom, size.height - frame.bottom)
        if crop.x or crop.width != size.width or frame.left > 1 or max(crop.y, first) >= last:
            return super().render_lines(crop)
        start = min(crop.y, frame.top)
        above = super().render_lines(Region(0, start, size.width, first - start))
        edges = list(above[-1])
        left, right = edges[: frame.left], edges[len(edges) - frame.right :]
        bar = " " * (size.width - frame.width - self.row_width)
        tails = [Strip([Segment(bar, pen[""]), *right]) for pen in self._pens]
        strips = above[crop.y - start :]
        for y in range(max(crop.y, first), last):
            cells, is_selected = self._segments(y - frame.top)
            line = Line(left + cells, frame.left + self.row_width, tails[is_selected])
            strips.append(self._filtered(line))
        if crop.bottom > last:
            strips += super().render_lines(Region(0, last, size.width, crop.bottom - last))
        return strips

    def _filtered(self, strip: Strip) -> Strip:
        """A line as the terminal is to have it; no style of a list has a colour of the terminal."""
        for one in self.get_line_filters():
            if not isinstance(one, ANSIToTruecolor):
                strip = strip.apply_filter(one, self.background_colors[1])
        return strip

    def render_line(self, y: int) -> Strip:
        return Strip(self._segments(y)[0], self.row_width)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        self._drawn = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def refresh_rows(self) -> None:
        """Has the rows drawn again, but not what stands around them."""
        width, height = self.size
        self.refresh(Region(0, self._above, width, height - self._above))

    def notify_style_update(self) -> None:
        self._drawn = None
        super().notify_style_update()

    def _segments(self, y: int) -> tuple[list[Segment], bool]:
        """A line as wide as a row is, and whether the cursor is on it."""
        line = y + round(self.scroll_y) - self._above
        cells: Sequence[Cell] = ()
        selected = False
        if y < self._above:
            cells = [(" ", ""), *self.titles()]
        elif self.count and line < self.virtual_size.height - self._above:
            index = self.item_at(line)
            selected = index == self.cursor
            cells = self.line(line, index, selected)
        pen = self._pens[selected]
        texts: list[str] = []
        styles: list[str] = []
        room = self.row_width
        for text, style in cells:
            room -= len(text) if text.isascii() else cell_len(text)
            if styles and style == styles[-1]:  # fewer pieces are drawn sooner
                texts[-1] += text
            else:
                texts.append(text)
                styles.append(style)
        segments = [Segment(text, pen[style]) for text, style in zip(texts, styles, strict=True)]
        if room < 0:
            segments = [*Strip(segments).crop(0, self.row_width - 1), Segment("…", pen[""])]
        elif room:
            segments.append(Segment(" " * room, pen[""]))
        return segments, selected

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

    def draw_now(self) -> None:
        """Draws what has changed ahead of the messages that wait: it is what a key is for."""
        draw = getattr(self.screen, "_on_timer_update", None)  # it may go: it only saves time
        if draw is not None:
            self.screen._dirty_widgets.add(self)
            draw()

    def action_move(self, by: int) -> None:
        self.cursor += by
        self.draw_now()

    def action_page(self, pages: int) -> None:
        if self.count:
            line = self.span(self.cursor)[0] + pages * self.page_size
            self.cursor = self.item_at(self._clamped(line))
            self.draw_now()

    def _clamped(self, line: int) -> int:
        return max(0, min(line, self.virtual_size.height - self._above - 1))

    def action_first(self) -> None:
        self.cursor = 0

    def action_last(self) -> None:
        self.cursor = self.count - 1

    def action_choose(self) -> None:
        if self.count:
            self.post_message(self.Chosen(self))
