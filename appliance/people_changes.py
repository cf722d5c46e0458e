"""What people ask about whom the school knows, through the command line and the console."""

from collections.abc import Iterable
from pathlib import Path

from appliance.config import Home
from appliance.errors import PeopleError
from appliance.keywords.files import make_folder, write
from appliance.model import Role
from appliance.people.naming import slug
from appliance.people.photos import Photo
from appliance.people.roster import GroupKind, Plan, Roster, RosterGroup, plan
from appliance.people.secrets import SecretKind, hash_secret, random_pictures
from appliance.store import Store
from appliance.store.rows import GroupRow, PersonRow

LONGEST_NAME = 60


def preview(store: Store, roster: Roster) -> Plan:
    """What taking the list would change now."""
    return plan(store.people.known(), roster)


def take(store: Store, roster: Roster, shown: Plan, by: str, at: float) -> None:
    """Take a list, if that does what somebody was shown. Raises PeopleError."""
    if preview(store, roster) != shown:
        raise PeopleError("Somebody else changed people meanwhile. Nothing was imported; look at the preview again.")
    store.people.apply(shown, by, at)


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
