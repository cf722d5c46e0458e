"""Words of ours that reach pupils as data are known by the very words that the code has."""

import pytest

from appliance.access.starting import STARTING
from appliance.access.ways_round import FETCHES, HIDDEN_NAMES, NUMBERS
from appliance.actions.ban import REASON
from appliance.config import Settings
from appliance.languages.choosing import Language, SchoolWords
from appliance.languages.own_words import OWN_WORDS, PICTURE_NAMES, known, talk_to
from appliance.people.secrets import PICTURES

ENGLISH, WELSH = Language


def test_they_are_those_of_the_code() -> None:
    began_with = (rule.name for rule in STARTING)
    assert {Settings().school.talk_to, REASON, *began_with, FETCHES, NUMBERS, HIDDEN_NAMES} == OWN_WORDS


def test_every_picture_of_a_picture_password_has_a_name() -> None:
    assert PICTURE_NAMES == PICTURES


def test_what_the_school_wrote_stays_as_it_is() -> None:
    assert known(WELSH, "Mrs Khan") == "Mrs Khan"
    assert known(WELSH, "Back") == "Back"  # though the catalogue has it, for a button
    assert known(WELSH, "") == ""


@pytest.mark.parametrize(
    ("words", "english", "welsh"),
    [
        pytest.param(SchoolWords(talk_to="Mrs Khan"), "Mrs Khan", "Mrs Khan", id="one for both"),
        pytest.param(SchoolWords(talk_to="the head", talk_to_welsh="y pennaeth"), "the head", "y pennaeth", id="each"),
        pytest.param(
            SchoolWords(talk_to="a teacher you trust"),
            "a teacher you trust",
            "athro neu athrawes rwyt ti’n ymddiried ynddyn nhw",
            id="nobody chose",
        ),
    ],
)
def test_whom_to_talk_to(words: SchoolWords, english: str, welsh: str) -> None:
    assert (talk_to(words, ENGLISH), talk_to(words, WELSH)) == (english, welsh)
