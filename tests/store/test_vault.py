"""An encrypted ledger as an auditor tries it."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from ledger import Ledger
from ledger.bodies.host import Bodies
from ledger.errors import BadInput, KeyMissing, LedgerDamaged, StoreUnavailable
from ledger.judging.findings import Answer
from ledger.store import schema
from ledger.store.application import FactLog, Outrun
from tests.store.facts import document

ON = date(2024, 1, 2)
DETAILS = (b"Zebedee Unmistakable", b"zebedee@example.org", b"XN-778899")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clinic.ledger"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "master.key"


def opened(path: Path, key: Path) -> Ledger:
    return Ledger.open(path, recorded_by="clerk", master_key=key, bodies=Bodies(()))


def fill(ledger: Ledger) -> None:
    person = {"name": "Zebedee Unmistakable", "email": "zebedee@example.org"}
    ledger.record("holder-enrolled", "reyes", on=ON, data=person)
    ledger.record("holder-enrolled", "tran", on=ON, data={"name": "Linh"})
    granted = {"credential": "aama/cma", "number": "XN-778899"}
    ledger.record("credential-granted", "reyes", on=ON, data=granted)
    ledger.record("credential-granted", "tran", on=ON, data={"credential": "aama/cma"})


@pytest.fixture
def ledger(path: Path, key: Path) -> Iterator[Ledger]:
    with opened(path, key) as ledger:
        ledger.init(encrypt=True)
        fill(ledger)
        yield ledger


def everything_beside(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def wrapped(path: Path, holder: int) -> bytes:
    connection = sqlite3.connect(path)
    (found,) = connection.execute(
        "SELECT wrapped FROM vault WHERE holder = ?", (holder,)
    ).fetchone()
    connection.close()
    return bytes(found)


def tampered(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("wal", [False, True])
def test_names_and_a_destroyed_key_are_in_no_byte_of_any_file(
    path: Path, key: Path, wal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "is_affected_by_wal_bug", lambda _: not wal)
    with opened(path, key) as ledger:
        ledger.init(encrypt=True)
        fill(ledger)
        assert not any(detail in everything_beside(path) for detail in DETAILS)
        secret = wrapped(path, 1)
        assert secret in everything_beside(path)
        ledger.forget("reyes", reason="asked for it")
        assert secret not in everything_beside(path)
        assert not any(detail in everything_beside(path) for detail in DETAILS)
        assert ledger.verify().problems == ()


def test_what_is_encrypted_for_no_version_is_refused(ledger: Ledger) -> None:
    log, before = ledger._open(), ledger.head()
    for holder in ("reyes", "lee"):
        with pytest.raises(Outrun):
            log.append([document(holder, 0)])
    assert ledger.head() == before
    assert ledger.verify().problems == ()


def test_a_forgotten_holder_has_facts_without_content(ledger: Ledger) -> None:
    ledger.forget("reyes", reason="asked for it")
    kinds = [entry.fact.kind for entry in ledger.history("reyes")]
    assert kinds == ["holder-enrolled", "credential-granted", "holder-forgotten"]
    assert ledger.history("reyes")[2].fact.recorded_by == "clerk"
    assert "asked for it" in str(ledger.fact("reyes", 1).problem)
    assert ledger.name("reyes") is None
    assert ledger.head() == 5


def test_questions_about_a_forgotten_holder_are_undetermined(path: Path, key: Path) -> None:
    with Ledger.open(path, recorded_by="clerk", master_key=key) as ledger:
        ledger.init(encrypt=True)
        fill(ledger)
        earlier = ledger.fact("tran", 2).recorded_at
        ledger.forget("reyes", reason="asked for it")
        for known_at in (None, earlier):
            verdict = ledger.eligible("reyes", "aama/cma", known_at=known_at)
            assert {one.answer for one in verdict.pathways.values()} == {Answer.UNDETERMINED}
            assert "asked for it" in verdict.pathways["use-title"].finding.text
        (interval,) = ledger.timeline("reyes", "aama/cma")
        assert interval.status == "undetermined"
        assert next(ledger.census("aama/cma")).status == "undetermined"
        assert {row.status for row in ledger.roster() if row.holder == "reyes"} == {"undetermined"}
        assert ledger.plan("reyes", "aama/cma").pathways["use-title"].first_yes is None
        assert list(ledger.audit("reyes")) == []


def test_nothing_more_is_recorded_about_a_forgotten_holder(ledger: Ledger) -> None:
    ledger.forget("reyes", reason="asked for it")
    with pytest.raises(BadInput, match="nothing more is recorded about reyes"):
        ledger.record("holder-updated", "reyes", on=ON, data={"name": "Ana"})
    with pytest.raises(BadInput, match="nothing more is recorded about reyes"):
        ledger.correct("reyes", 1, reason="typo", changes={"name": "Ana"})
    assert ledger.forget("reyes", reason="again").version == 3


def test_a_name_that_a_correction_of_a_correction_says_is_a_name(ledger: Ledger) -> None:
    ledger.correct("reyes", 1, reason="typo", changes={"name": "Anna Typo"})
    replacement = {"on": ON, "data": {"name": "Beatrix Realname"}}
    ledger.correct("reyes", 3, reason="again", changes={"replacement": replacement})
    with pytest.raises(BadInput, match="names the holder"):
        ledger.forget("reyes", reason="asked by Beatrix Realname")


def test_a_name_without_letters_hinders_nobody(ledger: Ledger) -> None:
    ledger.record("holder-enrolled", "odd", on=ON, data={"name": "´"})
    assert ledger.forget("odd", reason="on request").kind == "holder-forgotten"


@pytest.mark.parametrize(
    "reason",
    [
        "zebedee unmistakable asked",
        "Zebedee   UNMISTAKABLE asked",
        "Zébédée-Unmistakable asked",
        "asked from Zebedee@Example.ORG",
        "Mr. Unmistakable’s wish",
        "Ana Maria asked",
        "ANA asked",
        "asked from ana@example.org",
    ],
)
def test_a_reason_that_names_the_holder_is_refused(ledger: Ledger, reason: str) -> None:
    was = {"name": "Ana  Maria", "email": "ana@example.org"}
    ledger.correct("reyes", 1, reason="it was a sister", changes=was)
    head = ledger.head()
    with pytest.raises(BadInput, match=r"^field reason: names .*; leave the name out"):
        ledger.forget("reyes", reason=reason)
    assert ledger.head() == head
    assert ledger.forget("reyes", reason="an analysis of zebras: the sister asked").version == 4


@pytest.mark.parametrize(
    ("by", "refused"),
    [
        ("Zebedee Unmistakable", True),
        ("unmistakable, zebedee (self)", True),
        ("zebedee.unmistakable", True),
        ("ZEBEDEE@example.org", True),
        ("Zebedee Reyes", False),
        ("clerk@example.org", False),
    ],
)
def test_who_forgets_is_not_who_is_forgotten(
    path: Path, key: Path, ledger: Ledger, by: str, refused: bool
) -> None:
    with Ledger.open(path, recorded_by=by, master_key=key, bodies=Bodies(())) as own:
        if refused:
            with pytest.raises(BadInput, match=r"^field recorded_by: names the holder"):
                own.forget("reyes", reason="asked for it")
        else:
            assert own.forget("reyes", reason="asked for it").recorded_by == by
    assert ledger.head() == (4 if refused else 5)


def test_a_plain_ledger_cannot_forget(path: Path, key: Path) -> None:
    with opened(path, key) as ledger:
        fill(ledger)
        with pytest.raises(BadInput, match="only an encrypted ledger can forget"):
            ledger.forget("reyes", reason="asked for it")
        assert not key.exists()


def test_forgetting_is_all_or_nothing(
    path: Path, key: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TRIGGER crash BEFORE UPDATE ON vault BEGIN SELECT raise(ABORT, 'x'); END"
    )
    connection.close()
    monkeypatch.setattr("ledger.forgetting.time.sleep", lambda _: None)
    with pytest.raises(Exception, match="busy"):
        ledger.forget("reyes", reason="asked for it")
    assert ledger.head() == 4
    assert ledger.name("reyes") == "Zebedee Unmistakable"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE facts SET body = (SELECT body FROM facts WHERE position = 1) WHERE position = 3",
        "UPDATE facts SET body = (SELECT body FROM facts WHERE position = 1) WHERE position = 2",
        "UPDATE facts SET kind = 2 WHERE position = 1",
        "UPDATE facts SET body = CAST(body || x'00' AS BLOB) WHERE position = 1",
        "UPDATE facts SET body = x'' WHERE position = 1",
        "UPDATE facts SET body = x'C1' WHERE position = 1",
        "UPDATE facts SET body = x'9501A161C0C0A161' WHERE position = 1",
        "UPDATE vault SET wrapped = (SELECT wrapped FROM vault WHERE holder = 2) WHERE holder = 1",
        "UPDATE vault SET wrapped = zeroblob(61) WHERE holder = 1",
        "DELETE FROM vault WHERE holder = 1",
    ],
)
def test_bytes_that_are_not_in_their_place_are_damage(
    path: Path, ledger: Ledger, statement: str
) -> None:
    tampered(path, statement)
    with pytest.raises(LedgerDamaged, match=r"position \d"):
        list(ledger.log())


def test_an_export_gives_the_same_root_a_forgotten_holder_included(
    ledger: Ledger, key: Path, tmp_path: Path
) -> None:
    ledger.forget("reyes", reason="asked for it")
    export = io.StringIO()
    assert ledger.export(export) == 5
    with opened(tmp_path / "copy.ledger", key) as copy:
        copy.restore(io.StringIO(export.getvalue()))
        assert copy.verify() == ledger.verify()
        assert copy.verify().problems == ()
        again = io.StringIO()
        copy.export(again)
        assert again.getvalue() == export.getvalue()
    lines = export.getvalue().replace("Linh", "Anna")
    with opened(tmp_path / "other.ledger", key) as other, pytest.raises(BadInput, match="sealed"):
        other.restore(io.StringIO(lines))


class Meanwhile(io.StringIO):
    """A file in whose first line something happens."""

    def __init__(self, happens: Callable[[], object]) -> None:
        super().__init__()
        self._happens: list[Callable[[], object]] = [happens]

    def write(self, text: str) -> int:
        if self._happens:
            self._happens.pop()()
        return super().write(text)


@pytest.mark.parametrize("section", [1, 2, 1_000])
def test_who_is_forgotten_while_they_are_exported_makes_it_an_error(
    path: Path, key: Path, ledger: Ledger, section: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FactLog, "log_section_size", section)
    with opened(path, key) as other:
        file = Meanwhile(lambda: other.forget("reyes", reason="asked for it"))
        with pytest.raises(StoreUnavailable, match="reyes was forgotten while it was exported"):
            ledger.export(file)
        again = io.StringIO()
        assert ledger.export(again) == 5


def test_what_else_is_recorded_while_a_ledger_is_exported_is_not_in_the_export(
    path: Path, key: Path, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who came and was forgotten in the meantime, too."""
    monkeypatch.setattr(FactLog, "log_section_size", 1)
    with opened(path, key) as other:

        def come_and_go() -> None:
            other.record("holder-enrolled", "silva", on=ON, data={"name": "Ana"})
            other.forget("silva", reason="asked for it")

        file = Meanwhile(come_and_go)
        assert ledger.export(file) == 4
    with opened(tmp_path / "copy.ledger", key) as copy:
        assert copy.restore(io.StringIO(file.getvalue())) == 4


