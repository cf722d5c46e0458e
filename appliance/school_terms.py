"""What people ask about the school's own terms, switches and ignore entries, through the command line and the console:
is it good, what would it have caught, and put it in force."""

import dataclasses
import time
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from appliance.config import Home, Settings
from appliance.errors import CoreAwayError, PolicyError
from appliance.extract import extract
from appliance.identify.groups import by_member, groups_of
from appliance.keywords.faults import LONG_ENOUGH, faults_in, readable, unreadable
from appliance.match.language import least_letters
from appliance.match.terms import Terms
from appliance.model import Channel, Device, Term, Text, Viewer, is_hidden
from appliance.policy.groups import room_of
from appliance.policy.ignores import exemption
from appliance.policy.own_terms import as_term
from appliance.policy.preview import Past, Preview, preview
from appliance.policy.rules import Policy, build_policy
from appliance.policy.school import OWN, Ignore, Off, OwnTerm, SchoolPolicy
from appliance.scanning import message_of
from appliance.school_policies import group_names
from appliance.store import Store
from appliance.store.rows import Opened, Passage
from appliance.wire import AskReload, Call, Done, Refused

DAYS = 30
MOST_ADDRESSES = 50_000
MOST_PASSAGES = 20_000
MOST_TERMS = 1000
LONGEST = 1000  # characters of a pattern or a definition
_DAY = 86_400.0
_FROM_ADDRESSES = frozenset({Channel.SEARCH, Channel.URL})


# --- is it good? ---------------------------------------------------------------------------------------------------


def examine(
    term: OwnTerm, libraries: Iterable[Term], settings: Settings, school: SchoolPolicy, groups: Iterable[str] = ()
) -> tuple[str, ...]:
    """Warnings on a term that someone wants to add. `groups` are those that lists brought and rooms, beside those of
    the settings. Raises PolicyError with the reason why it cannot be."""
    check_group(term.group, settings, groups)
    _check_category(term.category, libraries)
    if len(school.terms) >= MOST_TERMS:
        raise PolicyError(f"There are {MOST_TERMS:,} own terms already; remove one first.")
    if max(len(term.pattern), len(term.definition)) > LONGEST:
        raise PolicyError(f"A pattern and a definition have at most {LONGEST:,} characters each.")
    as_library = as_term(term)
    if reasons := list(unreadable(as_library)) or faults_in(readable(as_library)):
        raise PolicyError(f"This term cannot be added. {' '.join(map(_sentence, reasons))}")
    _check_new(term, school)
    return tuple(_warnings(as_library))


def check_group(group: str, settings: Settings, groups: Iterable[str] = ()) -> None:
    """Raises PolicyError for a group that there is not."""
    known = {*settings.groups, *groups} - {""}
    if group and group not in known:
        raise PolicyError(f"There is no group {group!r}; there are: {', '.join(sorted(known)) or 'none'}.")


def check_known(term: str, libraries: Iterable[Term], school: SchoolPolicy) -> None:
    """Raises PolicyError for an id that nothing has, or of a term that is not for switching."""
    for one in libraries:
        if one.id == term and is_hidden(one.category):
            raise PolicyError(f"{one.category} cannot be switched off or ignored.")
        if one.id == term:
            return
    if not any(own.id == term for own in school.terms):
        raise PolicyError(f"There is no term {term!r}.")


def check_off(
    off: Off, libraries: Iterable[Term], settings: Settings, school: SchoolPolicy, groups: Iterable[str] = ()
) -> None:
    """Raises PolicyError."""
    check_group(off.group, settings, groups)
    check_known(off.term, libraries, school)


def check_ignore(
    entry: Ignore, libraries: Iterable[Term], settings: Settings, school: SchoolPolicy, groups: Iterable[str] = ()
) -> None:
    """Raises PolicyError."""
    check_group(entry.group, settings, groups)
    if entry.term:
        check_known(entry.term, libraries, school)
    exemption(entry)


def _check_category(category: str, libraries: Iterable[Term]) -> None:
    if is_hidden(category):
        raise PolicyError(f"Terms of {category} come from licensed lists only: `lollipop library import-licensed`.")
    known = {term.category for term in libraries if not is_hidden(term.category)} | {OWN}
    if category not in known:
        raise PolicyError(f"There is no category {category!r}; there are: {', '.join(sorted(known))}.")


def _check_new(term: OwnTerm, school: SchoolPolicy) -> None:
    for other in school.terms:
        if other.group in {"", term.group} and _alike(other.pattern) == _alike(term.pattern):
            raise PolicyError(f"{other.id} finds the same already.")


