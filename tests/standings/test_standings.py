"""A census from the standings is the census by replay, whatever became of the file beside."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from ledger import BadInput, Ledger, LedgerDamaged, LedgerError, StoreUnavailable
from ledger.bodies.host import Bodies
from ledger.facts.kinds import CredentialGranted
from ledger.judging.case import Case
from ledger.judging.history import History
from ledger.judging.record import Record
from ledger.questions.census import CensusRow
from ledger.standings import intervals, recorder
from ledger.standings.recorder import StandingsRecorder
from ledger.standings.schema import BY_REPLAY, TO_JUDGE
from ledger.standings.standings import StandingsReport
from ledger.store.schema import STATEMENTS
from tests.judging.made_up import CODE
from tests.standings.conftest import HOLDERS, learned
from tests.standings.guild import (
    KNOWN_LAST,
    RULES,
    GuildOnly,
    beside,
    check_file,
    even,
    guild,
    kept,
    odd,
    replayed,
)

(TRIGGER,) = (one for one in STATEMENTS if one.startswith("CREATE TRIGGER facts_stay"))
DAY = date(2020, 7, 15)
DAYS = [date.min, date(2020, 5, 1), DAY, date(2024, 2, 29), date(2031, 1, 1), date.max]


def census(ledger: Ledger, day: date = DAY) -> list[CensusRow]:
    """The census at the latest knowledge."""
    return list(ledger.census(CODE, on=day))


def judgements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The holders of whom a history is read from now on."""
    read: list[str] = []
    made = History.__init__

    def counted(self: History, holder: str, recorded: object) -> None:
        if holder:
            read.append(holder)
        made(self, holder, recorded)  # type: ignore[arg-type]

    monkeypatch.setattr(History, "__init__", counted)
    return read


def test_nothing_is_kept_until_it_is_asked_for(ledger: Ledger, path: Path) -> None:
    assert census(ledger) == replayed(ledger, DAY)
    assert not beside(path).exists()


@pytest.mark.parametrize("day", DAYS)
def test_the_standings_say_what_replay_says(ledger: Ledger, day: date) -> None:
    ledger.standings()
    assert census(ledger, day) == replayed(ledger, day)


def test_the_standings_are_told(ledger: Ledger, path: Path) -> None:
    (report,) = ledger.standings()
    assert report == StandingsReport(CODE, 30, report.intervals, 30, 0)
    assert report.intervals == sum(kept(path).values()) > 60
    assert ledger.standings(CODE) == [report._replace(judged=0)]