def test_another_master_key_is_told_apart(path: Path, ledger: Ledger, tmp_path: Path) -> None:
    missing = tmp_path / "no.key"
    with opened(path, missing) as other:
        assert list(other.holders()) == ["reyes", "tran"]
        with pytest.raises(KeyMissing, match="is not at"):
            other.name("reyes")
    with opened(tmp_path / "other.ledger", missing) as other:
        other.init(encrypt=True)
    with opened(path, missing) as other:
        with pytest.raises(KeyMissing, match="not the one"):
            other.name("reyes")
        with pytest.raises(KeyMissing, match="not the one"):
            fill(other)


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_master_key_that_others_may_read_is_refused(
    path: Path, ledger: Ledger, key: Path
) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o640)
    with opened(path, key) as other, pytest.raises(KeyMissing, match="chmod 600"):
        other.name("reyes")


def test_text_is_found_in_an_encrypted_ledger(ledger: Ledger) -> None:
    from ledger.questions.trail import TrailFilter

    assert [fact.position for fact in ledger.log(text="unmistakable")] == [1]
    assert [row.position for row in ledger.trail(only=TrailFilter(body="aama")).rows] == [4, 3]
    assert [row.position for row in ledger.trail(only=TrailFilter(text="xn-7788")).rows] == [3]


