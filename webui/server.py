"""The console's server."""

import shlex

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from appliance.config import Home, Settings
from appliance.store import Store
from webui.app import create_app
from webui.box import Box
from webui.feed import Feed
from webui.machine import bundles
from webui.serving import WebServer
from webui.uploads import longest_form, streamed

BUSY_SECONDS = 2.0
FRONT = "127.0.0.1"
READERS = 4  # somebody's report must not keep everybody else's pages waiting
PRACTICE_ADDRESS = "https://practice.lollipop.test/"


class ConsoleServer(WebServer):
    """Serves the console."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._home = home
        self._settings = settings
        self.feed = Feed(home.core_socket)
        front = FRONT if settings.console.tls_port else ""
        super().__init__("lollipop-web", settings.console.listen, settings.console.port, front)

    def load(self) -> Flask:
        """Called in the serving process, so that the store and the feed's thread are its own."""
        box = Box(
            home=self._home,
            settings=self._settings,
            store=Store.open(self._home, busy_seconds=BUSY_SECONDS, readers=READERS),
            feed=self.feed,
            practice_line=practice_line(self._home, self._settings),
        )
        self.feed.start()
        bundles.clear(self._home)
        return behind_front(create_app(box), self._settings)

    def longest_form(self, path: str) -> int:
        return longest_form(path)

    def streamed(self, path: str) -> bool:
        return streamed(path)

    def stopping(self) -> None:
        self.feed.stop()


def behind_front(app: Flask, settings: Settings) -> Flask:
    """nginx tells who asks; without it, nobody is believed."""
    if settings.console.tls_port:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # as Flask's manual has it
    return app


def practice_line(home: Home, settings: Settings) -> str:
    """The command that fetches the practice page through the proxy."""
    proxy = settings.proxy
    host = f"[{proxy.listen}]" if ":" in proxy.listen else proxy.listen
    certificate = shlex.quote(str(home.certificate))
    return f"curl --proxy http://{host}:{proxy.port} --cacert {certificate} {PRACTICE_ADDRESS}"
