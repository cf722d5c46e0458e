"""What helpers noticed comes out of a spool once."""

from appliance.model import Batch, Notice, Noticed, SpoolCursor, the_box
from appliance.store import Store


def noticed(number: int, what: Notice = Notice.USB_SEEN) -> Noticed:
    return Noticed(
        at=100.0 + number,
        worker="helpers",
        helper="h1",
        number=number,
        device="Tablet 3",
        room="Library",
        person="p1",
        what=what,
        detail="SANDISK =1+1",
    )


def test_what_was_noticed_is_kept_once_and_comes_newest_first(store: Store) -> None:
    events = (noticed(1), noticed(2, Notice.TAMPERED), noticed(1))
    store.intake.record("helpers", Batch(events=events, cursor=SpoolCursor(segment=1, offset=10)), 600.0, 200.0)
    rows = store.seen_by(the_box("test")).helpers.noticed()
    assert [(row.what, row.at, row.detail) for row in rows] == [
        (Notice.TAMPERED, 102.0, "SANDISK =1+1"),
        (Notice.USB_SEEN, 101.0, "SANDISK =1+1"),
    ]


def test_what_is_about_devices_is_counted_without_saying_who(store: Store) -> None:
    events = (noticed(1), noticed(2, Notice.TAMPERED), noticed(3, Notice.TAMPERED), noticed(4, Notice.LOST))
    store.intake.record("helpers", Batch(events=events, cursor=SpoolCursor(segment=1, offset=10)), 600.0, 200.0)
    told = [(one.what, one.times, one.last_at) for one in store.helpers.troubles(102.0)]
    assert told == [(Notice.LOST, 1, 104.0), (Notice.TAMPERED, 2, 103.0)]
    assert [one.what for one in store.helpers.troubles(104.0)] == [Notice.LOST]
