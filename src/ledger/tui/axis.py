"""The time axis: one band a credential, ticks for facts, and a cursor on the day asked about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ledger.tui.cells import fitted
from ledger.tui.paint import STATUS_STYLES, paint_of
from ledger.words import STATUS_GLYPHS

if TYPE_CHECKING:
    from ledger.judging.verdict import Interval
    from ledger.tui.paint import Paint
    from ledger.tui.sheet import Sheet

LINES = {
    "none": " ",
    "pending": "╌",
    "current": "━",
    "expired": "┄",
    "suspended": "╍",
    "revoked": "×",
    "undetermined": "?",
}
"""Status → what a band is drawn with; the status' own glyph stands where it begins."""


class TimeAxis(Widget, can_focus=True):
    """Bands over time."""

    class Moved(Message):
        """A day, or a credential, was chosen with the mouse."""

        def __init__(self, day: date, credential: str | None) -> None:
            super().__init__()
            self.day, self.credential = day, credential

    def __init__(self) -> None:
        super().__init__(id="axis")
        self.sheet: Sheet | None = None
        self.day = date.min
        self.today = date.min
        self.credential: str | None = None
        self.start = self.end = date.min

    def show(self, sheet: Sheet | None, day: date, today: date, credential: str | None) -> None:
        """Shows a sheet with the cursor on a day."""
        lines = len(self.sheet.credentials) if self.sheet else 0
        if sheet is not self.sheet and sheet is not None:
            self.start, self.end = sheet.start, sheet.end
        self.sheet, self.day, self.today, self.credential = sheet, day, today, credential
        self.refresh(layout=lines != (len(sheet.credentials) if sheet else 0))

    def zoom(self, closer: bool) -> None:
        """Shows fewer days around the cursor, or more."""
        if self.sheet is None:
            return
        span = (self.end - self.start).days
        span = max(60, span // 2) if closer else span * 2
        start = self.day.toordinal() - span // 2
        self.start = date.fromordinal(max(self.sheet.start.toordinal(), start))
        self.end = date.fromordinal(min(self.sheet.end.toordinal(), self.start.toordinal() + span))
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 + max(1, len(self.sheet.credentials) if self.sheet else 1)

    # ---- Days and columns

    @property
    def label_width(self) -> int:
        """Columns before the bands."""
        codes = self.sheet.credentials if self.sheet else ()
        return max((cell_len(code) for code in codes), default=0) + 3

    @property
    def room(self) -> int:
        """Columns there are for days, one kept for what goes on beyond the last."""
        return max(10, self.size.width - self.label_width - 1)

    def day_of(self, column: int) -> date:
        """The first day of a column."""
        days = (self.end - self.start).days + 1
        column = max(0, min(column, self.room))
        return self.start + timedelta(days=days * column // self.room)

    def column_of(self, day: date) -> int:
        """The column a day stands in; outside the room for days before or after those shown."""
        days = (self.end - self.start).days + 1
        return ((day - self.start).days * self.room + self.room - 1) // days if days else 0

    # ---- Drawing

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        sheet = self.sheet
        if sheet is None:
            return Strip.blank(width, base)
        if self.day < self.start or self.day > self.end:
            self._centre()
        bands = len(sheet.credentials)
        if y == 0:
            label, cells = "", self._ruler()
        elif y <= bands:
            code = sheet.credentials[y - 1]
            chosen = code == self.credential
            label = f"{'▸' if chosen else ' '}{code}"
            cells = self._band(sheet.bands[code])
        else:
            label, cells = " facts", self._ticks(sheet)
        strong = self._paint["strong"] if label.startswith("▸") else Style.null()
        at = self.column_of(self.day)
        if 0 <= at < len(cells):
            glyph, style = cells[at]
            if y > bands:
                glyph = "▲" if glyph == " " else "◆"
            elif y == 0 and glyph == " ":
                glyph = "▼"
            cells[at] = (glyph, style + self._paint.cursor)
        segments = [Segment(fitted(label, self.label_width), base + strong)]
        segments += [Segment(glyph, base + style) for glyph, style in cells]
        return Strip(segments).simplify().adjust_cell_length(width, base)

    def _centre(self) -> None:
        """Moves the days shown so that the cursor is among them."""
        span = (self.end - self.start).days
        start = max(1, min(self.day.toordinal() - span // 2, date.max.toordinal() - span))
        self.start = date.fromordinal(start)
        self.end = date.fromordinal(start + span)

    @property
    def _paint(self) -> Paint:
        return paint_of(self.app.theme_variables)

    def _ruler(self) -> list[tuple[str, Style]]:
        style = self._paint["dim"]
        text = [" "] * (self.room + 1)
        free = 0
        spans_years = (self.end - self.start).days > 900
        year, month = self.start.year, 1
        while (first := date(year, month, 1)) <= self.end:
            label = str(year) if spans_years else f"{first:%Y-%m}"
            at = self.column_of(first)
            if first >= self.start and at >= free and at + len(label) <= len(text):
                text[at : at + len(label)] = label
                free = at + len(label) + 2
            year, month = (year + 1, 1) if spans_years or month == 12 else (year, month + 1)
            if year > date.max.year:
                break
        cells = [(glyph, style) for glyph in text]
        at = self.column_of(self.today)
        if 0 <= at < len(cells):
            today = self._paint["heading"]
            cells[at] = ("┃" if cells[at][0] == " " else cells[at][0], today)
        return cells

    def _band(self, intervals: Sequence[Interval]) -> list[tuple[str, Style]]:
        starts, paint = [interval.since for interval in intervals], self._paint
        cells: list[tuple[str, Style]] = []
        before = "none"
        for column in range(self.room):
            last = self.day_of(column + 1) - timedelta(days=1)
            index = max(0, bisect_right(starts, last) - 1)
            status = intervals[index].status if starts and last >= starts[0] else "none"
            begun = bisect_left(starts, self.day_of(column))
            passed = [one.status for one in intervals[begun:index]]
            # A lapse shorter than a column is shown all the same; what follows it, a column later.
            status = next((one for one in passed if one not in (before, status, "none")), status)
            glyph = LINES[status]
            if status not in (before, "none"):
                glyph = STATUS_GLYPHS[status]
            cells.append((glyph, paint[STATUS_STYLES[status]]))
            before = status
        goes_on = "▸" if before not in ("none", "expired") else " "
        return [*cells, (goes_on, paint[STATUS_STYLES[before]])]

    def _ticks(self, sheet: Sheet) -> list[tuple[str, Style]]:
        cells = [(" ", Style.null())] * (self.room + 1)
        for mark in sheet.marks:
            at = self.column_of(mark.fact.on)
            if not 0 <= at < self.room or mark.state == "void":
                continue
            if mark.state == "assumed":
                cells[at] = ("+", self._paint["assumed"])
            elif cells[at][0] != "+":
                glyph = ":" if cells[at][0] in "·:" and cells[at][0] != " " else "·"
                cells[at] = (glyph, self._paint["dim"])
        return cells

    async def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self.sheet is None:
            return
        codes = self.sheet.credentials
        code = codes[offset.y - 1] if 1 <= offset.y <= len(codes) else None
        self.post_message(self.Moved(self.day_of(offset.x - self.label_width), code))
