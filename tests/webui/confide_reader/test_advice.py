"""What adults are told to do: what would not wait first, and nothing that would harm where it is about staff."""

import pytest

from appliance.confide.model import SOMEBODY, About, Report, Safe, Theme
from webui.confide_reader.advice import advice_on
from webui.confide_reader.words import ABOUT, FEELINGS, GRAVES, SAFE, STATUSES, THEMES


def told(**more: object) -> Report:
    return Report(about=About.ME, **more)  # type: ignore[arg-type]


def test_everything_that_is_stored_has_words() -> None:
    for words in (ABOUT, FEELINGS, GRAVES, SAFE, STATUSES, THEMES):
        kind = type(next(iter(words)))
        assert set(words) == set(kind)
        assert len(set(words.values())) == len(words)


@pytest.mark.parametrize("theme", [theme for theme in Theme if theme is not Theme.OTHER])
def test_each_theme_has_advice_of_its_own(theme: Theme) -> None:
    (line,) = advice_on(told(themes=(theme,)), urgent=False).here
    others = advice_on(told(themes=tuple(set(Theme) - {theme})), urgent=False).here
    assert line not in others


def test_danger_stands_first_and_only_there() -> None:
    assert not advice_on(told(safe=Safe.YES), urgent=False).now
    for advice in (
        advice_on(told(safe=Safe.NO), urgent=False),
        advice_on(told(), urgent=True),
        advice_on(None, urgent=True),
    ):
        assert any("999" in line for line in advice.now)
        assert any("0800 1111" in line for line in advice.now)


def test_of_staff_the_head_decides_and_the_designated_officer_is_asked() -> None:
    advice = advice_on(told(adult="p-1", themes=(Theme.SCHOOL, Theme.HURT)), urgent=False)
    assert any("LADO" in line for line in advice.here)
    everything = "\n".join((*advice.here, *advice.always))
    assert "Ask the class teacher" not in everything
    assert "tell the lead today" not in everything
    assert "social care" in everything


def test_the_chair_is_told_why_it_came_to_them() -> None:
    advice = advice_on(told(adult="p-1", for_chair=True), urgent=False)
    assert "chair of governors" in advice.here[0]
    assert not any("head teacher decides" in line for line in advice.here)


def test_an_adult_whom_nobody_named_may_be_anybody() -> None:
    assert len(advice_on(told(adult=SOMEBODY), urgent=False).here) == 1 + len(
        advice_on(told(adult="p-1"), urgent=False).here
    )


@pytest.mark.parametrize(("name", "said"), [("Lily", "typed"), ("", "no name")])
def test_a_name_is_not_proof_and_no_name_is_not_looked_for(name: str, said: str) -> None:
    assert said in advice_on(told(name=name), urgent=False).always[-1]


def test_no_secrets_are_promised() -> None:
    for report in (None, told(), told(adult="p-1"), told(for_chair=True, adult="p-1")):
        assert any("secret" in line for line in advice_on(report, urgent=False).always)
