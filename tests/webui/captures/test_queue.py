import re
from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.model import TriageStatus
from appliance.store import Store
from appliance.store.triage import Decision
from tests.running import wait_for
from tests.webui.captures.school import audited, decided
from tests.webui.conftest import NOW, Clock, Person
from tests.webui.parts import SmallCore, captured
from webui.box import Box
from webui.captures.queue import PAGE_LENGTH


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
    first = adult.get("/captures?pile=newest").text
    older = re.search(r'href="(/captures\?pile=newest&amp;before=\d+)"', first)
    assert older
    second = adult.get(older[1].replace("&amp;", "&")).text
    assert "before=" not in second
    assert "sse-connect" not in second
    devices = re.findall(r"<bdi>(pc-\d+)</bdi>", first + second)
    assert devices == [f"pc-{number}" for number in range(total)]


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=99999999999999999999", "seen=nan", "seen=x", "before="]
)
def test_a_crooked_query_gives_a_page(adult: Person, query: str) -> None:
    assert adult.get(f"/captures?{query}").status_code == 200


def test_an_address_is_text_and_never_a_link(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW)])
    pages = adult.get(f"/captures/{number}").text + adult.get("/captures").text
    links = re.findall(r'href="([^"]*)"', pages)
    assert links
    assert all(link.startswith(("/", "#")) for link in links)


def test_the_list_says_whether_core_reports(adult: Person, core: SmallCore) -> None:
    assert "Part of Lollipop is not answering" in adult.get("/captures").text
    box = adult.client.application.extensions["lollipop"]
    assert isinstance(box, Box)
    box.feed.start()
    wait_for(lambda: box.feed.connected, "the feed to connect")
    assert "New captures appear here by themselves" in adult.get("/captures").text
    box.feed.stop()


def test_the_score_is_shown_with_what_it_is_made_of(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW), captured(at=NOW + 1)])
    assert "Score 80" in adult.get("/captures").text
    page = adult.get(f"/captures/{number}").text
    assert "80 of 100" in page
    for reason in ["Severe term: +60.", "Searched for by the child: +18.", "It happened 2 times: +2."]:
        assert f"<li>{reason}</li>" in page


def test_the_most_urgent_come_first_and_of_equals_the_oldest(adult: Person, store: Store) -> None:
    page_hit = {"severity": "minor", "channel": "page"}
    total = PAGE_LENGTH + 7
    store.captures.add([captured(n, at=NOW + n, device=f"pc-{n}", **page_hit) for n in range(total)])
    store.captures.add([captured(at=NOW - 600, device="pc-grave")])
    first = adult.get("/captures").text
    assert re.findall(r"<bdi>(pc-\w+)</bdi>", first)[:3] == ["pc-grave", "pc-0", "pc-1"]
    assert 'hx-get="/captures/part?pile=open"' in first
    older = re.search(r'href="(/captures\?pile=open&amp;before=\d+)"', first)
    assert older
    rest = adult.get(older[1].replace("&amp;", "&")).text
    assert len(set(re.findall(r"<bdi>(pc-\w+)</bdi>", first + rest))) == total + 1


def test_what_is_hidden_is_shown_only_to_who_opens_it(adult: Person, store: Store) -> None:
    (number,) = store.captures.add([captured(at=NOW, category="Illegal content", term="illegal/1")])
    shown = adult.get("/captures").text
    assert "Illegal content" in shown
    assert "how to hurt myself" not in shown
    assert "how to hurt myself" in adult.get(f"/captures/{number}").text


def test_what_was_settled_leaves_the_queue_and_is_kept(adult: Person, store: Store) -> None:
    store.captures.add([captured(n, at=NOW, device=f"pc-{n}") for n in (1, 2)])
    decided(store, 1, Decision(status=TriageStatus.RESOLVED))
    waiting, settled = adult.get("/captures").text, adult.get("/captures?pile=settled").text
    assert ("pc-1" in waiting, "pc-2" in waiting) == (False, True)
    assert ("pc-1" in settled, "pc-2" in settled) == (True, False)
    assert '<span class="status status-settled">Resolved</span>' in settled
    decided(store, 2, Decision(status=TriageStatus.FALSE_POSITIVE))
    assert "All done" in adult.get("/captures").text


def test_what_was_given_to_me_has_a_tab_of_its_own(sign_in: Callable[..., Person], store: Store) -> None:
    lead, deputy = sign_in(Duty.DSL), sign_in(Duty.DEPUTY)
    store.captures.add([captured(n, at=NOW, device=f"pc-{n}") for n in (1, 2)])
    decided(store, 1, Decision(status=TriageStatus.ESCALATED, assigned=(2, "Deputy")))
    assert "pc-1" in deputy.get("/captures?pile=mine").text
    assert "pc-2" not in deputy.get("/captures?pile=mine").text
    assert "Nothing waits for you" in lead.get("/captures?pile=mine").text


def test_only_one_severity_can_be_shown(adult: Person, store: Store) -> None:
    store.captures.add([captured(1, at=NOW, severity="severe", device="pc-1")])
    store.captures.add([captured(2, at=NOW, severity="minor", device="pc-2")])
    page = adult.get("/captures?severity=minor").text
    assert ("pc-1" in page, "pc-2" in page) == (False, True)
    assert "None of these are moderate." in adult.get("/captures?severity=moderate").text


def test_a_list_is_written_down_once_for_each_who_looks(sign_in: Callable[..., Person], store: Store) -> None:
    lead, deputy = sign_in(Duty.DSL), sign_in(Duty.DEPUTY)
    store.captures.add([captured(n, at=NOW, device=f"pc-{n}") for n in (1, 2)])
    for person in (lead, lead, deputy):
        person.get("/captures")
        person.get("/captures/part?seen=1")
    assert audited(store, "seen in a list") == ["captures 1–2", "captures 1–2"]


def test_only_what_is_not_severe_can_be_settled_from_the_list(adult: Person, store: Store) -> None:
    store.captures.add([captured(1, at=NOW, severity="severe")])
    assert 'name="quick"' not in adult.get("/captures").text
    store.captures.add([captured(2, at=NOW, severity="minor")])
    assert adult.get("/captures").text.count('name="quick"') == 2
