from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.fact import Fact
from ledger.facts.kinds import CeCompleted
from ledger.judging.allocation import Allocation
from ledger.judging.buckets import Bucket, Buckets, Offer
from ledger.judging.clock import Clock
from ledger.judging.findings import NO, YES, Finding, Remedy
from ledger.judging.record import Record
from ledger.judging.rulebook import RuleBook
from tests.judging.made_up import CODE, course, history, rule

FIRST, LAST = date(2021, 1, 1), date(2022, 12, 31)
TODAY = date(2023, 6, 1)
Limits = Mapping[str, Decimal]


def bucket(
    id_: str, need: str, within: str | None = None, limits: Mapping[str, str] | None = None
) -> Bucket:
    """A bucket of the guild."""
    most = {sort: Decimal(limit) for sort, limit in (limits or {}).items()}
    return Bucket(id_, f"of {id_}", Decimal(need), (rule(id_),), within, most)


def offers(fact: Fact[CeCompleted]) -> list[Offer]:
    """To the buckets that approved it; the provider is the sort, one title counts once."""
    data = fact.data
    if data.unit == "ceu":
        return [Offer(refused="a ceu is not a credit")]
    once = data.title if data.title != "Rye" else None
    ids = [code.upper() for code in data.approved_by or ()]
    if not data.areas:
        return [Offer(data.credits, tuple(ids), data.provider, once)]
    shares = data.areas.items()
    return [Offer(data.credits * share, (id_,), None, once) for id_, share in shares]


def taught(day: int, amount: str, *to: str, sort: str | None = None, **data: Any) -> dict[str, Any]:
    """A course on a day of 2021 that may be applied to these buckets."""
    on = FIRST + timedelta(days=day - 1)
    extra = {"provider": sort} if sort else {}
    return course(on, amount, approved_by=[one.lower() for one in to], **extra, **data)


def allocation(
    buckets: Sequence[Bucket],
    *courses: Mapping[str, Any],
    clock: Clock | None = None,
    limits: Limits | None = None,
    itemised: bool = True,
) -> Allocation:
    """The courses of 2021 and 2022 applied to these buckets."""
    asked = clock or Clock(TODAY)
    record = Record(history(*courses), asked, RuleBook(), CODE, itemised=itemised)
    return record.allocate(
        CeCompleted, offers=offers, buckets=buckets, since=FIRST, through=LAST, limits=limits
    )


def met(found: Allocation) -> Finding:
    """Whether everything is met."""
    return found.all_met(
        "ALL",
        "hours",
        (),
        remedy=lambda lacking, missing: Remedy(
            "ce-completed", {"areas": lacking.id, "credits": str(missing)}
        ),
    )


def amounts(found: Finding) -> dict[str, Any]:
    """Bucket → what it has."""
    return {one.id: one.have for one in found.walk() if one.id != "ALL"}


AB = [bucket("A", "2"), bucket("B", "1")]


def test_a_credit_is_split_between_buckets_and_each_unit_counts_once() -> None:
    found = met(allocation(AB, taught(1, "3", "A", "B")))
    assert found.answer is YES
    assert amounts(found) == {"A": 2, "B": 1}


def test_what_one_bucket_alone_can_use_leaves_the_other_to_what_is_free() -> None:
    """The first course would fill A; then B would stay empty, as the second goes to A alone."""
    found = met(allocation(AB, taught(1, "1", "A", "B"), taught(2, "2", "A")))
    assert found.answer is YES
    assert amounts(found) == {"A": 2, "B": 1}


def test_the_sentences_say_which_credit_went_where() -> None:
    found = met(allocation(AB, taught(1, "2.5", "A", "B", title="Malt"), taught(2, "2", "B")))
    assert [one.text for one in found.children] == [
        "2 of 2 hours of A (2 from Malt of 2021-01-01)",
        "1 of 1 hours of B (0.5 from Malt of 2021-01-01, 0.5 from Rye of 2021-01-02)",
    ]
    assert [note.text for note in found.notes] == ["applied to nothing: 1.5 from Rye of 2021-01-02"]


