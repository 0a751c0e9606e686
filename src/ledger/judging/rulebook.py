"""Dated rule values: what a body's ``rules.toml`` says, with source, confidence and readings.

::

    [R-WINDOW]
    says = "How long after expiry applications by continuing education are taken"
    selected_by = "day asked"

    [[R-WINDOW.values]]
    value = { months = 60 }
    source = "CE application form"
    confidence = "high"

    [[R-WINDOW.values]]
    from = 2020-01-01
    announced = 2018-04-12
    value = { months = 3 }
    source = "Press release 2018-04-12"
    confidence = "convention"
    note = "The end of the month is our reading"
    readings = [{ value = { days = 90 }, says = "90 days" }]

The values of a rule tile the time line: the first has no ``from``, every other takes over from the
one before. A value announced after the knowledge time does not exist yet, and the one before goes
on. Without ``announced`` a value was announced on its ``from``; ``announced = "always"``: it is
known at all times. ``unknown = true`` stands where nobody publishes a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from ledger.errors import BadInput
from ledger.facts.fields import Inexact
from ledger.facts.intake import near
from ledger.facts.toml import read_toml
from ledger.judging.rules import Confidence, KnownRule, Rule, RuleValue

SELECTORS = ("always", "day asked", "award", "expiry", "activity")


class RuleBook:
    """The rules of one credential.

    Attributes:
        rules: Rule id → rule, in the order of the file.
    """

    def __init__(self, rules: Mapping[str, Rule] = MappingProxyType({})) -> None:
        self.rules = rules

    @classmethod
    def load(cls, file: Traversable) -> RuleBook:
        """The rules in a file: ``RuleBook.load(files(__package__) / "rules.toml")``.

        Raises:
            BadInput: naming file, rule and what would be right.
        """
        return cls.from_toml(file.read_text(encoding="utf-8"), file=file.name)

    @classmethod
    def from_toml(cls, text: str, *, file: str = "rules.toml") -> RuleBook:
        """The rules in the text of a ``rules.toml``; raises as `load`."""
        tables = read_toml(text, file=file, parse_float=Inexact)
        try:
            _check_written(tables, "")
            return cls({id_: _rule(id_, table) for id_, table in tables.items()})
        except BadInput as error:
            raise error.at(file=file) from None

    def known(self, known_on: date | None) -> Mapping[str, KnownRule]:
        """Every rule as far as it was announced by that UTC date (None: all of it)."""
        return _known(self, known_on)

    def settled(self, known_on: date | None) -> Mapping[str, RuleValue]:
        """The values of the rules that have one value and one reading, whatever day is asked."""
        return _settled(self, known_on)


@lru_cache(maxsize=256)
def _known(book: RuleBook, known_on: date | None) -> Mapping[str, KnownRule]:
    return {id_: rule.known(known_on) for id_, rule in book.rules.items()}


@lru_cache(maxsize=256)
def _settled(book: RuleBook, known_on: date | None) -> Mapping[str, RuleValue]:
    return {
        id_: rule.values[0][0]
        for id_, rule in book.known(known_on).items()
        if rule.is_asked_by_day and len(rule.values) == len(rule.values[0]) == 1
    }


def _check_written(value: Any, where: str) -> None:
    """Looks for floating numbers and times of day, however deep."""
    if isinstance(value, Inexact):
        _check(
            False, where, f'{value} is a floating number; write the decimal in quotes: "{value}"'
        )
    elif isinstance(value, datetime):
        _check(False, where, f"{value} has a time of day; write the date alone: {value.date()}")
    elif isinstance(value, time):
        _check(False, where, f'{value} is a time of day; write it in quotes: "{value}"')
    elif isinstance(value, dict):
        for key, part in value.items():
            _check_written(part, f"{where}.{key}" if where else key)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            _check_written(part, f"{where}[{index}]")


def _rule(id_: str, table: Any) -> Rule:
    _check(isinstance(table, dict), id_, "is not a table with says, selected_by and values")
    _check_keys(table, ("says", "selected_by", "values"), id_)
    says, selected_by, values = (table.get(key) for key in ("says", "selected_by", "values"))
    _check(isinstance(says, str) and says, f"{id_}.says", "is missing: say what the rule is about")
    _check_word(selected_by, SELECTORS, f"{id_}.selected_by", "say which date selects its value")
    _check(isinstance(values, list) and values, f"{id_}.values", "is missing: give its values")
    read = tuple(_value(id_, i, value) for i, value in enumerate(values))
    _tiled(id_, [readings[0] for readings in read], selected_by)
    return Rule(id_, says, selected_by, read)


def _value(id_: str, index: int, table: Any) -> tuple[RuleValue, ...]:
    where = f"{id_}.values[{index}]"
    _check(isinstance(table, dict), where, "is not a table")
    known = ("from", "announced", "value", "unknown", "source", "confidence", "note", "says",
             "readings")  # fmt: skip
    _check_keys(table, known, where)
    unknown = table.get("unknown", False)
    _check(("value" in table) != bool(unknown), where, "needs either a value or unknown = true")
    since, announced = table.get("from"), table.get("announced", table.get("from"))
    _check(since is None or type(since) is date, f"{where}.from", "is not a date")
    _check(
        announced in (None, "always") or type(announced) is date,
        f"{where}.announced",
        'is neither a date nor "always"',
    )
    source = table.get("source")
    _check(
        isinstance(source, str) and source.strip(),
        f"{where}.source",
        "is missing: say where it stands",
    )
    word = table.get("confidence")
    _check_word(word, tuple(Confidence), f"{where}.confidence", "say how sure you are")
    confidence = Confidence(word)
    _check(
        not unknown or confidence is Confidence.UNKNOWN, where, 'is unknown: confidence = "unknown"'
    )
    _check(
        unknown or confidence is not Confidence.UNKNOWN,
        f"{where}.confidence",
        "is unknown, and there is a value; say how sure you are of it, or write unknown = true",
    )
    others = table.get("readings", [])
    _check(isinstance(others, list), f"{where}.readings", "is not a list of readings")
    first = RuleValue(
        id_,
        table.get("value"),
        since,
        None if announced == "always" else announced,
        source,
        confidence,
        str(table.get("note", "")),
        says=str(table.get("says", "")),
        readings=1 + len(others),
    )
    return _readings(first, others, where)


def _readings(first: RuleValue, others: Sequence[Any], where: str) -> tuple[RuleValue, ...]:
    """The first reading and the others, each of another value and with words for it."""
    readings = [first]
    for number, other in enumerate(others, 2):
        place = f"{where}.readings[{number - 2}]"
        _check(isinstance(other, dict) and "value" in other, place, "needs a value")
        _check_keys(other, ("value", "says"), place)
        value, says = other["value"], str(other.get("says", ""))
        for one in readings:
            same = type(one.value) is type(value) and one.value == value
            _check(not same, place, f"has the value of reading {one.reading}; leave it out")
        readings.append(replace(first, value=value, reading=number, says=says))
        _check(says.strip(), f"{place}.says", "is missing: say what this reading says")
    says_more = len(readings) == 1 or first.says.strip()
    _check(says_more, f"{where}.says", "is missing: say what the first of several readings says")
    return tuple(readings)


def _tiled(id_: str, values: Sequence[RuleValue], selected_by: str) -> None:
    first = values[0]
    _check(
        first.since is None and first.announced is None,
        f"{id_}.values[0]",
        "has a from or an announced: the first value holds since ever, known at all times "
        "(unknown = true where nobody knows it)",
    )
    for index, (before, after) in enumerate(pairwise(values), 1):
        where = f"{id_}.values[{index}]"
        if selected_by == "always":
            _check_always(where, before, after)
            continue
        earlier = (before.since or date.min, before.announced or date.min)
        later = (after.since or date.min, after.announced or date.min)
        begins = f"begins on {after.since}" if after.since else "has no from"
        _check(
            earlier < later,
            where,
            f"{begins}: does not come after the value before it; "
            f"give the day from which it holds{f', after {before.since}' if before.since else ''}",
        )


def _check_always(where: str, before: RuleValue, after: RuleValue) -> None:
    """Of a rule selected always, a later value replaces the one before by being announced."""
    _check(
        after.since is None,
        where,
        "has a from, but the rule is selected always: leave from out and give the day on which it "
        "was announced, or select the rule by “day asked”, “award”, “expiry” or “activity”",
    )
    earlier, later = before.announced or date.min, after.announced or date.min
    later_than = f", after {before.announced}" if before.announced else ""
    _check(
        earlier < later,
        where,
        "is a later value of a rule selected always: give the day on which it was announced"
        f"{later_than}, which makes it replace the one before, or leave it out",
    )


def _check(right: object, where: str, problem: str) -> None:
    if not right:
        raise BadInput(problem, field=where)


def _check_word(word: object, words: Sequence[str], where: str, what: str) -> None:
    listed = ", ".join(words)
    _check(word is not None, where, f"is missing: {what}, one of {listed}")
    if word not in words:
        close = near(word, words) if isinstance(word, str) else ""
        close = close if "mean" in close else ""
        raise BadInput(f"is not one of {listed}{close}", field=where)


def _check_keys(table: Mapping[str, Any], names: Sequence[str], where: str) -> None:
    for key in table:
        _check(key in names, f"{where}.{key}", f"is not known; there are {', '.join(names)}")
