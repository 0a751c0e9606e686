"""The mouse does what the keys do."""

from __future__ import annotations

from datetime import date, timedelta

from tests.tui.conftest import Opening
from tests.tui.uses import HOLDERS, REYES, TRAIL


def test_a_click_selects_a_row(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.click_on(" 74  ")
    assert terminal.selected.startswith("74 ")
    assert "reyes version 10 · renewal-granted" in terminal.pane("#dossier")


def test_a_click_selects_a_row_of_several_lines(browse: Opening) -> None:
    terminal = browse(screen="audit")
    terminal.click_on("renewed on 2024-02-20")
    assert terminal.selected.startswith("! renewal-without-requirements")


def test_a_second_click_opens(browse: Opening) -> None:
    terminal = browse(**HOLDERS)
    terminal.click_on("Klara Fischer", times=2)
    assert "Klara Fischer · fischer" in terminal.heading


def test_one_click_does_not_open(browse: Opening) -> None:
    terminal = browse(**HOLDERS)
    terminal.click_on("Klara Fischer")
    assert terminal.heading.startswith(" Holders")


def test_a_click_on_the_axis_goes_to_that_day(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.click_on("2020")
    day = date.fromisoformat(terminal.asked[0])
    assert abs(day - date(2020, 1, 1)) < timedelta(days=70)  # a column is about two months


def test_the_first_column_is_the_first_day_shown(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.click_on("●━━")
    assert terminal.asked[0] == "2015-02-01"  # the month in which the first fact happened


def test_a_click_on_a_band_chooses_the_credential(browse: Opening) -> None:
    terminal = browse(holder="haddad", credential="aama/cma")
    assert "▸aama/cma" in terminal.text
    column, line = terminal.place(" nha/ccma  ")
    terminal.click(column + 60, line)
    assert "▸nha/ccma" in terminal.text
    assert "nha/ccma on " in terminal.pane("#verdict")


def test_a_click_on_a_key_presses_it(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    column, line = terminal.place("? Help")
    terminal.click(column, line)
    assert "ids are for the keymap file" in terminal.text


def test_a_click_on_what_a_key_does_presses_it_too(browse: Opening) -> None:
    terminal = browse(**REYES)
    column, line = terminal.place("As known on  g Day")
    terminal.click(column + 2, line)
    assert "As known when?" in terminal.text


def test_a_click_gives_a_pane_the_keys(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.click_on("2023-05-06")
    assert terminal.focused == "facts"
    assert terminal.selected.startswith("2023-05-06")
