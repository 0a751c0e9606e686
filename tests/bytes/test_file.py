"""Every kind of change of the raw file is found against a kept checkpoint, refused, or changes
nothing that can be read. `tests.campaigns.fuzz file` tries more of them.
"""

from __future__ import annotations

import shutil
import sqlite3
from itertools import combinations, islice
from pathlib import Path
from random import Random

import pytest

from ledger import Ledger
from ledger.errors import LedgerDamaged
from ledger.store.application import FactLog
from ledger.store.location import locate
from ledger.store.rows import Filter
from tests.campaigns.fuzz_files import (
    FOUND,
    PAGE,
    REFUSED,
    UNUSED,
    Kept,
    attempted,
    examined,
    judged,
    kept,
    put,
    record,
    small,
)
from tests.store.facts import plain

HEADER = 100
"""The bytes SQLite keeps about the whole file."""
STEP = 97


def test_every_byte_of_the_header_and_many_others(path: Path, before: Kept) -> None:
    answers, fates = judged(path), []
    for at in (*range(HEADER), *range(HEADER, len(before.raw), STEP)):
        raw = bytearray(before.raw)
        raw[at] ^= 1 + at % 255
        put(path, raw)
        fates.append(examined(path, before, answers=answers))
    assert {FOUND, UNUSED} <= set(fates)


def test_a_byte_of_every_fact_of_every_seal_and_of_every_holder(path: Path, before: Kept) -> None:
    with plain(path) as file:
        told = [row[0] for row in file.execute("SELECT body FROM facts")]
        told += [row[0] for row in file.execute("SELECT seal FROM facts")]
        told += [row[0].encode() for row in file.execute("SELECT id FROM holders")]
    for part in told:
        at = before.raw.index(part)
        for place in (at, at + len(part) - 1):
            raw = bytearray(before.raw)
            raw[place] ^= 4
            put(path, raw)
            assert examined(path, before) in (FOUND, REFUSED), (part, place)


def test_whatever_is_done_to_the_file(path: Path, before: Kept) -> None:
    luck = Random(20_240_501)
    for _ in range(300):
        attempted(path, before, luck)


def test_a_file_that_was_cut_is_never_taken_for_whole(path: Path, before: Kept) -> None:
    luck = Random(7)
    pages = range(0, len(before.raw), PAGE)
    for size in (
        *pages,
        *(page + 1 for page in pages),
        *(luck.randrange(25_000) for _ in "20x" * 5),
    ):
        put(path, before.raw[:size])
        if any(before.raw[size:]):  # zeros at the end are the unused part of an empty page
            assert examined(path, before) in (FOUND, REFUSED), size


def test_pages_that_were_swapped_are_found(path: Path, before: Kept) -> None:
    pages = [before.raw[at : at + PAGE] for at in range(0, len(before.raw), PAGE)]
    for one, other in combinations(range(len(pages)), 2):
        swapped = list(pages)
        swapped[one], swapped[other] = pages[other], pages[one]
        put(path, b"".join(swapped))
        assert examined(path, before) in (FOUND, REFUSED), (one, other)


# ---- An older copy


