"""The cells of a row: pieces of text with the name of a style, put into columns."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size

Cell = tuple[str, str]
"""Text and the name of its style, one of `ledger.tui.paint.STYLES`; the empty name is plain."""


def columns(cells: Iterable[tuple[str, str, int]]) -> list[Cell]:
    """Cells cut or padded to a width each, two spaces apart; width 0: as long as it is."""
    row: list[Cell] = []
    for text, style, width in cells:
        row.append((fitted(text, width) + "  " if width else text, style))
    return row


def fitted(text: str, width: int) -> str:
    """Text cut or padded to so many terminal cells; what is cut ends with “…”."""
    if text.isascii() and len(text) <= width:
        return text.ljust(width)
    if cell_len(text) > width:
        return set_cell_size(text, max(0, width - 1)) + "…"[:width]
    return set_cell_size(text, width)
