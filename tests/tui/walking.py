"""Walking through a list to a row."""

from __future__ import annotations

from tests.tui.screen import Terminal


def go_to(terminal: Terminal, start: str) -> None:
    """Moves the cursor down to the row that begins so."""
    for _ in range(60):
        if terminal.selected.startswith(start):
            return
        terminal.press("down")
    raise AssertionError(f"no row “{start}”:\n{terminal.text}")
