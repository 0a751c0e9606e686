"""A requirement lights up its facts, and a fact the requirements where it counted.

Samir Haddad has 12 credits of 2024-10-12 for nha/ccma, certified on 2023-06-10; his course of
2022-04-09 was before that, and is refused.
"""

from __future__ import annotations

from typing import Any

from tests.tui.conftest import Opening
from tests.tui.screen import Terminal
from tests.tui.uses import REYES
from tests.tui.walking import go_to

HADDAD: dict[str, Any] = {"holder": "haddad", "credential": "nha/ccma"}
TOO_EARLY = "earned before certification on 2023-06-10"


def fact_line(terminal: Terminal, day: str) -> str:
    """The line of a fact, without border and cursor."""
    lines = terminal.pane("#facts").splitlines()
    return next(line for line in lines if day in line).strip("│▸ ")


def test_what_counted_for_a_requirement_is_marked(browse: Opening) -> None:
    terminal = browse(**HADDAD)
    go_to(terminal, "✓ C-TOTAL")
    assert fact_line(terminal, "2024-10-12").startswith("◆ 2024-10-12")


def test_what_was_refused_is_marked_with_the_reason(browse: Opening) -> None:
    terminal = browse(**HADDAD, size=(200, 60))
    go_to(terminal, "✓ C-TOTAL")
    assert fact_line(terminal, "2022-04-09").startswith("✗ 2022-04-09")
    assert f"refused: {TOO_EARLY}" in terminal.pane("#facts")


def test_the_reason_stands_beside_the_requirement_too(browse: Opening) -> None:
    terminal = browse(**HADDAD, size=(200, 60))
    assert f"(2022-04-09) – {TOO_EARLY}" in terminal.words("#verdict")


def test_what_has_nothing_to_do_with_it_is_not_marked(browse: Opening) -> None:
    terminal = browse(**HADDAD)
    go_to(terminal, "✓ C-PAID")
    assert fact_line(terminal, "2025-02-03").startswith("◆ ")
    assert fact_line(terminal, "2024-10-12").startswith("2024-10-12")


def test_another_requirement_moves_the_light(browse: Opening) -> None:
    terminal = browse(**HADDAD)
    go_to(terminal, "✓ N-HELD")
    assert fact_line(terminal, "2023-06-10").startswith("◆ ")
    go_to(terminal, "✓ C-TOTAL")
    assert fact_line(terminal, "2023-06-10").startswith("2023-06-10")


def test_a_fact_shows_where_it_counted(browse: Opening) -> None:
    terminal = browse(**HADDAD)
    terminal.focus("#facts")
    go_to(terminal, "2024-10-12")
    lines = terminal.pane("#verdict").splitlines()
    at = next(number for number, line in enumerate(lines) if "C-TOTAL" in line)
    assert "◆ counted here" in lines[at + 1]
    assert terminal.pane("#verdict").count("counted here") == 1


def test_a_fact_shows_where_it_was_refused(browse: Opening) -> None:
    terminal = browse(**HADDAD)
    terminal.focus("#facts")
    go_to(terminal, "2022-04-09")
    lines = terminal.pane("#verdict").splitlines()
    at = next(number for number, line in enumerate(lines) if "C-TOTAL" in line)
    assert "✗ refused here" in lines[at + 1]


def test_the_facts_that_made_the_points_are_those_after_the_last_award(browse: Opening) -> None:
    terminal = browse(**REYES)
    go_to(terminal, "✓ R-TOTAL")
    marked = [line for line in terminal.pane("#facts").splitlines() if "◆" in line]
    days = [line.split("◆")[1].split()[0] for line in marked]
    assert days == ["2025-01-20", "2024-06-22", "2023-05-06", "2021-09-18"]


def test_enter_explains_a_requirement(browse: Opening) -> None:
    terminal = browse(**REYES)
    go_to(terminal, "✓ R-TOTAL")
    terminal.press("enter")
    dialog = terminal.pane("#dialog")
    assert "✓ R-TOTAL: yes" in dialog
    assert "have    60" in dialog
    assert "need    60" in dialog
    assert "◆ counted 2025-01-20 Medical ethics, 2 h general" in dialog


def test_enter_opens_a_fact(browse: Opening) -> None:
    terminal = browse(holder="tran", credential="nha/ccma", on="2024-07-01")
    terminal.focus("#facts")
    go_to(terminal, "2023-03-03")
    terminal.press("enter")
    opened = terminal.pane("#dossier")
    assert "tran version 3 · ce-completed" in opened
    assert "credits          10" in opened
    assert "⟲ stands as 2023-03-03 NHA online module, 1 cr" in opened
