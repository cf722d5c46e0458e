import pytest

from appliance.helpers.protocol import RulePoint, Rules
from endpoint.desktop.windows.look import LIGHT
from endpoint.desktop.windows.wire import Answered, Around, Language, ShowRules
from tests.endpoint.desktop.windows.desk import Desk, all_of, press_until, until, wait_a_little, window
from tests.endpoint.desktop.windows.test_lock import HOSTILE

LEFT, RIGHT = (0, 0, 1280, 800), (1280, 0, 2304, 768)
FOOT = (0, 480, 1280, 790)


def rules(text: str = "These rules keep us safe.", points: int = 3, language: Language = "en") -> ShowRules:
    found = tuple(RulePoint(text=f"I am kind. {text}"[:1000], picture="heart") for _ in range(points))
    given = Rules(person="p", name="Anna", version=1, title=f"Rules {text}"[:1000], text=text, points=found)
    return ShowRules(around=Around(language=language), rules=given)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_yes_by_keyboard(desk: Desk, language: Language) -> None:
    with window(desk, rules(language=language)) as shown:
        picture = until(lambda: desk.part_behind() == 0 and desk.picture(), "the rules")
        assert all_of(picture, LEFT, "#d64545") > 0.001  # the hearts
        desk.xdotool("key", "Tab")
        press_until(desk, "Return", shown.gone, "an answer")
        assert shown.said() == Answered(accepted=True)


def test_no_is_asked_once_more_and_can_be_taken_back(desk: Desk) -> None:
    with window(desk, rules()) as shown:
        until(lambda: desk.part_behind() == 0, "the rules")
        asked = desk.picture().crop(FOOT)
        desk.xdotool("key", "Tab", "Right")
        press_until(desk, "space", lambda: desk.picture().crop(FOOT) != asked, "the question")
        desk.xdotool("key", "Tab")
        press_until(desk, "Return", lambda: desk.part_behind() == 0, "the way back")
        assert not shown.gone()


def test_nothing_else_is_an_answer(desk: Desk) -> None:
    with window(desk, rules()) as shown:
        until(lambda: desk.part_behind() == 0, "the rules")
        before = desk.heard()
        for key in ("Return", "space", "Escape", "alt+F4", "alt+Tab", "a"):
            desk.xdotool("key", key)
            wait_a_little()
        assert desk.part_behind() == 0
        assert not shown.gone()
        assert desk.heard() == before


def test_long_rules_are_read_by_keys_and_wheel(desk: Desk) -> None:
    with window(desk, rules("Many words to read here. " * 100, 5)):
        until(lambda: desk.part_behind() == 0, "the rules")
        top = desk.picture()
        press_until(desk, "Next", lambda: desk.picture() != top, "more of the text")
        press_until(
            desk, "Prior", lambda: desk.picture().crop((0, 200, 1100, 500)) == top.crop((0, 200, 1100, 500)), "the top"
        )
        desk.xdotool("mousemove", "600", "400", "click", "5")
        until(lambda: desk.picture() != top, "more of the text")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_it_can_be_answered(desk: Desk, text: str) -> None:
    with window(desk, rules(text * 15, 5)) as shown:
        picture = until(lambda: desk.part_behind() == 0 and desk.picture(), "the rules")
        assert all_of(picture, FOOT, LIGHT.accent) > 0.01  # the button is on screen
        assert all_of(picture, (0, 796, 1280, 800), LIGHT.ground) == 1
        desk.xdotool("key", "Tab")
        press_until(desk, "Return", shown.gone, "an answer")
        assert shown.said() == Answered(accepted=True)


def test_it_goes_with_its_keeper_that_would_hear_no_answer(desk: Desk) -> None:
    with window(desk, rules()) as shown:
        shown.let_go()
        until(shown.gone, "its end")
