"""Bad input: the promised code, one clear sentence on stderr, and nothing written."""

from __future__ import annotations

import pytest

from tests.cli.running import Result, Shell

COURSE = ("record", "ce-completed", "reyes", "--on", "2024-05-01")
RIGHT = ("title=ECG", "credits=2", "unit=credit")
ELIGIBLE = ("eligible", "reyes", "aama/cma")
PLAN = ("plan", "reyes", "aama/cma")
CORRECT = ("correct", "reyes", "3", "--reason", "wrong")
LONG = "x" * 65_536

# What is given, and what the sentence names: what is wrong, where, and what would be right.
WRONG: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # Dates
    "no day of the calendar": (
        (*ELIGIBLE, "--on", "2024-02-30"),
        ("--on", "2024-02-30", "2024-05-01"),
    ),
    "another order of date": ((*ELIGIBLE, "--on", "01/02/2024"), ("--on", "01/02/2024")),
    "a date of eight digits": ((*ELIGIBLE, "--on", "20240501"), ("--on", "20240501")),
    "a week date": ((*ELIGIBLE, "--on", "2024-W18-3"), ("--on", "2024-W18-3")),
    "digits of another script": ((*ELIGIBLE, "--on", "٢٠٢٤-٠٥-٠١"), ("--on", "2024-05-01")),
    "an empty date": ((*ELIGIBLE, "--on", ""), ("--on", "2024-05-01")),
    "a word for a date": ((*ELIGIBLE, "--on", "yesterday"), ("--on", "yesterday")),
    "an instant for a day": ((*ELIGIBLE, "--on", "2024-05-01T12:00:00Z"), ("--on",)),
    "a fact before 1900": (
        ("record", "ce-completed", "reyes", "--on", "1850-01-01", *RIGHT),
        ("--on", "“1850-01-01”", "1900-01-01"),
    ),
    "a fact after 2999": (
        ("record", "ce-completed", "reyes", "--on", "3000-01-01", *RIGHT),
        ("--on", "2999-12-31"),
    ),
    "a correction to before 1900": ((*CORRECT, "--on", "1850-01-01"), ("--on", "1900-01-01")),
    "a date field": (
        ("record", "credential-granted", "reyes", "--on", "2024-01-01", "credential=aama/cma",
         "expires_on=31.12.2024"),
        ("expires_on", "31.12.2024", "2024-05-01"),
    ),
    "from after to": (
        ("timeline", "reyes", "aama/cma", "--from", "2024-02-01", "--to", "2024-01-31"),
        ("--from", "2024-02-01", "2024-01-31"),
    ),
    "an instant without a zone": (
        (*ELIGIBLE, "--known-at", "2024-05-01T12:00:00"),
        ("--known-at", "zone", "2024-05-01T12:00:00Z"),
    ),
    "no knowledge time": ((*ELIGIBLE, "--known-at", "now"), ("--known-at", "now")),
    "an instant outside the calendar": (
        (*ELIGIBLE, "--known-at", "0001-01-01T00:00:00+14:00"),
        ("--known-at",),
    ),
    # Kinds and fields
    "an unknown kind": (
        ("record", "ce-complete", "reyes", "--on", "2024-05-01"),
        ("ce-complete", "did you mean ce-completed?"),
    ),
    "a kind like none": (("record", "zzz", "x", "--on", "2024-05-01"), ("zzz", "document-filed")),
    "an unknown field": ((*COURSE, *RIGHT, "tittle=x"), ("tittle", "did you mean title?")),
    "a missing field": ((*COURSE, "title=ECG", "unit=credit"), ("credits", "missing", "1.5")),
    "no fields": (COURSE, ("title", "missing")),
    "a field twice": ((*COURSE, *RIGHT, "title=x"), ("title", "twice")),
    "an area twice": (
        (*COURSE, *RIGHT, "areas.clinical=1", "areas.clinical=1"),
        ("areas.clinical", "twice"),
    ),
    "a word that is no field": ((*COURSE, *RIGHT, "ECG"), ("ECG", "FIELD=VALUE")),
    "a field without a name": ((*COURSE, *RIGHT, "=2"), ("=2", "FIELD=VALUE")),
    "a blank text": ((*COURSE, "title= ", "credits=2", "unit=credit"), ("title", "blank")),
    "an unknown unit": (
        (*COURSE, "title=ECG", "credits=2", "unit=hours"),
        ("unit", "hours", "contact-hour"),
    ),
    "no flag": ((*COURSE, *RIGHT, "formal_credit=maybe"), ("formal_credit", "true or false")),
    "shares that are not all": (
        (*COURSE, *RIGHT, "areas.clinical=0.5", "areas.general=0.4"),
        ("areas", "0.9", "1"),
    ),
    "no body": ((*COURSE, *RIGHT, "approved_by=AAMA"), ("approved_by", "AAMA", "lower case")),
    "no currency": (
        ("record", "payment-made", "reyes", "--on", "2024-01-01", "body=nha", "purpose=renewal",
         "amount=1", "currency=$"),
        ("currency", "USD"),
    ),
    "nothing updated": (("record", "holder-updated", "x", "--on", "2024-01-01"), ("name", "email")),
    "ends before it starts": (
        ("record", "experience-recorded", "x", "--on", "2024-01-01", "role=MA",
         "started_on=2024-01-02"),
        ("started_on", "2024-01-02", "2024-01-01"),
    ),
    # Numbers
    "no number": ((*COURSE, "title=E", "credits=two", "unit=credit"), ("credits", "two", "1.5")),
    "NaN": ((*COURSE, "title=E", "credits=NaN", "unit=credit"), ("credits", "NaN")),
    "infinite": ((*COURSE, "title=E", "credits=Infinity", "unit=credit"), ("credits", "Infinity")),
    "below zero": ((*COURSE, "title=E", "credits=-1", "unit=credit"), ("credits", "above 0")),
    "zero": ((*COURSE, "title=E", "credits=0", "unit=credit"), ("credits", "above 0")),
    "an exponent": ((*COURSE, "title=E", "credits=1e3", "unit=credit"), ("credits", "1e3")),
    "a decimal comma": ((*COURSE, "title=E", "credits=1,5", "unit=credit"), ("credits", "1.5")),
    "too many digits": (
        (*COURSE, "title=E", "credits=1234567890", "unit=credit"),
        ("credits", "at most 9 digits"),
    ),
    "too fine": (
        (*COURSE, "title=E", "credits=0.1234567", "unit=credit"),
        ("credits", "6 after"),
    ),
    # Holders, credentials, pathways, versions
    "an unknown holder": (("eligible", "reye", "aama/cma"), ("reye", "did you mean reyes?")),
    "a holder that is no id": (("eligible", "Ana Reyes", "aama/cma"), ("Ana Reyes", "A-Z")),
    "an empty holder": (("history", ""), ("A-Z",)),
    "a holder too long": (("history", "h" * 65), ("64",)),
    "a filter that is no id": (("log", "--holder", "a b"), ("a b", "A-Z")),
    "an unknown holder to audit": (("audit", "nobody"), ("nobody",)),
    "a new holder that is no id": (
        ("record", "holder-enrolled", "a/b", "--on", "2024-01-01", "name=x"),
        ("holder", "a/b", "A-Z"),
    ),
    "an unknown credential": (("eligible", "reyes", "aama/cna"), ("aama/cna", "aama/cma")),
    "a credential like none": (("rules", "zzz"), ("zzz", "aama/cma", "nha/ccma")),
    "no credential in a fact": (
        ("record", "credential-granted", "x", "--on", "2024-01-01", "credential=cma"),
        ("credential", "cma", "aama/cma"),
    ),
    "an unknown pathway": ((*ELIGIBLE, "--for", "renew"), ("--for", "renew", "recertify-ce")),
    "an unknown pathway to plan": ((*PLAN, "--for", "renew"), ("--for", "renew", "exam")),
    "an unknown pathway to count": (("census", "aama/cma", "--for", "renew"), ("--for", "renew")),
    "an unknown status": (("census", "aama/cma", "--status", "valid"), ("--status", "current")),
    "an unknown kind to filter by": (("log", "--kind", "ce"), ("ce", "ce-completed")),
    "a limit below 0": (("log", "--limit", "-1"), ("--limit", "-1", "0")),
    "a limit that is no number": (("log", "--limit", "some"), ("--limit", "some", "number")),
    # Corrections
    "a version there is not": (
        ("correct", "reyes", "99", "--reason", "r", "--void"),
        ("reyes|version", "99"),
    ),
    "a version there is not, changed": (
        ("correct", "reyes", "99", "--reason", "r", "credits=1"),
        ("version", "99"),
    ),
    "version 0": (("correct", "reyes", "0", "--reason", "r", "--void"), ("VERSION", "0", "1")),
    "a version that is no number": (
        ("correct", "reyes", "first", "--reason", "r", "--void"),
        ("VERSION", "first", "number"),
    ),
    "void, and a field": ((*CORRECT, "--void", "credits=1"), ("void", "different")),
    "void, and a day": ((*CORRECT, "--void", "--on", "2024-01-01"), ("void", "different")),
    "neither void nor a field": (CORRECT, ("void", "different")),
    "no reason": (("correct", "reyes", "3", "--void"), ("--reason",)),
    "a blank reason": (("correct", "reyes", "3", "--void", "--reason", " "), ("reason", "blank")),
    "a field the kind has not": ((*CORRECT, "number=1"), ("number", "ce-completed")),
    "a field it cannot be without": ((*CORRECT, "credits="), ("credits", "missing")),
    "a number that is none": ((*CORRECT, "credits=NaN"), ("credits", "NaN")),
    "a payment that is none": (
        ("record", "payment-refunded", "reyes", "--on", "2024-01-01", "payment=2"),
        ("payment", "2", "payment-made"),
    ),
    # Assumed facts
    "nothing assumed": ((*PLAN, "--assume", ""), ("--assume 1", "KIND on=DATE FIELD=VALUE")),
    "an unknown kind assumed": ((*PLAN, "--assume", "ce on=2024-01-01"), ("--assume 1", "ce")),
    "no day assumed": (
        (*PLAN, "--assume", "ce-completed title=x credits=1 unit=credit"),
        ("--assume 1", "on", "missing"),
    ),
    "a day twice": (
        (*PLAN, "--assume", "document-filed on=2024-01-01 on=2024-01-02 document=x"),
        ("--assume 1", "on", "twice"),
    ),
    "a fact of somebody else": (
        (*PLAN, "--assume", '{"holder":"tran","kind":"document-filed","on":"2024-01-01"}'),
        ("--assume 1", "holder", "reyes"),
    ),
    "a quote left open": ((*PLAN, "--assume", "ce-completed title='x"), ("--assume 1", "quot")),
    "the second is wrong": (
        (*PLAN, "--assume", "ce-completed on=2024-01-01 title=x credits=1 unit=credit",
         "--assume", "{broken"),
        ("--assume 2", "JSON"),
    ),
    # Text
    "a control character": ((*COURSE, *RIGHT, "provider=a\x07b"), ("provider", "U+0007")),
    "a line break": ((*COURSE, *RIGHT, "provider=a\nb"), ("provider", "U+000A")),
    "an escape sequence": ((*COURSE, *RIGHT, "\x1b[31mx=1"), ("\\u001b", "is not a field")),
    "bytes that are no text": ((*COURSE, *RIGHT, "provider=\udcff"), ("provider", "U+DCFF")),
    "64 KiB of text": ((*COURSE, *RIGHT, f"provider={LONG}"), ("bytes", "65,536")),
    "64 KiB of reference": ((*COURSE, *RIGHT, "--ref", LONG), ("bytes", "65,536")),
    "64 KiB for a date": ((*ELIGIBLE, "--on", LONG), ("--on", "…")),
    "64 KiB for a kind": (("record", LONG, "x", "--on", "2024-01-01"), ("kind", "…")),
    "64 KiB for a word": ((*COURSE, *RIGHT, LONG), ("FIELD=VALUE", "…")),
    "64 KiB for a credential": (("rules", LONG), (" … ", "aama/cma")),
    "64 KiB for a pathway": ((*ELIGIBLE, "--for", LONG), ("--for", " … ", "use-title")),
    "64 KiB for a status": (("census", "aama/cma", "--status", LONG), ("--status", "expired")),
    "64 KiB for an option": (("log", f"--{LONG}"), (" … ", "--help")),
    "64 KiB for a file": (("import", LONG), (" … ", "cannot be read")),
    # Usage
    "an unknown command": (("eligble",), ("eligble", "did you mean eligible?")),
    "64 KiB for a command": ((LONG,), ("command", "…")),
    "an unknown option": (("log", "--hodler", "x"), ("--hodler", "--holder")),
    "a missing argument": (("eligible", "reyes"), ("CREDENTIAL", "--help")),
    "a missing option": (("record", "ce-completed", "reyes"), ("--on", "--help")),
    "one argument too many": ((*ELIGIBLE, "now"), ("now", "--help")),
    "an option without its value": ((*ELIGIBLE, "--on"), ("--on",)),
    "an unknown shell": (("completion", "tcsh"), ("tcsh", "bash")),
}  # fmt: skip


def check(found: Result, told: tuple[str, ...]) -> None:
    """Exit 2, nothing on stdout, one short line on stderr that names all of it."""
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("ledger")
    assert found.err.endswith("\n")
    assert found.err[:-1].isprintable()
    assert len(found.err) < 1_000
    for words in told:
        assert any(word in found.err for word in words.split("|")), (words, found.err)


@pytest.mark.parametrize("wrong", WRONG)
def test_it_is_one_clear_sentence_and_nothing_is_written(own_clinic: Shell, wrong: str) -> None:
    args, told = WRONG[wrong]
    before = own_clinic.store.read_bytes()
    check(own_clinic(*args), told)
    assert own_clinic.store.read_bytes() == before


def test_a_bad_first_fact_makes_no_ledger(shell: Shell) -> None:
    assert shell(*COURSE, "title=ECG").code == 2
    assert not shell.store.exists()


def test_a_blank_name_of_who_records_is_refused(shell: Shell) -> None:
    found = shell("--by", " ", *COURSE, *RIGHT)
    check(found, ("recorded_by", "blank"))
