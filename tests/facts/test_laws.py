"""Laws of facts: nothing is lost through bytes and lines, and nothing strange gets in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

import msgpack
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import BadInput, LedgerDamaged, StoreUnavailable
from ledger.facts import intake
from ledger.facts.catalogue import BY_CODE, BY_NAME
from ledger.facts.codec import decode, encode
from ledger.facts.fact import Draft
from ledger.facts.jsonl import line_of, parse_line, shown
from ledger.facts.kinds import Data, Replacement
from tests.facts.drawn import KIND_OF_VERSION, anything, facts, nearly_facts
from tests.facts.given import FULL, drafted

searched = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
codes = st.sampled_from(sorted(BY_CODE))
FULL_BODIES = [(BY_NAME[kind].code, encode(drafted(kind, ref="r", source="s"))) for kind in FULL]


def draft_of(outside: Any) -> Draft:
    return intake.draft(outside, recorded_by="import", kind_of=KIND_OF_VERSION.get)


def read(code: int, body: bytes) -> tuple[Any, ...] | None:
    """What stored bytes say, None where they are refused in the ways there are."""
    try:
        return decode(code, body)
    except (LedgerDamaged, StoreUnavailable):
        return None


@searched
@given(facts())
def test_a_draft_is_the_same_after_encoding_and_decoding(fact: dict[str, Any]) -> None:
    draft = draft_of(fact)
    by, source, ref, data = decode(BY_NAME[draft.kind].code, encode(draft))
    again = Draft(draft.holder, draft.on, by, source, ref, data)
    assert again == draft
    assert repr(again) == repr(draft)  # Decimal("2.50") equals Decimal("2.5") but is not the same


@searched
@given(facts())
def test_the_bytes_of_a_fact_are_the_same_after_decoding_and_encoding(fact: dict[str, Any]) -> None:
    draft = draft_of(fact)
    body = encode(draft)
    by, source, ref, data = decode(BY_NAME[draft.kind].code, body)
    again = Draft(draft.holder, draft.on, by, source, ref, data)
    assert encode(again) == body


@searched
@given(facts())
def test_a_canonical_line_is_the_same_after_intake(fact: dict[str, Any]) -> None:
    placed = {"holder": fact["holder"], "version": 3, "position": 17}
    given_line = json.dumps(
        {
            **placed,
            "kind": fact["kind"],
            "on": fact["on"],
            "recorded_at": "1970-01-01T00:00:00.000000Z",
            **{name: fact[name] for name in ("recorded_by", "source", "ref") if name in fact},
            "data": fact["data"],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    outside = parse_line(given_line)
    for assigned in ("version", "position", "recorded_at"):
        del outside[assigned]
    assert line_of(draft_of(outside).placed(3, position=17)) == given_line


@searched
@given(facts())
def test_a_canonical_line_is_one_line_of_utf_8(fact: dict[str, Any]) -> None:
    line = line_of(draft_of(fact).placed(3)).encode()
    assert line.count(b"\n") == line.count(b"\r") == 0


def printable(error: BadInput) -> None:
    """A refusal can be printed anywhere: it is one line of UTF-8."""
    said = str(error)
    said.encode()
    assert said.isprintable()


def accepted(outside: Any) -> bool:
    """Whether intake accepts it; when it does, it can be stored, read and shown."""
    try:
        draft = draft_of(outside)
    except BadInput as error:
        printable(error)
        return False
    stored = decode(BY_NAME[draft.kind].code, encode(draft))
    assert well_typed(stored[3])
    assert repr(stored[3]) == repr(draft.data)
    assert draft_of({**outside, "data": shown(draft.data)}) == draft
    return True


@searched
@given(st.dictionaries(st.text(max_size=8) | st.sampled_from(intake.ENVELOPE), anything))
def test_a_table_of_anything_is_accepted_or_bad_input(outside: dict[str, Any]) -> None:
    accepted(outside)


@settings(searched, max_examples=400)
@given(nearly_facts())
def test_a_fact_with_anything_in_it_is_accepted_or_bad_input(outside: dict[str, Any]) -> None:
    accepted(outside)


@searched
@given(st.sampled_from(list(FULL)), st.text(max_size=8), anything)
def test_a_fact_with_another_field_is_bad_input(kind: str, name: str, value: object) -> None:
    extra = {name: value} if name not in FULL[kind] else {name + "'": value}
    outside = {"holder": "r", "kind": kind, "on": "2024-05-01", "data": {**FULL[kind], **extra}}
    assert not accepted(outside)


@searched
@given(
    st.text(max_size=40)
    | anything.map(lambda value: json.dumps(value, default=repr, skipkeys=True)[:200])
)
def test_a_line_of_anything_is_an_object_or_bad_input(line: str) -> None:
    try:
        outside = parse_line(line)
    except BadInput as error:
        printable(error)
    else:
        accepted(outside)


HUGE: dict[str, Any] = {"digits": 10**5_000, "negative": -(10**5_000), "levels": []}
for _ in range(5_000):
    HUGE["levels"] = [HUGE["levels"]]


@pytest.mark.parametrize("size", HUGE)
@pytest.mark.parametrize("kind", FULL)
def test_a_value_without_end_is_bad_input_wherever_it_stands(kind: str, size: str) -> None:
    whole = {"holder": "r", "kind": kind, "on": "2024-05-01", "data": FULL[kind]}
    for name in intake.ENVELOPE:
        assert not accepted({**whole, name: HUGE[size]})
    for name in FULL[kind]:
        assert not accepted({**whole, "data": {**FULL[kind], name: HUGE[size]}})


def well_typed(data: Data) -> bool:
    """Whether every field has exactly the type that is written beside it in its class."""
    hints = {name: hint.__forward_arg__ for name, hint in type(data).__annotations__.items()}
    return all(fits(value, hints[name]) for name, value in data._asdict().items())


def fits(value: object, hint: str) -> bool:
    match value:
        case None:
            return "None" in hint
        case Replacement():
            return type(value.on) is date and well_typed(value.data)
        case tuple():
            return "tuple" in hint and {type(part) for part in value} <= {str}
        case Mapping():
            held = Decimal if "Decimal" in hint else str
            parts = {type(part) for part in value.values()}
            return "Mapping" in hint and {type(name) for name in value} <= {str} and parts <= {held}
    return "Mapping" not in hint and type(value).__name__ in hint


def test_a_field_of_another_type_is_not_well_typed() -> None:
    data: Any = drafted("ce-completed").data
    assert well_typed(data)
    for name, value in data._asdict().items():
        assert not well_typed(data._replace(**{name: 5}))
        assert not well_typed(data._replace(**{name: [value]}))


def sound(code: int, body: bytes) -> None:
    """Bytes are refused, or say a fact of the right types that can be stored and shown again."""
    said = read(code, body)
    if said is None:
        return
    by, source, ref, data = said
    assert type(by) is str
    assert {type(source), type(ref)} <= {str, NoneType}
    assert type(data) is BY_CODE[code].cls
    assert well_typed(data)
    fact = Draft("r", date(2024, 5, 1), by, source, ref, data).placed(1)
    assert json.loads(line_of(fact))["kind"] == BY_CODE[code].name
    assert decode(code, encode(fact)) == said


@searched
@given(codes, st.binary(max_size=64))
def test_any_bytes_are_refused_or_a_sound_fact(code: int, body: bytes) -> None:
    sound(code, body)


@settings(searched, max_examples=400)
@given(st.sampled_from(FULL_BODIES), st.integers(0), st.integers(0, 255))
def test_stored_bytes_with_one_changed_are_refused_or_a_sound_fact(
    stored: tuple[int, bytes], place: int, new: int
) -> None:
    code, body = stored
    index = place % len(body)
    sound(code, body[:index] + bytes([new]) + body[index + 1 :])


packable: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats()),
        *(st.binary(max_size=8), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
        st.builds(msgpack.ExtType, st.integers(0, 127), st.binary(max_size=4)),
        st.just(msgpack.Timestamp(0)),
    ),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text("ab"), inner, max_size=2),
    max_leaves=6,
)


@settings(searched, max_examples=400)
@given(st.sampled_from(FULL_BODIES), st.integers(0), packable)
def test_stored_values_with_one_changed_are_refused_or_a_sound_fact(
    stored: tuple[int, bytes], place: int, new: object
) -> None:
    code, body = stored
    values = msgpack.unpackb(body)
    values[place % len(values)] = new
    sound(code, msgpack.packb(values))


@pytest.mark.parametrize(("code", "body"), FULL_BODIES, ids=list(FULL))
def test_every_single_flipped_bit_is_refused_or_a_sound_fact(code: int, body: bytes) -> None:
    for bit in range(8 * len(body)):
        flipped = bytearray(body)
        flipped[bit // 8] ^= 1 << bit % 8
        sound(code, bytes(flipped))
