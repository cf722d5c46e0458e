"""“Yes, I am sure” holds for one child, one rule and ten minutes, and sends nobody anywhere else."""

from urllib.parse import urlencode

import pytest

from proxy_addons.consent import FOR, PATH, Consents


def sent(fields: dict[str, str], **other: str) -> str:
    return f"{PATH}?{urlencode(fields | other)}"


@pytest.fixture
def consents() -> Consents:
    return Consents()


def test_it_holds_for_ten_minutes_for_that_rule(consents: Consents) -> None:
    fields = consents.fields("amy", "rule 3", "a.example", "/page?x=1&y=ü", 0.0)
    assert not consents.given("amy", "rule 3", 0.0)
    assert consents.take("amy", "a.example", sent(fields), 5.0) == ("/page?x=1&y=ü", "rule 3")
    assert consents.given("amy", "rule 3", 5.0 + FOR - 0.1)
    assert not consents.given("amy", "rule 3", 5.0 + FOR)
    assert not consents.given("amy", "rule 4", 6.0)
    assert not consents.given("ben", "rule 3", 6.0)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"to": "//evil.example/"}, id="another place"),
        pytest.param({"rule": "rule 4"}, id="another rule"),
        pytest.param({"end": "99999999999"}, id="a longer time"),
        pytest.param({"token": ""}, id="no token"),
        pytest.param({"token": "ünïcode"}, id="a token that is none"),
    ],
)
def test_what_was_changed_is_refused(consents: Consents, other: dict[str, str]) -> None:
    fields = consents.fields("amy", "rule 3", "a.example", "/", 0.0)
    assert consents.take("amy", "a.example", sent(fields, **other), 1.0) == ("", "")
    assert not consents.given("amy", "rule 3", 1.0)


def test_what_was_meant_for_another_child_or_site_is_refused(consents: Consents) -> None:
    fields = consents.fields("amy", "rule 3", "a.example", "/", 0.0)
    assert consents.take("ben", "a.example", sent(fields), 1.0) == ("", "")
    assert consents.take("amy", "b.example", sent(fields), 1.0) == ("", "")
    assert Consents().take("amy", "a.example", sent(fields), 1.0) == ("", "")


def test_an_old_one_is_refused(consents: Consents) -> None:
    fields = consents.fields("amy", "rule 3", "a.example", "/", 0.0)
    assert consents.take("amy", "a.example", sent(fields), FOR) == ("", "")


@pytest.mark.parametrize("asked", [PATH, f"{PATH}?", f"{PATH}?to=/&to=//x&token=%ff", f"{PATH}?{'a=1&' * 9000}"])
def test_nonsense_is_refused(consents: Consents, asked: str) -> None:
    assert consents.take("amy", "a.example", asked, 1.0) == ("", "")


def test_after_a_very_long_address_they_begin_at_the_front(consents: Consents) -> None:
    fields = consents.fields("amy", "rule 3", "a.example", "/" + "a" * 9000, 0.0)
    assert consents.take("amy", "a.example", sent(fields), 1.0) == ("/", "rule 3")
