"""The guild of bakers at several versions, and what holds of their standings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from ledger import Ledger
from ledger.bodies.body import Credential
from ledger.bodies.host import Bodies
from ledger.facts.kinds import CeCompleted, CredentialGranted
from ledger.judging.case import Case
from ledger.judging.history import History
from ledger.judging.origin import Origin
from ledger.judging.record import Record
from ledger.questions.census import CensusRow, census_row
from ledger.questions.roster import RosterAsked, RosterRow, deadlines_of
from ledger.standings.intervals import AFTER_ALL, EVER, rows_of
from ledger.standings.schema import BY_REPLAY, TO_JUDGE
from tests.judging.made_up import CODE, credential, judging

RULES = """
[TEN]
says = "Courses a baker is worth"
selected_by = "day asked"
values = [
  { value = 10, source = "the guild", confidence = "high" },
  { from = 2030-01-01, announced = 2029-06-01, value = 3, source = "it", confidence = "high" },
]
"""
KNOWN_LAST = date(2999, 1, 1)
"""A knowledge time after everything: what is asked as of it is answered by replay."""


class GuildOnly(Bodies):
    """These credentials and no others."""

    def __init__(self, *brought: Credential) -> None:
        super().__init__(())
        self._credentials = {one.full_code: one for one in brought}


def odd(record: Record) -> bool:
    """Yes while the number of grants and courses so far is odd, or TEN is 3."""
    count = len(record.facts(CredentialGranted, CeCompleted))
    return count % 2 == 1 or record.rule("TEN").whole == 3


def even(record: Record) -> bool:
    """Another version's mind."""
    return not odd(record)


def guild(
    asked: Callable[[Record], bool | None] = odd, version: str = "1", rules: str = RULES
) -> Credential:
    """The guild's credential as a plugin of this version brings it."""
    origin = Origin("guild", "credential-ledger-guild", version)
    return credential(judging(asked), rules)._replace(origin=origin)


def beside(path: Path) -> Path:
    """The standings of a ledger."""
    return path.with_name(path.name + "-standings")


def replayed(ledger: Ledger, day: date, code: str = CODE) -> list[CensusRow]:
    """The census of a day, judged holder by holder."""
    rows, judged = [], ledger.bodies.credential(code)
    for holder in ledger.holders():
        history = History(holder, ledger._open().stream(holder))
        rows.append(census_row(Case(judged, history), day))
    return rows


def replayed_roster(ledger: Ledger, day: date, **asked: Any) -> list[RosterRow]:
    """The roster of a day, judged holder by holder."""
    rows, wanted = [], RosterAsked(day, **asked)
    for holder in ledger.holders():
        history = History(holder, ledger._open().stream(holder))
        rows += [RosterRow(*row[:8]) for row in deadlines_of(history, ledger.bodies, wanted, 0)]  # type: ignore[arg-type]
    return rows


def kept(path: Path, code: str = CODE) -> dict[str, int]:
    """What the file says of each holder: how many intervals; TO_JUDGE and BY_REPLAY."""
    with closing(sqlite3.connect(beside(path), timeout=30)) as file:
        found = file.execute(
            "SELECT holder, CASE WHEN min(shown) <= 0 THEN min(shown) ELSE count(*) END "
            "FROM standings WHERE credential = (SELECT key FROM credentials WHERE code = ?) "
            "GROUP BY holder",
            (code,),
        )
        return dict(found.fetchall())


def check_file(ledger: Ledger, path: Path, code: str = CODE) -> int:
    """Rows and tracked position agree: every holder's rows tile all days and are those of the
    facts up to there, or say that they are to be judged. Returns the position.
    """
    log, judged = ledger._open(), ledger.bodies.credential(code)
    with closing(sqlite3.connect(beside(path), timeout=30)) as file:
        if not file.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            return 0  # its making was cut off
        file.execute("BEGIN")
        (position,) = file.execute(
            "SELECT notification_id FROM tracking WHERE application_name = 'ledger'"
        ).fetchone()
        (root,) = file.execute("SELECT root FROM ledger").fetchone()
        rows = file.execute(
            "SELECT s.holder, s.since, s.until, s.expires_on, s.shown, w.status, w.answers "
            "FROM standings s LEFT JOIN shown w ON w.key = s.shown WHERE s.credential = "
            "(SELECT key FROM credentials WHERE code = ?) ORDER BY s.holder, s.since",
            (code,),
        ).fetchall()
    if position:
        assert root == log.rows.root_at(position)
    holders = []
    for holder, of in groupby(rows, key=lambda row: row[0]):
        holders.append(holder)
        intervals = list(of)
        if intervals[0][4] in (TO_JUDGE, BY_REPLAY):
            assert [row[1:3] for row in intervals] == [(EVER, AFTER_ALL)]
            continue
        facts = (fact for fact in log.stream(holder) if fact.position <= position)
        case = Case(judged, History(holder, facts))
        assert [(*row[1:4], *row[5:]) for row in intervals] == rows_of(case)
    if rows:
        assert holders == list(log.rows.holders(position))
    return int(position)
