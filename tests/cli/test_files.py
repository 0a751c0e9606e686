"""``export`` and ``restore``: lossless both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.clinic import EXPORT, HEAD
from tests.cli.running import Shell


def test_an_export_gives_back_the_bytes_that_were_restored(clinic: Shell) -> None:
    assert clinic("export").out == EXPORT


def test_an_export_to_a_dash_goes_to_standard_output(clinic: Shell) -> None:
    assert clinic("export", "-").out == EXPORT


def test_an_export_to_a_file_prints_nothing(clinic: Shell, tmp_path: Path) -> None:
    found = clinic("export", str(tmp_path / "out.jsonl"))
    assert (found.code, found.out) == (0, "")
    assert (tmp_path / "out.jsonl").read_bytes() == EXPORT.encode()


@pytest.mark.parametrize("old", ["", EXPORT.splitlines(keepends=True)[0]])
def test_an_export_replaces_an_earlier_one_and_leaves_nothing_beside_it(
    clinic: Shell, tmp_path: Path, old: str
) -> None:
    (tmp_path / "out.jsonl").write_text(old, encoding="utf-8")
    clinic("export", str(tmp_path / "out.jsonl"))
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_bytes() == EXPORT.encode()


def test_an_export_through_a_link_writes_the_file_it_points_to(
    clinic: Shell, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.jsonl")
    clinic("export", str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real.jsonl").read_bytes() == EXPORT.encode()


@pytest.mark.parametrize("there", ["old", EXPORT.splitlines(keepends=True)[1], "holder,on\n"])
def test_an_export_does_not_replace_what_is_no_export(
    clinic: Shell, tmp_path: Path, there: str
) -> None:
    (tmp_path / "mine").write_text(there, encoding="utf-8")
    found = clinic("export", str(tmp_path / "mine"))
    assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
    assert "mine: is there already and holds no export" in found.err
    assert (tmp_path / "mine").read_text(encoding="utf-8") == there


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_an_export_does_not_replace_its_ledger_through_a_link(
    own_clinic: Shell, tmp_path: Path, link: str
) -> None:
    getattr(tmp_path / "link", link)(own_clinic.store)
    found = own_clinic("export", str(tmp_path / "link"))
    assert (found.code, "link: is of the ledger itself" in found.err) == (2, True)
    assert own_clinic.export() == EXPORT


@pytest.mark.parametrize("suffix", ["", "-journal", "-wal", "-shm", "-standings"])
def test_an_export_does_not_take_the_place_of_a_file_of_its_ledger(
    own_clinic: Shell, suffix: str
) -> None:
    link = own_clinic.store.with_name("link")
    link.symlink_to(own_clinic.store)
    for store in (own_clinic.store, link):
        name = f"{store}{suffix}"
        found = own_clinic("--store", str(link), "export", name)
        assert (found.code, found.out, found.err.count("\n")) == (2, "", 1)
        assert f"{name}: is of the ledger itself" in found.err
    assert own_clinic.export() == EXPORT


def test_an_export_to_a_device_does_not_replace_it(clinic: Shell) -> None:
    device = Path("/dev/null")
    if not device.is_char_device():
        pytest.skip("there is no /dev/null")
    assert clinic("export", str(device)).code == 0
    assert device.is_char_device()


def test_the_count_of_an_export_is_narrated(clinic: Shell) -> None:
    assert clinic("export").err == f"exported {HEAD} facts\n"


def test_an_empty_ledger_exports_nothing(shell: Shell) -> None:
    shell("init")
    assert shell("export").out == ""


def test_a_restored_file_exports_the_same_bytes(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(EXPORT, encoding="utf-8")
    found = shell("restore", str(tmp_path / "in.jsonl"))
    assert (found.code, found.out) == (0, "")
    assert shell.export() == EXPORT


def test_a_restored_ledger_goes_on(shell: Shell) -> None:
    shell("restore", "-", stdin=EXPORT)
    shell.enrol("new")
    assert shell.export().startswith(EXPORT)


def test_restore_wants_an_empty_ledger(own_clinic: Shell) -> None:
    found = own_clinic("restore", "-", stdin=EXPORT)
    assert (found.code, found.out) == (2, "")
    assert own_clinic.export() == EXPORT


def test_restore_takes_a_ledger_that_was_only_made(shell: Shell) -> None:
    shell("init")
    assert shell("restore", "-", stdin=EXPORT).code == 0


LINES = EXPORT.splitlines(keepends=True)


@pytest.mark.parametrize(
    ("broken", "line", "told"),
    [
        (LINES[1:], 1, "position"),
        ([*LINES[:2], *LINES[3:]], 3, "position"),
        ([LINES[0], LINES[1].replace('"version":1', '"version":2')], 2, "version"),
        ([LINES[0], LINES[1].replace("2018-02-01T", "2007-02-01T")], 2, "recorded_at"),
        ([LINES[0], LINES[1].replace('"name"', '"nam"')], 2, "nam"),
        ([LINES[0], LINES[1].replace('"recorded_by":"clerk",', "")], 2, "recorded_by"),
        ([LINES[0], "{\n"], 2, "JSON"),
    ],
)
def test_a_file_that_is_no_export_names_the_line_and_restores_nothing(
    shell: Shell, tmp_path: Path, broken: list[str], line: int, told: str
) -> None:
    shell("init")
    (tmp_path / "in.jsonl").write_text("".join(broken), encoding="utf-8")
    found = shell("restore", str(tmp_path / "in.jsonl"))
    assert (found.code, found.out) == (2, "")
    assert f"in.jsonl, line {line}" in found.err
    assert told in found.err
    assert shell.export() == ""


def test_a_restore_that_fails_makes_no_ledger(shell: Shell) -> None:
    assert shell("restore", "-", stdin="{\n").code == 2
    assert not shell.store.exists()
