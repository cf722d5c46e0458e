"""`site.yml`: a second run changes nothing, `--check` only tells, and what was broken is mended."""

from collections.abc import Iterator

import pytest

from tests.box.container import Container, provisioned

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]

BREAK = {
    "a unit is rewritten": "echo '[Service]' >/etc/systemd/system/lollipop-core.service",
    "a sandbox is gone": "rm /etc/systemd/system/lollipop-.service.d/10-sandbox.conf",
    "a part is stopped": "systemctl stop lollipop-mail.service",
    "Lollipop does not start any more": "systemctl disable lollipop.target",
    "the release is open to others": "chmod -R o+w /opt/lollipop/app/appliance",
    "the release is somebody's": "chown -R nobody /opt/lollipop/app/webui",
    "a setting of the kernel is gone": "rm /etc/sysctl.d/60-lollipop.conf",
    "a command is gone": "rm /usr/local/bin/lollipop",
    "somebody set root's password": "usermod -p '$6$x$y' root",
    "SSH takes passwords": "echo 'PasswordAuthentication yes' >/etc/ssh/sshd_config.d/00-lollipop.conf",
    "a key of SSH lies about": "ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key",
    "a user left a group": "gpasswd -d lollipop-web lollipop-store",
    "another web server was let loose": "systemctl unmask nginx.service",
}


@pytest.fixture(scope="module")
def box() -> Iterator[Container]:
    """Put in order once with the sources as they stand: the kept layer is of `provisioning/` alone."""
    with provisioned() as started:
        assert started.provision().failed == 0
        yield started


def test_a_second_run_changes_nothing(box: Container) -> None:
    run = box.provision()
    assert (run.changed_tasks, run.failed) == ((), 0), run.text[-3000:]


def test_what_was_broken_is_told_and_mended_and_then_all_is_as_before(box: Container) -> None:
    box.say("systemctl", "stop", "lollipop-probe.timer")  # the box's own mending is not what is looked at here
    before = _state(box)
    for what, command in BREAK.items():
        done = box.run("bash", "-c", command)
        assert done.returncode == 0, f"{what}: {done.stderr}"
    broken = _state(box)
    assert broken != before
    told = box.provision("--check")
    assert told.failed == 0, told.text[-3000:]
    assert len(told.changed_tasks) >= 5, "--check tells what it would change"
    assert _state(box) == broken, "--check changes nothing"
    mended = box.provision()
    assert mended.failed == 0, mended.text[-3000:]
    assert _state(box) == before
    again = box.provision()
    assert (again.changed_tasks, again.failed) == ((), 0), again.text[-3000:]


def test_a_plain_debian_is_told_from_a_box(plain: Container) -> None:
    """There `--check` has nothing to compare with, and says so."""
    run = plain.provision("--check")
    assert run.failed == 1
    assert "This is no box yet" in run.text
    assert not (plain.root / "etc/sysusers.d/lollipop.conf").exists()


def _state(box: Container) -> str:
    """What a person would look at: files with owners, modes and contents; who runs, who is in which group."""
    return box.say(
        "bash",
        "-c",
        r"""
        cd /; find etc opt/lollipop/app usr/local/bin -not -name '*.pyc' -not -path '*/__pycache__*' \
            -not -path 'etc/*-' -not -path 'etc/.pwd.lock' -printf '%p %u %g %m %l\n' | sort
        find etc/systemd etc/ssh etc/sysctl.d usr/local/bin etc/group etc/shadow -type f -exec sha256sum {} + | sort
        systemctl is-enabled lollipop.target nginx.service
        systemctl list-units --plain --no-legend --no-pager --state=active 'lollipop-*.service' | cut -d' ' -f1 |
            grep -vE 'probe|watch|backup|update|lists|started' | sort
        """,
        timeout=180,
    )
