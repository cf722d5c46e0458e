"""What the school chose in the console."""

from typing import ClassVar

import pytest

from appliance.errors import StorageError
from appliance.store import Store
from appliance.store.choices import Choice


class Bells(Choice):
    SECTION: ClassVar[str] = "bells"

    loud: bool = False
    name: str = "Bell"


class NewerBells(Choice):
    SECTION: ClassVar[str] = "bells"

    loud: bool = False


class OtherBells(Choice):
    SECTION: ClassVar[str] = "bells"

    loud: str = ""


def test_what_was_never_chosen_is_the_default(store: Store) -> None:
    assert store.choices.get(Bells) == Bells()


def test_what_was_chosen_comes_back_and_is_in_the_audit_trail(store: Store) -> None:
    store.choices.put(Bells(loud=True, name="secret"), "Mrs Ash", 1.0)
    store.choices.put(Bells(loud=True, name="secret 2"), "Mrs Ash", 2.0)
    assert store.choices.get(Bells) == Bells(loud=True, name="secret 2")
    assert [(entry.who, entry.what, entry.object) for entry in store.audit.recent()] == [
        ("Mrs Ash", "chosen", "bells")
    ] * 2


def test_a_field_that_is_not_known_any_more_is_left_out(store: Store) -> None:
    store.choices.put(Bells(loud=True), "Mrs Ash", 1.0)
    assert store.choices.get(NewerBells) == NewerBells(loud=True)


def test_a_choice_that_cannot_be_read_says_which(store: Store) -> None:
    store.choices.put(Bells(loud=True), "Mrs Ash", 1.0)
    with pytest.raises(StorageError, match="choices, bells"):
        store.choices.get(OtherBells)
