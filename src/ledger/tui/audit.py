"""The audit findings: what does not fit together, collected while one looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from ledger.questions.audit import AuditFinding
from ledger.tui.text_rows import TextRows, wrapped
from ledger.tui.view import View
from ledger.words import count_of

if TYPE_CHECKING:
    from ledger.tui.cells import Cell
    from ledger.tui.rows import RowList

KEYS = "enter opens the holder on that day"
"""The key that acts on the list."""
BATCH = 20
"""Findings asked for at a time."""


class AuditScreen(View):
    """Every finding about the data of the ledger."""

    HEADING = "Audit findings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Holder", id="audit.open"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.findings: list[AuditFinding] = []
        self.is_asked = False

    def body(self) -> Iterator[Widget]:
        rows = TextRows(id="audit")
        rows.border_title = "findings"
        rows.border_subtitle = KEYS
        yield rows

    def on_mount(self) -> None:
        self.query_one(TextRows).focus()

    def ask(self) -> None:
        super().ask()
        if not self.is_asked:
            self.reload()

    def grown(self, head: int) -> None:
        self.query_one(TextRows).border_subtitle = f"{count_of(head, 'fact')} now; f5 asks again"

    def reload(self) -> None:
        self.is_asked = True
        self.query_one(TextRows).border_subtitle = KEYS
        self._collect()

    @work(exclusive=True, group="audit")
    async def _collect(self) -> None:
        rows = self.query_one(TextRows)
        found = self.browser.ledger.audit()
        self.findings = []
        while True:
            some = await self.browser.ask(lambda: list(islice(found, BATCH)), "scanning")
            if some is None:
                self.is_asked = False
                return
            self.findings += some
            is_complete = len(some) < BATCH
            rows.border_title = count_of(len(self.findings), "finding") + (
                "" if is_complete else ", still asking"
            )
            rows.fill(self._rows, keep=True)
            if is_complete:
                return

    def _rows(self, width: int) -> Iterator[tuple[object, Sequence[Sequence[Cell]]]]:
        if not self.findings:
            yield None, [[("✓ everything fits together", "yes")]]
        for finding in self.findings:
            about = f" · {finding.credential}" if finding.credential else ""
            versions = ", ".join(map(str, finding.facts))
            day = f"  {finding.on}, fact {versions}" if versions else f"  {finding.on}"
            lines: list[Sequence[Cell]] = [
                [
                    (f"! {finding.kind}", "undetermined"),
                    (f"  {finding.holder}{about}", "strong"),
                    (day, "dim"),
                ]
            ]
            lines += [[("  ", ""), *line] for line in wrapped(finding.text, width - 2)]
            yield finding, lines

    @property
    def current(self) -> AuditFinding | None:
        """The finding under the cursor."""
        value = self.query_one(TextRows).value
        return value if isinstance(value, AuditFinding) else None

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Opens the holder, on the day the finding is about."""
        finding = self.current
        if finding is not None:
            self.browser.asked = self.browser.asked._replace(day=finding.on)
            self.browser.open_holder(finding.holder, finding.credential)

    def command(self) -> list[str]:
        return ["audit"]

    def selection(self) -> str:
        return self.current.text if self.current is not None else ""
