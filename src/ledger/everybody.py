"""Questions about everybody: a census and a roster, here or in parts on an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from ledger.errors import BadInput
from ledger.facts import intake
from ledger.judging.asked import day_asked
from ledger.judging.history import History, up_to
from ledger.parts import PART, Asked, Part, part_of_census, part_of_standings
from ledger.reading import ReadableLedger

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.engines import Engine
    from ledger.judging.history import KnownAt
    from ledger.judging.judgement import Status
    from ledger.questions.census import CensusRow
    from ledger.questions.roster import Deadline, RosterAsked, RosterRow
    from ledger.standings.schema import Kept
    from ledger.standings.standings import Standings, StandingsReport
    from ledger.standings.timelines import Part as StandingsPart
    from ledger.standings.timelines import Timelines


class EverybodysLedger(ReadableLedger):
    """A ledger that is asked about everybody."""

    def census(
        self,
        credential: str,
        *,
        on: date | None = None,
        known_at: KnownAt = None,
        pathway: str | None = None,
        status: Status | str | None = None,
        engine: Engine | None = None,
    ) -> Iterator[CensusRow]:
        """Every holder's answer, ordered by the code points of the id.

        Args:
            credential: For example ``aama/cma``.
            on: The day asked about.
            known_at: The knowledge time; holders without a fact known then are left out.
            pathway: Only the answer of this pathway; None: of all.
            status: Only holders with this status.
            engine: Where it is done, in parts, see `ledger.engines`; None: here. Bodies are those
                installed there.
        """
        from ledger.judging.judgement import Status

        self.bodies.asked(credential, pathway)
        if status is not None and status not in list(Status):
            raise BadInput(
                f"“{status}” is not a status{intake.near(status, Status)}", field="--status"
            )
        if engine is not None and self.location.is_memory:
            raise BadInput("a ledger in memory has no parts; give the path of a file")
        head = self.head_at(known_at)
        asked = Asked(credential, day_asked(on), known_at, head, pathway, status)
        if engine is not None:
            return self._gathered(asked, engine)
        return self._latest(asked) if known_at is None else self._rows(asked)

    def standings(
        self,
        credential: str | None = None,
        *,
        progress: Callable[[int], None] | None = None,
        engine: Engine | None = None,
    ) -> list[StandingsReport]:
        """Makes everybody's timeline ready, in a file of its own, and says what is kept.

        From then on a census at the latest knowledge reads it, and judges those alone of whom
        something was learned since, or all of them when the plugin is another. The file may be
        deleted at any time: then answers come by replay again.

        Args:
            credential: Only this one, for example ``aama/cma``; None: of every body that is loaded.
            progress: Called with the number of holders judged, now and then.
            engine: Where holders are judged, in parts, see `ledger.engines`; None: here. What is
                kept is written here in any case.

        Raises:
            StoreUnavailable: when they cannot be kept: the ledger is in memory, or encrypted, or
                their file cannot be written; or a worker of the engine has another plugin or
                another ledger.
        """
        from ledger.standings.building import build

        codes = sorted(self.bodies.credentials) if credential is None else [credential]
        found = [self.bodies.credential(code) for code in codes]
        patience, log = self._patience, self._open()
        work = None if engine is None else partial(self._timelines, engine)
        return [
            build(self.location, log, one, patience=patience, progress=progress, work=work)
            for one in found
        ]

    def to_judge(self, credential: str | None = None) -> int:
        """How many holders the next question about everybody judges, at the latest knowledge.

        Those of whom something was learned since standings were kept; everybody where none are
        kept, or when a plugin, a rule value or this program is another one since. Standings are
        caught up for that, as by the question itself. Who is judged at every question, see
        `StandingsReport.replayed`, does not count.

        Args:
            credential: Only for this one; None: for every body that is loaded.
        """
        from ledger.standings.standings import Standings

        only = None if credential is None else self.bodies.credential(credential)
        log, head = self._open(), self.head()
        found = Standings.of(self.location, log, head=head)
        if found is not None:
            with found as standings:
                kept = self._all_kept(standings, only)
                if kept:
                    return max(standings.count_to_judge(one) for _, one in kept)
        return sum(1 for _ in log.rows.holders(head))

    def _timelines(self, engine: Engine, parts: Iterable[StandingsPart]) -> Iterator[Timelines]:
        """The timelines of parts of the standings, worked out on an engine."""
        store = self._where
        return engine.map(part_of_standings, ((store, part) for part in parts))

    def _latest(self, asked: Asked) -> Iterator[CensusRow]:
        """The rows at the latest knowledge: from the standings as far as they can tell."""
        from ledger.standings.census import Census
        from ledger.standings.schema import Outdated
        from ledger.standings.standings import Standings

        judged, log, after = self._judged(asked), self._open(), ""
        found = Standings.of(self.location, log, head=asked.head)
        if found is not None:
            with found as standings:
                asked = asked._replace(head=standings.position)
                kept = standings.kept(judged)
                if kept is not None:
                    only = {"pathway": asked.pathway, "status": asked.status}
                    try:
                        yield from Census(standings, log, judged, kept, asked.day, **only)
                        return
                    except Outdated as error:
                        (after,) = error.args
        yield from self._rows(asked, after)

    def _gathered(self, asked: Asked, engine: Engine) -> Iterator[CensusRow]:
        """The rows of all parts, done on an engine."""
        for rows in engine.map(part_of_census, self._parts(asked)):
            yield from rows

    def _parts(self, asked: Asked) -> Iterator[Part]:
        store = self._where
        key = None if self._master_key is None else str(self._master_key)
        holders, after = self._open().rows.holders(asked.head), ""
        while ids := list(islice(holders, PART)):
            yield Part(store, key, asked, after, ids[-1])
            after = ids[-1]

    @property
    def _where(self) -> str:
        """Where the ledger is, for another process."""
        path = self.location.path
        return self.location.database if path is None else str(path.absolute())

    def _rows(self, asked: Asked, after: str = "", last: str | None = None) -> Iterator[CensusRow]:
        from ledger.judging.case import Case
        from ledger.questions.census import census_row

        judged = self._judged(asked)
        for history in self._histories(asked.head, after, last):
            row = census_row(Case(judged, history, asked.known_at), asked.day, asked.pathway)
            if asked.status is None or row.status == asked.status:
                yield row

    def roster(
        self,
        *,
        on: date | None = None,
        known_at: KnownAt = None,
        credential: str | None = None,
        text: str | None = None,
        within: int | None = None,
    ) -> Iterator[RosterRow]:
        """Every holder with what they hold and what is missing, ordered by the code points.

        A holder has a row for each credential that a standing fact names, or whose status is not
        ``none``; a holder without any has one row without a credential.

        Args:
            on: The day asked about.
            known_at: The knowledge time; holders without a fact known then are left out.
            credential: Only this credential, and only holders with it.
            text: Only holders with this in their id or name, in capitals or not.
            within: Only what expires on the day asked about or so many days after it.
        """
        found = self.deadlines(
            on=on, known_at=known_at, credential=credential, text=text, within=within
        )
        return map(self.completed, found)

    def deadlines(
        self,
        *,
        on: date | None = None,
        known_at: KnownAt = None,
        credential: str | None = None,
        text: str | None = None,
        within: int | None = None,
    ) -> Iterator[Deadline]:
        """The roster, without what is missing where somebody has to be judged to know it.

        At the latest knowledge and where the standings of every credential asked about are kept,
        nobody has to be judged for the rest; else everybody is, and then all is there.

        Args:
            on: As of `roster`.
            known_at: As of `roster`.
            credential: As of `roster`.
            text: As of `roster`.
            within: As of `roster`.
        """
        from ledger.questions.roster import RosterAsked

        only = None if credential is None else self.bodies.credential(credential)
        return self._deadlines(RosterAsked(day_asked(on), known_at, only, text or "", within))

    def completed(self, deadline: Deadline) -> RosterRow:
        """A row of the roster with what is missing, as of the position where the others are.

        Args:
            deadline: One of `deadlines`.
        """
        from ledger.judging.case import Case
        from ledger.questions.roster import RosterRow, missing_of

        missing = deadline.missing
        if missing is None:
            judged = self.bodies.as_named(str(deadline.credential))
            case = Case(judged, self._known(deadline.holder, deadline.head))
            missing = missing_of(case, judged, deadline.on)
        return RosterRow(*deadline[:7], missing)

    def _deadlines(self, asked: RosterAsked) -> Iterator[Deadline]:
        """The rows: from the standings as far as they can tell, else by replay."""
        from ledger.questions.roster import deadlines_of
        from ledger.standings.deadlines import Deadlines
        from ledger.standings.schema import Outdated
        from ledger.standings.standings import Standings

        head, after, found = self.head_at(asked.known_at), "", None
        if asked.known_at is None:
            found = Standings.of(self.location, self._open(), head=head)
        if found is not None:
            with found as standings:
                head = standings.position
                kept = self._all_kept(standings, asked.only)
                if kept:
                    try:
                        yield from Deadlines(standings, self._open(), self.bodies, asked, kept)
                        return
                    except Outdated as error:
                        (after,) = error.args
        for history in self._histories(head, after):
            yield from deadlines_of(history, self.bodies, asked, head)

    def _all_kept(
        self, standings: Standings, only: Credential | None
    ) -> list[tuple[Credential, Kept]]:
        """The credentials that are asked about, as they are kept; none unless all of them are."""
        every = (judged for _, judged in sorted(self.bodies.credentials.items()))
        found = []
        for judged in every if only is None else (only,):
            kept = standings.kept(judged)
            if kept is None:
                return []
            found.append((judged, kept))
        return found

    def _histories(self, head: int, after: str = "", last: str | None = None) -> Iterator[History]:
        """The histories of holders up to a position, one after the other."""
        for facts in self._open().streams(head, after, last):
            yield History(facts[0].holder, facts)

    def _known(self, holder: str, head: int) -> History:
        return History(holder, up_to(self._open().stream(holder), head))

    def _judged(self, asked: Asked) -> Credential:
        return self.bodies.asked(asked.credential, asked.pathway)