def test_what_is_missing_is_said_with_its_remedy() -> None:
    found = met(allocation(AB, taught(1, "0.5", "A")))
    first, second = found.children
    assert found.answer is NO
    assert (found.have, found.missing) == (Decimal("0.5"), Decimal("2.5"))
    assert first.text == "0.5 of 2 hours of A: 1.5 missing (0.5 from Rye of 2021-01-01)"
    assert first.remedy == Remedy("ce-completed", {"areas": "A", "credits": "1.5"})
    assert second.missing == 1
    assert second.by == LAST


def test_nothing_can_be_made_up_for_in_a_period_that_ends_before_it_begins() -> None:
    record = Record(history(), Clock(TODAY), RuleBook(), CODE)
    found = met(record.allocate(CeCompleted, offers=offers, buckets=AB, since=LAST, through=FIRST))
    assert [one.missing for one in found.children] == [2, 1]
    assert [one.remedy for one in found.children] == [None, None]


def test_the_facts_used_are_listed_and_later_ones_not_needed_are_not() -> None:
    found = met(allocation(AB, *(taught(day, "1", "A", "B") for day in (1, 2, 3, 4))))
    assert [fact.version for fact in found.facts] == [1, 2, 3]


def test_parts_of_one_course_may_go_different_ways() -> None:
    shared = course(FIRST, "4", areas={"A": "0.75", "B": "0.25"}, title="Malt")
    found = met(allocation(AB, shared))
    assert amounts(found) == {"A": 2, "B": 1}
    assert [note.text for note in found.notes] == ["applied to nothing: 1 from Malt of 2021-01-01"]
    assert met(allocation(AB, {**shared, "credits": "3"})).missing == Decimal("0.25")


def test_one_course_counts_once_the_earliest_time() -> None:
    twice = [taught(day, "1", "A", title="Malt") for day in (5, 3)]
    found = met(allocation(AB, *twice))
    assert [fact.version for fact in found.facts] == [2]
    assert [(one.fact.version, one.why) for one in found.refused] == [
        (1, "the same as that of 2021-01-03: it counts once")
    ]


def test_what_is_refused_or_outside_the_period_is_listed() -> None:
    early, late = date(2020, 12, 31), date(2023, 1, 1)
    around = [course(early, "1"), course(late, "1")]
    found = allocation(AB, *around, taught(1, "1", "A", unit="ceu"))
    listed = met(found.outside(early="too early", late="too late")).refused
    assert [(one.fact.version, one.why) for one in listed] == [
        (3, "a ceu is not a credit"), (1, "too early"), (2, "too late"),
    ]  # fmt: skip


NESTED = [bucket("N", "5"), bucket("T", "2", "N"), bucket("U", "1", "N"), bucket("L", "2")]


def test_more_than_a_part_needs_fills_the_bucket_around_it() -> None:
    """T takes 2 of the 6; the 2 that N needs beside its parts come from T as well, U has 1."""
    found = met(allocation(NESTED, taught(1, "6", "T", "L"), taught(2, "1", "U")))
    assert found.answer is YES
    assert amounts(found) == {"N": 5, "T": 2, "U": 1, "L": 2}
    assert found.children[0].text == (
        "5 of 5 hours of N (beside its parts 2 from Rye of 2021-01-01)"
    )


def test_a_bucket_around_parts_is_not_met_before_each_part_is() -> None:
    found = met(allocation(NESTED, taught(1, "9", "T", "L")))
    assert [(one.id, one.answer, one.missing) for one in found.walk()][1:] == [
        ("N", NO, 1), ("T", YES, None), ("U", NO, 1), ("L", YES, None),
    ]  # fmt: skip


