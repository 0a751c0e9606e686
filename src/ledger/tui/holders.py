"""The holders: who lapses next, and what is missing; a coordinator's Monday morning."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from ledger.facts.wording import printable
from ledger.questions.roster import SORTS
from ledger.tui.paint import STATUS_STYLES
from ledger.tui.rows import RowList, columns
from ledger.tui.view import View
from ledger.words import STATUS_GLYPHS, amount

if TYPE_CHECKING:
    from ledger.questions.roster import Deadline
    from ledger.tui.app import Browser
    from ledger.tui.rows import Cell

KEYS = "enter opens · s sort · / find"
"""The keys that act on the list."""
GATHERING = 0.2
"""Seconds after which the rows that came are shown."""
COMPLETED = 4
"""Rows for which it is worked out at a time what is missing."""


class Some(NamedTuple):
    """Rows that came, and whether they are the last ones."""

    rows: list[Deadline]
    are_last: bool


def some_of(rows: Iterator[Deadline], seconds: float) -> Some:
    """The rows that come in so many seconds, and one at least where there is one."""
    end, found = time.monotonic() + seconds, []
    for row in rows:
        found.append(row)
        if time.monotonic() >= end:
            return Some(found, False)
    return Some(found, True)


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


WIDE = 110
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
    texts = [
        f"{finding.id} {amount(finding.missing)}" if finding.missing else finding.id
        for finding in row.missing
    ]
    return f"✗ {', '.join(texts)}" if texts else ""


class HoldersScreen(View):
    """Every holder with every credential."""

    HEADING = "Holders"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", key_display="/", id="holders.find"),
        Binding("s", "sort", "Sort", id="holders.sort"),
        Binding("g", "day", "Day", id="holders.day"),
        Binding("K", "known", "As known on", id="holders.known"),
        Binding("escape", "all", "All", show=False, id="holders.all"),
        Binding("o", "open", "Open", id="holders.open"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.everybody: list[Deadline] = []
        self.sort = "left"
        self.text = ""
        self.is_complete = False
        self._shown_for: object = None

    def body(self) -> Iterator[Widget]:
        find = Input(placeholder="part of a name or an id", id="find")
        find.cursor_blink = False
        yield find
        list_ = HoldersList()
        list_.border_subtitle = KEYS
        yield list_

    @property
    def rows(self) -> HoldersList:
        return self.query_one(HoldersList)

    def on_mount(self) -> None:
        self.rows.focus()

    def ask(self) -> None:
        super().ask()
        if self._shown_for != self.browser.asked:
            self.reload()

    def grown(self, head: int) -> None:
        self.rows.border_subtitle = f"{head:,} facts now; f5 asks again · {KEYS}"

    def reload(self) -> None:
        self._shown_for = self.browser.asked
        self.rows.border_subtitle = KEYS
        self._collect()

    @work(exclusive=True, group="roster")
    async def _collect(self) -> None:
        browser, asked = self.browser, self.browser.asked
        self.everybody, self.is_complete = [], False
        self.rows.begin()
        rows = browser.ledger.deadlines(on=asked.day, known_at=asked.known_at)
        while True:
            some = await browser.ask(lambda: some_of(rows, GATHERING), "scanning")
            if some is None or asked != browser.asked:
                self._shown_for = None
                return
            self.everybody += some.rows
            self.is_complete = some.are_last
            self.show_rows(is_growing=True)
            if self.is_complete:
                return

    def show_rows(self, *, is_growing: bool = False) -> None:
        """Filters and sorts; the cursor stays on the same holder and credential.

        Args:
            is_growing: Whether rows have come; then a cursor on the first row stays there.
        """
        list_ = self.rows
        current = list_.current
        text = self.text.casefold()
        rows = [
            row
            for row in self.everybody
            if not text or text in row.holder.casefold() or text in (row.name or "").casefold()
        ]
        rows.sort(key=SORTS[self.sort])
        list_.rows = rows
        if current is not None and (list_.cursor or not is_growing):
            key = (current.holder, current.credential)
            at = next((i for i, r in enumerate(rows) if (r.holder, r.credential) == key), 0)
            list_.set_reactive(RowList.cursor, at)
        list_.changed()
        list_.show_cursor()
        so_far = "" if self.is_complete else ", still asking"
        order = {"left": "days left", "name": "name", "id": "id"}[self.sort]
        matching = f" matching “{self.text}”" if self.text else ""
        list_.border_title = f"{len(rows):,} rows{matching} by {order}{so_far}"

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.text = event.value.strip()
        self.rows.set_reactive(RowList.cursor, 0)
        self.rows.rows = []
        self.show_rows()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.rows.focus()

    def action_find(self) -> None:
        """Finds a holder by part of a name or an id."""
        find = self.query_one("#find", Input)
        find.add_class("open")
        find.focus()

    def action_all(self) -> None:
        """Shows everybody again."""
        find = self.query_one("#find", Input)
        find.value = ""
        find.remove_class("open")
        self.rows.focus()

    def action_sort(self) -> None:
        """Sorts by the next order: days left, name, id."""
        sorts = list(SORTS)
        self.sort = sorts[(sorts.index(self.sort) + 1) % len(sorts)]
        self.show_rows()

    def action_open(self) -> None:
        """Opens the holder of the selected row."""
        row = self.rows.current
        if row is not None:
            self.browser.open_holder(row.holder, row.credential)

    def command(self) -> list[str]:
        words = ["holders", *([self.text] if self.text else [])]
        return [*words, "--sort", self.sort, *self.asked_words()]

    def selection(self) -> str:
        row = self.rows.current
        if row is None:
            return ""
        texts = (row.holder, row.name, row.credential, row.status, row.expires_on)
        return "\t".join(str(text) for text in texts if text is not None)
