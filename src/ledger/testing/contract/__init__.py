"""The contract of a certifying body: the laws as functions, and as tests to inherit."""

from ledger.testing.contract.body_contract import BodyContract
from ledger.testing.contract.laws import LAWS, Result, check, tried
from ledger.testing.contract.subject import Law, Subject, Trial, Unchecked, Violation
from ledger.testing.contract.trials import subject_of

__all__ = [
    "LAWS",
    "BodyContract",
    "Law",
    "Result",
    "Subject",
    "Trial",
    "Unchecked",
    "Violation",
    "check",
    "subject_of",
    "tried",
]
