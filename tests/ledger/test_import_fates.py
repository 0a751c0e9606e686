"""`Ledger.import_`: the fate of each row, all or nothing, dry runs, rows that meet in a file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import BadInput, Ledger
from ledger.questions.history import State
from ledger.recording import Fate, RowReport


def row(name: str = "card", *, ref: str | None = None, **changed: object) -> dict[str, object]:
    """A document of reyes, as a row."""
    fact = {
        "holder": "reyes",
        "kind": "document-filed",
        "on": "2024-05-01",
        "ref": ref,
        "data": {"document": name},
    }
    return fact | changed


def correction(version: int, replacement: object = None) -> dict[str, object]:
    """A correction of a fact of reyes, as a row."""
    data = {"corrects": version, "reason": "typo", "replacement": replacement}
    return row(kind="fact-corrected", data=data)


BAD = row(on="soon")


def imported(ledger: Ledger, rows: Iterable[dict[str, object]], **options: Any) -> list[RowReport]:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    return ledger.import_(io.StringIO(text), **options)


def fates(reports: list[RowReport]) -> list[str]:
    return [report.fate for report in reports]


def places(reports: list[RowReport]) -> list[tuple[int, int] | None]:
    """Version and position of each row's fact."""
    return [
        (report.fact.version, report.fact.position) if report.fact else None for report in reports
    ]


def names(ledger: Ledger) -> list[str]:
    return [entry.fact.data.document for entry in ledger.history("reyes")]


def test_new_rows_are_recorded_in_their_order(ledger: Ledger) -> None:
    imported(ledger, [row("a"), row("b"), row("c")])
    assert names(ledger) == ["a", "b", "c"]


def test_new_rows_say_where_they_are(ledger: Ledger) -> None:
    ledger.record("document-filed", "chen", on=date(2024, 5, 1), data={"document": "x"})
    reports = imported(ledger, [row("a"), row("b", holder="chen"), row("c")])
    assert places(reports) == [(1, 2), (2, 3), (2, 4)]


def test_new_rows_are_returned_as_they_read_later(ledger: Ledger) -> None:
    reports = imported(ledger, [row("a"), row("b", ref="B-1")])
    assert [report.fact for report in reports] == [e.fact for e in ledger.history("reyes")]


def test_rows_are_recorded_by_the_ledgers_user(ledger: Ledger) -> None:
    imported(ledger, [row()])
    assert ledger.history("reyes")[0].fact.recorded_by == "tester"


def test_importing_again_what_has_refs_changes_nothing(ledger: Ledger) -> None:
    rows = [row("a", ref="1"), row("b", ref="2")]
    imported(ledger, rows)
    assert (fates(imported(ledger, rows)), ledger.head()) == (["duplicate", "duplicate"], 2)


def test_a_duplicate_says_where_the_fact_is(ledger: Ledger) -> None:
    imported(ledger, [row("a"), row("b", ref="2")])
    assert places(imported(ledger, [row("b", ref="2")])) == [(2, 2)]


def test_a_duplicate_does_not_keep_others_from_being_recorded(ledger: Ledger) -> None:
    imported(ledger, [row("a", ref="1")])
    reports = imported(ledger, [row("a", ref="1"), row("b", ref="2")])
    assert (fates(reports), names(ledger)) == (["duplicate", "new"], ["a", "b"])


class TestAllOrNothing:
    @pytest.mark.parametrize("bad", [BAD, row(data={}), row("b", ref="1"), {}])
    def test_one_row_that_is_refused_keeps_all_from_being_recorded(
        self, ledger: Ledger, bad: dict[str, object]
    ) -> None:
        imported(ledger, [row("a", ref="1")])
        imported(ledger, [row("c"), bad, row("d")])
        assert names(ledger) == ["a"]

    def test_good_rows_are_still_called_new_but_have_no_position(self, ledger: Ledger) -> None:
        reports = imported(ledger, [row("a"), BAD])
        assert (fates(reports), places(reports)) == (["new", "rejected"], [(1, 0), None])

    def test_no_ledger_is_made_for_nothing(self, ledger: Ledger, path: Path) -> None:
        imported(ledger, [row("a"), BAD])
        assert not path.exists()

    def test_a_ledger_stays_byte_for_byte(self, ledger: Ledger, path: Path) -> None:
        imported(ledger, [row("a")])
        before = path.read_bytes()
        imported(ledger, [row("b"), BAD])
        assert path.read_bytes() == before


