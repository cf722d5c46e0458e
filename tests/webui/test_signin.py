import pytest

from appliance.store import Store
from tests.webui.conftest import ORIGIN, Clock, Person


@pytest.fixture
def link(store: Store, clock: Clock) -> str:
    return f"/sign-in/{store.sign_in.new_link(clock(), 900)}"


def redeem(person: Person, link: str, base: str = ORIGIN) -> str:
    """Press the button; the cookie that was set, or nothing."""
    answer = person.client.post(link, headers={"Origin": base}, base_url=base)
    return answer.headers.get("Set-Cookie", "")


def test_a_look_at_the_link_does_not_use_it_up(stranger: Person, link: str) -> None:
    for _ in range(3):
        assert 'method="post"' in stranger.get(link).text
        stranger.client.head(link)
    assert redeem(stranger, link)
    assert stranger.get("/captures").status_code == 200


def test_signing_in_and_out_is_written_down(stranger: Person, link: str, store: Store) -> None:
    cookie = redeem(stranger, link)
    stranger.token = cookie.partition("=")[2].partition(";")[0]
    stranger.post("/sign-out")
    assert [(entry.what, entry.object) for entry in store.audit.recent()] == [
        ("signed out", "127.0.0.1"),
        ("signed in", "127.0.0.1"),
    ]


def test_a_link_works_once(stranger: Person, link: str) -> None:
    assert redeem(stranger, link)
    stranger.client.delete_cookie("lollipop")
    answer = stranger.client.post(link, headers={"Origin": ORIGIN})
    assert answer.status_code == 403
    assert "no longer works" in answer.text
    assert stranger.get("/captures").status_code == 401


def test_a_link_gets_too_old(stranger: Person, link: str, clock: Clock) -> None:
    clock.time += 901
    assert redeem(stranger, link) == ""


def test_another_site_cannot_press_the_button(stranger: Person, link: str) -> None:
    assert stranger.client.post(link, headers={"Origin": "https://evil.example"}).status_code == 403
    assert redeem(stranger, link)


def test_the_cookie_is_closed_to_scripts_and_other_sites(stranger: Person, link: str) -> None:
    cookie = redeem(stranger, link)
    assert cookie.startswith("lollipop=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_bound_to_the_host(stranger: Person, link: str) -> None:
    cookie = redeem(stranger, link, base="https://localhost")
    assert cookie.startswith("__Host-lollipop=")
    assert {"Secure", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_signing_out_ends_the_session_everywhere(adult: Person, stranger: Person) -> None:
    stranger.client.set_cookie("lollipop", adult.token)
    assert stranger.get("/captures").status_code == 200
    assert adult.post("/sign-out").status_code == 303
    assert adult.get("/captures").status_code == 401
    assert stranger.get("/captures").status_code == 401
