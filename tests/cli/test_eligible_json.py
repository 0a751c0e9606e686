"""``eligible --json``: one whole object, worked out by hand from the rulebook."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.running import Shell

Json = dict[str, Any]
PROSE = ("text", "note", "says")
UNITS = {"contact-hour": "1", "ceu": "1", "credit": "1", "college-credit": "15"}


def untold(value: Any) -> Any:
    """A JSON value with an ellipsis for every sentence; none is empty."""
    if isinstance(value, list):
        return [untold(part) for part in value]
    if not isinstance(value, dict):
        return value
    assert all(value.get(name, "…") for name in PROSE)
    return {name: "…" if name in PROSE else untold(part) for name, part in value.items()}


def rule(id_: str, value: object, source: str, confidence: str = "high", **more: Any) -> Json:
    """A rule value that holds since ever unless it says otherwise."""
    since, announced = more.pop("since", None), more.pop("announced", None)
    dates = {"from": since, "announced": announced or since}
    return {"id": id_, "value": value, **dates, "source": source, "confidence": confidence, **more}


POINTS = rule("P-UNIT", UNITS, "Does It Count? (2022–2025); Twice as Nice (2022–2025)")
TERM = rule(
    "A-TERM",
    "60",
    "Recertification Policies: 60 months from the end of the month of certification or most recent "
    "recertification",
    since="2010-01-01",
    note="…",
)
PERIOD = rule(
    "P-WINDOW",
    "in the period",
    "Recertification Policies: within the current recertification period",
    "convention",
    note="…",
)


def enough(id_: str, have: str, need: str, facts: list[int], **more: Any) -> Json:
    """A finding about points, asked after the expiry; what is missing had a last day."""
    missing = {"missing": more["missing"], "by": "2024-08-31"} if "missing" in more else {}
    return {
        "id": id_,
        "answer": "no" if missing else "yes",
        "text": "…",
        "have": have,
        "need": need,
        **missing,
        "facts": facts,
        "refused": more.get("refused", []),
        "rule": rule(id_, need, "Recertification Policies"),
        "rests_on": [POINTS, TERM, PERIOD],
    }


def met(id_: str, facts: list[int], by: Json, **more: Any) -> Json:
    """A finding that is yes."""
    said = {"id": id_, "answer": "yes", "text": "…", **more.pop("first", {})}
    return {**said, "facts": facts, "refused": [], "rule": by, **more}


HELD = met(
    "R-HELD",
    [2],
    rule(
        "A-AWARD",
        "grant, renewal, passed exam",
        "FAQs on CMA (AAMA) Recertification; Exam Application Steps",
    ),
)
NOT_BARRED = met(
    "R-NOT-BARRED",
    [],
    rule("A-ATTEMPTS", "3", "Press release 2018-04-12", since="2018-04-12"),
)
# Three months after 2024-08-31, to the end of the month.
WINDOW = met(
    "R-WINDOW",
    [2],
    rule(
        "R-WINDOW",
        {"months": "3", "old_months": "60", "transition": "2020-03-30"},
        "Press release 2018-04-12; FAQ; policy-change notice with printed transition date",
        "convention",
        since="2020-01-01",
        announced="2018-04-12",
        note="…",
        reading=1,
        says="…",
    ),
    first={"by": "2024-11-30"},
    rests_on=[TERM],
)
FEE = {"id": "F-CE", "text": "…", "rule": rule("F-CE", None, "not published", "unknown")}

# Asked on 2024-10-01, after the expiry: the 20 points of 2024-09-12 (version 6) do not count.
EXPECTED = {
    "schema": "ledger.eligible/1",
    "holder": "reyes",
    "credential": "aama/cma",
    "on": "2024-10-01",
    "known_at": "2024-12-31",
    "head": 21,
    "status": "expired",
    "expires_on": "2024-08-31",
    "holds": {"from": "2024-09-01", "until": None},
    "pathways": {
        "recertify-ce": {
            "answer": "no",
            "disputed": False,
            "holds": {"from": None, "until": None},
            "confidence": "convention",  # that points after the expiry do not count
            "finding": {
                "id": "recertify-ce",
                "answer": "no",
                "text": "…",
                "children": [
                    HELD,
                    NOT_BARRED,
                    WINDOW,
                    enough(
                        "R-TOTAL",
                        "41",
                        "60",
                        [3, 4, 5],
                        missing="19",
                        refused=[{"fact": 6, "why": "earned after expiry on 2024-08-31"}],
                    ),
                    enough("R-ADMIN", "10", "10", [3]),
                    enough("R-CLINICAL", "21", "10", [4]),
                    enough("R-GENERAL", "10", "10", [5]),
                    enough("R-AAMA", "31", "30", [3, 4]),
                ],
                "notes": [FEE],
            },
        }
    },
}

ASKED = ("eligible", "reyes", "aama/cma", "--for", "recertify-ce", "--on", "2024-10-01")


def test_the_whole_object_is_as_promised(clinic: Shell) -> None:
    found = clinic(*ASKED, "--known-at", "2024-12-31", "--json").json
    assert untold(found) == EXPECTED


def test_the_keys_come_in_the_promised_order(clinic: Shell) -> None:
    found = clinic(*ASKED, "--known-at", "2024-12-31", "--json").json
    assert json.dumps(untold(found)) == json.dumps(EXPECTED)


def test_it_is_one_line_without_spaces_that_ends_the_output(clinic: Shell) -> None:
    printed = clinic(*ASKED, "--json").out
    found = json.loads(printed)
    assert printed == json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def test_the_sentence_says_what_the_amounts_say(clinic: Shell) -> None:
    children = clinic(*ASKED, "--json").json["pathways"]["recertify-ce"]["finding"]["children"]
    total = next(child for child in children if child["id"] == "R-TOTAL")
    assert total["text"].startswith("41 of 60 points")


def test_have_and_missing_are_left_out_where_they_make_no_sense(clinic: Shell) -> None:
    children = clinic(*ASKED, "--json").json["pathways"]["recertify-ce"]["finding"]["children"]
    held = next(child for child in children if child["id"] == "R-HELD")
    assert not {"have", "need", "missing"} & set(held)


def test_amounts_are_exact_text_without_needless_zeros(shell: Shell) -> None:
    granted = ("record", "credential-granted", "ode", "--on", "2021-03-01")
    assert shell(*granted, "credential=aama/cma").code == 0
    course = ("record", "ce-completed", "ode", "--on", "2022-03-01", "title=Half", "unit=credit")
    assert shell(*course, "credits=1.50").code == 0
    asked = ("eligible", "ode", "aama/cma", "--for", "recertify-ce", "--on", "2022-04-01")
    children = shell(*asked, "--json").json["pathways"]["recertify-ce"]["finding"]["children"]
    total = next(child for child in children if child["id"] == "R-TOTAL")
    assert (total["have"], total["missing"]) == ("1.5", "58.5")


def test_a_reading_that_differs_says_what_it_answers(clinic: Shell) -> None:
    asked = ("eligible", "okafor", "aama/cma", "--for", "recertify-ce", "--on", "2023-06-30")
    found = clinic(*asked, "--json").json["pathways"]["recertify-ce"]
    assert found["readings"] == [
        {"rule": "R-WINDOW", "reading": 2, "says": "90 days", "answer": "no"}
    ]
