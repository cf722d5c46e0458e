"""The school's rules at a real worker: warned, blocked, asked who they are; and no way round."""

import asyncio
import re
import socket
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from appliance.access.rules import AccessPolicy, AccessRule, Effect, Lesson, Subject, SubjectKind, Target, TargetKind
from appliance.config import Home
from appliance.model import Handling, Visit
from appliance.wire import AccessNews
from tests.origins import Origin, TestAuthority
from tests.proxy_addons.conftest import Answer, Core, Running, curl, fetch, running

PAGE = ("-H", "Sec-Fetch-Dest: document")
YEAR1 = Subject(kind=SubjectKind.GROUP, name="year1")


def rule(effect: Effect, value: str, kind: TargetKind = TargetKind.HOST, who: Subject | None = None) -> AccessRule:
    return AccessRule(
        number=1, name="Think first", effect=effect, who=(who or Subject(),), what=(Target(kind=kind, value=value),)
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, authority: TestAuthority) -> Iterator[tuple[Core, Running]]:
    home = tmp_path_factory.mktemp("home")
    settings = '[groups.year1]\ndevices = ["127.0.0.1"]\n[portal]\nport = 80\n'
    with Core(home) as core, Running(home, authority.roots, settings) as running:
        yield core, running


@pytest.fixture
def worker(both: tuple[Core, Running], site: Origin) -> Running:
    both[1].forget()
    site.requests.clear()
    return both[1]


@pytest.fixture
def say(both: tuple[Core, Running], worker: Running) -> Callable[..., float]:
    """The rules that hold from now on."""

    def hold(*rules: AccessRule, lessons: tuple[Lesson, ...] = ()) -> float:
        policy = AccessPolicy(rules=rules, lessons=lessons)
        return both[0].tell(lambda version: AccessNews(version=version, policy=policy))

    return hold


def button(answer: Answer) -> dict[str, str]:
    """What the page's button sends."""
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', answer.text)}


def going_on(worker: Running, site: Origin, answer: Answer, **other: str) -> Answer:
    return curl(worker, site.url(f"/.lollipop/go-on?{urlencode(button(answer) | other)}"), *PAGE)


# --- block -----------------------------------------------------------------------------------------------------------


def test_a_rule_holds_at_once_and_is_gone_at_once(worker: Running, site: Origin, say: Callable[..., float]) -> None:
    assert say(rule(Effect.BLOCK, "127.0.0.1")) < 0.25
    answer = curl(worker, site.url("/x"), *PAGE)
    assert (answer.status, site.requests) == (403, [])
    assert "Think first." in answer.text
    assert 'class="infant"' in answer.text, "the device is one of Year 1's"
    visit = worker.wait_for(Visit, lambda found: found.handling is Handling.BLOCKED)
    assert visit.detail == "access rule 1: Think first"
    say()
    assert curl(worker, site.url("/page")).status == 200


def test_open_connections_end_with_the_internet(worker: Running, site: Origin, say: Callable[..., float]) -> None:
    say()
    with socket.create_connection(("127.0.0.1", worker.port), 5) as tcp:
        tcp.sendall(f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n\r\n".encode())
        assert b"200" in tcp.recv(1000)
        off = AccessRule(number=0, name="Off", effect=Effect.BLOCK, who=(YEAR1,))
        now = time.time()
        say(lessons=(Lesson(id="l", title="Off", by="Mr Bell", since=now, until=now + 60, rules=(off,)),))
        tcp.settimeout(5)
        assert tcp.recv(1) == b""
    say()


# --- warn ------------------------------------------------------------------------------------------------------------


def test_a_warned_pupil_goes_on_to_where_they_wanted(worker: Running, site: Origin, say: Callable[..., float]) -> None:
    say(rule(Effect.WARN, "127.0.0.1"))
    answer = curl(worker, site.url("/page?q=1&w=%C3%BC"), *PAGE)
    assert (answer.status, site.requests) == (403, [])
    on = going_on(worker, site, answer)
    assert (on.status, on.headers["location"]) == (303, site.url("/page?q=1&w=%c3%bc"))
    assert curl(worker, site.url("/page")).status == 200
    assert going_on(worker, site, answer).headers["location"] == on.headers["location"], "pressed again"
    assert len(site.requests) == 1, "the button's request stays here"
    seen = [(visit.handling, visit.detail) for visit in worker.events(Visit)]
    assert seen[:2] == [
        (Handling.WARNED, "access rule 1: Think first"),
        (Handling.WARNED, "went on, access rule 1: Think first"),
    ]
    say()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"to": "//evil.example/"}, id="another site"),
        pytest.param({"to": "/\\evil.example"}, id="another site, with a backslash"),
        pytest.param({"token": "0" * 64}, id="a made-up token"),
    ],
)
def test_the_button_opens_no_other_place(
    worker: Running, site: Origin, say: Callable[..., float], other: dict[str, str]
) -> None:
    warn = rule(Effect.WARN, "127.0.0.1")
    say(AccessRule(number=7, name="Another", effect=warn.effect, what=warn.what))
    answer = curl(worker, site.url("/page"), *PAGE)
    on = going_on(worker, site, answer, **other)
    assert (on.status, on.headers["location"]) == (303, site.url("/"))
    assert curl(worker, site.url("/page")).status == 403
    say()


