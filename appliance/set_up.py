"""What a box needs before its processes start: settings, folders, keys, the school's authority, the stores, and
everybody's rights (decision 0047)."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from appliance import audit_head, ca, rights, room
from appliance.access_changes import begin
from appliance.backup.putting import put_restored
from appliance.categories.illegal import IllegalLists
from appliance.clock import today
from appliance.confide.receipt import secret_of
from appliance.config import Home, Settings, load
from appliance.core.helped.roll import school_id
from appliance.errors import LollipopError
from appliance.evidence.vault import vault_of
from appliance.extension.packing import pack
from appliance.keywords.licensed import Licensed
from appliance.proofs.key import sign_in_key
from appliance.rights import CORE, GROUPS, Numbers
from appliance.store import Store, confide_file
from appliance.store.confide_chain import CHAIN_KEY
from appliance.store.seal import key_of

_MOST_WORKERS = 8
_UMASK = 0o007  # as every unit has it
_SETTINGS = """\
# How this box differs from the defaults. What each setting does: docs/settings.md.
# What was chosen in the console takes the place of what stands here.

[proxy]
listen = ""
transparent = true
workers = {workers}

[console]
tls_port = 4443

[portal]
listen = "::"
port = 80

[helpers]
listen = "::"

[confide]
listen = "::"
tls_port = 443
"""


def first_settings(processors: int) -> str:
    """A box's settings before anybody wrote any, as TOML: it is there for the school's network, with a worker for each
    processor."""
    return _SETTINGS.format(workers=max(1, min(processors, _MOST_WORKERS)))


def make_authority(home: Home, settings: Settings) -> None:
    """Where there is none, and what devices install of it. Raises CaError and OSError."""
    ca.ensure(home, settings.school.name, today())
    home.certificate.write_text(ca.export(home, today()), encoding="ascii")


def make_stores(home: Home) -> None:
    """In this version's form. Raises StorageError."""
    with Store.open(home) as store:
        store.migrate()
        begin(store, time.time())
    confide_file.migrate(home)


@dataclass
class Outcome:
    """Sentences on what was not as it is to be, and was put right; and on what could not be done."""

    changed: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def set_up(home: Home, numbers: Numbers) -> Outcome:
    """As root. Every step is taken, also where one before failed: a box with most of it is better than none.

    What lies in folders that others write to is made as core's user, so that nobody can lead root elsewhere.
    """
    outcome = Outcome()
    _keep_room(home, outcome)
    _put_restored(home, outcome)
    settings = _settings(home, outcome)
    mend = partial(_mend, home, settings, numbers, outcome)
    steps: tuple[tuple[str, Callable[[], object]], ...] = (
        ("The folders", partial(rights.make_folders, home, settings, numbers)),
        ("The lock of mail", partial(_make_empty, home.run / "mail.lock")),
        ("The certificate authority", partial(make_authority, home, settings)),
        *(("The keys", make) for make in _keys(home, settings)),
        ("The browser's helper", partial(pack, home, settings)),
        ("The rights", mend),
        ("The store", partial(_as_core, numbers, partial(make_stores, home))),
        ("The rights", mend),
    )
    for what, step in steps:
        try:
            step()
        except (LollipopError, OSError) as error:
            outcome.troubles.append(f"{what}: {error}")
    return outcome


def _keep_room(home: Home, outcome: Outcome) -> None:
    """Before all else: on a full disk every other step may want some."""
    try:
        outcome.changed.extend(filter(None, [room.keep(home.room)]))
    except OSError as error:
        outcome.troubles.append(f"The room kept aside: {error}")


def _put_restored(home: Home, outcome: Outcome) -> None:
    """A backup that was looked at waits for a moment in which nobody writes."""
    try:
        outcome.changed.extend(filter(None, [put_restored(home)]))
    except (LollipopError, OSError) as error:
        outcome.troubles.append(f"The backup: {error}")


def _settings(home: Home, outcome: Outcome) -> Settings:
    """As written; before anybody wrote any, a box's own. Wrong ones are told by whoever starts with them."""
    try:
        home.root.mkdir(mode=0o750, parents=True, exist_ok=True)
        if not home.settings.exists():
            home.settings.write_text(first_settings(os.cpu_count() or 1), encoding="ascii")
        return load(home)
    except (LollipopError, OSError) as error:
        outcome.troubles.append(str(error))
        return Settings()


def _keys(home: Home, settings: Settings) -> tuple[Callable[[], object], ...]:
    """Each makes a key, where there is none: who uses it may not add to the folder of keys."""
    return (
        partial(key_of, home),
        partial(key_of, home, name=CHAIN_KEY),
        partial(audit_head.public_key, home),
        partial(secret_of, home),
        partial(sign_in_key, home),
        partial(school_id, home),
        vault_of(home, settings).prepare,
        Licensed(home).ensure_key,
        IllegalLists(home).ensure_key,
    )


def _make_empty(path: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _mend(home: Home, settings: Settings, numbers: Numbers, outcome: Outcome) -> None:
    outcome.changed.extend(rights.differences(home, settings, numbers, mend=True))


def _as_core(numbers: Numbers, step: Callable[[], None]) -> None:
    with being(CORE, numbers):
        step()


@contextmanager
def being(user: str, numbers: Numbers) -> Iterator[None]:
    """Meanwhile this process, root's, is that user with its groups."""
    groups = [numbers.groups[name] for name in GROUPS[user]]
    before, umask = os.getgroups(), os.umask(_UMASK)
    os.setgroups(groups)
    os.setegid(groups[0])
    os.seteuid(numbers.users[user])
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(before)
        os.umask(umask)
