"""The list of the trail: the facts of the ledger, read in pages as they come into sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import work

from ledger.facts.wording import printable
from ledger.tui.paging import PAGE, Pages
from ledger.tui.rows import RowList, columns

if TYPE_CHECKING:
    from ledger.questions.trail import TrailRow
    from ledger.tui.app import Browser
    from ledger.tui.rows import Cell


class TrailList(RowList):
    """The facts of the ledger, newest first, read in pages as they come into sight."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(id="trail")
        self.pages = pages
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
            self.call_next(self.fetch)
            return [(f"{self.pages.position(index):>11,}  …", "dim")]
        return self._placed(
            [
                (f"{row.position:>11,}", "dim"),
                (f"{row.recorded_at:{'%Y-%m-%d %H:%M' if self._is_wide else '%Y-%m-%d'}}", "dim"),
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
        return self.scrollable_content_region.width > 130

    def _placed(self, cells: Sequence[Cell], *, is_broken: bool = False) -> Sequence[Cell]:
        width = self.scrollable_content_region.width - 1
        if self._is_wide:
            sizes = (11, 16, 10, 14, 19, width - 98, 12)
        elif width >= 98:
            sizes = (11, 10, 10, 11, 15, width - 79, 9)
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
        """Reads the pages that are in sight."""
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self) -> None:

        browser = cast("Browser", self.app)
        pages = self.pages
        while pages is self.pages:
            top = round(self.scroll_y)
            missing = pages.missing(top, top + self.page_size)
            if not missing:
                # The next page in either direction, so that it is there when somebody goes there.
                missing = pages.missing(top - self.page_size, top + 2 * self.page_size)[:1]
                if not missing:
                    return
            page = missing[0]
            found = await browser.ask(lambda page=page: pages.read(page), "paging")  # type: ignore[misc]
            if found is None:
                return
            pages.keep(*found)
            if not found[1]:
                return
            self.refresh()
            if pages.position(self.cursor) // PAGE == page:
                self.post_message(self.Selected(self))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.call_next(self.fetch)
