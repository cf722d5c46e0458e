"""What people ask about whom the school knows, through the command line and the console."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from appliance.config import Home
from appliance.errors import PeopleError
from appliance.keywords.files import make_folder, write
from appliance.model import Frozen, Role
from appliance.people.naming import STAFF, class_group, slug, year_group
from appliance.people.photos import Photo
from appliance.people.roster import GroupKind, Plan, Roster, RosterGroup, RosterPerson, plan
from appliance.people.secrets import SecretKind, hash_secret, random_pictures
from appliance.pictures import photo_of
from appliance.store import Store
from appliance.store.rows import GroupRow, PersonRow

LONGEST_NAME = 60
BY_HAND = "by hand"  # the source of those whom no list named


class Said(Frozen):
    """What somebody typed of a person. `school_class` is a title such as `3B`: the class that a pupil is in, or that
    staff teach."""

    given: str
    family: str
    role: Role = Role.PUPIL
    year: int | None = None
    school_class: str = ""
    username: str = ""


def preview(store: Store, roster: Roster) -> Plan:
    """What taking the list would change now."""
    return plan(store.people.known(), roster)


def take(store: Store, roster: Roster, shown: Plan, by: str, at: float) -> None:
    """Take a list, if that does what somebody was shown. Raises PeopleError."""
    if preview(store, roster) != shown:
        raise PeopleError("Somebody else changed people meanwhile. Nothing was imported; look at the preview again.")
    store.people.apply(shown, by, at)


def mark_of(shown: Plan | PersonRow) -> str:
    """What a form carries, so that somebody decides about what they saw, and not about what it became meanwhile."""
    return hashlib.sha256(msgspec.msgpack.encode(shown)).hexdigest()[:32]


def add_by_hand(store: Store, said: Said, by: str, at: float) -> PersonRow:
    """Somebody whom no list names. Raises PeopleError."""
    one = _by_hand(store, said, secrets.token_hex(8))
    roster = Roster(source=BY_HAND, people=(one,), groups=tuple(_groups_of(store, said)), part=True)
    store.people.apply(preview(store, roster), by, at)
    return find(store, next(known.id for known in store.people.known() if known.person == one))


def change_by_hand(store: Store, id_: str, seen: str, said: Said, by: str, at: float) -> None:
    """Of somebody from a list only the names change: classes and years come with lists. `seen` is the mark of what was
    shown. Raises PeopleError."""
    row = store.people.get(id_)
    if row is None or mark_of(row) != seen:
        raise PeopleError("Somebody else changed this person meanwhile. Nothing was saved; look at what it says now.")
    was = next(one.person for one in store.people.known() if one.id == id_)
    now = _by_hand(store, said, was.source_id)
    if row.source != BY_HAND:
        now = msgspec.structs.replace(was, given=now.given, family=now.family, username=now.username)
    groups = tuple(_groups_of(store, said)) if row.source == BY_HAND else ()
    store.people.apply(preview(store, Roster(source=row.source, people=(now,), groups=groups, part=True)), by, at)


def _by_hand(store: Store, said: Said, source_id: str) -> RosterPerson:
    groups = {group.kind: group.name for group in _groups_of(store, said)}
    own_class = tuple(filter(None, (groups.get(GroupKind.CLASS),)))
    is_staff = said.role is Role.STAFF
    return RosterPerson(
        source_id=source_id,
        given=checked_name(said.given),
        family=checked_name(said.family) if said.family.strip() else "",
        role=said.role,
        year=None if is_staff else said.year,
        username=said.username.strip(),
        groups=(STAFF.name,) if is_staff else tuple(sorted(groups.values())),
        teaches=own_class if is_staff else (),
    )


def _groups_of(store: Store, said: Said) -> Iterator[RosterGroup]:
    """One that is there already keeps its title."""
    if said.role is Role.STAFF:
        yield STAFF
    elif said.year is not None:
        yield year_group(said.year)
    if said.school_class.strip():
        wanted = class_group(checked_name(said.school_class))
        if not slug(said.school_class):
            raise PeopleError("A class has a letter or a digit in its name.")
        known = store.groups.get(wanted.name)
        yield msgspec.structs.replace(wanted, title=known.title) if known else wanted


def find(store: Store, name: str) -> PersonRow:
    """Whoever is meant by an id, a user name or a full name. Raises PeopleError for nobody, and for several."""
    found = store.people.named(name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise PeopleError(f"There is nobody called {name!r} at the school.")
    which = ", ".join(f"{one.id} ({', '.join(one.groups)})" for one in found)
    raise PeopleError(f"There are {len(found)} called {name!r}: {which}. Say the id.")


def find_group(store: Store, name: str) -> GroupRow:
    """Raises PeopleError."""
    if group := store.groups.get(name):
        return group
    raise PeopleError(f"There is no group {name!r}.")


def new_group(name: str, title: str, kind: GroupKind) -> RosterGroup:
    """Raises PeopleError for a name that is not spelt as groups are."""
    if name != slug(name) or not name or len(name) > LONGEST_NAME:
        raise PeopleError(f"A group's name has small letters, digits and hyphens, not {name!r}.")
    return RosterGroup(name=name, title=title or name, kind=kind)


def checked_name(name: str) -> str:
    """A room's or a guest's. Raises PeopleError."""
    plain = " ".join(name.split())
    if not plain or not plain.isprintable() or len(plain) > LONGEST_NAME:
        raise PeopleError(f"A name has up to {LONGEST_NAME} characters, all of them to be seen.")
    return plain


def photos_of(home: Home) -> Path:
    """Where the photos are kept."""
    return home.photos


def keep_photo(home: Home, store: Store, one: PersonRow, content: bytes, by: str, at: float) -> None:
    """A picture as somebody sent it, drawn anew. Raises PictureError, and LibraryError where the disk does not take
    it."""
    keep_photos(home, store, [Photo(id=one.id, file=f"{one.id}.jpg", content=photo_of(content))], by, at)


def keep_photos(home: Home, store: Store, photos: Iterable[Photo], by: str, at: float) -> None:
    """Each instead of the one before. Raises LibraryError where the disk does not take them."""
    make_folder(photos_of(home), 0o700)
    kept = list(photos)
    for one in kept:
        write(photos_of(home) / one.file, one.content, 0o600)
    store.people.set_photos({one.id: one.file for one in kept}, by, at)


def set_secret(store: Store, one: PersonRow, kind: SecretKind, given: str, by: str, at: float) -> None:
    """Raises PeopleError for what cannot be a secret. Pictures can be watched, so they are for pupils only."""
    if kind is SecretKind.PICTURE and one.role is not Role.PUPIL:
        raise PeopleError(f"{one.name} is not a pupil, and needs a password.")
    store.people.set_secret(one.id, kind, hash_secret(kind, given), by, at)


def give_pictures(store: Store, people: tuple[PersonRow, ...], by: str, at: float) -> list[tuple[PersonRow, str]]:
    """New picture passwords for pupils who have no secret yet; gives each with theirs, to be handed out."""
    have = store.people.with_secret()
    given = [(one, random_pictures()) for one in people if one.role is Role.PUPIL and one.id not in have]
    for one, pictures in given:
        set_secret(store, one, SecretKind.PICTURE, pictures, by, at)
    return given
