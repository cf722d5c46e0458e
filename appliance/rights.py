"""Who may do what in a box's home: a table, and the hand that makes it so (decision 0047).

Each process has a user of its own. What one user makes and another needs lies in a folder whose group both are in; the
folder hands its group on (setgid), and what is made inside takes it up (`appliance/modes.py`). What is not in the table
belongs to root alone.
"""

import contextlib
import grp
import os
import pwd
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from appliance.config import Home, Settings
from appliance.errors import ConfigError
from appliance.evidence.vault import folder_of

ROOT, ALL = "root", "lollipop"
CORE, WEB, PORTAL, CONFIDE = "lollipop", "lollipop-web", "lollipop-portal", "lollipop-confide"
MAIL, HELPERS, PROXY, WATCH = "lollipop-mail", "lollipop-helpers", "lollipop-proxy", "lollipop-watch"
OF_CORE = "lollipop-core"  # core's alone: the group by core's own name is everybody's
STORE, TOLD, AUTHORITY = "lollipop-store", "lollipop-told", "lollipop-ca"
LISTS, EVIDENCE = "lollipop-lists", "lollipop-evidence"

RUNS_AS: Mapping[str, str] = MappingProxyType(
    {
        "core": CORE,
        "web": WEB,
        "portal": PORTAL,
        "confide": CONFIDE,
        "mail": MAIL,
        "helpers": HELPERS,
        "worker": PROXY,
        "watch": WATCH,
        "network": ROOT,
        "machine": ROOT,
    }
)
"""Process → the user that systemd starts it as."""

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        CORE: (ALL, OF_CORE, STORE, TOLD, EVIDENCE),
        WEB: (WEB, ALL, STORE, TOLD, LISTS, EVIDENCE),
        PORTAL: (PORTAL, ALL),
        CONFIDE: (CONFIDE, ALL, TOLD, AUTHORITY),
        MAIL: (MAIL, ALL, STORE),
        HELPERS: (HELPERS, ALL, AUTHORITY, LISTS, EVIDENCE),
        PROXY: (PROXY, ALL, AUTHORITY, LISTS),
        WATCH: (WATCH, ALL),
    }
)
"""User → its groups, its own one first. Nobody else is in any of them."""

_FOLDER, _SHARED, _OWN, _WRITE = 0o2750, 0o2770, 0o700, 0o660
_READ, _SECRET, _PUBLIC = 0o640, 0o600, 0o644


@dataclass(frozen=True)
class Right:
    """`mode` is a folder's, and `files` that of what lies in it, however deep; a path without `mode` is a file. Where
    the group writes too, each in it may own what it made."""

    path: Path
    owner: str
    group: str
    mode: int | None
    files: int
    why: str


@dataclass(frozen=True)
class Numbers:
    """Of users and of groups, by name."""

    users: Mapping[str, int]
    groups: Mapping[str, int]

    def of(self, right: Right) -> tuple[int, int]:
        return self.users[right.owner], self.groups[right.group]


def of_this_box() -> Numbers:
    """Raises ConfigError where a user or a group is missing: `provisioning/` makes them."""
    try:
        users = {name: pwd.getpwnam(name).pw_uid for name in (ROOT, *GROUPS)}
        groups = {name: grp.getgrnam(name).gr_gid for name in (ROOT, *sorted({*_groups()}))}
    except KeyError as error:
        raise ConfigError(f"This is no box yet: {error.args[0]}. site.yml makes its users.") from error
    return Numbers(users=users, groups=groups)


