"""A case: one credential of one holder, judged for any day.

One evaluation of a body's judge gives an answer and the days it is proven for. Going to the day on
which that ends, and judging again, gives the whole timeline of any body; neighbours that show the
same are one interval.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.judging.asked import whole_day
from ledger.judging.clock import Clock
from ledger.judging.findings import UNDETERMINED, Answer, Finding
from ledger.judging.history import History, KnownAt, utc_date
from ledger.judging.judged import Judged
from ledger.judging.judgement import USE_TITLE, Standing, Status
from ledger.judging.origin import GIVEN_UP, located
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from ledger.judging.rules import Confidence, RuleValue
from ledger.judging.sanctions import applied
from ledger.judging.sense import check_sense
from ledger.judging.verdict import Differing, Holds, Interval, PathwayVerdict, Verdict
from ledger.judging.watchdog import TookTooLong, watched

MOST_CHANGES = 10_000
"""A body whose answers change more often than this in one history is reported as broken."""


NOT_JUDGED = "PLUGIN"
"""The id of the finding that says why there is no judgement."""
_HOST = RuleValue(NOT_JUDGED, None, None, None, "the plugin host", Confidence.UNKNOWN)


class Segment(NamedTuple):
    """One evaluation: what it found and the days it is proven for."""

    since: date | None
    until: date | None
    standing: Standing
    pathways: Mapping[str, Finding]
    disputable: Mapping[str, int]

    def is_about(self, day: date) -> bool:
        """Whether it is proven for a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )

    @property
    def failure(self) -> str | None:
        """Why there is no judgement, None: there is one."""
        finding = self.standing.finding
        return finding.text if finding.id == NOT_JUDGED else None

    def shown(self, codes: Sequence[str]) -> tuple[object, ...]:
        """What a timeline shows of it."""
        answers = (self.pathways[code].answer for code in codes)
        return (self.standing.status, self.standing.expires_on, *answers)


