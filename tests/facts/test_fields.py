"""Decimals, days, texts and areas at the edge of what they may be."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from ledger.facts.fields import Inexact
from ledger.facts.jsonl import shown
from tests.facts.given import FULL, drafted, refusal

CE = FULL["ce-completed"]
LIMITS = "like 2 or 1.5 (at most 9 digits before the point and 6 after it)"


def kept(kind: str, field: str, value: object) -> object:
    """What canonical JSON shows for the field after intake."""
    return shown(drafted(kind, {**FULL[kind], field: value}).data)[field]


def refused(kind: str, field: str, value: object) -> str:
    """What intake says against the value."""
    named, problem = refusal(kind, {**FULL[kind], field: value})
    assert named == field
    return problem


@pytest.mark.parametrize(
    "text", ["0", "0.0", "0.000000", "1", "2.50", "0.000001", "999999999", "999999999.999999"]
)
def test_a_decimal_is_kept_as_it_was_written(text: str) -> None:
    assert kept("payment-made", "amount", text) == text


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (2, "2"), (999_999_999, "999999999")])
def test_a_whole_number_is_kept_as_its_digits(number: int, text: str) -> None:
    assert kept("payment-made", "amount", number) == text


@pytest.mark.parametrize(
    ("number", "text"), [("2.50", "2.50"), ("1E+3", "1000"), ("1E-6", "0.000001"), ("0", "0")]
)
def test_a_decimal_object_is_kept_digit_by_digit(number: str, text: str) -> None:
    assert kept("payment-made", "amount", Decimal(number)) == text


@pytest.mark.parametrize(
    "text",
    [
        *("NaN", "sNaN", "Infinity", "-Infinity", "inf", "1e3", "1E3", "-1", "+1", "-0", "--1"),
        *("1.", ".5", "1.5.", "01", "00", "00.5", "1 ", " 1", "1\n", "1_000", "1,5", "1,000", "½"),
        *("0x10", "１", "١", "2,50 €", "1.0000000", "1234567890", "0.0000001", "9" * 5_000),
    ],
)
def test_any_other_text_is_no_decimal(text: str) -> None:
    assert refused("payment-made", "amount", text).endswith(
        f"is not a decimal of 0 or more {LIMITS}"
    )


@pytest.mark.parametrize(
    "value",
    [True, False, -1, 10**9, 10**5_000, -(10**5_000), 2.5, 1.0, float("nan"), float("inf")],
    ids=["true", "false", "-1", "10**9", "huge", "-huge", "2.5", "1.0", "nan", "inf"],
)
def test_any_other_number_is_no_decimal(value: object) -> None:
    assert refused("payment-made", "amount", value).endswith(
        f"is not a decimal of 0 or more {LIMITS}"
    )


@pytest.mark.parametrize(
    "text", ["NaN", "sNaN", "-Infinity", "-1", "-0", "1E+9", "1E-7", "1E+999999", "1E-999999"]
)
def test_any_other_decimal_object_is_refused(text: str) -> None:
    assert refused("payment-made", "amount", Decimal(text)).endswith(LIMITS)


def test_a_number_with_a_point_outside_quotes_belongs_into_quotes() -> None:
    assert refused("ce-completed", "credits", Inexact("2.50")) == (
        '2.50 is a floating number; write the decimal in quotes: "2.50"'
    )


@pytest.mark.parametrize("written", ["1e3", "-1.5", "1.0000000"])
def test_a_floating_number_is_not_suggested_in_quotes_when_that_is_wrong_too(written: str) -> None:
    assert refused("ce-completed", "credits", Inexact(written)) == (
        f"“{written}” is not a decimal above 0 {LIMITS}"
    )


@pytest.mark.parametrize(
    ("kind", "field"),
    [("ce-completed", "title"), ("exam-attempted", "score"), ("payment-made", "body")],
)
def test_a_floating_number_is_no_text(kind: str, field: str) -> None:
    assert refused(kind, field, Inexact("1.5")).startswith("“1.5” is not ")


@pytest.mark.parametrize(("number", "text"), [(430, "430"), (-5, "-5"), (0, "0")])
@pytest.mark.parametrize(
    ("kind", "field"), [("exam-attempted", "score"), ("credential-granted", "number")]
)
def test_a_whole_number_is_a_score_or_certificate_number(
    kind: str, field: str, number: int, text: str
) -> None:
    assert kept(kind, field, number) == text


def test_a_score_of_thousands_of_digits_is_refused() -> None:
    assert refused("exam-attempted", "score", 10**5_000) == (
        "a huge int is not text; put it in quotes"
    )


@pytest.mark.parametrize("day", ["1900-01-01", "2024-02-29", "2999-12-31"])
def test_a_day_of_the_calendar_is_kept(day: str) -> None:
    assert kept("document-filed", "expires_on", day) == day


def test_a_date_object_is_a_day() -> None:
    assert kept("document-filed", "expires_on", date(2026, 5, 31)) == "2026-05-31"


@pytest.mark.parametrize("day", ["2023-02-29", "1900-02-29", "2024-04-31", "2024-13-01"])
def test_a_day_the_calendar_does_not_have_is_refused(day: str) -> None:
    assert refused("document-filed", "expires_on", day) == f"“{day}” is not a day of the calendar"


@pytest.mark.parametrize(
    "value",
    [
        *("1899-12-31", "3000-01-01", "20240501", "2024-5-1", "24-05-01", "2024/05/01"),
        *("2024-05-01T00:00:00", "2024-05-01Z", " 2024-05-01", "2024-05-01\n", "2024-W18-3"),
        *("２０２４-０５-０１", "٢٠٢٤-٠٥-٠١", "-2024-05-01", "today", "2024‐05‐01"),
        *(date(1899, 12, 31), date(3000, 1, 1), datetime(2024, 5, 1), 19844, True),
    ],
)
def test_anything_else_is_no_day(value: object) -> None:
    assert refused("document-filed", "expires_on", value).endswith(
        "is not a date like 2024-05-01 between 1900-01-01 and 2999-12-31"
    )


@pytest.mark.parametrize(
    "text",
    [
        " two  spaces ",
        "שרה \u202bלוי\u202c",
        "\u200fعربي\u200e",
        "e\u0301",
        "é",
        "👩🏽‍⚕️",
        "李小龍",
        "a\u2028b",
        "a\u00a0b",
        "\ufeffa",
        "\ue000",
        '"\\/',
        "null",
        "0",
    ],
)
def test_text_of_any_script_is_kept_unchanged(text: str) -> None:
    assert kept("ce-completed", "title", text) == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        *(("a\x00", "U+0000"), ("a\tb", "U+0009"), ("a\nb", "U+000A"), ("a\r\nb", "U+000D")),
        *(("\x1b[2J", "U+001B"), ("a\x7f", "U+007F"), ("a\x85b", "U+0085")),
        *(("a\ud800", "U+D800"), ("\udfff", "U+DFFF"), ("\ud83d\ude00", "U+D83D")),
    ],
)
def test_control_characters_and_lone_surrogates_are_refused_by_name(text: str, named: str) -> None:
    assert refused("ce-completed", "title", text) == (
        f"holds the control character {named}; remove it"
    )


@pytest.mark.parametrize("text", ["", " ", "\t", "\n\n", "\u00a0", "\u3000"])
def test_blank_text_is_refused(text: str) -> None:
    assert refused("ce-completed", "title", text) == (
        "is blank; leave the field out when there is nothing to say"
    )


def test_one_area_name_is_all_of_it() -> None:
    assert kept("ce-completed", "areas", "clinical") == {"clinical": "1"}


@pytest.mark.parametrize(
    "areas",
    [
        {"clinical": "1"},
        {"clinical": "1.000000"},
        {"a": "0.5", "b": "0.50"},
        {"a": "0.333333", "b": "0.333333", "c": "0.333334"},
        {"李": "1"},
    ],
)
def test_shares_that_sum_to_one_are_kept_as_written(areas: dict[str, str]) -> None:
    assert kept("ce-completed", "areas", areas) == areas


def test_areas_are_kept_by_name() -> None:
    shares = kept("ce-completed", "areas", {"b": "0.5", "B": "0.25", "a": "0.25"})
    assert isinstance(shares, dict)
    assert list(shares) == ["B", "a", "b"]


@pytest.mark.parametrize(
    ("areas", "total"),
    [
        ({"a": "0.3", "b": "0.3"}, "0.6"),
        ({"a": "1", "b": "0.000001"}, "1.000001"),
        ({"a": "0.333333", "b": "0.333333", "c": "0.333333"}, "0.999999"),
        ({"a": 1, "b": 1}, "2"),
        ({"a": "999999999", "b": "0.000001"}, "999999999.000001"),
    ],
)
def test_shares_with_any_other_sum_are_refused(areas: dict[str, object], total: str) -> None:
    assert refused("ce-completed", "areas", areas) == (
        f"shares sum to {total}; they must sum to exactly 1"
    )


@pytest.mark.parametrize("share", ["0", "-0.5", "half", None, True, 0.5, Inexact("0.5"), ["1"]])
def test_a_wrong_share_is_named_by_its_area(share: object) -> None:
    named, _ = refusal("ce-completed", {**CE, "areas": {"clinical": share, "general": "0.5"}})
    assert named == "areas.clinical"


@pytest.mark.parametrize(
    ("areas", "named"),
    [
        ("", "areas"),
        (" ", "areas. "),
        ("a\nb", r"areas.a\u000ab"),
        ({"a\ud800": "1"}, r"areas.a\ud800"),
        ({7: "1"}, "areas.7"),
        (Inexact("1.5"), "areas"),
    ],
)
def test_an_area_has_a_name_that_is_text(areas: object, named: str) -> None:
    assert refusal("ce-completed", {**CE, "areas": areas})[0] == named


@pytest.mark.parametrize("codes", [[], ["aama"], ["nha", "aama"], ["a.b_c-9", "0"]])
def test_approving_bodies_are_kept_in_the_order_given(codes: list[str]) -> None:
    assert kept("ce-completed", "approved_by", codes) == codes


@pytest.mark.parametrize("code", ["AAMA", "Aama", "-aama", ".x", "aama/cma", "a b", "", "x" * 65])
def test_any_other_body_code_is_refused(code: str) -> None:
    assert refused("ce-completed", "approved_by", [code]).endswith(
        "is not a body code in lower case like aama"
    )


def test_the_numbers_of_a_holder_are_kept_by_body() -> None:
    ids = kept("holder-enrolled", "ids", {"nha": "7", "aama": "1"})
    assert isinstance(ids, dict)
    assert list(ids.items()) == [("aama", "1"), ("nha", "7")]
