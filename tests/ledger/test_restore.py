"""`Ledger.restore` refuses what is no export, and then leaves the ledger empty."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import BadInput, Ledger
from ledger.store.application import FactLog

Fact = dict[str, Any]


def line(number: int, /, **changed: object) -> Fact:
    """A fact of reyes as an export has it."""
    fact: Fact = {
        "holder": "reyes",
        "version": number,
        "position": number,
        "kind": "document-filed",
        "on": "2024-05-01",
        "recorded_at": "2024-05-03T10:00:00.000000Z",
        "recorded_by": "tester",
        "data": {"document": "card"},
    }
    return fact | changed


def without(fact: Fact, name: str) -> Fact:
    return {key: value for key, value in fact.items() if key != name}


def text_of(facts: Sequence[Fact | str]) -> str:
    return "".join((f if isinstance(f, str) else json.dumps(f)) + "\n" for f in facts)


CORRECTION = {"corrects": 3, "reason": "typo"}
REFUND = {"payment": 1}

REFUSED: dict[str, tuple[list[Fact | str], str]] = {
    "a gap in the positions": (
        [line(1), line(2, position=3)],
        "line 2, field position: is not 2, the next one",
    ),
    "a position twice": (
        [line(1), line(2, position=1)],
        "line 2, field position: is not 2, the next one",
    ),
    "a first position that is not 1": (
        [line(1, position=2)],
        "line 1, field position: is not 1, the next one",
    ),
    "a position that is no number": (
        [line(1, position="1")],
        "line 1, field position: is not a whole number",
    ),
    "a position that is true": (
        [line(1, position=True)],
        "line 1, field position: is not a whole number",
    ),
    "a gap in the versions": (
        [line(1), line(2, version=3)],
        "line 2, field version: is not 2, the next one of reyes",
    ),
    "a version twice": (
        [line(1), line(2, version=1)],
        "line 2, field version: is not 2, the next one of reyes",
    ),
    "the version of another holder": (
        [line(1), line(2, holder="chen")],
        "line 2, field version: is not 1, the next one of chen",
    ),
    "a version that is true": (
        [line(1, version=True)],
        "line 1, field version: is not 1, the next one of reyes",
    ),
    "recorded_at going back by a microsecond": (
        [line(1), line(2, recorded_at="2024-05-03T09:59:59.999999Z")],
        "line 2, field recorded_at: is before that of the line before it",
    ),
    "recorded_at without a zone": (
        [line(1, recorded_at="2024-05-03T10:00:00")],
        "line 1, field recorded_at: 2024-05-03 10:00:00 has no zone",
    ),
    "recorded_at that is a day": (
        [line(1, recorded_at="2024-05-03")],
        "line 1, field recorded_at: “2024-05-03” is not a UTC instant like",
    ),
    "recorded_at that is a number": (
        [line(1, recorded_at=0)],
        "line 1, field recorded_at: 0 is not a UTC instant like",
    ),
    "nobody who recorded it": (
        [line(1, recorded_by=None)],
        "line 1, field recorded_by: is blank",
    ),
    "a fact that is not right": (
        [line(1), line(2, data={"document": "card", "expires_on": "soon"})],
        "line 2, field expires_on: “soon” is not a date like",
    ),
    "a kind nobody knows": (
        [line(1, kind="document-fled")],
        "line 1, field kind: “document-fled” is not a kind of fact; did you mean document-filed",
    ),
    "a field nobody knows": (
        [line(1, colour="red")],
        "line 1, field colour: is not a field of a fact",
    ),
    "a correction of a later fact": (
        [line(1), line(2, kind="fact-corrected", data=CORRECTION), line(3)],
        "line 2, field corrects: there is no earlier fact with version 3",
    ),
    "a refund of what is no payment": (
        [line(1), line(2, kind="payment-refunded", data=REFUND)],
        "line 2, field payment: version 1 is not an earlier payment-made",
    ),
    "a line cut off": (
        [line(1), json.dumps(line(2))[:50]],
        "line 2: is not JSON: ",
    ),
    "a line that is no object": (
        [line(1), "[1]"],
        "line 2: is not a JSON object; every line is one fact",
    ),
    "a field twice": (
        ['{"holder":"a","holder":"b"}'],
        "line 1, field holder: is given twice",
    ),
    "a table of a spreadsheet": (
        ["holder,version,kind,on"],
        "line 1, field version: is assigned by the ledger",
    ),
}  # fmt: skip


def somebody_is_faster(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one records a fact just before what is restored is written."""
    append_all = FactLog.append_all

    def late(log: FactLog, facts: Any) -> int:
        with Ledger.open(path, recorded_by="other") as other:
            other.record("document-filed", "reyes", on=date(2024, 5, 1), data={"document": "x"})
        return append_all(log, facts)

    monkeypatch.setattr(FactLog, "append_all", late)


