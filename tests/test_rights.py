"""Who may do what in a box's home, compared path by path and user by user with what the kernel says."""

import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Evidence, Home, Proxy, Settings
from appliance.errors import ConfigError
from appliance.rights import GROUPS, RUNS_AS, differences, make_folders, of_this_box, table
from tests.lab.box import NUMBERS

SETTINGS = Settings(proxy=Proxy(workers=2))
CORE, WEB, PORTAL, CONFIDE = "core", "web", "portal", "confide"
MAIL, HELPERS, PROXY, WATCH = "mail", "helpers", "worker", "watch"
EVERYBODY = {CORE, WEB, PORTAL, CONFIDE, MAIL, HELPERS, PROXY, WATCH}

# Path → who reads it, who writes to it (of a folder: who adds to it and takes away).
WANTED: dict[str, tuple[set[str], set[str]]] = {
    "": (EVERYBODY, set()),
    "lollipop.toml": (EVERYBODY, set()),
    "lollipop-ca.pem": (EVERYBODY, set()),
    "helper.crx": (EVERYBODY, set()),
    "room-kept-for-when-the-disk-is-full": (set(), set()),
    "something": (set(), set()),
    "chosen": (EVERYBODY, {CORE}),
    "chosen/chosen.json": (EVERYBODY, {CORE}),
    "ca": ({CONFIDE, HELPERS, PROXY}, set()),
    "ca/ca.pem": ({CONFIDE, HELPERS, PROXY}, set()),
    "store": ({CORE, WEB, MAIL}, {CORE, WEB, MAIL}),
    "store/cases.db": ({CORE, WEB, MAIL}, {CORE, WEB, MAIL}),
    "store/core.running": ({CORE}, {CORE}),
    "confide": ({CORE, WEB, CONFIDE}, {CORE, WEB, CONFIDE}),
    "confide/confide.db": ({CORE, WEB, CONFIDE}, {CORE, WEB, CONFIDE}),
    "keys": (EVERYBODY, set()),
    "keys/audit.key": ({CORE, WEB, MAIL}, {CORE}),
    "keys/audit-sign.pem": ({CORE, WEB}, {CORE}),
    "keys/confide-chain.key": ({CORE, WEB, CONFIDE}, {CONFIDE}),
    "keys/confide-receipts.key": ({CONFIDE}, {CONFIDE}),
    "keys/sign-in.key": ({WEB}, {WEB}),
    "keys/school-id": ({CORE}, {CORE}),
    "keys/evidence.key": ({WEB}, {WEB}),
    "keys/evidence.pub": ({CORE, WEB, HELPERS}, set()),
    "keys/evidence-names": ({CORE, WEB, HELPERS}, set()),
    "keys/licensed.key": ({WEB, HELPERS, PROXY}, set()),
    "keys/addresses.key": ({WEB, HELPERS, PROXY}, set()),
    "keys/extension.pem": (set(), set()),
    "keys/one-of-tomorrow": (set(), set()),
    "keys/mail": ({WEB, MAIL}, {WEB}),
    "keys/mail/mail.json": ({WEB, MAIL}, {WEB}),
    "licensed": ({WEB, HELPERS, PROXY}, set()),
    "licensed/terms.encrypted": ({WEB, HELPERS, PROXY}, set()),
    "libraries": (EVERYBODY, {WEB}),
    "categories": (EVERYBODY, {CORE}),
    "installers": (EVERYBODY, set()),
    "photos": ({WEB, PORTAL}, {WEB}),
    "photos/7.jpg": ({WEB, PORTAL}, {WEB}),
    "school": ({CORE, WEB}, {WEB}),
    "school/logo.png": ({CORE, WEB}, {WEB}),
    "uploads": ({WEB}, {WEB}),
    "uploads/1/people.csv": ({WEB}, {WEB}),
    "sent": ({WEB}, {WEB}),
    "sent/update.raucb": ({WEB}, {WEB}),
    "updates": ({CORE}, {CORE}),
    "updates/new.raucb": ({CORE}, {CORE}),
    "evidence": ({CORE, WEB, HELPERS}, {CORE, WEB, HELPERS}),
    "evidence/ab/cd": ({CORE, WEB, HELPERS}, {CORE, WEB, HELPERS}),
    "evidence/ab/cd/abcd": ({CORE, WEB, HELPERS}, set()),
    "run": (EVERYBODY, {CORE}),
    "run/mail.lock": ({MAIL}, {MAIL}),
    "run/helpers": ({WEB, HELPERS}, {HELPERS}),
    "run/network": ({CORE}, set()),
    "run/machine": ({CORE}, set()),
    "spool": (EVERYBODY, set()),
    "spool/worker-1": ({CORE, PROXY}, {CORE, PROXY}),
    "spool/worker-1/1.seg": ({CORE, PROXY}, {PROXY}),
    "spool/worker-9/1.seg": ({CORE, PROXY}, {PROXY}),
    "spool/helpers/1.seg": ({CORE, HELPERS}, {HELPERS}),
    "spool/watch/1.seg": ({CORE, WATCH}, {WATCH}),
}
_MADE = {"libraries", "categories", "installers", "run/helpers", "run/network", "run/machine"}  # by make_folders
_FOLDERS = _MADE | {str(parent) for path in WANTED for parent in Path(path).parents}
FILES = [path for path in WANTED if path and path not in _FOLDERS]


pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")


