"""Lines of a list are cut like any other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from ledger.tui.cells import Line

TEXTS = st.lists(st.text("ab 漢", min_size=1, max_size=5), min_size=1, max_size=4)


@given(TEXTS, TEXTS, st.data())
def test_a_line_is_cut_as_the_library_cuts_a_strip(
    row: list[str], tail: list[str], data: st.DataObject
) -> None:
    left, right = ([Segment(text) for text in texts] for texts in (row, tail))
    width, rest = Strip(left).cell_length, Strip(right)
    line, strip = Line(left, width, rest), Strip([*left, *right])
    places = st.sampled_from([width, *range(1, strip.cell_length + 1)])
    cuts = sorted({*data.draw(st.lists(places)), strip.cell_length})
    assert list(line) == list(strip)
    assert line.cell_length == strip.cell_length
    cut, wanted = line.divide(cuts), strip.divide(cuts)
    assert [one.text for one in cut] == [one.text for one in wanted]
    assert [one.cell_length for one in cut] == [one.cell_length for one in wanted]