class TestKeepGoing:
    def test_good_rows_are_recorded(self, ledger: Ledger) -> None:
        imported(ledger, [row("a"), BAD, row("b")], keep_going=True)
        assert names(ledger) == ["a", "b"]

    def test_every_row_says_its_fate(self, ledger: Ledger) -> None:
        imported(ledger, [row("a", ref="1")])
        rows = [row("b"), BAD, row("a", ref="1"), row("c", ref="1")]
        reports = imported(ledger, rows, keep_going=True)
        assert fates(reports) == ["new", "rejected", "duplicate", "conflict"]

    def test_positions_are_those_of_what_was_recorded(self, ledger: Ledger) -> None:
        reports = imported(ledger, [row("a"), BAD, row("b")], keep_going=True)
        assert places(reports) == [(1, 1), None, (2, 2)]

    def test_a_refused_row_says_why_and_where(self, ledger: Ledger) -> None:
        reports = imported(ledger, [row("a"), BAD], keep_going=True)
        problem = reports[1].problem
        assert problem is not None
        assert (problem.line, problem.field, reports[1].holder) == (2, "on", "reyes")


class TestDryRun:
    def test_it_says_what_would_become_of_each_row(self, ledger: Ledger) -> None:
        imported(ledger, [row("a", ref="1")])
        rows = [row("b"), BAD, row("a", ref="1"), row("c", ref="1")]
        reports = imported(ledger, rows, dry_run=True)
        assert fates(reports) == ["new", "rejected", "duplicate", "conflict"]

    def test_new_facts_have_no_position(self, ledger: Ledger) -> None:
        imported(ledger, [row("a")])
        assert places(imported(ledger, [row("b")], dry_run=True)) == [(2, 0)]

    @pytest.mark.parametrize("keep_going", [False, True])
    def test_it_writes_nothing(self, ledger: Ledger, path: Path, keep_going: bool) -> None:
        imported(ledger, [row("a")])
        before = path.read_bytes()
        imported(ledger, [row("b"), row("c")], dry_run=True, keep_going=keep_going)
        assert path.read_bytes() == before

    def test_it_makes_no_ledger(self, ledger: Ledger, tmp_path: Path, path: Path) -> None:
        imported(ledger, [row("a")], dry_run=True)
        assert list(tmp_path.iterdir()) == []

    def test_it_makes_no_ledger_of_an_empty_file(self, ledger: Ledger, path: Path) -> None:
        path.touch()
        imported(ledger, [row("a")], dry_run=True)
        assert path.read_bytes() == b""

    def test_rows_meet_where_there_is_no_ledger(self, ledger: Ledger, path: Path) -> None:
        rows = [row("a", ref="1"), row("a", ref="1"), row("b", ref="1")]
        assert fates(imported(ledger, rows, dry_run=True)) == ["new", "duplicate", "conflict"]

    def test_a_row_is_new_again_after_a_dry_run(self, ledger: Ledger) -> None:
        imported(ledger, [row("a", ref="1")], dry_run=True)
        assert fates(imported(ledger, [row("a", ref="1")])) == ["new"]


