from __future__ import annotations

from fractions import Fraction

from ledger.judging.simplex import most


def test_nothing_to_choose_is_nothing() -> None:
    assert most([], [Fraction(3)]) == []


def test_an_amount_fills_the_smallest_of_its_rooms() -> None:
    assert most([[0, 1]], [Fraction(3), Fraction(2)]) == [2]


def test_two_that_share_a_room_do_not_overfill_it() -> None:
    assert sum(most([[0], [0]], [Fraction(5, 3)])) == Fraction(5, 3)


def test_a_room_of_nothing_takes_nothing() -> None:
    assert most([[0], [1]], [Fraction(0), Fraction(1)]) == [0, 1]


def test_a_ring_of_five_shares_its_rooms_by_halves() -> None:
    """Five amounts, each room shared by two neighbours: 2.5 in all, and 2 in whole amounts."""
    ring = [[i, (i + 1) % 5] for i in range(5)]
    assert most(ring, [Fraction(1)] * 5) == [Fraction(1, 2)] * 5


def test_of_equal_sums_the_lower_rank_gets_most() -> None:
    """3 may go to two rooms of 2 each: 2 to that of rank 0, and the rest to the other one."""
    columns, rooms = [[0, 1], [0, 2]], [Fraction(3), Fraction(2), Fraction(2)]
    assert most(columns, rooms, [[0], [1]]) == [2, 1]
    assert most(columns, rooms, [[1], [0]]) == [1, 2]


def test_no_rank_is_worth_a_smaller_sum() -> None:
    """The first amount takes up both rooms; one each of the others is more in all."""
    columns, rooms = [[0, 1], [0], [1]], [Fraction(1), Fraction(1)]
    assert most(columns, rooms, [[0], [1], [1]]) == [0, 1, 1]


def test_an_amount_may_count_for_several_ranks() -> None:
    """3 may go to rooms of 2 and 4; both count for rank 0, so rank 1 decides."""
    columns, rooms = [[0, 1], [0, 2]], [Fraction(3), Fraction(4), Fraction(2)]
    assert most(columns, rooms, [[0], [0, 1]]) == [1, 2]
    assert most(columns, rooms, [[0, 1], [0]]) == [3, 0]
