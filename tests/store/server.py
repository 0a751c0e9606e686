"""A PostgreSQL server of the tests' own: a temporary folder, a free port, nothing left behind."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
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
        self._empty: list[str] = []
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        arguments = ("-A", "trust", "-U", ADMIN, "-E", "UTF8", "--locale=C", "-N")
        made = self._popen("initdb", *arguments)
        assert made.wait(120) == 0, self._log()
        self.start()

    def _popen(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                [str(self._programs / program), "-D", str(self._folder / "data"), *arguments],
                user=self._user,
                group=self._user and pwd.getpwnam(self._user).pw_gid,
                extra_groups=[] if self._user else None,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _log(self) -> str:
        return (self._folder / "log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Starts it, on the same port as before."""
        for _ in range(5):
            port = self.port or _free_port()
            self._process = self._popen(
                *("postgres", "-p", str(port), "-k", str(self._folder), "-h", "127.0.0.1"),
                *("-c", "max_connections=60"),
            )
            while self._process.poll() is None:
                if (self._folder / f".s.PGSQL.{port}").exists() and self._answers(port):
                    self.port = port
                    return
                time.sleep(0.02)
        raise AssertionError(self._log())  # the port was taken each time, or worse

    def _answers(self, port: int) -> bool:
        ready = self._programs / "pg_isready"
        asked = [str(ready), "-q", "-h", "127.0.0.1", "-p", str(port)]
        return subprocess.run(asked, timeout=60, check=False).returncode == 0

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stops it: SIGINT ends connections, SIGQUIT is a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def close(self) -> None:
        """Ends it and removes everything."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder)

    def url(self, database: str, user: str = ADMIN, options: str = "") -> str:
        """The address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}{options}"

    def empty_database(self) -> str:
        """The name of a database with nothing in it: a new one, or one that was emptied."""
        return self._empty.pop() if self._empty else self.new_database()

    def empty(self, database: str) -> None:
        """Ends the connections to a database and makes it as good as new."""
        with self.plain(database) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP SCHEMA IF EXISTS ledger CASCADE")
        self._empty.append(database)

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
