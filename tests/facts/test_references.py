"""Corrections and refunds point at an earlier fact of the holder that fits."""

from __future__ import annotations

import pytest

from ledger.errors import BadInput
from ledger.facts.intake import check_reference, draft, no_versions
from ledger.facts.jsonl import shown
from ledger.facts.kinds import Data
from tests.facts.given import (
    CORRECTION,
    ENROLLED,
    FULL,
    PAYMENT,
    drafted,
    kind_of,
    outside,
    refusal,
)

PAID = FULL["payment-made"]


def correction(corrects: int, replacement: object = None) -> dict[str, object]:
    return {"corrects": corrects, "reason": "mistake", "replacement": replacement}


def whole(data: object, on: object = "2024-07-01") -> dict[str, object]:
    return {"on": on, "data": data}


def checked(data: dict[str, object], kind: str = "fact-corrected") -> Data:
    return drafted(kind, data).data


def reference_refusal(data: Data, version: int) -> tuple[str | None, str]:
    with pytest.raises(BadInput) as caught:
        check_reference(data, version, kind_of)
    return caught.value.field, caught.value.problem


def nested(levels: int) -> dict[str, object]:
    """A correction of a correction of …, as many replacements deep."""
    data = correction(CORRECTION)
    for _ in range(levels):
        data = correction(CORRECTION, whole(data))
    return data


def replaced(targets: dict[int, str], data: dict[str, str], on: str) -> Data:
    fact = outside("fact-corrected", correction(5, whole(data, on)))
    return draft(fact, recorded_by="import", kind_of=targets.get).data


def test_a_replacement_is_checked_as_the_kind_it_corrects() -> None:
    data = correction(PAYMENT, whole(PAID))
    assert shown(checked(data)) == data


def test_a_replacement_of_another_kind_is_refused_in_its_first_strange_field() -> None:
    named, problem = refusal("fact-corrected", correction(ENROLLED, whole(PAID)))
    assert named == "replacement.body"
    assert problem.startswith("is not a field of a holder-enrolled")


def test_a_replacement_is_complete_and_no_patch() -> None:
    named, problem = refusal("fact-corrected", correction(PAYMENT, whole({"amount": "1"})))
    assert (named, problem.partition(";")[0]) == ("replacement.body", "is missing")


def test_a_wrong_value_inside_a_replacement_is_named_with_its_whole_path() -> None:
    named, _ = refusal("fact-corrected", correction(PAYMENT, whole({**PAID, "amount": "-1"})))
    assert named == "replacement.amount"


def test_a_wrong_value_two_replacements_deep_is_named_with_its_whole_path() -> None:
    inner = correction(PAYMENT, whole({**PAID, "amount": "-1"}))
    named, _ = refusal("fact-corrected", correction(CORRECTION, whole(inner)))
    assert named == "replacement.replacement.amount"


@pytest.mark.parametrize("absent", ["on", "data"])
def test_a_replacement_has_both_day_and_data(absent: str) -> None:
    replacement = {name: value for name, value in whole(PAID).items() if name != absent}
    assert refusal("fact-corrected", correction(PAYMENT, replacement)) == (
        f"replacement.{absent}",
        "is missing; a replacement is the whole fact",
    )


@pytest.mark.parametrize("value", [None, 5, [], "x"])
def test_the_data_of_a_replacement_is_a_table(value: object) -> None:
    named, problem = refusal("fact-corrected", correction(PAYMENT, whole(value)))
    assert named == "replacement.data"
    assert problem.endswith("is not a table of the fields of payment-made")


@pytest.mark.parametrize("on", [None, "2024-02-30", "tomorrow", 5])
def test_the_day_of_a_replacement_is_a_day(on: object) -> None:
    assert refusal("fact-corrected", correction(PAYMENT, whole(PAID, on)))[0] == "replacement.on"


@pytest.mark.parametrize("name", ["kind", "ref", "holder", "recorded_by", "corrects"])
def test_a_replacement_keeps_kind_ref_and_place_of_the_fact(name: str) -> None:
    replacement = {**whole(PAID), name: "x"}
    named, problem = refusal("fact-corrected", correction(PAYMENT, replacement))
    assert named == f"replacement.{name}"
    assert problem.startswith("is not a field of a replacement")


def test_the_day_of_a_replacement_is_the_one_its_data_is_checked_against() -> None:
    targets = {5: "experience-recorded"}
    worked = {"role": "MA", "started_on": "2024-06-01"}
    with pytest.raises(BadInput, match=r"^field replacement\.started_on: 2024-06-01 is after the"):
        replaced(targets, worked, "2024-05-31")
    assert replaced(targets, worked, "2024-06-01")


def test_a_replacement_for_a_version_that_is_not_there_is_refused() -> None:
    assert refusal("fact-corrected", correction(77, whole(PAID))) == (
        "corrects",
        "there is no fact with version 77 to correct",
    )


def test_eight_corrections_inside_each_other_are_kept() -> None:
    assert shown(checked(nested(8)))["corrects"] == CORRECTION


def test_nine_corrections_inside_each_other_are_refused() -> None:
    named, problem = refusal("fact-corrected", nested(9))
    assert named == ".".join(["replacement"] * 9)
    assert problem == "nests deeper than 8 corrections"


def test_a_thousand_corrections_inside_each_other_are_refused() -> None:
    assert refusal("fact-corrected", nested(900))[1] == "nests deeper than 8 corrections"


def test_a_correction_points_at_an_earlier_fact() -> None:
    check_reference(checked(correction(PAYMENT)), PAYMENT + 1, kind_of)


@pytest.mark.parametrize("version", [PAYMENT, PAYMENT - 1, 1])
def test_a_correction_of_itself_or_of_a_later_fact_is_refused(version: int) -> None:
    assert reference_refusal(checked(correction(PAYMENT)), version) == (
        "corrects",
        f"there is no earlier fact with version {PAYMENT}",
    )


def test_a_void_of_a_fact_that_is_not_there_is_refused() -> None:
    assert reference_refusal(checked(correction(5)), 6) == (
        "corrects",
        "there is no earlier fact with version 5",
    )


@pytest.mark.parametrize("again", [CORRECTION, CORRECTION + 1])
def test_a_correction_put_in_place_of_another_points_before_that_one(again: int) -> None:
    data = checked(correction(CORRECTION, whole(correction(again))))
    assert reference_refusal(data, CORRECTION + 2)[0] == "corrects"


def test_a_correction_put_in_place_of_another_may_point_at_what_came_before_it() -> None:
    data = checked(correction(CORRECTION, whole(correction(PAYMENT))))
    check_reference(data, CORRECTION + 1, kind_of)


def test_a_refund_points_at_an_earlier_payment() -> None:
    check_reference(checked({"payment": PAYMENT}, "payment-refunded"), PAYMENT + 1, kind_of)


@pytest.mark.parametrize("payment", [ENROLLED, CORRECTION, 5])
def test_a_refund_of_something_that_is_no_payment_is_refused(payment: int) -> None:
    data = checked({"payment": payment}, "payment-refunded")
    assert reference_refusal(data, 20) == (
        "payment",
        f"version {payment} is not an earlier payment-made",
    )


def test_a_refund_of_a_later_payment_is_refused() -> None:
    data = checked({"payment": PAYMENT}, "payment-refunded")
    assert reference_refusal(data, PAYMENT)[0] == "payment"


def test_a_holder_without_facts_has_nothing_to_point_at() -> None:
    assert no_versions(1) is None


def test_a_fact_that_points_at_nothing_is_free() -> None:
    check_reference(drafted("ce-completed").data, 1, no_versions)
