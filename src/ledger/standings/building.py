"""Building standings: everybody who is to be judged is, here or on an engine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from ledger.errors import StoreUnavailable
from ledger.standings.schema import Outdated
from ledger.standings.standings import Standings, StandingsReport
from ledger.standings.timelines import Part, Timelines, timelines_of

if TYPE_CHECKING:
    from ledger.bodies.body import Credential
    from ledger.store.application import FactLog
    from ledger.store.location import Location


def build(
    location: Location,
    log: FactLog,
    credential: Credential,
    *,
    patience: float,
    progress: Callable[[int], None] | None = None,
    work: Callable[[Iterable[Part]], Iterator[Timelines]] | None = None,
) -> StandingsReport:
    """Judges everybody who is to be judged, and says what is kept then.

    This process alone writes; a result that is out of date when it comes is thrown away.

    Args:
        location: Where the ledger is.
        log: The ledger.
        credential: The credential.
        patience: Seconds to wait for another process.
        progress: Called with the number of holders judged, now and then.
        work: Works out the timelines of parts, in their order; None: here.

    Raises:
        StoreUnavailable: when standings cannot be kept; it says why.
    """
    judged = 0
    for _ in range(100):
        head = log.rows.max_notification_id() or 0
        made = Standings.made(location, log, head=head, patience=patience)
        with made as standings, suppress(Outdated):
            kept = standings.kept(credential, anew=True)
            if kept is None:
                continue
            parts = standings.parts(credential, kept)
            here = (timelines_of(log, credential, part) for part in parts)
            with closing(here if work is None else _as_generator(work(parts))) as results:
                for timelines in results:
                    standings.write(kept, timelines)
                    judged += len(timelines)
                    if progress is not None:
                        progress(judged)
            return standings.report(credential.full_code, kept, judged)
    raise StoreUnavailable(f"the standings of {location.shown} are too busy; try again")


def _as_generator(results: Iterator[Timelines]) -> Generator[Timelines]:
    """Results that can be given up: what is under way is, then."""
    yield from results
