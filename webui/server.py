"""gunicorn around the app: one process with threads, because every open console keeps one connection for its feed."""

import contextlib
import ctypes
import shlex
import signal
import socket
from types import FrameType

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn, ThreadWorker

from appliance.config import Home, Settings
from appliance.store import Store
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed

THREADS = 64
STOP_SECONDS = 1
BUSY_SECONDS = 2.0
LINGER_SECONDS = 1.0
LINGER_READS = 16
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
PRACTICE_ADDRESS = "https://practice.lollipop.test/"


class ConsoleServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves the console until SIGTERM or SIGINT."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._home = home
        self._settings = settings
        self.feed = Feed(home.core_socket)
        super().__init__()

    def load_config(self) -> None:
        console = self._settings.console
        host = f"[{console.listen}]" if ":" in console.listen else console.listen
        for setting, value in {
            "bind": f"{host}:{console.port}",
            "worker_class": ConsoleWorker,
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": STOP_SECONDS,
            "forwarded_allow_ips": "",  # no front stands before us, so nobody may claim to be one
            "control_socket_disable": True,
            "proc_name": "lollipop-web",
            "loglevel": "warning",
        }.items():
            self.cfg.set(setting, value)

    def load(self) -> Flask:
        """Called in the serving process, so that the store and the feed's thread are its own."""
        box = Box(
            home=self._home,
            settings=self._settings,
            store=Store.open(self._home, busy_seconds=BUSY_SECONDS),
            feed=self.feed,
            practice_line=practice_line(self._home, self._settings),
        )
        self.feed.start()
        return create_app(box)


class ConsoleWorker(ThreadWorker):  # type: ignore[misc]  # the same
    """Lets the feeds of open consoles, and idle connections, go at once when it is told to stop."""

    def init_process(self) -> None:
        """Where the process that started this one is killed, this one must not keep the console's address."""
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        super().init_process()

    def handle(self, conn: TConn) -> object:
        """gunicorn waits for a client to close its end in the main loop, where one slow client holds up everyone. So
        it is done here, in the connection's own thread; the main loop then finds it closed."""
        keep = super().handle(conn)
        if not keep:
            with contextlib.suppress(OSError):
                self._see_off(conn.sock)
        return keep

    def _see_off(self, connection: socket.socket) -> None:
        """End our side, take what still comes so that the last bytes of the answer are not cut off, and close."""
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(LINGER_SECONDS)
        for _ in range(LINGER_READS if self.alive else 0):
            if not connection.recv(4096):
                break
        connection.shutdown(socket.SHUT_RDWR)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.app.feed.stop()
        self.method_queue.defer(self.murder_keepalived, True)


def practice_line(home: Home, settings: Settings) -> str:
    """The command that fetches the practice page through the proxy."""
    proxy = settings.proxy
    host = f"[{proxy.listen}]" if ":" in proxy.listen else proxy.listen
    certificate = shlex.quote(str(home.certificate))
    return f"curl --proxy http://{host}:{proxy.port} --cacert {certificate} {PRACTICE_ADDRESS}"
