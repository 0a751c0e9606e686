"""The help lists every key of its screen, and the palette finds all there is to do."""

from __future__ import annotations

from typing import Any

import pytest
from textual.binding import Binding

from ledger.tui.app import Browser
from ledger.tui.audit import AuditScreen
from ledger.tui.holder import HolderScreen
from ledger.tui.holders import HoldersScreen
from ledger.tui.journey import JourneyScreen
from ledger.tui.rows import RowList
from ledger.tui.rules import RulesScreen
from ledger.tui.trail import TrailScreen
from ledger.tui.view import View
from tests.tui.conftest import Opening
from tests.tui.uses import AUDIT, HOLDERS, REYES, RULES, TRAIL

DISPLAYS = {"pagedown": "pgdn", "pageup": "pgup", "left": "←", "right": "→", "up": "↑", "down": "↓"}
DISPLAYS |= {"enter": "⏎", "escape": "esc", "slash": "/", "question_mark": "?", "comma": ","}
DISPLAYS |= {"full_stop": ".", "plus": "+", "minus": "-", "ctrl+f": "^f", "ctrl+b": "^b"}
DISPLAYS |= {"ctrl+r": "^r", "less_than_sign": "<", "greater_than_sign": ">"}
DISPLAYS |= {"left_square_bracket": "[", "right_square_bracket": "]"}
DISPLAYS |= {"left_parenthesis": "(", "right_parenthesis": ")"}
DISPLAYS |= {"left_curly_bracket": "{", "right_curly_bracket": "}"}

SCREENS: list[tuple[str, dict[str, Any], tuple[type, ...]]] = [
    ("trail", TRAIL, (RowList, TrailScreen, View, Browser)),
    ("holders", HOLDERS, (RowList, HoldersScreen, View, Browser)),
    ("holder", REYES, (RowList, HolderScreen, JourneyScreen, View, Browser)),
    ("rules", RULES, (RowList, RulesScreen, View, Browser)),
    ("audit", AUDIT, (RowList, AuditScreen, View, Browser)),
    ("plugins", {"screen": "plugins"}, (RowList, View, Browser)),
]


@pytest.mark.parametrize(("name", "opening", "owners"), SCREENS, ids=[one[0] for one in SCREENS])
def test_the_help_lists_every_key(
    name: str, opening: dict[str, Any], owners: tuple[type, ...], browse: Opening
) -> None:
    terminal = browse(**opening, size=(120, 90))
    terminal.press("?")
    lines = terminal.pane("#dialog").splitlines()
    listed = {
        (line.split()[-2], key)
        for line in lines
        if "." in line or "  " in line
        for key in keys(line)
    }
    nearer: set[str] = set()
    for owner in owners:
        for binding in owner.__dict__["BINDINGS"]:
            assert isinstance(binding, Binding)
            for key in binding.key.split(","):
                if key not in nearer:  # what a nearer owner binds is its own
                    assert (binding.id, DISPLAYS.get(key, key)) in listed
                nearer.add(key)


def keys(line: str) -> list[str]:
    """The keys in a line of the help, which stand before two spaces."""
    return line.strip("│▸ ").split("  ")[0].split()


def test_the_help_says_what_each_key_does(browse: Opening) -> None:
    terminal = browse(**REYES, size=(120, 90))
    terminal.press("?")
    line = next(one for one in terminal.pane("#dialog").splitlines() if "change.on" in one)
    assert line.strip("│ ").split() == ["}", "Change", "after", "change.on"]
    assert "on the screen “Holder”" in terminal.text


def test_the_palette_finds_a_holder(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.press("ctrl+p")
    terminal.type("novak")
    terminal.until(lambda: "open this holder" in terminal.text)
    terminal.press("enter")
    assert "Petra Novák · novak" in terminal.heading


def test_the_palette_finds_a_screen(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.press("ctrl+p")
    terminal.type("audit findings")
    terminal.until(lambda: "key 6" in terminal.text)
    terminal.press("enter")
    assert "Audit findings" in terminal.heading


def test_the_palette_finds_what_a_key_does(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.press("ctrl+p")
    terminal.type("month after")
    terminal.until(lambda: "key >" in terminal.text)
    terminal.press("enter")
    assert terminal.asked == ("2025-04-14", "now")


def test_the_palette_changes_the_theme(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.press("ctrl+p")
    terminal.type("theme")
    terminal.until(lambda: "Change the colours" in terminal.text)
    terminal.press("enter")
    terminal.type("nord")
    terminal.until(lambda: "nord" in terminal.text)
    terminal.press("enter")
    assert terminal.browser.theme == "nord"
