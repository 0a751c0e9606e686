"""Fields that hold several values: lists of bodies, shares of areas, numbers by body.

Checked values are read-only. Each is packed as one flat array.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, cast

from ledger.errors import BadInput
from ledger.facts.fields import (
    ABOVE_ZERO,
    CODE,
    TEXT,
    FieldType,
    Inexact,
    decimal_of,
    digits_of,
    shortened,
)


class CodesType(FieldType[tuple[str, ...]]):
    """A list of body codes."""

    expects = 'a list of body codes in lower case like ["aama"]'
    plain = False
    stored = tuple

    def check(self, value: object) -> tuple[str, ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self.refuse(value)
        codes = tuple(CODE.check(code) for code in value)
        if len(set(codes)) != len(codes):
            raise BadInput("names a body twice")
        return codes

    def parse(self, text: str) -> object:
        return [word for word in re.split(r"[\s,;]+", text) if word]

    def unpack(self, packed: Any) -> tuple[str, ...]:
        "".join(packed)  # the quickest TypeError for anything but text
        return cast("tuple[str, ...]", packed)

    def show(self, value: tuple[str, ...]) -> list[str]:
        return list(value)


class SharesType(FieldType[Mapping[str, Decimal]]):
    """Area → share; the shares are above 0 and sum to exactly 1. One area name means all of it."""

    expects = 'one area name, or areas with shares that sum to 1 like {"clinical": "1"}'
    plain = False
    stored = tuple

    def check(self, value: object) -> Mapping[str, Decimal]:
        if isinstance(value, str) and not isinstance(value, Inexact):
            value = {value: "1"}
        if not isinstance(value, Mapping) or not value:
            raise self.refuse(value)
        shares: dict[str, Decimal] = {}
        for name, share in value.items():
            try:
                TEXT.check(name)
                shares[cast("str", name)] = ABOVE_ZERO.check(share)
            except BadInput as error:
                raise BadInput(error.problem, field=shortened(name)) from None
        if sum(shares.values()) != 1:
            raise BadInput(f"shares sum to {sum(shares.values())}; they must sum to exactly 1")
        return MappingProxyType(dict(sorted(shares.items())))

    def pack(self, value: Mapping[str, Decimal]) -> tuple[str, ...]:
        parts: list[str] = []
        for name, share in value.items():
            parts += name, digits_of(share)
        return tuple(parts)

    def unpack(self, packed: Any) -> Mapping[str, Decimal]:
        return _shares(packed)

    def show(self, value: Mapping[str, Decimal]) -> dict[str, str]:
        return {name: digits_of(share) for name, share in value.items()}


class IdsType(FieldType[Mapping[str, str]]):
    """Body code → the number that body knows the holder by."""

    expects = 'a table of body code and number like {"aama": "123456"}'
    plain = False
    stored = tuple

    def check(self, value: object) -> Mapping[str, str]:
        if not isinstance(value, Mapping) or not value:
            raise self.refuse(value)
        for code, number in value.items():
            CODE.check(code)
            try:
                TEXT.check(number)
            except BadInput as error:
                raise BadInput(error.problem, field=shortened(code)) from None
        return MappingProxyType(dict(sorted(value.items())))

    def pack(self, value: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(chain.from_iterable(value.items()))

    def unpack(self, packed: Any) -> Mapping[str, str]:
        "".join(packed)
        parts = iter(packed)
        return MappingProxyType(dict(zip(parts, parts, strict=True)))

    def show(self, value: Mapping[str, str]) -> dict[str, str]:
        return dict(value)


@lru_cache(maxsize=1024)
def _shares(packed: tuple[str, ...]) -> Mapping[str, Decimal]:
    "".join(packed)
    parts = iter(packed)
    return MappingProxyType(
        {name: decimal_of(share) for name, share in zip(parts, parts, strict=True)}
    )


CODES = CodesType()
SHARES = SharesType()
IDS = IdsType()
