"""Canonical JSON Lines: one exact form going out, one JSON object a line coming in."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest

from ledger.errors import BadInput
from ledger.facts.fields import Inexact
from ledger.facts.jsonl import (
    checked_instant,
    instant_text,
    line_of,
    parse_instant,
    parse_line,
)
from tests.facts.given import FULL, LEAST, placed

AT = 1_714_730_400_000_000  # 2024-05-03T10:00Z: 19,846 days and 10 hours after 1970


def problem_of(line: str) -> str:
    with pytest.raises(BadInput) as caught:
        parse_line(line)
    return str(caught.value)


def test_a_line_has_its_keys_in_order_and_no_spaces() -> None:
    assert line_of(placed("ce-completed", ref="C-1", source="card")) == (
        '{"holder":"reyes","version":3,"position":17,"kind":"ce-completed","on":"2024-05-01",'
        '"recorded_at":"2024-05-03T10:00:00.000000Z","recorded_by":"import","source":"card",'
        '"ref":"C-1","data":{"title":"Phlebotomy update","provider":"Clinic","credits":"2.50",'
        '"unit":"contact-hour","areas":{"clinical":"0.5","general":"0.5"},'
        '"approved_by":["aama","nha"],"formal_credit":true}}'
    )


def test_a_line_leaves_out_what_is_absent() -> None:
    assert line_of(placed("renewal-denied", LEAST["renewal-denied"])) == (
        '{"holder":"reyes","version":3,"position":17,"kind":"renewal-denied","on":"2024-05-01",'
        '"recorded_at":"2024-05-03T10:00:00.000000Z","recorded_by":"import",'
        '"data":{"credential":"aama/cma"}}'
    )


def test_a_correction_shows_its_replacement_in_the_same_form() -> None:
    assert line_of(placed("fact-corrected")).endswith(
        '"data":{"corrects":1,"reason":"name misspelt",'
        '"replacement":{"on":"2024-05-01","data":{"name":"Ana Reyes"}}}}'
    )


@pytest.mark.parametrize("kind", FULL)
def test_fields_stand_in_the_order_of_the_kind_whatever_order_they_came_in(kind: str) -> None:
    backwards = dict(reversed(list(FULL[kind].items())))
    assert list(json.loads(line_of(placed(kind, backwards)))["data"]) == list(FULL[kind])


@pytest.mark.parametrize("given", [True, False])
def test_formal_credit_is_shown_when_it_was_given(given: bool) -> None:
    data = {**LEAST["ce-completed"], "formal_credit": given}
    assert f'"formal_credit":{json.dumps(given)}}}' in line_of(placed("ce-completed", data))


def test_formal_credit_is_not_shown_when_it_was_not_given() -> None:
    assert "formal_credit" not in line_of(placed("ce-completed", LEAST["ce-completed"]))


def test_a_single_area_is_shown_as_all_of_one() -> None:
    data = {**LEAST["ce-completed"], "areas": "clinical"}
    assert '"areas":{"clinical":"1"}' in line_of(placed("ce-completed", data))


def test_areas_stand_by_name() -> None:
    data = {**LEAST["ce-completed"], "areas": {"b": "0.5", "Z": "0.2", "a": "0.3"}}
    assert '"areas":{"Z":"0.2","a":"0.3","b":"0.5"}' in line_of(placed("ce-completed", data))


def test_an_empty_list_of_approving_bodies_is_shown() -> None:
    data = {**LEAST["ce-completed"], "approved_by": []}
    assert '"approved_by":[]' in line_of(placed("ce-completed", data))


@pytest.mark.parametrize("credits_", ["2", "2.0", "2.50", "0.000001", "999999999.999999"])
def test_a_decimal_is_shown_as_it_was_written(credits_: str) -> None:
    data = {**LEAST["ce-completed"], "credits": credits_}
    assert f'"credits":"{credits_}"' in line_of(placed("ce-completed", data))


def test_a_whole_number_is_shown_as_text() -> None:
    data = {**LEAST["ce-completed"], "credits": 2}
    assert '"credits":"2"' in line_of(placed("ce-completed", data))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("é李👩🏽‍⚕️", "é李👩🏽‍⚕️"),
        ("שרה\u202b", "שרה\u202b"),
        ("a\u2028b", "a\u2028b"),
        ("</script>", "</script>"),
        ('"', '\\"'),
        ("\\", "\\\\"),
    ],
)
def test_text_is_escaped_no_more_than_json_needs(text: str, shown: str) -> None:
    assert f'"title":"{shown}"' in line_of(
        placed("ce-completed", {**LEAST["ce-completed"], "title": text})
    )


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "1970-01-01T00:00:00.000000Z"),
        (AT, "2024-05-03T10:00:00.000000Z"),
        (AT + 1, "2024-05-03T10:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
    ],
)
def test_an_instant_is_shown_in_utc_with_six_decimals(micros: int, text: str) -> None:
    assert instant_text(micros) == text


@pytest.mark.parametrize(
    "text",
    ["2024-05-03T10:00:00.000000Z", "2024-05-03T10:00Z", "2024-05-03T12:00:00+02:00"],
)
def test_an_instant_is_read_with_its_zone(text: str) -> None:
    assert parse_instant(text) == AT


@pytest.mark.parametrize(
    "text", [None, 5, "", "now", "2024-05-03", "2024-05-03T25:00Z", "T", "２０２４-05-03T10:00Z"]
)
def test_anything_else_is_no_instant(text: object) -> None:
    with pytest.raises(BadInput, match=r"is not a UTC instant like 2024-05-03T10:00:00Z$"):
        parse_instant(text)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match=r"has no zone; write it in UTC with a Z at the end$"):
        parse_instant("2024-05-03T10:00:00")


def test_an_instant_whose_utc_day_is_before_the_calendar_is_refused() -> None:
    with pytest.raises(BadInput, match=r"is outside the calendar$"):
        checked_instant(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))))


def test_a_line_is_read_as_the_object_it_is() -> None:
    assert parse_line(' {"a" : [1, null, true], "b": {}} ') == {"a": [1, None, True], "b": {}}


@pytest.mark.parametrize("written", ["2.50", "1e3", "-0.0", "1E400"])
def test_a_number_with_a_point_or_exponent_is_kept_as_it_was_written(written: str) -> None:
    number = parse_line(f'{{"credits":{written}}}')["credits"]
    assert isinstance(number, Inexact)
    assert number == written


def test_a_key_given_twice_is_refused() -> None:
    assert problem_of('{"ref":"a","ref":"a"}') == "field ref: is given twice"


def test_a_key_given_twice_inside_data_is_refused() -> None:
    assert problem_of('{"data":{"title":"a","titl\\u0065":"b"}}') == "field title: is given twice"


def test_a_key_given_twice_is_named_printably() -> None:
    assert problem_of(r'{"\ud800":1,"\ud800":2}') == r"field \ud800: is given twice"


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_that_is_not_json_is_refused(constant: str) -> None:
    assert problem_of(f'{{"credits":{constant}}}') == (
        f"{constant} is not a number a ledger can hold"
    )


@pytest.mark.parametrize("line", ["[]", '"x"', "1", "null", "[{}]"])
def test_a_line_that_is_no_object_is_refused(line: str) -> None:
    assert problem_of(line) == "is not a JSON object; every line is one fact"


@pytest.mark.parametrize(
    ("line", "column"),
    [("", 1), ("{", 2), ("{}{}", 3), ("{'a':1}", 2), ('{"a":01}', 7), ("\ufeff{}", 1)],
)
def test_a_line_that_is_no_json_is_refused_with_the_column(line: str, column: int) -> None:
    problem = problem_of(line)
    assert problem.startswith("is not JSON: ")
    assert problem.endswith(f" at column {column}")


def test_a_control_character_inside_a_text_is_no_json() -> None:
    assert problem_of('{"a":"\t"}').startswith("is not JSON: ")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_line_that_nests_ten_thousand_deep_is_refused(opening: str) -> None:
    assert problem_of(opening * 10_000) == "nests too deeply to be a fact"


@pytest.mark.parametrize("digits", [4_301, 100_000])
def test_a_number_of_thousands_of_digits_is_refused(digits: int) -> None:
    assert problem_of('{"a":' + "1" * digits + "}") == "holds a number with thousands of digits"