def test_what_goes_to_a_part_fills_the_part_before_what_is_around_it() -> None:
    """24 hours, 4 of them in safety: what is done in safety is never said to be missing there."""
    ce = [bucket("H", "24"), bucket("S", "4", "H")]

    def done(safety: str, *other: str) -> dict[str, Any]:
        general = [taught(2, amount, "H") for amount in other]
        return amounts(met(allocation(ce, taught(1, safety, "S"), *general)))

    assert done("4") == {"H": 4, "S": 4}
    assert done("4", "15") == {"H": 19, "S": 4}
    assert done("5", "15") == {"H": 20, "S": 4}
    assert done("4", "19.5") == {"H": Decimal("23.5"), "S": 4}
    assert done("23") == {"H": 23, "S": 4}
    assert done("3", "30") == {"H": 23, "S": 3}


def test_a_credit_for_the_bucket_around_fills_no_part() -> None:
    found = met(allocation(NESTED, taught(1, "9", "N")))
    assert amounts(found) == {"N": 2, "T": 0, "U": 0, "L": 0}


def test_a_sort_is_limited_within_one_bucket() -> None:
    limited = [bucket("A", "3", limits={"far": "1"}), bucket("B", "1")]
    found = met(allocation(limited, taught(1, "4", "A", "B", sort="far")))
    assert amounts(found) == {"A": 1, "B": 1}


def test_a_limit_of_a_bucket_counts_what_is_applied_to_its_parts() -> None:
    limited = [
        bucket("N", "4", limits={"far": "1.5"}),
        bucket("T", "1", "N"),
        bucket("U", "1", "N"),
    ]
    far = [taught(1, "2", "T", sort="far"), taught(2, "2", "U", sort="far")]
    found = met(allocation(limited, *far, taught(3, "2", "N")))
    assert found.have == Decimal("3.5")
    assert found.answer is NO
    assert met(allocation(limited, *far, taught(3, "2", "N"), taught(4, "0.5", "U"))).answer is YES


def test_a_sort_is_limited_over_all() -> None:
    far = taught(1, "3", "A", "B", sort="far")
    found = met(allocation(AB, far, limits={"far": Decimal("2.5")}))
    assert (found.have, found.missing) == (Decimal("2.5"), Decimal("0.5"))


def test_where_limits_and_buckets_cross_the_best_may_be_halves() -> None:
    """Whole hours fill 2 of the 3: far ones share one hour of N, and h is wanted twice."""
    buckets = [bucket("N", "2", limits={"far": "1"}), bucket("T", "1", "N"), bucket("U", "1", "N"),
               bucket("L", "1")]  # fmt: skip
    found = met(allocation(
        buckets,
        taught(1, "1", "T", "L", sort="far"),
        taught(2, "1", "U", sort="far"),
        taught(3, "1", "L", "U"),
    ))  # fmt: skip
    assert found.have == Decimal("2.5")


@pytest.mark.parametrize("itemised", [True, False])
@pytest.mark.parametrize(("day", "answer"), [(date(2021, 1, 4), NO), (date(2021, 1, 5), YES)])
def test_it_is_met_from_the_day_on_which_it_became_enough(
    day: date, answer: Any, itemised: bool
) -> None:
    courses = [taught(1, "1", "A", "B"), taught(5, "2", "A"), taught(9, "2", "A")]
    found = allocation(AB, *courses, clock=Clock(day), itemised=itemised)
    assert met(found).answer is answer


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        (date(2021, 1, 2), None, date(2021, 1, 5)),
        (date(2021, 1, 7), date(2021, 1, 5), None),
    ],
)
def test_in_brief_the_clock_is_asked_one_question(
    day: date, since: date | None, until: date | None
) -> None:
    clock = Clock(day)
    courses = [taught(1, "1", "A", "B"), taught(5, "2", "A"), taught(9, "2", "A")]
    met(allocation(AB, *courses, clock=clock, itemised=False))
    assert (clock.since, clock.until) == (since, until)


def test_in_brief_what_will_never_be_enough_asks_nothing() -> None:
    clock = Clock(TODAY)
    assert met(allocation(AB, taught(1, "9", "A"), clock=clock, itemised=False)).answer is NO
    assert (clock.since, clock.until) == (None, None)


