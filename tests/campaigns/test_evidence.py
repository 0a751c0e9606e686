"""What counts as a broken promise, on facts made up by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.campaigns.evidence import Found, broken
from tests.campaigns.workers import Said

FOUND = (
    Found("w", "reyes", 1, 1, 1, 100),
    Found("w", "nguyen", 1, 2, 2, 100),
    Found("v", "reyes", 2, 3, 1, 200),
)
SAID = tuple(Said(f.writer, "new", f.holder, f.version, f.position, f.number) for f in FOUND)


def test_facts_that_are_where_they_were_said_to_be_break_nothing() -> None:
    assert broken(SAID, FOUND) is None


def test_a_fact_nobody_was_told_of_breaks_nothing() -> None:
    assert broken(SAID[:1], FOUND) is None


@pytest.mark.parametrize(
    ("said", "found", "problem"),
    [
        (SAID, FOUND[:2], "acknowledged and not there"),
        ([SAID[0]._replace(position=2)], FOUND, "acknowledged elsewhere"),
        ([SAID[0]._replace(version=2)], FOUND, "acknowledged elsewhere"),
        ([], [FOUND[0], FOUND[2]], "positions are not dense"),
        ([], [FOUND[0], FOUND[1], FOUND[2]._replace(version=3)], "versions are not dense"),
        ([], [*FOUND[:2], FOUND[2]._replace(recorded_micros=99)], "recorded_at goes back"),
        ([], [*FOUND[:2], FOUND[2]._replace(writer="w")], "recorded twice"),
    ],
)
def test_this_is_noticed(said: Sequence[Said], found: Sequence[Found], problem: str) -> None:
    assert str(broken(said, found)).startswith(problem)
