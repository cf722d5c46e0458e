"""gunicorn around the app: one process with threads, because every open console keeps one connection for its feed."""

import shlex

from flask import Flask
from gunicorn.app.base import BaseApplication

from appliance.config import Home, Settings
from appliance.store import Store
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed
from webui.worker import ConsoleWorker

THREADS = 64
CONNECTIONS = 512  # well below the usual limit of 1024 open files
STOP_SECONDS = 1
BUSY_SECONDS = 2.0
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
            "worker_connections": CONNECTIONS,
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


def practice_line(home: Home, settings: Settings) -> str:
    """The command that fetches the practice page through the proxy."""
    proxy = settings.proxy
    host = f"[{proxy.listen}]" if ":" in proxy.listen else proxy.listen
    certificate = shlex.quote(str(home.certificate))
    return f"curl --proxy http://{host}:{proxy.port} --cacert {certificate} {PRACTICE_ADDRESS}"
