"""Everything forgotten on a booted image: what was stored cannot be read from the disk any more, the box starts anew as
one that nobody has used, and a power cut right after the press changes nothing about it."""

from collections.abc import Iterator

import pytest

from tests.image.booted import IMAGE, MISSING, Booted, needs, overlay

pytestmark = needs(*MISSING)
# What the console sends when the word was typed, as the console's own user.
_PRESS = """
cat >/run/press.py <<'PYTHON'
from appliance.config import default_home
from appliance.machine.commands import ForgetEverything
from appliance.wire import AskMachine, Call
with Call(default_home().core_socket, "web", 120) as call:
    call.ask(AskMachine(command=ForgetEverything(word="forget everything"), by="the test"))
    call.hang_up()
PYTHON
setpriv --reuid=lollipop-web --regid=lollipop-web --init-groups env LOLLIPOP_HOME=/data/lollipop \
    PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/opt/lollipop/app /opt/lollipop/venv/bin/python3 /run/press.py
"""
_SECRET = "what a child once wrote"
_ITSELF = """
cryptsetup luksUUID /dev/disk/by-partlabel/data
sha256sum </data/lollipop/lollipop-ca.pem
head -c 64 /dev/disk/by-partlabel/key | sha256sum
cat /etc/machine-id
"""


@pytest.fixture(scope="module")
def forgot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[str], Booted]]:
    """What made the box itself before, and the box after."""
    folder = tmp_path_factory.mktemp("box")
    with Booted(overlay(IMAGE, folder), folder) as box:
        box.wait_until_up()
        box.say("lollipop healthy --quick --within 900", 1000)
        box.say(f"echo '{_SECRET}' >/data/lollipop/kept && sync /data/lollipop/kept")
        before = box.say(_ITSELF).splitlines()
        box.start_anew(_PRESS)
        yield before, box


def test_it_is_another_box(forgot: tuple[list[str], Booted]) -> None:
    before, box = forgot
    box.say("lollipop healthy --quick --within 900", 1000)
    after = box.say(_ITSELF).splitlines()
    assert len(before) == len(after) == 4
    assert not set(before) & set(after)


def test_what_was_stored_is_gone(forgot: tuple[list[str], Booted]) -> None:
    _, box = forgot
    assert box.run("test -e /data/lollipop/kept").returncode == 1
    assert box.run("find /data -name forget-everything | grep .").returncode == 1


def test_nothing_failed(forgot: tuple[list[str], Booted]) -> None:
    _, box = forgot
    assert box.say("systemctl list-units --failed --plain --no-legend") == ""
