"""A PostgreSQL server of the tests' own: a temporary folder, a free port, nothing left behind."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

ADMIN = "admin"
"""The superuser of the server."""


def binaries() -> Path | None:
    """The folder with the programs of a server, the newest; None where there is none."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    every = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(every, key=lambda one: float(one.parent.parent.name))
    return newest[-1].parent if newest else None


class Server:
    """A running server; anybody on this machine is who they say they are.

    Attributes:
        port: The port of the loopback address it listens on.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="ledger-server-"))
        self._user: str | None = None
        if os.geteuid() == 0:  # a server does not run as root
            self._user = next(
                one for one in ("postgres", "nobody") if one in {p.pw_name for p in pwd.getpwall()}
            )
            shutil.chown(self._folder, self._user)
        self._numbers = count(1)
        self.port = 0
        self._run("initdb", "-A", "trust", "-U", ADMIN, "-E", "UTF8", "--locale=C", "-N")
        self.start()

    def _run(self, program: str, *args: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), "-D", str(self._folder / "data"), *args],
            user=self._user,
            extra_groups=[] if self._user else None,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, (program, args, done.stdout)

    def start(self) -> None:
        """Starts it, on the same port as before."""
        for _ in range(5):
            port = self.port or _free_port()
            options = f"-p {port} -k {self._folder} -h 127.0.0.1 -c max_connections=60"
            try:
                self._run(
                    "pg_ctl", "-w", "-o", options, "-l", str(self._folder / "log"), "start"
                )
            except AssertionError:  # the port was taken meanwhile
                continue
            self.port = port
            return
        raise AssertionError((self._folder / "log").read_text(encoding="utf-8"))

    def stop(self, *, mode: str = "fast") -> None:
        """Stops it: ``fast`` ends connections, ``immediate`` is a crash."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def close(self) -> None:
        """Ends it and removes everything."""
        try:
            self.stop(mode="immediate")
        except AssertionError:
            pass  # it does not run
        shutil.rmtree(self._folder)

    def url(self, database: str, user: str = ADMIN, options: str = "") -> str:
        """The address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}{options}"

    def new_database(self) -> str:
        """The name of a database that was just made."""
        name = f"clinic{next(self._numbers)}"
        with self.plain("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    @contextmanager
    def plain(self, database: str, user: str = ADMIN) -> Iterator[Any]:
        """A connection that knows nothing of ledgers; each statement is a transaction."""
        import psycopg

        with psycopg.connect(self.url(database, user), autocommit=True) as connection:
            yield connection


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
