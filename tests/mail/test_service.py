"""The process itself: killed in the middle, started twice, and without a store."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from appliance.config import Home
from appliance.errors import StorageError
from appliance.mail.service import alone
from appliance.store import Store
from tests.core.samples import wait_for
from tests.mail.post_office import PostOffice
from tests.mail.school import letter, set_up

MAILS = 30


@contextmanager
def mail_process(home: Home) -> Iterator["subprocess.Popen[str]"]:
    environment = os.environ | {"LOLLIPOP_HOME": str(home.root)}
    command = [sys.executable, "-m", "appliance.mail"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stderr
        process.stderr.close()


def test_killed_again_and_again_it_loses_nothing(home: Home, store: Store, office: PostOffice) -> None:
    set_up(home, store, office)
    office.slow_seconds = 0.02
    store.outbox.add([letter(number) for number in range(MAILS)], time.time())
    for kill_after in (2, 9, 17):
        with mail_process(home) as process:
            wait_for(lambda n=kill_after: len(office.taken) >= n, f"{kill_after} mails", 30)  # type: ignore[misc]
            process.send_signal(signal.SIGKILL)
            process.wait()
    with mail_process(home):
        wait_for(lambda: store.outbox.state().waiting == 0, "everything sent", 30)
    subjects = [message["Subject"] for message in office.taken]
    assert set(subjects) == {f"Letter {number}" for number in range(MAILS)}
    # Where it was killed between the server's yes and our note of it, a mail comes twice, under the same Message-ID.
    assert len({message["Message-ID"] for message in office.taken}) == MAILS
    assert len(subjects) <= MAILS + 3


def test_a_second_one_does_not_start(home: Home, store: Store, office: PostOffice) -> None:
    with mail_process(home) as first, mail_process(home) as second:
        wait_for(lambda: None not in {first.poll(), second.poll()} or first.poll() or second.poll(), "one ends", 20)
        ended = [process for process in (first, second) if process.poll() is not None]
        (loser,) = ended
        assert loser.returncode == 1
        assert loser.stderr
        assert "another mail process is running" in loser.stderr.read()


def test_the_lock_is_free_again_when_its_process_ends(home: Home) -> None:
    lock = alone(home.run / "mail.lock")
    with pytest.raises(StorageError, match="another mail process"):
        alone(home.run / "mail.lock")
    os.close(lock)
    os.close(alone(home.run / "mail.lock"))


def test_it_waits_for_a_store_that_is_not_set_up_yet_and_ends_in_order(home: Home) -> None:
    with mail_process(home) as process:
        wait_for((home.run / "mail.lock").exists, "it runs", 20)
        time.sleep(0.5)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