def test_a_receipt_of_an_encrypted_fact_proves_it_without_its_content(ledger: Ledger) -> None:
    from ledger.proving import proved_in
    from ledger.seal.notes import SigningKey

    key = SigningKey.new("clinic.example/ledger")
    proved = proved_in(str(ledger.receipt("reyes", 1, key)), [key.public])
    assert proved.fact.kind == "holder-enrolled"
    assert "encrypted" in proved.line
    assert "Zebedee" not in proved.line


@pytest.mark.parametrize("which", ["holder = 0", "true"])
def test_nothing_is_recorded_in_clear_where_the_vault_was_emptied(
    path: Path, key: Path, ledger: Ledger, which: str
) -> None:
    ledger.forget("reyes", reason="asked for it")
    head = ledger.head()
    ledger.close()
    tampered(path, f"DELETE FROM vault WHERE {which}")
    with opened(path, key) as other:
        for _ in range(2):
            with pytest.raises(LedgerDamaged, match="position 1: the fact is encrypted, in a led"):
                other.record("document-filed", "silva", on=ON, data={"document": "card"})
        row = '{"holder":"silva","kind":"document-filed","on":"2024-05-01","data":{"document":"x"}}'
        with pytest.raises(LedgerDamaged, match="nothing is recorded in it"):
            other.import_(io.StringIO(row))
        assert other.head() == head


