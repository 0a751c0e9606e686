"""The scenario runner: what fails says which ask, what was expected and what was got."""

from __future__ import annotations

import pytest

from ledger.bodies.host import Bodies
from ledger.errors import BadInput
from ledger.judging.findings import NO
from ledger.testing import Mismatch, Scenario, load, run

CERTIFIED = """
[[scenario]]
name = "Certified on 15 June 2020"
credential = "aama/cma"
facts = [{ kind = "credential-granted", on = 2020-06-15 }]
asks = [
  { on = 2020-06-14, status = "none", expires_on = "none" },
  { on = 2021-01-01, %s },
]
"""
POINTS = 'pathway = "recertify-ce"'


@pytest.fixture(scope="module")
def bodies() -> Bodies:
    return Bodies.installed()


def mismatches(bodies: Bodies, ask: str) -> list[Mismatch]:
    """What is wrong when the second ask asks this."""
    (outcome,) = run(load(CERTIFIED % ask, file="mine.toml"), bodies)
    return list(outcome.mismatches)


RIGHT = [
    'status = "current", expires_on = 2025-06-30',
    'pathway = "use-title", answer = "yes", disputed = false',
    f'{POINTS}, answer = "no", missing = {{ R-TOTAL = "60", R-AAMA = 30 }}',
    f'{POINTS}, missing = {{ R-TOTAL = "60.00" }}',
    f'{POINTS}, because = ["R-TOTAL", "recertify-ce"]',
    'known_at = 2020-06-14, status = "none"',
    "known_at = 2020-06-15T12:00:00Z, status = 'current'",
    "known_at = 2020-06-15T11:59:59Z, status = 'none'",
    "known_at = 2020-06-15T14:00:00+02:00, status = 'current'",
]


@pytest.mark.parametrize("ask", RIGHT)
def test_right_answers_are_not_mentioned(bodies: Bodies, ask: str) -> None:
    assert mismatches(bodies, ask) == []


WRONG = [
    ('status = "expired"', "status", "expired", "current"),
    ("expires_on = 2025-06-29", "expires_on", "2025-06-29", "2025-06-30"),
    ('expires_on = "none"', "expires_on", "none", "2025-06-30"),
    (f'{POINTS}, answer = "yes"', "answer", "yes", "no"),
    (f"{POINTS}, disputed = true", "disputed", "true", "false"),
    (f'{POINTS}, missing = {{ R-TOTAL = "59.5" }}', "missing R-TOTAL", "59.5", "60"),
    (
        f'{POINTS}, missing = {{ R-OTHER = "1" }}',
        "missing R-OTHER",
        "1",
        "nothing: no finding has the id R-OTHER; did you mean R-HELD?",
    ),
]


@pytest.mark.parametrize(("ask", "what", "expected", "got"), WRONG)
def test_a_wrong_value_is_named_with_what_was_expected_and_got(
    bodies: Bodies, ask: str, what: str, expected: str, got: str
) -> None:
    (found,) = mismatches(bodies, ask)
    assert (found.ask, found.what, found.expected, found.got) == (2, what, expected, got)


def test_a_wrong_reason_is_named_with_the_findings_that_are_no(bodies: Bodies) -> None:
    (found,) = mismatches(bodies, f'{POINTS}, because = ["R-TOTAL", "R-WINDOW"]')
    assert (found.what, found.expected) == ("because", "R-WINDOW")
    assert found.got == "R-AAMA, R-ADMIN, R-CLINICAL, R-GENERAL, R-TOTAL, recertify-ce"


def test_where_nothing_is_no_a_reason_is_named_so(bodies: Bodies) -> None:
    (found,) = mismatches(bodies, 'pathway = "use-title", because = ["A-STATUS"]')
    assert found.got == "no finding that is no"


def test_every_wrong_value_is_named(bodies: Bodies) -> None:
    found = mismatches(bodies, f'status = "none", expires_on = "none", {POINTS}, answer = "yes"')
    assert [one.what for one in found] == ["status", "expires_on", "answer"]


