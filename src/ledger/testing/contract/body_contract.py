"""`BodyContract`: the laws as tests to inherit."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import ClassVar
from unittest import SkipTest

from ledger.bodies.body import CertifyingBody
from ledger.testing.contract.laws import LAWS, tried
from ledger.testing.contract.subject import Subject
from ledger.testing.contract.trials import TRIES, subject_of
from ledger.testing.scenarios import Scenario, load_folder


class BodyContract:
    """Tests that a certifying body keeps every law, one test a law. Inherit it and name the body::

        class TestContract(BodyContract):
            body = ACME
            scenarios = Path(__file__).parent.parent / "scenarios"

    A law that is broken fails with a sentence for each violation; one that could not be tried is
    skipped with what would be needed for it.

    Attributes:
        body: The body under test.
        scenarios: A folder of scenario files (``*.toml``), None: made-up histories alone.
        tries: On how many histories each law is tried.
        seed: Other seeds make other histories.
    """

    body: ClassVar[CertifyingBody]
    scenarios: ClassVar[Path | None] = None
    tries: ClassVar[int] = TRIES
    seed: ClassVar[int] = 0

    def test_judging_is_pure(self) -> None:
        self._keeps("pure")

    def test_later_facts_change_nothing_earlier(self) -> None:
        self._keeps("later-facts")

    def test_answers_are_constant_over_their_interval(self) -> None:
        self._keeps("interval")

    def test_the_order_of_record_does_not_matter(self) -> None:
        self._keeps("order")

    def test_a_wrong_fact_and_its_correction_are_the_right_fact(self) -> None:
        self._keeps("correction")

    def test_every_answer_has_a_reason_with_a_source(self) -> None:
        self._keeps("reason")

    def test_evidence_is_visible_on_that_day_at_that_time(self) -> None:
        self._keeps("evidence")

    def test_the_gap_closes(self) -> None:
        self._keeps("gap")

    def test_every_change_day_has_scenarios_on_both_sides(self) -> None:
        self._keeps("change-days")

    def test_broken_empty_and_foreign_facts_never_raise(self) -> None:
        self._keeps("any-facts")

    def test_importing_the_body_loads_no_screen_toolkit(self) -> None:
        self._keeps("imports")

    def _keeps(self, name: str) -> None:
        __tracebackhide__ = True
        (law,) = [law for law in LAWS if law.name == name]
        results = [
            tried(law, subject)
            for subject in _subjects(self.body, self.scenarios, self.tries, self.seed)
        ]
        broken = [violation.says for result in results for violation in result.violations]
        if broken:
            raise AssertionError("\n".join([f"{law.name}: {law.says}", *broken]))
        if results and all(result.unchecked for result in results):
            raise SkipTest(results[0].unchecked)


@lru_cache(maxsize=8)
def _subjects(
    body: CertifyingBody, folder: Path | None, tries: int, seed: int
) -> tuple[Subject, ...]:
    scenarios: list[Scenario] = load_folder(folder) if folder is not None else []
    return tuple(
        subject_of(credential, scenarios, tries=tries, seed=seed)
        for credential in body.credentials.values()
    )