@pytest.fixture(scope="module")
def grown(before: Kept, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The ledger with more facts, so many that the file has more pages."""
    path = tmp_path_factory.mktemp("grown") / "clinic.ledger"
    put(path, before.raw)
    with Ledger.open(path, recorded_by="clerk") as ledger:
        for number in range(11, 80):
            record(ledger, number)
    return kept(path)


def test_pages_of_an_older_copy_in_a_newer_file_are_found(
    path: Path, before: Kept, grown: Kept
) -> None:
    assert len(grown.raw) > len(before.raw)
    for at in range(0, len(before.raw), PAGE):
        older = before.raw[at : at + PAGE]
        if older == grown.raw[at : at + PAGE]:
            continue
        put(path, grown.raw[:at] + older + grown.raw[at + PAGE :])
        assert examined(path, grown) in (FOUND, REFUSED), at
        put(path, before.raw[:at] + grown.raw[at : at + PAGE] + before.raw[at + PAGE :])
        assert examined(path, before) in (FOUND, REFUSED), at


def test_an_older_copy_in_its_place_is_found(path: Path, before: Kept, grown: Kept) -> None:
    assert examined(path, grown) == FOUND
    put(path, before.raw + grown.raw[len(before.raw) :])
    assert examined(path, grown) == FOUND


def test_another_ledger_in_its_place_is_found(path: Path, before: Kept, tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "other.ledger", recorded_by="clerk") as other:
        for number in range(12):
            record(other, number)
    shutil.copy(tmp_path / "other.ledger", path)
    assert examined(path, before) == FOUND
    small(tmp_path / "third.ledger", count=3)
    shutil.copy(tmp_path / "third.ledger", path)
    assert examined(path, before) == FOUND


def test_files_put_one_behind_the_other_are_told_or_the_first_one(
    path: Path, before: Kept, grown: Kept
) -> None:
    put(path, before.raw + before.raw)
    examined(path, before)
    put(path, before.raw + grown.raw)
    examined(path, before)
    put(path, grown.raw + before.raw)
    examined(path, grown)
    put(path, b"\n" + before.raw)
    assert examined(path, before) in (FOUND, REFUSED)


# ---- What stands beside the file


@pytest.fixture(scope="module")
def journal(before: Kept, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The journal of a transaction on the ledger as it was, that did not end."""
    path = tmp_path_factory.mktemp("journal") / "clinic.ledger"
    put(path, before.raw)
    with plain(path) as file:
        file.execute("PRAGMA journal_mode = DELETE")
        file.execute("PRAGMA cache_size = 1")
        file.execute("PRAGMA cache_spill = 1")
        file.execute("BEGIN IMMEDIATE")
        for (name,) in file.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE facts SET body = zeroblob(9000)")
        found = Path(f"{path}-journal").read_bytes()
        file.execute("ROLLBACK")
    assert found.startswith(bytes.fromhex("d9d505f920a163d7"))
    return found


def test_an_old_journal_beside_the_file_it_was_made_for_changes_nothing(
    path: Path, before: Kept, journal: bytes
) -> None:
    Path(f"{path}-journal").write_bytes(journal)
    assert examined(path, before) == UNUSED


def test_an_old_journal_beside_a_newer_file_is_found(
    path: Path, grown: Kept, journal: bytes
) -> None:
    put(path, grown.raw)
    Path(f"{path}-journal").write_bytes(journal)
    assert examined(path, grown) in (FOUND, REFUSED)


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_anything_beside_the_file_is_no_traceback(
    path: Path, before: Kept, journal: bytes, suffix: str
) -> None:
    luck = Random(suffix)
    for raw in (b"", b"\0", luck.randbytes(9_000), journal[:600], before.raw, journal[::-1]):
        put(path, before.raw)
        Path(f"{path}{suffix}").write_bytes(raw)
        examined(path, before)


@pytest.fixture(scope="module")
def wal(before: Kept, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The ledger in WAL mode, and a WAL with a fact that was taken back since."""
    path = tmp_path_factory.mktemp("wal") / "clinic.ledger"
    put(path, before.raw)
    with plain(path) as file:
        file.execute("PRAGMA journal_mode = WAL")
    raw = path.read_bytes()
    with plain(path) as file:
        file.execute("PRAGMA wal_autocheckpoint = 0")
        file.execute("DROP TRIGGER facts_stay")
        file.execute("UPDATE facts SET happened = happened + 1 WHERE position = 5")
        return raw, Path(f"{path}-wal").read_bytes()


def test_a_wal_put_beside_the_file_is_found(
    path: Path, before: Kept, wal: tuple[bytes, bytes]
) -> None:
    raw, beside = wal
    put(path, raw)
    assert examined(path, before) == UNUSED
    put(path, raw)
    Path(f"{path}-wal").write_bytes(beside)
    assert examined(path, before) == FOUND


def test_a_wal_that_was_changed_is_found_or_refused_or_let_be(
    path: Path, before: Kept, wal: tuple[bytes, bytes]
) -> None:
    luck = Random(3)
    for _ in range(30):
        put(path, wal[0])
        beside = bytearray(wal[1])
        beside[luck.randrange(len(beside))] ^= 1 << luck.randrange(8)
        Path(f"{path}-wal").write_bytes(beside)
        try:
            examined(path, before)
        except sqlite3.Error as error:  # pragma: no cover - what this is about
            pytest.fail(f"not an error of ours: {error}")


# ---- An order that leads in a circle


def renumbered(raw: bytes, fact: int, number: int) -> bytes:
    """The file with the position of a fact changed where SQLite orders rows by it."""
    made = bytearray(raw)
    for page in range(0, len(raw), PAGE):
        cells = int.from_bytes(raw[page + 3 : page + 5], "big")
        if raw[page] != 13 or cells != 11:
            continue
        cell = page + int.from_bytes(raw[page + 6 + 2 * fact : page + 8 + 2 * fact], "big")
        at = cell + (2 if raw[cell] & 128 else 1)  # behind the length of the row
        if raw[at] == fact and b"clerk" in raw[cell : cell + 80]:
            made[at] = number
    assert made != raw
    return bytes(made)


def test_a_position_that_leads_back_does_not_lead_in_a_circle(
    path: Path, before: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(path, renumbered(before.raw, 4, 2))
    assert examined(path, before) == FOUND
    monkeypatch.setattr(FactLog, "log_section_size", 2)
    log = FactLog(locate(path), create=False)
    with pytest.raises(LedgerDamaged, match="out of order"):
        list(islice(log.scan(), 100))
    put(path, renumbered(before.raw, 2, 3))
    log = FactLog(locate(path), create=False)
    with pytest.raises(LedgerDamaged, match="out of order"):
        list(islice(log.newest(Filter(), 1), 100))
