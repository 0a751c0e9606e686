"""``fact``: everything about one fact, down to the bytes it is stored as."""

from __future__ import annotations

import pytest

from tests.cli.running import Shell
from tests.store.facts import plain

# The certificate of ibarra: schema 1, the clerk, no source, no ref, the credential, no number, no
# expiry. It is the 9th fact of the clinic.
IBARRA = b"\x97\x01\xa5clerk\xc0\xc0\xa8aama/cma\xc0\xc0"


def test_the_whole_output_is_fields_line_and_bytes(clinic: Shell) -> None:
    assert clinic("fact", "ibarra", "1").out.splitlines() == [
        "ibarra · fact 1 · credential-granted",
        "✓ stands",
        "",
        "happened     2021-03-01",
        "recorded     2021-03-01T12:00:00.000000Z",
        "position     9",
        "recorded by  clerk",
        "",
        "credential   aama/cma",
        "",
        "canonical JSON",
        '{"holder":"ibarra","version":1,"position":9,"kind":"credential-granted","on":"2021-03-01",'
        '"recorded_at":"2021-03-01T12:00:00.000000Z","recorded_by":"clerk",'
        '"data":{"credential":"aama/cma"}}',
        "",
        "stored: 21 bytes",
        "0000  97                       array        of 7",
        "0001  01                       schema       1",
        "0002  a5 63 6c 65 72 6b        recorded_by  clerk",
        "0008  c0                       source       absent",
        "0009  c0                       ref          absent",
        "000a  a8 61 61 6d 61 2f 63 6d  credential   aama/cma",
        "0012  61",
        "0013  c0                       number       absent",
        "0014  c0                       expires_on   absent",
    ]


def test_a_corrected_fact_shows_its_correction_and_what_stands(clinic: Shell) -> None:
    lines = clinic("fact", "baker", "2").out.splitlines()
    assert lines[1] == "⟲ corrected"
    start = lines.index("corrected by")
    assert lines[start : start + 5] == [
        "corrected by",
        "   4  2024-07-01  fact-corrected  ⟲ 2: ECG, 2 cr on 2023-04-01 – read as 12",
        "",
        "as it stands",
        "  2023-04-01  ECG, 2 cr",
    ]


def test_a_correction_shows_what_it_corrects(clinic: Shell) -> None:
    lines = clinic("fact", "baker", "4").out.splitlines()
    assert lines[lines.index("corrects") + 1] == "   2  2023-04-01  ce-completed  ECG, 12 cr"
    assert "replacement.data.credits  2" in lines


def test_a_void_fact_says_so(own_clinic: Shell) -> None:
    own_clinic("correct", "baker", "2", "--reason", "x", "--void")
    assert own_clinic("fact", "baker", "2").out.splitlines()[1] == "✗ void"


def test_the_object_is_as_promised(clinic: Shell) -> None:
    found = clinic("fact", "ibarra", "1", "--json").json
    fact = {
        "holder": "ibarra", "version": 1, "position": 9, "kind": "credential-granted",
        "on": "2021-03-01", "recorded_at": "2021-03-01T12:00:00.000000Z", "recorded_by": "clerk",
        "data": {"credential": "aama/cma"},
    }  # fmt: skip
    parts = found.pop("parts")
    line = found.pop("line")
    assert found == {
        "schema": "ledger.fact/1",
        "holder": "ibarra",
        "version": 1,
        "position": 9,
        "kind": "credential-granted",
        "on": "2021-03-01",
        "recorded_at": "2021-03-01T12:00:00.000000Z",
        "problem": None,
        "state": "stands",
        "fact": fact,
        "standing": {"on": "2021-03-01", "data": {"credential": "aama/cma"}},
        "corrects": [],
        "corrected_by": [],
        "stored": IBARRA.hex(),
    }
    assert f"{line}\n" in clinic.export()
    assert parts[5] == {
        "offset": 10, "bytes": "a8" + b"aama/cma".hex(), "name": "credential", "value": "aama/cma",
    }  # fmt: skip


def test_the_corrections_of_the_object_are_facts(clinic: Shell) -> None:
    found = clinic("fact", "baker", "2", "--json").json
    assert found["standing"]["data"]["credits"] == "2"
    assert [fact["version"] for fact in found["corrected_by"]] == [4]


def test_a_fact_that_does_not_decode_is_shown_and_exits_1(own_clinic: Shell) -> None:
    with plain(own_clinic.store) as connection:
        key = "(SELECT key FROM holders WHERE id = 'ibarra')"
        last = "(SELECT max(recorded_at) FROM facts)"
        values = f"22, {key}, 3, 99, 19844, {last}, x'92c1ff', zeroblob(32)"
        connection.execute(f"INSERT INTO facts VALUES ({values})")
    found = own_clinic("fact", "ibarra", "3")
    lines = found.out.splitlines()
    assert (found.code, lines[0]) == (1, "ibarra · fact 3 · unknown-99")
    assert lines[1].startswith("✗ position 22: the stored bytes of a fact do not decode")
    assert lines[-2:] == [
        "0000  92                       array          of 2",
        "0001  c1 ff                    not decodable  2 bytes",
    ]


def test_text_that_disturbs_a_terminal_is_escaped(own_clinic: Shell) -> None:
    own_clinic.enrol("x", "An\u202eother")
    out = own_clinic("fact", "x", "1").out
    assert ("\u202e" in out, out.count("An\\u202eother")) == (False, 3)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("reyes", "7"), "reyes has no fact with version 7"),
        (("reyes", "0"), "whole number from 1"),
        (("reyes", "x"), "whole number from 1"),
        (("reye", "1"), "did you mean reyes?"),
        (("reyes",), "VERSION"),
    ],
)
def test_what_is_wrong_is_named(clinic: Shell, args: tuple[str, ...], told: str) -> None:
    found = clinic("fact", *args)
    assert (found.code, found.out, told.lower() in found.err.lower()) == (2, "", True)
