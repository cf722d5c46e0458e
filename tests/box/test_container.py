"""The container itself: Debian's systemd comes up in it, and nothing that it does reaches this machine."""

import os
import time
from pathlib import Path

from tests.box.container import Container, bare


def test_debians_systemd_comes_up_and_no_unit_fails(plain: Container) -> None:
    assert plain.wait_until_up() == "running"
    assert plain.failed_units() == ()
    assert "trixie" in plain.say("cat", "/etc/os-release")


def test_the_release_and_its_packages_are_there(plain: Container) -> None:
    said = plain.say("/opt/lollipop/venv/bin/python3", "-c", "import sys, mitmproxy; print(sys.version)")
    assert said.startswith("3.13.")
    assert (plain.root / "opt/lollipop/app/appliance/wire.py").exists()


def test_what_is_not_the_containers_own_is_shut(plain: Container) -> None:
    """The clock and the kernel's settings are this machine's. Each is tried with what already holds."""
    assert plain.run("date", "--set", time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())).returncode
    here = Path("/proc/sys/kernel/panic").read_text().strip()
    assert plain.run("sysctl", "-w", f"kernel.panic={here}").returncode
    assert plain.run("systemd-run", "--pipe", "--wait", "sysctl", "-w", f"kernel.panic={here}").returncode


def test_the_network_and_its_settings_are_its_own(plain: Container) -> None:
    before = Path("/proc/sys/net/ipv4/ip_forward").read_text()
    other = "0" if before.strip() == "1" else "1"
    plain.say("sysctl", "-w", f"net.ipv4.ip_forward={other}")
    assert Path("/proc/sys/net/ipv4/ip_forward").read_text() == before


def test_nothing_is_left_of_it() -> None:
    with bare() as container:
        pid = container.pid
        (container.root / "etc/left").write_text("x")
        sleeping = container.spawn("sleep", "600", log="sleep")
    assert not Path(f"/proc/{pid}").exists()
    assert sleeping.wait(10) is not None
    assert "lollipop-box-" not in Path("/proc/self/mounts").read_text()
    with bare() as container:
        assert not (container.root / "etc/left").exists()
        assert os.path.lexists(container.root / "etc/machine-id")