def test_nothing_needed_is_met() -> None:
    for itemised in (True, False):
        assert met(allocation([bucket("A", "0")], itemised=itemised)).answer is YES


@pytest.mark.parametrize(
    ("buckets", "problem"),
    [
        ([bucket("A", "1"), bucket("A", "2")], "there are two buckets A"),
        ([bucket("T", "1", "N"), bucket("N", "2")], "the bucket N is not before T within it"),
    ],
)
def test_buckets_that_cannot_be_are_refused(buckets: list[Bucket], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Buckets(buckets, {})


def test_of_ways_that_leave_as_little_missing_the_first_bucket_gets_most() -> None:
    """2 of A, 1 of B, 1.5 may go to either: 1.5 to A, whose last half is then all it lacks."""
    either = taught(1, "1.5", "A", "B")
    assert amounts(met(allocation(AB, either))) == {"A": Decimal("1.5"), "B": 0}
    assert amounts(met(allocation(AB, either, taught(2, "0.4", "A"))))["A"] == Decimal("1.9")
    assert amounts(met(allocation(AB, either, taught(2, "0.5", "A"))))["A"] == 2


def test_so_much_more_for_a_bucket_fills_it_although_others_lack_as_well() -> None:
    """Far hours could fill T or U, one hour in all; it is T that gets it, so U lacks its own."""
    limited = [bucket("N", "3", limits={"far": "1"}), bucket("T", "1", "N"), bucket("U", "2", "N")]
    far = [taught(1, "1", "U", sort="far"), taught(2, "1", "T", sort="far")]
    assert amounts(met(allocation(limited, *far))) == {"N": 1, "T": 1, "U": 0}
    near = taught(3, "1", "U")
    assert amounts(met(allocation(limited, *far, near))) == {"N": 2, "T": 1, "U": 1}
    assert amounts(met(allocation(limited, *far, near, near))) == {"N": 3, "T": 1, "U": 2}


# ---- Against every way there is

STEP = Decimal("0.5")
ROOMS = [
    [bucket("A", "2"), bucket("B", "1.5"), bucket("C", "1", limits={"far": "0.5"})],
    [bucket("N", "3"), bucket("T", "1", "N"), bucket("U", "1.5", "N"), bucket("L", "1")],
    [bucket("N", "2"), bucket("T", "1", "N", {"far": "0.5"}),
     bucket("L", "1.5", limits={"far": "1"})],
    [bucket("N", "2.5", limits={"far": "1"}), bucket("T", "1", "N"), bucket("U", "1", "N"),
     bucket("L", "1")],
]  # fmt: skip


def fullest(
    buckets: Sequence[Bucket], given: Sequence[Offer], limits: Limits, step: Decimal
) -> Decimal:
    """The most that can be applied in steps of ``step``, by trying every way.

    A unit goes to a bucket, or, when it has enough of its own, counts for the one around it: for
    what that one needs beyond its parts.
    """
    parts = {b.id: sum((o.need for o in buckets if o.within == b.id), Decimal(0)) for b in buckets}
    own = {b.id: b.need - parts[b.id] for b in buckets}
    around = {b.id: (b.id, *((b.within,) if b.within else ())) for b in buckets}
    most = {(b.id, sort): limit for b in buckets for sort, limit in b.limits.items()}
    most |= {("", sort): limit for sort, limit in limits.items()}
    most |= {(id_, ""): need for id_, need in own.items()}
    keys = sorted(most)
    states = {tuple(Decimal(0) for _ in keys)}
    for offer in given:
        targets = {id_ for one in offer.buckets for id_ in around[one]}
        for _ in range(int(offer.amount / step)):
            more = set(states)
            for state in states:
                for target in targets:
                    touched = {(target, "")}
                    touched |= {(one, offer.sort or "-") for one in (*around[target], "")}
                    after = tuple(
                        have + step if key in touched else have
                        for key, have in zip(keys, state, strict=True)
                    )
                    if all(have <= most[key] for key, have in zip(keys, after, strict=True)):
                        more.add(after)
            states = more
    return max(
        sum((have for (_, sort), have in zip(keys, one, strict=True) if not sort), Decimal(0))
        for one in states
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[list[Bucket], list[Offer], Limits]:
    """Buckets, up to five credits of half an hour to two hours, and a limit over all or none."""
    buckets = draw(st.sampled_from(ROOMS))
    ids = [one.id for one in buckets]
    given = draw(
        st.lists(
            st.builds(
                Offer,
                st.integers(1, 4).map(lambda halves: halves * STEP),
                st.lists(st.sampled_from(ids), max_size=2, unique=True).map(tuple),
                st.sampled_from([None, "far"]),
            ),
            max_size=5,
        )
    )
    limits = draw(st.sampled_from([{}, {"far": Decimal("1.5")}]))
    return buckets, given, limits


@settings(max_examples=150, deadline=None)
@given(situations())
def test_no_way_to_apply_half_hours_is_better_and_one_is_as_good(
    situation: tuple[list[Bucket], list[Offer], Limits],
) -> None:
    buckets, given_, limits = situation
    crossing = bool(buckets[0].limits)
    found = sum(Buckets(buckets, limits).best(given_).values())
    assert found == fullest(buckets, given_, limits, STEP / 2 if crossing else STEP)


@settings(max_examples=150, deadline=None)
@given(situations())
def test_so_much_more_for_a_bucket_fills_it_and_less_does_not(
    situation: tuple[list[Bucket], list[Offer], Limits],
) -> None:
    rooms, offered, limits = situation
    buckets = Buckets(rooms, limits)

    def lacks(id_: str, *more: Offer) -> Fraction:
        best = buckets.best([*offered, *more])
        return buckets.own_need(id_) - sum(amount for (_, to), amount in best.items() if to == id_)

    for one in rooms:
        lacking = lacks(one.id)
        if lacking:
            quarter = Decimal("0.25")
            missing = Decimal(lacking.numerator) / lacking.denominator
            assert lacks(one.id, Offer(missing, (one.id,))) == 0
            assert lacks(one.id, Offer(missing - quarter, (one.id,))) == Fraction(quarter)


@pytest.mark.parametrize(
    ("returned", "problem"),
    [
        (Offer(Decimal(1), ("A",)), "an Offer for Rye of 2021-01-01 .fact 1.; return a list"),
        (None, "nothing for Rye of 2021-01-01 .fact 1.; return a list of offers, which may be"),
        ([5], "an int for Rye of 2021-01-01 .fact 1.; return a list of offers alone"),
    ],
)
def test_offers_returns_a_list_of_offers(returned: Any, problem: str) -> None:
    record = Record(history(course(FIRST)), Clock(TODAY), RuleBook(), CODE)
    with pytest.raises(TypeError, match=problem):
        record.allocate(CeCompleted, offers=lambda fact: returned, buckets=[bucket("A", "1")])


@pytest.mark.parametrize("to", [("CORE", "CURE"), "CORE"])
def test_an_offer_is_made_to_buckets_that_are_there(to: Any) -> None:
    record = Record(history(course(FIRST)), Clock(TODAY), RuleBook(), CODE)
    with pytest.raises(
        ValueError, match=r"Rye of 2021-01-01 \(fact 1\) is offered to the bucket C"
    ):
        record.allocate(
            CeCompleted,
            offers=lambda fact: [Offer(Decimal(1), to)],
            buckets=[bucket("CORE", "1")],
        )


@pytest.mark.parametrize("itemised", [True, False])
def test_the_rules_of_an_allocation_are_a_tuple(itemised: bool) -> None:
    found = allocation([bucket("A", "1")], itemised=itemised)
    with pytest.raises(TypeError, match=r"the rules of HOURS are a RuleValue; give \(rule,\)"):
        found.all_met("HOURS", "hours", rule())  # type: ignore[arg-type]