def table(home: Home, settings: Settings) -> tuple[Right, ...]:
    """Of nested paths the inner one counts."""
    keys = home.keys
    return (
        Right(home.root, ROOT, ALL, _FOLDER, _SECRET, "everybody enters; root alone adds to it"),
        _file(home.settings, ROOT, ALL, _READ, "every process reads the settings"),
        Right(home.chosen.parent, CORE, ALL, _FOLDER, _READ, "core writes what the console chose, all go by it"),
        _file(home.certificate, ROOT, ALL, _PUBLIC, "the portal and the console hand it out"),
        _file(home.extension, ROOT, ALL, _READ, "the portal hands it out"),
        _file(home.extension.with_suffix(".json"), ROOT, ALL, _READ, "which package that is"),
        Right(home.installers, ROOT, ALL, _FOLDER, _READ, "the portal hands them out, the console names them"),
        _file(home.room, ROOT, ROOT, _SECRET, "given back where the disk is full"),
        Right(home.ca, ROOT, AUTHORITY, _FOLDER, _READ, "who shows certificates signs them"),
        Right(home.store, CORE, STORE, _SHARED, _WRITE, "cases, activity, outbox, accounts"),
        _file(home.store / "core.running", CORE, STORE, _SECRET, "that core runs"),
        Right(home.confide, CONFIDE, TOLD, _SHARED, _WRITE, "sealed: readers' keys open it"),
        Right(keys, ROOT, ALL, 0o750, _SECRET, "each key says who reads it"),
        _file(keys / "audit.key", CORE, STORE, _READ, "who writes to the trail seals the entry"),
        _file(keys / "audit-sign.pem", CORE, WEB, _READ, "core signs the trail's head, the console prints the key"),
        _file(keys / "confide-chain.key", CONFIDE, TOLD, _READ, "who writes to Confide's chain seals the entry"),
        _file(keys / "confide-receipts.key", CONFIDE, CONFIDE, _SECRET, "receipts are made and read in Confide alone"),
        _file(keys / "sign-in.key", WEB, WEB, _SECRET, "the console opens second factors"),
        _file(keys / "school-id", CORE, OF_CORE, _SECRET, "core tells helpers which school this is"),
        _file(keys / "evidence.key", WEB, WEB, _SECRET, "the console alone opens pictures"),
        _file(keys / "evidence.pub", ROOT, EVIDENCE, _READ, "pictures are sealed with it"),
        _file(keys / "evidence-names", ROOT, EVIDENCE, _READ, "pictures are named with it"),
        _file(keys / "licensed.key", ROOT, LISTS, _READ, "the licensed words"),
        _file(keys / "addresses.key", ROOT, LISTS, _READ, "the illegal addresses"),
        Right(home.mail_secrets.parent, WEB, MAIL, _FOLDER, _READ, "the console writes the password, mail uses it"),
        Right(home.licensed, ROOT, LISTS, _FOLDER, _READ, "who looks things up in them"),
        Right(home.libraries, WEB, ALL, _FOLDER, _READ, "the console takes releases up"),
        Right(home.categories, CORE, ALL, _FOLDER, _READ, "fetched as core's user"),
        Right(home.photos, WEB, PORTAL, _FOLDER, _READ, "the console keeps them, the portal shows them"),
        Right(home.school, WEB, OF_CORE, _FOLDER, _READ, "the school's logo: core tells the portal"),
        Right(home.uploads, WEB, WEB, _OWN, _SECRET, "lists of people on their way in"),
        Right(home.sent, WEB, WEB, _OWN, _SECRET, "a version from a browser; machine believes a signature alone"),
        Right(home.updates, CORE, ROOT, _FOLDER, _READ, "fetched at night; machine believes a signature alone"),
        Right(folder_of(home, settings), ROOT, EVIDENCE, _SHARED, _READ, "helpers put, core removes, web opens"),
        Right(home.run, CORE, ALL, _FOLDER, _SECRET, "core's socket"),
        _file(home.run / "mail.lock", MAIL, MAIL, _SECRET, "one mail at a time"),
        Right(home.helpers_socket.parent, HELPERS, WEB, _FOLDER, _SECRET, "the console looks at screens"),
        Right(home.network_socket.parent, ROOT, OF_CORE, _FOLDER, _SECRET, "core commands network"),
        Right(home.machine_socket.parent, ROOT, OF_CORE, _FOLDER, _SECRET, "core commands machine"),
        Right(home.spool, ROOT, ALL, _FOLDER, _SECRET, "one folder for each that appends"),
        *(
            Right(home.spool / name, owner, OF_CORE, _SHARED, _READ, "appends; core reads and deletes")
            for name, owner in _spools(home, settings)
        ),
    )


def _file(path: Path, owner: str, group: str, mode: int, why: str) -> Right:
    return Right(path, owner, group, None, mode, why)


def _spools(home: Home, settings: Settings) -> Iterator[tuple[str, str]]:
    """Also of a worker that is no more: core may not have read the last of it."""
    wanted = {f"worker-{number}" for number in range(1, settings.proxy.workers + 1)}
    former = {path.name for path in home.spool.glob("worker-*") if path.is_dir() and not path.is_symlink()}
    yield from ((name, PROXY) for name in sorted(wanted | former))
    yield from (("helpers", HELPERS), ("watch", WATCH))


