"""Every view in every size, as text, is the one that was looked at and kept.

``python -m tests.tui.views`` writes the texts anew.
"""

from __future__ import annotations

import pytest

from tests.tui.views import SCREENS, SIZES, VIEWS, Gallery, file_of


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", VIEWS)
def test_a_view_looks_as_it_was_kept(name: str, size: tuple[int, int], gallery: Gallery) -> None:
    terminal = gallery.shown(name, size)
    assert terminal.text == file_of(name, size).read_text(encoding="utf-8")
    assert len(terminal.lines) == size[1]


def test_no_text_is_kept_of_a_view_that_is_not_there() -> None:
    kept = {file.name for file in SCREENS.iterdir()}
    assert kept == {file_of(name, size).name for name in VIEWS for size in SIZES}
