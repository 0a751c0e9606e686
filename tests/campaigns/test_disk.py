"""The disk that loses its power, on small cases worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from tests.campaigns.disk import (
    Cut,
    Disk,
    Event,
    Link,
    Said,
    Sync,
    SyncFolder,
    Unlink,
    Write,
    applied,
    sectors,
)


def disk(*events: Event) -> Disk:
    """A disk after these events."""
    made = Disk()
    for event in events:
        made.do(event)
    return made


MADE: Sequence[Event] = (Link("a", 1), SyncFolder(), Write(1, 0, b"old"), Sync(1))


def nothing() -> bool:
    return False


def everything() -> bool:
    return True


def test_what_was_synced_survives() -> None:
    assert disk(*MADE).survivors(nothing) == {"a": b"old"}


def test_what_was_not_synced_may_be_lost() -> None:
    assert disk(*MADE, Write(1, 0, b"new")).survivors(nothing) == {"a": b"old"}


def test_what_was_not_synced_may_survive() -> None:
    assert disk(*MADE, Write(1, 0, b"new")).survivors(everything) == {"a": b"new"}


def test_saying_something_syncs_nothing() -> None:
    assert disk(*MADE, Write(1, 0, b"new"), Said("ok")).survivors(nothing) == {"a": b"old"}


def test_a_file_whose_name_was_not_synced_may_be_lost() -> None:
    assert disk(Link("a", 1), Write(1, 0, b"x"), Sync(1)).survivors(nothing) == {}


def test_a_cut_that_was_not_synced_may_be_undone() -> None:
    assert disk(*MADE, Cut(1, 0)).survivors(nothing) == {"a": b"old"}


def test_a_file_that_was_deleted_may_be_back_until_its_folder_is_synced() -> None:
    assert disk(*MADE, Unlink("a")).survivors(nothing) == {"a": b"old"}


def test_a_file_that_was_deleted_is_gone_when_its_folder_was_synced() -> None:
    assert disk(*MADE, Unlink("a"), SyncFolder()).survivors(nothing) == {}


def test_a_write_is_torn_at_the_sectors() -> None:
    torn = sectors(Write(1, 500, b"x" * 600))
    assert [(one.at, len(one.data)) for one in torn] == [(500, 12), (512, 512), (1024, 76)]


def test_a_later_write_may_survive_an_earlier_one() -> None:
    choices = iter([False, True])
    written = disk(*MADE, Write(1, 0, b"1"), Write(1, 2, b"2"))
    assert written.survivors(lambda: next(choices)) == {"a": b"ol2"}


@pytest.mark.parametrize(("name", "hole"), [("a", bytes(512)), ("a-journal", None)])
def test_a_sector_that_was_lost_where_a_journal_grew_may_hold_anything(
    name: str, hole: bytes | None
) -> None:
    choices = iter([True, False, True])  # the name, the first sector, the second
    grown = disk(Link(name, 1), Write(1, 0, b"x" * 1024))
    content = grown.survivors(lambda: next(choices), Random(1))[name]
    assert content == (Random(1).randbytes(512) if hole is None else hole) + b"x" * 512


def test_a_cut_beyond_the_end_fills_with_zeros() -> None:
    assert applied(b"ab", [Cut(1, 4)]) == b"ab\0\0"
