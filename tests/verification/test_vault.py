"""What verification tells of an encrypted ledger, with its master key and without.

Facts 1 and 4 are reyes's, 2 and 5 tran's, 3 and 6 silva's; silva is forgotten with fact 7.
"""

from __future__ import annotations

import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.errors import KeyMissing
from ledger.seal.checkpoint import Checkpoint
from ledger.store.vault import make_master_key
from ledger.verification import verify
from tests.verification.conftest import COUNT, Attacked, record
from tests.verification.test_verification import sealed_anew

WRAPPED = 61
REYES, TRAN, SILVA = 1, 2, 3


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "master.key"
    make_master_key(path)
    return path


@pytest.fixture(scope="module")
def encrypted(key: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("encrypted") / "clinic.ledger"
    with Ledger.open(path, recorded_by="clerk", master_key=key) as ledger:
        ledger.init(encrypt=True)
        for number in range(6):
            record(ledger, number)
        ledger.forget("silva", reason="asked for it")
    return path


class Opened(Attacked):
    """An attacked ledger that is verified with its master key."""

    def __init__(self, path: Path, key: Path) -> None:
        super().__init__(path, Checkpoint("none", 0, sha256().digest()))
        self.key = key

    def told(self) -> list[tuple[int | None, str]]:
        return [(at, what) for at, what in verify(self.path, master_key=self.key).problems]


@pytest.fixture
def opened(encrypted: Path, key: Path, tmp_path: Path) -> Opened:
    return Opened(Path(shutil.copy(encrypted, tmp_path)), key)


def test_what_was_not_forgotten_decrypts(opened: Opened) -> None:
    verified = verify(opened.path, master_key=opened.key)
    assert (verified.problems, verified.decrypted) == ((), True)


def test_without_a_key_it_is_said_that_nothing_was_decrypted(opened: Opened) -> None:
    assert verify(opened.path).decrypted is False


def test_nothing_is_encrypted_in_a_plain_ledger_and_no_key_is_read(attacked: Attacked) -> None:
    verified = verify(attacked.path, master_key=Path("there is none"))
    assert (verified.problems, verified.decrypted) == ((), None)


@pytest.mark.parametrize("holder", [REYES, TRAN])
def test_a_change_of_any_byte_of_a_key_is_told_at_the_first_fact_of_its_holder(
    opened: Opened, holder: int
) -> None:
    def try_all(file: sqlite3.Connection) -> None:
        update = "UPDATE vault SET wrapped = ? WHERE holder = ?"
        (whole,) = file.execute("SELECT wrapped FROM vault WHERE holder = ?", (holder,)).fetchone()
        assert len(whole) == WRAPPED
        for at in range(WRAPPED):  # its version, its nonce, the key and the tag
            changed = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
            file.execute(update, (changed, holder))
            found.append([one for one in opened.told() if one[0]])
        file.execute(update, (whole, holder))

    found: list[list[tuple[int | None, str]]] = []
    opened.by(try_all)
    name = {REYES: "reyes", TRAN: "tran"}[holder]
    assert found == [[(holder, f"the key of {name} is not the one made for them")]] * WRAPPED
    assert opened.told() == []


def test_two_keys_that_were_swapped_are_both_told(opened: Opened) -> None:
    opened.by(
        "CREATE TABLE two AS SELECT * FROM vault WHERE holder IN (1, 2);"
        "UPDATE vault SET wrapped = (SELECT wrapped FROM two WHERE two.holder = 3 - vault.holder)"
        " WHERE holder IN (1, 2); DROP TABLE two"
    )
    assert [at for at, _ in opened.told()] == [1, 2]


def test_a_changed_mark_is_told_from_another_master_key(opened: Opened, tmp_path: Path) -> None:
    another = tmp_path / "another.key"
    make_master_key(another)
    with pytest.raises(KeyMissing, match="is not the one this ledger was encrypted"):
        verify(opened.path, master_key=another)
    opened.by("UPDATE vault SET wrapped = randomblob(61) WHERE holder = 0")
    assert opened.told() == [
        (None, "the mark of encryption is not the one the ledger was made with")
    ]


def test_another_master_key_hides_nothing_that_is_told_without(
    opened: Opened, tmp_path: Path
) -> None:
    make_master_key(tmp_path / "another.key")
    opened.by("UPDATE facts SET happened = 0 WHERE position = 5")
    verified = verify(opened.path, master_key=tmp_path / "another.key")
    assert [at for at, _ in verified.problems] == [5]
    assert verified.decrypted is False


RESEALED = {
    "a nonce": "UPDATE facts SET body = CAST(substr(body, 1, 2) || randomblob(12) || "
    "substr(body, 15) AS BLOB) WHERE position = 4",
    "a body": "UPDATE facts SET body = CAST(substr(body, 1, 20) || randomblob(length(body) - 20) "
    "AS BLOB) WHERE position = 4",
    "an older version's body": "UPDATE facts SET body = (SELECT body FROM facts WHERE position = 1)"
    " WHERE position = 4",
    "another kind": "UPDATE facts SET kind = kind + 1 WHERE position = 4",
}


@pytest.mark.parametrize("name", RESEALED)
def test_a_body_that_was_sealed_anew_is_told_where_it_does_not_decrypt(
    opened: Opened, name: str
) -> None:
    def forge(file: sqlite3.Connection) -> None:
        file.execute(RESEALED[name])
        sealed_anew(file)

    opened.by(forge)
    assert verify(opened.path).problems == ()
    assert opened.told() == [(4, "the fact of reyes does not decrypt")]


def test_a_body_that_is_not_the_sealed_one_is_told_once(opened: Opened) -> None:
    opened.by(RESEALED["a nonce"])
    assert opened.told() == [(4, "the fact is not the one that was sealed")]


def test_a_key_that_is_back_is_told_without_a_position(opened: Opened) -> None:
    opened.by("UPDATE vault SET wrapped = randomblob(61) WHERE holder = 3")
    assert opened.told() == [(None, "the key of silva was not destroyed (holder key 3)")]


@pytest.mark.parametrize("which", ["holder = 0", "holder <> 3", "true"])
def test_a_ledger_without_its_mark_is_one_problem(opened: Opened, which: str) -> None:
    opened.by(f"DELETE FROM vault WHERE {which}")
    told = [(1, "the fact is encrypted, in a ledger without a mark: its vault was emptied")]
    assert opened.told() == told
    assert list(verify(opened.path).problems) == told


def test_a_key_in_a_plain_ledger_is_told(attacked: Attacked) -> None:
    attacked.by("INSERT INTO vault VALUES (2, zeroblob(61))")
    told = "there is a key for holder key 2 in a ledger without a mark"
    assert attacked.verified().problems == ((None, told),)


def test_a_first_byte_that_was_changed_is_one_problem(attacked: Attacked) -> None:
    attacked.by("UPDATE facts SET body = CAST(x'C1' || substr(body, 2) AS BLOB) WHERE position = 3")
    assert attacked.verified().problems == ((3, "the fact is not the one that was sealed"),)


def test_a_mark_over_facts_in_clear_is_told_at_each(attacked: Attacked) -> None:
    attacked.by("INSERT INTO vault VALUES (0, randomblob(61))")
    problems = attacked.verified().problems
    assert (1, "the fact of holder key 1 is not encrypted") in problems
    assert {at for at, _ in problems if at} == set(range(1, COUNT + 1))
