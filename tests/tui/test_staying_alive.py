"""The browser stays alive whatever happens to its ledger, its plugins and its terminal."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from ledger.bodies.hookspecs import GROUP
from ledger.bodies.host import Bodies
from ledger.ledger import Ledger
from ledger.tui.app import Asked, Browser
from tests.store.facts import plain
from tests.tui.conftest import TODAY
from tests.tui.screen import Terminal

SCREENS = "123456"
SIZES = ((20, 5), (300, 100), (21, 6), (80, 24), (40, 100), (300, 5), (129, 30), (130, 30), (20, 5))
PATIENCE = 2.0
"""Seconds a browser waits for a store that is locked."""
TICK = 0.05
"""Seconds between two ticks of the loop, and of the thread beside it."""
STUCK = 30
"""Ticks of the thread between two of the loop: there are 40 while a loop waits for the store.
Seconds would be no measure: on a busy machine both stand still."""
WRITER = """
import sys
from datetime import date
from ledger import Ledger

with Ledger.open(sys.argv[1], recorded_by="other") as ledger:
    for number in range(int(sys.argv[2])):
        data = {"document": f"card {number}"}
        ledger.record("document-filed", "other", on=date(2024, 5, 1), data=data)
"""
LOCKER = """
import sqlite3, sys, time

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
"""


@contextmanager
def browsing(
    store: Path,
    *,
    asked: Asked = Asked(TODAY),  # noqa: B008 - it is immutable
    bodies: Bodies | None = None,
    size: tuple[int, int] = (110, 34),
    **more: Any,
) -> Iterator[Terminal]:
    """A browser on a ledger that it waits for as long as it would for a user."""
    with (
        Ledger.open(str(store), recorded_by="clerk", bodies=bodies, patience=PATIENCE) as ledger,
        Terminal(Browser(ledger, asked=asked, today=TODAY, **more), size) as terminal,
    ):
        yield terminal
        assert terminal.browser.is_running
        assert terminal.browser.bug is None


def write(store: Path, count: int) -> None:
    """Another process records facts."""
    subprocess.run([sys.executable, "-c", WRITER, str(store), str(count)], check=True)


def insert(store: Path, kind: int, body: bytes) -> None:
    """Writes a fact of the holder of the first one, past the ledger."""
    with plain(store) as connection:
        connection.execute(
            "INSERT INTO facts SELECT (SELECT max(position) + 1 FROM facts), 1, max(version) + 1,"
            " ?, max(happened), (SELECT max(recorded_at) FROM facts), ?, zeroblob(32) FROM facts"
            " WHERE holder = 1",
            (kind, body),
        )


def banner(terminal: Terminal) -> str:
    """What the banner says, on one line."""
    return " ".join(terminal.pane("#banner").split())


async def pressing(terminal: Terminal) -> None:
    """Goes to every screen, and at the end to the holders."""
    for key in (*SCREENS, "2"):
        await terminal._pilot.press(key)


async def stands_still(seconds: float, beside: Coroutine[None, None, None] | None = None) -> int:
    """How many ticks of a thread, at most, the loop stands still for.

    Args:
        seconds: How long to look.
        beside: What is done in the loop meanwhile.
    """
    doing = asyncio.create_task(beside) if beside else None
    ticks, most, is_over = 0, 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not is_over.wait(TICK):
            ticks += 1

    thread = threading.Thread(target=tick)
    thread.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = ticks
        await asyncio.sleep(TICK)
        most = max(most, ticks - before)
    if doing:
        await doing
    is_over.set()
    thread.join()
    return most


def without_wal(path: Path) -> None:
    """Lets a lock keep readers out too, whatever SQLite is here."""
    with plain(path) as file:
        file.execute("PRAGMA journal_mode = TRUNCATE")


@contextmanager
def locked(store: Path, seconds: float) -> Iterator[None]:
    """Another program has the store to itself for a while; ends when that does."""
    argv = [sys.executable, "-c", LOCKER, str(store), str(seconds)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as locker:
        assert locker.stdout is not None
        assert locker.stdout.readline() == b"locked\n"
        yield


async def opening(terminal: Terminal, holder: str) -> None:
    """Opens a holder as the palette does."""
    terminal.browser.open_holder(holder)


def visit_all(terminal: Terminal) -> None:
    """Goes to every screen."""
    for key in SCREENS:
        terminal.press(key)
    terminal.press("1")


def test_facts_another_process_records_appear_by_themselves(own_sample: Path) -> None:
    with browsing(own_sample) as terminal:
        write(own_sample, 5)
        terminal.until(lambda: "82 facts" in terminal.text)
        assert "card 4" in terminal.line("         82")


def test_the_fact_under_the_cursor_stays_when_others_are_recorded(own_sample: Path) -> None:
    with browsing(own_sample) as terminal:
        terminal.press("j", "j", "j")
        before = terminal.selected[:60]
        assert before.startswith("74 ")
        write(own_sample, 40)
        terminal.until(lambda: "117 facts" in terminal.text)
        assert terminal.selected.startswith(before)


def test_a_store_that_is_locked_is_said_and_never_stops_the_browser(own_sample: Path) -> None:
    without_wal(own_sample)
    with browsing(own_sample) as terminal:
        with locked(own_sample, 3 * PATIENCE):
            assert terminal._run(stands_still(2 * PATIENCE)) < STUCK
            assert "is locked by another program" in banner(terminal)
            terminal._run(terminal._pilot.press("j"))
            assert terminal.selected.startswith("76 ")
            assert terminal._run(stands_still(PATIENCE)) < STUCK
        terminal.until(lambda: "is locked" not in terminal.text)
        terminal.press("2")
        assert "Ana Reyes" in terminal.text


def test_questions_asked_while_the_store_is_locked_are_answered_later(own_sample: Path) -> None:
    without_wal(own_sample)
    with browsing(own_sample) as terminal:
        with locked(own_sample, 2 * PATIENCE):
            assert terminal._run(stands_still(PATIENCE, pressing(terminal))) < STUCK
        terminal.until(lambda: "Ana Reyes" in terminal.text)
        assert "is locked" not in terminal.text
        visit_all(terminal)


def test_a_ledger_that_is_gone_is_said_until_it_is_back(own_sample: Path) -> None:
    with browsing(own_sample) as terminal:
        aside = own_sample.with_name("aside")
        own_sample.rename(aside)
        terminal.until(lambda: "! " in terminal.text)
        assert own_sample.name in banner(terminal)
        visit_all(terminal)
        aside.rename(own_sample)
        terminal.until(lambda: "trying again" not in terminal.text)
        visit_all(terminal)
        assert terminal.selected.startswith("77 ")


def test_a_ledger_that_is_replaced_is_said_until_it_is_back(own_sample: Path) -> None:
    with browsing(own_sample) as terminal:
        aside, other = own_sample.with_name("aside"), own_sample.with_name("other.ledger")
        write(other, 3)
        own_sample.rename(aside)
        os.replace(other, own_sample)
        # It is said for a second; that it can be read again, for longer.
        said = ("was moved or replaced", "can be read again")
        terminal.until(lambda: any(words in terminal.text for words in said))
        visit_all(terminal)
        os.replace(aside, own_sample)
        terminal.until(lambda: "77 facts" in terminal.text)


def test_a_damaged_fact_is_a_row_that_says_so(own_sample: Path) -> None:
    with plain(own_sample) as connection:
        connection.execute("DROP TRIGGER facts_stay")
        connection.execute("UPDATE facts SET body = x'c1' WHERE position = 70")
    with browsing(own_sample) as terminal:
        assert "position 70: the stored byt" in terminal.line("         70")
        terminal.press(*"jjjjjjj")
        assert terminal.selected.startswith("70 ")
        assert "c1" in terminal.pane("#dossier")
        visit_all(terminal)
        terminal.press("o")
        terminal.press("1", "k")
        assert terminal.selected.startswith("71 ")


def test_a_fact_of_a_newer_version_is_a_row_that_says_so(own_sample: Path) -> None:
    insert(own_sample, 99, b"\x91\x01")
    with browsing(own_sample) as terminal:
        assert "position 78: a fact of kind" in terminal.line("unknown-99")
        assert "newer version" in terminal.pane("#dossier")
        visit_all(terminal)
        terminal.press("o")
        assert "newer version" in banner(terminal)
        terminal.press("1", "j", "o")
        assert "on 2025-03-14" in terminal.pane("#verdict")
        assert "newer version" not in terminal.text


def test_a_broken_plugin_is_undetermined_with_the_reason(sample: Path) -> None:
    bodies = Bodies([EntryPoint("guild", "tests.judging.plugins.raising", GROUP)])
    with browsing(sample, bodies=bodies, holder="reyes", credential="guild/baker") as terminal:
        assert "undetermined" in terminal.pane("#verdict")
        assert "rules.toml" in terminal.pane("#verdict")
        terminal.press("5")
        assert "guild" in terminal.line("✗ failed")
        assert "FileNotFoundError: rules.toml" in terminal.text
        visit_all(terminal)


def test_an_empty_ledger_has_screens_without_facts(tmp_path: Path) -> None:
    store = tmp_path / "empty.ledger"
    with Ledger.open(str(store)) as ledger:
        ledger.init()
    with browsing(store) as terminal:
        assert "no facts yet" in terminal.text
        terminal.press("j", "end", "pagedown", "enter", "o", "y")
        visit_all(terminal)
        write(store, 1)
        terminal.until(lambda: "1 fact," in terminal.text)
        assert "card 0" in terminal.text


def test_no_ledger_is_said_until_there_is_one(tmp_path: Path) -> None:
    store = tmp_path / "none.ledger"
    with browsing(store) as terminal:
        terminal.until(lambda: "! " in terminal.text)
        assert store.name in banner(terminal)
        visit_all(terminal)
        write(store, 1)
        terminal.until(lambda: "card 0" in terminal.text)
        assert "trying again" not in terminal.text


def test_a_holder_there_is_none_of_is_said(sample: Path) -> None:
    with browsing(sample, holder="nobody") as terminal:
        assert "no holder “nobody” in this ledger" in banner(terminal)
        terminal.press("j", "enter", "c", "d", "a", "escape", "right_curly_bracket", "p", "y", "Y")
        visit_all(terminal)
        assert "nobody" not in terminal.text


def test_no_answer_stays_under_another_question(own_sample: Path) -> None:
    """As known now Linh Trần may not renew; as known on 7 August 2024 she might."""
    asked = Asked(date(2024, 7, 1))
    with browsing(own_sample, asked=asked, holder="tran", credential="nha/ccma") as terminal:
        assert "✗ renew: no" in terminal.pane("#verdict")
        own_sample.rename(own_sample.with_name("aside"))
        terminal.press("K")
        terminal.enter("2024-08-07")
        terminal.until(lambda: "was moved or replaced" in banner(terminal))
        terminal.until(lambda: "renew" not in terminal.pane("#verdict"))
        assert "2022-09-14" not in terminal.pane("#facts")
        own_sample.with_name("aside").rename(own_sample)
        terminal.until(lambda: "✓ renew: yes" in terminal.pane("#verdict"))


def test_nobody_s_screen_shows_somebody_else(sample: Path) -> None:
    with browsing(sample, holder="tran", credential="nha/ccma") as terminal:
        assert "Linh Trần" in terminal.heading
        terminal._run(opening(terminal, "nobody"))
        terminal.until(lambda: "no holder “nobody”" in banner(terminal))
        assert "Linh" not in terminal.text
        assert "renew" not in terminal.pane("#verdict")


@pytest.mark.parametrize("key", SCREENS)
def test_any_size_of_the_terminal_is_drawn(sample: Path, key: str) -> None:
    with browsing(sample, holder="reyes", credential="aama/cma") as terminal:
        terminal.press(key)
        for width, height in SIZES:
            terminal.resize(width, height)
            assert terminal.browser.size == (width, height)
            assert terminal.text.strip()
        terminal.press("question_mark")
        for width, height in SIZES[:4]:
            terminal.resize(width, height)
            assert terminal.text.strip()
