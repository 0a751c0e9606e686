"""Stored bytes taken apart: every element by name, and whatever bytes are given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgpack
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts import codec
from ledger.facts.catalogue import BY_NAME
from ledger.facts.fact import Draft
from ledger.facts.kinds import CeCompleted, Data, DocumentFiled, FactCorrected, Replacement
from ledger.facts.layout import NOT_DECODABLE, parts_of

COURSE = CeCompleted(
    "ECG", None, Decimal("2.50"), "contact-hour", {"clinical": Decimal(1)}, ("aama", "nha"), True
)
CARD = DocumentFiled("cpr-card", None, date(2026, 5, 1))


def said(kind: str, data: Data) -> dict[str, str]:
    """Name → value of the stored parts of a fact."""
    body = codec.encode(Draft("reyes", date(2024, 5, 1), "clerk", "letter", None, data))
    return {part.name: part.value for part in parts_of(BY_NAME[kind].code, body)}


def named(kind: int, *values: object) -> list[tuple[str, str]]:
    """Name and value of the parts of an array of these values."""
    return [(part.name, part.value) for part in parts_of(kind, msgpack.packb(list(values)))]


def test_every_field_is_named_and_written_as_in_canonical_json() -> None:
    assert said("ce-completed", COURSE) == {
        "array": "of 11",
        "schema": "1",
        "recorded_by": "clerk",
        "source": "letter",
        "ref": "absent",
        "title": "ECG",
        "provider": "absent",
        "credits": "2.50",
        "unit": "contact-hour",
        "areas": '{"clinical":"1"}',
        "approved_by": '["aama","nha"]',
        "formal_credit": "true",
    }


def test_a_day_is_written_as_a_date() -> None:
    assert said("document-filed", CARD)["expires_on"] == "2026-05-01"


def test_a_replacement_is_one_part() -> None:
    correction = FactCorrected(3, "typo", Replacement(date(2024, 5, 2), CARD))
    assert said("fact-corrected", correction)["replacement"] == (
        '{"on":"2024-05-02","data":{"document":"cpr-card","expires_on":"2026-05-01"}}'
    )


def test_elements_of_an_unknown_layout_are_numbered() -> None:
    assert named(99, 1, "clerk") == [("array", "of 2"), ("schema", "1"), ("element 2", "clerk")]


def test_elements_of_a_newer_schema_are_numbered() -> None:
    assert named(16, 2, {"a": 1})[1:] == [("schema", "2"), ("element 2", '{"a":1}')]


def test_elements_beyond_the_fields_are_numbered() -> None:
    code = BY_NAME["document-filed"].code
    assert named(code, 1, "clerk", None, None, "x", None, None, 7)[-1] == ("element 8", "7")


def test_a_value_that_is_none_of_its_field_is_written_as_it_is() -> None:
    code = BY_NAME["document-filed"].code
    assert named(code, 1, "clerk", None, None, "x", None, "soon")[-1] == ("expires_on", "soon")


def test_text_that_is_not_utf_8_is_said_to_be_none() -> None:
    code = BY_NAME["document-filed"].code
    part = parts_of(code, b"\x92\x01\xa1\xff")[-1]
    assert (part.name, part.raw) == ("recorded_by", b"\xa1\xff")
    assert part.value.startswith(NOT_DECODABLE)


@pytest.mark.parametrize("body", [b"", b"\xc1", b"\x07", b"\x81\x01\x02"])
def test_what_is_no_array_is_one_part(body: bytes) -> None:
    size = f"{len(body)} byte{'' if len(body) == 1 else 's'}"
    assert parts_of(1, body) == ((0, body, NOT_DECODABLE, size),)


def test_half_a_body_ends_with_what_is_not_decodable() -> None:
    assert [(part.name, part.raw) for part in parts_of(1, b"\x93\x01\xa5ab")] == [
        ("array", b"\x93"),
        ("schema", b"\x01"),
        (NOT_DECODABLE, b"\xa5ab"),
    ]


def test_bytes_behind_the_array_are_said_to_be_beyond_the_end() -> None:
    assert parts_of(1, b"\x91\x01\x02\x03")[-1] == (2, b"\x02\x03", "beyond the end", "2 bytes")


@settings(deadline=None)
@given(code=st.integers(0, 20), body=st.one_of(st.binary(max_size=60), st.just(b"\x91" * 5_000)))
def test_whatever_bytes_are_given_the_parts_are_all_of_them(code: int, body: bytes) -> None:
    parts = parts_of(code, body)
    assert b"".join(part.raw for part in parts) == body
    assert [part.offset for part in parts] == [
        sum(len(part.raw) for part in parts[:index]) for index in range(len(parts))
    ]
