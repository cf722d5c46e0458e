import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from appliance.store import Store
from tests.webui.conftest import Clock, Person
from webui.answers import allows_host
from webui.security import PUBLIC_ENDPOINTS, csrf_token

EVERYWHERE = "0.0.0.0"  # noqa: S104  # a setting, never bound to
PUBLIC_ROUTES = {"/sign-in", "/sign-in/<token>", "/healthz", "/static/<path:filename>"}


def requests_for(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route of the app with every method it takes, and an address that reaches it."""
    for rule in app.url_map.iter_rules():
        address = re.sub(r"<int[^>]*>", "1", rule.rule).replace("<token>", "made-up")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, address.replace("<path:filename>", "lollipop.css")


def test_without_a_session_every_other_route_is_closed(app: Flask, stranger: Person) -> None:
    closed = [(rule, method, address) for rule, method, address in requests_for(app) if rule.rule not in PUBLIC_ROUTES]
    assert len(closed) >= 9
    for rule, method, address in closed:
        answer = stranger.client.open(address, method=method, headers={"Origin": "http://localhost"}, buffered=True)
        assert answer.status_code == 401, f"{method} {rule.rule}"
        assert "Please sign in" in answer.text


def test_only_the_named_routes_are_public(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in PUBLIC_ENDPOINTS} == PUBLIC_ROUTES


def test_an_unknown_address_says_no_more_to_a_stranger(stranger: Person, adult: Person) -> None:
    assert stranger.get("/no-such-page").status_code == 401
    assert adult.get("/no-such-page").status_code == 404


@pytest.mark.parametrize("who", ["stranger", "adult"])
def test_every_answer_carries_the_headers(app: Flask, who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).client
    addresses = [(method, address) for rule, method, address in requests_for(app) if rule.rule != "/live"]
    for method, address in [*addresses, ("GET", "/no-such-page"), ("DELETE", "/"), ("GET", "/static/nothing.css")]:
        answer = client.open(address, method=method, buffered=True)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), address
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert answer.headers["Referrer-Policy"] == "same-origin", address
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", address
        wanted = "no-cache" if address.startswith("/static") else "no-store"
        assert answer.headers["Cache-Control"] == wanted, address


def test_vendored_files_may_be_kept(stranger: Person) -> None:
    answer = stranger.get("/static/vendor/htmx@2.0.11/htmx.min.js")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]


def test_over_https_the_browser_is_told_to_stay_there(adult: Person) -> None:
    assert "Strict-Transport-Security" not in adult.get("/captures").headers
    secure = adult.client.get("/healthz", base_url="https://localhost")
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("host", "listen", "allowed"),
    [
        ("localhost:8000", "127.0.0.1", True),
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("lollipop.lan", "10.0.0.1", True),
        ("LOLLIPOP.local.", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", EVERYWHERE, True),
        ("[fd00::1]:8000", "::", True),
        ("10.0.0.9", "10.0.0.1", False),
        ("rebind.example", EVERYWHERE, False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("127.0.0.1.nip.example", "127.0.0.1", False),
        ("evil.example:8000", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("[::1", "127.0.0.1", False),
        ("localhost@evil.example", "127.0.0.1", False),
    ],
)
def test_only_our_own_names_may_stand_in_host(host: str, listen: str, allowed: bool) -> None:
    assert allows_host(host, listen) is allowed


def test_a_foreign_host_gets_no_page(adult: Person) -> None:
    answer = adult.get("/captures", Host="rebind.example")
    assert answer.status_code == 421
    assert "not the console’s address" in answer.text


FORMS = ["/bans", "/bans/lift", "/sign-out"]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="another site"),
        pytest.param({"Origin": "http://localhost:9999"}, id="another port"),
        pytest.param({"Origin": "null"}, id="a sandboxed frame"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
        pytest.param({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, id="same-site only"),
        pytest.param({}, id="neither header"),
    ],
)
def test_a_form_from_elsewhere_is_refused(adult: Person, path: str, headers: dict[str, str]) -> None:
    answer = adult.client.post(path, data={"csrf": csrf_token(adult.token)}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("token", ["", "made-up", "ÿ", csrf_token("another session")])
def test_a_form_without_its_token_is_refused(adult: Person, path: str, token: str) -> None:
    answer = adult.client.post(path, data={"csrf": token}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 403


def test_the_token_in_the_page_is_the_one_that_works(adult: Person) -> None:
    found = re.search(r'name="csrf" value="(\w+)"', adult.get("/bans").text)
    assert found
    assert found[1] == csrf_token(adult.token)
    assert adult.token not in adult.get("/bans").text


def test_a_session_ends_after_twelve_hours(adult: Person, clock: Clock) -> None:
    clock.time += 12 * 3600 - 1
    assert adult.get("/captures").status_code == 200
    clock.time += 2
    assert adult.get("/captures").status_code == 401


def test_a_part_asked_for_without_a_session_reloads_the_page(stranger: Person) -> None:
    answer = stranger.get("/captures/part", **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (401, "true")


def test_a_form_is_bounded(adult: Person) -> None:
    assert adult.post("/bans", device="x" * 20_000).status_code == 413


def test_made_up_cookies_open_nothing(app: Flask, store: Store) -> None:
    client = app.test_client()
    for value in ["", "x", "'", "\u202e", "a" * 4000]:
        client.set_cookie("lollipop", value)
        assert client.get("/captures").status_code == 401
