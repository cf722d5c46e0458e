"""A real systemd-networkd in a lab's place, with a bus of its own: what `networkctl` speaks to there."""

import os
import subprocess

from tests.lab.topology import Topology

TOOLS = ("/lib/systemd/systemd-networkd", "/usr/bin/networkctl", "/usr/bin/dbus-daemon")
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
    <allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/>
    <allow receive_type="signal"/><allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
  </policy>
</busconfig>
"""
_START = """
mkdir -p /run/systemd
mount -t tmpfs tmpfs /run/systemd
mkdir -p /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network: /run/systemd/netif
mount -o remount,ro /sys
exec /lib/systemd/systemd-networkd
"""


def start(lab: Topology, place: str) -> dict[str, str]:
    """Its files go to the place's own /etc/systemd/network. The result is the environment for who speaks to it."""
    (lab.etc(place) / "systemd" / "network").mkdir(parents=True, exist_ok=True)
    path = lab.folder / "bus"
    (lab.folder / "bus.conf").write_text(_BUS.format(path=path))
    lab.spawn(place, "dbus-daemon", f"--config-file={lab.folder / 'bus.conf'}", "--nofork", log="bus")
    lab.wait_for("the bus", path.exists, log="bus")
    environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={path}"}
    lab.spawn(place, "sh", "-euc", _START, log="networkd", env=environment)
    argv = lab.argv(place, "networkctl", "reload")
    lab.wait_for("networkd", lambda: _works(argv, environment), log="networkd")
    return environment


def _works(argv: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(argv, env=os.environ | environment, capture_output=True, timeout=10, check=False)
    return done.returncode == 0
