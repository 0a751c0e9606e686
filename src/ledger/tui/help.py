"""The help of the browser: every key that works, read off the bindings themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.screen import Screen

from ledger.tui.cells import columns
from ledger.tui.dialogs import Leaving
from ledger.tui.text_rows import TextRows

if TYPE_CHECKING:
    from ledger.tui.cells import Cell


class HelpScreen(Leaving):
    """The keys of a screen, of its panes and of the whole browser.

    Args:
        about: The screen whose keys are shown.
    """

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        rows = TextRows(id="dialog")
        rows.border_title = "keys"
        rows.border_subtitle = "esc back · ids are for the keymap file"
        yield rows

    def on_mount(self) -> None:
        rows = self.query_one(TextRows)
        rows.focus()
        self.call_after_refresh(rows.fill, self._rows)

    def _rows(self, width: int) -> Iterator[tuple[object, Sequence[Sequence[Cell]]]]:
        by_owner: dict[str, list[tuple[str, str, str]]] = {}
        seen: dict[tuple[str, str], int] = {}
        for active in self._about.active_bindings.values():
            binding = active.binding
            if binding.system or not binding.id:
                continue
            owner = _title(active.node)
            key = (owner, binding.id)
            shown = self.app.get_key_display(binding)
            rows = by_owner.setdefault(owner, [])
            if key in seen:
                keys, does, id_ = rows[seen[key]]
                if shown not in keys.split():
                    rows[seen[key]] = (f"{keys} {shown}", does, id_)
            else:
                seen[key] = len(rows)
                rows.append((shown, binding.description, binding.id or ""))
        for owner, rows in by_owner.items():
            yield owner, [[(owner, "heading")]]
            for keys, does, id_ in rows:
                cells = [(f"  {keys}", "strong", 22), (does, "", 24)]
                yield does, [columns([*cells, (id_, "dim", 0)])]


def _title(node: object) -> str:
    from ledger.tui.app import Browser
    from ledger.tui.rows import RowList
    from ledger.tui.view import View

    if isinstance(node, RowList):
        return "in a list"
    if isinstance(node, View):
        return f"on the screen “{node.HEADING}”"
    return "everywhere" if isinstance(node, Browser) else "in the window"
