"""What a case asks of the credential it judges; bodies bring it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ledger.judging.judgement import Judge
from ledger.judging.origin import Origin
from ledger.judging.rulebook import RuleBook


class Judged(Protocol):
    """What can be judged: a credential as its body describes it."""

    @property
    def full_code(self) -> str:
        """For example ``aama/cma``."""

    @property
    def rules(self) -> RuleBook:
        """Its rule values."""

    @property
    def judge(self) -> Judge:
        """The function that judges it."""

    @property
    def pathway_codes(self) -> Sequence[str]:
        """Its pathways, without ``use-title``."""

    @property
    def origin(self) -> Origin | None:
        """The plugin it comes from, None: no plugin."""
