"""On a running box: each process is its own user, and what it made while it ran is where the table says."""

import pytest

from appliance.rights import GROUPS, RUNS_AS
from tests.box.container import Container
from tests.test_rights import EVERYBODY, WANTED

UNITS = {process: f"lollipop-{process}" for process in RUNS_AS if process not in {"worker", "watch"}}
UNITS["worker"] = "lollipop-worker@1"
pytestmark = pytest.mark.timeout(900)
_HOME = "/data/lollipop"


@pytest.fixture(scope="module")
def box(shared_box: Container) -> Container:
    shared_box.wait_for("all of Lollipop", "systemctl", "is-active", *UNITS.values(), seconds=180.0)
    shared_box.wait_for("core's socket", "test", "-S", f"{_HOME}/run/core.sock")
    shared_box.wait_for("a worker's spool", "sh", "-c", f"ls {_HOME}/spool/worker-1/*.seg")
    return shared_box


@pytest.mark.parametrize(("process", "unit"), UNITS.items(), ids=UNITS)
def test_each_process_is_its_own_user_with_its_groups_alone(box: Container, process: str, unit: str) -> None:
    pid = box.say("systemctl", "show", "--value", "--property=MainPID", unit)
    status = dict(line.split(":", 1) for line in box.say("cat", f"/proc/{pid}/status").splitlines())
    user = RUNS_AS[process]
    assert set(status["Uid"].split()) == {box.say("id", "-u", user)}
    if user != "root":
        groups = {box.say("getent", "group", name).split(":")[2] for name in GROUPS[user]}
        assert set(status["Groups"].split()) | set(status["Gid"].split()) == groups


@pytest.mark.parametrize("user", GROUPS)
def test_debian_knows_the_same_groups(box: Container, user: str) -> None:
    assert set(box.say("id", "-nG", user).split()) == {*GROUPS[user]}


def test_what_processes_made_since_is_as_the_table_says(box: Container) -> None:
    said = box.lollipop("setup", "--check")
    assert (said.returncode, said.stdout.strip()) == (0, "All is as it should be."), said.stdout + said.stderr


@pytest.mark.parametrize("process", sorted(EVERYBODY))
def test_each_reads_and_writes_what_is_its_own_and_nothing_else(box: Container, process: str) -> None:
    there = [path for path in WANTED if box.run("test", "-e", f"{_HOME}/{path}").returncode == 0]
    assert {"keys/sign-in.key", "ca/ca.pem", "store/cases.db", "confide/confide.db"} <= {*there}
    script = 'for one; do r=; w=; [ -r "$one" ] && r=r; [ -w "$one" ] && w=w; echo "$r$w."; done'
    as_user = ("setpriv", f"--reuid={RUNS_AS[process]}", f"--regid={GROUPS[RUNS_AS[process]][0]}", "--init-groups")
    paths = [f"{_HOME}/{path}" for path in there]
    said = box.say(*as_user, "--bounding-set=-all", "--inh-caps=-all", "sh", "-c", script, "sh", *paths)
    wanted = {path: "r" * (process in WANTED[path][0]) + "w" * (process in WANTED[path][1]) for path in there}
    assert dict(zip(there, said.replace(".", "").split("\n"), strict=True)) == wanted


def test_nobody_else_enters(box: Container) -> None:
    for path in ("/data/lollipop", "/data/lollipop-network", "/data/machine"):
        assert box.run("setpriv", "--reuid=nobody", "--clear-groups", "--regid=65534", "ls", path).returncode, path
