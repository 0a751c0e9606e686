"""Bytes that no version has written are damage; bytes of a newer version are said to be newer."""

from __future__ import annotations

from decimal import Decimal

import msgpack
import pytest

from ledger.errors import LedgerDamaged, StoreUnavailable
from ledger.facts.catalogue import KINDS, Kind
from ledger.facts.codec import decode, encode
from ledger.facts.kinds import CeCompleted
from tests.facts.given import drafted

CE = 6
GRANTED = 10
CORRECTED = 18


def course(**changed: object) -> bytes:
    """The stored bytes of a course, with some values changed."""
    values: dict[str, object] = {
        "schema": 1,
        "recorded_by": "import",
        "source": None,
        "ref": None,
        "title": "T",
        "provider": None,
        "credits": "2",
        "unit": "ceu",
        "areas": ["a", "1"],
        "approved_by": ["aama"],
        "formal_credit": None,
    }
    assert changed.keys() <= values.keys()
    return packed(list({**values, **changed}.values()))


def packed(value: object) -> bytes:
    body = msgpack.packb(value)
    assert isinstance(body, bytes)
    return body


def test_the_course_these_tests_damage_is_read() -> None:
    by, source, ref, data = decode(CE, course())
    assert (by, source, ref, data[0]) == ("import", None, None, "T")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("recorded_by", 5), ("recorded_by", None), ("recorded_by", b"x")),
        *(("source", 5), ("source", []), ("ref", 5), ("ref", True)),
        *(("title", 5), ("title", None), ("title", b"T"), ("title", ["T"])),
        *(("provider", 0), ("provider", False), ("unit", 1)),
        *(("credits", None), ("credits", 2), ("credits", 2.5), ("credits", ["2"])),
        *(("credits", ""), ("credits", "NaN"), ("credits", "1e3"), ("credits", "-1")),
        *(("areas", "a1"), ("areas", {"a": "1"}), ("areas", ["a"]), ("areas", ["a", "1", "b"])),
        *(("areas", ["a", 1]), ("areas", [1, "1"]), ("areas", ["a", None]), ("areas", ["a", "x"])),
        *(("areas", ["a", ["1"]]), ("areas", [["a"], "1"]), ("areas", [b"a", "1"])),
        *(("approved_by", "aama"), ("approved_by", [5]), ("approved_by", [["aama"]])),
        *(("approved_by", [None]), ("approved_by", {}), ("formal_credit", 1)),
        *(("formal_credit", "true"), ("formal_credit", [])),
    ],
)
def test_a_field_of_a_type_or_form_it_never_has_is_damage(field: str, value: object) -> None:
    with pytest.raises(LedgerDamaged, match=r"^the stored bytes of a ce-completed do not decode: "):
        decode(CE, course(**{field: value}))


@pytest.mark.parametrize("day", ["2029-07-31", True, 1.0, 10**9, -(10**9), [5]])
def test_a_day_that_is_no_number_of_days_is_damage(day: object) -> None:
    with pytest.raises(LedgerDamaged):
        decode(GRANTED, packed([1, "import", None, None, "aama/cma", None, day]))


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
@pytest.mark.parametrize("change", [-1, 1], ids=["short", "long"])
def test_a_body_with_a_field_too_few_or_too_many_is_damage(kind: Kind, change: int) -> None:
    values = msgpack.unpackb(encode(drafted(kind.name)))
    body = packed(values[:-1] if change < 0 else [*values, None])
    with pytest.raises(LedgerDamaged):
        decode(kind.code, body)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_a_body_cut_anywhere_is_damage(kind: Kind) -> None:
    body = encode(drafted(kind.name))
    for length in range(len(body)):
        with pytest.raises(LedgerDamaged):
            decode(kind.code, body[:length])


@pytest.mark.parametrize(
    "body",
    [b"", b"\xc1", b"\x90", b"\x01", b"\xc0", b"\xff", b"\x80", packed("text"), packed(b"\x01bin")],
)
def test_bytes_that_are_no_array_are_damage(body: bytes) -> None:
    with pytest.raises((LedgerDamaged, StoreUnavailable)):
        decode(CE, body)


@pytest.mark.parametrize(
    "body", [b"\xdd\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\x91" * 5_000]
)
def test_lengths_and_depths_beyond_the_body_are_damage(body: bytes) -> None:
    with pytest.raises(LedgerDamaged):
        decode(CE, body)


def test_a_kind_of_a_newer_version_is_said_to_be_newer() -> None:
    with pytest.raises(StoreUnavailable, match="kind code 99, schema 1, was written by a newer"):
        decode(99, course())


def test_a_schema_of_a_newer_version_is_said_to_be_newer() -> None:
    with pytest.raises(StoreUnavailable, match="kind code 6, schema 2, was written by a newer"):
        decode(CE, course(schema=2))


@pytest.mark.parametrize(("code", "schema"), [(99, 1), (6, 2)])
def test_a_replacement_of_a_newer_version_is_said_to_be_newer(code: int, schema: int) -> None:
    replacement = [code, schema, 19844, "T", None, "2", "ceu", None, None, None]
    with pytest.raises(StoreUnavailable, match="newer version"):
        decode(CORRECTED, packed([1, "import", None, None, 3, "mistake", replacement]))


@pytest.mark.parametrize(
    "replacement",
    [
        [],
        [6],
        [6, 1],
        [6, 1, 19844],
        {},
        "x",
        7,
        [[6], 1, 19844],
        [6, 1, "x", "T", None, "2", "ceu", None, None, None],
        [6, 1, 19844, 5, None, "2", "ceu", None, None, None],
        [True, 1, 19844, "Ana", None, None, None],
    ],
)
def test_a_replacement_of_types_it_never_has_is_damage(replacement: object) -> None:
    with pytest.raises(LedgerDamaged):
        decode(CORRECTED, packed([1, "import", None, None, 3, "mistake", replacement]))


def test_a_damaged_body_does_not_spoil_the_next_one() -> None:
    with pytest.raises(LedgerDamaged):
        decode(CE, course(areas=["a", "x"]))
    data = decode(CE, course())[3]
    assert isinstance(data, CeCompleted)
    assert data.areas == {"a": Decimal(1)}
