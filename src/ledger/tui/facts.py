"""A holder's facts beside the verdict, with what counted and what was refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from ledger.facts.wording import printable
from ledger.tui.cells import columns
from ledger.tui.sheet import Mark
from ledger.tui.text_rows import TextRows, wrapped

if TYPE_CHECKING:
    from ledger.tui.cells import Cell

KIND_WORDS = {
    "holder-enrolled": "enrolled",
    "holder-updated": "updated",
    "education-enrolled": "school",
    "education-completed": "graduated",
    "experience-recorded": "work",
    "ce-completed": "ce",
    "exam-attempted": "exam",
    "payment-made": "payment",
    "payment-refunded": "refund",
    "credential-granted": "granted",
    "renewal-submitted": "filed",
    "renewal-granted": "renewed",
    "renewal-denied": "denied",
    "sanction-imposed": "sanction",
    "sanction-lifted": "lifted",
    "document-filed": "document",
    "status-observed": "observed",
}
"""Kind of fact → a word short enough for a narrow list."""
WIDE = 46
"""Columns from which the words stand in a column of their own."""


class FactsList(TextRows):
    """A holder's facts, newest first, those after the day asked about below a line."""

    def __init__(self) -> None:
        super().__init__(id="facts")
        self.marks: Sequence[Mark] | None = None
        self.day = date.min
        self.counted: set[int] = set()
        self.refused: dict[int, str] = {}

    def show(self, marks: Sequence[Mark] | None, day: date) -> None:
        """Shows facts as they stand on a day; None: nobody knows yet which there are."""
        self.marks, self.day = marks, day
        self.border_title = f"facts through {day}"
        self._fill()

    def light(self, counted: set[int], refused: dict[int, str]) -> None:
        """Marks the facts that counted for a requirement, and those it refused."""
        if (counted, refused) != (self.counted, self.refused):
            self.counted, self.refused = counted, refused
            self._fill()

    @property
    def mark(self) -> Mark | None:
        """The fact under the cursor."""
        return self.value if isinstance(self.value, Mark) else None

    def _fill(self) -> None:
        self.fill(self._rows_of, keep=True)

    def _rows_of(self, width: int) -> Iterator[tuple[object, Sequence[Sequence[Cell]]]]:
        if self.marks is None:
            return
        before = [mark for mark in self.marks if mark.fact.on <= self.day]
        after = [mark for mark in self.marks if mark.fact.on > self.day]
        for mark in before:
            yield mark, self._lines(mark, width, later=False)
        if not self.marks:
            yield None, [[("no facts", "dim")]]
        if after:
            rule = f"── after {self.day} "
            yield None, [[(rule + "─" * max(0, width - len(rule)), "dim")]]
        for mark in reversed(after):
            yield mark, self._lines(mark, width, later=True)

    def _lines(self, mark: Mark, width: int, *, later: bool) -> list[Sequence[Cell]]:
        fact = mark.fact
        glyph, style = self._glyph(mark)
        word = KIND_WORDS.get(fact.kind, fact.kind)
        text = mark.words
        state = {"corrected": "⟲ ", "void": "⟲ void: ", "assumed": "assumed: "}.get(mark.state, "")
        name = mark.state if mark.state in ("void", "corrected", "assumed") else ""
        plain = "dim" if later else ""
        cells = columns([(fact.on.isoformat(), plain, 10)])
        if width >= WIDE:
            cells += columns([(word, plain or "pending", 9)])
        elif fact.kind != "ce-completed":
            cells.append((f"{word} ", plain or "pending"))
        line = [(f"{glyph} ", style), *cells, (state + text, name or plain)]
        lines: list[Sequence[Cell]] = [line]
        if mark.state == "corrected":
            was = printable(f"was {mark.recorded.on} {mark.was}")
            lines.append([(" " * (25 if width >= WIDE else 14), ""), (was, "void")])
        why = self.refused.get(fact.version) if mark.state != "void" else None
        if why:
            lines += [
                [("    ", ""), *more] for more in wrapped(f"refused: {why}", width - 5, "refused")
            ]
        return lines

    def _glyph(self, mark: Mark) -> tuple[str, str]:
        version = mark.fact.version
        if mark.state == "void":
            return " ", ""
        if version in self.refused:
            return "✗", "refused"
        if version in self.counted:
            return "◆", "counted"
        return ("+", "assumed") if mark.state == "assumed" else (" ", "")
