"""What stands around the data of a fact: holder, kind, day, who, where from, and its reference."""

from __future__ import annotations

import pytest

from ledger.errors import BadInput
from ledger.facts import intake
from ledger.facts.catalogue import BY_NAME
from tests.facts.given import FULL, drafted, outside, refusal

CE = FULL["ce-completed"]


@pytest.mark.parametrize("name", ["version", "position", "recorded_at"])
@pytest.mark.parametrize("value", [1, None])
def test_what_the_ledger_assigns_is_refused(name: str, value: object) -> None:
    assert refusal("ce-completed", CE, **{name: value}) == (
        name,
        "is assigned by the ledger; leave it out",
    )


@pytest.mark.parametrize("name", ["holder", "kind", "on"])
def test_a_fact_without_holder_kind_or_day_is_refused(name: str) -> None:
    fact = {key: value for key, value in outside("ce-completed", CE).items() if key != name}
    with pytest.raises(BadInput, match=f"^field {name}: is missing$"):
        intake.draft(fact, recorded_by="import")


def test_a_fact_without_data_misses_its_first_required_field() -> None:
    fact = {"holder": "reyes", "kind": "credential-granted", "on": "2024-05-01"}
    with pytest.raises(
        BadInput, match=r"^field credential: is missing; a credential-granted needs"
    ):
        intake.draft(fact, recorded_by="import")


@pytest.mark.parametrize("data", [None, [], "clinical", 7])
def test_data_is_a_table(data: object) -> None:
    with pytest.raises(BadInput, match=r"^field data: .* is not a table of the fields of ce-comp"):
        intake.draft(outside("ce-completed", data), recorded_by="import")


def test_a_data_field_beside_the_envelope_is_refused() -> None:
    assert refusal("ce-completed", CE, title="T") == (
        "title",
        "is not a field of a fact; there are holder, kind, on, recorded_by, source, ref, data",
    )


def test_a_misspelt_envelope_field_is_answered_with_the_nearest_name() -> None:
    assert refusal("ce-completed", CE, sorce="x") == (
        "sorce",
        "is not a field of a fact; did you mean source?",
    )


@pytest.mark.parametrize("holder", ["a", "A.b_c-9", "0", "-", "x" * 64])
def test_a_holder_id_is_1_to_64_letters_digits_points_underscores_and_dashes(holder: str) -> None:
    assert drafted("ce-completed", CE, holder=holder).holder == holder


@pytest.mark.parametrize(
    "holder", ["", " ", "x" * 65, "a b", "a/b", "a\n", "é", "ａ", 7, ["a"], True]
)
def test_any_other_holder_id_is_refused(holder: object) -> None:
    named, problem = refusal("ce-completed", CE, holder=holder)
    assert named == "holder"
    assert problem.endswith("is not a holder id: 1 to 64 of A-Z a-z 0-9 . _ -")


@pytest.mark.parametrize(
    ("given", "guess"),
    [
        ("ce", "ce-completed"),
        ("CE", "ce-completed"),
        ("renewal", "renewal-submitted, renewal-granted or renewal-denied"),
        ("granted", "credential-granted or renewal-granted"),
        ("renewl-granted", "renewal-granted"),
    ],
)
def test_kinds_that_begin_with_or_hold_what_was_given_are_near(given: str, guess: str) -> None:
    assert intake.near(given, BY_NAME) == f"; did you mean {guess}?"


@pytest.mark.parametrize("given", ["e", "te", "", None, 5, "zz"])
def test_where_no_kind_is_near_or_many_are_all_are_named(given: object) -> None:
    assert intake.near(given, BY_NAME) == f"; there are {', '.join(BY_NAME)}"


def test_an_unknown_kind_is_answered_with_the_nearest_one() -> None:
    assert refusal("ce-completed", CE, kind="ce-complete") == (
        "kind",
        "“ce-complete” is not a kind of fact; did you mean ce-completed?",
    )


@pytest.mark.parametrize("kind", ["", "xyzzy", 6, ["ce-completed"], "CE-COMPLETED", "ＣＥ"])
def test_any_other_kind_is_refused_with_a_list(kind: object) -> None:
    named, problem = refusal("ce-completed", CE, kind=kind)
    assert named == "kind"
    assert "is not a kind of fact; " in problem


def test_the_recorder_stands_in_when_the_fact_names_nobody() -> None:
    assert drafted("ce-completed", CE).recorded_by == "import"


def test_the_fact_may_name_who_recorded_it() -> None:
    assert drafted("ce-completed", CE, recorded_by="Ünal").recorded_by == "Ünal"


@pytest.mark.parametrize("name", ["recorded_by", "source", "ref"])
@pytest.mark.parametrize("value", ["", " ", 0, False, 7, [], {}, "a\nb", "\ud800"])
def test_a_reference_source_or_recorder_is_text_when_it_is_given(name: str, value: object) -> None:
    assert refusal("ce-completed", CE, **{name: value})[0] == name


@pytest.mark.parametrize("name", ["recorded_by", "source", "ref"])
def test_null_says_nothing_about_reference_source_and_recorder(name: str) -> None:
    assert drafted("ce-completed", CE, **{name: None}) == drafted("ce-completed", CE)


def test_a_fact_of_exactly_64_kib_is_kept() -> None:
    # array 1, schema 1, import 7, source nil 1, ref 3 + text, document 9, issuer and expires_on 2
    room = 64 * 1024 - 24
    assert drafted("document-filed", {"document": "cpr-card"}, ref="r" * room).ref == "r" * room


def test_a_fact_of_one_byte_more_than_64_kib_is_refused() -> None:
    assert refusal("document-filed", {"document": "cpr-card"}, ref="r" * (64 * 1024 - 23)) == (
        None,
        "the fact takes 65,537 bytes; at most 65,536 are kept",
    )


def test_the_limit_counts_bytes_and_not_characters() -> None:
    _, problem = refusal("document-filed", {"document": "李" * 22_000})
    assert problem.endswith("at most 65,536 are kept")


def test_a_field_name_in_a_refusal_is_printable_and_short() -> None:
    named, _ = refusal("ce-completed", {**CE, "\x1b[2J\ud800" + "x" * 500: "1"})
    assert named == r"\u001b[2J\ud800" + "x" * 55 + "…"


@pytest.mark.parametrize("value", [10**5_000, [[[]]] * 100], ids=["digits", "lists"])
def test_a_huge_value_in_a_refusal_is_short(value: object) -> None:
    assert len(refusal("ce-completed", {**CE, "title": value})[1]) < 100
