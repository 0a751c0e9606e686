"""``init``, ``record`` and ``correct``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from ledger.facts.catalogue import KINDS
from tests.cli.running import Result, Shell

COURSE = ("record", "ce-completed", "reyes", "--on", "2024-05-01", "title=Phlebotomy", "credits=2")


def exported(shell: Shell) -> list[dict[str, Any]]:
    return shell("export").objects


def correct(shell: Shell, *args: str) -> Result:
    return shell("correct", "reyes", "1", "--reason", "wrong", *args)


# ---- init


def test_init_makes_an_empty_ledger(shell: Shell) -> None:
    assert shell("init").code == 0
    assert (shell.store.exists(), shell.export()) == (True, "")


def test_init_twice_is_refused_and_changes_nothing(own_clinic: Shell) -> None:
    before = own_clinic.export()
    found = own_clinic("init")
    assert (found.code, found.out) == (2, "")
    assert own_clinic.export() == before


def test_init_narrates_where_the_ledger_is(shell: Shell) -> None:
    found = shell("init")
    assert (found.out, str(shell.store) in found.err) == ("", True)


# ---- record


def test_the_first_fact_makes_the_ledger(shell: Shell) -> None:
    assert shell(*COURSE, "unit=credit").code == 0
    assert shell.store.exists()


def test_record_prints_version_and_position(own_clinic: Shell) -> None:
    found = own_clinic(*COURSE, "unit=credit")  # after 21 facts, 6 of them about reyes
    assert "version 7" in found.out
    assert "position 22" in found.out


def test_record_as_json_names_fate_version_and_position(own_clinic: Shell) -> None:
    assert own_clinic(*COURSE, "unit=credit", "--json").json == {
        "schema": "ledger.record/1",
        "fate": "new",
        "holder": "reyes",
        "version": 7,
        "position": 22,
        "kind": "ce-completed",
    }


def test_a_fact_is_recorded_as_given(shell: Shell) -> None:
    before = datetime.now(UTC)
    shell(
        *COURSE, "unit=contact-hour", "areas.clinical=0.75", "areas.general=0.25",
        "approved_by=aama nha", "formal_credit=false", "--ref", "R-1", "--source", "a letter",
    )  # fmt: skip
    [fact] = exported(shell)
    assert before <= datetime.fromisoformat(fact.pop("recorded_at")) <= datetime.now(UTC)
    assert fact == {
        "holder": "reyes",
        "version": 1,
        "position": 1,
        "kind": "ce-completed",
        "on": "2024-05-01",
        "recorded_by": "clerk",
        "source": "a letter",
        "ref": "R-1",
        "data": {
            "title": "Phlebotomy",
            "credits": "2",
            "unit": "contact-hour",
            "areas": {"clinical": "0.75", "general": "0.25"},
            "approved_by": ["aama", "nha"],
            "formal_credit": False,
        },
    }


def test_one_area_name_is_all_of_it(shell: Shell) -> None:
    shell(*COURSE, "unit=credit", "areas=clinical")
    assert exported(shell)[0]["data"]["areas"] == {"clinical": "1"}


def test_ids_are_given_by_body(shell: Shell) -> None:
    shell("record", "holder-enrolled", "x", "--on", "2024-01-01", "name=X", "ids.aama=12")
    assert exported(shell)[0]["data"]["ids"] == {"aama": "12"}


def test_a_value_may_hold_an_equals_sign(shell: Shell) -> None:
    shell("record", "holder-enrolled", "x", "--on", "2024-01-01", "name=a=b")
    assert exported(shell)[0]["data"]["name"] == "a=b"


def test_names_may_be_of_any_script(shell: Shell) -> None:
    name = "Zoë 李小龙 مريم 👩🏽‍⚕️"
    shell("record", "holder-enrolled", "x", "--on", "2024-01-01", f"name={name}")
    assert exported(shell)[0]["data"]["name"] == name


def test_by_says_who_records(shell: Shell) -> None:
    shell("--by", "Kim", "record", "holder-enrolled", "x", "--on", "2024-01-01", "name=X")
    assert exported(shell)[0]["recorded_by"] == "Kim"


def test_recording_the_same_ref_again_changes_nothing_and_says_so(shell: Shell) -> None:
    given = (*COURSE, "unit=credit", "--ref", "R-1", "--json")
    shell(*given)
    again = shell(*given)
    assert (again.code, again.json["fate"], again.json["version"]) == (0, "duplicate", 1)
    assert len(exported(shell)) == 1


def test_the_same_ref_with_other_content_is_refused(shell: Shell) -> None:
    shell(*COURSE, "unit=credit", "--ref", "R-1")
    again = shell(*COURSE, "unit=ceu", "--ref", "R-1")
    assert (again.code, again.out) == (2, "")
    assert "version 1" in again.err
    assert len(exported(shell)) == 1


def test_the_ref_of_a_voided_fact_is_free_again(shell: Shell) -> None:
    shell(*COURSE, "unit=credit", "--ref", "R-1")
    correct(shell, "--void")
    assert shell(*COURSE, "unit=ceu", "--ref", "R-1", "--json").json["fate"] == "new"


def test_a_new_holder_like_a_known_one_is_told_once(shell: Shell) -> None:
    shell.enrol("s015")
    enrol = ("record", "holder-enrolled", "s15", "--on", "2024-05-01", "name=Ana")
    first, second = shell(*enrol), shell(*enrol)
    assert first.err == (
        "s15 is new here; s015 is known – if that was meant, void this one and record it again\n"
    )
    assert (first.code, "version 1" in first.out) == (0, True)
    assert (second.code, second.err) == (0, "")


def test_a_new_holder_like_nobody_is_recorded_in_silence(shell: Shell) -> None:
    for holder in ("s015", "s016", "reyes", "reyez"):
        assert shell("record", "holder-enrolled", holder, "--on", "2024-05-01", "name=A").err == ""


def test_the_help_names_the_kinds(shell: Shell) -> None:
    told = " ".join(shell("record", "--help").out.split())
    assert all(kind.name in told for kind in KINDS if kind.name != "holder-forgotten")
    assert "docs/facts.md lists the fields of each" in told


# ---- correct


def test_void_records_a_correction_without_replacement(shell: Shell) -> None:
    shell(*COURSE, "unit=credit")
    found = correct(shell, "--void", "--json")
    assert (found.code, found.json["kind"], found.json["version"]) == (0, "fact-corrected", 2)
    assert exported(shell)[1]["data"] == {"corrects": 1, "reason": "wrong"}


def test_fields_not_named_stay_as_they_stand(shell: Shell) -> None:
    shell(*COURSE, "unit=credit")
    correct(shell, "credits=3.50")
    assert exported(shell)[1]["data"] == {
        "corrects": 1,
        "reason": "wrong",
        "replacement": {
            "on": "2024-05-01",
            "data": {"title": "Phlebotomy", "credits": "3.50", "unit": "credit"},
        },
    }


def test_the_day_alone_can_be_corrected(shell: Shell) -> None:
    shell(*COURSE, "unit=credit")
    correct(shell, "--on", "2024-04-30")
    assert exported(shell)[1]["data"]["replacement"] == {
        "on": "2024-04-30",
        "data": {"title": "Phlebotomy", "credits": "2", "unit": "credit"},
    }


def test_an_empty_field_is_left_out(shell: Shell) -> None:
    shell(*COURSE, "unit=credit", "provider=Metro")
    correct(shell, "provider=")
    replacement = exported(shell)[1]["data"]["replacement"]
    assert "provider" not in replacement["data"]


def test_a_second_correction_builds_on_the_first(shell: Shell) -> None:
    shell(*COURSE, "unit=credit")
    correct(shell, "credits=3")
    correct(shell, "unit=ceu")
    replacement = exported(shell)[2]["data"]["replacement"]
    assert replacement["data"] == {"title": "Phlebotomy", "credits": "3", "unit": "ceu"}


def test_a_correction_happened_on_the_day_it_is_recorded(shell: Shell) -> None:
    shell(*COURSE, "unit=credit")
    before = date.today()
    correct(shell, "--void")
    assert exported(shell)[1]["on"] in {str(before), str(date.today())}


def test_a_correction_can_be_voided_and_the_fact_stands_again(shell: Shell) -> None:
    shell(*COURSE, "unit=credit")
    correct(shell, "--void")
    assert shell("correct", "reyes", "2", "--reason", "it did happen", "--void").code == 0
    assert shell("history", "reyes", "--json").json["facts"][0]["state"] == "stands"
