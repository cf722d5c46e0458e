"""Captures: folded, paged, with everything kept."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.config import Home
from appliance.model import ILLEGAL, BanFor, Channel, Device, Right, Severity, Sight, TriageStatus, Viewer, the_box
from appliance.store import Store
from appliance.store.seen.captures import Pile
from appliance.store.triage import Decision, Mark
from tests.core.samples import TABLET, captured
from tests.store.pictures import order

LAPTOP = Device(name="laptop-3", addresses=("10.0.0.3",))


def test_a_capture_comes_out_as_it_went_in(store: Store) -> None:
    (number,) = store.captures.add([captured(1, at=1000.0, others=2)])
    row = store.seen_by(the_box("test")).captures.one(number)
    assert row is not None
    assert (row.first_at, row.last_at, row.count, row.others) == (1000.0, 1000.0, 1, 2)
    assert (row.device, row.address, row.room) == ("ipad-12", "10.0.0.12", "Year 4")
    assert (row.term, row.category, row.severity) == ("self-harm/1", "Self-harm", Severity.SEVERE)
    assert row.snippet[row.snippet_from : row.snippet_to] == "to die"
    assert (row.raises_why, row.actions_note, row.cut) == ("severe terms always raise", "", False)
    detail = store.seen_by(the_box("test")).captures.get(number)
    assert detail is not None
    assert detail.row == row
    assert detail.findings == captured(1, at=1000.0, others=2).capture.findings
    assert [(hit.at, hit.url) for hit in detail.hits] == [(1000.0, "https://search.example/?q=1")]


@pytest.mark.parametrize(
    ("second", "captures"),
    [
        pytest.param(captured(2, at=1599.0), 1, id="the same again within ten minutes"),
        pytest.param(captured(2, at=401.0), 1, id="the same, told late by another worker"),
        pytest.param(captured(2, at=1601.0), 2, id="the same after ten minutes"),
        pytest.param(captured(2, at=1001.0, term="self-harm/2"), 2, id="another term"),
        pytest.param(captured(2, at=1001.0, device=LAPTOP), 2, id="another device"),
        pytest.param(captured(1, at=1001.0), 1, id="the same event told twice"),
    ],
)
def test_repeats_fold(store: Store, second: object, captures: int) -> None:
    store.captures.add([captured(1, at=1000.0)])
    store.captures.add([second])  # type: ignore[list-item]
    assert store.captures.count() == captures


def test_what_was_found_lately_and_nobody_was_asked_for(store: Store) -> None:
    asked, _ = store.captures.add([captured(1, at=1000.0), captured(2, at=1000.0, term="t/2")])
    store.captures.add([captured(3, at=930.0, term="t/3"), captured(4, at=1010.0, term="t/2")])
    store.orders.begin([order("o", capture=asked, at=1000.0)])
    (first, second) = store.captures.without_order(940.0)
    assert [first.id, second.id] == ["2", "4"]
    kept = captured(2, at=1000.0, term="t/2")
    assert (first.at, first.client, first.capture.findings) == (kept.at, kept.client, kept.capture.findings)
    assert (first.device.name, first.device.room) == (TABLET.name, TABLET.room)


def test_a_chain_of_repeats_stays_one_capture_with_every_hit(store: Store) -> None:
    for number in range(20):
        store.captures.add([captured(number, at=1000.0 + 500 * number)])
    (row,) = store.seen_by(the_box("test")).captures.latest()
    detail = store.seen_by(the_box("test")).captures.get(row.id)
    assert (row.count, row.first_at, row.last_at) == (20, 1000.0, 10_500.0)
    assert detail is not None
    assert [hit.url for hit in detail.hits] == [f"https://search.example/?q={n}" for n in reversed(range(20))]


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        pytest.param(Channel.PAGE, Channel.TYPED, 2, id="read, then written"),
        pytest.param(Channel.TYPED, Channel.PAGE, 1, id="written, then read"),
        pytest.param(Channel.TYPED, Channel.TYPED, 1, id="written twice"),
    ],
)
def test_what_a_child_wrote_does_not_hide_behind_what_it_read(
    store: Store, first: Channel, second: Channel, shown: int
) -> None:
    store.captures.add([captured(1, at=1000.0, channel=first), captured(2, at=1001.0, channel=second)])
    (row,) = store.seen_by(the_box("test")).captures.latest()
    assert row.count == 2
    assert row.channel == Channel.TYPED
    assert row.url == f"https://search.example/?q={shown}"


def test_what_only_a_later_hit_has_is_kept(store: Store) -> None:
    other = captured(9, term="filter-bypass/4").capture.findings[0]
    later = captured(2, at=1001.0)
    later = msgspec.structs.replace(
        later, capture=msgspec.structs.replace(later.capture, findings=(*later.capture.findings, other))
    )
    store.captures.add([captured(1, at=1000.0), later])
    detail = store.seen_by(the_box("test")).captures.get(store.seen_by(the_box("test")).captures.latest()[0].id)
    assert detail is not None
    assert [finding.match.term for finding in detail.findings] == ["self-harm/1", "filter-bypass/4"]


def test_an_event_that_is_told_twice_counts_once(store: Store) -> None:
    assert store.captures.add([captured(1, at=1.0), captured(1, at=1.0)]) == [1]
    assert store.captures.add([captured(1, at=1.0)]) == []
    assert store.seen_by(the_box("test")).captures.latest()[0].count == 1


@settings(max_examples=25, deadline=None)
@given(times=st.lists(st.floats(0, 20_000), min_size=1, max_size=30))
def test_counts_and_hits_agree_whatever_the_order_of_times(
    tmp_path_factory: pytest.TempPathFactory, times: list[float]
) -> None:
    home = Home(tmp_path_factory.mktemp("home"))
    home.make()
    with Store.open(home) as store:
        store.migrate()
        for number, at in enumerate(times):
            store.captures.add([captured(number, at=at)])
        rows = store.seen_by(the_box("test")).captures.latest(100)
        assert sum(row.count for row in rows) == len(times)
        for row in rows:
            detail = store.seen_by(the_box("test")).captures.get(row.id)
            assert detail is not None
            assert len(detail.hits) == row.count
            assert (row.first_at, row.last_at) == (min(h.at for h in detail.hits), max(h.at for h in detail.hits))


def test_pages_follow_each_other_without_gap_or_overlap(store: Store) -> None:
    store.captures.add([captured(n, at=float(n // 3), term=f"t/{n}") for n in range(25)])
    pages = [store.seen_by(the_box("test")).captures.latest(limit=10)]
    while pages[-1]:
        pages.append(store.seen_by(the_box("test")).captures.latest(limit=10, before=pages[-1][-1].id))
    rows = [row for page in pages for row in page]
    assert [(row.last_at, row.id) for row in rows] == sorted(((row.last_at, row.id) for row in rows), reverse=True)
    assert len({row.id for row in rows}) == len(rows) == 25


def test_a_folded_capture_moves_to_the_top(store: Store) -> None:
    store.captures.add([captured(1, at=1.0), captured(2, at=2.0, term="t/2"), captured(3, at=3.0)])
    assert [row.id for row in store.seen_by(the_box("test")).captures.latest()] == [1, 2]


def test_what_may_not_be_kept_is_due_though_it_asks_for_no_action(store: Store) -> None:
    """Pictures of that time are to go, after a crash too."""
    event = captured(1)
    (finding,) = event.capture.findings
    hidden = msgspec.structs.replace(finding, match=msgspec.structs.replace(finding.match, category=ILLEGAL))
    capture = msgspec.structs.replace(event.capture, findings=(finding, hidden))
    store.captures.add([captured(2), msgspec.structs.replace(event, capture=capture)])
    assert [due.event.id for due in store.captures.due()] == ["1"]


def test_an_event_is_found_in_the_capture_that_it_became(store: Store) -> None:
    store.captures.add([captured(1), captured(2), captured(3, term="bullying/1")])
    assert store.captures.of_events(["1", "2", "3", "4"]) == {"1": 1, "2": 1, "3": 2}


def test_actions_are_due_until_they_are_settled(store: Store) -> None:
    event = captured(1, actions=(BanFor(seconds=60),))
    store.captures.add([event, captured(2)])
    (due,) = store.captures.due()
    assert due.event == event
    store.captures.settle(due, 5.0, ["Internet paused until 14:05.", "Not confirmed in time by worker-2."])
    assert store.captures.due() == []
    row = store.seen_by(the_box("test")).captures.one(due.capture)
    assert row is not None
    assert row.actions_note == "Internet paused until 14:05. Not confirmed in time by worker-2."


def test_the_same_sentence_is_noted_once(store: Store) -> None:
    store.captures.add([captured(n, actions=(BanFor(seconds=60),)) for n in range(3)])
    for due in store.captures.due():
        store.captures.settle(due, 5.0, ["Internet already paused until 14:05."])
    detail = store.seen_by(the_box("test")).captures.get(1)
    assert detail is not None
    assert detail.actions == ("Internet already paused until 14:05.",)


def test_what_is_not_there_is_none(store: Store) -> None:
    assert store.seen_by(the_box("test")).captures.one(99) is None
    assert store.seen_by(the_box("test")).captures.get(99) is None
    assert store.seen_by(the_box("test")).captures.latest(before=99) == []


@pytest.mark.parametrize("hostile", ["'; DROP TABLE captures; --", "\x00", "\u202e<script>", "x" * 100_000, "🧒"])
def test_hostile_text_is_text(store: Store, hostile: str) -> None:
    device = Device(name=hostile, addresses=TABLET.addresses)
    store.captures.add([captured(hostile, device=device)])
    (row,) = store.seen_by(the_box("test")).captures.latest()
    assert row.device == hostile
    assert row.url == f"https://search.example/?q={hostile}"


def test_a_capture_says_how_urgent_it_is_and_why(store: Store) -> None:
    store.captures.add([captured(1, at=1000.0, recipients=("dsl@school.example",))])
    (row,) = store.seen_by(the_box("test")).captures.latest()
    assert row.score == 78
    assert row.score_reasons == ("Severe term: +60.", "Searched for by the child: +18.")
    assert row.recipients == ("dsl@school.example",)


def test_repeats_raise_the_score_and_the_weightiest_hit_makes_it(store: Store) -> None:
    page = captured(1, at=1000.0, channel=Channel.PAGE, severity=Severity.MINOR)
    store.captures.add([page, captured(2, at=1001.0), captured(3, at=1002.0, channel=Channel.PAGE)])
    (row,) = store.seen_by(the_box("test")).captures.latest()
    assert (row.severity, row.channel, row.count) == (Severity.SEVERE, "search", 3)
    assert row.score == 82
    assert row.score_reasons[-1] == "It happened 3 times: +4."
    assert row.score == sum(int(reason.rpartition(": ")[2].rstrip(".")) for reason in row.score_reasons)


def test_the_queue_has_the_highest_score_first_and_of_equals_the_oldest(store: Store) -> None:
    minor = captured(1, at=1.0, term="t/1", severity=Severity.MINOR)
    store.captures.add([minor, captured(2, at=5.0, term="t/2"), captured(3, at=3.0, term="t/3")])
    assert [row.term for row in store.seen_by(the_box("test")).captures.queue()] == ["t/3", "t/2", "t/1"]


def test_pages_of_the_queue_follow_each_other_without_gap_or_overlap(store: Store) -> None:
    store.captures.add([captured(n, at=float(n // 3), term=f"t/{n}", channel=list(Channel)[n % 6]) for n in range(25)])
    pages = [store.seen_by(the_box("test")).captures.queue(limit=10)]
    while pages[-1]:
        pages.append(store.seen_by(the_box("test")).captures.queue(limit=10, before=pages[-1][-1].id))
    rows = [row for page in pages for row in page]
    assert [row.id for row in rows] == [row.id for row in sorted(rows, key=lambda r: (-r.score, r.first_at, r.id))]
    assert len({row.id for row in rows}) == len(rows) == 25


def test_passages_are_what_hits_showed_but_for_what_is_hidden(store: Store) -> None:
    event = captured(3, at=30.0, term="illegal/1")
    (finding,) = event.capture.findings
    secret = msgspec.structs.replace(finding, match=msgspec.structs.replace(finding.match, category=ILLEGAL))
    hidden = msgspec.structs.replace(event, capture=msgspec.structs.replace(event.capture, findings=(secret,)))
    store.captures.add([captured(1, at=10.0), captured(2, at=20.0, term="t/2"), hidden])
    assert [passage.at for passage in store.seen_by(the_box("test")).captures.passages(since=15.0, limit=10)] == [20.0]
    (newest,) = store.seen_by(the_box("test")).captures.passages(since=0.0, limit=1)
    assert (newest.device, newest.channel, newest.snippet) == ("ipad-12", "search", "I want to die today")


def status_of(store: Store, number: int, status: TriageStatus, assigned: tuple[int, str] | None = None) -> None:
    seen = store.seen_by(the_box("test"))
    row = seen.captures.one(number)
    assert row
    mark = Mark(capture=number, revision=row.revision, score=row.score)
    seen.triage.decide([mark], Decision(status=status, assigned=assigned), "test", 50.0)


def test_a_pile_has_what_belongs_there_in_its_order(store: Store) -> None:
    severities = [Severity.MINOR, Severity.SEVERE, Severity.MODERATE, Severity.MODERATE, Severity.MINOR]
    store.captures.add([captured(n, at=float(n), term=f"t/{n}", severity=one) for n, one in enumerate(severities, 1)])
    me = store.accounts.add("Mrs Khan", "khan@school.test", "test", 1.0)
    status_of(store, 3, TriageStatus.ESCALATED, (me, "Mrs Khan"))
    status_of(store, 5, TriageStatus.RESOLVED)
    captures = store.seen_by(msgspec.structs.replace(the_box("test"), account=me)).captures
    piles = {pile: [row.id for row in captures.queue(pile=pile)] for pile in Pile}
    assert piles == {Pile.OPEN: [2, 3, 4, 1], Pile.MINE: [3], Pile.NEWEST: [4, 3, 2, 1], Pile.SETTLED: [5]}
    assert {pile: captures.count(pile) for pile in Pile} == {pile: len(ids) for pile, ids in piles.items()}
    assert [row.id for row in captures.queue(severity=Severity.MODERATE)] == [3, 4]
    assert [row.id for row in captures.queue(pile=Pile.NEWEST, before=3)] == [2, 1]
    assert [row.id for row in captures.queue(before=3)] == [4, 1]


def test_the_place_of_a_capture_that_is_not_theirs_tells_nothing(store: Store) -> None:
    """Or which captures come after it would say how grave it is, and when it was."""
    store.captures.add([captured(n, at=float(n), term=f"t/{n}") for n in (1, 2, 3)])
    with store._cases.transaction() as connection:
        connection.execute("UPDATE captures SET room = 'Library' WHERE id <> 2")
    library = Viewer(account=1, name="x", rights=frozenset(Right), sight=Sight(rooms=("Library",)))
    captures = store.seen_by(library).captures
    for pile in (Pile.OPEN, Pile.NEWEST):
        assert [len(captures.queue(pile=pile, before=number)) for number in (1, 2, 3, 99)].count(1) == 1
        assert captures.queue(pile=pile, before=2) == captures.queue(pile=pile, before=99) == []
    assert captures.latest(before=2) == []
