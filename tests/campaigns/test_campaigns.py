"""The short run of every campaign, and the habits each of them has to notice."""

from __future__ import annotations

import pytest

from tests.campaigns.__main__ import NAMES
from tests.campaigns.commanded import assert_kept, assert_noticed

SHORT = {
    "kill": 10,
    "power": 1,
    "faults": 20,
    "full": 12,
    "place": 7,
    "crowd": 1,
    "ambiguous": 12,
    "byte": 2_000,
}
"""Cycles of the short run."""


@pytest.mark.parametrize("name", NAMES)
def test_every_promise_is_kept(name: str) -> None:
    assert_kept(name, "--cycles", SHORT[name], "--journal", "truncate")


@pytest.mark.parametrize("name", ["kill", "power", "faults", "place", "ambiguous"])
def test_every_promise_is_kept_in_wal_mode(name: str) -> None:
    """One writer, or few: the bug of some SQLites needs luck to strike."""
    assert_kept(name, "--cycles", SHORT[name], "--journal", "wal")


@pytest.mark.parametrize("journal", ["truncate", "wal"])
@pytest.mark.parametrize("habit", ["synchronous-normal", "synchronous-off"])
def test_a_power_failure_tells_that_synchronous_was_lowered(habit: str, journal: str) -> None:
    assert_noticed("power", habit, "power failure at event", "--cycles", 3, "--journal", journal)


def test_a_kill_tells_that_a_fact_was_acknowledged_before_its_commit() -> None:
    assert_noticed("kill", "acknowledge-first", "acknowledged and not there", "--cycles", 20)


@pytest.mark.parametrize("name", ["faults", "full"])
def test_an_error_of_the_disk_that_is_not_told_is_noticed(name: str) -> None:
    assert_noticed(name, "acknowledge-anyway", "acknowledged", "--cycles", 20)


def test_a_lost_update_is_noticed() -> None:
    assert_noticed("crowd", "lose-updates", "acknowledged and not there", "--cycles", 3)


def test_a_reader_that_passes_over_a_fact_is_noticed() -> None:
    assert_noticed("crowd", "skim", "the reader at the tail saw", "--cycles", 3)


def test_a_ref_that_is_not_looked_for_is_noticed() -> None:
    assert_noticed("ambiguous", "forget-refs", "tried again, and it was new", "--cycles", 8)


def test_a_file_that_was_replaced_unnoticed_is_noticed() -> None:
    options = ("--cycles", 14, "--journal", "wal")
    assert_noticed("place", "trust-the-path", "a replaced file", *options)


@pytest.mark.parametrize(
    ("habit", "what"),
    [
        ("trust-leaves", "nobody was told: facts"),
        ("trust-nodes", "nobody was told: facts"),
        ("trust-keys", "nobody was told: vault"),
        ("trust-the-vault", "nobody was told: vault"),
        ("trust-signatures", "one of the checkpoints was changed, and it is believed"),
        ("trust-proofs", "one of the receipts was changed, and it is believed"),
    ],
)
def test_a_check_that_is_not_made_is_noticed(habit: str, what: str) -> None:
    assert_noticed("byte", habit, what, "--cycles", 4_000)
