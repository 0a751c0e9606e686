"""Two answers side by side, and what made the difference."""

from __future__ import annotations

from tests.tui.conftest import Opening
from tests.tui.uses import REYES
from tests.tui.views import PAST


def test_two_knowledge_times_differ_by_the_fact_that_was_learned(browse: Opening) -> None:
    terminal = browse(**PAST)
    terminal.press("d")
    renew = terminal.line("≠ renew")
    assert renew.index("✓ yes") < renew.index("✗ no")
    assert "≠ fact 5, recorded 2024-08-08" in terminal.text
    assert "renew yes → no" in terminal.text


def test_what_does_not_differ_is_not_marked(browse: Opening) -> None:
    terminal = browse(**PAST)
    terminal.press("d")
    differing = [line for line in terminal.pane("#dialog").splitlines() if "≠" in line]
    assert [line.split()[2] for line in differing] == ["renew", "fact"]


def test_a_past_day_is_compared_with_today(browse: Opening) -> None:
    terminal = browse(**REYES, on="2025-02-28")
    terminal.press("d")
    days = terminal.pane("#dialog").splitlines()[1].split()
    assert [word for word in days if word.startswith("20")] == ["2025-02-28", "2025-03-14"]
    status = terminal.line("≠ status")
    assert status.index("● current") < status.index("○ expired")


def test_what_is_marked_is_compared_with(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.press("m", ".", "d")
    days = terminal.pane("#dialog").splitlines()[1].split()
    assert [word for word in days if word.startswith("20")] == ["2025-03-14", "2025-03-20"]
    expires = terminal.line("≠ expires_on")
    assert expires.index("2025-02-28") < expires.index("2030-03-31")


def test_today_as_known_now_has_nothing_to_be_compared_with(browse: Opening) -> None:
    terminal = browse(**REYES)
    terminal.press("d")
    assert "m marks a day and knowledge time" in terminal.text


def test_no_row_is_cut_off(browse: Opening) -> None:
    terminal = browse(**PAST)
    terminal.press("d")
    assert "…" not in terminal.pane("#dialog")


def test_escape_goes_back(browse: Opening) -> None:
    terminal = browse(**PAST)
    terminal.press("d", "escape")
    assert "side by side" not in terminal.text
