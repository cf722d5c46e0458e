"""A box, looked at from inside: ports, users, modes, sandboxes, the kernel. Anything new shows here first."""

import re

import pytest

from tests.box.container import Container

pytestmark = pytest.mark.timeout(900)

PORTS = {  # who listens where, before anybody plugged it in
    ("tcp", "127.0.0.1:8000"): "lollipop-web",
    ("tcp", "0.0.0.0:4443"): "lollipop-tls",
    ("tcp", "[::]:4443"): "lollipop-tls",
    ("tcp", "*:80"): "lollipop-portal",
    ("tcp", "*:443"): "lollipop-confide",
    ("tcp", "*:8002"): "lollipop-confide",
    ("tcp", "0.0.0.0:8443"): "lollipop-helpers",
    ("tcp", "[::]:8443"): "lollipop-helpers",
    ("tcp", "*:8080"): "lollipop-worker@1",
    ("tcp", "*:8180"): "lollipop-worker@1",
    ("tcp", "*:8081"): "lollipop-worker@2",
    ("tcp", "*:8181"): "lollipop-worker@2",
}
RUNS_AS = {
    "core": "lollipop",
    "web": "lollipop-web",
    "tls": "www-data",
    "portal": "lollipop-portal",
    "confide": "lollipop-confide",
    "mail": "lollipop-mail",
    "helpers": "lollipop-helpers",
    "worker@1": "lollipop-proxy",
    "worker@2": "lollipop-proxy",
    "network": "root",
    "machine": "root",
}
BOUNDED_ROOT = {"lollipop-network.service", "lollipop-machine.service"}
OPEN_TO_ALL = {"lollipop-ca.pem"}  # what everybody is handed anyway


def test_no_unit_failed_and_nothing_was_left_out(shared_box: Container) -> None:
    assert shared_box.failed_units() == ()
    shown = shared_box.say("systemctl", "list-units", "--plain", "--no-legend", "--state=active", "lollipop-*.service")
    running = {line.split()[0].removeprefix("lollipop-").removesuffix(".service") for line in shown.splitlines()}
    assert running >= {*RUNS_AS}


@pytest.mark.parametrize(("part", "user"), RUNS_AS.items())
def test_each_part_runs_as_its_own_user(shared_box: Container, part: str, user: str) -> None:
    pid = shared_box.say("systemctl", "show", f"lollipop-{part}.service", "--property=MainPID", "--value")
    status = (shared_box.root / f"proc/{pid}/status").read_text()
    uids = set(re.findall(r"^Uid:\t(\d+)\t(\d+)\t(\d+)\t(\d+)", status, re.MULTILINE)[0])
    assert uids == {shared_box.say("id", "-u", user)}
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status


def test_nobody_listens_whom_we_do_not_know(shared_box: Container) -> None:
    heard = {}
    for line in shared_box.say("ss", "-Htlnp").splitlines():
        words = line.split()
        heard["tcp", words[3]] = int(re.findall(r"pid=(\d+)", line)[0])
    units = {key: _unit_of(shared_box, pid) for key, pid in heard.items()}
    ours = {key: unit for key, unit in units.items() if not unit.startswith("systemd-")}
    assert ours == {key: unit for key, unit in PORTS.items() if key in ours}
    strangers = {key for key, unit in units.items() if unit.startswith("systemd-")}
    assert all(address.startswith(("127.0.0.53%lo:", "127.0.0.54:")) for _, address in strangers), strangers


def test_the_sandbox_of_every_unit_is_tight(shared_box: Container) -> None:
    """`systemd-analyze security`: 0 is shut, 10 is open."""
    shown = shared_box.say("systemctl", "list-units", "--plain", "--no-legend", "--all", "lollipop-*.service")
    names = sorted({line.split()[0] for line in shown.splitlines()})
    assert len(names) >= len(RUNS_AS)
    said = shared_box.say("systemd-analyze", "security", "--no-pager", *names, timeout=120)
    scores = re.findall(r"exposure level for (\S+): ([0-9.]+)", said)
    assert {name for name, _ in scores} == {*names}
    loose = {name: float(score) for name, score in scores if float(score) > (4.0 if name in BOUNDED_ROOT else 2.5)}
    assert loose == {}


def test_nobody_but_lollipops_users_reads_what_the_school_has(shared_box: Container) -> None:
    found = shared_box.say("find", "/data", "-perm", "/o=rw", "-not", "-type", "l", "-printf", "%P\n").splitlines()
    assert {path for path in found if path} == {f"lollipop/{name}" for name in OPEN_TO_ALL}
    done = shared_box.as_user("nobody", "ls", "/data/lollipop")
    assert done.returncode


def test_no_secret_lies_about(shared_box: Container) -> None:
    """Private keys anywhere but in the school's own folder, where `lollipop setup` looks after each of them."""
    places = ("/etc", "/opt/lollipop/app/provisioning", "/usr/local", "/root", "/home", "/srv", "/var/lib")
    done = shared_box.run("grep", "-rlE", "BEGIN [A-Z ]*PRIVATE KEY", *places, timeout=120)
    assert done.stdout == ""
    assert shared_box.run("sh", "-c", "ls /etc/ssh/ssh_host_*").returncode


def test_the_release_is_roots_and_nobody_else_writes_it(shared_box: Container) -> None:
    said = shared_box.say(
        "find", "/opt/lollipop", "-not", "-type", "l", "-perm", "/022", "-or", "-not", "-user", "root"
    )
    assert said == ""
    assert "All is as it should be." in shared_box.say("lollipop", "setup", "--check")


def test_nobody_logs_in(shared_box: Container) -> None:
    for line in shared_box.say("cat", "/etc/shadow").splitlines():
        name, secret = line.split(":")[:2]
        assert secret.startswith(("!", "*")), name
    assert shared_box.run("systemctl", "is-active", "ssh.service").stdout.strip() != "active"
    assert shared_box.run("systemctl", "start", "ssh.service").returncode == 0, "it is started, and its condition fails"
    assert shared_box.run("systemctl", "is-active", "ssh.service").stdout.strip() == "inactive"


def test_settings_of_the_network_are_in_force(shared_box: Container) -> None:
    """Those of the kernel as a whole need a kernel of the box's own: the image's tests look at them."""
    wanted = {"net.ipv4.conf.all.accept_redirects": "0", "net.ipv4.conf.default.send_redirects": "0"}
    for name, value in wanted.items():
        assert shared_box.say("sysctl", "-n", name) == value


def _unit_of(box: Container, pid: int) -> str:
    """By the control group, as systemd knows it."""
    return box.say("ps", "-o", "unit=", "-p", str(pid)).strip().removesuffix(".service")
