"""Bytes written once are read for ever: every kind, byte for byte, from ``golden.json``."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ledger.facts.catalogue import KINDS, Kind
from ledger.facts.codec import SCHEMA, encode
from tests.facts.print_golden import compact, drafted

ENTRIES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "golden.json").read_text(encoding="utf-8")
)

CODES = {
    "holder-enrolled": 1,
    "holder-updated": 2,
    "education-enrolled": 3,
    "education-completed": 4,
    "experience-recorded": 5,
    "ce-completed": 6,
    "exam-attempted": 7,
    "payment-made": 8,
    "payment-refunded": 9,
    "credential-granted": 10,
    "renewal-submitted": 11,
    "renewal-granted": 12,
    "renewal-denied": 13,
    "sanction-imposed": 14,
    "sanction-lifted": 15,
    "document-filed": 16,
    "status-observed": 17,
    "fact-corrected": 18,
    "holder-forgotten": 19,
}

every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[entry["about"] for entry in ENTRIES])
every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])

READER = """
import json, sys
from datetime import date
from ledger.facts.codec import decode
from ledger.facts.fact import Fact
from ledger.facts.jsonl import line_of
for holder, version, position, code, on, micros, body in json.load(sys.stdin):
    by, source, ref, data = decode(code, bytes.fromhex(body))
    on = date.fromisoformat(on)
    fact = Fact(holder, version, position, on, micros, by, source, ref, data)
    sys.stdout.buffer.write(line_of(fact).encode() + b"\\n")
"""


def columns(entry: dict[str, Any]) -> list[object]:
    """What the store keeps beside the bytes of the entry, then the bytes."""
    line = entry["line"]
    known = datetime.fromisoformat(line["recorded_at"]) - datetime(1970, 1, 1, tzinfo=UTC)
    micros = known // timedelta(microseconds=1)
    place = [line["holder"], line["version"], line["position"]]
    return [*place, entry["code"], line["on"], micros, entry["bytes"]]


@cache
def lines_read_in_a_fresh_process() -> list[str]:
    """The canonical lines that another process reads from the golden bytes."""
    done = subprocess.run(
        [sys.executable, "-c", READER],
        input=json.dumps([columns(entry) for entry in ENTRIES]).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().removesuffix("\n").split("\n")


@every_entry
def test_what_is_written_is_exactly_the_golden_bytes(entry: dict[str, Any]) -> None:
    draft = drafted(entry["line"], entry.get("targets", {}))
    assert encode(draft).hex() == entry["bytes"]


@every_entry
def test_a_fresh_process_reads_the_golden_line_from_the_golden_bytes(entry: dict[str, Any]) -> None:
    line = lines_read_in_a_fresh_process()[ENTRIES.index(entry)]
    assert line == compact(entry["line"])


@every_entry
def test_a_golden_entry_stands_under_the_code_of_its_kind(entry: dict[str, Any]) -> None:
    assert entry["code"] == CODES[entry["line"]["kind"]]


def test_the_code_of_a_kind_never_changes() -> None:
    assert {kind.name: kind.code for kind in KINDS} == CODES


def test_the_schema_written_is_one() -> None:
    assert SCHEMA == 1


@every_kind
def test_every_kind_has_a_golden_entry_with_every_field(kind: Kind) -> None:
    assert any(tuple(data) == kind.field_names for data in golden_data(kind))


@every_kind
def test_every_kind_has_a_golden_entry_with_no_field_it_could_do_without(kind: Kind) -> None:
    least = max(1, sum(field.required for field in kind.fields))
    assert any(len(data) == least for data in golden_data(kind))


def golden_data(kind: Kind) -> list[dict[str, Any]]:
    return [entry["line"]["data"] for entry in ENTRIES if entry["line"]["kind"] == kind.name]


def bytes_about(start: str) -> bytes:
    """The golden bytes of the one entry whose description starts so."""
    [entry] = [entry for entry in ENTRIES if entry["about"].startswith(start)]
    return bytes.fromhex(entry["bytes"])


def test_a_course_is_these_messagepack_bytes() -> None:
    assert bytes_about("ce-completed, full") == b"".join(
        (
            b"\x9b",  # fixarray of 11
            b"\x01",  # positive fixint: schema 1
            b"\xa6import",  # fixstr of 6: recorded_by
            b"\xabcertificate",  # source
            b"\xa3C-1",  # ref
            b"\xb1Phlebotomy update",  # fixstr of 17: title
            b"\xa6Clinic",  # provider
            b"\xa42.50",  # credits, digits as written
            b"\xaccontact-hour",  # unit
            b"\x96",  # fixarray of 6: areas by name, each with its share
            b"\xaeadministrative\xa40.25",
            b"\xa8clinical\xa40.50",
            b"\xa7general\xa40.25",
            b"\x92\xa3nha\xa4aama",  # fixarray of 2: approved_by, in the order given
            b"\xc3",  # true: formal_credit
        )
    )


def test_a_replacement_is_these_messagepack_bytes() -> None:
    assert bytes_about("fact-corrected: a replacement of the first fact") == b"".join(
        (
            b"\x97",  # fixarray of 7
            b"\x01",  # schema 1
            b"\xa6import",
            b"\xc0",  # nil: no source
            b"\xc0",  # nil: no ref
            b"\x01",  # corrects version 1
            b"\xadname misspelt",
            b"\x97",  # fixarray of 7: the replacement
            b"\x01",  # kind code 1: holder-enrolled
            b"\x01",  # schema 1
            b"\xcd\x4d\x84",  # uint 16: 19,844 = 54 × 365 + 13 leap days + 121, 2024-05-01
            b"\xa9Ana Reyes",
            b"\xc0",  # no birthday
            b"\xc0",  # no email
            b"\x92\xa3nha\xa17",  # ids
        )
    )


def test_a_day_before_1970_is_a_negative_number_of_days() -> None:
    earliest = b"\xd1\x9c\x21"  # int 16: 0x9c21 - 0x10000 = -25,567, from 1900-01-01 to 1970-01-01
    assert date(1970, 1, 1) - date(1900, 1, 1) == timedelta(days=25_567)
    assert earliest in bytes_about("holder-updated, full")


def test_sixteen_parts_of_areas_take_a_two_byte_length() -> None:
    assert b"\xdc\x00\x10\xa1a\xa50.125\xa1b\xa50.125" in bytes_about("ce-completed: eight areas")


def test_a_text_of_300_bytes_takes_a_two_byte_length() -> None:
    assert b"\xda\x01\x2c" + b"s" * 300 in bytes_about("a source of 300 bytes")
