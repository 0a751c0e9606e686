"""The plugins: which certifying bodies are loaded, blocked or failed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.widget import Widget

from ledger.bodies.host import PluginReport
from ledger.tui.cells import columns
from ledger.tui.text_rows import TextRows, wrapped
from ledger.tui.view import View

if TYPE_CHECKING:
    from ledger.tui.cells import Cell

STATES = {"loaded": ("✓", "yes"), "blocked": ("–", "undetermined"), "failed": ("✗", "no")}
"""What became of a plugin → glyph and style."""


class PluginsScreen(View):
    """What became of each plugin."""

    HEADING = "Plugins"

    def body(self) -> Iterator[Widget]:
        rows = TextRows(id="plugins")
        rows.border_title = "certifying bodies"
        yield rows

    def on_mount(self) -> None:
        self.query_one(TextRows).focus()

    def ask(self) -> None:
        super().ask()
        self._ask()

    def grown(self, head: int) -> None:
        """New facts change no plugin."""

    @work(exclusive=True, group="plugins")
    async def _ask(self) -> None:
        reports = await self.browser.ask(self.browser.ledger.plugins)
        if reports is not None:
            self.query_one(TextRows).fill(lambda width: _rows(reports, width), keep=True)

    def command(self) -> list[str]:
        return ["plugins"]

    def selection(self) -> str:
        value = self.query_one(TextRows).value
        if not isinstance(value, PluginReport):
            return ""
        about = (value.name, value.state, value.distribution, value.version)
        words = (*about, value.reason, *value.troubles)
        return " ".join(str(word) for word in words if word)


def _rows(
    reports: Sequence[PluginReport], width: int
) -> Iterator[tuple[object, Sequence[Sequence[Cell]]]]:
    if not reports:
        none = "no certifying body is installed; try pip install credential-ledger-aama"
        yield None, wrapped(none, width)
    for report in reports:
        glyph, style = ("!", "undetermined") if report.troubles else STATES[report.state]
        cells = [(f"{glyph} {report.state}", style, 10), (report.name, "strong", 12)]
        cells += [(f"{report.distribution} {report.version}", "dim", 0)]
        lines: list[Sequence[Cell]] = [columns(cells)]
        for code in report.credentials:
            lines.append([(" " * 12 + code, "")])
        for problem in (report.reason, *report.troubles):
            if problem:
                lines += [[(" " * 12, ""), *line] for line in wrapped(problem, width - 12, "no")]
        yield report, lines
