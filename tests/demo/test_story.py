"""The demo: always the same ledger, and a story whose answers follow from the rulebook."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ledger import Ledger
from ledger.demo import STORY, build
from ledger.judging.history import KnownAt

CMA, CCMA = "aama/cma", "nha/ccma"


@pytest.fixture(scope="module")
def sample() -> Iterator[Ledger]:
    with Ledger.open(":memory:") as ledger:
        build(ledger)
        yield ledger


def exported(ledger: Ledger) -> str:
    file = io.StringIO()
    ledger.export(file)
    return file.getvalue()


def test_the_sample_is_always_the_same(sample: Ledger) -> None:
    with Ledger.open(":memory:") as again:
        build(again)
        assert exported(again) == exported(sample)


def test_the_sample_has_about_a_dozen_people_over_ten_years(sample: Ledger) -> None:
    recorded = [fact.recorded_at.year for fact in sample.log()]
    assert 12 <= len(list(sample.holders())) <= 14
    assert max(recorded) - min(recorded) >= 10


@pytest.mark.parametrize(
    ("holder", "credential", "pathway", "on", "known_at", "answer"),
    [
        # certified 2016-09-12: 60 months and the end of the month give 2021-09-30
        ("okafor", CMA, "use-title", date(2021, 10, 15), None, "no"),
        # 20 + 24 + 14 = 58 points, and 2 more learned on 2025-03-10
        ("reyes", CMA, "recertify-ce", date(2025, 2, 28), date(2025, 3, 1), "no"),
        ("reyes", CMA, "recertify-ce", date(2025, 2, 28), None, "yes"),
        # ten credits until the correction of 2024-08-08 made them one
        ("tran", CCMA, "renew", date(2024, 7, 1), date(2024, 8, 7), "yes"),
        ("tran", CCMA, "renew", date(2024, 7, 1), None, "no"),
        # expired 2016-04-30: 60 months until 2019, then the printed 2020-03-30
        ("novak", CMA, "recertify-ce", date(2019, 12, 31), None, "yes"),
        ("novak", CMA, "recertify-ce", date(2020, 3, 30), None, "yes"),
        ("novak", CMA, "recertify-ce", date(2020, 3, 31), None, "no"),
        # expired 2020-03-31, moved on 2020-04-01
        ("silva", CMA, "use-title", date(2020, 4, 15), date(2020, 3, 31), "no"),
        ("silva", CMA, "use-title", date(2020, 4, 15), None, "yes"),
        # 48 + 12 points; 12 credits and the fee of 185
        ("haddad", CMA, "recertify-ce", date(2025, 3, 1), None, "yes"),
        ("haddad", CCMA, "renew", date(2025, 3, 1), None, "yes"),
        ("marsh", CMA, "use-title", date(2016, 5, 1), None, "undetermined"),
        ("kim", CCMA, "exam", date(2025, 6, 1), None, "undetermined"),
        # 2025-06-30 less 30 days is 2025-05-31
        ("moreno", CMA, "exam", date(2025, 5, 31), None, "yes"),
        ("lindqvist", CMA, "exam", date(2025, 5, 31), None, "no"),
        ("lindqvist", CMA, "exam", date(2025, 6, 1), None, "yes"),
    ],
)
def test_the_story_answers_as_the_rulebook_says(
    sample: Ledger,
    holder: str,
    credential: str,
    pathway: str,
    on: date,
    known_at: KnownAt,
    answer: str,
) -> None:
    verdict = sample.eligible(holder, credential, pathway=pathway, on=on, known_at=known_at)
    assert verdict.pathways[pathway].answer == answer


def test_one_course_counts_for_both_credentials(sample: Ledger) -> None:
    course = next(
        fact.version for fact in sample.log(holder="haddad") if fact.ref == "AAMA-2024-1177"
    )
    for credential, pathway, total in (
        (CMA, "recertify-ce", "R-TOTAL"),
        (CCMA, "renew", "C-TOTAL"),
    ):
        verdict = sample.eligible("haddad", credential, on=date(2025, 3, 1))
        findings = {found.id: found for found in verdict.pathways[pathway].finding.walk()}
        assert course in [fact.version for fact in findings[total].facts]


def test_the_audit_of_the_sample_finds_each_sort_once_and_nothing_else(sample: Ledger) -> None:
    assert sorted((str(finding.kind), finding.holder) for finding in sample.audit()) == [
        ("duplicate", "dubois"),
        ("printed-expiry-differs", "dubois"),
        ("renewal-without-requirements", "dubois"),
    ]


def test_every_printed_command_prints_just_that(tmp_path: Path) -> None:
    """The story is told in one process; each of its commands gives the same text in its own."""
    environment = {"PATH": "", "LANG": "C.UTF-8", "TMPDIR": str(tmp_path), "COLUMNS": "100"}
    command = [sys.executable, "-m", "ledger.cli.main"]
    told = subprocess.run(
        [*command, "demo", "--plain"], capture_output=True, text=True, env=environment, check=True
    ).stdout
    store = re.search(r"export LEDGER_STORE=(\S+)", told)
    assert store is not None
    for question in list(STORY[2].questions) + list(STORY[-1].questions):
        alone = subprocess.run(
            [*command, "--store", store[1], *question.command],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert alone.stdout in told
        assert "Traceback" not in alone.stderr
