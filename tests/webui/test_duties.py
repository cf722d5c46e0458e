"""Who is responsible, when it was reviewed, and what was checked."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.standards import Post, Register
from appliance.store import Store
from tests.webui.conftest import Clock, Person

CHECK = {"device": "tablet-3", "as_whom": "Year 4", "what": "A betting site", "passed": "yes", "done": ""}


def test_the_page_begins_with_what_is_missing(adult: Person) -> None:
    page = adult.get("/duties").text
    assert page.count("Nobody yet") == len(Post)
    assert "There was no review yet." in page
    assert "None was written down yet." in page


def test_somebody_is_named(adult: Person, store: Store) -> None:
    adult.post("/duties/register", governor_name="Dr Plum", governor_contact="plum@school.test", it_name="Byte & Co")
    register = store.choices.get(Register)
    assert register.holder(Post.GOVERNOR).name == "Dr Plum"
    assert register.vacant == (Post.LEADER, Post.DSL)
    page = adult.get("/duties").text
    assert "Dr Plum" in page
    assert 'value="Byte &amp; Co"' in page


def test_a_review_is_due_again_after_a_year(adult: Person, clock: Clock) -> None:
    adult.post("/duties/reviews", who="Head, DSL, Dr Plum", found="All is well.", done="")
    assert "Head, DSL, Dr Plum" in adult.get("/duties").text
    assert "overdue" not in adult.get("/duties").text


@pytest.mark.parametrize(
    ("path", "fields", "told"),
    [
        pytest.param("reviews", {"who": "", "found": "x"}, "Say who took part.", id="a review by nobody"),
        pytest.param("reviews", {"who": "Head", "found": "x" * 5000}, "at most 4,000", id="an essay"),
        pytest.param("checks", CHECK | {"what": ""}, "Say what you tried.", id="a check of nothing"),
        pytest.param("checks", CHECK | {"passed": "no"}, "say what was done", id="got through, and nothing was done"),
        pytest.param("checks", CHECK | {"passed": "maybe"}, "Not a valid choice", id="neither yes nor no"),
    ],
)
def test_what_does_not_fit_is_said_beside_it_and_kept(
    adult: Person, store: Store, path: str, fields: dict[str, str], told: str
) -> None:
    answer = adult.post(f"/duties/{path}", **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert all(value in answer.text for name, value in fields.items() if name != "passed")
    assert not store.standards.reviews()
    assert not store.standards.checks()


def test_a_check_says_when_who_what_and_what_was_done(adult: Person, store: Store) -> None:
    adult.post("/duties/checks", **CHECK | {"passed": "no", "done": "Told the provider."})
    page = adult.get("/duties").text
    for words in ("tablet-3", "Year 4", "A betting site", "Told the provider."):
        assert words in page
    assert "A betting site" in adult.get("/duties/checks.csv").text
    assert store.audit.recent(1)[0].what == "check recorded"


@pytest.mark.parametrize(
    ("duty", "reads", "checks", "names"),
    [
        (Duty.GOVERNOR, 200, 403, 403),
        (Duty.HEAD, 200, 303, 303),
        (Duty.OFFICE, 200, 303, 303),
        (Duty.IT, 200, 303, 403),
        (Duty.TEACHER, 403, 403, 403),
    ],
)
def test_who_reads_and_who_writes(
    sign_in: Callable[..., Person], duty: Duty, reads: int, checks: int, names: int
) -> None:
    person = sign_in(duty)
    assert person.get("/duties").status_code == reads
    assert person.post("/duties/checks", **CHECK).status_code == checks
    assert person.post("/duties/register", dsl_name="Mrs Ash").status_code == names