@pytest.mark.parametrize(("facts", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_this_is_refused(ledger: Ledger, facts: list[Fact | str], said: str) -> None:
    with pytest.raises(BadInput) as caught:
        ledger.restore(io.StringIO(text_of(facts)))
    assert str(caught.value).startswith(f"the file, {said}")


@pytest.mark.parametrize(("facts", "_said"), REFUSED.values(), ids=REFUSED.keys())
def test_this_leaves_the_ledger_empty(ledger: Ledger, facts: list[Fact | str], _said: str) -> None:
    with pytest.raises(BadInput):
        ledger.restore(io.StringIO(text_of(facts)))
    assert (ledger.head(), list(ledger.holders())) == (0, [])


@pytest.mark.parametrize(
    "name",
    ["holder", "version", "position", "kind", "on", "recorded_at", "recorded_by", "data"],
)
def test_a_line_without_a_field_every_export_has_is_refused(ledger: Ledger, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        ledger.restore(io.StringIO(text_of([line(1), without(line(2), name)])))
    assert str(caught.value) == f"the file, line 2, field {name}: is missing; an export has it"


def test_many_good_lines_before_a_bad_one_leave_the_ledger_empty(ledger: Ledger) -> None:
    facts: list[Fact | str] = [line(position) for position in range(1, 4_501)]
    with pytest.raises(BadInput, match="line 4501: is not JSON"):
        ledger.restore(io.StringIO(text_of([*facts, "{"])))
    assert ledger.head() == 0


def test_blank_lines_are_counted(ledger: Ledger) -> None:
    with pytest.raises(BadInput, match="line 4: is not JSON"):
        ledger.restore(io.StringIO(f"\n{text_of([line(1)])}\n{{\n"))


def test_a_file_that_is_not_utf_8_leaves_the_ledger_empty(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_bytes(text_of([line(1)]).encode() + b"\xff")
    with pytest.raises(BadInput, match="is not UTF-8 text"):
        ledger.restore(file)
    assert ledger.head() == 0


def test_a_file_that_is_not_there_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read: No such file or directory"):
        ledger.restore(tmp_path / "missing.jsonl")


def test_the_same_ledger_takes_a_good_export_after_a_bad_one(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ledger.restore(io.StringIO(text_of([line(1), "{"])))
    assert ledger.restore(io.StringIO(text_of([line(1)]))) == 1


class TestNotEmpty:
    @pytest.fixture
    def started(self, ledger: Ledger) -> Ledger:
        ledger.record("document-filed", "reyes", on=date(2024, 5, 1), data={"document": "x"})
        return ledger

    def test_a_ledger_with_facts_is_refused(self, started: Ledger, path: Path) -> None:
        with pytest.raises(BadInput) as caught:
            started.restore(io.StringIO(text_of([line(1)])))
        assert str(caught.value) == f"{path} is not empty; restore into a new ledger"

    def test_a_ledger_with_facts_stays_as_it_was(self, started: Ledger, path: Path) -> None:
        before = path.read_bytes()
        with pytest.raises(BadInput):
            started.restore(io.StringIO(text_of([line(1)])))
        assert path.read_bytes() == before

    def test_facts_recorded_just_before_are_not_overwritten(
        self, ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        somebody_is_faster(path, monkeypatch)
        with pytest.raises(BadInput, match="is not empty; restore into a new ledger"):
            ledger.restore(io.StringIO(text_of([line(1), line(2)])))


def test_a_ledger_that_was_made_empty_is_restored_into(ledger: Ledger, path: Path) -> None:
    ledger.init()
    assert ledger.restore(io.StringIO(text_of([line(1)]))) == 1


def test_an_empty_file_is_restored_into(ledger: Ledger, path: Path) -> None:
    path.touch()
    assert ledger.restore(io.StringIO(text_of([line(1)]))) == 1


def test_a_refused_restore_makes_no_ledger(ledger: Ledger, path: Path) -> None:
    with pytest.raises(BadInput):
        ledger.restore(io.StringIO("{"))
    assert not path.exists()


@pytest.mark.parametrize("number", [2, 1_500])
def test_a_restore_that_is_refused_later_leaves_no_file(
    ledger: Ledger, path: Path, number: int
) -> None:
    facts: list[Fact | str] = [line(position) for position in range(1, number)]
    with pytest.raises(BadInput, match=f"line {number}"):
        ledger.restore(io.StringIO(text_of([*facts, "{"])))
    assert list(path.parent.iterdir()) == []
    assert not ledger.exists
    assert ledger.restore(io.StringIO(text_of(facts))) == number - 1


def test_nor_one_beside_it_in_wal_mode(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.store.schema.is_affected_by_wal_bug", lambda _: False)
    with pytest.raises(BadInput):
        ledger.restore(io.StringIO(text_of([line(1), "{"])))
    assert list(path.parent.iterdir()) == []


def test_an_interrupted_restore_leaves_no_file(ledger: Ledger, path: Path) -> None:
    def interrupt(count: int) -> None:
        raise KeyboardInterrupt

    facts = [line(position) for position in range(1, 1_001)]
    with pytest.raises(KeyboardInterrupt):
        ledger.restore(io.StringIO(text_of(facts)), progress=interrupt)
    assert list(path.parent.iterdir()) == []


def test_a_refused_restore_leaves_the_ledger_that_was_there(ledger: Ledger, path: Path) -> None:
    ledger.init()
    with pytest.raises(BadInput):
        ledger.restore(io.StringIO(text_of([line(1), "{"])))
    assert path.exists()
    assert ledger.head() == 0


def test_a_refused_restore_leaves_what_somebody_else_recorded(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody_is_faster(path, monkeypatch)
    with pytest.raises(BadInput):
        ledger.restore(io.StringIO(text_of([line(1), "{"])))
    assert Ledger.open(path).head() == 1


def test_progress_is_told_now_and_then(ledger: Ledger) -> None:
    told: list[int] = []
    facts = [line(position) for position in range(1, 2_501)]
    ledger.restore(io.StringIO(text_of(facts)), progress=told.append)
    assert told == [1_000, 2_000]