def test_nobody_is_judged_for_a_census(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.standings()
    expected = replayed(ledger, DAY)
    read = judgements(monkeypatch)
    assert census(ledger) == expected
    assert read == []


def test_at_another_knowledge_time_everybody_is_judged(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.standings()
    read = judgements(monkeypatch)
    assert list(ledger.census(CODE, on=DAY, known_at=KNOWN_LAST))
    assert read == HOLDERS


def test_values_announced_for_later_are_known_at_the_latest_knowledge(ledger: Ledger) -> None:
    ledger.standings()
    late = census(ledger, date(2030, 1, 1))
    assert {row.status for row in late} == {"current"}
    assert late == replayed(ledger, date(2030, 1, 1))


def test_whoever_has_a_new_fact_is_judged_once(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.standings()
    learned(ledger, "baker-007", date(2020, 7, 1))
    learned(ledger, "aaron", date(2020, 7, 1))
    expected = replayed(ledger, DAY)
    with monkeypatch.context() as patched:
        read = judgements(patched)
        assert census(ledger) == expected
        assert read == ["aaron", "baker-007"]
        assert census(ledger) == expected
        assert read == ["aaron", "baker-007"]
    assert check_file(ledger, path) == ledger.head()


def test_a_correction_is_about_its_holder(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    before = census(ledger)
    ledger.correct("baker-003", 1, reason="another baker", void=True)
    after = census(ledger)
    assert [one.holder for one, other in zip(before, after, strict=True) if one != other] == [
        "baker-003"
    ]
    assert after == replayed(ledger, DAY)
    check_file(ledger, path)


@pytest.mark.parametrize("pathway", [None, "bake", "use-title"])
@pytest.mark.parametrize("status", [None, "current", "none", "expired"])
def test_a_status_and_a_pathway_are_chosen_as_by_replay(
    ledger: Ledger, pathway: str | None, status: str | None
) -> None:
    ledger.standings()
    learned(ledger, "baker-007", date(2020, 7, 1))
    for _ in range(2):
        found = list(ledger.census(CODE, on=DAY, pathway=pathway, status=status))
        known = ledger.census(CODE, on=DAY, known_at=KNOWN_LAST, pathway=pathway, status=status)
        assert found == list(known)


@pytest.mark.parametrize("page", [1, 7, 30])
def test_holders_come_in_order_page_by_page(
    ledger: Ledger, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.standings.standings.PAGE", page)
    monkeypatch.setattr("ledger.standings.census.BATCH", 2)
    ledger.standings()
    learned(ledger, "baker-007", date(2020, 7, 1))
    assert census(ledger) == replayed(ledger, DAY)


def test_a_census_that_is_left_leaves_the_rest_to_judge(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.standings.census.BATCH", 2)
    ledger.standings()
    for holder in HOLDERS[:8]:
        learned(ledger, holder, date(2020, 7, 1))
    rows = ledger.census(CODE, on=DAY)
    assert len(list(islice(rows, 5))) == 5
    del rows
    assert list(kept(path).values()).count(TO_JUDGE) == 4
    check_file(ledger, path)
    assert census(ledger) == replayed(ledger, DAY)


def test_what_is_recorded_during_a_census_is_not_in_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another reader takes the standings on meanwhile: the rest of the census is replayed as of
    the position where it began.
    """
    monkeypatch.setattr("ledger.standings.standings.PAGE", 4)
    ledger.standings()
    before = replayed(ledger, DAY)
    rows = ledger.census(CODE, on=DAY)
    found = list(islice(rows, 6))
    for holder in HOLDERS:
        learned(ledger, holder, date(2020, 7, 1))
    assert census(ledger) == replayed(ledger, DAY) != before
    assert found + list(rows) == before


def test_a_timeline_that_is_out_of_date_when_it_is_written_is_not_written(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a holder is judged, something is learned of them, and another reader goes on."""
    ledger.standings()
    learned(ledger, "baker-007", date(2020, 7, 1))
    before = replayed(ledger, DAY)
    is_first = True

    def slowly(case: Case) -> list[intervals.Row] | None:
        nonlocal is_first
        found = intervals.rows_of(case)
        if is_first:
            is_first = False
            learned(ledger, "baker-007", date(2020, 7, 2))
            next(ledger.census(CODE, on=DAY))
        return found

    monkeypatch.setattr("ledger.standings.timelines.rows_of", slowly)
    assert census(ledger) == before
    assert check_file(ledger, path) == ledger.head()
    assert census(ledger) == replayed(ledger, DAY) != before


def test_a_process_that_ends_in_the_middle_of_going_on_changes_nothing(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.standings()
    head = ledger.head()
    learned(ledger, "baker-007", date(2020, 7, 1))
    with monkeypatch.context() as patched:
        patched.setattr(recorder, "to_judge_row", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            census(ledger)
    assert check_file(ledger, path) == head
    assert census(ledger) == replayed(ledger, DAY)


# ---- What has to be worked out first


def test_how_many_are_judged_before_an_answer(ledger: Ledger, path: Path) -> None:
    assert ledger.to_judge(CODE) == len(HOLDERS) == ledger.to_judge()  # nothing is kept
    assert not beside(path).exists()
    ledger.standings()
    assert ledger.to_judge(CODE) == 0
    learned(ledger, "baker-007", date(2020, 7, 1))
    learned(ledger, "baker-008", date(2020, 7, 1))
    assert ledger.to_judge(CODE) == ledger.to_judge() == 2
    list(islice(ledger.census(CODE, on=DAY), 1))
    assert ledger.to_judge(CODE) == 2
    census(ledger)
    assert ledger.to_judge(CODE) == 0
    with Ledger.open(path, bodies=GuildOnly(guild(even, "2"))) as later:
        assert later.to_judge(CODE) == len(HOLDERS)
        census(later)
        assert later.to_judge(CODE) == 0
    with pytest.raises(BadInput, match="nobody"):
        ledger.to_judge("guild/nobody")


# ---- Another plugin, other rules


def test_another_version_of_the_plugin_judges_anew(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    before = census(ledger)
    with Ledger.open(path, bodies=GuildOnly(guild(even, "2"))) as later:
        assert census(later) == replayed(later, DAY) != before
        assert check_file(later, path) == ledger.head()
    assert census(ledger) == before


def test_another_value_of_a_rule_judges_anew(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    before = census(ledger, date(2030, 1, 1))
    changed = guild(odd, "1", RULES.replace("value = 3", "value = 4"))
    with Ledger.open(path, bodies=GuildOnly(changed)) as later:
        assert census(later, date(2030, 1, 1)) == replayed(later, date(2030, 1, 1)) != before


def test_a_credential_that_was_never_kept_is_replayed(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    other = guild()._replace(code="miller", full_code="guild/miller")
    with Ledger.open(path, bodies=GuildOnly(guild(), other)) as later:
        assert list(later.census("guild/miller", on=DAY)) == replayed(later, DAY, "guild/miller")
        assert kept(path, "guild/miller") == {}
        later.standings()
        assert list(later.census("guild/miller", on=DAY)) == replayed(later, DAY, "guild/miller")
        assert len(kept(path, "guild/miller")) == len(kept(path)) == 30


def test_a_credential_of_no_plugin_is_not_kept(path: Path) -> None:
    with Ledger.open(path, bodies=GuildOnly(guild()._replace(origin=None))) as ledger:
        with pytest.raises(StoreUnavailable, match="of no plugin"):
            ledger.standings()
        assert census(ledger) == replayed(ledger, DAY)


# ---- Judges that fail


def test_a_holder_on_whom_the_judge_fails_is_judged_when_asked_about(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(record: Record) -> bool:
        if record.facts(CredentialGranted, where=lambda fact: fact.holder == "baker-005"):
            raise ValueError("no baker")
        return True

    with Ledger.open(path, bodies=GuildOnly(guild(failing))) as ledger:
        (report,) = ledger.standings()
        assert (report.holders, report.replayed) == (30, 1)
        assert kept(path)["baker-005"] == BY_REPLAY
        for day in DAYS:
            assert census(ledger, day) == replayed(ledger, day)
        assert check_file(ledger, path)
        read = judgements(monkeypatch)
        assert census(ledger)[5].status == "undetermined"
        assert read == ["baker-005"]


def test_answers_that_change_without_end_are_judged_when_asked_about(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intervals, "MOST", 20)
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(50)]

    def restless(record: Record) -> bool:
        return record.count_reached(days) % 2 == 1

    with Ledger.open(path, bodies=GuildOnly(guild(restless))) as ledger:
        (report,) = ledger.standings()
        assert report.replayed == 30
        for day in (days[0], days[20], DAY):
            assert census(ledger, day) == replayed(ledger, day)


# ---- Another ledger, another file


def test_standings_of_another_ledger_are_thrown_away(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    ledger.close()
    other = path.with_name("other.ledger")
    bodies = GuildOnly(guild())
    with Ledger.open(other, recorded_by="tester", bodies=bodies) as made:
        for number in range(100):
            learned(made, f"miller-{number % 9}", date(2020, 6, 1))
    other.replace(path)
    with Ledger.open(path, bodies=bodies) as replaced:
        assert census(replaced) == replayed(replaced, DAY)
        assert check_file(replaced, path) == 100


@pytest.mark.parametrize("more", [0, 3, 40])
def test_a_ledger_that_was_put_back_is_noticed(ledger: Ledger, path: Path, more: int) -> None:
    ledger.close()
    backup = path.with_name("backup.ledger")
    shutil.copy(path, backup)
    bodies = GuildOnly(guild())
    with Ledger.open(path, recorded_by="tester", bodies=bodies) as first:
        for holder in HOLDERS[:20]:
            learned(first, holder, date(2020, 7, 1))
        first.standings()
    backup.replace(path)
    with Ledger.open(path, recorded_by="tester", bodies=bodies) as second:
        for number in range(more):
            learned(second, HOLDERS[-1 - number % 7], date(2020, 7, 2))
        assert census(second) == replayed(second, DAY)
        check_file(second, path)


def test_a_file_of_something_else_is_left_alone(ledger: Ledger, path: Path) -> None:
    beside(path).write_bytes(b"my notes about standings\n" * 100)
    assert census(ledger) == replayed(ledger, DAY)
    with pytest.raises(StoreUnavailable):
        ledger.standings()
    assert beside(path).read_bytes() == b"my notes about standings\n" * 100


def test_a_database_of_something_else_is_left_alone(ledger: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(beside(path))) as file:
        file.execute("CREATE TABLE notes (text)")
    assert census(ledger) == replayed(ledger, DAY)
    with pytest.raises(StoreUnavailable, match="are no standings"):
        ledger.standings()
    with closing(sqlite3.connect(beside(path))) as file:
        assert [name for (name,) in file.execute("SELECT name FROM sqlite_schema")] == ["notes"]


def test_a_damaged_database_of_something_else_is_left_alone(ledger: Ledger, path: Path) -> None:
    with closing(sqlite3.connect(beside(path))) as file:
        file.execute("CREATE TABLE notes (text)")
    data = beside(path).read_bytes()
    damaged = data[:100] + b"\xff" * (len(data) - 100)
    beside(path).write_bytes(damaged)
    assert census(ledger) == replayed(ledger, DAY)
    with pytest.raises(LedgerError):
        ledger.standings()
    assert beside(path).read_bytes() == damaged


def test_a_damaged_ledger_is_said_to_be_damaged(ledger: Ledger, path: Path) -> None:
    """Of the seal, only what the root needs is read: the hash that was changed is one of it."""
    ledger.standings()
    ledger.close()
    before = beside(path).read_bytes()
    with closing(sqlite3.connect(path)) as file:
        file.execute("DROP TRIGGER facts_stay")
        file.execute("PRAGMA ignore_check_constraints = ON")
        file.execute("UPDATE facts SET seal = x'00'")
        file.commit()
        file.execute(TRIGGER)
    with Ledger.open(path, bodies=GuildOnly(guild())) as damaged:
        with pytest.raises(LedgerDamaged, match="seal is missing"):
            damaged.standings()
        assert beside(path).read_bytes() == before
        assert census(damaged) == replayed(damaged, DAY)


@pytest.mark.parametrize("cut", [100, 4096, 9000])
def test_a_damaged_file_is_not_believed_and_made_anew(ledger: Ledger, path: Path, cut: int) -> None:
    ledger.standings()
    data = beside(path).read_bytes()
    beside(path).write_bytes(data[:cut] + b"\xff" * (len(data) - cut))
    assert census(ledger) == replayed(ledger, DAY)
    ledger.standings()
    assert census(ledger) == replayed(ledger, DAY)
    check_file(ledger, path)


def test_a_file_cut_off_is_not_believed(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    os.truncate(beside(path), 4096 * 2)
    assert census(ledger) == replayed(ledger, DAY)


def test_values_that_cannot_be_are_not_believed(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    with closing(sqlite3.connect(beside(path))) as file:
        file.execute("UPDATE standings SET shown = 99 WHERE holder = 'baker-012'")
        file.execute("UPDATE standings SET expires_on = -5 WHERE holder = 'baker-020'")
        file.commit()
    assert census(ledger) == replayed(ledger, DAY)


ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
SOMEBODY_ELSES = {
    "a view in the place of a table": (
        f"DROP TABLE shown; CREATE VIEW shown AS {ENDLESS} SELECT i AS key, 'a' AS status, "
        "'b' AS answers FROM n"
    ),
    "a view of an older format": (
        f"DROP TABLE credentials; CREATE VIEW credentials AS {ENDLESS} SELECT i AS key, "
        "'guild/baker' AS code, x'' AS fingerprint FROM n; PRAGMA user_version = 2"
    ),
    "a trigger": (
        "CREATE TRIGGER forever AFTER DELETE ON standings BEGIN "
        "SELECT count(*) FROM standings AS a, standings AS b, standings AS c; END"
    ),
    "another table": "DROP TABLE ledger; CREATE TABLE ledger (root BLOB NOT NULL)",
    "a table less": "DROP TABLE shown",
}


@pytest.mark.parametrize("how", SOMEBODY_ELSES)
def test_a_file_with_sql_of_somebody_else_is_not_run_and_made_anew(
    ledger: Ledger, path: Path, how: str
) -> None:
    ledger.standings()
    with closing(sqlite3.connect(beside(path))) as file:
        file.executescript(SOMEBODY_ELSES[how])
    changed = beside(path).read_bytes()
    assert census(ledger) == replayed(ledger, DAY)
    assert list(ledger.roster(on=DAY))
    assert beside(path).read_bytes() == changed
    ledger.standings()
    assert census(ledger) == replayed(ledger, DAY)
    check_file(ledger, path)
    with closing(sqlite3.connect(beside(path))) as file:
        types = {one for (one,) in file.execute("SELECT type FROM sqlite_schema")}
    assert types == {"table", "index"}


def test_what_analyze_leaves_in_the_file_does_no_harm(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    ledger.standings()
    expected = census(ledger)
    with closing(sqlite3.connect(beside(path))) as file:
        file.execute("ANALYZE")
    read = judgements(monkeypatch)
    assert census(ledger) == expected
    assert read == []


def test_the_file_may_be_deleted_at_any_time(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.standings.standings.PAGE", 4)
    ledger.standings()
    learned(ledger, HOLDERS[20], date(2020, 7, 1))
    expected = replayed(ledger, DAY)
    rows = ledger.census(CODE, on=DAY)
    found = list(islice(rows, 6))
    beside(path).unlink()
    assert found + list(rows) == expected
    assert census(ledger) == expected
    assert not beside(path).exists()
    ledger.standings()
    assert census(ledger) == expected


def test_a_file_that_others_have_locked_is_not_waited_for_long(ledger: Ledger, path: Path) -> None:
    ledger.standings()
    learned(ledger, HOLDERS[20], date(2020, 7, 1))
    with closing(sqlite3.connect(beside(path), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert census(ledger) == replayed(ledger, DAY)
        with pytest.raises(StoreUnavailable, match="locked"):
            ledger.standings()
    assert census(ledger) == replayed(ledger, DAY)


def test_a_disk_that_fills_up_is_no_error_of_a_census(
    ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable("the disk is full")

    ledger.standings()
    for holder in HOLDERS:
        learned(ledger, holder, date(2020, 7, 1))
    monkeypatch.setattr("ledger.standings.standings.BATCH", 3)
    monkeypatch.setattr(StandingsRecorder, "judged", full)
    assert census(ledger) == replayed(ledger, DAY)
    with pytest.raises(StoreUnavailable, match="full"):
        ledger.standings()
    assert check_file(ledger, path) == ledger.head()
    monkeypatch.setattr(StandingsRecorder, "advance", full)
    learned(ledger, HOLDERS[0], date(2020, 7, 1))
    assert census(ledger) == replayed(ledger, DAY)


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_whoever_may_not_read_the_ledger_may_not_read_its_standings(
    ledger: Ledger, path: Path
) -> None:
    path.chmod(0o600)
    ledger.standings()
    assert beside(path).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
@pytest.mark.parametrize(
    ("ledgers", "before", "after"),
    [(0o600, 0o644, 0o600), (0o640, 0o604, 0o600), (0o400, 0o664, 0o600), (0o666, 0o640, 0o640)],
)
def test_the_standings_are_narrowed_with_the_ledger_when_they_are_used(
    ledger: Ledger, path: Path, ledgers: int, before: int, after: int
) -> None:
    ledger.standings()
    beside(path).chmod(before)
    path.chmod(ledgers)
    assert census(ledger) == replayed(ledger, DAY)
    assert beside(path).stat().st_mode & 0o777 == after


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_file_of_something_else_keeps_its_permissions(ledger: Ledger, path: Path) -> None:
    beside(path).write_bytes(b"my notes about standings\n" * 100)
    beside(path).chmod(0o644)
    path.chmod(0o600)
    assert census(ledger) == replayed(ledger, DAY)
    assert beside(path).stat().st_mode & 0o777 == 0o644


# ---- Ledgers that keep none


def test_a_ledger_in_memory_keeps_none() -> None:
    with Ledger.open(":memory:", recorded_by="tester", bodies=GuildOnly(guild())) as ledger:
        learned(ledger, "ada", date(2020, 7, 1))
        assert census(ledger) == replayed(ledger, DAY)
        with pytest.raises(StoreUnavailable, match="in memory keeps no standings"):
            ledger.standings()


def test_an_encrypted_ledger_keeps_none(tmp_path: Path, path: Path, ledger: Ledger) -> None:
    """Standings would tell what it keeps secret, and go on telling it of whoever is forgotten."""
    ledger.standings()
    secret, key = tmp_path / "secret.ledger", tmp_path / "key"
    bodies = GuildOnly(guild())
    with Ledger.open(secret, recorded_by="tester", bodies=bodies, master_key=key) as encrypted:
        encrypted.init(encrypt=True)
        learned(encrypted, "ada", date(2020, 7, 1))
        with pytest.raises(StoreUnavailable, match="is encrypted"):
            encrypted.standings()
        assert not beside(secret).exists()


def left_by_a_plain_ledger(path: Path, secret: Path) -> list[Path]:
    """Copies of standings, and of what SQLite may keep beside them."""
    left = [beside(secret).with_name(beside(secret).name + more) for more in ("", "-journal")]
    for one in left:
        shutil.copy(beside(path), one)
    return left


@pytest.mark.parametrize("does", ["census", "standings", "to_judge", "forget", "forget again"])
def test_what_a_plain_ledger_left_is_removed_where_an_encrypted_one_is_now(
    tmp_path: Path, path: Path, ledger: Ledger, does: str
) -> None:
    ledger.standings()
    secret, key = tmp_path / "secret.ledger", tmp_path / "key"
    bodies = GuildOnly(guild())
    with Ledger.open(secret, recorded_by="tester", bodies=bodies, master_key=key) as encrypted:
        encrypted.init(encrypt=True)
        for holder in ("ada", "bea"):
            learned(encrypted, holder, date(2020, 7, 1))
        if does == "forget again":
            encrypted.forget("ada", reason="asked for it")
        left = left_by_a_plain_ledger(path, secret)
        if does == "census":
            assert census(encrypted) == replayed(encrypted, DAY)
        elif does == "standings":
            with pytest.raises(StoreUnavailable, match="is encrypted"):
                encrypted.standings()
        elif does == "to_judge":
            assert encrypted.to_judge() == 2
        else:
            encrypted.forget("ada", reason="asked for it")
        assert not any(one.exists() for one in left)
        assert beside(path).exists()


def test_a_file_of_something_else_beside_an_encrypted_ledger_stays(tmp_path: Path) -> None:
    secret, key = tmp_path / "secret.ledger", tmp_path / "key"
    beside(secret).write_text("Dear diary")
    with Ledger.open(secret, recorded_by="tester", master_key=key) as encrypted:
        encrypted.init(encrypt=True)
        learned(encrypted, "ada", date(2020, 7, 1))
        encrypted.forget("ada", reason="asked for it")
    assert beside(secret).read_text() == "Dear diary"


def test_standings_that_cannot_be_removed_are_named_when_somebody_is_forgotten(
    tmp_path: Path, path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.standings()
    secret, key = tmp_path / "secret.ledger", tmp_path / "key"

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with Ledger.open(secret, recorded_by="tester", master_key=key) as encrypted:
        encrypted.init(encrypt=True)
        learned(encrypted, "ada", date(2020, 7, 1))
        left_by_a_plain_ledger(path, secret)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "unlink", refused)
            with pytest.raises(
                StoreUnavailable, match=r"ada is forgotten, but .*-standings was left"
            ):
                encrypted.forget("ada", reason="asked for it")
        encrypted.forget("ada", reason="asked for it")
        assert not beside(secret).exists()


def test_an_empty_ledger_has_an_empty_census(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "new.ledger", recorded_by="me", bodies=GuildOnly(guild())) as new:
        new.init()
        assert new.standings() == [StandingsReport(CODE, 0, 0, 0, 0)]
        assert census(new) == []
        learned(new, "ada", date(2020, 7, 1))
        assert census(new) == replayed(new, DAY)
        assert check_file(new, tmp_path / "new.ledger") == 1


def test_an_unknown_credential_is_refused(ledger: Ledger) -> None:
    with pytest.raises(BadInput):
        ledger.standings("guild/smith")


# ---- Who lapses next


def test_what_expires_soon_is_found_in_the_standings(tmp_path: Path) -> None:
    """Granted in January 2020 and 2022, both expire sixty months later; the roster of everybody,
    filtered, is the same.
    """
    with Ledger.open(tmp_path / "cma.ledger", recorded_by="me", bodies=Bodies.installed()) as cma:
        for holder, on in (("ada", date(2020, 1, 10)), ("ben", date(2022, 1, 10))):
            cma.record("credential-granted", holder, on=on, data={"credential": "aama/cma"})
        learned(cma, "cy", date(2020, 1, 1))
        day = date(2025, 1, 1)
        before = list(cma.roster(on=day, within=90))
        assert [row.holder for row in before] == ["ada"]
        cma.standings()
        assert list(cma.roster(on=day, within=90)) == before
        everybody = [row for row in cma.roster(on=day) if row.left is not None]
        assert list(cma.roster(on=day, within=5_000)) == everybody
        assert len(everybody) == 2


def test_nobody_is_judged_for_who_lapses_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(tmp_path / "cma.ledger", recorded_by="me", bodies=Bodies.installed()) as cma:
        for number in range(12):
            on = date(2020, 1 + number, 10)
            data = {"credential": "aama/cma"}
            cma.record("credential-granted", f"h-{number:02}", on=on, data=data)
        cma.standings()
        read = judgements(monkeypatch)
        found = cma.roster(on=date(2025, 4, 1), within=29, credential="aama/cma")
        assert [row.holder for row in found] == ["h-03"]  # April 2020 and sixty months
        assert read == []  # by exam they may recertify at any time, so that nothing is missing
