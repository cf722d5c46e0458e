import pytest

from appliance.helpers.protocol import LOCK_AT_MOST, Locked, Rules, ShowMessage, State, Watch
from endpoint.desktop.windows.wanted import Scene, digest, lock_ends, same_rules, wanted
from endpoint.desktop.windows.wire import Around, ShowLock, ShowNote

NOW = 1000.0
RULES = Rules(person="p1", name="Anna", version=3, title="Rules", text="", points=())
LOCK = Locked(left=60, reason="Look here.", talk_to="Mrs Jones")
MESSAGES = [(ShowMessage(text="one", sender="Mrs Jones"), NOW + 600), (ShowMessage(text="two", sender="Mr Lee"), 0.0)]


def scene(lock: Locked | None = None, rules: Rules | None = None, by: str = "", **more: object) -> Scene:
    state = State(
        version=1,
        school="Oak",
        talk_to="t",
        language="en",
        confide="",
        lock=lock,
        rules=rules,
        watch=Watch(watched_by=by),
    )
    return Scene(state=state, now=NOW, lock_ends=lock_ends(state, NOW), around=Around(watched_by=by), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "kinds"),
    [
        pytest.param(scene(), set(), id="nothing"),
        pytest.param(scene(LOCK, RULES, "Mrs Jones", notes=MESSAGES, watched=NOW), {"lock"}, id="a lock before all"),
        pytest.param(scene(rules=RULES, by="x", notes=MESSAGES), {"rules"}, id="rules before the rest"),
        pytest.param(scene(rules=RULES, accepted=True), set(), id="rules that were accepted"),
        pytest.param(scene(by="Mrs Jones", watched=NOW + 9), {"mark", "watched"}, id="mark and page"),
        pytest.param(scene(notes=MESSAGES, watched=NOW + 9), {"message"}, id="a message before the page"),
        pytest.param(scene(notes=MESSAGES, notice=("Bye", NOW + 10)), {"notice"}, id="a log-off before messages"),
    ],
)
def test_what_stands_on_screen(seen: Scene, kinds: set[str]) -> None:
    assert set(wanted(seen)) == kinds


def test_a_lock_ends_by_the_clock_whatever_the_box_says() -> None:
    ended = scene(LOCK)._replace(now=NOW + 61)
    assert not wanted(ended)
    long = scene(Locked(left=10**9, reason="r", talk_to="t"))
    assert wanted(long)["lock"].ends == NOW + LOCK_AT_MOST


def test_a_lock_says_the_last_message() -> None:
    show = wanted(scene(LOCK, notes=MESSAGES))["lock"].show
    assert isinstance(show, ShowLock)
    assert (show.reason, show.text, show.sender) == ("Look here.", "two", "Mr Lee")


def test_the_first_message_is_read_first() -> None:
    show, ends = wanted(scene(notes=MESSAGES))["message"]
    assert isinstance(show, ShowNote)
    assert (show.text, show.waiting, ends) == ("one", 1, NOW + 600)


def test_who_looks_is_not_what_is_watched() -> None:
    assert digest(Watch(watched_by="Mrs Jones")) == digest(Watch())
    assert digest(Watch(typed=False)) != digest(Watch())


def test_rules_are_the_same_for_the_same_person_and_version() -> None:
    assert same_rules(RULES, RULES)
    assert not same_rules(RULES, None)
    assert not same_rules(None, None)
    assert not same_rules(RULES, Rules(person="p2", name="Ben", version=3, title="", text="", points=()))
