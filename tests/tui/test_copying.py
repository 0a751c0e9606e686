"""What y and Y copy: the selection, and a command that gives the answer the screen shows."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

from tests.cli.running import Result, run
from tests.tui.conftest import Opening
from tests.tui.screen import Terminal
from tests.tui.uses import AUDIT, HOLDERS, NINE_CREDITS, REYES, RULES, TRAIL, TRAN
from tests.tui.views import PAST
from tests.tui.walking import go_to

IDS = ["brandt", "dubois", "haddad", "lindqvist", "marsh", "novak", "okafor", "reyes", "silva"]
"""Everybody with aama/cma."""


def ran(terminal: Terminal) -> Result:
    """What the command that Y copies prints."""
    terminal.press("Y")
    program, *words = shlex.split(terminal.copied)
    assert program == "ledger"
    return run(*words)


def test_the_command_of_a_holder_gives_the_same_answer(browse: Opening) -> None:
    result = ran(browse(**REYES))
    assert "○ expired on 2025-02-28" in result.out
    assert "all of this holds from 2025-03-01 through 2025-03-19" in result.out
    assert "✓ recertify-ce: yes, from 2025-01-20 through 2025-03-19" in result.out


def test_the_command_of_a_past_answer_gives_the_past_answer(browse: Opening) -> None:
    terminal = browse(**PAST)
    go_to(terminal, "✓ renew: yes")
    result = ran(terminal)
    assert terminal.copied.endswith(
        "eligible tran nha/ccma --for renew --on 2024-07-01 --known-at 2024-08-07"
    )
    assert result.code == 0
    assert "renew: yes, from 2024-06-01 through 2024-09-14" in result.out


def test_the_command_of_an_instant_gives_the_same_answer(browse: Opening) -> None:
    terminal = browse(**TRAN)
    terminal.press("p")
    result = ran(terminal)
    assert "--known-at 2024-06-04T08:19:00.000000Z" in terminal.copied
    assert "✓ renew: yes" in result.out


def test_the_command_of_a_comparison_names_the_same_difference(browse: Opening) -> None:
    terminal = browse(**PAST)
    terminal.press("d")
    result = ran(terminal)
    assert "fact 5, recorded 2024-08-08" in result.out
    assert "renew yes → no" in " ".join(result.out.split())


def test_the_command_of_a_what_if_assumes_the_same(browse: Opening) -> None:
    terminal = browse(**TRAN)
    terminal.press("a")
    terminal.enter(NINE_CREDITS)
    result = ran(terminal)
    assert result.code == 0
    assert "assumed, not recorded: 2024-06-30 ce-completed More, 9 cr" in result.out
    assert "✓ renew: yes through 2024-09-14" in result.out


def test_the_command_of_the_trail_lists_the_same_facts(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.press("/")
    terminal.enter("holder:tran kind:ce-completed")
    result = ran(terminal)
    assert result.code == 0
    assert [line.split()[0] for line in result.out.splitlines()[1:]] == ["46"]


def test_the_command_of_a_fact_opens_the_same_fact(browse: Opening) -> None:
    terminal = browse(**TRAIL)
    terminal.press("enter")
    result = ran(terminal)
    assert terminal.copied.endswith("fact fischer 17")
    assert "2025-10-09T09:11:00.000000Z" in result.out


def test_the_command_of_the_holders_lists_the_same_rows(browse: Opening) -> None:
    terminal = browse(**HOLDERS)
    terminal.press("s", "s")
    result = ran(terminal)
    assert result.code == 0
    ids = [line.split()[0] for line in result.out.splitlines()[2:] if " aama/" in line]
    assert ids == IDS
    rows = [row for row in terminal.pane("#holders").splitlines() if "aama/cma" in row]
    shown = [row.split(" · ")[1].split()[0].rstrip("…") for row in rows]
    assert len(shown) == len(IDS)
    assert all(id_.startswith(part) for id_, part in zip(IDS, shown, strict=True))


def test_the_command_of_found_holders_finds_the_same(browse: Opening) -> None:
    terminal = browse(**HOLDERS)
    terminal.press("/")
    terminal.enter("tran")
    assert "1 row matching “tran”" in terminal.text
    result = ran(terminal)
    assert "Linh Trần" in result.out
    assert "okafor" not in result.out


def test_the_command_of_the_rules_has_the_values_of_the_day(browse: Opening) -> None:
    result = ran(browse(**RULES, on="2009-05-01"))
    assert result.code == 0
    assert "A-TERM  Months of validity" in result.out
    assert "nobody publishes the term of awards before 2010" in result.out


def test_the_command_of_the_findings_lists_the_same(browse: Opening) -> None:
    terminal = browse(**AUDIT)
    result = ran(terminal)
    for kind in ("printed-expiry-differs", "renewal-without-requirements", "duplicate"):
        assert f"! {kind}" in result.out
        assert f"! {kind}" in terminal.text


def test_the_command_of_the_plugins_lists_the_same(browse: Opening) -> None:
    result = ran(browse(screen="plugins"))
    assert result.code == 0
    assert "✓ loaded   aama" in result.out


def test_a_fact_is_copied_as_its_canonical_line(browse: Opening, sample: Path) -> None:
    terminal = browse(**TRAIL)
    terminal.press("y")
    exported = run("--store", str(sample), "export").out.splitlines()[-1]
    assert json.loads(terminal.copied) == json.loads(exported)


def test_a_requirement_is_copied_with_its_answer(browse: Opening) -> None:
    terminal = browse(**TRAN)
    go_to(terminal, "✗ C-TOTAL")
    terminal.press("y")
    assert terminal.copied == "no: C-TOTAL 1 of 10 credits: 9 missing"


def test_a_holder_is_copied_with_status_and_expiry(browse: Opening) -> None:
    terminal = browse(**HOLDERS)
    terminal.press("y")
    assert terminal.copied == "haddad\tSamir Haddad\tnha/ccma\tcurrent\t2025-06-10"