class TestRowsMeet:
    def test_the_same_ref_and_content_twice_is_recorded_once(self, ledger: Ledger) -> None:
        reports = imported(ledger, [row("a", ref="1"), row("a", ref="1")])
        assert (fates(reports), names(ledger)) == (["new", "duplicate"], ["a"])

    def test_the_second_says_where_the_first_is(self, ledger: Ledger) -> None:
        reports = imported(ledger, [row("x"), row("a", ref="1"), row("a", ref="1")])
        assert places(reports) == [(1, 1), (2, 2), (2, 2)]

    def test_the_same_ref_with_other_content_is_a_conflict(self, ledger: Ledger) -> None:
        reports = imported(ledger, [row("a", ref="1"), row("b", ref="1")])
        assert fates(reports) == ["new", "conflict"]

    def test_without_a_ref_the_same_twice_is_recorded_twice(self, ledger: Ledger) -> None:
        imported(ledger, [row("a"), row("a")])
        assert names(ledger) == ["a", "a"]

    def test_a_refused_row_takes_no_ref(self, ledger: Ledger) -> None:
        rows = [row(ref="1", on="soon"), row("b", ref="1")]
        assert fates(imported(ledger, rows)) == ["rejected", "new"]

    def test_a_row_can_correct_a_row_before_it(self, ledger: Ledger) -> None:
        replacement = {"on": "2024-05-02", "data": {"document": "card"}}
        imported(ledger, [row("crad"), correction(1, replacement)])
        standing = ledger.history("reyes")[0].standing
        assert standing is not None
        assert (standing.on, standing.data.document) == (date(2024, 5, 2), "card")

    def test_a_row_can_void_a_fact_recorded_before(self, ledger: Ledger) -> None:
        imported(ledger, [row("a")])
        imported(ledger, [correction(1)])
        assert ledger.history("reyes")[0].state is State.VOID

    def test_a_ref_that_a_row_made_free_is_free_for_the_next(self, ledger: Ledger) -> None:
        reports = imported(ledger, [row("a", ref="1"), correction(1), row("b", ref="1")])
        assert fates(reports) == ["new", "new", "new"]

    @pytest.mark.parametrize("version", [2, 3])
    def test_a_row_cannot_correct_itself_or_a_row_after_it(
        self, ledger: Ledger, version: int
    ) -> None:
        reports = imported(ledger, [row("a"), correction(version), row("b")])
        problem = reports[1].problem
        assert problem is not None
        assert (problem.line, problem.field) == (2, "corrects")

    @pytest.mark.parametrize(
        "refused",
        [BAD, row(on=None), row("b", holder="Ana Reyes"), {}, {"holder": 5}],
        ids=["of the same holder", "too", "of no holder", "of nobody", "of what is no holder"],
    )
    def test_a_correction_of_a_row_that_a_refused_one_may_have_moved_is_rejected(
        self, ledger: Ledger, refused: dict[str, object]
    ) -> None:
        """The file meant its first row, or counted without it; nobody can tell."""
        reports = imported(ledger, [refused, row("a"), correction(1)], keep_going=True)
        assert fates(reports) == ["rejected", "new", "rejected"]
        assert str(reports[2].problem).startswith(
            "the file, line 3, field corrects: version 1 may be another fact than this row means"
        )
        assert ledger.history("reyes")[0].state is State.STANDS

    def test_a_conflict_moves_the_rows_after_it_too(self, ledger: Ledger) -> None:
        rows = [row("a", ref="1"), row("b", ref="1"), row("c"), correction(2)]
        assert fates(imported(ledger, rows, keep_going=True))[3] == "rejected"

    def test_a_refund_of_a_row_that_may_have_moved_is_rejected(self, ledger: Ledger) -> None:
        money = {"body": "aama", "purpose": "exam", "amount": "9", "currency": "USD"}
        paid = row(kind="payment-made", data=money)
        refund = row(kind="payment-refunded", data={"payment": 1})
        (*_, report) = imported(ledger, [BAD, paid, refund], keep_going=True)
        assert report.problem is not None
        assert report.problem.field == "payment"

    def test_a_replacement_of_a_row_that_may_have_moved_is_rejected(self, ledger: Ledger) -> None:
        replacement = {"on": "2024-05-02", "data": {"credential": "aama/cma"}}
        (*_, report) = imported(
            ledger, [BAD, row("a"), correction(1, replacement)], keep_going=True
        )
        assert report.problem is not None
        assert report.problem.field == "corrects"

    def test_a_correction_of_a_row_before_the_refused_one_is_recorded(self, ledger: Ledger) -> None:
        rows = [row("a"), BAD, row("b"), correction(1)]
        assert fates(imported(ledger, rows, keep_going=True)) == ["new", "rejected", "new", "new"]

    def test_a_correction_of_what_was_recorded_before_is_recorded(self, ledger: Ledger) -> None:
        imported(ledger, [row("a")])
        reports = imported(ledger, [BAD, row("b"), correction(1)], keep_going=True)
        assert fates(reports) == ["rejected", "new", "new"]

    def test_a_correction_of_another_holders_row_is_recorded(self, ledger: Ledger) -> None:
        rows = [{**BAD, "holder": "chen"}, row("a"), correction(1)]
        assert fates(imported(ledger, rows, keep_going=True)) == ["rejected", "new", "new"]

    def test_the_same_file_again_is_refused_again(self, ledger: Ledger) -> None:
        """Its second row is known by its ref now, and still not what the third one meant."""
        rows = [BAD, row("a", ref="1"), correction(1)]
        imported(ledger, rows, keep_going=True)
        reports = imported(ledger, rows, keep_going=True)
        assert fates(reports) == ["rejected", "duplicate", "rejected"]

    def test_rows_that_were_recorded_in_another_order_are_not_told_apart(
        self, ledger: Ledger
    ) -> None:
        """The second row was put right: the file means it by 2, and 2 is what was its third row."""
        rows = [row("a", ref="1"), row(on=None, ref="2"), row("c", ref="3"), correction(2)]
        first = imported(ledger, rows, keep_going=True)
        assert fates(first) == ["new", "rejected", "new", "rejected"]
        rows[1] = row("b", ref="2")
        again = imported(ledger, rows, keep_going=True)
        assert fates(again) == ["duplicate", "new", "duplicate", "rejected"]
        assert "the version that `ledger history` shows" in str(again[3].problem)
        assert all(entry.state is State.STANDS for entry in ledger.history("reyes"))
        assert fates(imported(ledger, [correction(3)])) == ["new"]

    def test_a_row_that_stands_in_the_file_twice_moves_nothing(self, ledger: Ledger) -> None:
        rows = [row("a", ref="1"), row("b", ref="2"), row("a", ref="1"), correction(1)]
        assert fates(imported(ledger, rows)) == ["new", "new", "duplicate", "new"]

    def test_a_duplicate_moves_nothing(self, ledger: Ledger) -> None:
        """A duplicate has its version, and whoever writes the file can know that."""
        imported(ledger, [row("a", ref="1")])
        reports = imported(ledger, [row("a", ref="1"), row("b"), correction(2)])
        assert fates(reports) == ["duplicate", "new", "new"]


@pytest.mark.parametrize("what", [b"facts.jsonl", 5, io.BytesIO(b"")])
def test_what_is_no_file_is_refused(ledger: Ledger, what: Any) -> None:
    with pytest.raises(BadInput, match=r"is neither a path nor an open text file$"):
        ledger.import_(what)


def test_progress_is_told_now_and_then_and_in_the_end(ledger: Ledger) -> None:
    told: list[int] = []
    imported(ledger, [row(str(number)) for number in range(2_500)], progress=told.append)
    assert told == [1_000, 2_000, 2_500]


def test_an_import_is_one_moment(ledger: Ledger) -> None:
    imported(ledger, [row("a"), row("b")])
    first, second = (entry.fact.recorded_at for entry in ledger.history("reyes"))
    assert first == second


def test_a_fate_is_a_word() -> None:
    assert [str(fate) for fate in Fate] == ["new", "duplicate", "conflict", "rejected"]
