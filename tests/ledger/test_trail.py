"""Pages of the whole ledger: what is on them, where they stop, and that they go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ledger import BadInput, Ledger
from ledger.questions import trail
from ledger.questions.trail import TrailFilter, TrailPage, TrailRow
from ledger.store.rows import StoredFact
from tests.ledger.clinic import document, granted

EVERYTHING = TrailFilter()


@pytest.fixture
def clinic(ledger: Ledger) -> Ledger:
    """Seven facts of two holders and two bodies, on days that are not in order of position."""
    granted(ledger, "reyes", on=date(2024, 5, 5))
    document(ledger, "CPR-Card", holder="reyes", on=date(2024, 5, 1))
    granted(ledger, "chen", on=date(2024, 5, 3), credential="nha/ccma")
    payment = {"body": "nha", "purpose": "renewal", "amount": "100", "currency": "USD"}
    ledger.record("payment-made", "chen", on=date(2024, 5, 4), data=payment, ref="Quittung 7")
    course = {"title": "Münze", "credits": "2", "unit": "ceu", "approved_by": ["nha", "aama"]}
    ledger.record("ce-completed", "chen", on=date(2024, 5, 2), data=course, source="Äskulap")
    ids = {"name": "Ana Reyes", "ids": {"amt": "77"}}
    ledger.record("holder-enrolled", "reyes", on=date(2024, 1, 1), data=ids)
    ledger.correct("reyes", 2, reason="typo", changes={"document": "BLS card"})
    return ledger


def positions(page: TrailPage) -> list[int]:
    return [row.position for row in page.rows]


def walk(
    ledger: Ledger,
    only: TrailFilter = EVERYTHING,
    limit: int = 200,
) -> Iterator[TrailPage]:
    """Pages until nothing is older, as a caller would ask for them."""
    before: int | None = None
    while before != 1:
        page = ledger.trail(before=before, limit=limit, only=only)
        yield page
        assert before is None or page.reached < before
        before = page.reached


def all_positions(ledger: Ledger, only: TrailFilter, limit: int = 200) -> list[int]:
    return [position for page in walk(ledger, only, limit) for position in positions(page)]


# ---- A page


def test_a_page_shows_the_newest_first(clinic: Ledger) -> None:
    page = clinic.trail()
    assert (positions(page), page.reached) == ([7, 6, 5, 4, 3, 2, 1], 1)


def test_a_page_that_is_full_stops_at_its_last_fact(clinic: Ledger) -> None:
    page = clinic.trail(limit=3)
    assert (positions(page), page.reached) == ([7, 6, 5], 5)


@pytest.mark.parametrize(
    ("before", "expected", "reached"),
    [(4, [3, 2], 2), (3, [2, 1], 1), (2, [1], 1), (1, [], 1), (0, [], 1), (99, [7, 6], 6)],
)
def test_a_page_shows_what_is_before_a_position(
    clinic: Ledger, before: int, expected: list[int], reached: int
) -> None:
    page = clinic.trail(before=before, limit=2)
    assert (positions(page), page.reached) == (expected, reached)


def test_an_empty_ledger_has_an_empty_page(ledger: Ledger) -> None:
    ledger.init()
    assert ledger.trail() == ((), 1)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_page_of_nothing_is_refused(clinic: Ledger, limit: int) -> None:
    with pytest.raises(BadInput, match="ask for 1 or more"):
        clinic.trail(limit=limit)


def test_facts_recorded_while_paging_do_not_disturb_the_pages(clinic: Ledger) -> None:
    pages = walk(clinic, limit=3)
    first = positions(next(pages))
    document(clinic)
    assert first + [one for page in pages for one in positions(page)] == [7, 6, 5, 4, 3, 2, 1]


# ---- Filters

FILTERS: dict[str, tuple[TrailFilter, list[int]]] = {
    "a holder": (TrailFilter(holder="reyes"), [7, 6, 2, 1]),
    "nobody": (TrailFilter(holder="nobody"), []),
    "a holder no store can hold": (TrailFilter(holder="\ud800"), []),
    "a kind": (TrailFilter(kind="credential-granted"), [3, 1]),
    "a body": (TrailFilter(body="nha"), [5, 4, 3]),
    "a body in ids": (TrailFilter(body="amt"), [6]),
    "a piece of a body": (TrailFilter(body="nh"), []),
    "a body that is no text": (TrailFilter(body="\ud800"), []),
    "since a day": (TrailFilter(since=date(2024, 5, 4)), [7, 4, 1]),
    "through a day": (TrailFilter(through=date(2024, 5, 2)), [6, 5, 2]),
    "a day": (TrailFilter(since=date(2024, 5, 3), through=date(2024, 5, 3)), [3]),
    "several": (TrailFilter("chen", "credential-granted", "nha", date(2024, 1, 1)), [3]),
    "empty text": (TrailFilter(text=""), [7, 6, 5, 4, 3, 2, 1]),
    "text of a holder's id": (TrailFilter(text="EYE"), [7, 6, 2, 1]),
    "text of a kind": (TrailFilter(text="Granted"), [3, 1]),
    "text of who recorded it": (TrailFilter(text="TESTER"), [7, 6, 5, 4, 3, 2, 1]),
    "text of a ref": (TrailFilter(text="quittung"), [4]),
    "text of a source": (TrailFilter(text="kulap"), [5]),
    "text of the data": (TrailFilter(text="cpr-CARD"), [2]),
    "text of a replacement": (TrailFilter(text="bls"), [7]),
    "text of a reason": (TrailFilter(text="typo"), [7]),
    "text of a key": (TrailFilter(text="amt"), [6]),
    "text of a list": (TrailFilter(text="aama"), [5, 1]),
    "text beyond ASCII": (TrailFilter(text="ÄSKULAP"), [5]),
    "text beyond ASCII inside": (TrailFilter(text="mÜnze"), [5]),
    "text with nothing of ASCII": (TrailFilter(text="Ü"), [5]),
    "text no store can hold": (TrailFilter(text="\ud800"), []),
    "text across two fields": (TrailFilter(text="chennha"), []),
    "bytes that are no text": (TrailFilter(text="\x01"), []),
    "text of a holder with": (TrailFilter(holder="reyes", text="card"), [7, 2]),
    "text with a wildcard": (TrailFilter(text="%"), []),
}


@pytest.mark.parametrize(("only", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_a_trail_shows_only_what_is_asked_for(
    clinic: Ledger, only: TrailFilter, expected: list[int]
) -> None:
    assert all_positions(clinic, only) == expected


@pytest.mark.parametrize("limit", [1, 2, 3])
@pytest.mark.parametrize("looked_at", [1, 2, 3, 100])
@pytest.mark.parametrize(("only", "expected"), FILTERS.values(), ids=FILTERS.keys())
def test_short_pages_show_the_same(
    clinic: Ledger,
    monkeypatch: pytest.MonkeyPatch,
    only: TrailFilter,
    expected: list[int],
    looked_at: int,
    limit: int,
) -> None:
    for name in ("LOOKED_AT", "SEARCHED", "READ", "DECODED"):
        monkeypatch.setattr(trail, name, looked_at)
    assert all_positions(clinic, only, limit) == expected


def test_a_kind_that_is_not_one_is_refused(clinic: Ledger) -> None:
    with pytest.raises(BadInput, match="did you mean credential-granted"):
        clinic.trail(only=TrailFilter(kind="credential-grant"))


def test_a_page_that_looks_for_something_stops_after_so_many_positions(
    clinic: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "LOOKED_AT", 3)
    pages = walk(clinic, TrailFilter(kind="credential-granted"))
    assert [(positions(page), page.reached) for page in pages] == [([], 5), ([3], 2), ([1], 1)]


def test_a_page_that_decodes_stops_after_so_many_facts_that_are_not_on_it(
    clinic: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document of this name is decoded to see that it does not name the body."""
    for _ in range(2):
        document(clinic, "nha")
    monkeypatch.setattr(trail, "DECODED", 1)
    monkeypatch.setattr(trail, "_CHUNK", 1)
    pages = walk(clinic, TrailFilter(body="nha"))
    assert [(positions(page), page.reached) for page in pages] == [
        ([], 9),
        ([], 8),
        ([5, 4, 3], 1),
    ]


