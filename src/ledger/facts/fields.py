"""What a field of a fact may hold: checked from outside, packed for the store, shown as JSON.

A field type takes a value as JSON or TOML would give it (`check`) or a piece of text from a
spreadsheet or a command line (`parse`, then `check`). It never guesses: what it cannot read exactly
it refuses with a sentence that says what would be right.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from ledger.errors import BadInput

EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)
EPOCH = date(1970, 1, 1).toordinal()

T = TypeVar("T")

_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?")
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_CREDENTIAL = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}")
_HOLDER = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Inexact(str):
    """A number that was written with a point or exponent outside quotes, as it was written."""

    __slots__ = ()


def shortened(value: object) -> str:
    """A value or the name of a field as an error message shows it: printable, on one line."""
    if isinstance(value, str):
        text = value
    else:
        try:
            text = repr(value)
        except (ValueError, RecursionError):  # thousands of digits, thousands of levels
            text = f"a huge {type(value).__name__}"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:60]) + (
        "…" if len(text) > 60 else ""
    )


def quoted(value: object) -> str:
    """A value as an error message names it: shortened, text in quotation marks."""
    if isinstance(value, date):
        return value.isoformat()
    return f"“{shortened(value)}”" if isinstance(value, str) else shortened(value)


class FieldType(Generic[T]):
    """One kind of field.

    Attributes:
        expects: What would be right, for people ("a date like 2024-05-01").
        plain: True when the checked value is stored and shown as it is.
        stored: The type `pack` gives.
    """

    expects: str = "text"
    plain = True
    stored: type = str

    def check(self, value: object) -> T:
        """The checked value.

        Raises:
            BadInput: when it is not what the field may hold.
        """
        raise NotImplementedError

    def parse(self, text: str) -> object:
        """What `check` should be given for this text from a spreadsheet cell or a command line."""
        return text

    def pack(self, value: T) -> object:
        """The value as MessagePack takes it."""
        return value

    def unpack(self, packed: Any) -> T:
        """The value back from a `stored`; raises any error where `pack` would not have given it."""
        return cast("T", packed)

    def show(self, value: T) -> object:
        """The value as canonical JSON holds it."""
        return value

    def refuse(self, value: object) -> BadInput:
        return BadInput(f"{quoted(value)} is not {self.expects}")


class TextType(FieldType[str]):
    """Free text in any script: not blank, no control characters, no lone surrogates."""

    expects = "text"

    def check(self, value: object) -> str:
        if isinstance(value, Inexact) or not isinstance(value, str):
            raise BadInput(f"{quoted(value)} is not text; put it in quotes")
        if not value.strip():
            raise BadInput("is blank; leave the field out when there is nothing to say")
        if not value.isprintable():
            for character in value:
                if unicodedata.category(character) in ("Cc", "Cs"):
                    raise BadInput(f"holds the control character U+{ord(character):04X}; remove it")
        return value


class ScoreType(TextType):
    """Text that is often a whole number; a whole number is taken as its digits."""

    def check(self, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**64:
            return super().check(str(value))
        return super().check(value)


class PatternType(FieldType[str]):
    """Text of one exact form."""

    def __init__(self, pattern: re.Pattern[str], expects: str) -> None:
        self.pattern = pattern
        self.expects = expects

    def check(self, value: object) -> str:
        if isinstance(value, Inexact) or not isinstance(value, str):
            raise self.refuse(value)
        if not self.pattern.fullmatch(value):
            raise self.refuse(value)
        return value


class ChoiceType(FieldType[str]):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.expects = f"one of {', '.join(words)}"

    def check(self, value: object) -> str:
        if value not in self.words:
            raise self.refuse(value)
        return value


class DayType(FieldType[date]):
    """A civil date, kept as days since 1970-01-01."""

    expects = f"a date like 2024-05-01 between {EARLIEST} and {LATEST}"
    plain = False
    stored = int

    def check(self, value: object) -> date:
        day: date | None = None
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                raise BadInput(f"{quoted(value)} is not a day of the calendar") from None
        elif type(value) is date:
            day = value
        if day is None or not EARLIEST <= day <= LATEST:
            raise self.refuse(value)
        return day

    def pack(self, value: date) -> int:
        return value.toordinal() - EPOCH

    def unpack(self, packed: Any) -> date:
        return date.fromordinal(packed + EPOCH)

    def show(self, value: date) -> str:
        return value.isoformat()


class DecimalType(FieldType[Decimal]):
    """An exact decimal ≥ 0 with at most 9 digits before the point and 6 after it."""

    plain = False

    def __init__(self, *, above_zero: bool = False) -> None:
        self.above_zero = above_zero
        self.expects = (
            f"a decimal {'above 0' if above_zero else 'of 0 or more'} like 2 or 1.5 "
            "(at most 9 digits before the point and 6 after it)"
        )

    def check(self, value: object) -> Decimal:
        if isinstance(value, Inexact) and _DECIMAL.fullmatch(value):
            raise BadInput(f'{value} is a floating number; write the decimal in quotes: "{value}"')
        if isinstance(value, Decimal) and value.is_finite() and -9 <= value.adjusted() < 9:
            value = format(value, "f")
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9:
            value = str(value)
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise self.refuse(value)
        number = Decimal(value)
        if self.above_zero and not number:
            raise self.refuse(value)
        return number

    def pack(self, value: Decimal) -> str:
        return digits_of(value)

    def unpack(self, packed: Any) -> Decimal:
        return decimal_of(packed)

    def show(self, value: Decimal) -> str:
        return digits_of(value)


class VersionType(FieldType[int]):
    """The version of another fact of the same holder."""

    expects = "the version of an earlier fact of this holder: a whole number from 1"
    stored = int

    def check(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 2**31:
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> object:
        return int(text) if re.fullmatch(r"[0-9]{1,10}", text) else text


class FlagType(FieldType[bool]):
    """True or false."""

    expects = "true or false"
    stored = bool

    def check(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(value)
        return value

    def parse(self, text: str) -> object:
        return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)


def digits_of(value: Decimal) -> str:
    """The digits of a decimal, never with an exponent."""
    text = str(value)  # in a quarter of the time that format takes for the same
    return format(value, "f") if "E" in text else text


@lru_cache(maxsize=4096)
def decimal_of(text: str) -> Decimal:
    """The decimal these stored digits are; equal ones are one object."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{shortened(text)} is not a decimal")
    return Decimal(text)


TEXT = TextType()
SCORE = ScoreType()
DAY = DayType()
DECIMAL = DecimalType()
ABOVE_ZERO = DecimalType(above_zero=True)
VERSION = VersionType()
FLAG = FlagType()
CODE = PatternType(_CODE, "a body code in lower case like aama")
CREDENTIAL = PatternType(_CREDENTIAL, "a credential like aama/cma")
HOLDER = PatternType(_HOLDER, "a holder id: 1 to 64 of A-Z a-z 0-9 . _ -")
CURRENCY = PatternType(re.compile(r"[A-Z]{3}"), "an ISO 4217 currency like USD")
