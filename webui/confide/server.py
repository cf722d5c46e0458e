"""The server of Confide: gunicorn on two ports, plainly and with TLS, with a worker that starts a process a page."""

import ctypes
import logging
import resource
import socket
import ssl
import sys
import time
from datetime import datetime
from ipaddress import ip_address

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from appliance import ca
from appliance.config import Home, Settings
from appliance.errors import CaError
from appliance.languages.catalogue import catalogue
from appliance.languages.choosing import Language
from appliance.leaf import Leaf
from webui.confide.app import create_app
from webui.confide.door import new_door
from webui.confide.hosts import NAME, own_names
from webui.confide.showing import Showing
from webui.confide.where import where
from webui.confide.worker import ConfideWorker

BACKLOG = 512
STOP_SECONDS = 4
LOOK_SECONDS = 5.0
_PR_SET_DUMPABLE = 4
_libc = ctypes.CDLL(None)
_log = logging.getLogger(__name__)


class NoWords(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log without what was asked, by whom, or what an error says: its texts quote what came."""

    def access(self, *_: object) -> None:
        pass

    def exception(self, *_: object, **__: object) -> None:
        error = sys.exception()
        _log.error("%s", where(error) if error else "an error")


class ConfideServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves Confide until SIGTERM or SIGINT. `at_once` is for the worker, as are the methods."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._home = home
        self._settings = settings
        self._leaf = Leaf(certified_names(settings), lambda now: ca.load(home, now))
        self._has_leaf = self._said = False
        self._showing = Showing(home)
        self._next_look = 0.0
        self.at_once = settings.confide.at_once
        super().__init__()

    def load_config(self) -> None:
        chosen = self._settings.confide
        host = f"[{chosen.listen}]" if ":" in chosen.listen else chosen.listen
        for setting, value in {
            "bind": [f"{host}:{chosen.port}", f"{host}:{chosen.tls_port}"],
            "backlog": BACKLOG,
            "worker_class": ConfideWorker,
            "logger_class": NoWords,
            "workers": 1,
            "graceful_timeout": STOP_SECONDS,
            "forwarded_allow_ips": "",  # no front stands before us, so nobody may claim to be one
            "control_socket_disable": True,
            "proc_name": "lollipop-confide",
            "loglevel": "error",
        }.items():
            self.cfg.set(setting, value)

    def load(self) -> Flask:
        """With all that pages need read and made now, for the processes that follow."""
        door = new_door(self._home, self._settings)
        self._showing = door.showing
        app = create_app(door)
        for language in Language:
            catalogue(language)
            app.test_client().get("/", headers={"Host": NAME, "Accept-Language": language.tag})
        app.jinja_env.auto_reload = False
        for template in app.jinja_env.list_templates(extensions=("html",)):
            app.jinja_env.get_template(template)
        return app

    def before_page(self) -> None:
        """Read what the next page's process finds read."""
        self._showing.renew()

    def is_tls(self, listener: socket.socket) -> bool:
        return bool(listener.getsockname()[1] == self._settings.confide.tls_port)

    def context(self) -> ssl.SSLContext | None:
        """What TLS is spoken with; None while the school has no authority, or we may not read it."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_SECONDS
            self._renew()
        return self._leaf.context if self._has_leaf else None

    def _renew(self, now: datetime | None = None) -> None:
        try:
            self._leaf.renew(now)
        except CaError as error:
            if self._has_leaf or not self._said:
                _log.warning("no TLS: %s", error)
            self._said = True
        else:
            self._has_leaf = True


def certified_names(settings: Settings) -> tuple[str, ...]:
    """What devices may call Confide, and the address it listens on, where it is one."""
    listen = ip_address(settings.confide.listen)
    own = () if listen.is_unspecified else (str(listen),)
    return tuple(dict.fromkeys((*own_names(settings), *own)))


def close_to_others() -> None:
    """No dump of this process's memory, and nobody but root looks into it; so it is with all that it starts."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _libc.prctl(_PR_SET_DUMPABLE, 0)
