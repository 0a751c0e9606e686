"""The pages of the trail against a plain list that holds every row."""

from __future__ import annotations

from typing import NamedTuple, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.ledger import Ledger
from ledger.questions.trail import TrailFilter, TrailRow
from ledger.tui.paging import KEPT, PAGE, Pages


class Row(NamedTuple):
    """As much of a row of the trail as pages look at."""

    position: int


class Page(NamedTuple):
    rows: tuple[Row, ...]
    reached: int


class Book:
    """Stands in for a ledger: positions from 1, of which some match the filter.

    Args:
        head: How many facts there are.
        matching: The positions that match.
        step: The most positions a call looks at, as a ledger does not look at all at once.
    """

    def __init__(self, head: int, matching: frozenset[int], step: int) -> None:
        self.head, self.matching, self.step = head, matching, step

    def trail(self, *, before: int, limit: int, only: TrailFilter = TrailFilter()) -> Page:  # noqa: B008
        if only == TrailFilter():
            last = min(self.head, before - 1)
            rows = tuple(Row(at) for at in range(last, max(0, last - limit), -1))
            return Page(rows, rows[-1].position if rows else 1)
        found: list[Row] = []
        at = min(self.head + 1, before)
        for _ in range(self.step):
            if at <= 1 or len(found) == limit:
                break
            at -= 1
            if at in self.matching:
                found.append(Row(at))
        return Page(tuple(found), at)


class Given(NamedTuple):
    """A ledger as it is found, and as it has grown later on."""

    head: int
    later: int
    matching: frozenset[int]
    step: int

    @property
    def book(self) -> Book:
        return Book(self.later, self.matching, self.step)


@st.composite
def books(draw: st.DrawFn) -> Given:
    head = draw(st.integers(1, 3 * PAGE))
    later = head + draw(st.integers(0, 2 * PAGE))
    few = st.frozensets(st.integers(1, later), max_size=12)
    every = draw(st.integers(1, 9))
    often = frozenset(range(every, later + 1, every))
    return Given(head, later, draw(few) | draw(st.sampled_from([frozenset(), often])), draw(steps))


steps = st.integers(1, 2 * PAGE)
ONLY = TrailFilter(holder="somebody")


def pages_of(book: Book, only: TrailFilter | None, head: int) -> Pages:
    pages = Pages(cast("Ledger", book), only)
    pages.begin(head)
    return pages


def searched(pages: Pages) -> Pages:
    """Pages on which everything has been searched."""
    for _ in range(10_000):
        if pages.is_complete:
            return pages
        pages.found(pages.search())
    raise AssertionError("the search never ends")


def grown(pages: Pages, head: int) -> int:
    """Grows pages as the screen does; returns how many rows came before."""
    return pages.grow(head, pages.newer(head) if pages.is_filtered else [])


def check(pages: Pages, model: list[int]) -> None:
    """Pages and a list of positions, newest first, say the same."""
    assert pages.count == len(model)
    assert [pages.position(index) for index in range(pages.count)] == model
    assert [pages.index(position) for position in model] == list(range(len(model)))


@given(books())
def test_without_a_filter_every_position_is_a_row(given: Given) -> None:
    check(pages_of(given.book, None, given.head), list(range(given.head, 0, -1)))


@given(books())
def test_a_search_finds_what_matches_and_nothing_else(given: Given) -> None:
    pages = searched(pages_of(given.book, ONLY, given.head))
    check(pages, sorted((at for at in given.matching if at <= given.head), reverse=True))


@given(books(), st.booleans())
def test_growing_puts_what_is_new_before_what_there_was(given: Given, filtered: bool) -> None:
    pages = searched(pages_of(given.book, ONLY if filtered else None, given.head))
    before = pages.count
    added = grown(pages, given.later)
    matching = given.matching if filtered else range(1, given.later + 1)
    model = sorted((at for at in matching if at <= given.later), reverse=True)
    check(pages, model)
    assert (before, added) == (len([at for at in model if at <= given.head]), pages.count - before)


@given(books(), st.data())
def test_growing_amid_a_search_loses_nothing(given: Given, data: st.DataObject) -> None:
    pages = pages_of(given.book, ONLY, given.head)
    for _ in range(data.draw(st.integers(0, 4))):
        if not pages.is_complete:
            pages.found(pages.search())
    grown(pages, given.later)
    check(searched(pages), sorted(given.matching, reverse=True))


@given(books(), st.data())
def test_a_position_that_is_no_row_leads_to_the_next_older_one(
    given: Given, data: st.DataObject
) -> None:
    pages = searched(pages_of(given.book, ONLY, given.head))
    position = data.draw(st.integers(1, given.head))
    older = [at for at in given.matching if at <= position]
    if older:
        assert pages.position(pages.index(position)) == max(older)
    elif pages.count:
        assert pages.index(position) == pages.count - 1


@given(books(), st.booleans(), st.data())
def test_what_is_missing_is_there_once_it_is_read(
    given: Given, filtered: bool, data: st.DataObject
) -> None:
    pages = searched(pages_of(given.book, ONLY if filtered else None, given.head))
    first = data.draw(st.integers(-3, given.head))
    last = first + data.draw(st.integers(0, 60))
    for page in pages.missing(first, last):
        pages.keep(*pages.read(page))
    assert pages.missing(first, last) == []
    for index in range(max(0, first), min(last + 1, pages.count)):
        row = pages.row(index)
        assert row is not None
        assert row.position == pages.position(index)


@given(books(), st.integers(0, 400))
def test_a_search_can_begin_anywhere(given: Given, before: int) -> None:
    pages = Pages(cast("Ledger", given.book), ONLY)
    pages.begin(given.head, before + 1)
    searched(pages)
    last = min(given.head, before)
    check(pages, sorted((at for at in given.matching if at <= last), reverse=True))


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 4 * KEPT))
def test_no_more_pages_are_kept_than_allowed(pages_read: int) -> None:
    book = Book(pages_read * PAGE, frozenset(), 1)
    pages = pages_of(book, None, book.head)
    for page in range(pages_read):
        pages.keep(*pages.read(page))
    kept = [index for index in range(pages.count) if pages.row(index) is not None]
    assert len(kept) <= KEPT * PAGE
    # Pages are counted from position 0: the one read last holds PAGE rows, the first one fewer.
    assert cast("TrailRow", pages.row(pages.count - 1 - (pages_read - 1) * PAGE)).position >= 1
