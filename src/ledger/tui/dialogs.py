"""Dialogs that show something and are left with escape."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from ledger.tui.dossier import DossierPane
from ledger.tui.text_rows import TextRows

if TYPE_CHECKING:
    from ledger.tui.app import Browser
    from ledger.tui.text_rows import Build


class Leaving(ModalScreen[None]):
    """A dialog that goes away with escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", id="dialog.leave"),
        # A dialog keeps the keys of the application from acting; these two are to act.
        Binding("y", "app.copy", "Copy", show=False, id="copy"),
        Binding("Y", "app.copy_command", "Command", show=False, id="copy.command"),
    ]

    @property
    def browser(self) -> Browser:
        """The application."""
        return cast("Browser", self.app)

    def command(self) -> list[str]:
        """The words behind ``ledger`` that give the same on the command line; none: no such."""
        return []

    def selection(self) -> str:
        """What is selected, as text."""
        rows = self.query_one(TextRows)
        return str(rows.value) if rows.count and rows.value is not None else ""

    def action_leave(self) -> None:
        self.dismiss(None)


class Dialog(Leaving):
    """Rows under a title."""

    def __init__(self, title: str, build: Build) -> None:
        super().__init__()
        self._title, self._build = title, build

    def compose(self) -> ComposeResult:
        rows = TextRows(id="dialog")
        rows.border_title = self._title
        rows.border_subtitle = "esc back"
        yield rows

    def on_mount(self) -> None:
        rows = self.query_one(TextRows)
        rows.focus()
        self.call_after_refresh(rows.fill, self._build)


class FactDialog(Leaving):
    """One fact, opened."""

    def __init__(self, holder: str, version: int) -> None:
        super().__init__()
        self._fact = holder, version

    def compose(self) -> ComposeResult:
        pane = DossierPane(f"{self._fact[0]} version {self._fact[1]}")
        pane.border_subtitle = "esc back · y copies · Y copies the command"
        pane.add_class("alone")
        yield pane

    def on_mount(self) -> None:
        pane = self.query_one(DossierPane)
        pane.focus()
        pane.show(self._fact)

    def command(self) -> list[str]:
        return ["fact", self._fact[0], str(self._fact[1])]

    def selection(self) -> str:
        return self.query_one(DossierPane).text()
