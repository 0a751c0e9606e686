"""Both sides of every day on which a rule changes, where no scenario shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pytest
from ledger_aama import AAMA

from ledger.testing import Case, Verdict, history_of

CMA = AAMA.credentials["cma"]
Table = Mapping[str, Any]


def asked(facts: Iterable[Table], on: date, known_at: date | datetime | None = None) -> Verdict:
    """The verdict for somebody with these facts."""
    history = history_of(facts, credential="aama/cma")
    return Case(CMA, history.known_at(known_at), known_at).verdict(on)


def answer(
    facts: Iterable[Table], pathway: str, on: date, known_at: date | datetime | None = None
) -> str:
    """The answer for one pathway."""
    return str(asked(facts, on, known_at).pathways[pathway].answer)


def missing(facts: Iterable[Table], on: date) -> dict[str, str]:
    """What recertifying by continuing education misses."""
    tree = asked(facts, on).pathways["recertify-ce"].finding
    return {f.id: str(f.missing) for f in tree.walk() if f.missing is not None}


def granted(on: date, expires_on: date | None = None) -> Table:
    """A grant."""
    printed = {"expires_on": expires_on} if expires_on else {}
    return {"kind": "credential-granted", "on": on, **printed}


def enough(on: date) -> Table:
    """All sixty points at once."""
    return {
        "kind": "ce-completed",
        "on": on,
        "title": "Series",
        "credits": 60,
        "unit": "contact-hour",
        "areas": {"administrative": "0.2", "clinical": "0.5", "general": "0.3"},
        "approved_by": ["aama"],
    }


def card(on: date, expires_on: date) -> Table:
    """A CPR card."""
    return {"kind": "document-filed", "on": on, "document": "cpr-card", "expires_on": expires_on}


def failures(*days: date) -> list[Table]:
    """Failed attempts."""
    return [{"kind": "exam-attempted", "on": day, "outcome": "failed"} for day in days]


def graduated(on: date) -> Table:
    """An accredited program completed."""
    return {
        "kind": "education-completed",
        "on": on,
        "program": "Medical assisting",
        "accreditor": "CAAHEP",
    }


BARRED = [
    graduated(date(2014, 5, 20)),
    *failures(date(2015, 1, 10), date(2016, 1, 10), date(2017, 1, 10)),
]
CARDED = [granted(date(2011, 1, 10)), card(date(2012, 3, 1), date(2014, 3, 1))]


@pytest.mark.parametrize(
    ("on", "total", "clinical"),
    [(date(2013, 5, 31), "60", "10"), (date(2013, 6, 1), "56", "6")],
)
def test_a_card_gives_points_to_who_asks_from_june_2013_whenever_it_was_filed(
    on: date, total: str, clinical: str
) -> None:
    found = missing(CARDED, on)
    assert (found["R-TOTAL"], found["R-CLINICAL"]) == (total, clinical)


def test_a_card_gives_clinical_and_approved_points_and_no_others() -> None:
    assert missing(CARDED, date(2014, 1, 1)) == {
        "R-TOTAL": "56",
        "R-ADMIN": "10",
        "R-CLINICAL": "6",
        "R-GENERAL": "10",
        "R-AAMA": "26",
    }


@pytest.mark.parametrize(
    ("expires_on", "expected"),
    [
        (date(2005, 1, 30), "yes"),
        (date(2005, 1, 31), "no"),
        (date(2013, 5, 31), "no"),
        (date(2013, 6, 1), "yes"),
    ],
)
def test_a_card_on_file_is_asked_for_by_the_day_of_expiry(expires_on: date, expected: str) -> None:
    facts = [granted(date(2000, 5, 1), expires_on), enough(date(2001, 1, 1))]
    assert answer(facts, "recertify-ce", date(2004, 6, 1)) == expected


@pytest.mark.parametrize("known_at", [date(1990, 1, 1), date(2004, 12, 31), None])
def test_that_a_card_is_asked_for_is_known_at_all_times(known_at: date | None) -> None:
    early = datetime.fromisoformat("1990-01-01T00:00:00Z")
    facts = [
        {**granted(date(2000, 5, 1), date(2006, 5, 31)), "recorded_at": early},
        {**enough(date(2001, 1, 1)), "recorded_at": early},
    ]
    verdict = asked(facts, date(2004, 6, 1), known_at)
    finding = next(f for f in verdict.pathways["recertify-ce"].finding.walk() if f.id == "R-CPR")
    assert finding.answer == "no"


@pytest.mark.parametrize(
    ("known_at", "expected"), [(date(2018, 4, 11), "yes"), (date(2018, 4, 12), "no")]
)
def test_before_the_short_window_was_announced_the_long_one_goes_on(
    known_at: date, expected: str
) -> None:
    facts = [granted(date(2012, 4, 19)), enough(date(2015, 7, 7))]
    assert answer(facts, "recertify-ce", date(2020, 4, 15), known_at) == expected


@pytest.mark.parametrize(
    ("known_at", "expected"), [(date(2018, 4, 11), "yes"), (date(2018, 4, 12), "no")]
)
def test_before_it_was_announced_nobody_is_barred(known_at: date, expected: str) -> None:
    assert answer(BARRED, "exam", date(2019, 1, 1), known_at) == expected


def test_who_will_be_barred_is_shown_no_deadline_beyond_the_bar() -> None:
    failed = failures(date(2015, 7, 1), date(2016, 1, 10), date(2017, 1, 10))
    facts = [granted(date(2014, 5, 10)), enough(date(2015, 1, 1)), *failed]
    pathway = asked(facts, date(2018, 1, 1), date(2018, 4, 12)).pathways["recertify-ce"]
    assert (str(pathway.answer), pathway.holds.until) == ("yes", date(2018, 4, 12))
    assert pathway.finding.by is None


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2025, 3, 23), "no"), (date(2025, 3, 24), "yes")]
)
def test_a_second_program_of_years_ago_cures_who_asks_from_24_march_2025(
    on: date, expected: str
) -> None:
    assert answer([*BARRED, graduated(date(2020, 6, 1))], "exam", on) == expected


@pytest.mark.parametrize(
    ("known_at", "expected"), [(date(2025, 3, 23), "no"), (date(2025, 3, 24), "yes")]
)
def test_before_the_cure_was_announced_the_bar_is_final(known_at: date, expected: str) -> None:
    facts = [*BARRED, graduated(date(2020, 6, 1))]
    assert answer(facts, "exam", date(2025, 6, 1), known_at) == expected


def test_a_second_program_at_fewer_than_three_failures_cures_nothing() -> None:
    facts = [
        graduated(date(2014, 5, 20)),
        *failures(date(2015, 1, 10), date(2016, 1, 10)),
        graduated(date(2016, 5, 20)),
        *failures(date(2017, 1, 10)),
    ]
    assert answer(facts, "exam", date(2025, 6, 1)) == "no"


@pytest.mark.parametrize(
    ("known_at", "expected"), [(date(2019, 7, 31), "no"), (date(2019, 8, 1), "yes")]
)
def test_before_it_was_announced_there_is_no_alternative_pathway(
    known_at: date, expected: str
) -> None:
    program = {
        "kind": "education-completed",
        "on": date(2018, 12, 14),
        "program": "Medical assisting",
        "hours": 720,
        "practicum_hours": 160,
        "recognized_by": "USDE",
    }
    assert answer([program], "exam", date(2020, 1, 1), known_at) == expected


@pytest.mark.parametrize(
    ("known_at", "status"), [(date(2009, 12, 31), "undetermined"), (date(2010, 1, 1), "current")]
)
def test_the_sixty_months_are_known_from_2010(known_at: date, status: str) -> None:
    early = {"recorded_at": datetime.fromisoformat("2009-06-01T00:00:00Z")}
    facts = [{**granted(date(2010, 2, 1)), **early}]
    assert asked(facts, date(2012, 1, 1), known_at).status == status


@pytest.mark.parametrize(
    ("printed", "effective"),
    [
        (date(2020, 3, 30), date(2020, 3, 30)),
        (date(2020, 3, 31), date(2020, 8, 31)),
        (date(2020, 4, 30), date(2020, 8, 31)),
        (date(2020, 5, 30), date(2020, 5, 30)),
        (date(2020, 5, 31), date(2020, 8, 31)),
        (date(2020, 6, 30), date(2020, 6, 30)),
    ],
)
def test_a_printed_expiry_of_the_three_cohorts_is_moved_too(printed: date, effective: date) -> None:
    assert asked([granted(date(2015, 3, 18), printed)], date(2016, 1, 1)).expires_on == effective


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2020, 3, 29), "yes"), (date(2020, 3, 30), "yes"), (date(2020, 3, 31), "no")],
)
def test_the_transition_ends_on_30_march_2020_in_both_readings(on: date, expected: str) -> None:
    facts = [granted(date(2011, 4, 19)), enough(date(2015, 7, 7))]
    pathway = asked(facts, on).pathways["recertify-ce"]
    assert (str(pathway.answer), pathway.disputed) == (expected, False)
