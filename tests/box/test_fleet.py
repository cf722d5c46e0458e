"""Many boxes, one command: waves, the first that does not come up well, and the table.

The boxes are Debian 13 with real SSH and its settings from `provisioning/`; what they say of themselves is a stand-in
of a few lines, so that a wave takes seconds. In `test_fleet_for_real.py` nothing is a stand-in.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.box import layers
from tests.box.layers import ROOT
from tests.box.trust import Trust

pytestmark = pytest.mark.timeout(900)

# Says what stands in the release, and is well unless the release or the box says otherwise.
_LOLLIPOP = """#!/bin/sh
cd /opt/lollipop/app
case "$1" in
--version) echo "lollipop, version $(sed -n 's/^__version__ = "\\(.*\\)"/\\1/p' appliance/__init__.py)" ;;
healthy) cat says /data/says 2>/dev/null; ! test -e ill -o -e /data/ill ;;
esac
"""
_PROVISION = "#!/bin/sh\necho once >>/data/provisioned\n"
_TARGET = "[Unit]\nDescription=Lollipop\n"


def release(version: str, **more: str) -> dict[str, str]:
    return {"appliance/__init__.py": f'__version__ = "{version}"\n', **more}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A layer with version 1.0 on it."""
    folder = tmp_path_factory.mktemp("school")
    folder.chmod(0o755)
    hardening = ROOT / "provisioning/roles/hardening/files"
    files = {
        "usr/local/bin/lollipop": _LOLLIPOP,
        "usr/local/bin/lollipop-provision": _PROVISION,
        "etc/systemd/system/lollipop.target": _TARGET,
        "etc/ssh/sshd_config.d/00-lollipop.conf": (hardening / "sshd.conf").read_text(),
        "etc/systemd/system/ssh.service.d/20-lollipop.conf": (hardening / "ssh.conf").read_text(),
        **{f"opt/lollipop/app/{name}": text for name, text in release("1.0").items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755 if text.startswith("#!") else 0o644)
    (folder / "data").mkdir()
    return folder


@pytest.fixture
def trust(school: Path) -> Iterator[Trust]:
    with Trust(3, [school, layers.base()]) as started:
        yield started


def versions(trust: Trust) -> list[str]:
    return [box.say("lollipop", "--version").split()[-1] for box in trust.boxes]


def test_every_box_gets_the_version_in_waves(trust: Trust) -> None:
    trust.release("1.1", release("1.1"))
    done = trust.renew("1.1", fleet_waves=[1, 2])
    assert done.status == 0, done.text
    assert [line[:4] for line in done.table][:1] == [("school1", "1.0", "1.1", "renewed")]
    assert done.how() == dict.fromkeys(trust.names, "renewed")
    assert versions(trust) == ["1.1"] * 3
    assert done.text.count("PLAY [A wave]") == 2

    again = trust.renew("1.1")
    assert again.status == 0
    assert again.how() == dict.fromkeys(trust.names, "well")
    assert all((box.root / "data/provisioned").read_text() == "once\n" for box in trust.boxes)


def test_the_first_that_is_not_well_stops_it_and_goes_back(trust: Trust) -> None:
    trust.release("1.1", release("1.1", ill="", says="MEND  A page through worker 1: status 502\n"))
    done = trust.renew("1.1", fleet_waves=[1, 2], fleet_well_within=1)
    assert done.status != 0
    assert len(done.table) == 1
    assert done.table[0][:4] == ("school1", "1.0", "1.0", "failed")
    assert "A page through worker 1: status 502" in done.table[0][4]
    assert versions(trust) == ["1.0"] * 3
    assert not any((trust[name].root / "data/provisioned").exists() for name in ("school2", "school3"))


@pytest.mark.soak
def test_a_box_that_is_away_or_unwell_is_left_and_the_others_go_on(trust: Trust) -> None:
    trust["school1"].say("systemctl", "stop", "ssh.service")
    (trust["school2"].root / "data/ill").touch()
    (trust["school2"].root / "data/says").write_text('=cmd("x"),\nMEND  The console answers (status 500)\n')
    trust.release("1.1", release("1.1"))
    done = trust.renew("1.1", fleet_waves=[1], fleet_reached_within=3)
    assert done.status == 0, done.text
    assert done.how() == {"school1": "not reached", "school2": "not well before", "school3": "renewed"}
    said = done.table[1][4]
    assert said.startswith("'=cmd('x'),")
    assert said.endswith("The console answers (status 500)")
    assert versions(trust) == ["1.0", "1.0", "1.1"]


@pytest.mark.soak
def test_looking_changes_nothing(trust: Trust) -> None:
    done = trust.renew("", "--tags", "look")
    assert done.status == 0, done.text
    assert [line[:4] for line in done.table] == [(name, "1.0", "1.0", "well") for name in trust.names]
    assert versions(trust) == ["1.0"] * 3


@pytest.mark.soak
def test_a_box_with_another_host_key_is_not_touched(trust: Trust) -> None:
    known = trust.folder / "known_hosts"
    lines = known.read_text().splitlines()
    known.write_text(
        "\n".join(
            [
                lines[0].replace("AAAAC3NzaC1lZDI1NTE5AAAAI", "AAAAC3NzaC1lZDI1NTE5AAAAIB", 1)[: len(lines[0])],
                *lines[1:],
            ]
        )
    )
    done = trust.renew("", "--tags", "look", fleet_reached_within=3)
    assert done.how() == {"school1": "not reached", "school2": "well", "school3": "well"}


@pytest.mark.soak
@pytest.mark.parametrize("version", ["", "latest", "1", "1.1; rm -rf /"])
def test_what_is_no_version_is_refused_before_a_box_is_asked(trust: Trust, version: str) -> None:
    done = trust.renew(version)
    assert done.status != 0
    assert done.table == ()
    assert "Say which version" in done.text


@pytest.mark.soak
def test_a_release_that_is_not_there_or_says_another_version(trust: Trust) -> None:
    assert trust.renew("1.1").table == ()
    trust.release("1.1", release("1.0.9"))
    done = trust.renew("1.1")
    assert done.how() == {"school1": "failed"}
    assert versions(trust) == ["1.0"] * 3
