"""The cells of a row: pieces of text with the name of a style, put into columns, and its line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

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


class Line(Strip):
    """A row and what is right of it, cut between them without looking for the place.

    Args:
        row: The row, with the frame to its left.
        width: How many terminal cells that is.
        tail: What the scroll bar is drawn over, and the frame.
    """

    def __init__(self, row: list[Segment], width: int, tail: Strip) -> None:
        super().__init__(row + list(tail), width + tail.cell_length)
        self._row, self._width, self._tail = row, width, tail

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        cuts, width = list(cuts), self._width
        if cuts[0] != width:
            return super().divide(cuts)
        return [Strip(self._row, width), *self._tail.divide([cut - width for cut in cuts[1:]])]
