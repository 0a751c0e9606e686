"""A broken plugin breaks only its own answers: they name it, and so does the list of plugins."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.metadata import Distribution, EntryPoint
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ledger.bodies.body import CertifyingBody
from ledger.bodies.host import Bodies, PluginState
from ledger.judging.case import Case
from ledger.judging.findings import NO, UNDETERMINED, YES, Finding
from ledger.judging.history import History
from ledger.judging.judgement import Judgement, Standing, Status
from ledger.judging.record import Record
from ledger.judging.requirements import leaf
from ledger.judging.verdict import Verdict
from tests.judging.made_up import credential, current_if, rule
from tests.judging.plugins import good

DAY = date(2024, 7, 1)
EVERY_DAY = [date(2000, 1, 1) + timedelta(days=days) for days in range(200)]
BAKE = leaf("BAKE", True, "bakes", rule())
CURRENT = current_if(True)


def loops(_: Record) -> Judgement:
    while True:
        pass


def exits(_: Record) -> Judgement:
    sys.exit("enough")


def recurses(record: Record) -> Judgement:
    return recurses(record)


def runs_out(_: Record) -> Judgement:
    raise MemoryError


def unspeakable(_: Record) -> Judgement:
    class UnspeakableError(Exception):
        def __str__(self) -> str:
            raise SystemExit

    raise UnspeakableError


def long_winded(_: Record) -> Judgement:
    raise ValueError("x" * 10_000_000)


def generator_exit(_: Record) -> Judgement:
    raise GeneratorExit


def restless(record: Record) -> Judgement:
    days = record.count_reached(EVERY_DAY)
    bake = leaf("BAKE", days < 0, "never", rule())
    return Judgement(current_if(days < 0), {"bake": bake})


def returning(judgement: object) -> Callable[[Record], Any]:
    """A judge that returns this."""
    return lambda record: judgement


def baking(**changed: object) -> Callable[[Record], Any]:
    """A judge whose finding is changed so."""
    return returning(Judgement(CURRENT, {"bake": replace(BAKE, **changed)}))  # type: ignore[arg-type]


def standing(**changed: Any) -> Callable[[Record], Any]:
    """A judge whose standing is changed so."""
    return returning(Judgement(CURRENT._replace(**changed), {"bake": BAKE}))


BROKEN: dict[str, tuple[Callable[[Record], Any], str]] = {
    "loops": (loops, "did not answer within 0.2 seconds and was ended"),
    "exits": (exits, "SystemExit: enough"),
    "recurses": (recurses, "RecursionError: maximum recursion depth exceeded"),
    "runs out of memory": (runs_out, "MemoryError"),
    "raises what cannot be shown": (unspeakable, "UnspeakableError: an error that cannot be"),
    "raises a book": (long_winded, "xxx …"),
    "raises GeneratorExit": (generator_exit, "GeneratorExit"),
    "changes without end": (restless, "change on more than 50 days"),
    "returns nothing": (returning(None), "returned NoneType, not a Judgement"),
    "returns numbers without end": (returning(count()), "returned count, not a Judgement"),
    "returns three things": (returning((1, 2, 3)), "returned tuple, not a Judgement"),
    "returns no standing": (returning((1, {})), "returned int as the standing"),
    "returns endless pathways": (returning((CURRENT, count())), "returned count as the pathways"),
    "returns no pathway": (
        returning(Judgement(CURRENT, {})),
        "judged no pathway; return a finding for each of bake",
    ),
    "returns other pathways": (
        returning(Judgement(CURRENT, {"fry": BAKE})),
        "judged the pathways fry, not bake",
    ),
    "answers with a word": (
        returning(Judgement(CURRENT, {"bake": "yes"})),  # type: ignore[dict-item]
        "with what is not a Finding",
    ),
    "finds a word": (baking(answer="yes"), "the answer of BAKE is not an Answer"),
    "has a status there is not": (standing(status="sleepy"), "'sleepy' is not a valid Status"),
    "has a status with another reason": (
        standing(status=Status.EXPIRED),
        "the reason of the status expired says otherwise",
    ),
    "expires at noon": (standing(expires_on=datetime(2024, 1, 1, 12)), "the expiry is datetime"),
    "misses a word": (baking(missing="much"), "missing of BAKE is str, not a Decimal"),
    "misses nobody knows how much": (baking(need=Decimal("NaN")), "need of BAKE is Decimal"),
    "counts words": (baking(facts=("course",)), "facts of BAKE are not a tuple of Fact"),
    "rests on a list": (baking(children=[BAKE]), "children of BAKE are not a tuple of Finding"),
    "ends by a word": (baking(by="tomorrow"), "by of BAKE is str, not a date"),
    "is remedied by a word": (baking(remedy="bread"), "the remedy of BAKE is not a Remedy"),
    "says a number": (baking(text=7), "the id or the text of a finding is not text"),
    "finds without end": (baking(children=(BAKE,) * 10_001), "more than 10,000 findings"),
}


class Installed(Distribution):
    """A distribution, as far as an entry point knows it."""

    def read_text(self, filename: str) -> str | None:
        return "Name: ledger-guild\nVersion: 1.2\n" if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Any:
        return Path(path)


def bodies_with(judge: Callable[[Record], Any], monkeypatch: pytest.MonkeyPatch) -> Bodies:
    """The plugin ``guild`` with this judge, and another one beside it."""
    guild = CertifyingBody("guild", "The Guild", [credential(judge)])
    monkeypatch.setattr(good, "GUILD", guild)
    monkeypatch.setattr("ledger.judging.watchdog.LONGEST", 0.2)
    monkeypatch.setattr("ledger.judging.case.MOST_CHANGES", 50)
    point = EntryPoint("guild", "tests.judging.plugins.good", "ledger.bodies")
    vars(point)["dist"] = Installed()
    return Bodies([point, EntryPoint("nha", "ledger_nha", "ledger.bodies")])


def verdict_of(bodies: Bodies, code: str) -> Verdict:
    """The answer about somebody unknown."""
    return Case(bodies.credential(code), History("reyes", ())).verdict(DAY)


@pytest.mark.parametrize(("judge", "problem"), BROKEN.values(), ids=BROKEN)
def test_the_answer_is_undetermined_and_names_plugin_distribution_and_reason(
    judge: Callable[[Record], Any], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = verdict_of(bodies_with(judge, monkeypatch), "guild/baker")
    assert (verdict.status, verdict.expires_on) == (Status.UNDETERMINED, None)
    assert {pathway.answer for pathway in verdict.pathways.values()} == {UNDETERMINED}
    text = verdict.pathways["bake"].finding.text
    assert text.startswith("the plugin guild of ledger-guild 1.2 failed to judge guild/baker: ")
    assert problem in text
    assert len(text) < 1_000


@pytest.mark.parametrize(("judge", "problem"), BROKEN.values(), ids=BROKEN)
def test_the_trouble_is_listed_with_the_plugin_and_the_others_answer(
    judge: Callable[[Record], Any], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = bodies_with(judge, monkeypatch)
    assert [report.troubles for report in bodies.reports] == [(), ()]
    bodies.try_out()
    guild, nha = bodies.reports
    assert (guild.state, nha.state) == (PluginState.LOADED, PluginState.LOADED)
    assert problem in guild.troubles[0]
    assert nha.troubles == ()
    assert verdict_of(bodies, "nha/ccma").status is Status.NONE


def test_one_trouble_is_listed_once_and_only_so_many_are(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()

    def judge(record: Record) -> Judgement:
        raise ValueError(next(numbers) // 2)

    bodies = bodies_with(judge, monkeypatch)
    case = Case(bodies.credential("guild/baker"), History("reyes", ()))
    for _ in range(100):
        case.judge(DAY)
    assert [trouble.partition(" (")[0] for trouble in bodies.reports[0].troubles] == [
        f"guild/baker: ValueError: {number}" for number in range(20)
    ]


GIVEN_UP = (
    "the plugin guild of ledger-guild 1.2 failed to judge guild/baker: did not answer in time "
    "about 3 holders, and is not asked again in this process"
)


def test_a_judge_that_never_ends_is_waited_for_once_a_question_and_for_three_holders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Record] = []

    def judge(record: Record) -> Judgement:
        asked.append(record)
        return loops(record)

    baker = bodies_with(judge, monkeypatch).credential("guild/baker")

    def said(holder: str) -> str:
        verdict = Case(baker, History(holder, ())).verdict(DAY)
        assert {pathway.answer for pathway in verdict.pathways.values()} == {UNDETERMINED}
        assert verdict.holds == (None, None)
        return verdict.pathways["bake"].finding.text

    for number, holder in enumerate(("reyes", "tran", "kim"), 1):
        assert said(holder).endswith("did not answer within 0.2 seconds and was ended")
        assert len(asked) == number
    assert said("silva") == said("reyes") == GIVEN_UP
    assert len(asked) == 3


def test_a_judge_that_does_not_end_on_some_days_is_right_on_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Undetermined before 2005, and yes from then through 2029."""
    start, end = date(2005, 1, 1), date(2030, 1, 1)

    def judge(record: Record) -> Judgement:
        if not record.reached(start):
            return loops(record)
        answer = leaf("BAKE", not record.reached(end), "by the calendar", rule())
        return Judgement(CURRENT, {"bake": answer})

    baker = bodies_with(judge, monkeypatch).credential("guild/baker")
    case = Case(baker, History("reyes", ()))
    verdict = case.verdict(date(2020, 1, 1))
    assert verdict.pathways["bake"].answer is YES
    assert verdict.pathways["bake"].holds == verdict.holds == (start, end)
    found = [
        (one.since, one.until, one.pathways["bake"])
        for one in case.timeline(date(2000, 1, 1), date(2034, 12, 31))
    ]
    assert found == [
        (date(2000, 1, 1), start, UNDETERMINED),
        (start, end, YES),
        (end, date(2035, 1, 1), NO),
    ]


