import re

import pytest

from appliance.model import Ban
from appliance.store import Store
from appliance.wire import AskBan
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.parts import SmallCore, captured, wait_for
from webui.box import Box
from webui.captures import PAGE_LENGTH, mark


def test_an_empty_list_says_what_to_try(adult: Person) -> None:
    page = adult.get("/captures").text
    assert "No captures yet" in page
    assert "curl --proxy http://127.0.0.1:8080" in page


def test_the_list_shows_who_what_where_and_when(adult: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW - 60)])
    page = adult.get("/captures").text
    for words in ["Severe", "Self-harm", "tablet-3", "Room 4", "Searched for", "search.example"]:
        assert words in page
    assert "is there a way <mark>how to hurt myself</mark> without anyone noticing" in page
    assert re.search(r'<time datetime="2026-11-17T\d\d:04:00[+-]', page)


def test_who_was_at_the_device_comes_first(adult: Person, store: Store, core: SmallCore) -> None:
    store.captures.add([captured(at=NOW - 60, person="Amy Bell")])
    assert "<strong><bdi>Amy Bell</bdi></strong> on <bdi>tablet-3</bdi>" in adult.get("/captures").text
    page = adult.get("/captures/1").text
    assert "Pause the internet for <bdi>Amy Bell</bdi>" in page
    assert 'name="person" value="p-Amy Bell"' in page
    adult.post("/bans", device="tablet-3", person="p-Amy Bell", minutes="5", reason="Please see Mrs Khan.", capture="1")
    assert [ask.person for ask in core.asked if isinstance(ask, AskBan)] == ["p-Amy Bell"]


def test_a_pause_of_somebody_else_at_that_device_is_not_shown_with_it(adult: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW - 60, person="Amy Bell")])
    for who in ("p-Amy Bell", "p-Tom Day", ""):
        store.bans.add(
            Ban(
                id=who,
                device="tablet-3",
                person=who,
                addresses=("10.0.0.21",),
                since=NOW,
                until=NOW + 90,
                reason=f"See me, {who}.",
                by="x",
            )
        )
    page = adult.get("/captures/1").text
    assert "See me, p-Amy Bell." in page
    assert page.count("See me") == 1


def test_repeats_are_one_line_with_a_count(adult: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW - 60), captured(at=NOW - 30), captured(at=NOW)])
    page = adult.get("/captures").text
    assert page.count('<li class="capture ') == 1
    assert "3 times" in page


def test_what_is_new_since_the_reader_looked_is_said(adult: Person, store: Store, clock: Clock) -> None:
    store.captures.add([captured(1, at=NOW - 60)])
    seen = re.search(r'name="seen" value="([\d.]+)"', adult.get("/captures").text)
    assert seen
    assert "hx-swap-oob" not in adult.get(f"/captures/part?seen={seen[1]}").text
    store.captures.add([captured(2, at=NOW, device="laptop-9")])
    part = adult.get(f"/captures/part?seen={seen[1]}").text
    assert "Self-harm, severe, on laptop-9: new." in part
    assert part.count(" fresh") == 1
    store.captures.add([captured(3, at=NOW + 1, device="laptop-7")])
    assert "2 captures are new" in adult.get(f"/captures/part?seen={seen[1]}").text


def test_a_part_is_no_whole_page(adult: Person, store: Store) -> None:
    store.captures.add([captured(at=NOW)])
    assert "<html" not in adult.get("/captures/part").text


def test_older_captures_are_a_page_away_and_none_is_skipped(adult: Person, store: Store) -> None:
    total = PAGE_LENGTH + 7
    store.captures.add([captured(number, at=NOW - number, device=f"pc-{number}") for number in range(total)])
    first = adult.get("/captures").text
    older = re.search(r'href="(/captures\?before=\d+)"', first)
    assert older
    second = adult.get(older[1]).text
    assert "?before=" not in second
    assert "sse-connect" not in second
    devices = re.findall(r"<bdi>(pc-\d+)</bdi>", first + second)
    assert devices == [f"pc-{number}" for number in range(total)]


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=99999999999999999999", "seen=nan", "seen=x", "before="]
)
def test_a_crooked_query_gives_a_page(adult: Person, query: str) -> None:
    assert adult.get(f"/captures?{query}").status_code == 200


