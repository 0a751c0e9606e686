"""A fact is a value: nothing about it can be changed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ledger.facts.codec import decode, encode
from ledger.facts.fact import Fact, bodies_named, instant_of, micros_of
from ledger.facts.intake import kind_named
from tests.facts.given import FULL, drafted, placed


def stored(kind: str) -> Fact[Any]:
    """The full example of a kind as it comes back from the store."""
    fact = placed(kind)
    by, source, ref, data = decode(kind_named(kind).code, encode(fact))
    return fact._replace(recorded_by=by, source=source, ref=ref, data=data)


@pytest.mark.parametrize("name", ["holder", "version", "on", "data", "kind", "note"])
def test_an_attribute_of_a_fact_cannot_be_set(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(placed("ce-completed"), name, None)


@pytest.mark.parametrize("name", ["holder", "on", "data", "kind", "note"])
def test_an_attribute_of_a_draft_cannot_be_set(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(drafted("ce-completed"), name, None)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in FULL for name in FULL[kind]])
def test_a_field_of_a_fact_cannot_be_set(kind: str, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(placed(kind).data, name, None)


@pytest.mark.parametrize("kind", FULL)
def test_a_field_cannot_be_added_to_a_fact(kind: str) -> None:
    with pytest.raises(AttributeError):
        placed(kind).data.note = "x"


def test_the_replacement_of_a_correction_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        placed("fact-corrected").data.replacement.on = date(2024, 5, 2)


@pytest.mark.parametrize("of", [placed, stored], ids=["drafted", "stored"])
def test_the_areas_of_a_course_cannot_be_changed(of: Any) -> None:
    with pytest.raises(TypeError):
        of("ce-completed").data.areas["clinical"] = Decimal(1)


@pytest.mark.parametrize("of", [placed, stored], ids=["drafted", "stored"])
def test_the_numbers_of_a_holder_cannot_be_changed(of: Any) -> None:
    with pytest.raises(TypeError):
        of("holder-enrolled").data.ids["aama"] = "2"


@pytest.mark.parametrize("of", [placed, stored], ids=["drafted", "stored"])
def test_approving_bodies_cannot_be_changed(of: Any) -> None:
    assert of("ce-completed").data.approved_by == ("aama", "nha")


def test_what_is_done_to_the_outside_data_later_does_not_reach_the_draft() -> None:
    areas = {"clinical": "1"}
    draft = drafted("ce-completed", {**FULL["ce-completed"], "areas": areas})
    areas["clinical"] = "2"
    assert dict(draft.data.areas) == {"clinical": Decimal(1)}  # type: ignore[union-attr, arg-type]


def test_a_fact_knows_its_kind_and_the_instant_it_was_recorded() -> None:
    fact = placed("exam-attempted")
    assert fact.kind == "exam-attempted"
    assert fact.recorded_at == datetime(2024, 5, 3, 10, tzinfo=UTC)


def test_an_instant_and_its_microseconds_say_the_same() -> None:
    before_1970 = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert micros_of(before_1970) == -1
    assert instant_of(-1) == before_1970


def test_a_course_has_formal_credit_unless_it_says_otherwise() -> None:
    given = [
        placed("ce-completed", {**FULL["ce-completed"], "formal_credit": credit}).data
        for credit in (None, True, False)
    ]
    assert [data.has_formal_credit for data in given] == [True, True, False]


@pytest.mark.parametrize(
    ("kind", "bodies"),
    [
        ("holder-enrolled", {"aama"}),
        ("holder-updated", {"aama"}),
        ("education-completed", set()),
        ("ce-completed", {"aama", "nha"}),
        ("payment-made", {"aama"}),
        ("sanction-imposed", {"nha"}),
        ("document-filed", set()),
        ("fact-corrected", set()),
    ],
)
def test_a_fact_names_the_bodies_it_is_about(kind: str, bodies: set[str]) -> None:
    assert bodies_named(placed(kind).data) == bodies
