"""Intake accepts what a fact may say and refuses the rest, naming the field and what is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ledger.facts import intake
from ledger.facts.jsonl import shown
from tests.facts.given import FULL, LEAST, drafted, refusal

Wrong = tuple[str, object, str, str]
"""A field, a value it may not have, the field the refusal names, and what it says."""

TEXT = "is not text; put it in quotes"
DATE = "is not a date like 2024-05-01 between 1900-01-01 and 2999-12-31"
CREDENTIAL = "is not a credential like aama/cma"
LIMITS = "(at most 9 digits before the point and 6 after it)"
DECIMAL = f"is not a decimal of 0 or more like 2 or 1.5 {LIMITS}"
VERSION = "is not the version of an earlier fact of this holder: a whole number from 1"

PERSON: list[Wrong] = [
    ("name", 7, "name", f"7 {TEXT}"),
    ("name", "\t", "name", "is blank; leave the field out when there is nothing to say"),
    ("born_on", "1968-02-30", "born_on", "“1968-02-30” is not a day of the calendar"),
    ("born_on", 1968, "born_on", f"1968 {DATE}"),
    ("email", ["a@b.c"], "email", f"['a@b.c'] {TEXT}"),
    ("email", "a@b.c\n", "email", "holds the control character U+000A; remove it"),
    ("ids", "123456", "ids", "“123456” is not a table of body code and number"),
    ("ids", {}, "ids", "{} is not a table of body code and number like"),
    ("ids", {"AAMA": "1"}, "ids", "“AAMA” is not a body code in lower case like aama"),
    ("ids", {"aama": 123456}, "ids.aama", f"123456 {TEXT}"),
    ("ids", {"aama": ""}, "ids.aama", "is blank"),
]
CREDENTIAL_OF: list[Wrong] = [
    ("credential", 7, "credential", f"7 {CREDENTIAL}"),
    ("credential", "cma", "credential", f"“cma” {CREDENTIAL}"),
    ("credential", "AAMA/CMA", "credential", f"“AAMA/CMA” {CREDENTIAL}"),
    ("credential", "aama/", "credential", f"“aama/” {CREDENTIAL}"),
    ("credential", "aama/cma/x", "credential", f"“aama/cma/x” {CREDENTIAL}"),
    ("credential", "aama/cma\n", "credential", f"“aama/cma\\u000a” {CREDENTIAL}"),
]


def text(field: str) -> list[Wrong]:
    return [
        (field, 7, field, f"7 {TEXT}"),
        (field, {"en": "x"}, field, f"{{'en': 'x'}} {TEXT}"),
        (field, "", field, "is blank"),
        (field, "a\x00b", field, "holds the control character U+0000; remove it"),
    ]


def day(field: str) -> list[Wrong]:
    return [
        (field, 20240501, field, f"20240501 {DATE}"),
        (field, "01.05.2024", field, f"“01.05.2024” {DATE}"),
        (field, "2023-02-29", field, "“2023-02-29” is not a day of the calendar"),
    ]


def decimal(field: str) -> list[Wrong]:
    return [
        (field, ["1"], field, f"['1'] {DECIMAL}"),
        (field, "-1", field, f"“-1” {DECIMAL}"),
        (field, "1,5", field, f"“1,5” {DECIMAL}"),
    ]


def choice(field: str, *words: str) -> list[Wrong]:
    known = f"is not one of {', '.join(words)}"
    return [
        (field, 7, field, f"7 {known}"),
        (field, [], field, f"[] {known}"),
        (field, words[0].upper() + "!", field, known),
    ]


WRONG: Mapping[str, list[Wrong]] = {
    "holder-enrolled": PERSON,
    "holder-updated": PERSON,
    "education-enrolled": [
        *text("program"),
        *text("institution"),
        *text("accreditor"),
        *day("expected_on"),
    ],
    "education-completed": [
        *text("program"),
        *text("institution"),
        *text("accreditor"),
        *day("accredited_on"),
        *decimal("hours"),
        *decimal("practicum_hours"),
        *choice("recognized_by", "USDE", "CHEA"),
        ("recognized_by", "usde", "recognized_by", "“usde” is not one of USDE, CHEA"),
    ],
    "experience-recorded": [
        *text("role"),
        *day("started_on"),
        *decimal("hours"),
        ("started_on", "2024-05-02", "started_on", "2024-05-02 is after the last day, 2024-05-01"),
    ],
    "ce-completed": [
        *text("title"),
        *text("provider"),
        ("credits", None, "credits", "is missing"),
        ("credits", "0", "credits", f"“0” is not a decimal above 0 like 2 or 1.5 {LIMITS}"),
        ("credits", 0, "credits", "is not a decimal above 0"),
        ("credits", "0.000000", "credits", "is not a decimal above 0"),
        *choice("unit", "contact-hour", "ceu", "credit", "college-credit"),
        ("areas", 7, "areas", "7 is not one area name, or areas with shares that sum to 1"),
        ("areas", {}, "areas", "{} is not one area name, or areas with shares that sum to 1"),
        ("areas", ["clinical"], "areas", "['clinical'] is not one area name, or areas with"),
        ("approved_by", "aama", "approved_by", "“aama” is not a list of body codes"),
        ("approved_by", {"aama": True}, "approved_by", 'in lower case like ["aama"]'),
        ("approved_by", ["AAMA"], "approved_by", "“AAMA” is not a body code in lower case"),
        ("approved_by", [7], "approved_by", "7 is not a body code in lower case like aama"),
        ("approved_by", ["nha", "nha"], "approved_by", "names a body twice"),
        ("formal_credit", "true", "formal_credit", "“true” is not true or false"),
        ("formal_credit", 1, "formal_credit", "1 is not true or false"),
    ],
    "exam-attempted": [
        *CREDENTIAL_OF,
        *choice("outcome", "passed", "failed", "no-show"),
        ("score", True, "score", f"True {TEXT}"),
        ("score", 4.5, "score", f"4.5 {TEXT}"),
        ("score", " ", "score", "is blank"),
        *text("form"),
    ],
    "payment-made": [
        ("body", 7, "body", "7 is not a body code in lower case like aama"),
        ("body", "AAMA", "body", "“AAMA” is not a body code in lower case like aama"),
        ("body", "aama/cma", "body", "“aama/cma” is not a body code in lower case like aama"),
        *choice("purpose", "exam", "renewal", "reinstatement", "reactivation", "membership"),
        *decimal("amount"),
        ("currency", 840, "currency", "840 is not an ISO 4217 currency like USD"),
        ("currency", "usd", "currency", "“usd” is not an ISO 4217 currency like USD"),
        ("currency", "US$", "currency", "“US$” is not an ISO 4217 currency like USD"),
        ("currency", "EURO", "currency", "“EURO” is not an ISO 4217 currency like USD"),
        *CREDENTIAL_OF,
    ],
    "payment-refunded": [
        ("payment", "8", "payment", f"“8” {VERSION}"),
        ("payment", 0, "payment", f"0 {VERSION}"),
        ("payment", -8, "payment", f"-8 {VERSION}"),
        ("payment", True, "payment", f"True {VERSION}"),
        ("payment", 2**31, "payment", f"2147483648 {VERSION}"),
        *text("reason"),
    ],
    "credential-granted": [
        *CREDENTIAL_OF,
        ("number", False, "number", f"False {TEXT}"),
        ("number", 1.0, "number", f"1.0 {TEXT}"),
        *day("expires_on"),
    ],
    "renewal-submitted": [*CREDENTIAL_OF, *text("route")],
    "renewal-granted": [*CREDENTIAL_OF, *text("route"), *day("expires_on")],
    "renewal-denied": [*CREDENTIAL_OF, *text("reason")],
    "sanction-imposed": [
        *CREDENTIAL_OF,
        *choice("sanction", "suspension", "revocation"),
        *day("until"),
        ("until", "2024-04-30", "until", "2024-04-30 is before the sanction begins, 2024-05-01"),
        *text("reason"),
    ],
    "sanction-lifted": [*CREDENTIAL_OF, *text("reason")],
    "document-filed": [*text("document"), *text("issuer"), *day("expires_on")],
    "status-observed": [*CREDENTIAL_OF, *text("status"), *day("expires_on")],
    "fact-corrected": [
        ("corrects", "1", "corrects", f"“1” {VERSION}"),
        ("corrects", 0, "corrects", f"0 {VERSION}"),
        *text("reason"),
        ("replacement", "2024-05-01", "replacement", "is not the fact as it should have been"),
        ("replacement", [], "replacement", "[] is not the fact as it should have been"),
    ],
}

MISSING = [(kind, field) for kind, least in LEAST.items() for field in least]
OPTIONAL = [(kind, field) for kind in FULL for field in FULL[kind] if field not in LEAST[kind]]


@pytest.mark.parametrize("kind", FULL)
def test_the_full_example_is_kept_as_it_was_given(kind: str) -> None:
    assert shown(drafted(kind).data) == FULL[kind]


@pytest.mark.parametrize("kind", LEAST)
def test_what_is_not_required_may_be_absent(kind: str) -> None:
    assert shown(drafted(kind, LEAST[kind]).data) == LEAST[kind]


@pytest.mark.parametrize(("kind", "field"), MISSING)
def test_a_required_field_that_is_missing_is_named(kind: str, field: str) -> None:
    data = {name: value for name, value in LEAST[kind].items() if name != field}
    if kind == "holder-updated":
        assert refusal(kind, data) == (
            "data",
            "nothing is updated; give name, born_on, email or ids",
        )
    else:
        named, problem = refusal(kind, data)
        assert (named, problem.partition(";")[0]) == (field, "is missing")


@pytest.mark.parametrize(("kind", "field"), OPTIONAL)
def test_null_is_the_same_as_absent(kind: str, field: str) -> None:
    assert drafted(kind, {**FULL[kind], field: None}) == drafted(kind, without(FULL[kind], field))


@pytest.mark.parametrize(
    ("kind", "field", "value", "named", "says"),
    [(kind, *wrong) for kind, wrongs in WRONG.items() for wrong in wrongs],
)
def test_a_wrong_value_is_refused_with_its_field_and_what_is_right(
    kind: str, field: str, value: object, named: str, says: str
) -> None:
    data = {**FULL[kind], field: value}
    found, problem = refusal(kind, data)
    assert found == named
    assert says in problem


@pytest.mark.parametrize("kind", FULL)
def test_the_tables_of_this_module_try_every_field(kind: str) -> None:
    assert {field for field, *_ in WRONG[kind]} == set(intake.kind_named(kind).field_names)


@pytest.mark.parametrize("kind", FULL)
def test_an_unknown_field_is_answered_with_the_nearest_name(kind: str) -> None:
    known = next(iter(FULL[kind]))
    assert refusal(kind, {**FULL[kind], known + "x": "1"}) == (
        known + "x",
        f"is not a field of a {kind}; did you mean {known}?",
    )


@pytest.mark.parametrize("kind", FULL)
def test_a_strange_field_is_answered_with_the_names_there_are(kind: str) -> None:
    named, problem = refusal(kind, {**FULL[kind], "zzzzzz": "1"})
    assert named == "zzzzzz"
    assert problem == f"is not a field of a {kind}; there are {', '.join(FULL[kind])}"


def without(data: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != field}
