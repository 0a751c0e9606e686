"""What verification finds, attack by attack. What is expected is worked out by hand.

Facts 1 to 11; the seal of fact 8 has four hashes, the last one over facts 1 to 8.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import BadInput, StoreUnavailable
from ledger.seal.checkpoint import Checkpoint
from ledger.verification import verify
from tests.campaigns.stored import PAGE, cells, varint
from tests.store.facts import plain
from tests.verification.conftest import COUNT, Attacked, record


def test_a_ledger_as_it_was_written_has_no_problems(attacked: Attacked) -> None:
    verified = attacked.verified(held=True)
    assert verified.problems == ()
    assert (verified.size, verified.root) == (COUNT, attacked.checkpoint.root)


def test_verifying_changes_nothing(attacked: Attacked) -> None:
    before = attacked.path.read_bytes()
    attacked.verified()
    assert attacked.path.read_bytes() == before


def test_a_ledger_that_grew_continues_the_checkpoint(attacked: Attacked) -> None:
    with Ledger.open(attacked.path, recorded_by="clerk") as ledger:
        record(ledger, 11)
        assert ledger.verify([attacked.checkpoint]).problems == ()


def sealed(position: int, seal: str) -> str:
    """SQL that gives a fact another seal."""
    return f"UPDATE facts SET seal = CAST({seal} AS BLOB) WHERE position = {position}"


ATTACKS = {
    "a day": ("UPDATE facts SET happened = happened + 1 WHERE position = 5", 5, "not the one"),
    "a time": ("UPDATE facts SET recorded_at = recorded_at + 1 WHERE position = 3", 3, "not the o"),
    "a kind": ("UPDATE facts SET kind = 17 WHERE position = 11", 11, "not the one that was sealed"),
    "a body": ("UPDATE facts SET body = x'9701' WHERE position = 1", 1, "not the one"),
    "a holder's id": ("UPDATE holders SET id = 'tram' WHERE key = 2", 2, "not the one"),
    "whose fact it is": ("UPDATE facts SET holder = 3, version = 9 WHERE position = 5", 5, "vers"),
    "a version": ("UPDATE facts SET version = 7 WHERE position = 10", 10, "version 7 of reyes"),
    "a time back": ("UPDATE facts SET recorded_at = 0 WHERE position = 4", 4, "before the fact"),
    "a fact deleted": ("DELETE FROM facts WHERE position = 6", 6, "this place has position 7"),
    "a holder deleted": ("DELETE FROM holders WHERE key = 2", 2, "holder key 2, which there is"),
    "a holder added": ("INSERT INTO holders VALUES (4, 'ghost')", None, "key 4 has no fact"),
    "a key skipped": ("INSERT INTO holders VALUES (9, 'ghost')", None, "holder key 4 is missing"),
    "two swapped": (
        "UPDATE facts SET position = 99 WHERE position = 2;"
        "UPDATE facts SET position = 2 WHERE position = 5;"
        "UPDATE facts SET position = 5 WHERE position = 99;",
        2,
        "version 2 of tran",
    ),
    "two bodies swapped": (
        "CREATE TABLE two AS SELECT position, body FROM facts WHERE position IN (4, 7);"
        "UPDATE facts SET body = (SELECT body FROM two WHERE position = 11 - facts.position)"
        " WHERE position IN (4, 7); DROP TABLE two",
        4,
        "not the one",
    ),
    "a fact replayed": (
        "INSERT INTO facts SELECT 12, holder, 5, kind, happened, recorded_at, body, seal FROM facts"
        " WHERE position = 10",
        12,
        "it was recorded before the fact before it",
    ),
    "a fact put in": (
        "UPDATE facts SET position = position + 100 WHERE position > 3;"
        "UPDATE facts SET position = position - 99 WHERE position > 100;"
        "INSERT INTO facts SELECT 4, holder, 50, kind, happened, recorded_at, body, seal FROM facts"
        " WHERE position = 3",
        4,
        "version 50 of silva",
    ),
    "a leaf": (sealed(3, "zeroblob(32)"), 3, "not the one that was sealed"),
    "a node": (sealed(2, "substr(seal, 1, 32) || zeroblob(32)"), 2, "does not fit what is below"),
    "the top node": (sealed(8, "substr(seal, 1, 96) || zeroblob(32)"), 8, "does not fit what is"),
    "a node cut off": (sealed(4, "substr(seal, 1, 64)"), 4, "too few or too many hashes"),
    "a node too many": (sealed(5, "seal || zeroblob(32)"), 5, "too few or too many hashes"),
    "two seals swapped": (sealed(9, "(SELECT seal FROM facts WHERE position = 7)"), 9, "not the o"),
    "a table more": ("CREATE TABLE more (x)", None, "the table 'more' does not belong into"),
    "a trigger more": (
        "CREATE TRIGGER t AFTER INSERT ON facts BEGIN SELECT 1; END",
        None,
        "the trigger 't' does not belong into",
    ),
    "a view": ("CREATE VIEW v AS SELECT * FROM facts", None, "the view 'v' does not belong into"),
    "the format": ("PRAGMA user_version = 7", None, "the user_version of the file is not 2"),
    "whose file it is": (
        "PRAGMA application_id = 7",
        None,
        "the application_id of the file is not",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found_at_the_first_position_it_changed(name: str, attacked: Attacked) -> None:
    attack, position, said = ATTACKS[name]
    found = attacked.by(attack).first()
    assert found[0] == position
    assert said in found[1]


@pytest.mark.parametrize("name", ["a body", "a leaf", "a node"])
def test_one_change_is_one_problem(name: str, attacked: Attacked) -> None:
    assert len(attacked.by(ATTACKS[name][0]).verified().problems) == 1


def test_many_problems_are_cut(attacked: Attacked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.verification.reading.MOST", 5)
    attacked.by("UPDATE facts SET happened = 0")
    assert [one.position for one in attacked.verified().problems] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("trigger", ["facts_stay", "facts_remain", "holders_follow"])
def test_a_guard_trigger_that_is_missing_or_changed_is_told(
    trigger: str, attacked: Attacked
) -> None:
    with plain(attacked.path) as file:
        table = trigger.split("_", maxsplit=1)[0]
        file.execute(f"DROP TRIGGER {trigger}")
        assert attacked.verified().problems == ((None, f"the trigger {trigger} is missing"),)
        file.execute(f"CREATE TRIGGER {trigger} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")
    said = f"the trigger {trigger} is not the one a ledger is made with"
    assert attacked.verified().problems == ((None, said),)


def test_an_index_that_hides_a_fact_is_found(attacked: Attacked) -> None:
    def find(file: sqlite3.Connection) -> None:
        (root,) = file.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_facts_1'"
        ).fetchone()
        size = file.execute("PRAGMA page_size").fetchone()[0]
        starts.append((root - 1) * size)

    starts: list[int] = []
    attacked.by(find)
    start, raw = starts[0], bytearray(attacked.path.read_bytes())
    cells = int.from_bytes(raw[start + 3 : start + 5], "big")
    assert cells == COUNT
    raw[start + 3 : start + 5] = (cells - 1).to_bytes(2, "big")
    attacked.path.write_bytes(raw)
    assert "damaged" in attacked.first()[1]


@pytest.mark.parametrize("fact", [1, 2, 7, COUNT])
def test_a_fact_that_cannot_be_read_is_named_and_all_before_it_are_read(
    fact: int, attacked: Attacked
) -> None:
    raw = bytearray(attacked.path.read_bytes())
    with plain(attacked.path) as file:
        (page,) = file.execute("SELECT rootpage FROM sqlite_schema WHERE name='facts'").fetchone()
    places = {number: at for number, at, _ in cells(bytes(raw), page)}
    _, number = varint(bytes(raw), places[fact])
    _, values = varint(bytes(raw), number)
    raw[values] = 0xFF  # where its types end: behind its end
    attacked.path.write_bytes(raw)
    verified = attacked.verified()
    assert verified.size == fact - 1
    assert [one.position for one in verified.problems if one.position] == [fact]
    assert "SQLite cannot read on" in verified.problems[-1].what


def test_damage_beside_the_facts_is_not_said_to_be_at_a_position(attacked: Attacked) -> None:
    raw = bytearray(attacked.path.read_bytes())
    with plain(attacked.path) as file:
        (page,) = file.execute("SELECT rootpage FROM sqlite_schema WHERE name='vault'").fetchone()
    raw[(page - 1) * PAGE] = 0x77  # no kind of page
    attacked.path.write_bytes(raw)
    verified = attacked.verified()
    assert verified.size == COUNT
    assert verified.problems
    assert all(one.position is None for one in verified.problems)


# ---- What only a checkpoint tells


def sealed_anew(file: sqlite3.Connection) -> None:
    """A forger who knows how the seal is made."""
    from ledger.seal.leaf import leaf_of
    from ledger.seal.tree import grown, leaf_hash

    rows = file.execute(
        "SELECT position, version, kind, happened, recorded_at, id, body FROM facts "
        "JOIN holders ON key = holder ORDER BY position"
    ).fetchall()
    seals = grown(0, (), (leaf_hash(leaf_of(*row)) for row in rows))
    file.executemany(
        "UPDATE facts SET seal = ? WHERE position = ?",
        [(b"".join(seal), row[0]) for row, seal in zip(rows, seals, strict=True)],
    )


FORGERIES = {
    "a changed fact": "UPDATE facts SET body = (SELECT body FROM facts WHERE position = 1)"
    " WHERE position = 7",
    "the last facts removed": "DELETE FROM facts WHERE position > 9",
    "all facts removed": "DELETE FROM facts; DELETE FROM holders",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_seal_is_found_with_a_checkpoint_and_only_then(
    name: str, attacked: Attacked
) -> None:
    def forge(file: sqlite3.Connection) -> None:
        file.executescript(FORGERIES[name])
        sealed_anew(file)

    attacked.by(forge)
    assert attacked.verified().problems == ()
    assert "checkpoint" in attacked.first(held=True)[1]


def test_an_older_copy_put_back_is_found_with_a_checkpoint(attacked: Attacked) -> None:
    older = shutil.copy(attacked.path, attacked.path.with_suffix(".old"))
    with Ledger.open(attacked.path, recorded_by="clerk") as ledger:
        record(ledger, 11)
        kept = ledger.checkpoint("clinic.example/ledger")
    os.replace(older, attacked.path)
    assert verify(attacked.path).problems == ()
    assert verify(attacked.path, [kept]).problems == (
        (
            12,
            "a checkpoint was signed at 12 facts, and there are 11: facts were removed, or it is "
            "another ledger",
        ),
    )


def test_two_checkpoints_of_one_size_are_both_held_against(attacked: Attacked) -> None:
    wrong = Checkpoint("clinic.example/ledger", COUNT, bytes(32))
    found = verify(attacked.path, [attacked.checkpoint, wrong]).problems
    assert [one.position for one in found] == [COUNT]


def test_an_empty_ledger_has_the_root_of_no_leaves(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.ledger") as ledger:
        ledger.init()
        checkpoint = ledger.checkpoint("clinic.example/ledger")
        assert checkpoint.root == sha256(b"").digest()
        assert ledger.verify([checkpoint]).problems == ()


# ---- Every byte of every row


def test_a_change_of_any_byte_of_any_row_is_found_at_its_position(
    attacked: Attacked,
) -> None:
    def try_all(file: sqlite3.Connection) -> None:
        tried = 0
        for column in ("body", "seal"):
            for position, value in file.execute(f"SELECT position, {column} FROM facts").fetchall():
                update = f"UPDATE facts SET {column} = ? WHERE position = ?"
                for at in range(len(value)):
                    changed = value[:at] + bytes([value[at] ^ (1 << at % 8)]) + value[at + 1 :]
                    file.execute(update, (changed, position))
                    assert first() == position, (column, position, at)
                    tried += 1
                file.execute(update, (value, position))
        for column in ("kind", "happened", "recorded_at", "version"):
            for position, value in file.execute(f"SELECT position, {column} FROM facts").fetchall():
                update = f"UPDATE facts SET {column} = ? WHERE position = ?"
                for bit in range(62):
                    with suppress(sqlite3.IntegrityError):  # a version that is taken
                        file.execute(update, (value ^ (1 << bit), position))
                        assert first() == position, (column, position, bit)
                        tried += 1
                file.execute(update, (value, position))
        assert tried > 3_000

    def first() -> int | None:
        return next(one.position for one in verify(attacked.path).problems if one.position)

    attacked.by(try_all)
    assert attacked.verified(held=True).problems == ()


# ---- What cannot be verified


def test_a_ledger_in_memory_or_not_there_is_not_verified(tmp_path: Path) -> None:
    with Ledger.open(":memory:") as ledger, pytest.raises(BadInput, match="in memory"):
        ledger.verify()
    with Ledger.open(tmp_path / "none.ledger") as ledger, pytest.raises(StoreUnavailable):
        ledger.verify()
    assert not (tmp_path / "none.ledger").exists()


def test_progress_is_told(made: tuple[Path, Checkpoint], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.verification.reading.STEP", 5)
    told: list[int] = []
    verify(made[0], progress=told.append)
    assert told == [5, 10]
