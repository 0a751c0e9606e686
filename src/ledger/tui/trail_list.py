"""The list of the trail: the facts of the ledger, read in pages as they come into sight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual import events, work

from ledger.facts.wording import printable
from ledger.tui.cells import columns
from ledger.tui.paging import PAGE, PATIENCE, Pages, Part
from ledger.tui.rows import RowList

if TYPE_CHECKING:
    from textual.timer import Timer

    from ledger.questions.trail import TrailRow
    from ledger.tui.app import Browser
    from ledger.tui.cells import Cell

DRAWING = 0.02
"""Seconds in which what is in sight is drawn before what is not is read."""


class TrailList(RowList):
    """The facts of the ledger, newest first, read in pages as they come into sight."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(id="trail")
        self.pages = pages
        self._fetches = False
        self._ahead: Timer | None = None
        self.border_title = "facts, newest first"
        self.border_subtitle = "/ filter · g go to · f follow"

    @property
    def count(self) -> int:
        return self.pages.count

    @property
    def current(self) -> TrailRow | None:
        """The row under the cursor, None while it is read."""
        return self.pages.row(self.cursor) if self.cursor < self.count else None

    def titles(self) -> Sequence[Cell]:
        names = ("position", "recorded", "happened", "holder", "kind", "what", "by")
        return self._placed([(f"{names[0]:>11}", "dim"), *((name, "dim") for name in names[1:])])

    def row(self, index: int) -> Sequence[Cell]:
        row = self.pages.row(index)
        if row is None:
            self.call_next(self.fetch)  # read before, and put out of memory by others since
            return [(f"{self.pages.position(index):>11,}  …", "dim")]
        return self._placed(
            [
                (f"{row.position:>11,}", "dim"),
                (row.recorded_at.isoformat(" ", "minutes")[: 16 if self._is_wide else 10], "dim"),
                (row.on.isoformat(), ""),
                (row.holder, "strong"),
                (row.kind, "pending"),
                (printable(row.summary), "refused" if row.problem else ""),
                (row.recorded_by, "dim"),
            ],
            is_broken=row.problem is not None,
        )

    @property
    def _is_wide(self) -> bool:
        return self.row_width > 130

    def _placed(self, cells: Sequence[Cell], *, is_broken: bool = False) -> Sequence[Cell]:
        width = self.row_width - 1
        if self._is_wide:
            sizes = (11, 16, 10, 14, 19, width - 98, 12)
        elif width >= 98:
            sizes = (11, 10, 10, 11, 15, width - 82, 11)
        else:
            sizes = (11, -1, 10, 10, 15, 0, -1)
        if is_broken:  # a problem is a sentence, and nobody is known to have recorded it
            sizes = (*sizes[:5], 0, -1)
        return columns(
            (text, style, size)
            for (text, style), size in zip(cells, sizes, strict=True)
            if size >= 0
        )

    def fetch(self) -> None:
        """Sees to it that the rows in sight are read, and those next to them."""
        if self._missing():
            self._begin()
        elif self._ahead is None:
            self._ahead = self.set_timer(DRAWING, self._read_ahead)

    def _read_ahead(self) -> None:
        self._ahead = None
        if self._missing_around():
            self._begin()

    def _begin(self) -> None:
        if not self._fetches:
            self._fetches = True
            self._fetch()

    def _missing(self) -> list[int]:
        """The pages in sight that have not been read."""
        top = round(self.scroll_y)
        return self.pages.missing(top, top + self.page_size)

    def _missing_around(self) -> list[int]:
        """The same with a screen above and below, so that they are there when somebody goes on."""
        top = round(self.scroll_y)
        return self.pages.missing(top - self.page_size, top + 2 * self.page_size)

    @work
    async def _fetch(self) -> None:
        try:
            while True:
                pages, wanted = self.pages, self._missing()
                is_seen = bool(wanted)
                if not is_seen:
                    wanted = self._missing_around()
                if not wanted or not await self._read(pages, partial(pages.read_all, wanted)):
                    return
                if is_seen:
                    await asyncio.sleep(DRAWING)
        finally:
            self._fetches = False

    async def _read(self, pages: Pages, question: Callable[[], list[Part]]) -> bool:
        """Keeps rows, and draws those that somebody waits for; returns whether there were any."""
        browser = cast("Browser", self.app)
        found = await browser.ask(question, "paging", patience=PATIENCE)
        awaited = self._missing() if pages is self.pages else []  # others are in sight by now
        for part in found or ():
            pages.keep(*part)
        if found and awaited:
            self.refresh_rows()
            if pages.position(self.cursor) // PAGE in awaited:
                self.post_message(self.Selected(self))
        return bool(found) and all(rows for _, rows in found or ())

    async def go(self, index: int) -> None:
        """Puts the cursor on a row, in the middle; the rows in sight then are read before."""
        pages, above = self.pages, self.page_size // 2
        first, last = index - above, index - above + self.page_size
        if pages.missing(first, last):
            await self._read(pages, partial(pages.read_rows, first, last))
        if pages is self.pages:
            self.scroll_to(y=max(0, index - above), animate=False)
            self.cursor = index
            self.draw_now()

    def draw_now(self) -> None:
        if not self._missing():  # else rows are about to be read, and are drawn with what they say
            super().draw_now()

    def on_resize(self, event: events.Resize) -> None:
        self.fetch()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.fetch()
