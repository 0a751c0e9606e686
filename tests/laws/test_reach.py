"""The histories the laws are tried on reach every answer there is."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.laws import asking
from tests.laws.bodies import AAMA, NHA, Body
from tests.laws.luck import Luck

HISTORIES = 400
STATUSES = {"none", "pending", "current", "expired", "suspended", "revoked"}
ANSWERS = {
    AAMA: {
        "exam": {"yes", "no", "undetermined"},
        "recertify-ce": {"yes", "no", "undetermined"},
        "recertify-exam": {"yes", "no"},
        "use-title": {"yes", "no", "undetermined"},
    },
    NHA: {
        "exam": {"yes", "no", "undetermined"},
        "renew": {"yes", "no"},
        "reinstate": {"yes", "no"},
        "recertify-exam": {"yes", "no", "undetermined"},
        "use-title": {"yes", "no"},
    },
}
DISPUTED = {AAMA: {"recertify-ce"}, NHA: {"renew", "reinstate", "recertify-exam", "use-title"}}
KINDS = {
    "ce-completed",
    "credential-granted",
    "document-filed",
    "education-completed",
    "exam-attempted",
    "experience-recorded",
    "fact-corrected",
    "payment-made",
    "renewal-granted",
    "sanction-imposed",
    "sanction-lifted",
}


def reached(body: Body) -> Counter[tuple[str, str]]:
    """In how many histories each status, answer and dispute was met, asking ten times each."""
    found: Counter[tuple[str, str]] = Counter()
    for seed in range(HISTORIES):
        luck = Luck(Random(seed))
        told = body.corrected(luck)
        seen: set[tuple[str, str]] = set()
        for chosen in (asking.day, asking.disputable_day) * 5:
            known_at, day = asking.knowledge(luck, told), chosen(luck, told)
            naive = body.days(told, known_at)
            answer = naive.answer(day)
            seen.add(("status", answer.status))
            seen |= set(answer.pathways.items())
            disputed = body.oracle.disputed(naive.facts, day, naive.known_on)
            seen |= {("disputed", pathway) for pathway in disputed}
        found.update(seen)
    return found


@pytest.mark.parametrize("body", [AAMA, NHA], ids=str)
def test_every_status_answer_and_dispute_is_met_in_several_histories(body: Body) -> None:
    expected = {("status", status) for status in STATUSES}
    expected |= {("status", "undetermined")} if body is AAMA else set()
    expected |= {(p, answer) for p, answers in ANSWERS[body].items() for answer in answers}
    expected |= {("disputed", pathway) for pathway in DISPUTED[body]}
    found = reached(body)
    assert set(found) == expected
    assert min(found.values()) >= 4, found


@pytest.mark.parametrize("body", [AAMA, NHA], ids=str)
def test_every_kind_of_fact_that_matters_is_met_in_several_histories(body: Body) -> None:
    kinds: Counter[str] = Counter()
    for seed in range(HISTORIES):
        kinds.update({table["kind"] for table in body.corrected(Luck(Random(seed))).tables})
    assert min(kinds[kind] for kind in KINDS) >= 4, kinds


@pytest.mark.parametrize("body", [AAMA, NHA], ids=str)
def test_corrections_of_corrections_are_met_in_several_histories(body: Body) -> None:
    met = 0
    for seed in range(HISTORIES):
        tables = body.corrected(Luck(Random(seed))).tables
        corrections = {v for v, t in enumerate(tables, 1) if t["kind"] == "fact-corrected"}
        met += any(t.get("corrects") in corrections for t in tables)
    assert met >= 20
