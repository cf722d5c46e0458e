"""The log against a plain count of the same: every mix of filters, through every page, for every kind of viewer."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from appliance.model import ILLEGAL, Device, Handling, Person, Right, Role, Sight, Viewer, the_box
from appliance.store import Store
from appliance.store.seen import recorded, visits
from appliance.store.seen.asked import Kind, Line, LogFilter, Place
from tests.core.samples import captured
from tests.store.seen.logged import DAY, GROUPS, HOSTS, NOW, PEOPLE, ROOMS, all_lines, fill, fits, without_names

VISITS = (Kind.VISIT, Kind.SEARCH)


def viewer(sight: Sight, all_named: bool = False) -> Viewer:
    return Viewer(account=1, name="x", rights=frozenset({Right.ACTIVITY}), sight=sight, all_named=all_named)


@pytest.fixture
def school(store: Store) -> Store:
    fill(store)
    return store


def pages(store: Store, who: Viewer, asked: LogFilter, length: int = 40) -> Iterator[Line]:
    log, place = store.seen_by(who).activity, None
    for _ in range(1000):
        page = log.page(asked, NOW + 1, place, length)
        assert len(page.lines) <= length
        yield from page.lines
        place = page.older
        if place is None:
            return
    raise AssertionError("the pages never end")


def mixes(number: int) -> list[LogFilter]:
    chance = random.Random(5)
    possible: dict[str, list[Any]] = {
        "person": ["amy", "ben", "g7", "nobody"],
        "group": [*GROUPS],
        "device": [*ROOMS, "10.0.0.9", "none"],
        "room": ["Room 1", "Library", "Attic"],
        "site": ["bbc.co.uk", "news.bbc.co.uk", *HOSTS, "co.uk"],
        "kinds": [(Kind.VISIT,), (Kind.SEARCH,)],
        "handling": [(one,) for one in Handling]
        + [(Handling.BLOCKED, Handling.READ), (Handling.WARNED, Handling.BANNED)],
        "since": [NOW - 30 * DAY, NOW - 3 * DAY],
        "until": [NOW - 20 * DAY, NOW - 3600],
        "text": ["news", "_", "100%", "CATS", "nowhere"],
    }
    made = []
    for _ in range(number):
        names = chance.sample(sorted(possible), chance.randint(0, 4))
        made.append(LogFilter(**({"kinds": VISITS} | {name: chance.choice(possible[name]) for name in names})))
    return made


@pytest.mark.parametrize("scarce", [False, True], ids=["in one go", "a few visits looked at for a page"])
def test_every_mix_of_filters_gives_what_fits_and_nothing_else(
    school: Store, scarce: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if scarce:
        monkeypatch.setattr(visits, "MOST_LOOKED_AT", 30)
    every = all_lines(school)
    found_some = 0
    for asked in mixes(150):
        wanted = list(filter(fits(asked), every))
        assert list(map(without_names, pages(school, the_box("test"), asked))) == wanted, asked
        found_some += bool(wanted)
    assert found_some > 50


@pytest.mark.parametrize(
    ("who", "persons", "rooms"),
    [
        pytest.param(viewer(Sight()), set(), set(), id="nobody"),
        pytest.param(viewer(Sight(everyone=True)), {"", "amy", "ben", "g7"}, None, id="everyone, named for no one"),
        pytest.param(viewer(Sight(everyone=True), True), {"", "amy", "ben", "cem", "dee", "g7"}, None, id="a lead"),
        pytest.param(viewer(Sight(everyone=True, person="amy")), {"", "ben", "g7"}, None, id="never oneself"),
        pytest.param(viewer(Sight(groups=("class-3b",))), {"ben"}, set(), id="a class"),
        pytest.param(
            viewer(Sight(groups=("class-3b",), named=("young-carers",))), {"ben", "cem"}, set(), id="named for a group"
        ),
        pytest.param(viewer(Sight(rooms=("Library",))), {"", "amy", "ben", "g7"}, {"Library"}, id="a room"),
        pytest.param(viewer(Sight(rooms=("",))), set(), set(), id="a room without a name"),
    ],
)
def test_nobody_sees_what_they_may_not_by_any_filter(
    school: Store, who: Viewer, persons: set[str], rooms: set[str] | None
) -> None:
    def may(line: Line) -> bool:
        return line.person in persons and (not rooms or ROOMS.get(line.device) in rooms)

    log = school.seen_by(who).activity
    assert {line.number for line in pages(school, who, LogFilter(kinds=VISITS))} == {
        line.number for line in all_lines(school) if may(line)
    }
    for asked in [*mixes(40), *(LogFilter(person=name) for name in PEOPLE), *(LogFilter(kinds=(k,)) for k in Kind)]:
        lines = list(pages(school, who, asked))
        assert all(line.person in persons for line in lines), asked
        counted = sum(bar.times for bar in log.bars(replace(asked, since=None, until=None), NOW) or ())
        assert counted <= sum(map(may, all_lines(school)))
    offered = log.choices(NOW + 1)
    assert {id_ for id_, _ in offered.people} <= persons
    if not persons:
        assert (offered.people, offered.devices, offered.terms) == ((), (), ())


def test_a_vulnerable_group_is_offered_and_found_only_by_who_is_named_for_it(school: Store) -> None:
    named = viewer(Sight(everyone=True, named=("young-carers",)))
    assert dict(school.seen_by(named).activity.choices(NOW).groups).keys() >= {"young-carers", "class-3a"}
    assert "looked-after" not in dict(school.seen_by(named).activity.choices(NOW).groups)
    assert list(pages(school, named, LogFilter(group="looked-after"))) == [], "else it would tell who of them is in it"
    assert {line.person for line in pages(school, named, LogFilter(group="young-carers"))} == {"cem", "dee"}


def test_everything_stands_on_one_timeline(school: Store) -> None:
    lines = list(pages(school, the_box("test"), LogFilter(), 17))
    assert [line.place for line in lines] == sorted((line.place for line in lines), reverse=True)
    assert len({(line.kind, line.number) for line in lines}) == len(lines) == len(all_lines(school)) + 5 * len(PEOPLE)
    assert {line.kind for line in lines} == set(Kind)
    assert {line.person_name for line in lines if line.person == "amy"} <= {"Amy", "Amy Of-Test"}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in VISITS])
def test_other_things_are_filtered_by_who_and_where_too(school: Store, kind: Kind) -> None:
    assert [line.person for line in pages(school, the_box("t"), LogFilter(kinds=(kind,)))] == list(PEOPLE)
    assert [line.person for line in pages(school, the_box("t"), LogFilter(kinds=(kind,), person="ben"))] == ["ben"]
    assert [line.person for line in pages(school, the_box("t"), LogFilter(kinds=(kind,), group="class-3a"))] == [
        "amy",
        "dee",
    ]
    (line, *_) = pages(school, the_box("t"), LogFilter(kinds=(kind,), person="ben"))
    here = LogFilter(kinds=(kind,), person="ben", device=line.device, room=ROOMS[line.device])
    assert list(pages(school, the_box("t"), here)) == [line]
    assert list(pages(school, the_box("t"), replace(here, device="ipad-3", room=""))) == []


@pytest.mark.parametrize(
    ("asked", "people"),
    [
        (LogFilter(category="Self-harm", term="self-harm/1"), ["ben"]),
        (LogFilter(channel="search", until=NOW - 3 * DAY), ["fox"]),
        (LogFilter(kinds=(Kind.CAPTURE,), site="search.example"), list(PEOPLE)),
        (LogFilter(kinds=(Kind.CAPTURE,), site="arch.example"), []),
        (LogFilter(kinds=(Kind.CAPTURE,), text="nowhere"), []),
        (LogFilter(kinds=(Kind.MISTAKE,), site="bbc.co.uk"), list(PEOPLE)),
        (LogFilter(kinds=(Kind.MISTAKE,), site="c.co.uk"), []),
        (LogFilter(kinds=(Kind.MISTAKE,), text="sport"), list(PEOPLE)),
        (LogFilter(kinds=(Kind.PAUSE,), text="talk"), []),
    ],
    ids=[
        "term",
        "channel",
        "captures of a site",
        "part of a site",
        "no such text",
        "mistakes of a site",
        "part of a name",
        "text",
        "a pause has no text",
    ],
)
def test_filters_that_only_some_things_have(school: Store, asked: LogFilter, people: list[str]) -> None:
    assert [line.person for line in pages(school, the_box("t"), asked) if line.kind not in VISITS] == people


def test_a_search_of_texts_goes_on_where_it_stopped(school: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "MOST_LOOKED_AT", 2)
    asked = LogFilter(kinds=(Kind.CAPTURE,), text="example")
    first = school.seen_by(the_box("t")).activity.page(asked, NOW + 1)
    assert first.reached is not None
    assert [line.person for line in pages(school, the_box("t"), asked)] == list(PEOPLE)


def test_of_illegal_content_the_log_shows_no_more_than_that_it_was(store: Store) -> None:
    person = Person(id="amy", name="Amy", role=Role.PUPIL)
    at = Device(name="ipad-1", addresses=("10.0.0.1",), room="Room 1", person=person)
    store.captures.add([captured(1, at=NOW, device=at)])
    store._cases.rows("UPDATE captures SET category = ?, title = 'secret words', host = 'h.example'", ILLEGAL)
    log = store.seen_by(the_box("t")).activity
    (line,) = log.page(LogFilter(), NOW + 1).lines
    assert (line.hidden, line.url, line.detail, line.host) == (True, "", "", "h.example")
    assert log.page(LogFilter(text="secret"), NOW + 1).lines == (), "a search must not tell what it says"
    assert log.page(LogFilter(text="h.exam"), NOW + 1).lines == (line,)
    assert (log.choices(NOW + 1).terms, log.choices(NOW + 1).categories) == ((), ())


def test_bars_count_what_the_pages_show(school: Store) -> None:
    log = school.seen_by(the_box("t")).activity
    for asked in (LogFilter(), LogFilter(site="bbc.co.uk"), LogFilter(group="class-3a", kinds=(Kind.SEARCH,))):
        shown = [line for line in pages(school, the_box("t"), asked) if line.kind in VISITS]
        counted = {bar.day: bar.times for bar in log.bars(asked, NOW + 1) or ()}
        days = [date.fromtimestamp(line.at).toordinal() for line in shown]  # noqa: DTZ012  # days as here
        assert counted == {day: days.count(day) for day in set(days) if day > max(days) - 42}
    assert log.bars(LogFilter(text="news"), NOW) is None
    assert log.bars(LogFilter(kinds=(Kind.PAUSE,)), NOW) is None


def test_a_list_to_be_kept_ends_where_it_says(school: Store) -> None:
    log = school.seen_by(the_box("t")).activity
    every = log.kept(LogFilter(), NOW + 1, 10_000)
    assert (len(every.lines), every.older) == (len(all_lines(school)) + 5 * len(PEOPLE), None)
    some = log.kept(LogFilter(), NOW + 1, 10)
    assert some.lines == every.lines[:10]
    assert some.older == some.lines[-1].place


def test_a_name_is_found_by_a_part_and_a_person_by_their_id(school: Store) -> None:
    log = school.seen_by(the_box("t")).activity
    assert {line.person for line in log.page(LogFilter(person="of-TEST"), NOW + 1, length=1000).lines} == set(PEOPLE)
    assert log.page(LogFilter(person="%"), NOW + 1).lines == ()


def test_an_empty_log_is_empty(store: Store) -> None:
    log = store.seen_by(the_box("t")).activity
    assert log.page(LogFilter(site="bbc.co.uk"), NOW).lines == ()
    assert log.page(LogFilter(), NOW, Place(NOW, 0, 5)).older is None
    assert not log.bars(LogFilter(), NOW)
