"""Which pictures are kept, which go first, and what is never kept."""

import pytest

from appliance.errors import StorageError
from appliance.model import OrderKind, PictureKind, the_box
from appliance.store import Store
from appliance.store.evidence import MOST_OF_ORDER
from appliance.store.rows import EvidenceRow
from tests.core.samples import captured
from tests.store.pictures import order, pictured, take_in


def everything(store: Store, number: int = 1) -> tuple[EvidenceRow, ...]:
    return store.seen_by(the_box("test")).evidence.of_capture(number)


def living(store: Store) -> set[int]:
    return {int(digest, 16) for digest in store.evidence.kept()}


def removed(store: Store) -> list[str]:
    return [entry.object for entry in store.audit.recent() if entry.what == "pictures removed"]


@pytest.fixture
def asked(store: Store) -> Store:
    """Three captures, an order for each, and one that belongs to none."""
    for number in (1, 2, 3):
        store.captures.add([captured(number, at=100.0 * number, term=f"t/{number}")])
        store.orders.begin([order(f"o{number}", capture=number, at=100.0 * number, device=f"pc-{number}")])
    store.orders.begin([order("by hand", by="Mrs Khan", person="amy", room="Room 1")])
    return store


def test_a_picture_belongs_to_what_its_order_belongs_to(asked: Store) -> None:
    take_in(asked, pictured(1), pictured(2, "by hand"))
    (row,) = everything(asked)
    assert (row.capture, row.device, row.digest, row.gone_at) == (1, "pc-1", f"{1:064x}", None)
    assert row.kind is PictureKind.STILL
    (row,) = asked.seen_by(the_box("test")).evidence.of_order("by hand")
    assert (row.capture, row.person, row.room) == (None, "amy", "Room 1")


def test_whose_screens_nothing_is_kept_of_now(store: Store) -> None:
    for helper, since, until in (("a", 100.0, 200.0), ("a", 150.0, 250.0), ("b", 100.0, 140.0), ("c", 300.0, 400.0)):
        store.evidence.blind([helper], since, until, "why", 100.0)
    assert store.evidence.blinds(160.0) == {"a": 250.0}


def test_sent_twice_it_is_kept_once(asked: Store) -> None:
    take_in(asked, pictured(1))
    take_in(asked, pictured(1), pictured(2))
    assert [row.digest[-1] for row in everything(asked)] == ["1", "2"]


@pytest.mark.parametrize("event", [pictured(1, "unheard of"), pictured(1, helper="another")], ids=["order", "helper"])
def test_what_nobody_asked_for_is_not_kept_and_told(asked: Store, event: object) -> None:
    take_in(asked, event)
    assert everything(asked) == ()
    assert "nobody had asked for" in asked.incidents.recent()[0].text


def test_a_device_that_was_sent_a_message_cannot_answer_with_pictures(asked: Store) -> None:
    asked.orders.begin([order("note", kind=OrderKind.MESSAGE, capture=1)])
    take_in(asked, pictured(1, "note"))
    assert everything(asked) == ()
    assert "nobody had asked for" in asked.incidents.recent()[0].text


def test_an_order_brings_only_so_many(asked: Store) -> None:
    take_in(asked, *(pictured(number) for number in range(MOST_OF_ORDER + 5)))
    assert len(everything(asked)) == MOST_OF_ORDER
    assert "more than" in asked.incidents.recent()[0].text


def test_after_something_illegal_nothing_of_that_time_is_kept_held_or_not(asked: Store) -> None:
    take_in(asked, pictured(1, at=50.0), pictured(2, at=150.0), pictured(3, "o2", at=200.0))
    asked.seen_by(the_box("Mrs Khan")).evidence.hold(1, "police", "Mrs Khan", 160.0)
    assert asked.evidence.blind(["h1", "h2"], 100.0, 320.0, "illegal content", 201.0) == 2
    take_in(asked, pictured(4, at=319.0), pictured(5, at=321.0))
    assert living(asked) == {1, 5}
    assert [row.gone_why for row in everything(asked)] == ["", "illegal content", "illegal content", ""]
    assert set(asked.evidence.to_wipe()) == {f"{number:064x}" for number in (2, 3, 4)}
    assert removed(asked) == ["2: illegal content"]


def test_another_helpers_pictures_stay(asked: Store) -> None:
    take_in(asked, pictured(1, at=150.0))
    assert asked.evidence.blind(["h2"], 100.0, 320.0, "illegal content", 201.0) == 0
    assert living(asked) == {1}
    assert removed(asked) == []


def test_old_ones_go_but_not_those_that_are_held(asked: Store) -> None:
    take_in(asked, pictured(1, at=10.0), pictured(2, "o2", at=10.0), pictured(3, "by hand", at=10.0), pictured(4))
    hold = asked.seen_by(the_box("Mrs Khan")).evidence
    hold.hold(2, "police", "Mrs Khan", 20.0)
    assert asked.evidence.expire(50.0, "older than 180 days", 200.0) == 2
    assert living(asked) == {2, 4}
    hold.end_hold(2, "Mrs Khan", 210.0)
    assert asked.evidence.expire(50.0, "older than 180 days", 220.0) == 1
    assert living(asked) == {4}


def test_the_oldest_order_goes_whole_until_there_is_room(asked: Store) -> None:
    take_in(asked, pictured(1, "o2", at=10.0), pictured(2, "o2", at=400.0), pictured(3, "o1", at=20.0),
            pictured(4, "o3", at=30.0))  # fmt: skip
    asked.seen_by(the_box("Mrs Khan")).evidence.hold(1, "police", "Mrs Khan", 20.0)
    assert asked.evidence.make_room(1500, "the folder is full", 500.0) == 2
    assert living(asked) == {3, 4}
    assert asked.evidence.make_room(10_000, "the folder is full", 500.0) == 1
    assert asked.evidence.make_room(10_000, "the folder is full", 500.0) == 0
    assert living(asked) == {3}


def test_a_device_that_fills_the_folder_drives_out_its_own_pictures_only(asked: Store) -> None:
    asked.orders.begin([order(f"n{number}", helper="noisy", at=500.0) for number in range(4)])
    take_in(asked, pictured(1, "o1", at=10.0, size=500), pictured(2, "o2", at=20.0, size=500))
    take_in(asked, *(
        pictured(10 + number, f"n{number}", helper="noisy", at=600.0 + number, size=10_000) for number in range(4)
    ))  # fmt: skip
    assert asked.evidence.make_room(25_000, "the folder is full", 700.0) == 3
    assert living(asked) == {1, 2, 13}


def test_a_file_is_taken_away_once_and_only_when_no_picture_needs_it(asked: Store) -> None:
    take_in(asked, pictured(1, at=10.0), pictured(2, "o2", digest=f"{1:064x}", at=300.0))
    asked.evidence.expire(50.0, "old", 500.0)
    assert asked.evidence.to_wipe() == []
    asked.evidence.expire(400.0, "old", 500.0)
    assert asked.evidence.to_wipe() == [f"{1:064x}"]
    asked.evidence.wiped(asked.evidence.to_wipe())
    assert asked.evidence.to_wipe() == []


def test_what_cannot_be_told_in_the_audit_trail_is_not_done(asked: Store) -> None:
    take_in(asked, pictured(1, at=10.0))
    with asked._cases.transaction() as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(StorageError):
        asked.evidence.expire(50.0, "old", 500.0)
    assert living(asked) == {1}
