"""`Ledger.import_` of CSV: as spreadsheets write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.recording import Fate
from tests.ledger.importing import HEADER, ROW, facts, problem


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "facts.csv"


def test_a_row_is_a_fact(ledger: Ledger, file: Path) -> None:
    (fact,) = facts(ledger, file, HEADER + ROW)
    assert (fact.holder, fact.on, fact.kind, fact.data.document, fact.data.issuer) == (
        "reyes",
        date(2024, 5, 1),
        "document-filed",
        "cpr-card",
        "AHA",
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + ROW,
        (HEADER + ROW).replace(",", ";"),
        (HEADER + ROW).replace(",", "\t"),
        (HEADER + ROW).replace("\n", "\r\n"),
        (HEADER + ROW).replace("\n", "\r"),
        "\ufeff" + (HEADER + ROW).replace(",", ";").replace("\n", "\r\n"),
        (HEADER + ROW).removesuffix("\n"),
        "\n \n" + HEADER + "\n" + ROW + "\n\n",
        HEADER + ",,,,\n" + ROW + " , , , , \n",
        "holder , on, kind , document ,issuer\n"
        " reyes , 2024-05-01 ,document-filed, cpr-card,AHA \n",
        '"holder","on","kind","document","issuer"\n'
        '"reyes","2024-05-01","document-filed","cpr-card","AHA"\n',
        "issuer,kind,document,on,holder\nAHA,document-filed,cpr-card,2024-05-01,reyes\n",
    ],
    ids=[
        "a byte order mark",
        "semicolons",
        "tabs",
        "CRLF",
        "CR",
        "all that Excel does",
        "no end of line",
        "blank lines",
        "rows without anything",
        "blanks around cells",
        "quotes",
        "columns in another order",
    ],
)
def test_a_spreadsheet_may_write_it_like_this(ledger: Ledger, file: Path, text: str) -> None:
    (fact,) = facts(ledger, file, text)
    assert (fact.holder, fact.on, fact.kind, fact.data.document, fact.data.issuer) == (
        "reyes",
        date(2024, 5, 1),
        "document-filed",
        "cpr-card",
        "AHA",
    )


def test_an_empty_cell_is_an_absent_field(ledger: Ledger, file: Path) -> None:
    (fact,) = facts(ledger, file, HEADER + "reyes,2024-05-01,document-filed,cpr-card,\n")
    assert fact.data.issuer is None


def test_cells_that_are_left_off_are_absent_fields(ledger: Ledger, file: Path) -> None:
    (fact,) = facts(ledger, file, HEADER + "reyes,2024-05-01,document-filed,cpr-card\n")
    assert fact.data.issuer is None


def test_a_quoted_cell_may_hold_the_delimiter_and_quotes(ledger: Ledger, file: Path) -> None:
    row = 'reyes,2024-05-01,document-filed,"The ""card"", front",AHA\n'
    (fact,) = facts(ledger, file, HEADER + row)
    assert fact.data.document == 'The "card", front'


def test_a_quoted_cell_over_two_lines_is_one_cell(ledger: Ledger, file: Path) -> None:
    row = 'reyes,2024-05-01,document-filed,"cpr\ncard",AHA\n'
    assert problem(ledger, file, HEADER + row) == (
        "line 2, field document: holds the control character U+000A; remove it"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_counted_through_quoted_cells_and_blank_lines(
    ledger: Ledger, file: Path, end: str
) -> None:
    lines = [
        "holder,on,kind,document,issuer",  # 1
        "a,2024-05-01,document-filed,x,",
        "",
        'b,2024-05-01,document-filed,"y',  # 4 and 5
        'y",',
        "",
        "c,2024-05-01,document-filed,z,",  # 7
        "d,soon,document-filed,z,",  # 8
    ]
    file.write_text(end.join(lines) + end, encoding="utf-8", newline="")
    assert [report.line for report in ledger.import_(file)] == [2, 4, 7, 8]


@pytest.mark.parametrize(
    ("text", "value"),
    [("TRUE", True), ("FALSE", False), ("true", True), ("no", False), ("Yes", True), ("", None)],
)
def test_true_and_false_are_read_as_spreadsheets_write_them(
    ledger: Ledger, file: Path, text: str, value: bool | None
) -> None:
    header = "holder,on,title,credits,unit,formal_credit\n"
    row = f"reyes,2024-05-01,Course,2,ceu,{text}\n"
    (fact,) = facts(ledger, file, header + row, kind="ce-completed")
    assert fact.data.formal_credit is value


CE = "holder,on,title,credits,unit"


def test_a_share_of_an_area_is_a_column(ledger: Ledger, file: Path) -> None:
    header = f"{CE},areas.clinical,areas.general\n"
    row = "reyes,2024-05-01,Course,2,ceu,0.25,0.75\n"
    (fact,) = facts(ledger, file, header + row, kind="ce-completed")
    assert fact.data.areas == {"clinical": Decimal("0.25"), "general": Decimal("0.75")}


def test_an_area_without_a_share_is_left_out(ledger: Ledger, file: Path) -> None:
    header = f"{CE},areas.clinical,areas.general\n"
    row = "reyes,2024-05-01,Course,2,ceu,,1\n"
    (fact,) = facts(ledger, file, header + row, kind="ce-completed")
    assert fact.data.areas == {"general": Decimal(1)}


def test_an_area_alone_is_all_of_it(ledger: Ledger, file: Path) -> None:
    row = "reyes,2024-05-01,Course,2,ceu,clinical\n"
    (fact,) = facts(ledger, file, f"{CE},areas\n{row}", kind="ce-completed")
    assert fact.data.areas == {"clinical": Decimal(1)}


def test_an_area_alone_and_a_share_are_too_much(ledger: Ledger, file: Path) -> None:
    row = "reyes,2024-05-01,Course,2,ceu,clinical,1\n"
    said = problem(ledger, file, f"{CE},areas,areas.general\n{row}", kind="ce-completed")
    assert said == "line 2, field areas.general: is given twice"


@pytest.mark.parametrize("cell", ["aama nha", "aama;nha", '"aama, nha"'])
def test_a_list_is_one_cell(ledger: Ledger, file: Path, cell: str) -> None:
    row = f"reyes,2024-05-01,Course,2,ceu,{cell}\n"
    (fact,) = facts(ledger, file, f"{CE},approved_by\n{row}", kind="ce-completed")
    assert fact.data.approved_by == ("aama", "nha")


def test_ids_are_columns_too(ledger: Ledger, file: Path) -> None:
    text = "holder,on,name,ids.aama,ids.nha\nreyes,2024-05-01,Ana Reyes,0042,\n"
    (fact,) = facts(ledger, file, text, kind="holder-enrolled")
    assert fact.data.ids == {"aama": "0042"}


def test_digits_stay_text_where_text_belongs(ledger: Ledger, file: Path) -> None:
    text = "holder,on,document\nreyes,2024-05-01,007\n"
    (fact,) = facts(ledger, file, text, kind="document-filed")
    assert fact.data.document == "007"


def test_more_cells_than_columns_are_refused(ledger: Ledger, file: Path) -> None:
    said = problem(ledger, file, HEADER + ROW.replace("AHA", "AHA,more"))
    assert said == "line 2: has 6 cells, but the header names 5 columns"


def test_a_quote_that_is_not_closed_is_refused_by_the_line_it_opens_on(
    ledger: Ledger, file: Path
) -> None:
    said = problem(ledger, file, HEADER + 'reyes,2024-05-01,document-filed,"cpr\n\nx,y\n')
    assert said.startswith("line 2: is not CSV: ")


def test_nothing_is_read_after_what_is_not_csv_and_that_is_said(ledger: Ledger, file: Path) -> None:
    file.write_text(HEADER + 'a,2024-05-01,document-filed,"x"y,\n' + ROW, encoding="utf-8")
    (report,) = ledger.import_(file, keep_going=True)
    assert str(report.problem).endswith("; nothing from here on was read")


def test_a_kind_that_is_not_one_is_refused_in_its_row(ledger: Ledger, file: Path) -> None:
    said = problem(ledger, file, HEADER + "reyes,2024-05-01,document-fled,x,\n")
    assert said.startswith("line 2, field kind: “document-fled” is not a kind of fact; did you")


def test_a_field_of_another_kind_is_refused_in_its_row(ledger: Ledger, file: Path) -> None:
    text = "holder,on,kind,document,title\nreyes,2024-05-01,document-filed,x,y\n"
    assert problem(ledger, file, text).startswith(
        "line 2, field title: is not a field of a document-filed"
    )


def test_a_date_as_excel_shows_it_is_refused(ledger: Ledger, file: Path) -> None:
    said = problem(ledger, file, HEADER + "reyes,5/1/2024,document-filed,x,\n")
    assert said.startswith("line 2, field on: “5/1/2024” is not a date like 2024-05-01")


def test_every_row_says_its_fate(ledger: Ledger, file: Path) -> None:
    file.write_text(HEADER + ROW + ROW + "reyes,soon,document-filed,x,\n", encoding="utf-8")
    fates = [report.fate for report in ledger.import_(file, keep_going=True)]
    assert fates == [Fate.NEW, Fate.NEW, Fate.REJECTED]
