"""The portal's server."""

from flask import Flask

from appliance.config import Home, Settings
from webui.portal.app import create_app
from webui.portal.door import Door
from webui.serving import WebServer


class PortalServer(WebServer):
    """Serves the portal."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._door = Door(home=home, settings=settings)
        super().__init__("lollipop-portal", settings.portal.listen, settings.portal.port)

    def load(self) -> Flask:
        return create_app(self._door)
