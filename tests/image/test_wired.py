"""Devices browse through the booted image: it is looked at as it comes, then plugged in as a gateway, and then, as
somebody does it in the console, as a bridge. One start for all: the order is that of the file."""

import re
from collections.abc import Iterator
from typing import ClassVar

import pytest

from image.tools import ROOT
from tests.box.look import Look, Say
from tests.image.booted import IMAGE, MISSING, needs
from tests.image.wired import Wired, wired
from tests.lab.internet import SAD
from tests.lab.topology import PUPIL1, PUPIL2, wait_for

PAGE = "https://www.lab.test/"
pytestmark = needs(*MISSING)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    with wired(IMAGE, tmp_path_factory.mktemp("box")) as school:
        school.settle()
        yield school


@pytest.fixture(scope="module")
def gateway(started: Wired) -> Wired:
    started.plug("gateway")
    started.lease()
    return started


@pytest.fixture(scope="module")
def bridge(gateway: Wired) -> Wired:
    gateway.plug("bridge")
    gateway.lease()
    return gateway


class TestImage(Look):
    @pytest.fixture
    def say(self, started: Wired) -> Say:
        return lambda script: started.box.say(script, 300)

    def test_settings_of_the_kernel_are_in_force(self, say: Say) -> None:
        text = (ROOT / "provisioning/roles/hardening/files/sysctl.conf").read_text(encoding="utf-8")
        wanted = dict(line.split(" = ") for line in text.splitlines() if " = " in line)
        said = say(f"sysctl {' '.join(wanted)}")
        assert dict(line.split(" = ") for line in said.splitlines()) == wanted

    def test_the_root_is_read_only_and_data_runs_nothing_as_another(self, say: Say) -> None:
        assert say("findmnt -no OPTIONS /").startswith("ro")
        assert {"nosuid", "nodev"} <= set(say("findmnt -no OPTIONS /data").split(","))


class Browsing:
    """Tests of a box that is plugged in, for a class that has a fixture `school`."""

    network: ClassVar[str]

    def test_devices_have_their_addresses(self, school: Wired) -> None:
        assert any(address.startswith(self.network) for address in school.addresses(PUPIL1))
        assert not {*school.addresses(PUPIL1)} & {*school.addresses(PUPIL2)}

    def test_the_networks_rules_are_in_force(self, school: Wired) -> None:
        assert "lollipop" in school.box.say("nft list tables")

    def test_a_page_comes_through_the_box_and_is_read(self, school: Wired) -> None:
        page = school.fetch(PAGE)
        assert "200" in page.splitlines()[0], page
        assert "Romans" in page
        seen = re.findall(r"(?i)^x-from: (\S+)", page, re.MULTILINE)[0]
        assert f" {seen}/" in school.box.say("ip -o address"), "the site sees the box, and not the device"

    def test_nobody_trusts_the_box_who_has_not_its_certificate(self, school: Wired) -> None:
        page = school.fetch(PAGE, "--cacert", str(school.lab.folder / "roots.pem"))
        assert "self-signed" in page or "issuer" in page, page

    def test_what_a_child_writes_in_distress_becomes_a_capture(self, school: Wired) -> None:
        assert "thank you" in school.fetch("https://www.lab.test/form", "--data-urlencode", f"note={SAD}")
        wanted = {(address, "www.lab.test", "Suicide") for address in school.addresses(PUPIL1)}
        found = lambda: wanted & {tuple(row) for row in school.captures()}  # noqa: E731  # asked often
        wait_for("the capture", lambda: bool(found()), seconds=180, why=school.box.journal)

    def test_a_pause_holds_for_the_one_device(self, school: Wired) -> None:
        done = school.box.lollipop(
            "ban", school.addresses(PUPIL2)[0], "--minutes", "30", "--reason", "Let us talk first."
        )
        assert done.returncode == 0, done.stdout
        wait_for("the pause", lambda: "Romans" not in school.fetch(PAGE, place=PUPIL2), seconds=120)
        assert "Romans" in school.fetch(PAGE)


class TestGateway(Browsing):
    """The box gives the addresses."""

    network = "10.93."

    @pytest.fixture
    def school(self, gateway: Wired) -> Wired:
        return gateway


class TestBridge(Browsing):
    """The school's router gives them, through the box."""

    network = "10.77.0."

    @pytest.fixture
    def school(self, bridge: Wired) -> Wired:
        return bridge
