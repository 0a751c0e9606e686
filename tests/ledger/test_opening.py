"""Opening and closing a ledger, and two of them on one file."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger import BadInput, Ledger, StoreUnavailable
from tests.ledger.clinic import CMA, document, granted
from tests.store.facts import plain


def test_a_ledger_can_be_used_in_a_with_statement(path: Path) -> None:
    with Ledger.open(path, recorded_by="tester") as ledger:
        document(ledger)
    with Ledger.open(path) as ledger:
        assert ledger.head() == 1


def test_after_the_with_statement_the_file_is_free(path: Path) -> None:
    with Ledger.open(path, recorded_by="tester") as ledger:
        document(ledger)
    with plain(path) as other:
        other.execute("PRAGMA busy_timeout = 0")
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert other.in_transaction


def broken(path: Path) -> None:
    with Ledger.open(path, recorded_by="tester") as ledger:
        document(ledger)
        raise ZeroDivisionError


def test_an_error_in_the_with_statement_gets_out(path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        broken(path)


def test_what_was_recorded_before_an_error_stays(path: Path) -> None:
    with suppress(ZeroDivisionError):
        broken(path)
    with Ledger.open(path) as ledger:
        assert ledger.head() == 1


def test_a_ledger_that_is_closed_opens_again_when_it_is_used(path: Path) -> None:
    ledger = Ledger.open(path, recorded_by="tester")
    document(ledger)
    ledger.close()
    assert ledger.head() == 1
    ledger.close()


def test_a_ledger_can_be_closed_twice_and_unused(path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.close()
    ledger.close()
    assert not path.exists()


def test_opening_alone_makes_nothing(path: Path) -> None:
    with Ledger.open(path):
        assert not path.exists()


def test_the_first_fact_makes_the_ledger(path: Path) -> None:
    with Ledger.open(path, recorded_by="tester") as ledger:
        document(ledger)
        assert path.exists()


READING: dict[str, Callable[[Ledger], object]] = {
    "head": lambda ledger: ledger.head(),
    "holders": lambda ledger: list(ledger.holders()),
    "history": lambda ledger: ledger.history("reyes"),
    "log": lambda ledger: list(ledger.log()),
    "eligible": lambda ledger: ledger.eligible("reyes", CMA),
    "census": lambda ledger: list(ledger.census(CMA)),
    "roster": lambda ledger: list(ledger.roster()),
    "compare": lambda ledger: ledger.compare("reyes", CMA),
    "fact": lambda ledger: ledger.fact("reyes", 1),
    "audit": lambda ledger: list(ledger.audit()),
    "export": lambda ledger: ledger.export(sys.stdout),
}


@pytest.mark.parametrize("read", READING.values(), ids=READING.keys())
def test_reading_what_is_not_there_is_refused(path: Path, read: Callable[[Ledger], object]) -> None:
    with Ledger.open(path) as ledger, pytest.raises(StoreUnavailable, match="there is no ledger"):
        read(ledger)


@pytest.mark.parametrize("read", READING.values(), ids=READING.keys())
def test_reading_what_is_not_there_makes_nothing(
    path: Path, read: Callable[[Ledger], object]
) -> None:
    with Ledger.open(path) as ledger, suppress(StoreUnavailable):
        read(ledger)
    assert not path.exists()


def test_a_store_may_be_a_url(path: Path) -> None:
    with Ledger.open(f"sqlite:///{path}", recorded_by="tester") as ledger:
        document(ledger)
    assert path.exists()


@pytest.mark.parametrize("store", [5, b"clinic.ledger", ["clinic.ledger"]])
def test_a_store_that_is_no_text_is_refused(store: Any) -> None:
    with pytest.raises(BadInput, match="is no place of a ledger; give a path"):
        Ledger.open(store)


def test_without_a_store_the_environment_decides(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_STORE", str(path))
    with Ledger.open(recorded_by="tester") as ledger:
        document(ledger)
    assert path.exists()


def test_a_ledger_in_memory_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.open(":memory:", recorded_by="tester") as ledger:
        document(ledger)
        assert (ledger.head(), list(tmp_path.iterdir())) == (1, [])


def test_two_ledgers_in_memory_are_two(path: Path) -> None:
    with Ledger.open(":memory:", recorded_by="a") as one, Ledger.open(":memory:") as other:
        document(one)
        assert (one.head(), other.head()) == (1, 0)


def test_recording_under_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    with (
        Ledger.open(tmp_path / ("x" * 300), recorded_by="tester") as ledger,
        pytest.raises(StoreUnavailable, match="File name too long"),
    ):
        document(ledger)


class TestInit:
    def test_it_makes_an_empty_ledger(self, path: Path) -> None:
        with Ledger.open(path) as ledger:
            ledger.init()
            assert (path.exists(), ledger.head()) == (True, 0)

    def test_it_refuses_a_ledger_that_is_there(self, path: Path) -> None:
        with Ledger.open(path) as ledger:
            ledger.init()
            with pytest.raises(BadInput, match=r"there is a ledger at .* already"):
                ledger.init()

    def test_it_refuses_what_is_no_ledger(self, path: Path) -> None:
        path.write_text("Dear diary,\n")
        with Ledger.open(path) as ledger, pytest.raises(StoreUnavailable, match="is not a ledger"):
            ledger.init()


class TestTwo:
    """Two `Ledger` objects on one file."""

    def test_one_reads_what_the_other_has_recorded(self, ledger: Ledger, path: Path) -> None:
        with Ledger.open(path, recorded_by="other") as other:
            document(ledger)
            assert other.head() == 1
            document(ledger)
            assert other.head() == 2

    def test_both_record_by_turns(self, ledger: Ledger, path: Path) -> None:
        with Ledger.open(path, recorded_by="other") as other:
            versions = [document(one).version for one in (ledger, other, ledger, other)]
        assert versions == [1, 2, 3, 4]

    def test_an_answer_heeds_what_the_other_has_just_recorded(
        self, ledger: Ledger, path: Path
    ) -> None:
        on = date(2020, 1, 1)
        granted(ledger)
        assert ledger.eligible("reyes", CMA, on=on).status == "current"
        with Ledger.open(path, recorded_by="other") as other:
            other.correct("reyes", 1, reason="another person", void=True)
        assert ledger.eligible("reyes", CMA, on=on).status == "none"

    def test_one_that_was_locked_out_works_once_the_other_is_done(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))  # one that uses no WAL
        with (
            Ledger.open(path, recorded_by="tester", patience=0.05) as ledger,
            plain(path) as other,
        ):
            document(ledger)
            other.execute("BEGIN EXCLUSIVE")
            for attempt in (ledger.head, lambda: document(ledger)):
                with pytest.raises(StoreUnavailable, match="is locked by another program"):
                    attempt()
            other.execute("ROLLBACK")
            assert (document(ledger).position, ledger.head()) == (2, 2)

    def test_a_copy_of_the_file_is_the_same_ledger(
        self, ledger: Ledger, path: Path, tmp_path: Path
    ) -> None:
        document(ledger)
        ledger.close()
        shutil.copy(path, tmp_path / "copy.ledger")
        with Ledger.open(tmp_path / "copy.ledger") as copy:
            assert copy.history("reyes") == ledger.history("reyes")


FORBIDDEN = ("textual", "click", "eventsourcing", "sqlite3")


def loaded_by(code: str) -> set[str]:
    """The modules a fresh process has loaded after this code, of those that are forbidden."""
    script = f"import sys\n{code}\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    return {module.partition(".")[0] for module in done.stdout.split()} & set(FORBIDDEN)


def test_importing_the_package_loads_neither_store_nor_face() -> None:
    assert loaded_by("import ledger") == set()


def test_importing_the_errors_loads_neither_store_nor_face() -> None:
    assert loaded_by("from ledger import BadInput, Conflict, StoreUnavailable") == set()


def test_importing_what_plugins_need_loads_neither_store_nor_face() -> None:
    assert loaded_by("import ledger.plugin") == set()


def test_a_ledger_at_work_loads_no_face() -> None:
    code = (
        "from datetime import date\n"
        "from ledger import Ledger\n"
        "with Ledger.open(':memory:', recorded_by='tester') as ledger:\n"
        "    data = {'document': 'card'}\n"
        "    ledger.record('document-filed', 'reyes', on=date(2024, 5, 1), data=data)\n"
        "    ledger.eligible('reyes', 'aama/cma')\n"
    )
    assert loaded_by(code) == {"eventsourcing", "sqlite3"}


def test_the_package_has_no_other_names() -> None:
    import ledger

    with pytest.raises(AttributeError, match="has no attribute 'Leger'"):
        ledger.Leger  # noqa: B018
