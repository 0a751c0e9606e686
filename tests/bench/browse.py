"""Measures the terminal browser on a large ledger, on a real terminal.

    python -m tests.bench.browse [--ledger PATH] [--facts 10000000] [--runs N]

The ledger is written when it is not there yet. Every time is taken at the other end of the
terminal: from the key that is sent, or the command that is started, to the moment the text that is
waited for is on the screen. Prints each figure beside its goal; the exit code is always 0.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

from tests.bench import make_ledger
from tests.tui.test_terminal import Terminal

HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App[None]):
    BINDINGS = [("q", "quit", "Quit")]

    def compose(self):
        yield Static("Hello, world")

Hello().run()
"""
STAMPED = """
import sys, time
from ledger.tui.app import Browser

class Stamped(Browser):
    def run(self, *args, **kwargs):
        open(sys.argv.pop(), "w").write(str(time.perf_counter()))
        return super().run(*args, **kwargs)

import ledger.tui.app
ledger.tui.app.Browser = Stamped
from ledger.cli.main import main
path = sys.argv[1]
main(["--store", path, "browse"])
"""
PAGES, JUMPS, KEYS = 300, 300, 50
PAGE_DOWN = "\x1b[6~"


class Figure(NamedTuple):
    """What was measured.

    Attributes:
        name: What it is.
        goal: The most it may be; None: shown for comparison.
        measured: What it is.
        unit: Of both.
    """

    name: str
    goal: float | None
    measured: float
    unit: str


def ledger_command(path: Path) -> list[str]:
    """The command that browses a ledger, as the shell finds it."""
    script = Path(sys.executable).with_name("ledger")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "ledger.cli.main"]
    return [*start, "--store", str(path), "browse"]


def trail_at(screen: str) -> int | None:
    """The position under the cursor of the trail, once all rows in sight have their data."""
    found = None
    for line in screen.splitlines():
        words = line.strip("│┃ ").split()
        if len(words) > 1 and words[1] == "…" and words[0][:1].isdigit():
            return None
        if len(words) > 3 and words[0] == "▸" and words[2].startswith("20"):
            found = int(words[1].replace(",", ""))
    return found


def cursor(terminal: Terminal) -> int:
    """The position under the cursor now."""
    found = trail_at(terminal.text)
    assert found is not None, terminal.text
    return found


def processor_time(pid: int) -> float:
    """The processor's time that all threads of a process have used, in seconds."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


def peak_memory(pid: int) -> int:
    """The most memory a process ever had, in bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) * 1024


def spread(times: list[float]) -> tuple[float, float]:
    """Median and 99th percentile of times in seconds, in milliseconds."""
    times.sort()
    return median(times) * 1_000, times[int(len(times) * 0.99 - 0.01)] * 1_000


def started(argv: list[str], shown: Callable[[str], bool]) -> tuple[float, float]:
    """Seconds from the shell to what is waited for, and the processor's seconds until then."""
    began = time.perf_counter()
    with Terminal(argv) as terminal:
        seen = terminal.wait(shown)
        used = processor_time(terminal.process.pid)
        terminal.send("q")
        terminal.ended()
    return seen - began, used


def time_start(path: Path, runs: int, folder: Path) -> list[Figure]:
    """The start from the shell, against the smallest application there is."""
    hello = folder / "hello.py"
    hello.write_text(HELLO, encoding="utf-8")
    ours: list[tuple[float, float]] = []
    theirs: list[tuple[float, float]] = []
    for _ in range(runs + 1):
        theirs.append(started([sys.executable, str(hello)], lambda text: "Hello, world" in text))
        ours.append(started(ledger_command(path), lambda text: trail_at(text) is not None))
    ours, theirs = ours[1:], theirs[1:]
    wall, processor = (median(one[i] for one in ours) for i in (0, 1))
    wall_hello, processor_hello = (median(one[i] for one in theirs) for i in (0, 1))
    return [
        Figure("start from the shell", None, wall * 1_000, "ms"),
        Figure("start of a hello-world", None, wall_hello * 1_000, "ms"),
        Figure("start, ratio", 1.4, wall / wall_hello, "×"),
        Figure("start, processor time", None, processor * 1_000, "ms"),
        Figure("hello-world, processor time", None, processor_hello * 1_000, "ms"),
        Figure("processor time, ratio", None, processor / processor_hello, "×"),
    ]


def time_first_paint(path: Path, runs: int, folder: Path) -> list[Figure]:
    """From the start of the application to its first row on the screen."""
    stamp = folder / "stamp"
    times = []
    for _ in range(runs):
        with Terminal([sys.executable, "-c", STAMPED, str(path), str(stamp)]) as terminal:
            seen = terminal.wait(lambda text: trail_at(text) is not None)
            times.append(seen - float(stamp.read_text()))
            terminal.send("q")
            terminal.ended()
    return [Figure("first paint from application start", 100, median(times) * 1_000, "ms")]