@pytest.fixture
def top() -> Iterator[Path]:
    """A folder that other users may enter: pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="lollipop-rights-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def home(top: Path) -> Home:
    """Everything that is in the table, as root made it: with all that the umask gives."""
    home = Home(top / "lollipop")
    for path in (home.root / name for name in FILES):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return home


def mended(home: Home, settings: Settings = SETTINGS) -> list[str]:
    make_folders(home, settings, NUMBERS)
    return list(differences(home, settings, NUMBERS, mend=True))


def allowed(home: Home, process: str) -> dict[str, str]:
    """Path → which of `r` and `w` the kernel gives that process, with its groups and no right besides."""
    user = RUNS_AS[process]
    groups = ",".join(str(NUMBERS.groups[name]) for name in GROUPS[user])
    first = groups.partition(",")[0]
    script = 'for one; do r=; w=; [ -r "$one" ] && r=r; [ -w "$one" ] && w=w; echo "$r$w"; done'
    paths = [str(home.root / name) for name in WANTED]
    as_user = ["setpriv", f"--reuid={NUMBERS.users[user]}", f"--regid={first}", f"--groups={groups}"]
    done = subprocess.run(
        [*as_user, "--bounding-set=-all", "--inh-caps=-all", "sh", "-c", script, "sh", *paths],
        capture_output=True, text=True, timeout=20, check=True,
    )  # fmt: skip
    return dict(zip(WANTED, done.stdout.split("\n"), strict=False))


@pytest.mark.parametrize("process", sorted(EVERYBODY))
def test_each_process_reads_and_writes_what_is_its_own_and_nothing_else(home: Home, process: str) -> None:
    mended(home)
    wanted = {path: "r" * (process in reads) + "w" * (process in writes) for path, (reads, writes) in WANTED.items()}
    assert allowed(home, process) == wanted


def test_every_line_of_the_table_is_looked_at(home: Home) -> None:
    lines = {str(right.path.relative_to(home.root)) for right in table(home, SETTINGS)}
    looked_at = {path or "." for path in WANTED} | {"spool/worker-2", "spool/worker-9", "spool/helpers", "spool/watch"}
    assert lines - looked_at == {"helper.json"}, "as helper.crx"


def test_no_two_processes_are_one_user() -> None:
    users = [user for process, user in RUNS_AS.items() if process in EVERYBODY]
    assert len(set(users)) == len(users) == len(GROUPS)


def test_nothing_is_open_to_strangers(home: Home) -> None:
    mended(home)
    for path in (home.root, *home.root.rglob("*")):
        if path != home.certificate:
            assert not path.stat().st_mode & 0o007, path


def test_what_was_mended_is_told_and_needs_no_second_mending(home: Home) -> None:
    first = mended(home)
    assert any("cases.db" in line and "lollipop:lollipop-store 0660" in line for line in first)
    assert mended(home) == []
    (home.keys / "sign-in.key").chmod(0o644)
    assert [line for line in differences(home, SETTINGS, NUMBERS) if "sign-in.key was" in line]
    assert stat.S_IMODE((home.keys / "sign-in.key").stat().st_mode) == 0o644, "to look changes nothing"
    assert len(mended(home)) == 1


def test_what_each_of_a_group_makes_stays_theirs(home: Home) -> None:
    mended(home)
    journal = home.store / "cases.db-journal"
    journal.write_text("x")
    os.chown(journal, NUMBERS.users["lollipop-web"], NUMBERS.groups["lollipop-store"])
    journal.chmod(0o660)
    assert mended(home) == []
    os.chown(journal, NUMBERS.users["lollipop-portal"], NUMBERS.groups["lollipop-store"])
    assert len(mended(home)) == 1


@pytest.fixture
def elsewhere(top: Path) -> Iterator[Path]:
    path = top / "shadow"
    path.write_text("root's")
    path.chmod(0o600)
    yield path
    found = path.stat()
    assert (found.st_uid, stat.S_IMODE(found.st_mode)) == (0, 0o600)


def test_root_gives_away_nothing_that_a_link_leads_to(home: Home, elsewhere: Path) -> None:
    (home.spool / "worker-1" / "2.seg").symlink_to(elsewhere)
    (home.spool / "worker-1" / "up").symlink_to(elsewhere.parent)
    said = mended(home)
    assert len([line for line in said if "is a link" in line]) == 2


def test_nor_a_file_that_has_another_name(home: Home, elsewhere: Path) -> None:
    os.link(elsewhere, home.spool / "worker-1" / "2.seg")
    assert [line for line in mended(home) if "is a link" in line]


def test_a_link_in_place_of_a_folder_of_the_table_is_not_followed(home: Home, top: Path) -> None:
    other = top / "other"
    other.mkdir(mode=0o700)
    (home.spool / "worker-7").symlink_to(other)
    mended(home)
    assert (other.stat().st_uid, stat.S_IMODE(other.stat().st_mode)) == (0, 0o700)


def test_pictures_on_another_disk_are_given_rights_too(home: Home, top: Path) -> None:
    disk = top / "disk" / "pictures"
    settings = Settings(evidence=Evidence(folder=str(disk)))
    mended(home, settings)
    assert stat.S_IMODE(disk.stat().st_mode) == 0o2770
    (disk / "ab").mkdir()
    (disk / "ab").chmod(0o755)
    assert any("disk/pictures/ab was" in line for line in mended(home, settings))


def test_a_folder_elsewhere_that_is_somebody_elses_is_left_alone(home: Home, top: Path) -> None:
    other = top / "other"
    other.mkdir(mode=0o700)
    mended(home, Settings(evidence=Evidence(folder=str(other))))
    assert (other.stat().st_uid, stat.S_IMODE(other.stat().st_mode)) == (0, 0o700)


def test_a_machine_without_our_users_is_no_box() -> None:
    with pytest.raises(ConfigError, match=r"site\.yml makes its users"):
        of_this_box()
