import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.routing import BaseConverter, Rule, ValidationError

from appliance.config import Console, Portal, Settings
from appliance.duties import RIGHTS, Assignment, Duty
from appliance.model import Right
from appliance.store import Store
from tests.webui.conftest import ORIGIN, Clock, Person
from webui.answers import allows_host
from webui.arrival import MAX_FORM_BYTES
from webui.security import PROOF_SECONDS, PUBLIC_ENDPOINTS, SETTING_UP, Need, csrf_token, needs_of

ABOUT_PUPILS = {Right.CAPTURES, Right.ACTIVITY, Right.PAUSE, Right.LESSON, Right.FIGURES}
EVERYWHERE = "0.0.0.0"  # noqa: S104  # a setting, never bound to
PUBLIC_ROUTES = {
    "/sign-in",
    "/sign-in/code",
    "/sign-in/passkey",
    "/sign-in/<token>",
    "/healthz",
    "/static/<path:filename>",
}
PART = re.compile(r"<(?:[^<>]*:)?(\w+)>")
SIGN_IN = Callable[..., Person]


def requests_for(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route of the app with every method it takes, and an address that reaches it."""
    for rule in app.url_map.iter_rules():
        address = PART.sub(lambda part, rule=rule: _example(rule, part[1]), rule.rule)  # type: ignore[misc]  # its own rule
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, address


def _example(rule: Rule, name: str) -> str:
    """A value that the route takes for this part of its address."""
    converter = rule._converters[name]
    tries = ("lollipop.css", "made-up", "1", *getattr(converter, "items", ()))
    return next(value for value in tries if _takes(converter, value))


def _takes(converter: BaseConverter, value: str) -> bool:
    try:
        converter.to_python(value)
    except ValidationError:
        return False
    return re.fullmatch(converter.regex, value) is not None


def wanted_of(app: Flask, rule: Rule) -> Need | None:
    return needs_of(app.view_functions[rule.endpoint])


@pytest.fixture
def answered(app: Flask) -> Flask:
    """The app, with views that only say that they were reached: what is tried is who gets that far."""
    for endpoint, view in app.view_functions.items():

        def reached(_need: object = needs_of(view), **_: object) -> str:
            return "reached"

        if endpoint not in PUBLIC_ENDPOINTS:
            reached.__dict__.update(view.__dict__)
            app.view_functions[endpoint] = reached
    return app


def walk(app: Flask, person: Person) -> dict[str, tuple[Need | None, str]]:
    """What became of every request that somebody makes: `reached`, or the status."""
    found = {}
    for rule, method, address in requests_for(app):
        if rule.endpoint in PUBLIC_ENDPOINTS:
            continue
        fields = {"csrf": csrf_token(person.token)}
        answer = person.client.open(
            address, method=method, data=None if method == "GET" else fields, headers={"Origin": ORIGIN}, buffered=True
        )
        said = "reached" if answer.text == "reached" else str(answer.status_code)
        found[f"{method} {rule.rule}"] = wanted_of(app, rule), said
    return found


def as_rights_say(need: Need | None, rights: frozenset[Right]) -> str:
    """Written out here once more: what the walk is compared with."""
    assert need is not None
    return "reached" if not need.rights or need.rights & rights else "403"


def test_every_route_says_what_it_needs(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC_ENDPOINTS and wanted_of(app, rule) is None
    ]
    assert silent == []


@pytest.mark.parametrize("duty", Duty)
def test_each_duty_reaches_exactly_what_the_routes_say(answered: Flask, sign_in: SIGN_IN, duty: Duty) -> None:
    found = walk(answered, sign_in(duty))
    assert {name: said for name, (_, said) in found.items()} == {
        name: as_rights_say(need, RIGHTS[duty]) for name, (need, _) in found.items()
    }
    assert [name for name, (need, said) in found.items() if said == "403"] or RIGHTS[duty] == frozenset(Right)


def test_without_a_duty_nobody_reaches_more_than_their_own_account(answered: Flask, store: Store, clock: Clock) -> None:
    found = walk(answered, account_without(answered, store, clock))
    assert all(said == as_rights_say(need, frozenset()) for need, said in found.values())


def test_the_boxs_link_reaches_everything_until_there_is_a_lead(
    answered: Flask, adult: Person, sign_in: SIGN_IN
) -> None:
    assert {said for _, said in walk(answered, adult).values()} == {"reached"}
    sign_in(Duty.DEPUTY)
    found = walk(answered, adult)
    left = RIGHTS[Duty.IT] | {Right.ACCOUNTS}
    assert all(said == as_rights_say(need, left) for need, said in found.values())
    of_pupils = [said for need, said in found.values() if need and need.rights and need.rights <= ABOUT_PUPILS]
    assert of_pupils
    assert set(of_pupils) == {"403"}


def test_without_a_second_step_nothing_is_reached_but_setting_it_up(
    answered: Flask, store: Store, clock: Clock
) -> None:
    person = account_without(answered, store, clock, Duty.DSL)
    store.proofs.drop_second(1, "test", clock())
    person.token = store.sign_in.begin(1, clock())
    person.client.set_cookie("lollipop", person.token)
    reached = {name for name, (_, said) in walk(answered, person).items() if said == "reached"}
    told = {name for name, (_, said) in walk(answered, person).items() if said == "303"}
    assert reached == {
        f"{method} {rule.rule}" for rule, method, _ in requests_for(answered) if rule.endpoint in SETTING_UP
    }
    assert len(told) >= 20
    assert person.get("/captures").headers["Location"] == "/account/second-step"


def test_an_old_proof_is_asked_for_again_exactly_where_the_routes_say(
    answered: Flask, sign_in: SIGN_IN, clock: Clock
) -> None:
    person = sign_in(Duty.DSL)
    clock.time += PROOF_SECONDS
    found = walk(answered, person)
    assert {name: said for name, (_, said) in found.items()} == {
        name: "303" if need and need.proved else "reached" for name, (need, _) in found.items()
    }
    assert "303" in {said for _, said in found.values()}


def account_without(app: Flask, store: Store, clock: Clock, *duties: Duty) -> Person:
    number = store.accounts.add("Nobody", "nobody@school.test", "test", clock())
    store.accounts.assign(number, tuple(Assignment(duty=duty) for duty in duties), "test", clock())
    store.proofs.set_app(number, b"sealed", 0, "test", clock())
    token = store.sign_in.begin(number, clock())
    client = app.test_client()
    client.set_cookie("lollipop", token)
    return Person(client, token)


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


def test_the_portals_own_name_leads_to_the_console_too(adult: Person, app: Flask) -> None:
    box = app.extensions["lollipop"]
    own = Settings(portal=Portal(names=("filter.example",)), console=Console(tls_port=4443))
    app.extensions["lollipop"] = replace(box, settings=own)
    hosts = ("filter.example:4443", "10.0.0.2:4443", "rebind.example:4443")
    answers = [adult.client.get("/captures", headers={"Host": host}) for host in hosts]
    app.extensions["lollipop"] = box
    assert [answer.status_code == 421 for answer in answers] == [False, False, True]


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


def test_a_session_that_is_used_ends_after_twelve_hours(adult: Person, clock: Clock) -> None:
    for _ in range(17):
        clock.time += 2500
        assert adult.get("/accounts").status_code == 200
    clock.time += 12 * 3600 - 17 * 2500
    assert adult.get("/accounts").status_code == 401


def test_a_session_that_nobody_uses_ends_after_an_hour(adult: Person, clock: Clock) -> None:
    clock.time += 3599
    assert adult.get("/accounts").status_code == 200
    clock.time += 3601
    assert adult.get("/accounts").status_code == 401


def test_a_page_that_fetches_its_parts_by_itself_is_no_use(adult: Person, clock: Clock) -> None:
    for _ in range(3):
        clock.time += 1000
        assert adult.get("/health/part", **{"HX-Request": "true"}).status_code == 200
    clock.time += 1000
    assert adult.get("/health/part", **{"HX-Request": "true"}).status_code == 401


def test_a_part_asked_for_without_a_session_reloads_the_page(stranger: Person) -> None:
    answer = stranger.get("/captures/part", **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (401, "true")


def test_a_form_is_bounded(adult: Person) -> None:
    assert adult.post("/bans", device="x" * (MAX_FORM_BYTES + 1)).status_code == 413


def test_made_up_cookies_open_nothing(app: Flask, store: Store) -> None:
    client = app.test_client()
    for value in ["", "x", "'", "\u202e", "a" * 4000]:
        client.set_cookie("lollipop", value)
        assert client.get("/captures").status_code == 401
