"""The process itself, as root in the gateway: who may command it, what it answers, what stays when it ends."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Home
from appliance.errors import ConfigError, CoreAwayError
from appliance.model import Ban
from appliance.network.commands import Answer, Applied, Apply, Check, Command, Failed, SetBans
from appliance.network.service import NOT_CHOSEN, user_id
from appliance.wire import Connection
from tests.lab.box import CORE_UID, PROXY_UID, as_user
from tests.lab.topology import GATEWAY, INSIDE, PUPIL, PUPIL1, PUPIL2, WEB, Topology, end

SETTINGS = """
[proxy]
on_failure = "{on_failure}"
[network]
inside = "{inside}"
proxy_user = "{proxy}"
core_user = "{core}"
[names]
serve = false
"""


@pytest.fixture(scope="module")
def home(lab: Topology) -> Home:
    home = Home(lab.folder / "home")
    home.root.mkdir(mode=0o755)
    for folder in (home.run, home.network_socket.parent):  # everyone may enter here, so that the socket itself is tried
        folder.mkdir()
        folder.chmod(0o777)
    write(home)
    return home


def write(home: Home, on_failure: str = "safe", inside: str = INSIDE) -> None:
    home.settings.write_text(SETTINGS.format(on_failure=on_failure, inside=inside, proxy=PROXY_UID, core=CORE_UID))


@pytest.fixture
def service(lab: Topology, home: Home) -> Iterator[subprocess.Popen[bytes]]:
    write(home)
    process = start(lab, home)
    yield process
    end(process)
    lab.run(GATEWAY, "nft", "delete", "table", "inet", "lollipop")


def start(lab: Topology, home: Home) -> subprocess.Popen[bytes]:
    process = lab.spawn(
        GATEWAY, sys.executable, "-m", "appliance.network", log="network", env={"LOLLIPOP_HOME": str(home.root)}
    )
    lab.wait_for("network's socket", lambda: listens(home.network_socket), log="network")
    return process


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


async def ask(home: Home, *commands: Command) -> list[Answer]:
    connection: Connection[Answer] = await Connection.open(home.network_socket, Answer)
    answers = []
    for command in commands:
        connection.send(command)
        answers.append(await connection.receive())
    connection.close()
    return [answer for answer in answers if answer is not None]


def ban(*addresses: str, seconds: float = 60) -> Ban:
    now = time.time()
    return Ban(id="1", device="tablet", addresses=addresses, since=now, until=now + seconds, reason="pause", by="staff")


def banned(lab: Topology) -> set[str]:
    """The addresses in the kernel's sets."""
    found = set()
    for name in ("banned4", "banned6"):
        listing = json.loads(lab.run(GATEWAY, "nft", "-j", "list", "set", "inet", "lollipop", name).stdout)
        found |= {each["elem"]["val"] for each in listing["nftables"][1]["set"].get("elem", [])}
    return found


@pytest.mark.network
@pytest.mark.usefixtures("service")
async def test_the_rules_are_in_force_from_the_start(lab: Topology, home: Home) -> None:
    assert await ask(home, Check()) == [Applied(text="the network's rules are in force")]
    with pytest.raises(ConnectionRefusedError):  # turned to a worker, and none is there: safe
        lab.connect(PUPIL1, WEB[0], 443)


@pytest.mark.network
@pytest.mark.usefixtures("service")
async def test_bans_are_replaced_and_kept_when_the_rules_are_applied_anew(lab: Topology, home: Home) -> None:
    await ask(home, SetBans(bans=(ban(*PUPIL[PUPIL1]), ban(*PUPIL[PUPIL2]))))
    assert banned(lab) == {*PUPIL[PUPIL1], *PUPIL[PUPIL2]}
    answers = await ask(home, SetBans(bans=(ban(*PUPIL[PUPIL1]),)), Apply())
    assert [type(answer) for answer in answers] == [Applied, Applied]
    assert banned(lab) == {*PUPIL[PUPIL1]}
    assert await ask(home, Check(), SetBans(bans=())) == [
        Applied(text="the network's rules are in force"),
        Applied(text="0 bans in force"),
    ]


@pytest.mark.network
@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    "change",
    [
        pytest.param("flush ruleset", id="everything flushed"),
        pytest.param("flush chain inet lollipop forward", id="one chain emptied"),
        pytest.param("insert rule inet lollipop turn accept", id="a rule put before ours"),
    ],
)
async def test_a_change_by_someone_else_is_found_and_mended(lab: Topology, home: Home, change: str) -> None:
    await ask(home, SetBans(bans=(ban(*PUPIL[PUPIL1]),)))
    lab.run(GATEWAY, "nft", *change.split())
    assert await ask(home, Check(), Check()) == [
        Failed(text="the network's rules were changed by someone else, and were put back"),
        Applied(text="the network's rules are in force"),
    ]
    assert banned(lab) == {*PUPIL[PUPIL1]}


