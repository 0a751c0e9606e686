"""The trail: the whole ledger, newest first, with the selected fact opened beside it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.geometry import Size
from textual.widget import Widget

from ledger.errors import BadInput
from ledger.questions.trail import TrailFilter
from ledger.tui.dossier import DossierPane
from ledger.tui.filters import filter_of, filter_text
from ledger.tui.paging import PATIENCE, Newest, Pages
from ledger.tui.rows import RowList
from ledger.tui.trail_list import TrailList
from ledger.tui.view import View
from ledger.words import count_of


class TrailScreen(View):
    """The whole ledger."""

    HEADING = "Trail"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", key_display="/", id="trail.filter"),
        Binding("escape", "all", "All facts", show=False, id="trail.all"),
        Binding("g", "go", "Go to", id="trail.go"),
        Binding("f", "follow", "Follow", id="trail.follow"),
        Binding("o", "holder", "Holder", id="trail.holder"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.follows = True
        self._begun: Future[Newest] | None = None

    def body(self) -> Iterator[Widget]:
        self.pages = Pages(self.browser.ledger)
        self._begun = self.browser.begin(self.pages.newest, "paging")
        with Container(id="trail-panes"):
            yield TrailList(self.pages)
            yield DossierPane("fact (tab)")

    @property
    def rows(self) -> TrailList:
        """The list of facts."""
        return self.query_one(TrailList)

    def on_mount(self) -> None:
        self.rows.focus()
        self.start()

    def ask(self) -> None:
        super().ask()  # the trail shows every fact, whatever day is asked about

    def reload(self) -> None:
        if self.pages.head:
            self.start(keep=True)
        else:
            self.start()

    @work(exclusive=True, group="trail")
    async def start(self, before: int | None = None, keep: bool = False) -> None:
        """Starts over: shows the newest facts, or those before a position."""
        browser, pages = self.browser, self.pages
        at = self.rows.current.position if keep and self.rows.current else None
        begun, self._begun = self._begun, None
        newest = await browser.ask(begun or pages.newest, "paging", patience=PATIENCE)
        if newest is None:
            self.describe()
            return
        head, newest_pages = newest
        browser.head = head
        pages.begin(head, before)
        self.rows.set_reactive(RowList.cursor, 0)
        self.rows.scroll_to(y=0, animate=False)
        if not pages.is_filtered:
            for page in newest_pages:
                pages.keep(*page)
            target = at if at is not None else before - 1 if before is not None else None
            if target is not None:
                self.rows.cursor = pages.index(target)
        self.rows.changed()
        self.rows.fetch()
        self.rows.post_message(RowList.Selected(self.rows))
        self.describe()
        if pages.is_filtered:
            await self._search()

    async def _search(self) -> None:
        """Searches on as far as somebody looks."""
        pages, list_ = self.pages, self.rows
        while not pages.is_complete and pages.count < list_.cursor + 3 * list_.page_size:
            found = await self.browser.ask(pages.search, "scanning")
            if found is None or pages is not self.pages:
                return
            first = not pages.count and bool(found.positions)
            pages.found(found)
            if found.positions:
                list_.changed()
            if first:
                list_.post_message(RowList.Selected(list_))
            self.describe()
        self.describe()

    @work(exclusive=True, group="trail")
    async def search_on(self) -> None:
        """Goes on searching where the search stopped."""
        await self._search()

    @work(exclusive=True, group="grow")
    async def grow(self, head: int) -> None:
        """Takes in new facts; the fact under the cursor stays, unless it is the newest."""
        pages, list_ = self.pages, self.rows
        if head <= pages.head:
            return
        newer = []
        if pages.is_filtered:
            found = await self.browser.ask(lambda: pages.newer(head), "paging")
            if found is None or pages is not self.pages:
                return
            newer = found
        at_top = list_.cursor == 0
        position = pages.position(list_.cursor) if pages.count else None
        added = pages.grow(head, newer)
        if position is not None and not at_top:
            list_.set_reactive(RowList.cursor, pages.index(position))
            list_.virtual_size = Size(list_.virtual_size.width, pages.count)
            list_.scroll_to(y=round(list_.scroll_y) + added, animate=False)
        list_.changed()
        list_.fetch()
        self.describe()

    def grown(self, head: int) -> None:
        if self.follows:
            self.grow(head)
        self.describe()

    def describe(self) -> None:
        """Says above the list what it shows."""
        pages = self.pages
        new = (self.browser.head or 0) - pages.head
        live = "● live" if self.follows else f"‖ paused, {new:,} new" if new > 0 else "‖ paused"
        if pages.is_filtered:
            title = f"{filter_text(pages.only)}: {pages.count:,} found"
            if not pages.is_complete:
                title += f", searched down to {pages.reached:,}"
            title += " · esc shows all"
        else:
            title = (
                f"{count_of(pages.head, 'fact')}, newest first" if pages.head else "no facts yet"
            )
        self.rows.border_title = f"{title} · {live}"

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        if isinstance(event.rows, TrailList):
            row = self.rows.current
            self.query_one(DossierPane).show(None if row is None else (row.holder, row.version))
            pages = self.pages
            if not pages.is_complete and self.rows.cursor + self.rows.page_size > pages.count:
                self.search_on()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        if isinstance(event.rows, TrailList):
            self.query_one(DossierPane).focus()

    # ---- Actions

    async def action_filter(self) -> None:
        """Asks which facts to show."""
        hint = "words, holder:reyes, kind:ce-completed, body:aama, from:2024-01-01, to:2024-12-31"
        shown = filter_text(self.pages.only)
        await self.prompt("Show which facts?", hint, filter_of, self.show_only, shown)

    def show_only(self, only: TrailFilter) -> None:
        """Shows only some facts."""
        self.pages = self.rows.pages = Pages(self.browser.ledger, only)
        self.start()

    def action_all(self) -> None:
        """Shows all facts again."""
        if self.pages.is_filtered:
            self.show_only(TrailFilter())

    async def action_go(self) -> None:
        """Asks for a position or a date to go to."""
        from ledger.typed import day_of

        def place(text: str) -> int | date:
            digits = text.replace(",", "").replace(" ", "")
            if digits.isdigit() and len(digits) <= 18 and int(digits):
                return int(digits)
            try:
                return day_of(text)
            except BadInput as error:
                raise BadInput(f"{error.problem}, nor a position like 1042") from None

        def use(place: int | date) -> None:
            self.go(place)

        hint = "a position like 1042, or a date: the last fact recorded by the end of it"
        await self.prompt("Go where?", hint, place, use)

    @work(exclusive=True, group="trail")
    async def go(self, place: int | date) -> None:
        """Goes to a position, or to the last fact recorded by the end of a day."""
        ledger, pages = self.browser.ledger, self.pages
        position = place
        if isinstance(position, date):
            day = position
            found = await self.browser.ask(lambda: ledger.head_at(day), "paging")
            if found is None:
                return
            position = found
        if not pages.is_filtered or position >= pages.reached:
            index = pages.index(max(1, min(position, pages.head)))
            await self.rows.go(index)
        else:
            self.start(before=position + 1)

    def action_follow(self) -> None:
        """Follows new facts, or holds the list as it is."""
        self.follows = not self.follows
        if self.follows:
            self.grow(self.browser.head or 0)
        self.describe()

    def action_holder(self) -> None:
        """Opens the holder of the selected fact."""
        row = self.rows.current
        if row is not None:
            fact = row.fact
            self.browser.open_holder(row.holder, getattr(fact and fact.data, "credential", None))

    def command(self) -> list[str]:
        if self.query_one(DossierPane).has_focus and self.rows.current is not None:
            return ["fact", self.rows.current.holder, str(self.rows.current.version)]
        only = self.pages.only
        words = ["log"]
        for name, value in zip(("holder", "kind", "body", "from", "to", "text"), only, strict=True):
            if value is not None:
                words += [f"--{name}", str(value)]
        return [*words, "--limit", str(self.rows.page_size)]

    def selection(self) -> str:
        return self.query_one(DossierPane).text()
