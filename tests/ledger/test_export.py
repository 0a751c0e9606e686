"""Export and restore: byte for byte, whatever was recorded."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import Ledger
from ledger.recording import Fate
from tests.store.clock import Clock


def exported(ledger: Ledger) -> str:
    file = io.StringIO()
    ledger.export(file)
    return file.getvalue()


def restored(text: str) -> str:
    """What a ledger that was restored from an export exports."""
    with Ledger.open(":memory:", recorded_by="somebody else", now=lambda: 0) as other:
        other.restore(io.StringIO(text))
        return exported(other)


def test_a_fact_is_one_canonical_line(ledger: Ledger, clock: Clock) -> None:
    clock.set("2024-05-03T10:00:00.000120+00:00")
    ledger.record(
        "ce-completed",
        "reyes",
        on=date(2024, 5, 1),
        data={
            "unit": "contact-hour",
            "credits": "2.50",
            "title": "Phlébotomie – “update”",
            "approved_by": ["aama"],
            "areas": {"general": "0.75", "clinical": "0.25"},
        },
        ref="A-1",
        source="https://example.org/?a=1&b=2",
    )
    assert exported(ledger) == (
        '{"holder":"reyes","version":1,"position":1,"kind":"ce-completed","on":"2024-05-01",'
        '"recorded_at":"2024-05-03T10:00:00.000120Z","recorded_by":"tester",'
        '"source":"https://example.org/?a=1&b=2","ref":"A-1","data":{'
        '"title":"Phlébotomie – “update”","credits":"2.50","unit":"contact-hour",'
        '"areas":{"clinical":"0.25","general":"0.75"},"approved_by":["aama"]}}\n'
    )


def test_an_empty_ledger_exports_nothing(ledger: Ledger) -> None:
    ledger.init()
    assert exported(ledger) == ""


def test_an_export_says_how_many_facts_it_wrote(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.record("document-filed", "reyes", on=date(2024, 5, 1), data={"document": "x"})
    assert ledger.export(io.StringIO()) == 3


def test_a_restore_says_how_many_facts_it_wrote(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.record("document-filed", "reyes", on=date(2024, 5, 1), data={"document": "x"})
    with Ledger.open(":memory:") as other:
        assert other.restore(io.StringIO(exported(ledger))) == 3


def line(position: int, /, **changed: object) -> str:
    """A canonical line: documents of ten holders by turns, a second apart."""
    fact = {
        "holder": f"h{position % 10}",
        "version": (position + 9) // 10,
        "position": position,
        "kind": "document-filed",
        "on": "2024-05-01",
        "recorded_at": f"2024-05-03T10:{position // 60:02}:{position % 60:02}.000000Z",
        "recorded_by": "tester",
        "data": {"document": f"number {position}"},
    }
    return json.dumps(fact | changed, separators=(",", ":")) + "\n"


@pytest.mark.parametrize("count", [1, 999, 1_000, 1_001, 2_000, 2_001])
def test_any_number_of_facts_comes_back(count: int) -> None:
    text = "".join(line(position) for position in range(1, count + 1))
    assert restored(text) == text


@pytest.mark.parametrize(
    "recorded_at",
    ["1970-01-01T00:00:00.000000Z", "1970-01-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z"],
)
def test_any_time_of_record_comes_back(recorded_at: str) -> None:
    text = line(1, recorded_at=recorded_at)
    assert restored(text) == text


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.removesuffix("\n"),
        lambda text: "\n" + text.replace("\n", "\n\n"),
        lambda text: text.replace('":', '" : '),
    ],
    ids=["a byte order mark", "CRLF", "no end of line", "blank lines", "spaces"],
)
def test_an_export_that_an_editor_saved_comes_back(changed: Callable[[str], str]) -> None:
    text = line(1) + line(2)
    assert restored(changed(text)) == text


def test_facts_recorded_after_a_restore_follow(path: Path) -> None:
    with Ledger.open(path, recorded_by="tester") as ledger:
        ledger.restore(io.StringIO(line(1) + line(2)))
        fact = ledger.record("document-filed", "h1", on=date(2024, 5, 1), data={"document": "x"})
        assert (fact.fact.version, fact.fact.position) == (2, 3)


def test_refs_are_known_after_a_restore(path: Path) -> None:
    with Ledger.open(path, recorded_by="tester") as ledger:
        ledger.restore(io.StringIO(line(1, ref="A-1")))
        data = {"document": "number 1"}
        again = ledger.record("document-filed", "h1", on=date(2024, 5, 1), data=data, ref="A-1")
        assert again.fate is Fate.DUPLICATE


# ---- Anything that can be recorded

TEXTS = st.text(min_size=1, max_size=12).filter(
    lambda text: text.strip() and not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text)
)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
DECIMALS = st.decimals(0, 999_999_999, places=6, allow_nan=False).map(str) | st.sampled_from(
    ["0", "0.0", "1", "1.50", "0.000001", "999999999", "999999999.999999"]
)
SHARES = st.sampled_from(
    [{"b": "1"}, {"b": "0.10", "a": "0.9"}, {"ü": "0.5", "z": "0.25", "Ä": "0.250"}, "general"]
)
CODES = st.lists(st.sampled_from(["aama", "nha", "x.y_z-1"]), max_size=3, unique=True)
CREDENTIALS = st.sampled_from(["aama/cma", "nha/ccma", "amt/rma"])


def table(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Data with these fields; those that end in an underscore may be absent."""
    required = {name: field for name, field in fields.items() if not name.endswith("_")}
    optional = {name[:-1]: field for name, field in fields.items() if name.endswith("_")}
    return st.fixed_dictionaries(required, optional=optional)