def time_keys(terminal: Terminal) -> list[Figure]:
    """Paging and jumping on a running browser, from the key to the rows with their data."""
    at = cursor(terminal)
    head = at
    terminal.send(PAGE_DOWN)
    terminal.wait(lambda text: trail_at(text) not in (None, at))
    page = at - cursor(terminal)
    at -= page
    time.sleep(0.02)
    paging = []
    for _ in range(PAGES):
        at -= page
        paging.append(terminal.until(PAGE_DOWN, lambda text: trail_at(text) == at))  # noqa: B023
        time.sleep(0.02)
    random, jumping = Random(1), []
    for _ in range(JUMPS):
        place = random.randint(1, head)
        terminal.send("g")
        terminal.wait(lambda text: "Go where?" in text)
        terminal.send(str(place))
        terminal.wait(lambda text: f" {place} " in text)  # noqa: B023
        time.sleep(0.02)  # as between pages: within a frame of the last picture nobody presses
        jumping.append(terminal.until("\r", lambda text: trail_at(text) == place))  # noqa: B023
        terminal.wait(lambda text: "Go where?" not in text)
        time.sleep(0.02)
    figures = []
    for name, times in (("page down", paging), ("random jump", jumping)):
        middle, late = spread(times)
        figures.append(Figure(f"{name}, median", None, middle, "ms"))
        figures.append(Figure(f"{name}, p99", 20, late, "ms"))
    return figures


def time_filters(terminal: Terminal, rare: str) -> list[Figure]:
    """The first result of a filter, and keys while a search goes on."""
    figures = []
    for line in ("kind:sanction-imposed", rare, "zebra"):
        terminal.send("/")
        terminal.wait(lambda text: "Show which facts?" in text)
        terminal.send(line)
        terminal.wait(lambda text: f" {line} " in text and "Show which facts?" in text)  # noqa: B023
        if line != "zebra":
            took = terminal.until(
                "\r",
                lambda text: f"{line}: " in text and trail_at(text) is not None,  # noqa: B023
                timeout=180,
            )
            figures.append(Figure(f"first result of “{line}”", None, took * 1_000, "ms"))
            continue
        terminal.send("\r")
        terminal.wait(lambda text: "searched down to" in text)
        times = []
        for number in range(KEYS):
            word = ("‖ paused", "● live")[number % 2]
            times.append(terminal.until("f", lambda text: word in text))  # noqa: B023
            time.sleep(0.03)
        goes_on = "searched down to" in terminal.text
        middle, late = spread(times)
        figures.append(Figure("a key while a search runs, median", None, middle, "ms"))
        figures.append(Figure("a key while a search runs, p99", None, late, "ms"))
        if not goes_on:
            print("the search was over before the keys were")
        terminal.send("\x1b")
        terminal.wait(lambda text: "newest first" in text)
    return figures


def report(figures: list[Figure]) -> None:
    """Prints the table."""
    print(f"{'figure':44} {'goal':>10} {'measured':>12}")
    for name, goal, measured, unit in figures:
        met = "" if goal is None else "met" if measured <= goal else "NOT MET"
        wanted = "" if goal is None else f"≤ {goal:g} {unit}"
        print(f"{name:44} {wanted:>10} {measured:9,.1f} {unit:2}  {met}".rstrip())


def main() -> None:
    """Reads the command line, measures, and prints."""
    parser = argparse.ArgumentParser(description="Measures the terminal browser.")
    default = Path(tempfile.gettempdir()) / "ledger-bench" / "browse.ledger"
    parser.add_argument("--ledger", type=Path, default=default)
    parser.add_argument("--facts", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed one is compiled, as textual is
    if not given.ledger.exists():
        given.ledger.parent.mkdir(parents=True, exist_ok=True)
        print(f"writing {given.facts:,} facts to {given.ledger}", flush=True)
        make_ledger.make(given.ledger, given.facts, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        figures = time_start(given.ledger, given.runs, Path(folder))
        figures += time_first_paint(given.ledger, given.runs, Path(folder))
    with Terminal(ledger_command(given.ledger)) as terminal:
        terminal.wait(lambda text: trail_at(text) is not None)
        head = cursor(terminal)
        figures += time_keys(terminal)
        figures += time_filters(terminal, f"-{head * 15 // 1000}")
        peak = peak_memory(terminal.process.pid)
        figures.append(Figure("memory of the whole process at its peak", 80, peak / 1e6, "MB"))
        terminal.send("q")
        code = terminal.ended()
    report(figures)
    print(f"the browser ended with {code}; {os.cpu_count()} processors, load {os.getloadavg()[0]}")


if __name__ == "__main__":
    main()
