"""The guild of bakers, which keeps every law, and a slip in its judge for each law there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from ledger.plugin import (
    CeCompleted,
    CertifyingBody,
    Confidence,
    Credential,
    Credit,
    DocumentFiled,
    Fact,
    Finding,
    HolderEnrolled,
    Judgement,
    Pathway,
    PaymentMade,
    Record,
    Remedy,
    RuleBook,
    RuleValue,
    SanctionImposed,
    Standing,
    Status,
    StatusObserved,
    all_of,
    awards,
    leaf,
    months,
    through,
)
from ledger.testing import Subject, load, subject_of

RULES = """
[HELD]
says = "What starts a period"
selected_by = "always"
values = [{ value = "a grant", source = "Statutes, page 3", confidence = "high" }]

[TERM]
says = "Months of validity, by day of the award"
selected_by = "award"
values = [
  { value = 36, source = "Statutes, page 4", confidence = "high" },
  { from = 2020-01-01, value = 24, source = "Letter of 2019", confidence = "high" },
]

[POINTS]
says = "Points needed in a period"
selected_by = "day asked"
values = [
  { value = 10, source = "Statutes, page 5", confidence = "high" },
  { from = 2022-01-01, value = 20, source = "Letter of 2021", confidence = "high" },
]
"""
EXTRA = """
[LOAF]
says = "Loaves to show"
selected_by = "day asked"
values = [
  { value = 1, source = "Statutes, page 6", confidence = "high" },
  { from = 2023-01-01, value = 2, source = "Letter of 2022", confidence = "high" },
]
"""
SCENARIOS = """
[[scenario]]
name = "A grant of 2019 lasts three years"
credential = "guild/baker"
facts = [
  { kind = "credential-granted", on = 2019-05-01 },
  { kind = "ce-completed", on = 2019-09-01, title = "Rye", credits = 4, unit = "credit" },
  { kind = "ce-completed", on = 2020-02-01, title = "Wheat", credits = 7, unit = "ceu" },
]
asks = [
  { on = 2021-12-31, status = "current", expires_on = 2022-05-01 },
  { on = 2021-12-31, pathway = "renew", answer = "yes" },
  { on = 2022-01-01, pathway = "renew", answer = "no", missing = { POINTS = 9 } },
]