def test_a_mismatch_reads_as_a_sentence_with_its_place(bodies: Bodies) -> None:
    (found,) = mismatches(bodies, f'known_at = 2022-02-02, {POINTS}, answer = "yes"')
    assert str(found) == (
        "mine.toml: Certified on 15 June 2020: ask 2 (on 2021-01-01, known at 2022-02-02, "
        "recertify-ce): answer: expected yes, got no"
    )


def test_a_mismatch_carries_the_finding_of_its_pathway(bodies: Bodies) -> None:
    (found,) = mismatches(bodies, f'{POINTS}, answer = "yes"')
    assert found.finding is not None
    assert (found.finding.id, found.finding.answer) == ("recertify-ce", NO)


def test_a_mismatch_of_a_status_has_no_finding(bodies: Bodies) -> None:
    (found,) = mismatches(bodies, 'status = "none"')
    assert found.finding is None


ASK = "“Certified on 15 June 2020”.asks[1]"
REFUSED = [
    ('state = "none"', f"{ASK}.state", "is not known; did you mean status?"),
    ('status = "great"', f"{ASK}.status", "is not one of none, pending, current"),
    ('answer = "maybe", pathway = "exam"', f"{ASK}.answer", "is not one of yes, no, undetermined"),
    ('answer = "yes"', f"{ASK}.pathway", "is missing"),
    ("disputed = true", f"{ASK}.pathway", "is missing"),
    ('because = ["R-TOTAL"]', f"{ASK}.pathway", "is missing"),
    ('missing = { R-TOTAL = "1" }', f"{ASK}.pathway", "is missing"),
    (f"{POINTS}, missing = {{ R-TOTAL = 1.5 }}", f"{ASK}.missing.R-TOTAL", "floating number"),
    (f'{POINTS}, missing = {{ R-TOTAL = "much" }}', f"{ASK}.missing.R-TOTAL", "is not a decimal"),
    (f"{POINTS}, missing = 60", f"{ASK}.missing", "is not a table"),
    (f'{POINTS}, because = "R-TOTAL"', f"{ASK}.because", "is not a list of finding ids"),
    (f'{POINTS}, disputed = "no"', f"{ASK}.disputed", "is not true or false"),
    ('expires_on = "never"', f"{ASK}.expires_on", 'is neither a date nor "none"'),
    ('known_at = "today"', f"{ASK}.known_at", "is neither a date nor an instant"),
    ("known_at = 2020-01-01T00:00:00", f"{ASK}.known_at", "has no zone"),
]


@pytest.mark.parametrize(("ask", "field", "problem"), REFUSED)
def test_an_ask_that_cannot_be_right_is_refused(ask: str, field: str, problem: str) -> None:
    with pytest.raises(BadInput) as caught:
        load(CERTIFIED % ask, file="mine.toml")
    assert (caught.value.file, caught.value.field) == ("mine.toml", field)
    assert problem in caught.value.problem


def scenario(facts: str, head: str = 'name = "N"\ncredential = "aama/cma"') -> str:
    """A file with one scenario."""
    asks = '[{ on = 2021-01-01, status = "none" }]'
    return f"[[scenario]]\n{head}\nfacts = [{facts}]\nasks = {asks}\n"