def test_a_page_of_text_the_store_cannot_look_for_reads_so_many_positions(
    clinic: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "READ", 4)
    pages = walk(clinic, TrailFilter(text="Ü"))
    assert [(positions(page), page.reached) for page in pages] == [([5], 4), ([], 1)]


def test_the_page_of_a_holder_reaches_back_to_the_first_fact(
    clinic: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "LOOKED_AT", 1)
    assert clinic.trail(only=TrailFilter(holder="reyes")).reached == 1


def test_the_page_of_a_holder_goes_on_before_a_position(clinic: Ledger) -> None:
    only = TrailFilter(holder="reyes")
    assert positions(clinic.trail(before=6, limit=1, only=only)) == [2]


def test_the_log_shows_what_the_trail_shows(clinic: Ledger) -> None:
    for only, _ in FILTERS.values():
        if not only.text and only.holder != "\ud800":
            asked: dict[str, Any] = only._asdict()
            asked.pop("text")
            facts = [fact.position for fact in clinic.log(**asked)]
            assert facts == all_positions(clinic, only)


# ---- A row


def row(ledger: Ledger, position: int) -> TrailRow:
    return ledger.trail(before=position + 1, limit=1).rows[0]


def test_a_row_has_its_columns(clinic: Ledger) -> None:
    second = row(clinic, 2)
    assert (second.position, second.holder, second.version, second.kind, second.on) == (
        2,
        "reyes",
        2,
        "document-filed",
        date(2024, 5, 1),
    )
    assert second.recorded_at == datetime(2024, 5, 3, 10, tzinfo=UTC)


def test_a_row_has_the_bytes_that_are_stored(clinic: Ledger) -> None:
    assert row(clinic, 2).stored == b"\x97\x01\xa6tester\xc0\xc0\xa8CPR-Card\xc0\xc0"


def test_a_row_is_the_fact_of_the_history(clinic: Ledger) -> None:
    assert row(clinic, 2).fact == clinic.history("reyes")[1].fact


def test_a_row_says_what_happened(clinic: Ledger) -> None:
    third = row(clinic, 3)
    assert (third.summary, third.recorded_by, third.problem) == (
        "nha/ccma granted",
        "tester",
        None,
    )


def test_a_row_decodes_once(clinic: Ledger) -> None:
    second = row(clinic, 2)
    assert second.fact is second.fact


def test_a_row_is_shown_by_its_place() -> None:
    shown = TrailRow(StoredFact("reyes", 4, b"", 99, 0, 0, 12))
    assert repr(shown) == "<TrailRow 12: reyes 4 unknown-99>"


def test_the_head_at_a_time_is_the_last_position_known_then(clinic: Ledger) -> None:
    heads = [clinic.head_at(at) for at in (None, date(2024, 5, 3), date(2024, 5, 2))]
    assert heads == [7, 7, 0]
