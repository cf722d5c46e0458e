"""What the school chose comes back as it was, and its photographs are known."""

from datetime import date
from pathlib import Path

from appliance.confide.choice import Absence, ConfideChoice, Removed, photos_of
from appliance.confide.front import Face
from appliance.config import Home
from appliance.store import Store

DAY = date(2026, 11, 17)
FULL = ConfideChoice(
    is_open=True,
    anonymous=False,
    leads_read=False,
    welcome="You can tell us.",
    hours="On school days",
    faces=(Face(id="a", account=1, name="Mrs Khan", photo="one"), Face(id="b", account=1, name="Amy", mentor=True)),
    readers=(3, 4),
    absences=(Absence(account=1, first=DAY, last=DAY, cover=3),),
    removed=Removed(face=Face(id="c", account=2, name="Mr Ito", photo="two"), place=1),
)


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.make()
    with Store.open(home) as store:
        store.migrate()
        store.choices.put(FULL, "test", 0.0)
        assert store.choices.get(ConfideChoice) == FULL


def test_photographs_are_those_shown_and_the_one_that_can_come_back() -> None:
    assert photos_of(FULL) == ("one", "two")
    assert photos_of(ConfideChoice()) == ()
