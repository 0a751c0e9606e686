"""The browser on a real terminal: a program under a pty, and what stands on its screen."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

LEDGER = (sys.executable, "-m", "ledger.cli.main")
OURS = ("LEDGER_", "_LEDGER_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TEXTUAL")
IN, OUT = b"\x1b[?1049h", b"\x1b[?1049l"
"""To the alternate screen, and back."""
CHANGED = """
import asyncio, sys
from ledger.tui.app import Browser
from ledger.tui.holders import HoldersScreen
{}
from ledger.cli.main import main
main(sys.argv[1:])
"""
"""The program, with something changed in it."""
BUGGY = """
def bug(self):
    raise RuntimeError("the oven is cold")
Browser.action_help = bug
"""
LATE = "HoldersScreen.on_mount = lambda self: self.set_timer(0.5, self.rows.focus)"
"""What gives the list of the holders the keys comes late, as it does on a busy machine."""
SLOW = """
from ledger.tui.prompts import Prompt
take = Prompt.on_input_submitted
async def slowly(self, event):
    event.stop()
    await asyncio.sleep(1.5)
    take(self, event)
Prompt.on_input_submitted = slowly
"""
"""It takes a while until a prompt has taken its line."""
_TOKEN = re.compile(
    r"\x1b\[(?P<args>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[P_X^][^\x1b]*\x1b\\"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
)


class Screen:
    """As much of a screen as a program that fills it needs: text at places."""

    def __init__(self, columns: int, rows: int) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self.clear(columns, rows)

    def clear(self, columns: int, rows: int) -> None:
        """Starts over at a size."""
        self.columns, self.rows = columns, rows
        self._x = self._y = 0
        self._cells = [[" "] * columns for _ in range(rows)]

    @property
    def text(self) -> str:
        """The lines of the screen."""
        return "\n".join("".join(row) for row in self._cells)

    def feed(self, data: bytes) -> None:
        """Takes what a program has written."""
        text, at = self._rest + self._decoder.decode(data), 0
        while token := _TOKEN.match(text, at):
            at = token.end()
            if token["text"]:
                self._put(token["text"])
            elif token["final"] == "H":
                y, _, x = token["args"].partition(";")
                self._y, self._x = int(y or 1) - 1, int(x or 1) - 1
            elif token["final"] == "J" or token["args"] == "?1049":
                self.clear(self.columns, self.rows)
            elif token["control"] == "\r":
                self._x = 0
            elif token["control"] == "\n":
                self._y = min(self._y + 1, self.rows - 1)
        self._rest = text[at:]

    def _put(self, text: str) -> None:
        for char in text:
            width = 0 if unicodedata.combining(char) else 1
            width += unicodedata.east_asian_width(char) in "WF"
            if width and self._y < self.rows and self._x + width <= self.columns:
                self._cells[self._y][self._x : self._x + width] = [char, ""][:width]
            self._x += width


class Terminal:
    """A program on a terminal of its own; variables that are None are not set for it."""

    def __init__(
        self,
        argv: Sequence[str],
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = Screen(*size)
        self.output = bytearray()
        self._is_open = True
        self._master, slave = pty.openpty()
        self._tell_size(*size)
        rest = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.process = subprocess.Popen(
            argv,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**rest, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})},
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Takes the terminal away."""
        if self._master >= 0:
            os.close(self._master)
        self._master = -1

    @property
    def text(self) -> str:
        """The lines on the screen."""
        return self.screen.text

    def send(self, keys: str) -> None:
        """Presses keys, as a terminal sends them."""
        os.write(self._master, keys.encode())

    def wait(self, shown: str | Callable[[str], bool], timeout: float = 30.0) -> float:
        """Waits for something on the screen; returns the time at which it was there."""
        end = time.perf_counter() + timeout
        while True:
            seen = self._read(end - time.perf_counter())
            if shown in self.text if isinstance(shown, str) else shown(self.text):
                return seen
            assert seen < end and self._is_open, f"{shown} is not on the screen:\n{self.text}"  # noqa: PT018

    def until(self, keys: str, shown: str | Callable[[str], bool], timeout: float = 30.0) -> float:
        """Presses keys; returns the seconds until something is on the screen."""
        began = time.perf_counter()
        self.send(keys)
        return self.wait(shown, timeout) - began

    def ended(self, timeout: float = 20.0) -> int:
        """Waits for the program to end; returns its exit code."""
        end = time.perf_counter() + timeout
        while self._is_open and time.perf_counter() < end:
            self._read(0.1)
        return self.process.wait(max(0.1, end - time.perf_counter()))

    def resize(self, columns: int, rows: int) -> None:
        """Changes the size of the terminal, and tells the program."""
        self.screen.clear(columns, rows)
        self._tell_size(columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def _tell_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self, patience: float) -> float:
        """Reads what comes within a while, to its end; returns the time of the last of it."""
        data, seen = bytearray(), 0.0
        while select.select([self._master], [], [], 0.0005 if data else max(0.0, patience))[0]:
            try:
                some = os.read(self._master, 65_536)
            except OSError:  # the program has closed its side
                some = b""
            seen = time.perf_counter()
            if not some:
                self._is_open = False
                break
            data += some
        self.output += data
        self.screen.feed(bytes(data))
        return seen or time.perf_counter()


def after(terminal: Terminal) -> str:
    """What was written after the alternate screen was left."""
    return bytes(terminal.output).rpartition(OUT)[2].decode()


