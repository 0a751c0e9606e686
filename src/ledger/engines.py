"""Engines: where the parts of a large piece of work are done, on this machine or on several.

Work is a function of a module and its parts are values, both sent to other processes; results come
back in the order of the parts, a few parts ahead of whoever reads them, so that memory stays the
same however many there are. The function is the same on every engine.
"""

from __future__ import annotations

import os
import re
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

from ledger.errors import BadInput, StoreUnavailable

A = TypeVar("A")
R = TypeVar("R")

AHEAD = 3
"""Parts under way or done for each worker, while the first of them is waited for."""
_DASK = re.compile(r"dask://[^/\s]+:[0-9]{1,5}")
_PROCESSES = re.compile(r"processes(?::([1-9][0-9]{0,2}))?")


class Engine(Protocol):
    """Does the parts of some work."""

    def map(self, work: Callable[[A], R], parts: Iterable[A]) -> Iterator[R]:
        """The results of the parts, in their order.

        Raises:
            StoreUnavailable: when the engine cannot be reached, or its workers are gone.
        """
        ...


def engine_of(text: str) -> Engine:
    """The engine an option names.

    Args:
        text: ``processes`` (as many as there are processors), ``processes:N`` or
            ``dask://HOST:PORT``, the address of a Dask scheduler.

    Raises:
        BadInput: for anything else.
    """
    processes = _PROCESSES.fullmatch(text)
    if processes:
        return Processes(int(processes[1] or os.cpu_count() or 1))
    if _DASK.fullmatch(text):
        return Dask(text.removeprefix("dask://"))
    raise BadInput(
        "an engine is “processes”, “processes:N” or “dask://HOST:PORT”", field="--engine"
    )


class Processes:
    """Processes of this machine.

    Args:
        count: How many.
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def map(self, work: Callable[[A], R], parts: Iterable[A]) -> Iterator[R]:
        spawning = get_context("spawn")
        with ProcessPoolExecutor(self.count, spawning, initializer=_narrate) as pool:
            try:
                yield from _in_order(
                    lambda part: pool.submit(work, part), parts, self.count * AHEAD
                )
            except BrokenProcessPool:
                raise StoreUnavailable(
                    "a process that was judging ended abruptly; ask again"
                ) from None
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def _narrate() -> None:
    """In a process that works: what a plugin prints there is no data of the command."""
    sys.stdout = sys.stderr


class Dask:
    """The workers of a Dask scheduler; a part whose worker is lost is done by another one.

    Args:
        address: Host and port of the scheduler.
    """

    def __init__(self, address: str) -> None:
        self.address = address

    def map(self, work: Callable[[A], R], parts: Iterable[A]) -> Iterator[R]:
        try:
            from distributed import Client
        except ModuleNotFoundError:
            raise StoreUnavailable(
                "Dask is not installed; pip install 'credential-ledger[dask]'"
            ) from None
        try:
            client: Any = Client(f"tcp://{self.address}", timeout=10, set_as_default=False)
        except (OSError, ValueError):
            raise StoreUnavailable(f"there is no Dask scheduler at {self.address}") from None
        with client:
            workers = len(client.scheduler_info(n_workers=-1)["workers"])
            if not workers:
                raise StoreUnavailable(f"the Dask scheduler at {self.address} has no workers")
            yield from _in_order(
                lambda part: client.submit(work, part, pure=False), parts, workers * AHEAD
            )


def _in_order(submit: Callable[[A], Any], parts: Iterable[A], ahead: int) -> Iterator[Any]:
    """The results of futures, so many of them under way."""
    pending: deque[Any] = deque()
    for part in parts:
        pending.append(submit(part))
        if len(pending) >= ahead:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()