@pytest.mark.network
@pytest.mark.usefixtures("service")
async def test_a_wrong_ban_leaves_those_in_force(lab: Topology, home: Home) -> None:
    await ask(home, SetBans(bans=(ban(*PUPIL[PUPIL1]),)))
    (answer,) = await ask(home, SetBans(bans=(ban("10.0.0.1 }; flush ruleset; #"),)))
    assert isinstance(answer, Failed)
    assert banned(lab) == {*PUPIL[PUPIL1]}


@pytest.mark.network
@pytest.mark.usefixtures("service")
async def test_wrong_settings_leave_the_rules_in_force(home: Home) -> None:
    write(home, inside="no such; thing")
    failed, still = await ask(home, Apply(), Check())
    assert isinstance(failed, Failed)
    assert "network.inside" in failed.text
    assert isinstance(still, Applied)


@pytest.mark.network
async def test_settings_mended_after_the_start_are_applied_by_themselves(lab: Topology, home: Home) -> None:
    write(home, inside="no such; thing")
    process = start(lab, home)
    (failed,) = await ask(home, Check())
    write(home)
    mended, well = await ask(home, Check(), Check())
    end(process)
    assert isinstance(failed, Failed)
    assert isinstance(mended, Applied)
    assert isinstance(well, Applied)


@pytest.mark.network
async def test_a_box_that_was_just_unpacked_is_well(lab: Topology, home: Home) -> None:
    write(home, inside="")
    process = start(lab, home)
    answers = await ask(home, SetBans(bans=()), Apply(), Check())
    write(home)
    chosen, well = await ask(home, Check(), Check())
    end(process)
    assert {answer.text for answer in answers if isinstance(answer, Applied)} == {NOT_CHOSEN}
    assert len([answer for answer in answers if isinstance(answer, Applied)]) == 3
    assert isinstance(chosen, Applied)
    assert isinstance(well, Applied)
    assert chosen.text == "the network's rules are in force"


@pytest.mark.network
@pytest.mark.usefixtures("service")
async def test_traffic_goes_by_unread_only_where_the_school_chose_so(lab: Topology, home: Home) -> None:
    (refused,) = await ask(home, Apply(redirect=False))
    assert isinstance(refused, Failed)
    assert not lab.answers(PUPIL1, WEB[0], 443)
    write(home, on_failure="open")
    (loud,) = await ask(home, Apply(redirect=False))
    assert "UNREAD" in loud.text
    assert lab.answers(PUPIL1, WEB[0], 443)
    await ask(home, Apply())
    assert not lab.answers(PUPIL1, WEB[0], 443)


@pytest.mark.network
@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("uid", "allowed"),
    [pytest.param(CORE_UID, True, id="core"), pytest.param(PROXY_UID, False, id="a worker that was taken over")],
)
def test_only_core_may_command(home: Home, uid: int, allowed: bool) -> None:
    assert command_as(home, uid) is allowed


@pytest.mark.network
@pytest.mark.usefixtures("service")
def test_the_kernel_says_who_calls_where_the_sockets_mode_was_changed(home: Home) -> None:
    home.network_socket.chmod(0o777)
    assert not command_as(home, PROXY_UID)
    assert command_as(home, CORE_UID)


def command_as(home: Home, uid: int) -> bool:
    """Does a process of that user get an answer to Check?"""
    script = "from tests.network.test_service import check_alone; check_alone()"
    done = subprocess.run(
        [*as_user(uid), sys.executable, "-c", script, str(home.network_socket)],
        capture_output=True, text=True, timeout=20, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return done.stdout.startswith("Applied")


def check_alone() -> None:
    async def talk() -> Answer | None:
        connection: Connection[Answer] = await Connection.open(Path(sys.argv[1]), Answer)
        connection.send(Check())
        return await connection.receive()

    sys.stdout.write(type(asyncio.run(talk())).__name__)


@pytest.mark.network
@pytest.mark.usefixtures("service")
async def test_what_is_no_command_ends_the_connection_alone(home: Home) -> None:
    for noise in (b"\xff" * 64, b"\x00\x00\x00\x05hello", b"\x00\x00\x00\x10\x81\xa4type\xa5Flush"):
        reader, writer = await asyncio.open_unix_connection(str(home.network_socket))
        writer.write(noise)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
    (answer,) = await ask(home, Check())
    assert isinstance(answer, Applied)


@pytest.mark.network
async def test_the_rules_stay_when_it_ends(lab: Topology, home: Home, service: subprocess.Popen[bytes]) -> None:
    service.send_signal(signal.SIGTERM)
    assert service.wait(5) == 0
    assert not home.network_socket.exists()
    assert not lab.answers(PUPIL1, WEB[0], 443)
    with pytest.raises(CoreAwayError):
        await ask(home, Check())


@pytest.mark.parametrize(("name", "number"), [("root", 0), ("61184", 61184)])
def test_a_user_is_a_name_or_a_number(name: str, number: int) -> None:
    assert user_id(name, "network.core_user") == number


def test_a_missing_user_is_named() -> None:
    with pytest.raises(ConfigError, match=r"network\.core_user: there is no user 'nobody-here'"):
        user_id("nobody-here", "network.core_user")
