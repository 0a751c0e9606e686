"""At the latest knowledge it does not matter in which order facts were recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.laws.bodies import Body
from tests.laws.given import law, shown
from tests.laws.luck import Luck
from tests.laws.test_correcting import timeline
from tests.laws.told import Table, Told

START = datetime(2000, 1, 1, tzinfo=UTC)


def on_distinct_days(told: Told) -> list[tuple[int, Table]]:
    """Versions and facts, one fact a day; refunds only of payments that are among them."""
    first: dict[object, tuple[int, Table]] = {}
    for version, table in enumerate(told.tables, 1):
        first.setdefault(table["on"], (version, table))
    kept = list(first.values())
    versions = {version for version, _ in kept}
    return [(v, t) for v, t in kept if t.get("payment", v) in versions]


def recorded(facts: list[tuple[int, Table]]) -> Told:
    """The facts recorded in this order, refunds last and naming the new version."""
    facts = sorted(facts, key=lambda item: item[1]["kind"] == "payment-refunded")
    places = {version: place for place, (version, _) in enumerate(facts, 1)}
    tables = []
    for place, (_, table) in enumerate(facts, 1):
        renamed = {"payment": places[table["payment"]]} if "payment" in table else {}
        tables.append({**table, **renamed, "recorded_at": START + timedelta(seconds=place)})
    return Told(tuple(tables))


@law(tries=150)
def test_the_order_of_record_does_not_matter_for_facts_of_different_days(
    body: Body, luck: Luck
) -> None:
    facts = on_distinct_days(body.plain(luck))
    told, mixed = shown(recorded(facts)), shown(recorded(luck.shuffled(facts)))
    assert timeline(body, mixed) == timeline(body, told)
