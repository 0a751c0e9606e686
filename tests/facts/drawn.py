"""Drawn facts: outside data of every kind in canonical form, and values of any kind at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from ledger.facts.fields import Inexact
from tests.facts.given import FULL, LEAST

KIND_OF_VERSION = dict(enumerate(FULL, 1))
"""Every holder drawn here has one fact of every kind; the last is a correction."""

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
DEEPEST = 3

texts = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).filter(
    str.strip
)
codes = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,9}", fullmatch=True)
credentials = st.builds("{}/{}".format, codes, codes)
numbers = st.integers(-(10**20), 10**20).map(str) | texts
decimals = st.from_regex(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?", fullmatch=True)
above_zero = decimals.filter(lambda text: any(digit in "123456789" for digit in text))


def days(first: date = FIRST, last: date = LAST) -> st.SearchStrategy[str]:
    return st.dates(first, last).map(date.isoformat)


@st.composite
def shares(draw: st.DrawFn) -> dict[str, str]:
    """Areas by name whose millionths sum to a million."""
    names = sorted(draw(st.lists(texts, min_size=1, max_size=9, unique=True)))
    cuts = draw(
        st.lists(
            st.integers(1, 999_999),
            min_size=len(names) - 1,
            max_size=len(names) - 1,
            unique=True,
        )
    )
    edges = [0, *sorted(cuts), 1_000_000]
    parts = [high - low for low, high in pairwise(edges)]
    return {
        name: f"{part // 1_000_000}.{part % 1_000_000:06}"
        for name, part in zip(names, parts, strict=True)
    }


ids = st.dictionaries(codes, texts, min_size=1, max_size=4).map(lambda t: dict(sorted(t.items())))
choices: dict[str, tuple[str, ...]] = {
    "recognized_by": ("USDE", "CHEA"),
    "unit": ("contact-hour", "ceu", "credit", "college-credit"),
    "outcome": ("passed", "failed", "no-show"),
    "purpose": ("exam", "renewal", "reinstatement", "reactivation", "membership"),
    "sanction": ("suspension", "revocation"),
}
OF_FIELD: dict[str, st.SearchStrategy[Any]] = {
    **{name: st.sampled_from(words) for name, words in choices.items()},
    **dict.fromkeys(("born_on", "expected_on", "accredited_on", "expires_on"), days()),
    **dict.fromkeys(("hours", "practicum_hours", "amount"), decimals),
    **dict.fromkeys(("score", "number"), numbers),
    "ids": ids,
    "credits": above_zero,
    "areas": shares(),
    "approved_by": st.lists(codes, max_size=17, unique=True),
    "formal_credit": st.booleans(),
    "credential": credentials,
    "body": codes,
    "currency": st.from_regex(r"[A-Z]{3}", fullmatch=True),
    "payment": st.integers(1, 2**31 - 1),
}
"""How a field is drawn, by its name; a name that is not here is free text."""


def _field(draw: st.DrawFn, name: str, on: date) -> Any:
    if name == "started_on":
        return draw(days(last=on))
    if name == "until":
        return draw(days(first=on))
    return draw(OF_FIELD.get(name, texts))


@st.composite
def data_of(draw: st.DrawFn, kind: str, on: date, depth: int = 0) -> dict[str, Any]:
    """Data of a fact of this kind: what is required and some of the rest, in canonical order."""
    if kind == "fact-corrected":
        return draw(corrections(depth))
    needed = draw(st.sampled_from(list(FULL[kind]))) if kind == "holder-updated" else None
    return {
        name: _field(draw, name, on)
        for name in FULL[kind]
        if name == needed
        or (kind != "holder-updated" and name in LEAST[kind])
        or draw(st.booleans())
    }


@st.composite
def corrections(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    """Data of a correction; its replacement has the kind of the version it corrects."""
    version = draw(st.sampled_from(list(KIND_OF_VERSION)[:: -1 if depth == 0 else 1]))
    data: dict[str, Any] = {"corrects": version, "reason": draw(texts)}
    if depth < DEEPEST and draw(st.integers(0, 3)):
        on = draw(st.dates(FIRST, LAST))
        inner = draw(data_of(KIND_OF_VERSION[version], on, depth + 1))
        data["replacement"] = {"on": on.isoformat(), "data": inner}
    return data


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """A fact as canonical JSON holds it, without what the ledger assigns."""
    kind = draw(st.sampled_from(list(FULL)))
    on = draw(st.dates(FIRST, LAST))
    return {
        "holder": draw(st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True)),
        "kind": kind,
        "on": on.isoformat(),
        "recorded_by": draw(texts),
        **{name: draw(texts) for name in ("source", "ref") if draw(st.booleans())},
        "data": draw(data_of(kind, on)),
    }


words = st.sampled_from(
    ["", " ", "1", "1e3", "NaN", "aama", "aama/cma", "2024-05-01", "passed", "\ud800", "a\x00"]
)
scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**31, 10**9]),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.timedeltas(timedelta(0)),
    st.binary(max_size=8),
    st.text(max_size=20),
    words,
    st.sampled_from(["1.5", "1e400", "-0.0"]).map(Inexact),
)


def _nests(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=4) | st.dictionaries(
        st.text(max_size=8) | words | st.integers() | st.none(), inner, max_size=4
    )


anything: st.SearchStrategy[Any] = st.recursive(scalars, _nests, max_leaves=8)


def put_somewhere(draw: st.DrawFn, table: dict[str, Any], value: Any) -> dict[str, Any]:
    """The table with the value put under one of its keys, at some depth."""
    name = draw(st.sampled_from(list(table)))
    inner = table[name]
    deeper: Callable[[], Any] = lambda: put_somewhere(draw, inner, value)  # noqa: E731
    return {**table, name: deeper() if isinstance(inner, dict) and draw(st.booleans()) else value}


@st.composite
def nearly_facts(draw: st.DrawFn) -> dict[str, Any]:
    """A fact in which one value is anything at all."""
    return put_somewhere(draw, draw(facts()), draw(anything))
