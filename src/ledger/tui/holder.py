"""The holder's screen: a time axis with a cursor, the facts, and the verdict of the day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Static

from ledger.facts.wording import printable
from ledger.tui.axis import TimeAxis
from ledger.tui.facts import FactsList
from ledger.tui.sheet import sheet_of
from ledger.tui.supposing import SupposingScreen
from ledger.tui.text_rows import wrapped
from ledger.tui.verdict import VerdictTree, evidence, explained
from ledger.tui.view import known_words

if TYPE_CHECKING:
    from ledger.judging.verdict import Verdict
    from ledger.questions.comparison import Comparison
    from ledger.tui.rows import RowList
    from ledger.tui.sheet import Sheet


LATE = 0.3
"""Seconds after which an answer to another question than the one asked is taken away."""


class HolderScreen(SupposingScreen):
    """One holder."""

    HEADING = "Holder"
    AUTO_FOCUS = "#verdict"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("K", "known", "As known on", id="known.type"),
        Binding("slash", "find", "Find", key_display="/", id="holder.find"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.verdict: Verdict | None = None
        self._assumed_of: str | None = None
        self._is_stale = True

    def body(self) -> Iterator[Widget]:
        yield Static("", id="difference", markup=False)
        axis = TimeAxis()
        axis.border_title = "time"
        axis.border_subtitle = "[ ] day · < > month · , . fact · { } next change"
        yield axis
        with Container(id="panes"):
            facts = FactsList()
            facts.border_title = "facts"
            facts.border_subtitle = "enter opens"
            yield facts
            tree = VerdictTree()
            tree.border_title = "verdict"
            tree.border_subtitle = "enter explains · a what if"
            yield tree

    @property
    def axis(self) -> TimeAxis:
        return self.query_one(TimeAxis)

    @property
    def facts(self) -> FactsList:
        return self.query_one(FactsList)

    def on_mount(self) -> None:
        self.answers.focus()

    # ---- Asking

    def ask(self) -> None:
        super().ask()
        self._ask()

    def reload(self) -> None:
        self._is_stale = True
        self._ask()

    @work(exclusive=True, group="holder")
    async def _ask(self) -> None:
        holder = self.browser.holder
        if holder is None:
            self.set_title("Holder – none chosen; / finds one, 2 lists all")
            return
        if holder != self._assumed_of:
            self.assumed, self.assumed_texts, self._assumed_of = (), (), holder
        late = self.set_timer(LATE, self._put_away)
        try:
            if not await self._answer(holder):
                self._put_away()
        finally:
            late.stop()

    async def _answer(self, holder: str) -> bool:
        """Asks for what is not there yet and shows it; returns whether there was an answer."""
        browser, ledger, asked = self.browser, self.browser.ledger, self.browser.asked
        sheet, wanted = self.sheet, browser.credential
        if (
            sheet is None
            or self._is_stale
            or not self._is_of(sheet)
            or (wanted is not None and wanted not in sheet.asked_for)
        ):
            assumed, seen = self.assumed, [asked.day, browser.today]
            sheet = await browser.ask(
                lambda: sheet_of(ledger, holder, wanted, asked.known_at, assumed, seen)
            )
            if sheet is None:
                return False
            self.sheet, self._is_stale = sheet, False
        self.show_sheet()
        credential = self.credential
        if credential is None:
            self.answers.fill(
                lambda width: [(None, wrapped("no certifying body is installed", width))]
            )
            return True
        case, head = sheet.cases[credential], browser.head or 0
        verdict = await browser.ask(lambda: case.verdict(asked.day, head=head))
        if verdict is None:
            return False
        self.verdict = verdict
        self.answers.border_title = f"{credential} on {asked.day}"
        self.answers.show(verdict)
        self._light()
        await self._tell_difference(sheet, credential)
        return True

    def _is_of(self, sheet: Sheet) -> bool:
        """Whether a sheet is about the holder, the knowledge and the assumptions asked about."""
        asked_about = (self.browser.holder, self.browser.asked.known_at, self.assumed)
        return (sheet.holder, sheet.known_at, sheet.assumed) == asked_about

    def _put_away(self) -> None:
        """Takes away what answers another question than the one in the heading."""
        asked, sheet, verdict = self.browser.asked, self.sheet, self.verdict
        if sheet is not None and not self._is_of(sheet):
            self.sheet = sheet = None
        if sheet is None:
            self.set_title(f"Holder · {self.browser.holder}")
            self.axis.show(None, asked.day, self.browser.today, None)
            self.facts.show(None, asked.day)
        elif verdict is not None and (
            (verdict.holder, verdict.credential, verdict.on, verdict.known_at)
            == (sheet.holder, self.credential, asked.day, asked.known_at)
        ):
            return
        self.verdict = None
        self.answers.border_title = "not answered yet"
        self.answers.show(None)
        self.query_one("#difference").display = False

    def show_sheet(self) -> None:
        """Shows what is known of the holder, and the cursor on the day."""
        sheet, browser = self.sheet, self.browser
        if sheet is None:
            return
        name = printable(f"{sheet.name} · {sheet.holder}" if sheet.name else sheet.holder)
        if sheet.assumed:
            name += f" · {len(sheet.assumed)} assumed, not recorded"
        self.set_title(name)
        self.axis.show(sheet, browser.asked.day, browser.today, self.credential)
        self.axis.border_title = f"time · {browser.asked.day}"
        self.facts.show(sheet.marks, browser.asked.day)

    async def _tell_difference(self, sheet: Sheet, credential: str) -> None:
        """Says above everything where the answer, as known then, differs from today's."""
        line, ledger, asked = (
            self.query_one("#difference", Static),
            self.browser.ledger,
            self.browser.asked,
        )
        if asked.known_at is None:
            line.display = False
            return
        compared: Comparison | None = await self.browser.ask(
            lambda: ledger.compare(sheet.holder, credential, on=asked.day, known_at=asked.known_at)
        )
        if compared is None:
            return
        without = " (without what is assumed)" if sheet.assumed else ""
        if any(row.differs for row in compared.rows):
            why = "; ".join(change.text for change in compared.changes)
            line.update(f"≠ as known now the answer is another{without}: {why}")
        else:
            same = f"as known now the answer is the same{without}"
            line.update(f"as known on {known_words(asked)}; {same}")
        line.display = True

    # ---- What counted where

    def on_row_list_selected(self, event: RowList.Selected) -> None:
        self._light()

    def on_descendant_focus(self) -> None:
        self._light()

    def _light(self) -> None:
        if self.facts.has_focus:
            mark = self.facts.mark
            self.facts.light(set(), {})
            self.answers.mark(None if mark is None else mark.fact.version)
            return
        self.answers.mark(None)
        item = self.answers.item
        if item is not None:
            counted, refused = evidence(item.finding)
            self.facts.light(counted, dict(refused))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        from ledger.tui.dialogs import Dialog, FactDialog

        if isinstance(event.rows, FactsList):
            mark = self.facts.mark
            if mark is not None and mark.state != "assumed":
                self.app.push_screen(FactDialog(mark.fact.holder, mark.fact.version))
        elif self.answers.item is not None:
            item = self.answers.item
            if item.pathway and item.finding.id == item.pathway:
                self.answers.fold()
            else:
                self.app.push_screen(Dialog(item.finding.id, lambda width: explained(item, width)))

    def on_time_axis_moved(self, event: TimeAxis.Moved) -> None:
        if event.credential is not None:
            self.browser.credential = event.credential
        self._go(event.day)

    # ---- Elsewhere

    async def action_find(self) -> None:
        """Asks for the holder to open."""
        from ledger.facts.fields import HOLDER

        ledger = self.browser.ledger

        def check(text: str) -> str:
            HOLDER.check(text)
            ledger.name(text)
            return text

        await self.prompt(
            "Which holder?",
            "the holder's id; 2 finds by name",
            check,
            self.browser.open_holder,
            self.browser.holder or "",
        )

    # ---- On the command line

    def command(self) -> list[str]:
        holder, credential = self.browser.holder, self.credential
        if holder is None or credential is None:
            return []
        if self.facts.has_focus and self.facts.mark is not None and not self.assumed:
            return ["history", holder, *self.asked_words()[2:]]
        if self.assumed:
            assumed = [word for text in self.assumed_texts for word in ("--assume", text)]
            return ["plan", holder, credential, *assumed, *self.asked_words()]
        item = self.answers.item
        pathway = ["--for", item.pathway] if item is not None and item.pathway else []
        return ["eligible", holder, credential, *pathway, *self.asked_words()]

    def selection(self) -> str:
        if self.facts.has_focus and self.facts.mark is not None:
            from ledger.facts.jsonl import line_of

            return line_of(self.facts.mark.recorded)
        return self.answers.item.text if self.answers.item is not None else ""
