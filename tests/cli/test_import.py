"""``import``: JSON Lines and CSV, the fate of each row, all or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Result, Shell


def line(holder: str, name: str = "Somebody", **more: Any) -> str:
    """A row of JSON Lines that enrols somebody."""
    fact = {"holder": holder, "kind": "holder-enrolled", "on": "2024-01-01"}
    return json.dumps({**fact, **more, "data": {"name": name}}) + "\n"


GOOD = line("ann") + line("bob")
BAD = line("ann") + "{broken\n" + line("bob", name=" ")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows"


def give(shell: Shell, file: Path, text: str, *args: str) -> Result:
    """Imports a file with this text."""
    file.write_text(text, encoding="utf-8", newline="")
    return shell("import", str(file), *args)


def exported(shell: Shell) -> list[dict[str, Any]]:
    """What was recorded, without what the ledger assigns."""
    assigned = ("version", "position", "recorded_at", "recorded_by")
    return [
        {name: value for name, value in fact.items() if name not in assigned}
        for fact in shell("export").objects
    ]


# ---- Fates


def test_new_rows_name_version_and_position(shell: Shell, file: Path) -> None:
    shell.enrol("ann")
    found = give(shell, file, GOOD, "--jsonl")
    assert found.code == 0
    assert found.objects == [
        {"line": 1, "fate": "new", "holder": "ann", "version": 2, "position": 2},
        {"line": 2, "fate": "new", "holder": "bob", "version": 1, "position": 3},
    ]


def test_a_row_recorded_before_is_a_duplicate_and_harmless(shell: Shell, file: Path) -> None:
    give(shell, file, line("ann", ref="R"))
    found = give(shell, file, line("ann", ref="R"), "--jsonl")
    assert (found.code, len(exported(shell))) == (0, 1)
    assert found.objects == [
        {"line": 1, "fate": "duplicate", "holder": "ann", "version": 1, "position": 1}
    ]


def test_a_row_twice_in_one_file_is_a_duplicate(shell: Shell, file: Path) -> None:
    found = give(shell, file, line("ann", ref="R") * 2, "--jsonl")
    assert [row["fate"] for row in found.objects] == ["new", "duplicate"]
    assert len(exported(shell)) == 1


def test_another_fact_with_the_same_ref_is_a_conflict(shell: Shell, file: Path) -> None:
    give(shell, file, line("ann", "Ann", ref="R"))
    found = give(shell, file, line("ann", "Anne", ref="R"), "--jsonl")
    assert found.code == 2
    [row] = found.objects
    assert (row["line"], row["fate"], row["holder"], row["field"]) == (1, "conflict", "ann", "ref")
    assert "version 1" in row["reason"]


def test_a_rejected_row_names_field_and_reason(shell: Shell, file: Path) -> None:
    found = give(shell, file, BAD, "--jsonl")
    assert found.code == 2
    assert [(row["line"], row["fate"]) for row in found.objects] == [
        (1, "new"),
        (2, "rejected"),
        (3, "rejected"),
    ]
    assert "JSON" in found.objects[1]["reason"]
    assert found.objects[2]["field"] == "name"


def test_people_see_line_fate_field_and_reason(shell: Shell, file: Path) -> None:
    found = give(shell, file, BAD)
    assert found.out.splitlines()[0].split()[:4] == ["✓", "new", "line", "1:"]
    refused = found.err.splitlines()[1]
    assert refused.split()[:2] == ["✗", "rejected"]
    assert f"{file}, line 3, field name: " in refused


def test_the_file_and_the_counts_are_narrated(shell: Shell, file: Path) -> None:
    found = give(shell, file, BAD)
    assert found.err.splitlines()[-1].startswith(f"{file}: 1 new, 2 rejected: nothing recorded")


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_new_holders_like_known_ones_are_told_on_one_line(
    shell: Shell, file: Path, options: tuple[str, ...]
) -> None:
    for holder in ("s015", "ann"):
        shell.enrol(holder)
    text = "".join(map(line, ("s15", "Ann", "bob", "ann", "s15")))
    told = give(shell, file, text, *options).err.splitlines()[1:]
    assert told == [
        "new here, though others with nearly the same id are known: s15 (like s015), Ann (like ann)"
    ]


def test_of_many_new_holders_nobody_is_told(shell: Shell, file: Path) -> None:
    shell.enrol("s015")
    text = "".join(line(f"s{number}") for number in range(101))
    assert len(give(shell, file, text).err.splitlines()) == 1


# ---- All or nothing


def test_one_bad_row_and_nothing_is_recorded(shell: Shell, file: Path) -> None:
    shell.enrol("zoe")
    before = shell.export()
    assert give(shell, file, BAD).code == 2
    assert shell.export() == before


def test_a_failed_first_import_makes_no_ledger(shell: Shell, file: Path) -> None:
    give(shell, file, BAD)
    assert not shell.store.exists()


def test_keep_going_records_the_good_rows_and_still_exits_2(shell: Shell, file: Path) -> None:
    assert give(shell, file, BAD, "--keep-going").code == 2
    assert [fact["holder"] for fact in exported(shell)] == ["ann"]


def test_keep_going_without_a_bad_row_exits_0(shell: Shell, file: Path) -> None:
    assert give(shell, file, GOOD, "--keep-going").code == 0


@pytest.mark.parametrize("made", [True, False])
def test_a_dry_run_tells_every_fate_and_records_nothing(
    shell: Shell, file: Path, made: bool
) -> None:
    if made:
        shell("init")
    found = give(shell, file, GOOD, "--dry-run", "--jsonl")
    assert found.code == 0
    assert [row["fate"] for row in found.objects] == ["new", "new"]
    assert (shell.store.exists(), shell.export()) == (made, "")


def test_a_dry_run_of_a_bad_file_exits_2(shell: Shell, file: Path) -> None:
    assert give(shell, file, BAD, "--dry-run").code == 2


def test_no_rows_are_no_error(shell: Shell, file: Path) -> None:
    assert give(shell, file, "").code == 0


# ---- JSON Lines


def test_a_dash_is_standard_input(shell: Shell) -> None:
    assert shell("import", "-", stdin=GOOD).code == 0
    assert [fact["holder"] for fact in exported(shell)] == ["ann", "bob"]


def test_a_bad_row_of_standard_input_names_it(shell: Shell) -> None:
    assert "standard input, line 2: " in shell("import", "-", stdin=BAD).err


@pytest.mark.parametrize("assigned", ["version", "position", "recorded_at"])
def test_what_the_ledger_assigns_is_refused(shell: Shell, file: Path, assigned: str) -> None:
    more: dict[str, Any] = {assigned: 1}
    [row] = give(shell, file, line("ann", **more), "--jsonl").objects
    assert (row["fate"], row["field"]) == ("rejected", assigned)


def test_blank_lines_count_as_lines(shell: Shell, file: Path) -> None:
    found = give(shell, file, f"\n{line('ann')}\n{line('bob')}", "--jsonl")
    assert [row["line"] for row in found.objects] == [2, 4]


def test_who_records_may_stand_in_the_row(shell: Shell, file: Path) -> None:
    give(shell, file, line("ann", recorded_by="Kim"))
    assert shell("export").objects[0]["recorded_by"] == "Kim"


# ---- CSV

CSV = """holder,on,kind,ref,source,title,credits,unit,areas.clinical,areas.general,approved_by
ann,2024-05-01,ce-completed,R-1,list,"Wounds, old and new",1.50,credit,0.75,0.25,aama nha
bob,2024-05-02,ce-completed,,,ECG,2,contact-hour,,,
"""
ANN = {
    "holder": "ann",
    "kind": "ce-completed",
    "on": "2024-05-01",
    "source": "list",
    "ref": "R-1",
    "data": {
        "title": "Wounds, old and new",
        "credits": "1.50",
        "unit": "credit",
        "areas": {"clinical": "0.75", "general": "0.25"},
        "approved_by": ["aama", "nha"],
    },
}
BOB = {
    "holder": "bob",
    "kind": "ce-completed",
    "on": "2024-05-02",
    "data": {"title": "ECG", "credits": "2", "unit": "contact-hour"},
}


@pytest.mark.parametrize(
    "text",
    [
        CSV,
        CSV.replace("\n", "\r\n"),
        "\ufeff" + CSV,
        CSV.replace(",", ";").replace("Wounds;", "Wounds,"),
    ],
    ids=["plain", "windows", "byte-order-mark", "semicolons"],
)
def test_a_spreadsheet_is_read(shell: Shell, file: Path, text: str) -> None:
    assert give(shell, file, text).code == 0
    assert exported(shell) == [ANN, BOB]


def test_the_kind_may_be_an_option(shell: Shell, file: Path) -> None:
    text = "holder,on,name\nann,2024-01-01,Ann\n"
    assert give(shell, file, text, "--kind", "holder-enrolled").code == 0
    assert exported(shell)[0]["kind"] == "holder-enrolled"


def test_a_kind_in_the_row_is_stronger_than_the_option(shell: Shell, file: Path) -> None:
    text = "holder,on,kind,name\nann,2024-01-01,holder-updated,Ann\nbob,2024-01-01,,Bob\n"
    give(shell, file, text, "--kind", "holder-enrolled")
    assert [fact["kind"] for fact in exported(shell)] == ["holder-updated", "holder-enrolled"]


def test_a_bad_cell_names_its_line_and_field(shell: Shell, file: Path) -> None:
    text = CSV.replace("ECG,2,", "ECG,two,")
    [_, row] = give(shell, file, text, "--jsonl").objects
    assert (row["line"], row["fate"], row["field"]) == (3, "rejected", "credits")
    assert "two" in row["reason"]


def test_a_row_after_a_cell_of_two_lines_has_the_line_it_starts_on(
    shell: Shell, file: Path
) -> None:
    text = (
        'holder,on,kind,name\nann,2024-01-01,holder-enrolled,"a\nb"\nbob,2024,holder-enrolled,B\n'
    )
    rows = give(shell, file, text, "--jsonl").objects
    assert [(row["line"], row["field"]) for row in rows] == [(2, "name"), (4, "on")]


def test_more_cells_than_the_header_names_are_rejected(shell: Shell, file: Path) -> None:
    text = "holder,on,kind,name\nann,2024-01-01,holder-enrolled,Ann,extra\n"
    [row] = give(shell, file, text, "--jsonl").objects
    assert (row["fate"], "5 cells" in row["reason"]) == ("rejected", True)
