"""For plugin authors: scenarios run against installed bodies, and histories built in a line."""

from ledger.testing.histories import history_of
from ledger.testing.scenarios import Mismatch, Outcome, Scenario, load, run

__all__ = ["Mismatch", "Outcome", "Scenario", "history_of", "load", "run"]
