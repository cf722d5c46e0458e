import pytest
from msgspec.structs import replace

from appliance.aup.due import Answer
from appliance.aup.texts import Text, read, samples
from appliance.model import Person, Role
from appliance.store import Store

NOW = 1_794_924_300.0
AMY = Person(id="p1", name="Amy Ash", role=Role.PUPIL, groups=("year3",))


@pytest.fixture
def texts() -> dict[str, Text]:
    return read(samples(), "texts.toml")


def versions(store: Store) -> dict[str, int]:
    return {one.name: one.version for one in store.aup.in_force()}


def said(store: Store, version: int, *, accepted: bool = True, at: float = NOW) -> bool:
    answer = Answer(name="juniors", version=version, accepted=accepted, at=at)
    return store.aup.answered(AMY, "tablet-3", answer)


def test_only_what_reads_differently_gets_a_new_version(store: Store, texts: dict[str, Text]) -> None:
    assert store.aup.set(texts, "test", NOW) == tuple(texts)
    assert store.aup.set(texts, "test", NOW + 1) == ()
    other = texts | {
        "juniors": replace(texts["juniors"], title="Our rules"),
        "staff": replace(texts["staff"], groups=("staff", "governors")),
    }
    assert store.aup.set(other, "test", NOW + 2) == ("juniors",)
    assert versions(store) == {"infants": 1, "juniors": 2, "staff": 1, "guests": 1}
    assert {one.name: one.text for one in store.aup.in_force()} == other


def test_the_order_is_the_files(store: Store, texts: dict[str, Text]) -> None:
    store.aup.set(texts, "test", NOW)
    store.aup.set(dict(reversed(texts.items())), "test", NOW + 1)
    assert list(versions(store)) == ["guests", "staff", "juniors", "infants"]


def test_a_text_that_was_taken_out_comes_back_as_a_new_version(store: Store, texts: dict[str, Text]) -> None:
    store.aup.set(texts, "test", NOW)
    store.aup.set({"staff": texts["staff"]}, "test", NOW + 1)
    assert versions(store) == {"staff": 1}
    store.aup.set(texts, "test", NOW + 2)
    assert versions(store) == {"infants": 2, "juniors": 2, "staff": 1, "guests": 2}


def test_changes_stand_in_the_audit_trail(store: Store, texts: dict[str, Text]) -> None:
    store.aup.set({"staff": texts["staff"]}, "the office", NOW)
    store.aup.set({"guests": texts["guests"]}, "the office", NOW)
    told = {(entry.who, entry.what, entry.object) for entry in store.audit.recent()}
    assert told >= {
        ("the office", "rules changed", "staff"),
        ("the office", "rules ended", "staff"),
        ("the office", "rules changed", "guests"),
    }


def test_answers_are_kept_for_the_version_in_force_only(store: Store, texts: dict[str, Text]) -> None:
    store.aup.set(texts, "test", NOW)
    assert said(store, 1, accepted=False)
    assert store.aup.answers_of("p1") == ()
    assert said(store, 1, at=NOW + 5)
    assert said(store, 1, at=NOW + 9)
    assert not said(store, 2)
    assert store.aup.answers_of("p1") == (Answer(name="juniors", version=1, accepted=True, at=NOW + 9),)
    assert store.aup.answers_of("p2") == ()


def test_the_report_tells_the_last_answer_to_each_version(store: Store, texts: dict[str, Text]) -> None:
    store.aup.set(texts, "test", NOW)
    said(store, 1)
    said(store, 1, accepted=False, at=NOW + 1)
    store.aup.set(texts | {"juniors": replace(texts["juniors"], title="Our rules")}, "test", NOW + 2)
    said(store, 2, at=NOW + 3)
    assert [(one.version, one.accepted, one.at, one.device) for one in store.aup.report()] == [
        (2, True, NOW + 3, "tablet-3"),
        (1, False, NOW + 1, "tablet-3"),
    ]
