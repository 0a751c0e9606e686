"""`Ledger.import_` of CSV: the header, and the kind of rows that name none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import BadInput, Ledger
from tests.ledger.importing import HEADER, ROW, facts, problem


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "facts.csv"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("holder,on,kind,docment", "field docment: is not a column of facts; did you mean docu"),
        ("holder,on,kind,document,document", "field document: is named twice in the header"),
        ("holder,on,holder,kind", "field holder: is named twice in the header"),
        ("holder,on,kind,version", "field version: is assigned by the ledger; leave the column"),
        ("holder,on,kind,position", "field position: is assigned by the ledger"),
        ("holder,on,kind,recorded_at", "field recorded_at: is assigned by the ledger"),
        ("holder,on,kind,title.x", "field title.x: is not a column of facts"),
        ("on,kind,document", "field holder: is missing in the header"),
        ("holder,kind,document", "field on: is missing in the header"),
        ("holder,on,document", "field kind: is missing in the header; name it, or give --kind"),
        ("what is this?", "field what is this?: is not a column of facts"),
    ],
)
def test_a_header_that_is_not_right_is_refused(
    ledger: Ledger, file: Path, header: str, said: str
) -> None:
    assert problem(ledger, file, header + "\n" + ROW).startswith(f"line 1, {said}")


def test_a_header_below_blank_lines_is_refused_by_its_line(ledger: Ledger, file: Path) -> None:
    assert problem(ledger, file, "\n\nholder,on\n").startswith("line 3, field kind: is missing")


def test_a_header_is_all_there_may_be(ledger: Ledger, file: Path) -> None:
    assert facts(ledger, file, HEADER) == []


class TestKind:
    """The kind of rows that do not name one."""

    def test_it_is_that_of_all_rows_without_the_column(self, ledger: Ledger, file: Path) -> None:
        text = "holder,on,document\nreyes,2024-05-01,x\n"
        (fact,) = facts(ledger, file, text, kind="document-filed")
        assert fact.kind == "document-filed"

    def test_it_is_that_of_rows_with_an_empty_cell(self, ledger: Ledger, file: Path) -> None:
        text = (
            "holder,on,kind,document,title,credits,unit\n"
            "reyes,2024-05-01,,x,,,\n"
            "reyes,2024-05-02,ce-completed,,Course,2,ceu\n"
        )
        found = facts(ledger, file, text, kind="document-filed")
        assert [fact.kind for fact in found] == ["document-filed", "ce-completed"]

    def test_columns_of_other_kinds_are_refused_without_the_column(
        self, ledger: Ledger, file: Path
    ) -> None:
        text = "holder,on,document,title\nreyes,2024-05-01,x,\n"
        said = problem(ledger, file, text, kind="document-filed")
        assert said.startswith("line 1, field title: is not a column of facts")

    def test_one_that_is_not_one_is_refused(self, ledger: Ledger, file: Path) -> None:
        with pytest.raises(BadInput, match="is not a kind of fact; did you mean document-filed"):
            facts(ledger, file, HEADER + ROW, kind="document-fled")
