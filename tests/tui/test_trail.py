"""The trail: filtering, going somewhere, opening a fact, and following new facts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from ledger.ledger import Ledger
from ledger.tui.dossier import DossierPane
from ledger.tui.paging import Pages, Part
from ledger.tui.prompts import Prompt
from ledger.tui.trail_list import TrailList
from tests.tui.conftest import Opening
from tests.tui.screen import Terminal
from tests.tui.uses import TRAIL


def enrol(store: Path, *holders: str) -> None:
    """Records facts as another process would: through a ledger of its own."""
    with Ledger.open(str(store), recorded_by="other") as ledger:
        for holder in holders:
            ledger.record("holder-enrolled", holder, on=date(2025, 3, 14), data={"name": "New"})


def positions(terminal: Terminal) -> list[int]:
    """The positions in the list, from above."""
    lines = terminal.pane("#trail").splitlines()[2:-1]
    words = [line.strip("│▸ ▁▂▃▄▅▆▇█").split() for line in lines]
    return [int(found[0]) for found in words if found]


def filtered(browse: Opening, text: str) -> Terminal:
    terminal = browse(**TRAIL, size=(120, 40))
    terminal.press("/")
    terminal.enter(text)
    return terminal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("holder:tran", [62, 60, 46, 44, 43]),
        ("kind:exam-attempted holder:kim", [69, 58, 56, 53]),
        ("kind:fact-corrected", [62]),
        ("kind:sanction-imposed", [71]),
        ("from:2025-03-15", [77, 76, 75, 74, 73]),
        ("holder:reyes from:2025-01-01 to:2025-02-01", [72]),
        ("medical ethics", [72]),
        ("nobody-has-written-this", []),
    ],
)
def test_a_filter_finds(text: str, found: list[int], browse: Opening) -> None:
    terminal = filtered(browse, text)
    assert f"{len(found)} found" in terminal.text
    assert positions(terminal)[: len(found)] == found


def test_the_filter_is_shown_and_can_be_left(browse: Opening) -> None:
    terminal = filtered(browse, "holder:tran kind:ce-completed")
    assert "holder:tran kind:ce-completed: 1 found" in terminal.text
    terminal.press("escape")
    assert "77 facts, newest first" in terminal.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("holdr:tran", "✗ there is no filter “holdr:”"),
        ("kind:nonsense", "✗ "),
        ("from:nonsense", "✗ “nonsense” is not a date like 2024-05-01"),
        ('"open', "✗ the line does not read"),
    ],
)
def test_a_wrong_filter_is_told_in_the_prompt(text: str, sentence: str, browse: Opening) -> None:
    terminal = filtered(browse, text)
    assert sentence in terminal.pane("#prompt")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("62", "62 "),
        ("1", "1 "),
        ("5000", "77 "),
        ("2024-08-08", "62 "),  # the last fact recorded by the end of that day
        ("2024-08-07", "61 "),
        ("2000-01-01", "1 "),
    ],
)
def test_going_to_a_position_or_a_date(text: str, row: str, browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.press("g")
    terminal.enter(text)
    assert terminal.selected.startswith(row)


@pytest.mark.parametrize("key", ["pagedown", "j"])
def test_what_a_key_is_for_is_drawn_before_anything_else_it_does(
    key: str, browse: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = browse(**TRAIL, size=(120, 40))
    rows = terminal.browser.screen.query_one(TrailList)
    cursor = rows.cursor
    happened: list[str] = []

    def picture() -> None:
        if rows.cursor != cursor:
            happened.append("drawn" if rows._drawn else "another picture")

    monkeypatch.setattr(terminal.browser, "post_display_hook", picture)
    monkeypatch.setattr(DossierPane, "show", lambda *_: happened.append("opened"))
    terminal.press(key)
    assert happened[0] == "drawn"
    assert "opened" in happened


def test_a_page_that_has_to_be_read_is_not_drawn_without_its_rows(
    browse: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = browse(**TRAIL, size=(120, 40))
    rows = terminal.browser.screen.query_one(TrailList)
    rows.pages._kept.clear()
    seen: list[str] = []
    monkeypatch.setattr(
        terminal.browser, "post_display_hook", lambda: seen.append(str(rows._drawn))
    )
    terminal.press("pagedown")
    assert seen
    assert not any("  …" in picture for picture in seen)
    assert "2025-0" in seen[-1]


def test_a_prompt_that_is_asked_again_while_it_goes_away_stays(browse: Opening) -> None:
    """It is taken away a moment after its line was taken; that moment may be over just now."""
    terminal = browse(**TRAIL)
    terminal.press("g")
    terminal.enter("62")
    terminal.press("g")
    prompt = terminal.browser.screen.query_one(Prompt)
    terminal.browser.call_later(prompt._hide)
    terminal.enter("5")
    assert terminal.selected.startswith("5 ")


def test_a_place_that_is_none_is_told_in_the_prompt(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.press("g")
    terminal.enter("somewhere")
    assert "“somewhere” is not a date like 2024-05-01, nor a position" in terminal.words("#prompt")


def test_the_selected_fact_is_opened_beside(browse: Opening) -> None:
    terminal = browse(**TRAIL, size=(200, 60))
    terminal.press("g")
    terminal.enter("46")
    dossier = terminal.words("#dossier")
    assert "tran version 3 · ce-completed" in dossier
    assert "5 · 2024-08-08 by coordinator: ⟲ 3: NHA online module, 1 cr" in dossier
    assert '"data":{"title":"NHA online module","credits":"10","unit":"credit"}}' in dossier
    assert "a2 31 30 credits 10" in dossier


def test_a_correction_shows_what_it_corrects(browse: Opening) -> None:
    terminal = browse(**TRAIL, size=(200, 60))
    terminal.press("g")
    terminal.enter("62")
    dossier = terminal.words("#dossier")
    assert "corrects 3 · 2023-03-06 by coordinator: NHA online module, 10 cr" in dossier


def test_new_facts_are_followed(browse: Opening, own_sample: Path) -> None:
    terminal = browse(**TRAIL, store=own_sample)
    enrol(own_sample, "one", "two")
    terminal.look()
    assert "79 facts, newest first · ● live" in terminal.text
    assert positions(terminal)[:3] == [79, 78, 77]
    assert terminal.selected.startswith("79 ")


def test_the_cursor_stays_on_its_fact(browse: Opening, own_sample: Path) -> None:
    terminal = browse(**TRAIL, store=own_sample)
    terminal.press("down", "down")
    enrol(own_sample, "one", "two")
    terminal.look()
    assert "79 facts" in terminal.text
    assert terminal.selected.startswith("75 ")
    terminal.press("home")
    assert terminal.selected.startswith("79 ")


def test_a_browser_looks_by_itself(browse: Opening, own_sample: Path) -> None:
    terminal = browse(**TRAIL, store=own_sample)
    enrol(own_sample, "one")
    terminal.until(lambda: "78 facts" in terminal.text)
    assert positions(terminal)[:2] == [78, 77]


def test_new_facts_that_match_a_filter_are_followed(browse: Opening, own_sample: Path) -> None:
    terminal = browse(**TRAIL, store=own_sample)
    terminal.press("/")
    terminal.enter("kind:holder-enrolled")
    assert "13 found" in terminal.text
    enrol(own_sample, "one")
    terminal.look()
    assert "14 found" in terminal.text
    assert positions(terminal)[:2] == [78, 67]


def test_what_does_not_match_a_filter_is_not(browse: Opening, own_sample: Path) -> None:
    terminal = browse(**TRAIL, store=own_sample)
    terminal.press("/")
    terminal.enter("holder:tran")
    enrol(own_sample, "one")
    terminal.look()
    assert "5 found" in terminal.text


def test_a_list_that_does_not_follow_says_how_much_is_new(
    browse: Opening, own_sample: Path
) -> None:
    terminal = browse(**TRAIL, store=own_sample)
    terminal.press("f")
    enrol(own_sample, "one", "two")
    terminal.look()
    assert "77 facts, newest first · ‖ paused, 2 new" in terminal.text
    terminal.press("f")
    assert "79 facts, newest first · ● live" in terminal.text


def test_an_empty_ledger_is_no_trouble(browse: Opening, tmp_path: Path) -> None:
    store = tmp_path / "empty.ledger"
    with Ledger.open(str(store)) as ledger:
        ledger.init()
    terminal = browse(**TRAIL, store=store)
    assert "no facts yet" in terminal.text
    terminal.press("down", "end", "enter", "o", "y")
    enrol(store, "first")
    terminal.look()
    assert positions(terminal) == [1]


def test_rows_that_a_search_put_out_of_memory_are_read_again(
    monkeypatch: pytest.MonkeyPatch, browse: Opening
) -> None:
    for name, value in (("paging.PAGE", 1), ("trail_list.PAGE", 1), ("paging.KEPT", 25)):
        monkeypatch.setattr(f"ledger.tui.{name}", value)
    terminal = browse(**TRAIL, size=(80, 24))
    terminal.press("slash")
    terminal.enter("coordinator")
    assert re.search(r"coordinator: (2[6-9]|[3-9]\d) found", terminal.text)
    assert not re.search(r"\d  …", terminal.pane("#trail"))


def test_rows_that_come_into_sight_while_they_are_read_are_drawn(
    browse: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were read ahead; on a slow disk somebody is there before they are."""
    terminal = browse(**TRAIL, size=(80, 24))
    rows = terminal.browser.screen.query_one(TrailList)
    begun, may_end, read = Event(), Event(), Pages.read

    def slowly(self: Pages, page: int) -> Part:
        begun.set()
        assert may_end.wait(20)
        return read(self, page)

    async def comes_true(holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():
                await asyncio.sleep(0.01)

    async def reads() -> None:
        rows.fetch()
        await comes_true(begun.is_set)

    monkeypatch.setattr(Pages, "read", slowly)
    del rows.pages._kept[0]  # positions below 64, which are not in sight
    terminal._run(reads())
    terminal._send("pagedown")
    terminal._send("pagedown")
    terminal._run(comes_true(lambda: rows.pages.row(rows.cursor) is None))
    assert unread(terminal)
    may_end.set()
    terminal.wait()
    assert not unread(terminal)


def unread(terminal: Terminal) -> list[str]:
    """The lines of the list that show no more than a position."""
    return re.findall(r"\d  … *│", terminal.pane("#trail"))
