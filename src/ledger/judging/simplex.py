"""The largest sum of amounts under rooms, exactly, in fractions.

Buckets that nest, and a limit on some of the credits within a bucket of buckets, cross each other;
that is no longer a flow through a network, and the best amounts may be halves of the units that
credits come in. So it is solved as what it is, a small linear program, by the simplex method with
Bland's rule, which always ends and always takes the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def most(
    columns: Sequence[Sequence[int]],
    rooms: Sequence[Fraction],
    ranks: Sequence[Sequence[int]] = (),
) -> list[Fraction]:
    """Amounts of at least 0 with the largest sum under which no room is overfull.

    Args:
        columns: For every amount the rooms it takes up, as indices of ``rooms``; at least one each.
        rooms: How much each room holds, 0 or more.
        ranks: For every amount the ranks, from 0, that it counts for. Of the choices with the
            largest sum it is one with the largest sum for rank 0, of those one with the largest sum
            for rank 1, and so on; none: any of them.

    Returns:
        One amount a column. Where several choices are as good, always the same.
    """
    count = len(columns)
    rows: list[dict[int, Fraction]] = [{count + i: Fraction(1)} for i in range(len(rooms))]
    for column, used in enumerate(columns):
        for room in used:
            rows[room][column] = Fraction(1)
    left = list(rooms)
    basis = [count + i for i in range(len(rooms))]
    # What a column gains: the sum, then each rank, compared in that order. The method needs no more
    # of gains than that they can be ordered, added and multiplied by fractions.
    goals: list[dict[int, Fraction]] = [{column: Fraction(1) for column in range(count)}]
    for rank in sorted({rank for its in ranks for rank in its}):
        goals.append({j: Fraction(1) for j, its in enumerate(ranks) if rank in its})
    while (entering := _entering(goals)) is not None:
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
        for goal in goals:
            if times := goal.get(entering):
                _subtract(goal, row, times)
    amounts = [Fraction(0)] * count
    for i, column in enumerate(basis):
        if column < count:
            amounts[column] = left[i]
    return amounts


def _entering(goals: Sequence[dict[int, Fraction]]) -> int | None:
    """The first column of which more is better; None: this is the best."""
    found = {j: gain > 0 for goal in reversed(goals) for j, gain in goal.items()}
    return min((j for j, is_better in found.items() if is_better), default=None)


def _subtract(row: dict[int, Fraction], other: dict[int, Fraction], times: Fraction) -> None:
    for j, value in other.items():
        difference = row.get(j, Fraction(0)) - value * times
        if difference:
            row[j] = difference
        else:
            row.pop(j, None)
