"""The list of holders: a row for each credential, completed when it comes into sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import work

from ledger.facts.wording import printable
from ledger.judging.findings import NO, UNDETERMINED
from ledger.tui.cells import columns
from ledger.tui.paint import STATUS_STYLES
from ledger.tui.rows import RowList
from ledger.words import ANSWER_GLYPHS, STATUS_GLYPHS, shortly

if TYPE_CHECKING:
    from ledger.questions.roster import Deadline
    from ledger.tui.app import Browser
    from ledger.tui.cells import Cell

COMPLETED = 4
"""Rows for which it is worked out at a time what is missing."""


class HoldersList(RowList):
    """One row for each credential of each holder.

    What is missing is worked out for the rows in sight, where it takes somebody to be judged.
    """

    def __init__(self) -> None:
        super().__init__(id="holders")
        self.rows: list[Deadline] = []
        self._completed: dict[tuple[str, str | None], Deadline] = {}
        self._completes = False

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def current(self) -> Deadline | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def begin(self) -> None:
        """Forgets what was worked out: it is asked anew."""
        self._completed = {}

    def at(self, index: int) -> Deadline:
        """A row with what is known of it."""
        row = self.rows[index]
        return self._completed.get((row.holder, row.credential), row)

    def titles(self) -> Sequence[Cell]:
        width = self.scrollable_content_region.width - 1
        names = ["holder", "credential", "status", "expires", "   left", "open now", "missing"]
        if width < WIDE:
            names[5:] = ["open now, or missing"]
        return _placed([(name, "dim") for name in names], width)

    def row(self, index: int) -> Sequence[Cell]:
        return cells_of(self.at(index), self.scrollable_content_region.width - 1)

    def changed(self) -> None:
        super().changed()
        self.complete()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.complete()

    def complete(self) -> None:
        """Sees to it that the rows in sight say what is missing."""
        if not self._completes and self._incomplete():
            self._completes = True
            self._complete()

    def _incomplete(self) -> list[Deadline]:
        """The rows in sight for which it has to be worked out."""
        top = round(self.scroll_y)
        seen = map(self.at, range(top, min(top + self.page_size, self.count)))
        return [row for row in seen if row.missing is None]

    @work
    async def _complete(self) -> None:
        browser = cast("Browser", self.app)
        try:
            while wanted := self._incomplete()[:COMPLETED]:
                completed = self._completed
                found = await browser.ask(
                    lambda: [browser.ledger.completed(row) for row in wanted],
                    "completing",
                )
                if found is None:
                    return
                if completed is not self._completed:  # asked anew meanwhile
                    continue
                for row, one in zip(wanted, found, strict=True):
                    completed[row.holder, row.credential] = row._replace(missing=one.missing)
                self.refresh()
        finally:
            self._completes = False


WIDE = 150
"""Columns from which there is room for what is open and for what is missing."""


def cells_of(row: Deadline, width: int) -> Sequence[Cell]:
    """A row for a width."""
    status = row.status
    shown = f"{STATUS_GLYPHS[status]} {status}" if status is not None else "–"
    left = "–" if row.left is None or row.left < 0 else f"{row.left:,} d"
    soon = row.left is not None and 0 <= row.left < 90
    name = printable(row.name) if row.name else ""
    cells = [
        (f"{name} · {row.holder}" if name else row.holder, "strong"),
        (row.credential or "–", ""),
        (shown, STATUS_STYLES[status] if status is not None else "dim"),
        (str(row.expires_on or "–"), ""),
        (f"{left:>7}", "undetermined" if soon else "dim"),
    ]
    open_now, missing = (open_text(row), "yes" if row.open else "dim"), (missing_text(row), "")
    if width >= WIDE:
        return _placed([*cells, open_now, missing], width)
    is_shown = row.missing is None or row.missing
    return _placed([*cells, missing if is_shown and not row.open else open_now], width)


def _placed(cells: Sequence[Cell], width: int) -> Sequence[Cell]:
    wide = (26, 10, 14, 10, 7, min(30, width - 88), 0)
    narrow = (26, 10, 14, 10, 7, 0) if width >= 95 else (20, 8, 11, 10, 7, 0)
    sizes = wide if width >= WIDE else narrow
    return columns((text, style, size) for (text, style), size in zip(cells, sizes, strict=True))


def open_text(row: Deadline) -> str:
    """The pathways open now, and how long each stays open."""
    texts = [f"✓ {code}{f' to {last}' if last else ''}" for code, last in row.open.items()]
    return ", ".join(texts) or "–"


def missing_text(row: Deadline) -> str:
    """What is missing, shortly; “…” while that is worked out."""
    if row.missing is None:
        return "…"
    if not row.missing:
        return ""
    answer = NO if any(finding.answer is NO for finding in row.missing) else UNDETERMINED
    texts = [printable(shortly(finding)) for finding in row.missing]
    return f"{ANSWER_GLYPHS[answer]} {', '.join(texts)}"
