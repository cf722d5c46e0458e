import pytest

from appliance.aup.texts import MOST_POINTS, PICTURES, When, read, samples
from appliance.errors import AupError
from appliance.languages.choosing import Language

POINT = '{text = "Be kind."}'


@pytest.mark.parametrize("language", Language)
def test_the_samples_are_for_infants_juniors_staff_and_guests(language: Language) -> None:
    texts = read(samples(language), "texts.toml")
    assert list(texts) == ["infants", "juniors", "staff", "guests"]
    assert texts["infants"].when is When.EVERY_TIME
    assert all(1 <= len(text.points) <= MOST_POINTS and text.groups for text in texts.values())
    assert all(point.picture in PICTURES for text in texts.values() for point in text.points)


def test_the_samples_in_welsh_are_the_same_texts_for_the_same_readers() -> None:
    english, welsh = (read(samples(language), "texts.toml") for language in Language)
    for name, text in english.items():
        other = welsh[name]
        assert (other.groups, other.when, other.picture) == (text.groups, text.when, text.picture)
        assert [point.picture for point in other.points] == [point.picture for point in text.points]
        assert bool(other.text) == bool(text.text)
        assert not {point.text for point in other.points} & {point.text for point in text.points}


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        pytest.param("", "rules.toml: there is no text in it.", id="empty"),
        pytest.param("[a", "rules.toml: ", id="not TOML"),
        pytest.param("a = 1", "rules.toml: a: expected `object`, got `int`", id="no table"),
        pytest.param(f"[a]\npoints = [{POINT}]", "rules.toml: a: object missing required field `title`", id="no title"),
        pytest.param(
            f'[a]\ntitle = "T"\npoints = [{", ".join([POINT] * 6)}]',
            "rules.toml: a.points: expected `array` of length <= 5",
            id="six points",
        ),
        pytest.param('[a]\ntitle = "T"\npoints = []', "a.points: expected `array` of length >= 1", id="no point"),
        pytest.param(
            f'[a]\ntitle = "T"\npicture = "../x"\npoints = [{POINT}]', "there is no picture '../x'", id="picture"
        ),
        pytest.param(f'[a]\ntitle = "T"\nwhen = "never"\npoints = [{POINT}]', "a.when: invalid enum value", id="when"),
        pytest.param(f'[a]\ntitle = "T"\nlink = "x"\npoints = [{POINT}]', "a: object contains unknown field", id="key"),
        pytest.param(f'[a]\ntitle = "{"T" * 81}"\npoints = [{POINT}]', "a.title: expected `str` of length", id="long"),
    ],
)
def test_what_is_wrong_is_told_by_file_text_and_key(toml: str, problem: str) -> None:
    with pytest.raises(AupError) as told:
        read(toml.encode(), "rules.toml")
    assert problem in str(told.value)


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(AupError, match=r"rules\.toml"):
        read(b"[a]\ntitle = '\xe9'", "rules.toml")
