import msgspec

from appliance.guidance.status_words import FIELDS, TITLES, StatusWords
from appliance.model import TriageStatus
from appliance.store import Store


def test_every_status_has_a_title_and_a_meaning() -> None:
    assert set(TITLES) == set(FIELDS) == set(TriageStatus)
    assert {StatusWords().of(status) for status in TriageStatus} == set(msgspec.structs.astuple(StatusWords()))


def test_the_school_says_it_in_its_own_words(store: Store) -> None:
    store.choices.put(StatusWords(resolved="Filed in our records."), "test", 1.0)
    words = store.choices.get(StatusWords)
    assert words.of(TriageStatus.RESOLVED) == "Filed in our records."
    assert words.of(TriageStatus.ATTENTION) == StatusWords().attention
