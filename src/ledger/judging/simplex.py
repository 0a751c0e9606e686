"""The largest sum of amounts under rooms, exactly, in fractions.

Buckets that nest, and a limit on some of the credits within a bucket of buckets, cross each other;
that is no longer a flow through a network, and the best amounts may be halves of the units that
credits come in. So it is solved as what it is, a small linear program, by the simplex method with
Bland's rule, which always ends and always takes the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def most(columns: Sequence[Sequence[int]], rooms: Sequence[Fraction]) -> list[Fraction]:
    """Amounts of at least 0 with the largest sum under which no room is overfull.

    Args:
        columns: For every amount the rooms it takes up, as indices of ``rooms``; at least one each.
        rooms: How much each room holds, 0 or more.

    Returns:
        One amount a column. Where several choices have the largest sum, always the same.
    """
    count = len(columns)
    rows: list[dict[int, Fraction]] = [{count + i: Fraction(1)} for i in range(len(rooms))]
    for column, used in enumerate(columns):
        for room in used:
            rows[room][column] = Fraction(1)
    left = list(rooms)
    basis = [count + i for i in range(len(rooms))]
    gains = {column: Fraction(1) for column in range(count)}
    while (entering := min((j for j, gain in gains.items() if gain > 0), default=None)) is not None:
        _, _, pivot = min(
            (left[i] / row[entering], basis[i], i)
            for i, row in enumerate(rows)
            if row.get(entering, 0) > 0
        )
        factor = rows[pivot][entering]
        row = rows[pivot] = {j: value / factor for j, value in rows[pivot].items()}
        left[pivot] /= factor
        basis[pivot] = entering
        for i, other in enumerate(rows):
            if i != pivot and (times := other.get(entering)):
                _subtract(other, row, times)
                left[i] -= left[pivot] * times
        _subtract(gains, row, gains[entering])
    amounts = [Fraction(0)] * count
    for i, column in enumerate(basis):
        if column < count:
            amounts[column] = left[i]
    return amounts


def _subtract(row: dict[int, Fraction], other: dict[int, Fraction], times: Fraction) -> None:
    for j, value in other.items():
        difference = row.get(j, Fraction(0)) - value * times
        if difference:
            row[j] = difference
        else:
            row.pop(j, None)
