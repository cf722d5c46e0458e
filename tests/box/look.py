"""What a box is looked at for from inside, in a container and in an image that was started: ports, users, modes,
sandboxes, the kernel. Anything new shows here first."""

import re
from collections.abc import Callable
from typing import ClassVar

import pytest

Say = Callable[[str], str]
"""What lines of a shell say as root in the box. Raises where they fail."""
Port = tuple[str, str]

PORTS: dict[Port, str] = {  # who listens where, before anybody plugged it in
    ("tcp", "127.0.0.1:8000"): "lollipop-web",
    ("tcp", "*:4443"): "lollipop-tls",
    ("tcp", "*:80"): "lollipop-portal",
    ("tcp", "*:443"): "lollipop-confide",
    ("tcp", "*:8002"): "lollipop-confide",
    ("tcp", "*:8443"): "lollipop-helpers",
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
LOOSER = {"lollipop-network.service": 4.0}
OPEN_TO_ALL = {"lollipop-ca.pem"}  # what everybody is handed anyway


class Look:
    """Tests of a box, for a class that has a fixture `say`. `ports` are those that may be heard."""

    ports: ClassVar[dict[Port, str]] = PORTS

    def test_no_unit_failed_and_nothing_was_left_out(self, say: Say) -> None:
        assert say("systemctl list-units --state=failed --plain --no-legend --no-pager") == ""
        shown = say("systemctl list-units --plain --no-legend --state=active 'lollipop-*.service'")
        running = {line.split()[0].removeprefix("lollipop-").removesuffix(".service") for line in shown.splitlines()}
        assert running >= {*RUNS_AS}

    @pytest.mark.parametrize(("part", "user"), RUNS_AS.items())
    def test_each_part_runs_as_its_own_user(self, say: Say, part: str, user: str) -> None:
        status = say(f"cat /proc/$(systemctl show lollipop-{part}.service --property=MainPID --value)/status")
        uids = set(re.findall(r"^Uid:\t(\d+)\t(\d+)\t(\d+)\t(\d+)", status, re.MULTILINE)[0])
        assert uids == {say(f"id -u {user}")}
        assert "NoNewPrivs:\t1" in status
        assert "Seccomp:\t2" in status

    def test_nobody_listens_whom_we_do_not_know(self, say: Say) -> None:
        units = {}
        for line in say("ss -Htlnp").splitlines():
            pid = re.findall(r"pid=(\d+)", line)[0]
            heard = re.sub(r"^(0\.0\.0\.0|\[::\]):", "*:", line.split()[3])  # one socket for both, or two
            units["tcp", heard] = say(f"ps -o unit= -p {pid}").strip().removesuffix(".service")
        ours = {key: unit for key, unit in units.items() if not unit.startswith("systemd-")}
        assert ours == {key: unit for key, unit in self.ports.items() if key in ours}
        strangers = {key for key, unit in units.items() if unit.startswith("systemd-")}
        assert all(address.startswith(("127.0.0.53%lo:", "127.0.0.54:")) for _, address in strangers), strangers

    def test_the_sandbox_of_every_unit_is_tight(self, say: Say) -> None:
        """`systemd-analyze security`: 0 is shut, 10 is open."""
        say("systemd-run --quiet --collect --unit=lollipop-backup-server-look sleep 120")
        shown = say("systemctl list-units --plain --no-legend --all 'lollipop-*.service'")
        names = sorted({line.split()[0] for line in shown.splitlines()})
        assert len(names) >= len(RUNS_AS)
        said = say(f"systemd-analyze security --no-pager {' '.join(names)}")
        say("systemctl stop lollipop-backup-server-look")
        scores = re.findall(r"exposure level for (\S+): ([0-9.]+)", said)
        assert {name for name, _ in scores} == {*names}
        loose = {name: float(score) for name, score in scores if float(score) > LOOSER.get(name, 2.5)}
        assert loose == {}

    def test_nobody_but_lollipops_users_reads_what_the_school_has(self, say: Say) -> None:
        there = "find /data -mindepth 1 -path /data/machine -prune -o -perm /o=rw -not -type l -printf '%P\\n'"
        assert {*say(there).splitlines()} == {f"lollipop/{name}" for name in OPEN_TO_ALL}
        for path in ("/data/lollipop", "/data/lollipop-network", "/data/machine"):
            assert say(f"setpriv --reuid=nobody --regid=65534 --clear-groups ls {path} 2>/dev/null || echo no") == "no"

    def test_no_secret_lies_about(self, say: Say) -> None:
        """Private keys anywhere but in the school's own folder, where `lollipop setup` looks after each of them."""
        places = "/etc /opt/lollipop/app/provisioning /usr/local /root /home /srv /var/lib"
        assert say(f"grep -rlE 'BEGIN [A-Z ]*PRIVATE KEY' {places} || true") == ""
        assert say("ls /etc/ssh/ssh_host_* 2>/dev/null || true") == ""

    def test_the_release_is_roots_and_nobody_else_writes_it(self, say: Say) -> None:
        assert say("find /opt/lollipop -not -type l -perm /022 -or -not -user root") == ""
        assert "All is as it should be." in say("lollipop setup --check")

    def test_nobody_logs_in(self, say: Say) -> None:
        for line in say("cat /etc/shadow").splitlines():
            name, secret = line.split(":")[:2]
            assert secret.startswith(("!", "*")), name
        assert say("systemctl is-active ssh.service || true") != "active"
        say("systemctl start ssh.service")  # it is started, and its condition fails
        assert say("systemctl is-active ssh.service || true") == "inactive"

    def test_settings_of_the_network_are_in_force(self, say: Say) -> None:
        wanted = {"net.ipv4.conf.all.accept_redirects": "0", "net.ipv4.conf.default.send_redirects": "0"}
        assert {name: say(f"sysctl -n {name}") for name in wanted} == wanted