def _groups() -> Iterator[str]:
    for groups in GROUPS.values():
        yield from groups


# --- making it so --------------------------------------------------------------------------------------------------


def make_folders(home: Home, settings: Settings, numbers: Numbers) -> None:
    """Those that are missing, with their rights from the first moment on. As root. Raises OSError."""
    for right in table(home, settings):
        if right.mode is None or right.path.is_dir():
            continue
        right.path.mkdir(mode=0o700, parents=True)
        os.chown(right.path, *numbers.of(right))
        right.path.chmod(right.mode)


def differences(home: Home, settings: Settings, numbers: Numbers, mend: bool = False) -> Iterator[str]:
    """A sentence for each path that is not as the table says; with `mend`, as root, it is put right.

    A link is never followed, and a file that also has another name is left as it is: who may write in a folder could
    otherwise have root give away what lies elsewhere.
    """
    rights = {right.path: right for right in table(home, settings)}
    for top in (home.root, *_elsewhere(home, rights, numbers)):
        for path, name, folder in _under(top):
            with contextlib.suppress(FileNotFoundError):  # the processes go on meanwhile
                if wrong := _look(path, name, folder, _right_of(path, rights), numbers, mend):
                    yield wrong


def _elsewhere(home: Home, rights: Mapping[Path, Right], numbers: Numbers) -> Iterator[Path]:
    """Pictures may be on another disk. A folder that somebody else filled is not taken on."""
    for path, right in rights.items():
        inside = home.root in {path, *path.parents}
        if not inside and path.is_dir() and path.stat().st_gid == numbers.groups[right.group]:
            yield path


def _under(top: Path) -> Iterator[tuple[Path, str, int]]:
    """Everything, with a name and the handle of the folder that this name is in."""
    for folder, folders, files, handle in os.fwalk(top, follow_symlinks=False):
        here = Path(folder)
        yield here, ".", handle
        links = (name for name in folders if (here / name).is_symlink())
        yield from ((here / name, name, handle) for name in (*files, *links))


def _right_of(path: Path, rights: Mapping[Path, Right]) -> Right:
    """Its own, or that of the folder it lies in, however deep. What nobody named, where nothing else is to be, is
    root's."""
    found = next(rights[one] for one in (path, *path.parents) if one in rights)
    unnamed = path != found.path and found.files == _SECRET and found.mode != _OWN
    return Right(path, ROOT, ROOT, _OWN, _SECRET, "nobody named it") if unnamed else found


def _look(path: Path, name: str, folder: int, right: Right, numbers: Numbers, mend: bool) -> str:
    """Empty where it is as it should be."""
    found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    if stat.S_ISSOCK(found.st_mode):
        return ""  # made anew by whoever listens
    is_folder = stat.S_ISDIR(found.st_mode)
    if not is_folder and (not stat.S_ISREG(found.st_mode) or found.st_nlink > 1):
        return f"{path} is a link, or no plain file: take it away"
    uid, gid = numbers.of(right)
    mode = right.mode if is_folder and right.mode is not None else right.files
    if found.st_uid in _makers(right, numbers) and path != right.path:
        uid = found.st_uid
    if (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (uid, gid, mode):
        return ""
    if mend:
        _put_right(name, folder, uid, gid, mode)
    was = f"{found.st_uid}:{found.st_gid} {stat.S_IMODE(found.st_mode):04o}"
    return f"{path} was {was}, and is to be {right.owner}:{right.group} {mode:04o}"


def _makers(right: Right, numbers: Numbers) -> set[int]:
    """Who may own what lies there, besides the owner."""
    if right.mode != _SHARED:
        return set()
    return {numbers.users[user] for user, groups in GROUPS.items() if right.group in groups}


def _put_right(name: str, folder: int, uid: int, gid: int, mode: int) -> None:
    """Through a handle: what stood under the name a moment ago may be a link by now."""
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        if stat.S_ISREG(os.fstat(opened).st_mode) and os.fstat(opened).st_nlink > 1:
            return
        os.fchown(opened, uid, gid)  # takes setgid away: so the mode comes after
        os.fchmod(opened, mode)
    finally:
        os.close(opened)