class Case:
    """One credential of one holder, as known at one time.

    Args:
        judged: The credential.
        history: The holder's history, as known at ``known_at``.
        known_at: The knowledge time; it decides which rule values have been announced.
    """

    def __init__(self, judged: Judged, history: History, known_at: KnownAt = None) -> None:
        self.judged = judged
        self.history = history
        self.known_at = known_at
        self.codes: tuple[str, ...] = (*judged.pathway_codes, USE_TITLE)
        self._known_on = utc_date(known_at)
        self._starts: list[date] = []
        self._segments: list[Segment] = []
        self._ended: list[Segment] = []
        # Once for the whole case: what is proven for some days holds beside what is not.
        origin = judged.origin
        self._is_given_up = origin is not None and origin.is_given_up(judged.full_code)

    def judge(
        self, day: date, *, readings: Mapping[str, int] | None = None, itemised: bool = True
    ) -> Segment:
        """One evaluation for one day. A judge that fails is an undetermined answer that says so.

        One that did not answer in time is not asked again about the days for which that is proven.
        """
        why = self.history.withheld
        if why is not None:
            finding = Finding("CONTENT", UNDETERMINED, why, facts=self.history.recorded)
            standing = Standing(Status.UNDETERMINED, None, finding)
            return Segment(None, None, standing, dict.fromkeys(self.codes, finding), {})
        if self._is_given_up:
            why = f"{self.judged.origin} failed to judge {self.judged.full_code}: {GIVEN_UP}"
            return Segment(None, None, *self._undetermined(why), {})
        for ended in self._ended if not readings else ():
            if ended.is_about(day):
                return ended
        clock = Clock(day)
        record = Record(
            self.history,
            clock,
            self.judged.rules,
            self.judged.full_code,
            known_on=self._known_on,
            readings=readings,
            itemised=itemised,
        )
        is_ended = False
        try:
            standing, pathways = watched(self._judged, record)
        except NotJudged as error:
            standing, pathways = self._undetermined(str(error))
        except TookTooLong as error:
            is_ended = True
            standing, pathways = self._broken(str(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too: a plugin does not end the program
            standing, pathways = self._broken(located(error))
        found = Segment(clock.since, clock.until, standing, pathways, record.disputable)
        if is_ended:
            self._note_ended(found, readings)
        return found

    def _note_ended(self, found: Segment, readings: Mapping[str, int] | None) -> None:
        if not readings:
            self._ended.append(found)
        if self.judged.origin is not None:
            self.judged.origin.end(self.judged.full_code, self.history.holder)

    def _judged(self, record: Record) -> tuple[Standing, dict[str, Finding]]:
        judgement = self.judged.judge(record)
        check_sense(judgement, self.codes[:-1], is_shown=record.itemised)
        return applied(judgement, record)

    def _broken(self, problem: str) -> tuple[Standing, dict[str, Finding]]:
        code = self.judged.full_code
        origin = self.judged.origin
        if origin is None:
            return self._undetermined(f"the plugin of {code} failed: {problem}")
        origin.notice(f"{code}: {problem}")
        return self._undetermined(f"{origin} failed to judge {code}: {problem}")

    def _undetermined(self, why: str) -> tuple[Standing, dict[str, Finding]]:
        finding = Finding(NOT_JUDGED, UNDETERMINED, why, (_HOST,))
        standing = Standing(Status.UNDETERMINED, None, finding)
        return standing, dict.fromkeys(self.codes, finding)

    def segment(self, day: date) -> Segment:
        """The answers on a day, without details, and the days they are proven for."""
        index = bisect_right(self._starts, day) - 1
        if index >= 0 and self._segments[index].is_about(day):
            return self._segments[index]
        found = self.judge(day, itemised=False)
        if len(self._starts) >= MOST_CHANGES:
            raise EndlessTimeline(
                f"the answers of {self.judged.full_code} change on more than {MOST_CHANGES:,} days"
            )
        self._starts.insert(index + 1, found.since or date.min)
        self._segments.insert(index + 1, found)
        return found

    def forward(self, day: date) -> Iterator[Segment]:
        """The segments from the one of this day on."""
        while True:
            found = self.segment(day)
            yield found
            if found.until is None:
                return
            day = found.until

    def _backward(self, day: date) -> Iterator[Segment]:
        while True:
            found = self.segment(day)
            yield found
            if found.since is None or found.since == date.min:
                return
            day = found.since - timedelta(days=1)

    def holds(self, day: date, shown: Callable[[Segment], object]) -> Holds:
        """The longest run of days around ``day`` on which ``shown`` stays the same."""
        here = shown(self.segment(day))
        since: date | None = None
        for found in self._backward(day):
            if shown(found) != here:
                since = found.until
                break
        until: date | None = None
        for found in self.forward(day):
            if shown(found) != here:
                until = found.since
                break
        return Holds(since, until)

    def verdict(self, day: date, *, pathway: str | None = None, head: int = 0) -> Verdict:
        """The answer for a day, for every pathway or for one."""
        codes = self.codes if pathway is None else (pathway,)
        found = self.judge(whole_day(day))
        differing = self._differing(day, found, codes)
        try:
            holds = self.holds(day, lambda segment: segment.shown(codes))
            by_code = {code: self.holds(day, _answer_to(code)) for code in codes}
        except EndlessTimeline as error:
            standing, pathways = self._broken(str(error))
            found = found._replace(standing=standing, pathways=pathways)
            holds = Holds(found.since, found.until)
            by_code = dict.fromkeys(codes, holds)
        return Verdict(
            self.history.holder,
            self.judged.full_code,
            day,
            self.known_at,
            head,
            found.standing.status,
            found.standing.expires_on,
            holds,
            {
                code: PathwayVerdict(
                    found.pathways[code].answer,
                    differing[code],
                    by_code[code],
                    found.pathways[code],
                )
                for code in codes
            },
        )

    def _differing(
        self, day: date, found: Segment, codes: Sequence[str]
    ) -> dict[str, tuple[Differing, ...]]:
        differing: dict[str, tuple[Differing, ...]] = dict.fromkeys(codes, ())
        for rule, count in found.disputable.items():
            for reading in range(2, count + 1):
                other = self.judge(day, readings={rule: reading}, itemised=False)
                for code in codes:
                    answer = other.pathways[code].answer
                    if answer is not found.pathways[code].answer:
                        says = _reading_says(self.judged.rules, rule, reading)
                        differing[code] += (Differing(rule, reading, says, answer),)
        return differing

    def timeline(self, start: date, end: date) -> list[Interval]:
        """Everything shown on the days from ``start`` through ``end``, as intervals.

        One undetermined interval when the answers change without end.
        """
        start, end = whole_day(start), whole_day(end)
        after = end + timedelta(days=1) if end < date.max else end
        try:
            return self._timeline(start, after)
        except EndlessTimeline as error:
            standing, pathways = self._broken(str(error))
            answers = {code: pathways[code].answer for code in self.codes}
            return [Interval(start, after, standing.status, None, answers, standing.finding.text)]

    def _timeline(self, start: date, after: date) -> list[Interval]:
        intervals: list[Interval] = []
        shown_before: object = None
        for found in self.forward(start):
            since = max(start, found.since or start)
            if since >= after:
                break
            until = after if found.until is None else min(found.until, after)
            shown = found.shown(self.codes)
            if intervals and shown == shown_before:
                intervals[-1] = intervals[-1]._replace(until=until)
            else:
                answers = {code: found.pathways[code].answer for code in self.codes}
                status, expires_on = found.standing.status, found.standing.expires_on
                intervals.append(Interval(since, until, status, expires_on, answers, found.failure))
            shown_before = shown
        return intervals

    def first_yes(self, pathway: str, day: date) -> date | None:
        """The first day from ``day`` on on which the pathway is yes as things stand, if any."""
        try:
            for found in self.forward(day):
                if found.pathways[pathway].answer is Answer.YES:
                    return max(day, found.since or day)
        except EndlessTimeline as error:
            self._broken(str(error))
        return None


class NotJudged(Exception):
    """There is nobody to judge: the plugin did not load. The message says why."""


class EndlessTimeline(Exception):
    """A body whose answers change on more days than any rule can account for."""


def _answer_to(code: str) -> Callable[[Segment], object]:
    return lambda segment: segment.pathways[code].answer


def _reading_says(rules: RuleBook, rule: str, reading: int) -> str:
    values: list[Any] = [v[reading - 1] for v in rules.rules[rule].values if len(v) >= reading]
    return values[-1].says if values else ""