def _alike(pattern: str) -> str:
    return " ".join(pattern.casefold().split())


def _warnings(term: Term) -> Iterator[str]:
    if (letters := least_letters(readable(term).tree)) < LONG_ENOUGH:
        yield f"It is only {letters} letters long, so it will be found by chance. Is there a longer way to say it?"


def _sentence(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:].rstrip('.')}."


# --- what would it have caught? --------------------------------------------------------------------------------------


def look_back(store: Store, viewer: Viewer, term: OwnTerm, settings: Settings, now: float) -> Preview:
    """Over the last 30 days, in addresses and searches that were opened and in what hits showed, of the devices that
    the term is for. Of very many addresses, those opened last."""
    since, seen_by = now - DAYS * _DAY, store.seen_by(viewer)
    opened = seen_by.keywords.opened(since, MOST_ADDRESSES)
    passages = seen_by.captures.passages(since, MOST_PASSAGES)
    past = sorted([*map(_opened, opened), *map(_shown, passages)], key=lambda one: one.at, reverse=True)
    people = seen_by.keywords.groups_of_people() if term.group else {}
    seen = preview(as_term(term), _of_group(past, term.group, settings, people))
    return replace(seen, cut=len(opened) == MOST_ADDRESSES or len(passages) == MOST_PASSAGES)


def _of_group(
    past: Iterable[Past], group: str, settings: Settings, people: Mapping[str, tuple[str, ...]]
) -> Iterator[Past]:
    members = by_member(settings.groups)
    devices = {device.name: device for device in settings.known}
    for one in past:
        device = devices.get(one.device) or Device(name=one.device, addresses=())
        groups = (*groups_of(device, members), room_of(device), *people.get(one.person, ()))
        if not group or group in groups:
            yield one


def _opened(one: Opened) -> Past:
    return Past(
        at=one.last_at, device=one.device, person=one.person, texts=extract(message_of(one.url, "url")), times=one.times
    )


def _shown(one: Passage) -> Past:
    """Addresses and searches are counted where they were opened."""
    channel = Channel(one.channel)
    texts = (Text(channel=channel, text=one.snippet), Text(channel=Channel.TITLE, text=one.title))
    kept = tuple(text for text in texts if text.text and text.channel not in _FROM_ADDRESSES)
    return Past(at=one.at, device=one.device, person=one.person, texts=kept)


# --- what is in force ------------------------------------------------------------------------------------------------


def stored_policy(home: Home) -> SchoolPolicy:
    """What the school changed; nothing where there is no store yet. Raises StorageError."""
    if not (home.store / "cases.db").exists():
        return SchoolPolicy()
    with Store.open(home, read_only=True) as store:
        return store.school.load()


def policy_for(home: Home, settings: Settings, libraries: Terms, group: str) -> Policy:
    """What holds for devices in no group, or as if every device were in that one. Raises PolicyError, StorageError."""
    check_group(group, settings, _stored_groups(home, settings))
    return as_group(build_policy(settings, libraries, stored_policy(home)), group)


def _stored_groups(home: Home, settings: Settings) -> tuple[str, ...]:
    if not (home.store / "cases.db").exists():
        return ()
    with Store.open(home, read_only=True) as store:
        return groups_known(store, settings)


def groups_known(store: Store, settings: Settings) -> tuple[str, ...]:
    """The names of all groups and rooms."""
    return tuple(group.name for group in group_names(store, settings))


def as_group(policy: Policy, group: str) -> Policy:
    """The same as if every device were in that group, or with an empty name in none."""
    return dataclasses.replace(policy, rules=policy.group_rules.get(group, policy.rules))


def put_in_force(home: Home) -> str:
    """Tell the running workers that something changed in the store; gives a sentence on how that went."""
    try:
        with Call(home.core_socket, "cli") as core:
            answer = core.ask(AskReload())
    except CoreAwayError:
        return "Lollipop is not running; it holds from the next start on."
    if not isinstance(answer, Done):
        return f"It is stored, but not in force yet: {answer.text if isinstance(answer, Refused) else answer}"
    late = f" Not yet confirmed by: {', '.join(answer.missing)}." if answer.missing else ""
    return f"It is in force after {answer.in_force_ms:.0f} ms.{late}"


def today(now: float) -> str:
    """The day that a new term counts from."""
    return time.strftime("%Y-%m-%d", time.localtime(now))


def tidy(term: OwnTerm) -> OwnTerm:
    """A definition ends with a full stop, as all do."""
    said = " ".join(term.definition.split())
    ends = said if said.endswith((".", "!", "?")) else f"{said}."
    return replace(term, pattern=term.pattern.strip(), definition=ends)
