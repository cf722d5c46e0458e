"""The machine's process in its sandbox, on a real systemd: what it says, and what it may switch."""

import json
import re
import time

import pytest

from appliance import __version__
from appliance.machine.rauc import UNSIGNED
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


_RAUC = """#!/bin/sh
case "$*" in *info*) echo "signature verification failed" >&2; exit 1;; esac
echo '{"compatible": "lollipop-x86", "boot_primary": "rootfs.0", "slots": [
{"rootfs.0": {"bootname": "A", "state": "booted", "boot_status": "good"}},
{"rootfs.1": {"bootname": "B", "state": "inactive", "boot_status": "bad"}}]}'
"""
_SEND = """
import http.client, re, ssl, sys

trust = ssl.create_default_context(cafile="/data/lollipop/lollipop-ca.pem")
trust.check_hostname = False
OURS = {"Host": "lollipop:4443", "Origin": "https://lollipop:4443"}
BEFORE = '--m\\r\\nContent-Disposition: form-data; name="{}"\\r\\n\\r\\n'

def ask(method, path, body=None, **more):
    line = http.client.HTTPSConnection("127.0.0.1", 4443, context=trust, timeout=120)
    line.request(method, path, body, OURS | more)
    answer = line.getresponse()
    return answer, answer.read().decode()

def form(token, pieces):
    yield (BEFORE.format("csrf") + token + "\\r\\n" + BEFORE.format('file"; filename="a')).encode()
    for _ in range(pieces):
        yield bytes(1 << 20)
    yield b"\\r\\n--m--\\r\\n"

answer, _ = ask("POST", sys.argv[1])
cookie = answer.headers["Set-Cookie"].split(";")[0]
_, page = ask("GET", "/machine/updates/file", Cookie=cookie)
token = re.search('name="csrf" value="([0-9a-f]+)"', page[page.index('id="send"'):])[1]
pieces = int(sys.argv[2])
length = str(sum(map(len, form(token, 0))) + (pieces << 20))
kind = "multipart/form-data; boundary=m"
answer, _ = ask("POST", "/machine/updates/file", form(token, pieces), Cookie=cookie, **{
    "Content-Type": kind, "Content-Length": length})
print(answer.status, answer.headers.get("Location"))
"""


def test_a_version_comes_through_nginx_and_is_held_by_nobody(box: Container) -> None:
    """What speaks for RAUC here knows the slots, and finds every signature wrong: a container has neither."""
    megabytes = 200
    (box.root / "usr/bin/rauc").write_text(_RAUC)
    (box.root / "usr/bin/rauc").chmod(0o755)
    (box.root / "etc/rauc").mkdir()
    (box.root / "etc/rauc/system.conf").write_text("[system]\n")
    box.wait_for("a box that is well", "/usr/local/bin/lollipop", "healthy", seconds=300, unit="lollipop-core")
    link = re.search(r"/sign-in/\S+", box.lollipop("sign-in").stdout)
    assert link
    memory = {unit: _most_memory(box, unit) for unit in ("web", "tls", "machine")}
    said = box.say("/opt/lollipop/venv/bin/python3", "-c", _SEND, link[0], str(megabytes), timeout=300)
    assert said == "303 /machine/updates"
    until = time.monotonic() + 60
    while not (work := ask(box, {"type": "Look"})["work"]) or not work["done_at"]:  # type: ignore[index]
        assert time.monotonic() < until
        time.sleep(0.5)
    assert work["failed"] == UNSIGNED  # type: ignore[index]
    assert box.say("find", "/data/lollipop/sent", "/data/machine", "-name", "*.raucb", "-o", "-name", "part") == ""
    grown = {unit: _most_memory(box, unit) - before for unit, before in memory.items()}
    assert max(grown.values()) < 60_000, grown


def _most_memory(box: Container, unit: str) -> int:
    """In KiB: the most that a process of it ever had."""
    main = box.say("systemctl", "show", "--value", "--property=MainPID", f"lollipop-{unit}")
    others = box.say("cat", f"/proc/{main}/task/{main}/children").split()
    status = [box.say("cat", f"/proc/{pid}/status") for pid in (main, *others)]
    return max(int(text.split("VmHWM:")[1].split()[0]) for text in status)
