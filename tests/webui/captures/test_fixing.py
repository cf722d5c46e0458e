"""A false positive, what else would be dropped, and the way back."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from appliance.policy.school import Off
from appliance.store import Store
from appliance.wire import AskReload
from tests.webui.captures.school import audited, put_pupils, status_of, told
from tests.webui.conftest import NOW, Person
from tests.webui.parts import SmallCore, captured

ZOMBIES = {"words": "kill them", "before": "the zombie will ", "after": " all", "severity": "moderate", "term": "w/7"}
DAY = 86_400


@pytest.fixture
def game(store: Store) -> int:
    """A capture about a game, two others like it, one that is not, one of long ago and one of another term."""
    put_pupils(store)
    store.captures.add([captured(1, at=NOW, person="Amy", **ZOMBIES)])
    store.captures.add([captured(2, at=NOW - DAY, person="Ben", host="games.example", **ZOMBIES)])
    store.captures.add([captured(3, at=NOW - 2 * DAY, person="Amy", **ZOMBIES)])
    store.captures.add([captured(4, at=NOW - 3 * DAY, person="Amy", **ZOMBIES | {"before": "tomorrow i will "})])
    store.captures.add([captured(5, at=NOW - 40 * DAY, person="Amy", **ZOMBIES)])
    store.captures.add([captured(6, at=NOW - DAY, person="Amy", **ZOMBIES | {"term": "w/8"})])
    return 1


@pytest.mark.parametrize(
    ("query", "says", "others"),
    [
        pytest.param("kind=site", "not told again on search.example", "2 other captures", id="on this site"),
        pytest.param("kind=neighbour&words=zombie", "beside “zombie”", "2 other captures", id="beside a word"),
        pytest.param("kind=everywhere", "switched off for everybody", "3 other captures", id="everywhere"),
        pytest.param("kind=group&group=3a", "switched off for 3a", "2 other captures", id="for a class"),
        pytest.param("kind=site&group=3a", "on search.example for 3a", "2 other captures", id="there, for a class"),
    ],
)
def test_what_else_it_would_have_dropped_is_shown_before_anything_is_saved(
    adult: Person, store: Store, game: int, query: str, says: str, others: str
) -> None:
    page = adult.get(f"/captures/{game}/fix?{query}").text
    assert says in page
    assert others in page
    assert "Ignore from now on" in page
    assert store.school.load().ignores == store.school.load().off == ()
    assert status_of(store, game) == "unclassified"
    assert audited(store, "seen in a list"), "whose passages the page shows"


def test_nothing_is_saved_without_a_look_at_the_choice_first(adult: Person, game: int) -> None:
    page = adult.get(f"/captures/{game}/fix").text
    assert "Ignore from now on" not in page
    assert "On this site: <bdi>search.example</bdi>" in page
    assert '<option value="3a">Class 3A</option>' in page
    assert "carers" not in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param("kind=neighbour", "Give a word", id="no word"),
        pytest.param("kind=neighbour&words=**", "Give a word", id="no letters"),
        pytest.param("kind=neighbour&words=" + "x" * 61, "Give a word", id="a word too long"),
        pytest.param("kind=neighbour&words=aliens", "does not stand near it here", id="a word that is not there"),
        pytest.param("kind=group", "Choose the group.", id="no group"),
        pytest.param("kind=group&group=nobody", "Choose one of the groups.", id="a group of nobody"),
        pytest.param("kind=site&group=carers", "Choose one of the groups.", id="a group that is not theirs"),
    ],
)
def test_what_cannot_be_is_said_and_kept(
    adult: Person, store: Store, core: SmallCore, game: int, query: str, says: str
) -> None:
    for answer in (
        adult.get(f"/captures/{game}/fix?{query}"),
        adult.post(
            f"/captures/{game}/fix", mark=told(store, game), **dict(part.split("=") for part in query.split("&"))
        ),
    ):
        assert answer.status_code == 422
        assert says in answer.text
    assert store.school.load().ignores == store.school.load().off == ()
    assert core.asked == []


def test_it_is_ignored_from_now_on_in_one_submission_and_can_be_undone(
    adult: Person, store: Store, core: SmallCore, game: int
) -> None:
    core.refuse = "not now"
    answer = adult.post(f"/captures/{game}/fix", mark=told(store, game), kind="site", reason="A game of ours.")
    assert answer.headers["Location"] == "/captures/1"
    assert status_of(store, game) == "false positive, ignored"
    (entry,) = store.school.load().ignores
    assert (entry.site, entry.term, entry.reason) == ("search.example", "w/7", "A game of ours.")
    assert any(isinstance(message, AskReload) for message in core.asked)
    page = adult.get(f"/captures/{game}").text
    assert "It is saved, but does not hold yet" in page
    assert "had it ignored" in page
    assert audited(store, "ignored from now on") == ["entry 1: w/7, search.example"]
    adult.post(f"/captures/{game}/unfix", mark=told(store, game))
    assert store.school.load().ignores == ()
    assert status_of(store, game) == "false positive"
    assert "The term is told again." in adult.get(f"/captures/{game}").text


def test_what_is_ignored_is_not_settled_over(adult: Person, store: Store, game: int) -> None:
    adult.post(f"/captures/{game}/fix", mark=told(store, game), kind="everywhere")
    assert store.school.load().off == (Off(term="w/7"),)
    answer = adult.post(f"/captures/{game}", mark=told(store, game), status="resolved")
    assert answer.status_code == 422
    assert "Undo that first" in answer.text


def test_somebody_quicker_wins_and_nothing_is_ignored(adult: Person, store: Store, game: int) -> None:
    mark = told(store, game)
    adult.post(f"/captures/{game}", mark=mark, status="requires attention")
    adult.post(f"/captures/{game}/fix", mark=mark, kind="site")
    assert store.school.load().ignores == ()
    assert "Nothing was changed." in adult.get(f"/captures/{game}").text
    adult.post(f"/captures/{game}/unfix", mark=mark)
    assert status_of(store, game) == "requires attention"


def test_a_class_teacher_marks_but_does_not_ignore(sign_in: Callable[..., Person], store: Store, game: int) -> None:
    teacher = sign_in(Duty.TEACHER, "3a")
    assert "do not tell us again" not in teacher.get(f"/captures/{game}").text
    assert teacher.get(f"/captures/{game}/fix").status_code == 403
    assert teacher.post(f"/captures/{game}/fix", mark=told(store, game), kind="site").status_code == 403
    assert teacher.post(f"/captures/{game}/unfix", mark=told(store, game)).status_code == 403
    assert store.school.load().ignores == ()


def test_a_preview_shows_only_whom_one_sees(sign_in: Callable[..., Person], store: Store, game: int) -> None:
    store.captures.add([captured(9, at=NOW - 60, person="Cem", **ZOMBIES)])
    head = sign_in(Duty.HEAD)
    assert "3 other captures" in head.get(f"/captures/{game}/fix?kind=everywhere").text
    assert "Cem" not in head.get(f"/captures/{game}/fix?kind=everywhere").text