def browsing(store: Path, *words: str, **env: str) -> Terminal:
    """The browser on a ledger, as the shell starts it."""
    return Terminal([*LEDGER, "--store", str(store), "browse", *words], env=env)


def changed(change: str, store: Path) -> Terminal:
    """The browser on a ledger, with something changed in it."""
    program = [sys.executable, "-c", CHANGED.format(change)]
    return Terminal([*program, "--store", str(store), "browse"])


def test_the_trail_opens_takes_keys_and_leaves_the_terminal_as_it_was(sample: Path) -> None:
    with browsing(sample) as terminal:
        terminal.wait("77 facts, newest first")
        terminal.until("j", "▸         76")
        terminal.until("\x1b[B", "▸         75")
        terminal.until("2", "by days left")
        terminal.until("1", "77 facts, newest first")
        terminal.send("q")
        assert terminal.ended() == 0
        assert terminal.output.count(IN) == terminal.output.count(OUT) == 1
        assert b"\x1b[?25h" in terminal.output.rpartition(OUT)[2]
        assert b"Traceback" not in terminal.output


def test_a_key_that_comes_before_the_first_picture_is_not_lost(sample: Path) -> None:
    with browsing(sample) as terminal:
        terminal.send("g")
        terminal.wait("Go where?")
        terminal.until("1\r", "▸          1")
        terminal.send("q")
        assert terminal.ended() == 0


def test_keys_that_come_together_act_where_the_ones_before_have_led(sample: Path) -> None:
    """As over a slow line: what is typed in a prompt is no command, and “q” does not end it."""
    with browsing(sample) as terminal:
        terminal.wait("77 facts, newest first")
        terminal.until("g12\rj", "▸         11")
        terminal.until("/quinn\r", "quinn: ")
        terminal.until("\x1b", "77 facts, newest first")
        terminal.until("/\x1b[200~kind:payment-made\x1b[201~\r", "kind:payment-made: ")
        terminal.until("\x1b", "77 facts, newest first")
        terminal.until("21jj", lambda text: "▸" in text.splitlines()[5])
        terminal.until("2/quinn", " quinn ")
        terminal.until("\x1b", lambda text: " quinn " not in text)
        terminal.send("q")
        assert terminal.ended() == 0


def test_no_key_goes_to_a_line_that_is_not_seen(sample: Path) -> None:
    with changed(LATE, sample) as terminal:
        terminal.wait("77 facts, newest first")
        terminal.until("2s", "rows by name")
        terminal.until("1j", "▸         76")


def test_a_key_waits_for_the_one_before_it_however_long_that_takes(sample: Path) -> None:
    with changed(SLOW, sample) as terminal:
        terminal.wait("77 facts, newest first")
        terminal.until("g12\rj", "▸         11")


def test_a_browser_ends_with_its_terminal(sample: Path) -> None:
    """No signal comes: the terminal is not the one that controls the session."""
    with browsing(sample) as terminal:
        terminal.wait("77 facts, newest first")
        terminal.hang_up()
        assert terminal.process.wait(timeout=10) is not None


def test_the_screen_fills_a_terminal_that_changes_its_size(sample: Path) -> None:
    with browsing(sample) as terminal:
        terminal.wait("77 facts, newest first")
        for columns, rows in ((80, 24), (200, 60), (30, 8)):
            terminal.resize(columns, rows)
            terminal.wait(lambda text: "Quit" in text.splitlines()[-1] and "╭" in text)
        terminal.send("q")
        assert terminal.ended() == 0


def test_the_demo_opens_on_the_answer_that_a_correction_changed(tmp_path: Path) -> None:
    with Terminal([*LEDGER, "demo"], env={"TMPDIR": str(tmp_path)}) as terminal:
        terminal.wait(lambda text: "nha/ccma on 2024-07-01" in text and "≠ as known now" in text)
        assert "as known 2024-08-07" in terminal.text.splitlines()[0]
        terminal.send("q")
        assert terminal.ended() == 0


def test_without_a_terminal_there_is_one_sentence(sample: Path) -> None:
    ran = subprocess.run(
        [*LEDGER, "--store", str(sample), "browse"], capture_output=True, text=True, check=False
    )
    said = "ledger: the browser needs a terminal; --plain prints what it shows as text\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", said)


def test_plain_prints_text_on_a_terminal_too(sample: Path) -> None:
    with browsing(sample, "--plain", TERM="dumb", NO_COLOR="1") as terminal:
        assert terminal.ended() == 0
        assert b"\x1b" not in terminal.output
        assert "ce-completed" in terminal.output.decode()


def test_without_colour_no_colour_is_sent(sample: Path) -> None:
    with browsing(sample, NO_COLOR="1") as terminal:
        terminal.wait("77 facts, newest first")
        terminal.until("?", "esc back")
        terminal.until("\x1b", lambda text: "esc back" not in text)
        terminal.send("q")
        assert terminal.ended() == 0
        styles = re.findall(rb"\x1b\[([\d;]*)m", bytes(terminal.output))
        codes = {int(code) for style in styles for code in style.split(b";") if code}
        assert codes - {39, 49} <= set(range(30)), codes


def test_a_bug_ends_the_browser_with_one_sentence(sample: Path) -> None:
    with changed(BUGGY, sample) as terminal:
        terminal.wait("77 facts, newest first")
        terminal.send("?")
        assert terminal.ended() == 70
        said = "this is a bug in the ledger (RuntimeError: the oven is cold)"
        assert said in after(terminal)
        assert b"Traceback" not in terminal.output
