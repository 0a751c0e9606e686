"""The holders from the standings: the same list; what is missing only for the rows in sight."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.bodies.host import Bodies
from ledger.questions.roster import Deadline, RosterRow
from tests.tui.conftest import Opening

HELD = 60


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Sixty people with a CCMA of August 2023, a day apart, for whom standings are kept."""
    path = tmp_path / "many.ledger"
    with Ledger.open(path, recorded_by="clerk") as ledger:
        for number in range(HELD):
            on = date(2023, 8, 1 + number % 28)
            data = {"credential": "nha/ccma"}
            ledger.record("credential-granted", f"h-{number:02}", on=on, data=data)
        ledger.standings()
    return path


@pytest.fixture
def completed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The holders for whom it was worked out what is missing."""
    found: list[str] = []
    complete = Ledger.completed

    def noted(self: Ledger, deadline: Deadline) -> RosterRow:
        found.append(deadline.holder)
        return complete(self, deadline)

    monkeypatch.setattr(Ledger, "completed", noted)
    return found


def test_the_list_is_the_same_with_and_without_standings(own_sample: Path, browse: Opening) -> None:
    before = browse(store=own_sample, screen="holders").text
    with Ledger.open(own_sample) as ledger:
        ledger.standings()
    assert "✗" in before
    assert browse(store=own_sample, screen="holders").text == before


def test_what_is_missing_is_worked_out_for_the_rows_in_sight(
    many: Path, browse: Opening, completed: list[str]
) -> None:
    terminal = browse(store=many, screen="holders", size=(110, 24))
    seen = set(re.findall(r"h-\d\d", terminal.pane("#holders")))
    assert len(seen) > 10
    assert sorted(completed) == sorted(seen)
    assert terminal.text.count("✗ C-TOTAL 10") == len(seen)
    assert "…" not in terminal.line("h-00")


def test_rows_that_come_into_sight_are_worked_out_once(
    many: Path, browse: Opening, completed: list[str]
) -> None:
    terminal = browse(store=many, screen="holders", size=(110, 24))
    terminal.press("end")
    assert "✗ C-TOTAL 10" in terminal.line("▸")
    terminal.press("home", "end", "s", "s", "s")
    assert len(completed) == len(set(completed)) < HELD


def test_somebody_is_found_by_a_name_that_nobody_has_to_be_judged_for(
    own_sample: Path, browse: Opening, completed: list[str]
) -> None:
    with Ledger.open(own_sample, bodies=Bodies.installed()) as ledger:
        ledger.standings()
    terminal = browse(store=own_sample, screen="holders")
    terminal.press("/")
    terminal.type("chlo")
    terminal.wait()
    assert "1 row matching “chlo”" in terminal.text
    assert "Chloé Dubois" in terminal.pane("#holders")


def test_everybody_is_shown_on_another_day(browse: Opening) -> None:
    terminal = browse(screen="holders")
    terminal.press("g")
    assert "14 rows by days left" in terminal.text
    terminal.enter("2024-07-01")
    assert "14 rows by days left" in terminal.text
    assert "on 2024-07-01" in terminal.lines[0]
    assert re.search(r"Linh Trần .*current +2024-09-14 +75 d", terminal.line("Linh Trần"))


def test_everybody_is_shown_as_known_at_another_time(browse: Opening) -> None:
    terminal = browse(screen="holders")
    terminal.press("K")
    terminal.enter("2024-08-01")
    assert "as known 2024-08-01" in terminal.lines[0]
    rows = int(terminal.line("rows by days left").split("rows")[0].split()[-1])
    known = terminal.browser.ledger.roster(on=date(2025, 3, 14), known_at=date(2024, 8, 1))
    assert rows == len(list(known)) > 5


def test_a_prompt_that_is_left_finds_nobody(browse: Opening) -> None:
    terminal = browse(screen="holders")
    terminal.press("@", "escape")
    assert "14 rows by days left" in terminal.text
    terminal.press("/")
    terminal.type("chlo")
    terminal.press("enter", "g", "escape")
    assert "1 row matching “chlo”" in terminal.text


def test_what_is_asked_again_is_worked_out_again(
    many: Path, browse: Opening, completed: list[str]
) -> None:
    terminal = browse(store=many, screen="holders", size=(110, 24))
    terminal.until(lambda: terminal.browser.head == HELD)
    with Ledger.open(many, recorded_by="clerk") as ledger:
        data = {"title": "Phlebotomy", "credits": "10", "unit": "credit", "approved_by": ["nha"]}
        ledger.record("ce-completed", "h-00", on=date(2024, 5, 1), data=data)
    terminal.until(lambda: "61 facts now" in terminal.text)
    assert "✗ C-TOTAL 10" in terminal.line("h-00")
    completed.clear()
    terminal.press("f5")
    assert "C-TOTAL" not in terminal.line("h-00")
    assert len(completed) > 10