def test_a_case_that_began_before_goes_on_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has proven for some days is not taken back by what happens to others."""
    bodies = bodies_with(returning(Judgement(CURRENT, {"bake": BAKE})), monkeypatch)
    case = Case(bodies.credential("guild/baker"), History("reyes", ()))
    origin = case.judged.origin
    assert origin is not None
    for holder in ("tran", "kim", "silva"):
        origin.end("guild/baker", holder)
    assert case.verdict(DAY).status is Status.CURRENT
    later = Case(bodies.credential("guild/baker"), History("reyes", ()))
    assert later.verdict(DAY).pathways["bake"].finding.text == GIVEN_UP


def test_another_credential_of_the_plugin_is_asked_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cook = credential(returning(Judgement(CURRENT, {"bake": BAKE})), code="cook")
    guild = CertifyingBody("guild", "The Guild", [credential(loops), cook])
    bodies_with(loops, monkeypatch)
    monkeypatch.setattr(good, "GUILD", guild)
    bodies = Bodies([EntryPoint("guild", "tests.judging.plugins.good", "ledger.bodies")])
    assert verdict_of(bodies, "guild/baker").status is Status.UNDETERMINED
    assert verdict_of(bodies, "guild/cook").status is Status.CURRENT


def test_ctrl_c_while_a_judge_runs_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(record: Record) -> Judgement:
        raise KeyboardInterrupt

    bodies = bodies_with(judge, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        verdict_of(bodies, "guild/baker")


def test_a_right_judgement_has_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding("BAKE", YES, "bakes", (rule(),), have=Decimal(1), by=DAY)
    judgement = Judgement(Standing(Status.CURRENT, DAY, CURRENT.finding), {"bake": finding})
    bodies = bodies_with(returning(judgement), monkeypatch)
    assert verdict_of(bodies, "guild/baker").status is Status.CURRENT
    assert bodies.reports[0].troubles == ()
