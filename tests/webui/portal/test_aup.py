import pytest

from appliance.portal_wire import AnswerAup, AskAup, Aup, AupPoint, NoAup
from tests.webui.portal.given import ADDRESS, PortalCore, Pupil

RULES = Aup(
    person="p1",
    name="juniors",
    version=3,
    title="Our rules",
    text="For everyone.",
    picture="screen",
    points=(AupPoint(text="Be kind & fair.", picture="heart"), AupPoint(text="Ask first.")),
)


def test_the_rules_are_shown_with_their_pictures(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskAup] = RULES
    page = pupil.get("/rules").text
    assert "Be kind &amp; fair." in page
    assert "rules/heart.svg" in page
    assert page.count("<li>") == 2


def test_without_rules_there_is_nothing_to_read(pupil: Pupil, core: PortalCore) -> None:
    core.says[AskAup] = NoAup()
    assert pupil.get("/rules").location == "/"


@pytest.mark.parametrize(("said", "accepted"), [("accept", True), ("decline", False), ("", False)])
def test_the_answer_names_the_version_that_was_read(
    pupil: Pupil, core: PortalCore, said: str, *, accepted: bool
) -> None:
    assert pupil.post("/rules", {"person": "p1", "name": "juniors", "version": "3", "answer": said}).location == "/"
    (told,) = core.heard(AnswerAup)
    assert told == AnswerAup(address=ADDRESS, person="p1", name="juniors", version=3, accepted=accepted)
    assert ("you are signed out" in pupil.get("/").text) is not accepted


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "٣"])
def test_a_made_up_version_is_none_of_ours(pupil: Pupil, core: PortalCore, version: str) -> None:
    pupil.post("/rules", {"name": "x" * 9000, "version": version, "answer": "accept"})
    (told,) = core.heard(AnswerAup)
    assert told.version == 0