FORGETTING = """
import sys
from ledger import Ledger
from ledger.bodies.host import Bodies

path, key = sys.argv[1:]
with Ledger.open(path, recorded_by="clerk", master_key=key, bodies=Bodies(())) as ledger:
    ledger.history("reyes")
    print("ready", flush=True)
    ledger.forget("reyes", reason="asked for it")
    print("done", flush=True)
"""


def test_a_process_killed_while_it_forgets_has_forgotten_all_or_nothing(
    ledger: Ledger, path: Path, key: Path, tmp_path: Path
) -> None:
    luck = Random(5)
    ledger.close()
    for number in range(24):
        copy = tmp_path / f"copy-{number}.ledger"
        shutil.copy(path, copy)
        with subprocess.Popen(
            [sys.executable, "-c", FORGETTING, str(copy), str(key)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(luck.uniform(0, 0.02))
            process.kill()
            told = process.stdout.read() == b"done\n"
        with opened(copy, key) as survivor:
            facts = survivor.log(holder="reyes", kind="holder-forgotten")
            is_forgotten = any(True for _ in facts)
            assert survivor.verify().problems == ()
        assert is_forgotten == (not any(wrapped(copy, 1)))
        assert is_forgotten or not told


@pytest.mark.parametrize("length", range(0, 31, 3))
def test_a_body_that_was_cut_is_damage(length: int, ledger: Ledger, path: Path) -> None:
    ledger.close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER facts_stay")
    connection.execute("UPDATE facts SET body = substr(body, 1, ?) WHERE position = 1", (length,))
    stay = next(one for one in schema.STATEMENTS if "TRIGGER facts_stay" in one)
    connection.execute(stay)
    connection.commit()
    connection.close()
    with pytest.raises(LedgerDamaged, match="position 1"):
        ledger.history("reyes")
