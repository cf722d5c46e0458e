"""What people ask about the rules that are accepted, through the command line and the console: new versions, and who
stands where."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from appliance.aup.due import Answer, InForce, due, meant_for
from appliance.aup.texts import Text, read, samples
from appliance.errors import AupError
from appliance.languages.choosing import Language
from appliance.model import Frozen
from appliance.people.naming import slug
from appliance.store import Store
from appliance.store.rows import AupAnswerRow, PersonRow

MOST_TEXTS = 20


class State(StrEnum):
    """How somebody stands to the rules that are for them."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    NOT_YET = "not yet"
    NONE = "none"


class Standing(Frozen):
    """`text` is what is for them now, None where nothing is; `answer` is what they said last to that version."""

    person: PersonRow
    text: InForce | None
    answer: AupAnswerRow | None
    state: State


def standings(store: Store) -> tuple[Standing, ...]:
    """Everyone at the school, by family name. Raises StorageError."""
    texts, given = store.aup.in_force(), store.aup.accepted()
    last = {(one.person, one.name, one.version): one for one in store.aup.report()}
    return tuple(_standing(one, texts, given.get(one.id, ()), last) for one in store.people.all())


def waiting(store: Store) -> Iterator[tuple[PersonRow, InForce]]:
    """Who has a text, and accepted no version of it that counts. Raises StorageError."""
    texts, given = store.aup.in_force(), store.aup.accepted()
    for one in store.people.all():
        if text := due(texts, frozenset(one.groups), given.get(one.id, ()), since=0.0):
            yield one, text


def begin_with_samples(store: Store, by: str, at: float, language: Language = Language.ENGLISH) -> None:
    """Raises AupError where there are texts already, and StorageError."""
    if store.aup.in_force():
        raise AupError("There are rules already; nothing was changed.")
    store.aup.set(read(samples(language), "samples"), by, at)


def publish(store: Store, name: str, seen: int, text: Text, by: str, at: float) -> InForce:
    """Put one text in force, instead of the version `seen` of that name, or with 0 as a new one, beside the others.
    A text for everyone comes last, for the first that fits is read. Raises AupError, StorageError."""
    texts = store.aup.in_force()
    there = {one.name: one for one in texts}
    if (there[name].version if name in there else 0) != seen:
        raise AupError("Somebody else changed these rules meanwhile. Nothing was published; look at what they say now.")
    _check_readers(name, text, there)
    if len(there.keys() | {name}) > MOST_TEXTS:
        raise AupError(f"There are {MOST_TEXTS} texts already; end one first.")
    wanted = {one.name: one.text for one in texts} | {name: text}
    store.aup.set(dict(sorted(wanted.items(), key=lambda item: not item[1].groups)), by, at)
    return next(one for one in store.aup.in_force() if one.name == name)


def end(store: Store, name: str, by: str, at: float) -> bool:
    """Nobody is asked for it any more; what was said to it stays. False where it is not in force."""
    texts = store.aup.in_force()
    if name not in {one.name for one in texts}:
        return False
    store.aup.set({one.name: one.text for one in texts if one.name != name}, by, at)
    return True


def new_name(store: Store, title: str) -> str:
    """How a new text is called where it is stored. Raises AupError."""
    taken = {one.name for one in store.aup.in_force()}
    plain = slug(title)[:40] or "rules"
    return next(name for name in (plain, *(f"{plain}-{number}" for number in range(2, 100))) if name not in taken)


def _check_readers(name: str, text: Text, there: Mapping[str, InForce]) -> None:
    others = [one for one in there.values() if one.name != name]
    if not text.groups and any(not one.text.groups for one in others):
        raise AupError("There is a text for everybody else already. Choose groups for this one.")
    for one in others:
        if both := sorted(set(one.text.groups) & set(text.groups)):
            raise AupError(f"“{one.text.title}” is for {', '.join(both)} already.")


def _standing(
    one: PersonRow,
    texts: tuple[InForce, ...],
    given: tuple[Answer, ...],
    last: Mapping[tuple[str, str, int], AupAnswerRow],
) -> Standing:
    groups = frozenset(one.groups)
    text = meant_for(texts, groups)
    if text is None:
        return Standing(person=one, text=None, answer=None, state=State.NONE)
    answer = last.get((one.id, text.name, text.version))
    return Standing(person=one, text=text, answer=answer, state=_state(due(texts, groups, given, since=0.0), answer))


def _state(waits: InForce | None, answer: AupAnswerRow | None) -> State:
    if answer and not answer.accepted:
        return State.DECLINED
    return State.NOT_YET if waits else State.ACCEPTED
