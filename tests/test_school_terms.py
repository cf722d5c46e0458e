"""Is an own term good, what would it have caught, and is it in force."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance import school_terms
from appliance.config import Group, Home, NamedDevice, Settings
from appliance.errors import PolicyError
from appliance.model import Channel, Handling, Severity, Visit, the_box
from appliance.policy.own_terms import CHANNELS
from appliance.policy.school import OWN, Ignore, Off, OwnTerm, SchoolPolicy
from appliance.school_terms import (
    DAYS,
    MOST_TERMS,
    check_ignore,
    check_off,
    examine,
    look_back,
    policy_for,
    put_in_force,
    stored_policy,
    tidy,
)
from appliance.store import Store
from tests.core.samples import captured, running_core
from tests.match.given import term, terms

GANG = OwnTerm(
    number=0,
    pattern="oak lane lot",
    severity=Severity.MODERATE,
    category=OWN,
    definition="A gang of older boys.",
    channels=CHANNELS,
)
LIBRARIES = (term(1, "fight club", category="Weapons"), term(2, "secret word", category="Illegal content"))
SETTINGS = Settings(
    devices=(NamedDevice(name="iPad 3", addresses=("10.0.0.3",)),), groups={"year3": Group(devices=("10.0.0.3",))}
)
NOW = time.time()
DAY = 86_400.0


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.make()
    return made


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with Store.open(home) as opened:
        opened.migrate()
        yield opened


def searched(words: str, device: str = "iPad 3", at: float = NOW - 60) -> Visit:
    return Visit(
        at=at,
        worker="worker-1",
        client="10.0.0.3",
        device=device,
        host="www.google.co.uk",
        url=f"https://www.google.co.uk/search?q={words}",
        handling=Handling.READ,
    )


def test_a_good_term_has_no_warning() -> None:
    assert examine(GANG, LIBRARIES, SETTINGS, SchoolPolicy()) == ()


def test_a_short_one_is_warned_about() -> None:
    (warning,) = examine(replace(GANG, pattern="zqx"), LIBRARIES, SETTINGS, SchoolPolicy())
    assert warning.startswith("It is only 3 letters long")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"pattern": "(x"}, "cannot be added. Pattern: ", id="not readable"),
        pytest.param({"pattern": ""}, "cannot be added. Pattern: ", id="empty"),
        pytest.param({"pattern": "(the|a)"}, "too broad", id="nearly everything"),
        pytest.param({"pattern": "x" * 1001}, "at most 1,000 characters", id="endless"),
        pytest.param({"group": "year9"}, "There is no group 'year9'", id="no group"),
        pytest.param({"category": "Gangs"}, "There is no category 'Gangs'", id="no category"),
        pytest.param({"category": "Illegal content"}, "come from licensed lists only", id="illegal content"),
        pytest.param({"pattern": "Oak  lane LOT"}, "school/7 finds the same already", id="there already"),
    ],
)
def test_what_cannot_be_added(changed: dict[str, str], sentence: str) -> None:
    school = SchoolPolicy(terms=(replace(GANG, number=7),))
    with pytest.raises(PolicyError, match=sentence.replace(".", r"\.")):
        examine(replace(GANG, **changed), LIBRARIES, SETTINGS, school)


def test_the_same_for_another_group_is_no_double() -> None:
    school = SchoolPolicy(terms=(replace(GANG, number=7, group="year6"),))
    assert examine(replace(GANG, group="year3"), LIBRARIES, SETTINGS, school) == ()


def test_there_are_not_endlessly_many() -> None:
    school = SchoolPolicy(terms=tuple(replace(GANG, number=n, pattern=f"word{n}") for n in range(MOST_TERMS)))
    with pytest.raises(PolicyError, match="remove one first"):
        examine(GANG, LIBRARIES, SETTINGS, school)


def test_what_is_hidden_is_neither_switched_off_nor_ignored() -> None:
    with pytest.raises(PolicyError, match="cannot be switched off"):
        check_off(Off(term="illegal content/2"), LIBRARIES, SETTINGS, SchoolPolicy())
    with pytest.raises(PolicyError, match="cannot be switched off"):
        check_ignore(Ignore(number=0, site="x.org", term="illegal content/2"), LIBRARIES, SETTINGS, SchoolPolicy())


def test_own_terms_and_libraries_terms_may_be_switched_off() -> None:
    school = SchoolPolicy(terms=(replace(GANG, number=7),))
    for name in ("school/7", "weapons/1"):
        check_off(Off(term=name, group="year3"), LIBRARIES, SETTINGS, school)


def test_it_looks_back_over_searches_and_over_what_hits_showed(store: Store) -> None:
    store.activity.add([searched("oak+lane+lot"), searched("oak+lane+lot"), searched("volcanoes")])
    store.activity.add([searched("oak+lane+lot", at=NOW - (DAYS + 1) * DAY)])
    store.captures.add([captured(1, at=NOW - 30, channel=Channel.TYPED), captured(2, at=NOW - 20, term="t/2")])
    assert look_back(store, the_box("test"), GANG, SETTINGS, NOW).times == 2
    want_to_die = replace(GANG, pattern="want to die")
    seen = look_back(store, the_box("test"), want_to_die, SETTINGS, NOW)
    assert (seen.times, seen.examples[0].channel) == (1, Channel.TYPED), "a search counts where it was opened"


def test_it_says_when_there_was_too_much_to_look_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.activity.add([searched("oak+lane+lot"), searched("oak+lane+lot+two", at=NOW - 90)])
    assert not look_back(store, the_box("test"), GANG, SETTINGS, NOW).cut
    monkeypatch.setattr(school_terms, "MOST_ADDRESSES", 1)
    seen = look_back(store, the_box("test"), GANG, SETTINGS, NOW)
    assert (seen.times, seen.cut) == (1, True)


def test_a_term_for_a_group_looks_at_its_devices(store: Store) -> None:
    store.activity.add([searched("oak+lane+lot"), searched("oak+lane+lot", device="10.0.0.9")])
    assert look_back(store, the_box("test"), replace(GANG, group="year3"), SETTINGS, NOW).times == 1
    assert look_back(store, the_box("test"), GANG, SETTINGS, NOW).times == 2


def test_without_a_store_the_school_changed_nothing(tmp_path: Path) -> None:
    assert stored_policy(Home(tmp_path)) == SchoolPolicy()


def test_a_policy_for_a_group(home: Home, store: Store) -> None:
    store.school.add_term(replace(GANG, group="year3"), "Ms Ada", NOW)
    assert "school/1" in policy_for(home, SETTINGS, terms("x"), "year3").rules.channels
    assert "school/1" not in policy_for(home, SETTINGS, terms("x"), "").rules.channels
    with pytest.raises(PolicyError, match="no group"):
        policy_for(home, SETTINGS, terms("x"), "year9")


def test_without_core_it_holds_from_the_next_start_on(home: Home) -> None:
    assert put_in_force(home) == "Lollipop is not running; it holds from the next start on."


def test_with_core_it_is_in_force_at_once(home: Home) -> None:
    with running_core(home):
        assert put_in_force(home).startswith("It is in force after ")


@pytest.mark.parametrize(("said", "tidied"), [("A gang", "A gang."), ("Who?", "Who?"), (" two\nlines. ", "two lines.")])
def test_a_definition_ends_like_a_sentence(said: str, tidied: str) -> None:
    assert tidy(replace(GANG, definition=said)).definition == tidied