FILES = [
    ("x = ", None, "is not TOML"),
    ("", None, "holds no [[scenario]] tables"),
    ("[scenario]", None, "holds no [[scenario]] tables"),
    (scenario("") + "[more]", None, "or something beside them"),
    (
        scenario("", 'name = "N"\ncredential = "a/b"\nauthor = "x"'),
        "scenario 1.author",
        "not known",
    ),
    (scenario("", 'credential = "aama/cma"'), "scenario 1.name", "is missing"),
    (scenario("", 'name = "N"'), "scenario 1.credential", "is missing"),
    (scenario("1"), "“N”.facts", "is not a list of tables"),
    (
        '[[scenario]]\nname = "N"\ncredential = "a/b"\nasks = []',
        "“N”",
        "asks nothing",
    ),
    (
        '[[scenario]]\nname = "N"\ncredential = "a/b"\nasks = [{}]',
        "“N”.asks[0].on",
        "is not a date",
    ),
    (scenario("{ on = 2020-01-01 }"), "“N”.facts[0].kind", "is missing"),
    (scenario('{ kind = "granted", on = 2020-01-01 }'), "“N”.facts[0].kind", "not a kind of fact"),
    (
        scenario(
            '{ kind = "ce-completed", on = 2020-01-01, title = "x", credits = 1.5, unit = "ceu" }'
        ),
        "“N”.facts[0].credits",
        'write the decimal in quotes: "1.5"',
    ),
    (
        scenario('{ kind = "credential-granted", on = 2020-01-01, expiry = 2022-01-01 }'),
        "“N”.facts[0].expiry",
        "is not a field of a credential-granted",
    ),
    (
        scenario('{ kind = "fact-corrected", on = 2020-01-01, corrects = 1, reason = "x" }'),
        "“N”.facts[0].corrects",
        "no earlier fact with version 1",
    ),
    (
        scenario(
            '{ kind = "holder-enrolled", on = 2020-01-02, name = "x" }, '
            '{ kind = "holder-updated", on = 2020-01-01, name = "y", '
            "recorded_at = 2020-01-01T00:00:00Z }"
        ),
        "“N”.facts[1].recorded_at",
        "is before that of the fact before it",
    ),
]


@pytest.mark.parametrize(("text", "field", "problem"), FILES)
def test_a_file_that_cannot_be_right_is_refused_with_its_place(
    text: str, field: str | None, problem: str
) -> None:
    with pytest.raises(BadInput) as caught:
        load(text, file="mine.toml")
    assert (caught.value.file, caught.value.field) == ("mine.toml", field)
    assert problem in caught.value.problem


def test_an_unknown_pathway_is_refused_when_it_is_run(bodies: Bodies) -> None:
    with pytest.raises(BadInput) as caught:
        mismatches(bodies, 'pathway = "recertify-ca", answer = "yes"')
    assert caught.value.field == f"{ASK}.pathway"
    assert "did you mean recertify-ce?" in caught.value.problem


def test_an_unknown_credential_is_refused_when_it_is_run(bodies: Bodies) -> None:
    scenarios = load(scenario("", 'name = "N"\ncredential = "aama/cmb"'), file="mine.toml")
    with pytest.raises(BadInput) as caught:
        run(scenarios, bodies)
    assert (caught.value.file, caught.value.field) == ("mine.toml", "“N”.credential")


def loaded(facts: str) -> Scenario:
    """The scenario with these facts."""
    (found,) = load(scenario(facts))
    return found


def test_the_credential_is_filled_in_where_the_kind_needs_it() -> None:
    found = loaded('{ kind = "credential-granted", on = 2020-01-01 }').history.recorded[0]
    assert found.data.credential == "aama/cma"


def test_the_credential_of_a_payment_is_not_filled_in() -> None:
    payment = 'body = "nha", purpose = "renewal", amount = "1", currency = "USD"'
    found = loaded(f'{{ kind = "payment-made", on = 2020-01-01, {payment} }}').history.recorded[0]
    assert found.data.credential is None


def test_the_credential_is_filled_in_within_a_replacement() -> None:
    found = loaded(
        '{ kind = "exam-attempted", on = 2020-01-01, outcome = "failed" }, '
        '{ kind = "fact-corrected", on = 2020-01-02, corrects = 1, reason = "x", '
        'replacement = { on = 2020-01-03, data = { outcome = "passed" } } }'
    )
    assert found.history.facts[0].data[:2] == ("aama/cma", "passed")


def test_a_fact_is_recorded_at_noon_of_its_day_and_never_before_the_one_before() -> None:
    enrolled = '{ kind = "holder-enrolled", name = "x", on = %s }'
    found = loaded(", ".join(enrolled % on for on in ("2020-01-01", "2021-01-01", "2020-06-01")))
    assert [f"{fact.recorded_at:%Y-%m-%d %H:%M}" for fact in found.history.recorded] == [
        "2020-01-01 12:00",
        "2021-01-01 12:00",
        "2021-01-01 12:00",
    ]
