"""Logs of strace, written by hand, and the events they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.campaign import CannotRun
from tests.campaigns.disk import Cut, Event, Link, Said, Sync, SyncFolder, Unlink, Write
from tests.campaigns.recording import Recording
from tests.campaigns.tracing import strace


def hexed(text: str) -> str:
    """A text as strace -xx prints it."""
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def events(tmp_path: Path, *lines: str) -> list[Event]:
    """The events of a log; names stand between « and »."""
    text = "".join(f"{line}\n" for line in lines)
    while "«" in text:
        before, _, rest = text.partition("«")
        name, _, after = rest.partition("»")
        text = before + hexed(name) + after
    log = tmp_path / "log"
    log.write_text(text, encoding="ascii")
    return list(Recording(Path("/d")).events(log))


OPENED = '7 openat(AT_FDCWD<«/x»>, "«/d/a»", O_RDWR|O_CREAT, 0644) = 3<«/d/a»>'


def test_opening_what_is_not_there_gives_it_a_name(tmp_path: Path) -> None:
    assert events(tmp_path, OPENED, OPENED) == [Link("a", 1)]


def test_opening_that_failed_is_nothing(tmp_path: Path) -> None:
    assert events(tmp_path, '7 openat(AT_FDCWD<«/x»>, "«/d/a»", O_RDWR) = -1 ENOENT (No)') == []


def test_writes_cuts_and_syncs_are_of_the_file(tmp_path: Path) -> None:
    found = events(
        tmp_path,
        OPENED,
        '7 pwrite64(3<«/d/a»>, "«xyz»", 3, 512) = 3',
        "7 ftruncate(3<«/d/a»>, 0) = 0",
        "7 fdatasync(3<«/d/a»>) = 0",
    )
    assert found == [Link("a", 1), Write(1, 512, b"xyz"), Cut(1, 0), Sync(1)]


def test_a_write_that_came_back_short_is_as_long_as_it_was(tmp_path: Path) -> None:
    found = events(tmp_path, OPENED, '7 pwrite64(3<«/d/a»>, "«xyz»", 3, 0) = 2')
    assert found[1:] == [Write(1, 0, b"xy")]


def test_the_folder_is_synced_and_names_are_taken(tmp_path: Path) -> None:
    found = events(tmp_path, OPENED, "7 fsync(5<«/d»>) = 0", '7 unlink("«/d/a»") = 0', OPENED)
    assert found == [Link("a", 1), SyncFolder(), Unlink("a"), Link("a", 2)]


def test_a_call_another_process_cut_in_two_happens_when_it_comes_back(tmp_path: Path) -> None:
    found = events(
        tmp_path,
        OPENED,
        "7 fdatasync(3<«/d/a»> <unfinished ...>",
        '8 write(1<«pipe:[5]»>, "«ok new\n»", 7) = 7',
        "7 <... fdatasync resumed>) = 0",
    )
    assert found[1:] == [Said("ok new"), Sync(1)]


def test_other_files_are_nothing(tmp_path: Path) -> None:
    assert events(tmp_path, '7 pwrite64(3<«/e/a»>, "«xyz»", 3, 0) = 3') == []


def test_what_cannot_be_played_back_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be played back"):
        events(tmp_path, OPENED, '7 rename("«/d/a»", "«/d/b»") = 0')


def test_without_strace_a_campaign_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(CannotRun, match="there is no strace; install strace"),
        strace([1], tmp_path / "log"),
    ):
        pass
