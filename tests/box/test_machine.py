"""The machine's process in its sandbox, on a real systemd: what it says, and what it may switch."""

import json

import pytest

from appliance import __version__
from tests.box.container import Container
from tests.machine.test_commands import KEY

pytestmark = pytest.mark.timeout(900)

_ASK = """
import asyncio, sys
import msgspec
from appliance.config import default_home
from appliance.machine.commands import Answer, Command
from appliance.wire import Connection

async def ask():
    line = await Connection.open(default_home().machine_socket, Answer)
    line.send(msgspec.json.decode(sys.argv[1], type=Command))
    print(msgspec.json.encode(await asyncio.wait_for(line.receive(), 60)).decode())

asyncio.run(ask())
"""


def ask(box: Container, command: dict[str, object]) -> dict[str, object]:
    """As root in the box."""
    python = ["/opt/lollipop/venv/bin/python3", "-c", _ASK, json.dumps(command)]
    answer: dict[str, object] = json.loads(
        box.say("env", "--chdir=/opt/lollipop/app", "LOLLIPOP_HOME=/data/lollipop", *python, timeout=120)
    )
    return answer


def test_it_sees_the_machine_from_within_its_sandbox(shared_box: Container) -> None:
    shared_box.wait_for("the machine", "test", "-S", "/data/lollipop/run/machine/machine.sock", unit="lollipop-machine")
    looked = ask(shared_box, {"type": "Look"})
    assert (looked["version"], looked["troubles"]) == (__version__, [])
    assert looked["slots"] == [], "a plain Debian has none"
    told = ask(shared_box, {"type": "StartOther"})
    assert told["type"] == "Failed"


def test_ssh_is_on_for_a_key_and_off_without(shared_box: Container) -> None:
    assert shared_box.run("systemctl", "is-active", "ssh").returncode != 0
    assert ask(shared_box, {"type": "LetIn", "keys": [KEY]})["type"] == "Begun"
    shared_box.wait_for("SSH", "systemctl", "is-active", "ssh", unit="ssh")
    assert shared_box.say("stat", "-c", "%U %a", "/data/machine/ssh/authorized_keys") == "root 600"
    assert ask(shared_box, {"type": "LetIn", "keys": []})["type"] == "Begun"
    assert shared_box.run("systemctl", "is-active", "ssh").returncode != 0


def test_the_box_is_well_and_knows_it(shared_box: Container) -> None:
    shared_box.wait_for("a box that is well", "/usr/local/bin/lollipop", "healthy", seconds=300, unit="lollipop-core")
    shared_box.say("/usr/local/bin/lollipop", "healthy", "--after-start", timeout=400)
    said = shared_box.say("/usr/local/bin/lollipop", "healthy", "--after-start", timeout=400)
    assert "practice" not in said, "a version that was well leaves no capture at every start"
    started = shared_box.run("systemctl", "start", "lollipop-update", timeout=120)
    assert started.returncode == 0, shared_box.journal("lollipop-update")
    assert shared_box.lollipop("update", "show").stdout.startswith(f"Version {__version__}")
