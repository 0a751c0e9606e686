"""``compare``: two answers side by side, and what made the difference."""

from __future__ import annotations

import pytest

from tests.cli.running import Shell

# The correction of 2024-07-01 leaves baker 2 credits instead of 12.
BAKER = ("compare", "baker", "nha/ccma", "--on", "2024-06-01", "--known-at", "2024-06-30")
# okafor's certificate of 2018-03-05 expires on 2023-03-31.
OKAFOR = ("compare", "okafor", "aama/cma", "--on", "2023-03-31", "--with-on", "2023-04-01")
SAME = ("compare", "okafor", "aama/cma", "--on", "2023-03-30", "--with-on", "2023-03-31")


def test_the_whole_output_is_two_sides_and_the_changes(clinic: Shell) -> None:
    assert clinic(*OKAFOR).out.splitlines() == [
        "Ben Okafor · okafor · aama/cma",
        "                on 2023-03-31            on 2023-04-01",
        "                as known now             as known now",
        "status          ● current             ≠  ○ expired",
        "expires         2023-03-31               2023-03-31",
        "exam            ✗ no                     ✗ no",
        "recertify-ce    ✓ yes                    ✓ yes",
        "recertify-exam  ✓ yes                    ✓ yes",
        "use-title       ✓ yes                 ≠  ✗ no",
        "",
        "1 change on the way",
        "  → on 2023-04-01 by the passing of time: status current → expired, use-title yes → no",
    ]


def test_the_whole_object_is_as_promised(clinic: Shell) -> None:
    pathways = {"exam": "no", "renew": "yes", "reinstate": "no", "recertify-exam": "no"}
    assert clinic(*BAKER, "--json").json == {
        "schema": "ledger.compare/1",
        "holder": "baker",
        "credential": "nha/ccma",
        "left": {
            "on": "2024-06-01",
            "known_at": "2024-06-30",
            "head": 18,
            "status": "current",
            "expires_on": "2024-06-10",
            "pathways": {**pathways, "use-title": "yes"},
        },
        "right": {
            "on": "2024-06-01",
            "known_at": None,
            "head": 21,
            "status": "current",
            "expires_on": "2024-06-10",
            "pathways": {**pathways, "renew": "no", "use-title": "yes"},
        },
        "differs": ["renew"],
        "changes": [
            {
                "day": None,
                "known": "2024-07-01T12:00:00.000000Z",
                "facts": [4],
                "rules": [],
                "before": {"renew": "yes"},
                "after": {"renew": "no"},
                "text": "fact 4, recorded 2024-07-01 (⟲ 2: ECG, 2 cr on 2023-04-01 – read as 12): "
                "renew yes → no",
            }
        ],
    }


def test_a_change_on_a_day_has_the_day(clinic: Shell) -> None:
    (change,) = clinic(*OKAFOR, "--json").json["changes"]
    assert (change["day"], change["known"], change["facts"]) == ("2023-04-01", None, [])


def test_what_differs_is_a_check_that_found_something(clinic: Shell) -> None:
    assert clinic(*BAKER).code == 1


def test_nothing_that_differs_is_0(clinic: Shell) -> None:
    found = clinic(*SAME)
    assert (found.code, found.out.splitlines()[-1]) == (0, "nothing differs")


def test_a_difference_in_other_pathways_is_none_for_one(clinic: Shell) -> None:
    assert clinic(*BAKER, "--for", "reinstate").code == 0


def test_both_knowledge_times_can_be_given(clinic: Shell) -> None:
    assert clinic(*BAKER, "--with-known-at", "2024-06-30").code == 0


def test_steps_that_undo_each_other_are_said_to(own_clinic: Shell) -> None:
    own_clinic("correct", "baker", "4", "--reason", "it was 12", "--void")
    found = own_clinic(*BAKER)
    assert (found.code, "2 changes on the way, and they undo each other" in found.out) == (0, True)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--with-on", "2024-02-30"), "--with-on"),
        (("--with-known-at", "now"), "--with-known-at"),
        (("--with-known-at", "2024-05-01T12:00:00"), "zone"),
        (("--for", "recertify"), "--for"),
    ],
)
def test_what_is_wrong_is_named(clinic: Shell, args: tuple[str, ...], told: str) -> None:
    found = clinic(*BAKER, *args)
    assert (found.code, found.out, told in found.err) == (2, "", True)
