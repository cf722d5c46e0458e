"""The image starts as it is, makes /data, and after a power cut it is the same box with all that was acknowledged."""

from pathlib import Path

import pytest

from tests.image.booted import IMAGE, MISSING, X86, Booted, Kind, needs, overlay

pytestmark = needs(*MISSING)
_LOOK = """
echo "state $(timeout 900 systemctl is-system-running --wait)"
systemctl list-units --failed --plain --no-legend | sed 's/^/failed /'
echo "id $(cat /etc/machine-id)"
echo "kept $(cat /data/machine/kept 2>/dev/null)"
for each in / /data /efi /var/log/journal /var/lib/systemd; do
    echo "mount $each $(findmnt -no FSTYPE,OPTIONS $each)"
done
echo "password $(cut -d: -f2 /etc/shadow | grep -c '[$]')"
echo "ssh $(ls /etc/ssh/ssh_host_* 2>/dev/null | wc -l) $(systemctl is-active ssh 2>/dev/null)"
echo "slot $(grub-editenv /efi/EFI/debian/grubenv list | tr '\\n' ' ')"
echo "luks $(cryptsetup status data | sed -n 's/^ *type: *//p')"
echo yes >/data/machine/kept && sync /data/machine/kept && echo "acknowledged"
date -s '+300 days' >/dev/null
sleep 60
echo | timeout 60 openssl s_client -connect 127.0.0.1:4443 >/run/shown 2>/dev/null
echo "ends $(openssl x509 -in /run/shown -noout -checkend 0 2>&1)"
systemctl list-jobs --no-legend | sed 's/^/job /'
systemd-analyze time | sed 's/^/time /'
journalctl -b -p err --no-pager -o cat | tail -n 30 | sed 's/^/error /'
"""


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What was seen in the first start and, after a power cut, in the second."""
    folder = tmp_path_factory.mktemp("box")
    disk = overlay(IMAGE, folder)
    return [seen(disk, folder) for _ in range(2)]


def seen(disk: Path, folder: Path, kind: Kind = X86) -> dict[str, str]:
    """What a start shows: the rest of a line by its first word."""
    with Booted(disk, folder, kind=kind) as box:
        box.wait_until_up()
        text = box.say(_LOOK, 1000)
    found: dict[str, str] = {"all": text}
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "mount":
            word, _, rest = rest.partition(" ")
        found[word] = rest.strip()
    return found


def test_nothing_failed(starts: list[dict[str, str]]) -> None:
    assert [start.get("failed") for start in starts] == [None, None], starts[0]["all"]


def test_data_was_made_and_is_shut(starts: list[dict[str, str]]) -> None:
    assert starts[0]["/data"].startswith("ext4 rw,")
    assert starts[0]["luks"] == "LUKS2"


def test_the_root_cannot_be_written(starts: list[dict[str, str]]) -> None:
    assert starts[0]["/"].startswith("squashfs ro,")


def test_it_is_the_same_box_after_a_power_cut(starts: list[dict[str, str]]) -> None:
    assert starts[0]["kept"] == ""
    assert "acknowledged" in starts[0]
    assert (starts[1]["kept"], starts[1]["id"]) == ("yes", starts[0]["id"])


def test_the_consoles_certificate_is_made_anew_when_the_clock_is_set(starts: list[dict[str, str]]) -> None:
    """By more than a certificate lives."""
    assert "will not expire" in starts[0]["ends"]


def test_nobody_can_log_in(starts: list[dict[str, str]]) -> None:
    assert starts[0]["password"] == "0"
    assert starts[0]["ssh"] == "0 inactive"