def test_one_capture_tells_everything(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW - 60), captured(at=NOW, title="the second time")])
    page = adult.get(f"/captures/{number}").text
    for words in [
        "<mark>how to hurt myself</mark>",
        "Asks how to injure oneself.",
        "searched for, so every severity is raised",
        "self-harm/1",
        "10.0.0.21",
        "https://search.example/?q=how+to+hurt+myself",
        "Mozilla/5.0",
        "worker-1",
        "twice since",
        "the second time",
        "Everything found in it",
        "Each time it happened (2)",
        "It was recorded. No rule asks for more.",
    ]:
        assert words in page, words


def test_an_address_is_text_and_never_a_link(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    pages = adult.get(f"/captures/{number}").text + adult.get("/captures").text
    links = re.findall(r'href="([^"]*)"', pages)
    assert links
    assert all(link.startswith(("/", "#")) for link in links)


@pytest.mark.parametrize("path", ["/captures/999", "/captures/0", "/captures/-1", "/captures/x", f"/captures/{10**30}"])
def test_a_capture_that_is_not_there(adult: Person, path: str) -> None:
    assert adult.get(path).status_code == 404


def test_the_page_of_a_paused_device_says_so(adult: Person, store: Store, core: SmallCore, clock: Clock) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    answer = adult.post("/bans", device="tablet-3", minutes="30", reason="See me first.", capture=str(number))
    assert answer.headers["Location"] == f"/captures/{number}"
    page = adult.get(f"/captures/{number}").text
    assert "The internet of tablet-3 is paused." in page
    assert adult.get(f"/captures/{number}").text.count("The internet of tablet-3 is paused.") == 0


def test_the_list_says_whether_core_reports(adult: Person, core: SmallCore) -> None:
    assert "core is not answering" in adult.get("/captures").text
    box = adult.client.application.extensions["lollipop"]
    assert isinstance(box, Box)
    box.feed.start()
    wait_for(lambda: box.feed.connected, "the feed to connect")
    assert "New captures appear here by themselves" in adult.get("/captures").text
    box.feed.stop()


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [(0, 2, ("", "ab", "c")), (1, 3, ("a", "bc", "")), (0, 0, ("", "", "abc")), (5, 9, ("abc", "", ""))],
)
def test_marking_keeps_every_character(start: int, end: int, parts: tuple[str, str, str]) -> None:
    snippet = mark("abc", start, end)
    assert (snippet.before, snippet.term, snippet.after) == parts


def test_the_score_is_shown_with_what_it_is_made_of(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW), captured(at=NOW + 1)])
    assert "Score 80" in adult.get("/captures").text
    page = adult.get(f"/captures/{number}").text
    assert "80 of 100" in page
    for reason in ["Severe term: +60.", "Searched for by the child: +18.", "It happened 2 times: +2."]:
        assert f"<li>{reason}</li>" in page


def test_the_most_urgent_come_first_when_asked_for(adult: Person, store: Store) -> None:
    page_hit = {"severity": "minor", "channel": "page"}
    total = PAGE_LENGTH + 7
    store.captures.add([captured(n, at=NOW + n, device=f"pc-{n}", **page_hit) for n in range(total)])
    store.captures.add([captured(at=NOW - 600, device="pc-grave")])
    assert adult.get("/captures").text.index("pc-56") < adult.get("/captures").text.index("pc-55")
    first = adult.get("/captures?by=score").text
    assert re.findall(r"<bdi>(pc-\w+)</bdi>", first)[:3] == ["pc-grave", "pc-0", "pc-1"]
    assert 'hx-get="/captures/part?by=score"' in first
    older = re.search(r'href="(/captures\?before=\d+&amp;by=score)"', first)
    assert older
    rest = adult.get(older[1].replace("&amp;", "&")).text
    assert len(set(re.findall(r"<bdi>(pc-\w+)</bdi>", first + rest))) == total + 1


def test_what_is_hidden_is_shown_only_to_who_opens_it(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW, category="Illegal content", term="illegal/1")])
    shown = adult.get("/captures").text
    assert "Illegal content" in shown
    assert "how to hurt myself" not in shown
    assert "how to hurt myself" in adult.get(f"/captures/{number}").text
