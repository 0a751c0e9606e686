"""What people type, at a prompt or on a command line: days, knowledge times, assumed facts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ledger.errors import BadInput
from ledger.facts.fields import quoted
from ledger.facts.intake import kind_named
from ledger.facts.jsonl import parse_line
from ledger.facts.texts import data_of

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9W-]{7,10}[T ][0-9:.,Z+-]{2,32}")
_LONGEST = 100_000


def day_of(text: str) -> date:
    """The day of a text like ``2024-05-01`` or ``today``.

    Raises:
        BadInput: for anything else.
    """
    if text == "today":
        return date.today()
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadInput(f"{quoted(text)} is not a date like 2024-05-01")


def moment_of(text: str) -> date | datetime:
    """The knowledge time of a text: a date, or an instant with a zone.

    Raises:
        BadInput: for anything else.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        instant = datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else datetime.min
        if instant.tzinfo is not None and instant.utctimetuple():
            return instant
    except (ValueError, OverflowError):
        pass
    raise BadInput(
        f"{quoted(text)} is neither a date like 2024-05-01 nor an instant with a zone like "
        "2024-05-01T12:00:00Z"
    )


def pairs_of(words: Iterable[str]) -> list[tuple[str, str]]:
    """``FIELD=VALUE`` words as pairs.

    Raises:
        BadInput: for a word that is not one.
    """
    pairs = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise BadInput(f"{quoted(word)} is not FIELD=VALUE, for example credits=2")
        pairs.append((name, value))
    return pairs


def assumed_fact(text: str) -> Mapping[str, Any]:
    """The fact that ``KIND on=DATE FIELD=VALUE …`` or a JSON object says.

    Raises:
        BadInput: when it is neither.
    """
    if len(text) > _LONGEST:
        raise BadInput(f"is longer than {_LONGEST:,} characters")
    if text.lstrip().startswith("{"):
        return parse_line(text)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadInput(f"{quoted(text)} is not KIND on=DATE FIELD=VALUE …: {error}") from None
    if not words:
        raise BadInput("names no fact; write KIND on=DATE FIELD=VALUE …")
    pairs = pairs_of(words[1:])
    days = [value for name, value in pairs if name == "on"]
    if len(days) > 1:
        raise BadInput("is given twice", field="on")
    data = data_of(kind_named(words[0]), [pair for pair in pairs if pair[0] != "on"])
    return {"kind": words[0], "on": days[0] if days else None, "data": data}
