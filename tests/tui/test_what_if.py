"""What if: facts that are assumed change the answer, are shown apart, and are never written."""

from __future__ import annotations

from pathlib import Path

from ledger.ledger import Ledger
from tests.tui.conftest import Opening
from tests.tui.screen import Terminal
from tests.tui.uses import NINE_CREDITS, TRAN


def assuming(browse: Opening, store: Path) -> Terminal:
    """Linh Trần has 1 of 10 credits and has paid; nine more on 2024-06-30 are assumed."""
    terminal = browse(**TRAN, store=store)
    terminal.press("a")
    terminal.enter(NINE_CREDITS)
    return terminal


def test_the_answer_changes(browse: Opening, own_sample: Path) -> None:
    terminal = assuming(browse, own_sample)
    verdict = terminal.pane("#verdict")
    assert "✓ renew: yes, from 2024-06-30 through 2024-09-14" in verdict
    assert "✓ C-TOTAL  10 of 10 credits" in verdict


def test_what_is_assumed_is_shown_apart(browse: Opening, own_sample: Path) -> None:
    terminal = assuming(browse, own_sample)
    assert "1 assumed, not recorded" in terminal.heading
    assert "+ 2024-06-30  ce         assumed: More, 9 cr" in terminal.pane("#facts")


def test_it_is_told_from_the_facts_on_the_axis_too(browse: Opening, own_sample: Path) -> None:
    terminal = assuming(browse, own_sample)
    assert "+" not in terminal.line("│ facts")  # the cursor stands on it
    terminal.press(">")
    assert "+" in terminal.line("│ facts")


def test_nothing_is_written(browse: Opening, own_sample: Path) -> None:
    before = own_sample.read_bytes()
    assuming(browse, own_sample)
    assert own_sample.read_bytes() == before
    with Ledger.open(str(own_sample)) as ledger:
        assert ledger.head() == 77
        assert len(ledger.history("tran")) == 5


def test_what_is_assumed_adds_up(browse: Opening, own_sample: Path) -> None:
    terminal = browse(**TRAN, store=own_sample)
    for credits in ("4", "5"):
        terminal.press("a")
        terminal.enter(f"ce-completed on=2024-06-30 title=More credits={credits} unit=credit")
        answer = "no" if credits == "4" else "yes"
        assert f"renew: {answer}" in terminal.pane("#verdict")
    assert "2 assumed, not recorded" in terminal.heading


def test_dropping_it_gives_the_answer_of_the_record_again(
    browse: Opening, own_sample: Path
) -> None:
    terminal = assuming(browse, own_sample)
    terminal.press("A")
    assert "✗ renew: no, on every day" in terminal.pane("#verdict")
    assert "assumed" not in terminal.text


def test_what_now_would_say_is_said_to_be_without_it(browse: Opening, own_sample: Path) -> None:
    terminal = assuming(browse, own_sample)
    terminal.press("K")
    terminal.enter("2024-08-07")
    assert "the answer is another (without what is assumed)" in terminal.text


def test_another_holder_does_not_inherit_it(browse: Opening, own_sample: Path) -> None:
    terminal = assuming(browse, own_sample)
    terminal.press("/")
    terminal.enter("fischer")
    assert "Klara Fischer" in terminal.heading
    assert "assumed" not in terminal.text


def test_the_requirement_selected_says_what_to_assume(browse: Opening) -> None:
    terminal = browse(**TRAN)
    while not terminal.selected.startswith("✗ C-TOTAL"):
        terminal.press("down")
    terminal.press("a")
    prompt = terminal.pane("#prompt")
    assert "ce-completed on=2024-07-01" in prompt
    assert "credits=9 unit=credit" in prompt
    terminal.press("enter")
    assert "✓ renew: yes, from 2024-07-01 through 2024-09-14" in terminal.pane("#verdict")


def test_a_fact_that_is_not_right_is_told_in_the_prompt(browse: Opening) -> None:
    terminal = browse(**TRAN)
    terminal.press("a")
    terminal.enter("ce-complete on=2024-06-30 title=More credits=9 unit=credit")
    assert "✗ " in terminal.pane("#prompt")
    assert "ce-completed" in terminal.pane("#prompt")
    terminal.press("escape")
    assert "assumed" not in terminal.heading
