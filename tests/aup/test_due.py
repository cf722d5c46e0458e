import pytest

from appliance.aup.due import Answer, InForce, due, meant_for
from appliance.aup.texts import Point, Text, When

SIGNED_IN = 1000.0


def text(name: str, *groups: str, when: When = When.NEW_VERSION, version: int = 2) -> InForce:
    return InForce(
        name=name,
        version=version,
        text=Text(title=name, points=(Point(text="Be kind."),), groups=groups, when=when),
    )


def answer(name: str = "rules", version: int = 2, *, accepted: bool = True, at: float = 500.0) -> Answer:
    return Answer(name=name, version=version, accepted=accepted, at=at)


def test_the_first_text_for_one_of_their_groups_is_theirs() -> None:
    texts = (text("infants", "year1", "year2"), text("staff", "staff"), text("all"), text("late", "year3"))
    readers = ({"year2"}, {"staff", "year2"}, {"year3"}, set[str]())
    found = [meant_for(texts, groups) for groups in readers]
    assert [one.name for one in found if one] == ["infants", "infants", "all", "all"]


def test_who_has_no_text_is_asked_nothing() -> None:
    assert due([text("staff", "staff")], frozenset({"year3"}), (), SIGNED_IN) is None


@pytest.mark.parametrize(
    ("when", "answers", "waits"),
    [
        pytest.param(When.NEW_VERSION, [], True, id="never answered"),
        pytest.param(When.NEW_VERSION, [answer()], False, id="accepted once"),
        pytest.param(When.NEW_VERSION, [answer(version=1)], True, id="accepted an older version"),
        pytest.param(When.NEW_VERSION, [answer(accepted=False)], True, id="declined"),
        pytest.param(When.NEW_VERSION, [answer(name="other")], True, id="accepted another text"),
        pytest.param(When.FIRST_TIME, [answer(version=1)], False, id="first time: any version will do"),
        pytest.param(When.FIRST_TIME, [answer(version=1, accepted=False)], True, id="first time: declined"),
        pytest.param(When.EVERY_TIME, [answer(at=999)], True, id="every time: accepted before this sign-in"),
        pytest.param(When.EVERY_TIME, [answer(at=1000)], False, id="every time: accepted since this sign-in"),
        pytest.param(When.EVERY_TIME, [answer(at=1001, version=1)], True, id="every time: it changed meanwhile"),
    ],
)
def test_what_waits(when: When, answers: list[Answer], *, waits: bool) -> None:
    assert (due([text("rules", when=when)], frozenset({"year3"}), answers, SIGNED_IN) is not None) is waits
