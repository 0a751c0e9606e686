"""The holders: who lapses next, and what is missing; a coordinator's Monday morning."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from ledger.questions.roster import SORTS
from ledger.tui.holders_list import HoldersList
from ledger.tui.rows import RowList
from ledger.tui.view import View
from ledger.words import count_of

if TYPE_CHECKING:
    from ledger.questions.roster import Deadline

KEYS = "enter opens · s sort · / find"
"""The keys that act on the list."""
GATHERING = 0.2
"""Seconds after which the rows that came are shown."""


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


class HoldersScreen(View):
    """Every holder with every credential."""

    HEADING = "Holders"
    AUTO_FOCUS = "HoldersList"
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
        self.rows.border_subtitle = f"{count_of(head, 'fact')} now; f5 asks again · {KEYS}"

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
        list_.border_title = f"{count_of(len(rows), 'row')}{matching} by {order}{so_far}"

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
