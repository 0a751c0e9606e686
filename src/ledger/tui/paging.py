"""The rows of the trail by index, read in pages: what the list shows, without a screen.

Without a filter a row's index and its position tell each other, since positions are dense. With a
filter the positions found so far are kept, eight bytes each, and the search goes on only as far as
somebody looks.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ledger.questions.trail import TrailFilter

if TYPE_CHECKING:
    from ledger.ledger import Ledger
    from ledger.questions.trail import TrailRow

PAGE = 64
"""Rows in a page."""
PATIENCE = 0.02
"""Seconds that the screen stands still for a page: one read at once is drawn once."""
KEPT = 400
"""Pages in memory; with a filter every row in sight may be of another page."""


Part = tuple[int, tuple["TrailRow", ...]]
"""A page, and rows of which some or all are its own."""


class Found(NamedTuple):
    """What one step of a search found: positions, newest first, and how far it looked."""

    positions: tuple[int, ...]
    rows: tuple[TrailRow, ...]
    reached: int


class Newest(NamedTuple):
    """The newest facts: the head of the ledger, and pages with their rows."""

    head: int
    pages: tuple[Part, ...]


class Pages:
    """The trail as rows by index, newest first.

    Methods named after questions, `read` and `search`, ask the ledger and may take a while; they
    change nothing, so that they can be called in another thread. What they give is handed to
    `keep`, `found` and `grow`, which are for the thread that draws.

    Attributes:
        only: Which facts.
        is_filtered: Whether these are not all.
        head: The last position of the ledger that is shown.
        reached: With a filter: every position from this one on has been looked at.
    """

    def __init__(self, ledger: Ledger, only: TrailFilter | None = None) -> None:
        self._ledger = ledger
        self.only = only or TrailFilter()
        self.is_filtered = self.only != TrailFilter()
        self.head = 0
        self.start = 0
        self.reached = 1
        self._older = array("q")
        self._newer = array("q")
        self._kept: OrderedDict[int, dict[int, TrailRow]] = OrderedDict()

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing more to be found."""
        return not self.is_filtered or self.reached <= 1

    def begin(self, head: int, before: int | None = None) -> None:
        """Starts over at a head; a search starts before a position."""
        self.head = head
        self.start = min(head, before - 1) if before is not None else head
        self.reached = self.start + 1
        self._older, self._newer = array("q"), array("q")
        self._kept.clear()

    @property
    def count(self) -> int:
        """How many rows are known of."""
        return len(self._newer) + len(self._older) if self.is_filtered else self.head

    def position(self, index: int) -> int:
        """The position of a row."""
        if not self.is_filtered:
            return self.head - index
        newer = len(self._newer)
        return self._newer[newer - 1 - index] if index < newer else self._older[index - newer]

    def index(self, position: int) -> int:
        """The row of a position, or of the next older one there is."""
        if not self.is_filtered:
            return max(0, min(self.head - position, self.head - 1))
        low, high = 0, self.count
        while low < high:
            middle = (low + high) // 2
            if self.position(middle) > position:
                low = middle + 1
            else:
                high = middle
        return min(low, max(0, self.count - 1))

    def row(self, index: int) -> TrailRow | None:
        """A row, None while its page has not been read."""
        position = self.position(index)
        page = self._kept.get(position // PAGE)
        return page.get(position) if page is not None else None

    def missing(self, first: int, last: int) -> list[int]:
        """The pages to read so that the rows ``first`` through ``last`` are there, in order."""
        wanted: dict[int, None] = {}
        nothing: dict[int, TrailRow] = {}
        for index in range(max(0, first), min(last, self.count - 1) + 1):
            position = self.position(index)
            page = position // PAGE
            if position not in self._kept.get(page, nothing):
                wanted[page] = None
        return list(wanted)

    def read(self, page: int) -> Part:
        """Asks for a page."""
        stop = (page + 1) * PAGE
        return page, self._ledger.trail(before=stop, limit=PAGE).rows

    def read_all(self, pages: Iterable[int]) -> list[Part]:
        """Asks for pages."""
        return [self.read(page) for page in pages]

    def read_rows(self, first: int, last: int) -> list[Part]:
        """Asks for the rows ``first`` through ``last`` and no others, as parts of their pages."""
        if self.is_filtered:
            return self.read_all(self.missing(first, last))
        first = max(0, first)
        limit = min(last, self.count - 1) - first + 1
        rows = self._ledger.trail(before=self.position(first) + 1, limit=limit).rows
        return [(page, rows) for page in dict.fromkeys(row.position // PAGE for row in rows)]

    def newest(self) -> Newest:
        """Asks for the head of the ledger and, without a filter, for the pages just below it."""
        head = self._ledger.head()
        last = head // PAGE
        wanted = [] if self.is_filtered or not head else [last, last - 1][: 1 + (last > 0)]
        return Newest(head, tuple(self.read_all(wanted)))

    def keep(self, page: int, rows: tuple[TrailRow, ...]) -> None:
        """Keeps the rows of a page."""
        kept = {row.position: row for row in rows if row.position // PAGE == page}
        self._kept[page] = self._kept.get(page, {}) | kept
        self._kept.move_to_end(page)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def search(self) -> Found:
        """Asks for the next step of the search."""
        page = self._ledger.trail(before=self.reached, limit=PAGE, only=self.only)
        return Found(tuple(row.position for row in page.rows), page.rows, page.reached)

    def found(self, found: Found) -> None:
        """Takes what a step of the search found."""
        self._older.extend(found.positions)
        self.reached = found.reached
        for row in found.rows:
            self._one(row)

    def _one(self, row: TrailRow) -> None:
        self.keep(row.position // PAGE, (row,))

    def newer(self, head: int) -> list[TrailRow]:
        """Asks for the facts up to a new head that match, newest first."""
        found: list[TrailRow] = []
        before = head + 1
        while before > self.head + 1:
            page = self._ledger.trail(before=before, limit=PAGE, only=self.only)
            found += [row for row in page.rows if row.position > self.head]
            before = page.reached
        return found

    def grow(self, head: int, newer: list[TrailRow]) -> int:
        """Takes what is new; returns how many rows came before the ones there were."""
        before = self.count
        if self.is_filtered:
            self._newer.extend(row.position for row in reversed(newer))
            for row in newer:
                self._one(row)
        self.head = head
        return self.count - before
