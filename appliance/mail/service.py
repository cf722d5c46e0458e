"""`mail`: the one process that reaches the school's mail server. It reads the outbox, and nothing tells it what to
send."""

import fcntl
import logging
import os
import signal
import threading
import time
from pathlib import Path

from appliance.config import Home, Settings
from appliance.errors import StorageError
from appliance.mail.sender import Sender
from appliance.mail.token import Tokens
from appliance.mail.writing import Desk
from appliance.store import Store

LOOK_SECONDS = 1.0
STORE_SECONDS = 5.0
log = logging.getLogger("lollipop.mail")


def serve(home: Home, settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Raises StorageError when another one runs, or the store cannot be opened."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    lock = alone(home.run / "mail.lock")
    try:
        with Store.open(home) as store:
            work(Sender(home, store, Desk(store, settings), time.time, Tokens()), stop)
    finally:
        os.close(lock)


def work(sender: Sender, stop: threading.Event) -> None:
    """Look again and again until `stop`. While the store is away, mail waits."""
    begun = False
    while not stop.is_set():
        try:
            if not begun:
                sender.begin()
                begun = True
            sender.round()
        except StorageError as error:
            log.warning("%s", error)
            begun = False
        stop.wait(LOOK_SECONDS if begun else STORE_SECONDS)


def alone(path: Path) -> int:
    """A lock that only one process holds, as a file descriptor: two would send all twice. Raises StorageError."""
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(f"{path.name} cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise StorageError("another mail process is running on this store") from error
    return lock
