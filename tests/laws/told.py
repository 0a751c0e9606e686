"""A history told twice: to the engine as tables, to the oracle as raw facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from ledger.judging.history import History
from ledger.testing import history_of
from tests.oracle.corrections import Raw

Table = dict[str, Any]
"""A fact as `ledger.testing.history_of` takes it, with an explicit recorded_at."""

BESIDE = ("kind", "on", "recorded_at", "recorded_by", "ref", "source")
DECIMALS = ("credits", "hours", "practicum_hours", "amount")


@dataclass(frozen=True)
class Told:
    """Facts of one holder in order of record."""

    tables: tuple[Table, ...]

    def history(self) -> History:
        """The facts as the engine holds them."""
        return history_of(self.tables)

    def raw(self) -> list[Raw]:
        """The facts as the oracle holds them."""
        return [
            Raw(version, table["kind"], table["on"], table["recorded_at"], exact(data_of(table)))
            for version, table in enumerate(self.tables, 1)
        ]

    def with_later(self, tables: Iterable[Mapping[str, Any]]) -> Told:
        """These facts and more, recorded a second after the last."""
        last = self.tables[-1]["recorded_at"] if self.tables else datetime(2000, 1, 1, tzinfo=UTC)
        more = [{**table, "recorded_at": last} for table in tables]
        return Told((*self.tables, *more))

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day on which something happened; some day when nothing did."""
        days = [table["on"] for table in self.tables] or [date(2020, 1, 1)]
        return min(days), max(days)


def data_of(table: Mapping[str, Any]) -> Table:
    """The data fields of a table."""
    return {name: value for name, value in table.items() if name not in BESIDE}


def exact(data: Mapping[str, Any]) -> Table:
    """Data with exact decimals instead of their text, at any depth."""
    raw: Table = {}
    for name, value in data.items():
        if name in DECIMALS:
            raw[name] = Decimal(value)
        elif name == "areas":
            shares = {value: "1"} if isinstance(value, str) else value
            raw[name] = {area: Decimal(share) for area, share in shares.items()}
        elif name == "replacement":
            raw[name] = {"on": value["on"], "data": exact(value["data"])}
        else:
            raw[name] = value
    return raw