DATA = {
    "holder-enrolled": table(
        name=TEXTS,
        born_on_=DAYS,
        email_=TEXTS,
        ids_=st.dictionaries(st.sampled_from(["aama", "nha"]), TEXTS, min_size=1),
    ),
    "education-completed": table(program=TEXTS, hours_=DECIMALS, accredited_on_=DAYS),
    "ce-completed": table(
        title=TEXTS,
        credits=DECIMALS.filter(lambda number: float(number) > 0),
        unit=st.sampled_from(["contact-hour", "ceu", "credit", "college-credit"]),
        areas_=SHARES,
        approved_by_=CODES,
        formal_credit_=st.booleans(),
    ),
    "credential-granted": table(credential=CREDENTIALS, number_=TEXTS, expires_on_=DAYS),
    "payment-made": table(
        body=st.just("nha"),
        purpose=st.sampled_from(["exam", "renewal"]),
        amount=DECIMALS,
        currency=st.sampled_from(["USD", "EUR"]),
    ),
    "document-filed": table(document=TEXTS, issuer_=TEXTS, expires_on_=DAYS),
}


@st.composite
def corrections(draw: st.DrawFn, kinds: list[str]) -> dict[str, Any]:
    """The data of a correction of one of the facts of these kinds, corrections among them."""
    corrects = draw(st.integers(1, len(kinds)))
    data: dict[str, Any] = {"corrects": corrects, "reason": draw(TEXTS)}
    kind = kinds[corrects - 1]
    if kind in DATA and draw(st.booleans()):
        data["replacement"] = {"on": draw(DAYS), "data": draw(DATA[kind])}
    elif kind == "fact-corrected" and corrects > 1 and draw(st.booleans()):
        inner = draw(corrections(kinds[: corrects - 1]))
        data["replacement"] = {"on": draw(DAYS), "data": inner}
    return data


@st.composite
def recordings(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What is recorded, one after another, about two holders."""
    kinds: dict[str, list[str]] = {"reyes": [], "Chen.2": []}
    facts = []
    for _ in range(draw(st.integers(1, 8))):
        holder = draw(st.sampled_from(sorted(kinds)))
        own = kinds[holder]
        kind = draw(st.sampled_from([*DATA, *(["fact-corrected"] * 3 if own else [])]))
        data = draw(corrections(own) if kind == "fact-corrected" else DATA[kind])
        own.append(kind)
        facts.append(
            {"kind": kind, "holder": holder, "on": draw(DAYS), "data": data}
            | {"source": draw(st.none() | TEXTS)}
        )
    return facts


@settings(max_examples=150, deadline=None)
@given(facts=recordings(), times=st.lists(st.integers(0, 2**52), min_size=8, max_size=8))
def test_whatever_was_recorded_comes_back(facts: list[dict[str, Any]], times: list[int]) -> None:
    clock = iter(times)
    with Ledger.open(":memory:", recorded_by="Ünal", now=lambda: next(clock)) as ledger:
        for fact in facts:
            ledger.record(**fact)
        text = exported(ledger)
    assert restored(text) == text


@settings(max_examples=50, deadline=None)
@given(facts=recordings())
def test_whatever_was_recorded_is_one_line_each_in_its_order(facts: list[dict[str, Any]]) -> None:
    with Ledger.open(":memory:", recorded_by="tester") as ledger:
        for fact in facts:
            ledger.record(**fact)
        lines = [json.loads(line) for line in exported(ledger).split("\n") if line]
    assert [
        (line["position"], line["holder"], line["kind"], line["on"], line.get("source"))
        for line in lines
    ] == [
        (number, fact["holder"], fact["kind"], fact["on"].isoformat(), fact["source"])
        for number, fact in enumerate(facts, 1)
    ]
