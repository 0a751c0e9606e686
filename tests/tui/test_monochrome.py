"""Without any colour every status and answer can be told: by a glyph, and by a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.ledger import Ledger
from tests.tui.conftest import Opening
from tests.tui.uses import HOLDERS, REYES, TRAN

CMA = "aama/cma"
STATUSES = {
    "none": "·",
    "pending": "◔",
    "current": "●",
    "expired": "○",
    "suspended": "◐",
    "revoked": "⊘",
    "undetermined": "?",
}


def _award(on: str) -> tuple[str, str, dict[str, Any]]:
    return "credential-granted", on, {"credential": CMA}


def _exam(outcome: str) -> tuple[str, str, dict[str, Any]]:
    return "exam-attempted", "2024-05-02", {"credential": CMA, "outcome": outcome}


def _sanction(sanction: str) -> tuple[str, str, dict[str, Any]]:
    data = {"credential": CMA, "sanction": sanction, "reason": "complaint"}
    return "sanction-imposed", "2025-02-03", data


LIVES = {
    "none": [_exam("failed")],
    "pending": [_exam("passed")],  # and no education on record
    "current": [_award("2023-03-01")],
    "expired": [_award("2019-03-01")],
    "suspended": [_award("2023-03-01"), _sanction("suspension")],
    "revoked": [_award("2023-03-01"), _sanction("revocation")],
    "undetermined": [_award("2008-05-01")],  # nobody publishes the term of awards before 2010
}
"""Status → what happened to the holder who has it on 2025-03-14, and is called after it."""


@pytest.fixture(scope="module")
def every_status(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a holder for each status."""
    store = tmp_path_factory.mktemp("statuses") / "statuses.ledger"
    with Ledger.open(str(store), recorded_by="clerk") as ledger:
        for holder, life in LIVES.items():
            for kind, on, data in life:
                ledger.record(kind, holder, on=date.fromisoformat(on), data=data)
    return store


@pytest.fixture(autouse=True)
def no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def test_every_status_has_its_glyph_and_word_in_the_list(
    browse: Opening, every_status: Path
) -> None:
    terminal = browse(**HOLDERS, store=every_status, size=(120, 40))
    for status, glyph in STATUSES.items():
        assert f"aama/cma    {glyph} {status} " in terminal.line(f" {status} ")


def test_on_a_narrow_screen_the_glyph_stands_for_the_whole_word(
    browse: Opening, every_status: Path
) -> None:
    terminal = browse(**HOLDERS, store=every_status, size=(80, 24))
    seen = set()
    for status, glyph in STATUSES.items():
        row = next(line for line in terminal.lines if line.strip("│▸ ").startswith(status))
        shown, word = row.split("aama/cma")[1].split()[:2]
        assert (shown, word.rstrip("…")) == (glyph, status[: len(word.rstrip("…"))])
        seen.add((shown, word))
    assert len(seen) == len(STATUSES)


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_glyph_and_word_in_the_verdict(
    status: str, browse: Opening, every_status: Path
) -> None:
    terminal = browse(holder=status, credential=CMA, store=every_status, size=(80, 24))
    assert f"{STATUSES[status]} {status}" in terminal.pane("#verdict")


def test_every_answer_has_its_glyph_and_word(browse: Opening) -> None:
    terminal = browse(**TRAN, size=(120, 60))
    assert "✗ renew: no" in terminal.text
    assert "✓ use-title: yes" in terminal.text


def test_an_undetermined_answer_has_its_glyph_and_word(browse: Opening, every_status: Path) -> None:
    terminal = browse(holder="undetermined", credential=CMA, store=every_status, size=(120, 60))
    assert "? use-title: undetermined" in terminal.text


def test_the_bands_of_two_statuses_are_drawn_with_different_lines(
    browse: Opening, every_status: Path
) -> None:
    bands = {}
    for status in ("current", "expired", "suspended", "revoked"):
        terminal = browse(holder=status, credential=CMA, store=every_status)
        bands[status] = set(terminal.line("▸aama/cma")) - set("▸aama/cma│ ")
    assert bands["current"] >= {"●", "━"}
    assert bands["expired"] >= {"○", "┄"}
    assert bands["suspended"] >= {"◐", "╍"}
    assert bands["revoked"] >= {"⊘", "×"}


def test_the_text_is_the_same_with_colours(
    browse: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = browse(**REYES)
    monkeypatch.delenv("NO_COLOR")
    assert browse(**REYES).text == without.text


def test_without_colours_there_are_none(browse: Opening) -> None:
    import re

    colours = set(re.findall(r"fill: #(\w{6})", browse(**REYES).picture))
    assert all(one[:2] == one[2:4] == one[4:] for one in colours - {"c5c8c6"})  # rich's own ink