# --- ways round ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "more"),
    [
        pytest.param("/browse.php?u=https://games.example/", (), id="a web proxy"),
        pytest.param(
            "/dns-query", ("-H", "Content-Type: application/dns-message", "-d", "x"), id="DoH, unknown resolver"
        ),
        pytest.param("/dns-query?dns=AAAB", ("-H", "Accept: application/dns-message"), id="DoH by GET"),
        pytest.param("/https://www.blocked.example/x", (), id="a blocked site as a path"),
    ],
)
def test_a_way_round_is_closed(
    worker: Running, site: Origin, say: Callable[..., float], path: str, more: tuple[str, ...]
) -> None:
    say(rule(Effect.BLOCK, "blocked.example"))
    assert curl(worker, site.url(path), *more).status == 403
    assert site.requests == []


def test_a_public_address_in_numbers_is_closed(worker: Running, say: Callable[..., float]) -> None:
    say()
    assert curl(worker, "http://93.184.216.34/", *PAGE).status == 403
    assert curl(worker, "https://93.184.216.34/", *PAGE).status == 403


def test_a_translation_of_a_blocked_site_is_closed(worker: Running, say: Callable[..., float]) -> None:
    say(rule(Effect.BLOCK, "blocked.example"))
    assert curl(worker, "https://www-blocked-example.translate.goog/x", *PAGE).status == 403


def test_one_site_behind_the_name_of_another(worker: Running, site: Origin, say: Callable[..., float]) -> None:
    """The handshake names localhost, the request another host: neither is blocked."""
    say()
    answer = curl(worker, f"https://localhost:{site.port}/", "-H", "Host: hidden.example", *PAGE)
    assert (answer.status, site.requests) == (421, [])
    visit = worker.wait_for(Visit, lambda found: found.handling is Handling.BLOCKED)
    assert visit.host == "hidden.example"


# --- who is it? ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, authority: TestAuthority) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("home")
    with Running(home, authority.roots, "[sign_in]\nrequired = true\n[portal]\nport = 80\n") as running:
        yield running


@pytest.mark.parametrize(
    "probe",
    [
        pytest.param("http://captive.apple.com/hotspot-detect.html", id="Apple"),
        pytest.param("http://connectivitycheck.gstatic.com/generate_204", id="Android and ChromeOS"),
        pytest.param("http://www.msftconnecttest.com/connecttest.txt", id="Windows"),
        pytest.param("http://detectportal.firefox.com/success.txt", id="Firefox"),
        pytest.param("http://bbc.co.uk/", id="any page"),
    ],
)
def test_who_is_not_signed_in_is_led_to_the_portal(asking: Running, probe: str) -> None:
    answer = curl(asking, probe)
    assert (answer.status, answer.headers["location"]) == (302, "http://lollipop/")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_whether_a_device_is_ready_is_told_before_anybody_signs_in(asking: Running, scheme: str) -> None:
    assert curl(asking, f"{scheme}://practice.lollipop.test/ready").text == "ready"


def test_over_https_they_get_a_page(asking: Running) -> None:
    asking.forget()
    answer = curl(asking, "https://bbc.co.uk/", *PAGE)
    assert answer.status == 511
    assert 'href="http://lollipop/"' in answer.text
    assert asking.wait_for(Visit).handling is Handling.SIGN_IN


def test_a_form_is_not_led_away(asking: Running) -> None:
    assert curl(asking, "http://bbc.co.uk/", "-d", "a=b").status == 511


def test_help_needs_no_name(asking: Running) -> None:
    assert curl(asking, "http://childline.org.uk/", seconds=5).status != 302


# --- safe search -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "asked", "sent", "header"),
    [
        pytest.param("www.bing.com", "/search?q=cats", "/search?q=cats&adlt=strict", b"Prefer: safe", id="Bing"),
        pytest.param("m.youtube.com", "/watch?v=1", "/watch?v=1", b"YouTube-Restrict: Strict", id="YouTube"),
        pytest.param("bbc.co.uk", "/search?q=cats", "/search?q=cats", b"Host: bbc.co.uk", id="another site"),
    ],
)
async def test_a_search_is_sent_on_as_a_safe_one(  # each a word of the case
    tmp_path: Path,
    authority: TestAuthority,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    asked: str,
    sent: str,
    header: bytes,
) -> None:
    home, heads = Home(tmp_path), []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    usual = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, *rest, **more: usual("127.0.0.1", *rest, **more))
    async with await asyncio.start_server(answer, "127.0.0.1") as server, running(home, authority) as (_, proxy):
        port = server.sockets[0].getsockname()[1]
        assert (await fetch(home, proxy, f"http://{host}:{port}{asked}")).status == 200
    (head,) = heads
    assert head.startswith(f"GET {sent} HTTP/1.1\r\n".encode())
    assert header in head


def test_a_worker_that_starts_without_core_holds_what_it_heard_last(
    tmp_path: Path, authority: TestAuthority, site: Origin
) -> None:
    with Core(tmp_path) as core, Running(tmp_path, authority.roots) as worker:
        policy = AccessPolicy(rules=(rule(Effect.BLOCK, "127.0.0.1"),))
        core.tell(lambda version: AccessNews(version=version, policy=policy))
    (tmp_path / "log").unlink()
    with Running(tmp_path, authority.roots) as worker:
        assert curl(worker, site.url("/page")).status == 403
