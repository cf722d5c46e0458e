"""When the internet is paused by itself."""

import pytest

from appliance.config import ActionRule, NamedDevice, Settings
from appliance.model import Severity
from appliance.policy.groups import Pause
from appliance.store import Store
from tests.webui.conftest import Person
from tests.webui.keywords.conftest import Send
from webui.keywords.pauses import in_words

pytestmark = pytest.mark.usefixtures("groups")
FIELDS = {"category": "Suicide", "severity": "severe", "term": "", "group": "class-3b", "minutes": "15"}


@pytest.fixture
def settings() -> Settings:
    device = NamedDevice(name="tablet-3", addresses=("10.0.0.21",), room="Room 4")
    return Settings(devices=(device,), actions=(ActionRule(ban_minutes=5, category="Grooming"),))


@pytest.mark.parametrize(
    ("pause", "group", "words"),
    [
        pytest.param(Pause(number=1, minutes=5), "", "Anything, for everybody", id="anything"),
        pytest.param(
            Pause(number=1, minutes=5, category="Suicide", severity=Severity.SEVERE),
            "3B",
            "Suicide, severe, for 3B",
            id="3B",
        ),
        pytest.param(Pause(number=1, minutes=5, term="drugs/4"), "", "drugs/4, for everybody", id="a term"),
    ],
)
def test_a_rule_in_words(pause: Pause, group: str, words: str) -> None:
    assert in_words(pause, group) == words


def test_a_rule_is_added_removed_and_put_back(send: Send, store: Store, adult: Person) -> None:
    assert send("/keywords/pauses", **FIELDS).status_code == 303
    (pause,) = store.policies.pauses()
    assert (pause.minutes, pause.category, pause.severity, pause.group) == (15, "Suicide", Severity.SEVERE, "class-3b")
    page = adult.get("/keywords/pauses").text
    assert "Suicide, severe, for 3B" in page
    assert "Grooming, for everybody: 5 minutes" in page
    send("/keywords/pauses/remove", number=str(pause.number))
    assert store.policies.pauses() == ()
    assert "Removed lately (1)" in adult.get("/keywords/pauses").text
    send("/keywords/pauses/restore", number=str(pause.number))
    assert store.policies.pauses() == (pause,)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"minutes": "7"}, "Not a valid choice", id="a time that is not offered"),
        pytest.param({"minutes": "-5"}, "Not a valid choice", id="a negative time"),
        pytest.param({"category": "Illegal content"}, "Not a valid choice", id="no such category"),
        pytest.param({"severity": "grave"}, "Not a valid choice", id="no such severity"),
        pytest.param({"group": "no-such"}, "Not a valid choice", id="no such group"),
        pytest.param({"term": "<b>no/1"}, "There is no term", id="no such term"),
        pytest.param({"term": "x" * 61}, "Use at most 60 letters.", id="too long"),
    ],
)
def test_a_rule_that_cannot_be_comes_back(send: Send, store: Store, changed: dict[str, str], says: str) -> None:
    answer = send("/keywords/pauses", **FIELDS | changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert "<b>no" not in answer.text
    assert store.policies.pauses() == ()
