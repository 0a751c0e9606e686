"""Two days, or two knowledge times, side by side, and what made the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult

from ledger.tui.cells import columns
from ledger.tui.dialogs import Leaving
from ledger.tui.paint import STATUS_STYLES
from ledger.tui.text_rows import TextRows, wrapped
from ledger.tui.view import known_words
from ledger.words import ANSWER_GLYPHS, STATUS_GLYPHS, known_at_text

if TYPE_CHECKING:
    from ledger.questions.comparison import Comparison
    from ledger.tui.app import Asked
    from ledger.tui.cells import Cell


class CompareScreen(Leaving):
    """One credential of one holder, asked about twice."""

    def __init__(self, holder: str, credential: str, left: Asked, right: Asked) -> None:
        super().__init__()
        self._holder, self._credential = holder, credential
        self._left, self._right = left, right

    def compose(self) -> ComposeResult:
        rows = TextRows(id="dialog")
        rows.border_title = f"{self._holder} · {self._credential}: two answers side by side"
        rows.border_subtitle = "esc back · Y copies the command"
        yield rows

    def on_mount(self) -> None:
        self.query_one(TextRows).focus()
        self._ask()

    @work(exclusive=True, group="compare")
    async def _ask(self) -> None:
        ledger, left, right = self.browser.ledger, self._left, self._right
        compared = await self.browser.ask(
            lambda: ledger.compare(
                self._holder,
                self._credential,
                on=left.day,
                known_at=left.known_at,
                with_on=right.day,
                with_known_at=right.known_at,
            )
        )
        if compared is not None:
            self.query_one(TextRows).fill(lambda width: self._rows(compared, width))

    def _rows(
        self, compared: Comparison, width: int
    ) -> Iterator[tuple[object, Sequence[Sequence[Cell]]]]:
        label = max([len(row.label) for row in compared.rows] + [11])
        side = max(14, (width - label - 8) // 2)
        days = [(a.day.isoformat(), known_words(a)) for a in (self._left, self._right)]
        for name, index in (("on", 0), ("as known", 1)):
            cells = [(f"  {name}", "dim", label + 2)]
            cells += [(day[index], "heading", side) for day in days]
            yield name, [columns(cells)]
        for row in compared.rows:
            mark = "≠" if row.differs else " "
            style = "strong" if row.differs else "dim"
            cells = [(f"{mark} {row.label}", style, label + 2)]
            for text in (row.left, row.right):
                shown, name = _styled(text)
                cells.append((shown, name if row.differs else "dim", side))
            yield row, [columns(cells)]
        yield None, [[("", "")]]
        if not compared.changes:
            same = "nothing shown differs between the two"
            yield same, [[(same, "heading")]]
            return
        title = "what made the difference"
        yield title, [[(title, "heading")]]
        for change in compared.changes:
            yield change, wrapped(f"≠ {change.text}", width, "corrected", 2)

    def command(self) -> list[str]:
        words = ["compare", self._holder, self._credential, "--on", self._left.day.isoformat()]
        for option, asked in (("--known-at", self._left), ("--with-known-at", self._right)):
            if asked.known_at is not None:
                words += [option, str(known_at_text(asked.known_at))]
        return [*words, "--with-on", self._right.day.isoformat()]

    def selection(self) -> str:
        value = self.query_one(TextRows).value
        return str(getattr(value, "text", "")) or str(getattr(value, "label", value or ""))


def _styled(text: str) -> tuple[str, str]:
    if text in STATUS_GLYPHS and text != "undetermined":
        return f"{STATUS_GLYPHS[text]} {text}", STATUS_STYLES[text]
    if text in ANSWER_GLYPHS:
        return f"{ANSWER_GLYPHS[text]} {text}", text
    return text, ""