[[scenario]]
name = "A grant of 2021 lasts two years"
credential = "guild/baker"
facts = [
  { kind = "credential-granted", on = 2021-05-01 },
  { kind = "ce-completed", on = 2022-09-01, title = "Rye", credits = 12, unit = "ceu" },
  { kind = "ce-completed", on = 2023-02-01, title = "Wheat", credits = 8, unit = "credit" },
]
asks = [
  { on = 2023-01-31, status = "current", expires_on = 2023-05-01 },
  { on = 2023-01-31, pathway = "renew", answer = "no" },
  { on = 2023-02-01, pathway = "renew", answer = "yes" },
]
"""
Judge = Callable[[Record], Judgement]
Change = Callable[[Record], Finding]
BOOK = RuleBook.from_toml(RULES)


def worth(fact: Fact[CeCompleted]) -> Credit:
    """What a course is worth."""
    return Credit(fact.data.credits)


def remedy(missing: Decimal) -> Remedy:
    """The course that makes up for so much."""
    return Remedy("ce-completed", {"title": "Bread", "credits": f"{missing:f}", "unit": "credit"})


def honest(
    record: Record,
    *,
    more: Change | None = None,
    recommend: Callable[[Decimal], Remedy] = remedy,
) -> Judgement:
    """Judges guild/baker, with one more finding when it is given."""
    others = [more(record)] if more else []
    held = awards(record, None)
    if held is None:
        never = leaf("HELD", False, "never certified", record.rule("HELD"))
        return Judgement(
            Standing(Status.NONE, None, never), {"renew": all_of("renew", never, *others)}
        )
    award = held.governing
    term = record.rule("TERM", on=award.on)
    expiry = award.printed or months(award.on, term.whole)
    standing = through(record, "TERM", expiry, "certified", term, facts=[award.fact])
    need = record.rule("POINTS")
    tally = record.tally(CeCompleted, worth=worth, since=held.period_start)
    enough = tally.at_least("POINTS", need.number, "points", (need,), remedy=recommend)
    status = Status.EXPIRED if record.passed(expiry) else Status.CURRENT
    renew = all_of("renew", standing, enough, *others)
    return Judgement(Standing(status, expiry, standing), {"renew": renew})


def adding(change: Change) -> Judge:
    """The honest judge with one more finding."""
    return partial(honest, more=change)


def loaf(text: str = "has shown a loaf", *, is_so: bool | None = True, **other: Any) -> Finding:
    """The one more finding."""
    source = other.pop("source", "Statutes, page 6")
    rule = RuleValue("LOAF", 1, None, None, source, Confidence.HIGH)
    return replace(leaf("LOAF", is_so, text, rule), **other)


# ---- One slip for each law


def reads_the_machines_clock(record: Record) -> Finding:
    return loaf(f"has shown a loaf by {date.today()}")


def reads_the_time_of_day(record: Record) -> Finding:
    return loaf(f"has shown a loaf at {datetime.now():%Y}")


def looks_at_the_clock_and_forgets_it(record: Record) -> Finding:
    from datetime import datetime as imported_late

    imported_late.now()
    return loaf()


def draws_lots(record: Record) -> Finding:
    import random

    return loaf(is_so=random.randint(1, 100) <= 100)


def makes_chance_of_its_own(record: Record) -> Finding:
    from random import Random

    return loaf(is_so=Random().random() < 1)


def reads_the_environment(record: Record) -> Finding:
    import os

    return loaf(is_so=os.getenv("LOAVES", "1") != "")


def reads_a_file(record: Record) -> Finding:
    return loaf(is_so=bool(Path(__file__).read_text(encoding="utf-8")))


def asks_the_machine(record: Record) -> Finding:
    import os

    return loaf(is_so=os.getpid() > 0)


def prints(record: Record) -> Finding:
    print(end="")
    return loaf()


def adds_up_facts_of_the_future(record: Record) -> Finding:
    seen: list[Decimal] = []

    def counting(fact: Fact[CeCompleted]) -> Credit:
        seen.append(fact.data.credits)
        return worth(fact)

    record.tally(CeCompleted, worth=counting)
    return loaf(is_so=sum(seen) >= 10)


def knows_the_day(record: Record) -> Finding:
    return loaf(
        f"has shown a loaf before {vars(type(record._clock))['_Clock__day'].__get__(record._clock)}"
    )


def takes_the_fact_recorded_last(record: Record) -> Finding:
    courses = record.facts(CeCompleted)
    last = max(courses, key=lambda fact: fact.version, default=None)
    return loaf(is_so=last is None or last.data.unit == "credit")


def distrusts_corrected_records(record: Record) -> Finding:
    return loaf(is_so=not record._history.corrected_by)


def names_no_source(record: Record) -> Finding:
    return loaf(source=" ")


def answers_in_brief_otherwise(record: Record) -> Finding:
    return loaf(is_so=record.itemised)


def shows_a_value_before_it_is_announced(record: Record) -> Finding:
    return loaf(rules=BOOK.rules["POINTS"].values[-1])


def looks_up_a_value_no_scenario_shows(record: Record) -> Finding:
    rule = record.rule("LOAF")
    return leaf("LOAF", True, f"has shown {rule.whole} loaves", rule)


def looks_up_a_value_without_need(record: Record) -> Finding:
    return leaf("LOAF", True, "has shown a loaf", record.rule("LOAF"))


def looks_ahead_unseen(record: Record) -> Finding:
    coming = record.coming("POINTS")
    if coming is None or not record.facts(DocumentFiled):
        return loaf()
    return loaf(f"has shown a loaf, and will need {coming.whole} points from {coming.since}")


def supposes_an_address(record: Record) -> Finding:
    people: Any = record.facts(HolderEnrolled)
    return loaf(f"has sent a loaf from {[fact.data.email.lower() for fact in people]}")


def recommends_half(missing: Decimal) -> Remedy:
    """Half of what would be needed."""
    return remedy(missing / 2)


def recommends_too_late(missing: Decimal) -> Remedy:
    """What had to be done long before anybody was certified."""
    return remedy(missing)._replace(through=date(1990, 1, 1))


def recommends_what_does_not_help(record: Record) -> Finding:
    return loaf("has shown no loaf", is_so=False, remedy=remedy(Decimal(1)))


def recommends_what_does_not_tell(record: Record) -> Finding:
    return loaf("nobody knows the loaf", is_so=None, remedy=remedy(Decimal(1)))


def counts_any_payment(record: Record) -> Finding:
    return loaf(is_so=not record.facts(PaymentMade))


def listens_to_any_sanction(record: Record) -> Finding:
    return loaf(is_so=not record.facts(SanctionImposed))


def believes_the_registry(record: Record) -> Finding:
    return loaf(is_so=not record.facts(StatusObserved, credential="guild/baker"))


BROKEN: Mapping[str, tuple[str, Judge, str]] = {
    "reads the machine's clock": ("pure", adding(reads_the_machines_clock), RULES),
    "reads the time of day": ("pure", adding(reads_the_time_of_day), RULES),
    "looks at the clock and forgets it": (
        "pure",
        adding(looks_at_the_clock_and_forgets_it),
        RULES,
    ),
    "draws lots": ("pure", adding(draws_lots), RULES),
    "makes chance of its own": ("pure", adding(makes_chance_of_its_own), RULES),
    "reads the environment": ("pure", adding(reads_the_environment), RULES),
    "reads a file": ("pure", adding(reads_a_file), RULES),
    "asks the machine": ("pure", adding(asks_the_machine), RULES),
    "prints": ("pure", adding(prints), RULES),
    "adds up facts of the future": ("later-facts", adding(adds_up_facts_of_the_future), RULES),
    "knows the day asked about": ("interval", adding(knows_the_day), RULES),
    "takes the fact recorded last": ("order", adding(takes_the_fact_recorded_last), RULES),
    "distrusts corrected records": ("correction", adding(distrusts_corrected_records), RULES),
    "names no source": ("reason", adding(names_no_source), RULES),
    "answers in brief otherwise": ("reason", adding(answers_in_brief_otherwise), RULES),
    "shows a value before it is announced": (
        "evidence",
        adding(shows_a_value_before_it_is_announced),
        RULES,
    ),
    "recommends half of what is missing": (
        "gap",
        partial(honest, recommend=recommends_half),
        RULES,
    ),
    "recommends what is too late": (
        "gap",
        partial(honest, recommend=recommends_too_late),
        RULES,
    ),
    "recommends what does not help": ("gap", adding(recommends_what_does_not_help), RULES),
    "recommends what does not tell": ("gap", adding(recommends_what_does_not_tell), RULES),
    "has a change day without scenarios": (
        "change-days",
        adding(looks_up_a_value_no_scenario_shows),
        RULES + EXTRA,
    ),
    "has a change that no scenario shows": (
        "change-days",
        adding(looks_up_a_value_without_need),
        RULES + EXTRA.replace("2023", "2022"),
    ),
    "looks ahead where no scenario does": ("change-days", adding(looks_ahead_unseen), RULES),
    "counts a payment to anybody": ("any-facts", adding(counts_any_payment), RULES),
    "listens to a sanction of anybody": ("any-facts", adding(listens_to_any_sanction), RULES),
    "believes the registry": ("any-facts", adding(believes_the_registry), RULES),
    "supposes an address": ("any-facts", adding(supposes_an_address), RULES),
}
"""What is wrong with a body → the law that catches it, its judge and its rules."""


def guild(judge: Judge = honest, rules: str = RULES) -> CertifyingBody:
    """The guild with this judge."""
    book = RuleBook.from_toml(rules)
    pathways = (Pathway("renew", "renew before expiry", renews=True),)
    return CertifyingBody("guild", "Guild", [Credential("baker", "Baker", book, pathways, judge)])


def subject(judge: Judge = honest, rules: str = RULES, module: str = __name__) -> Subject:
    """The guild's baker, with its scenarios."""
    baker = guild(judge, rules).credentials["baker"]
    return subject_of(baker, load(SCENARIOS), tries=30, module=module)
