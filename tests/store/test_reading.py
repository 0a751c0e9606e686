"""Pages of facts: by holder, by position, newest first, and what was known at a time."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.facts.catalogue import BY_NAME
from ledger.facts.fields import DAY
from ledger.store.application import FactLog
from ledger.store.rows import Filter
from tests.store.clock import Clock, micros
from tests.store.facts import document, renewal

TEN = micros("2024-05-03T10:00:00+00:00")


@pytest.fixture
def times(log: FactLog, clock: Clock) -> FactLog:
    """Positions 1 and 2 recorded at ten, 3 a microsecond later, 4 a second after ten."""
    log.append([document("reyes", 1), document("chen", 1)])
    clock.micros = TEN + 1
    log.append([document("reyes", 2)])
    clock.micros = TEN + 1_000_000
    log.append([document("reyes", 3)])
    return log


@pytest.mark.parametrize(
    ("at", "head"),
    [
        (TEN - 1, 0),
        (TEN, 2),
        (TEN + 1, 3),
        (TEN + 2, 3),
        (TEN + 999_999, 3),
        (TEN + 1_000_000, 4),
        (2**62, 4),
    ],
)
def test_the_head_at_a_time_is_the_last_position_recorded_by_then(
    times: FactLog, at: int, head: int
) -> None:
    assert times.rows.head_at(at) == head


def test_the_head_of_an_empty_ledger_is_0_at_any_time(log: FactLog) -> None:
    assert log.rows.head_at(TEN) == 0


@pytest.fixture
def mixed(log: FactLog) -> FactLog:
    """Five facts of two holders and two kinds, on days that are not in order of position."""
    log.append(
        [
            document("reyes", 1, on=date(2024, 5, 5)),
            renewal("reyes", 2, on=date(2024, 5, 1)),
            document("chen", 1, on=date(2024, 5, 3)),
            renewal("chen", 2, on=date(2024, 5, 4)),
            document("chen", 3, on=date(2024, 5, 2)),
        ]
    )
    return log


def packed(day: int) -> int:
    return DAY.pack(date(2024, 5, day))


DOCUMENT = BY_NAME["document-filed"].code


@pytest.mark.parametrize(
    ("only", "positions"),
    [
        (Filter(), [5, 4, 3, 2, 1]),
        (Filter(holder="reyes"), [2, 1]),
        (Filter(holder="nobody"), []),
        (Filter(kind=DOCUMENT), [5, 3, 1]),
        (Filter(since=packed(3)), [4, 3, 1]),
        (Filter(through=packed(3)), [5, 3, 2]),
        (Filter(since=packed(3), through=packed(3)), [3]),
        (Filter(since=packed(4), through=packed(3)), []),
        (Filter(holder="chen", kind=DOCUMENT, since=packed(3)), [3]),
    ],
)
def test_the_newest_facts_come_first_and_only_those_asked_for(
    mixed: FactLog, only: Filter, positions: list[int]
) -> None:
    assert [fact.position for fact in mixed.newest(only)] == positions


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_pages_of_any_size_show_every_fact_once(mixed: FactLog, size: int) -> None:
    newest = mixed.newest(Filter(), size)
    assert [fact.position for fact in newest] == [5, 4, 3, 2, 1]


def test_facts_recorded_while_paging_do_not_disturb_the_pages(mixed: FactLog) -> None:
    newest = mixed.newest(Filter(), 2)
    first = next(newest)
    mixed.append([document("reyes", 3)])
    assert [first.position, *(fact.position for fact in newest)] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "only", [Filter(holder="reyes"), Filter(kind=DOCUMENT), Filter(since=packed(3))]
)
def test_a_filter_admits_the_facts_that_its_pages_show(mixed: FactLog, only: Filter) -> None:
    shown = {fact.position for fact in mixed.newest(only)}
    assert {fact.position for fact in mixed.scan() if only.admits(fact)} == shown


@pytest.mark.parametrize(
    ("start", "stop", "positions"),
    [
        (1, None, [1, 2, 3, 4, 5]),
        (3, None, [3, 4, 5]),
        (2, 4, [2, 3, 4]),
        (6, None, []),
        (1, 0, []),
    ],
)
def test_a_scan_goes_from_one_position_through_another(
    mixed: FactLog, start: int, stop: int | None, positions: list[int]
) -> None:
    assert [fact.position for fact in mixed.scan(start, stop)] == positions


def test_a_stream_holds_one_holder_in_order_of_version(mixed: FactLog) -> None:
    assert [(fact.holder, fact.version, fact.position) for fact in mixed.stream("chen")] == [
        ("chen", 1, 3),
        ("chen", 2, 4),
        ("chen", 3, 5),
    ]


def test_the_stream_of_an_unknown_holder_is_empty(mixed: FactLog) -> None:
    assert mixed.stream("nobody") == ()


def test_holders_are_told_apart_by_case(log: FactLog) -> None:
    log.append([document("chen", 1), document("Chen", 1)])
    assert [fact.holder for fact in log.stream("Chen")] == ["Chen"]


@pytest.mark.parametrize(
    ("head", "holders"),
    [(0, []), (1, ["m"]), (2, ["Z", "m"]), (3, ["Z", "m"]), (4, ["Z", "a", "m"])],
)
def test_holders_are_those_with_a_fact_by_a_position_in_order_of_code_points(
    log: FactLog, head: int, holders: list[str]
) -> None:
    log.append([document("m", 1), document("Z", 1), document("m", 2), document("a", 1)])
    assert list(log.rows.holders(head)) == holders


@pytest.mark.parametrize("count", [1_999, 2_000, 2_001])
def test_any_number_of_holders_is_listed(log: FactLog, count: int) -> None:
    names = [f"h{number:05}" for number in range(count)]
    log.append([document(name, 1) for name in reversed(names)])
    assert list(log.rows.holders(count)) == names
