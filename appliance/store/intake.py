"""What comes out of the spools, sorted into the store. Each event becomes what it is once, whatever dies when."""

import math
from collections.abc import Sequence

from appliance.model import (
    AppRefused,
    Batch,
    Captured,
    Event,
    GuardTripped,
    Ignored,
    Noticed,
    Pictured,
    SpoolCursor,
    SpoolFull,
    Visit,
)
from appliance.store import captures, evidence, incidents, noticed, orders, refusals, school, spools
from appliance.store._sqlite import Connection, SqliteFile
from appliance.store.activity import Activity

_MOST = 2**53  # a place in a text that no text reaches


class Intake:
    """For `core`, the one process that reads the spools."""

    def __init__(self, cases: SqliteFile, activity_file: SqliteFile, activity: Activity) -> None:
        self._cases = cases
        self._activity_file = activity_file
        self._activity = activity

    def start(self, spool: str) -> tuple[SpoolCursor, SpoolCursor | None]:
        """Where to go on reading, and the place where to stop at first.

        The file of visits is written first, so it may be ahead when we died in between. A batch must not straddle its
        place: up to there visits are stored, from there on they are not.
        """
        place = spools.cursor(self._cases, spool)
        ahead = spools.cursor(self._activity_file, spool)
        return place, ahead if ahead > place else None

    def record(self, spool: str, batch: Batch, fold_seconds: float, now: float) -> list[int]:
        """Store a batch and how far the spool is read; gives the captures that are new or changed, by a picture too.

        Damaged places in the spool become an incident. Nothing but visits: only the file of visits is written, which
        spares the disk a sync; after a crash they are read again and known to be here.
        """
        events = [event for event in batch.events if _fits(event)]
        damaged = batch.damaged + len(batch.events) - len(events)
        self._activity.add_from(spool, batch.cursor, [event for event in events if isinstance(event, Visit)])
        grave = [event for event in events if not isinstance(event, Visit)]
        if not grave and not damaged:
            return []
        with self._cases.transaction() as connection:
            spools.put(connection, spool, batch.cursor)
            if damaged:
                text = f"Records in the spool of {spool} were damaged and had to be skipped."
                incidents.put(connection, "spool damaged", now, text, spool)
            return _put(connection, grave, fold_seconds)


def _put(connection: Connection, events: Sequence[Event], fold_seconds: float) -> list[int]:
    refusals.put(connection, [event for event in events if isinstance(event, AppRefused)])
    noticed.put(connection, [event for event in events if isinstance(event, Noticed)])
    pictures = [event for event in events if isinstance(event, Pictured)]
    evidence.put(connection, pictures)
    for event in events:
        if isinstance(event, GuardTripped):
            text = f"{event.hook} failed: {event.error}. {event.outcome}"
            incidents.put(connection, "guard", event.at, text, event.worker)
        if isinstance(event, Ignored):
            school.put_ignored(connection, event)
        if isinstance(event, SpoolFull):
            text = f"The spool was full for {event.at - event.since:.0f} s: {event.dropped} events were not kept."
            incidents.put(connection, "spool full", event.at, text, event.worker)
    changed = captures.put(connection, [event for event in events if isinstance(event, Captured)], fold_seconds)
    return list(dict.fromkeys((*changed, *orders.captures_of(connection, {one.order for one in pictures}))))


def _fits(event: Event) -> bool:
    """Can it be stored? Not if its time is no number, or a worker gone wrong made up its findings."""
    if not math.isfinite(event.at):
        return False
    if not isinstance(event, Captured):
        return True
    if not event.capture.findings:
        return False
    match = event.capture.findings[0].match
    return all(abs(place) <= _MOST for place in (match.start, match.end, match.snippet_start))
