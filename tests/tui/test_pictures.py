"""The pictures of the documentation show what the browser shows.

``python -m tests.tui.pictures`` writes them anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tui.pictures import NAMES, PICTURES, SIZE, draw
from tests.tui.screen import grid_of


def kept(name: str) -> str:
    return (PICTURES / f"{name}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_shows_what_the_browser_shows(name: str, sample: Path) -> None:
    drawn = grid_of(draw(sample, name))
    assert len(drawn) == SIZE[1]
    assert grid_of(kept(name)) == drawn


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_fetches_nothing(name: str) -> None:
    hosts = re.findall(r"https?://([^/\"]+)", kept(name))
    assert set(hosts) <= {"www.w3.org"}  # the name of the format, which nobody fetches
    assert "@font-face" not in kept(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_well_formed(name: str) -> None:
    assert ElementTree.fromstring(kept(name)).tag == "{http://www.w3.org/2000/svg}svg"


def test_every_picture_kept_is_made_by_a_test() -> None:
    assert {file.name for file in PICTURES.iterdir()} == {f"{name}.svg" for name in NAMES}
