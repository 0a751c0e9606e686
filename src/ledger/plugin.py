"""Everything a certifying-body plugin needs. Plugins import nothing else of the ledger.

``docs/rules.md`` and ``docs/hooks.md`` explain it; `ledger.testing` helps to test a plugin.
"""

from ledger.bodies.body import CertifyingBody, Credential, Pathway
from ledger.bodies.hookspecs import hookimpl
from ledger.bodies.own import OwnFinding
from ledger.facts.fact import Fact
from ledger.facts.kinds import (
    CeCompleted,
    CredentialGranted,
    DocumentFiled,
    EducationCompleted,
    EducationEnrolled,
    ExamAttempted,
    ExperienceRecorded,
    HolderEnrolled,
    HolderUpdated,
    PaymentMade,
    PaymentRefunded,
    RenewalDenied,
    RenewalGranted,
    RenewalSubmitted,
    SanctionImposed,
    SanctionLifted,
    StatusObserved,
)
from ledger.judging.allocation import Allocation
from ledger.judging.awards import Award, Awards, awards, passes
from ledger.judging.buckets import Bucket, Offer
from ledger.judging.calendar import days, month_end, months, next_day
from ledger.judging.cycles import Cycle, Cycles, Kept, cycle_of, day_before, kept_up
from ledger.judging.dues import due_every_year, paid
from ledger.judging.findings import Answer, Finding, Note, Refused, Remedy, answer_of
from ledger.judging.history import History
from ledger.judging.judgement import Judgement, Standing, Status
from ledger.judging.record import Record
from ledger.judging.requirements import all_of, any_of, leaf, perhaps, through
from ledger.judging.rulebook import RuleBook
from ledger.judging.rules import Confidence, RuleValue
from ledger.judging.tally import NOT_MEANT, Credit, Tally

__all__ = [
    "NOT_MEANT",
    "Allocation",
    "Answer",
    "Award",
    "Awards",
    "Bucket",
    "CeCompleted",
    "CertifyingBody",
    "Confidence",
    "Credential",
    "CredentialGranted",
    "Credit",
    "Cycle",
    "Cycles",
    "DocumentFiled",
    "EducationCompleted",
    "EducationEnrolled",
    "ExamAttempted",
    "ExperienceRecorded",
    "Fact",
    "Finding",
    "History",
    "HolderEnrolled",
    "HolderUpdated",
    "Judgement",
    "Kept",
    "Note",
    "Offer",
    "OwnFinding",
    "Pathway",
    "PaymentMade",
    "PaymentRefunded",
    "Record",
    "Refused",
    "Remedy",
    "RenewalDenied",
    "RenewalGranted",
    "RenewalSubmitted",
    "RuleBook",
    "RuleValue",
    "SanctionImposed",
    "SanctionLifted",
    "Standing",
    "Status",
    "StatusObserved",
    "Tally",
    "all_of",
    "answer_of",
    "any_of",
    "awards",
    "cycle_of",
    "day_before",
    "days",
    "due_every_year",
    "hookimpl",
    "kept_up",
    "leaf",
    "month_end",
    "months",
    "next_day",
    "paid",
    "passes",
    "perhaps",
    "through",
]
