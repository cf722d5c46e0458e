"""`helpers`: the process that devices with a helper connect to."""

import asyncio
import logging
import signal

from appliance.access.always_open import always_open as always_open_hosts
from appliance.config import Home, Settings
from appliance.core.spool import SpoolWriter
from appliance.errors import CaError, WireError
from appliance.evidence.vault import vault_of
from appliance.helper_wire import LookAt
from appliance.helpers.certificate import Certificate
from appliance.helpers.core_link import CoreLink
from appliance.helpers.holding import Holding
from appliance.helpers.hub import Hub
from appliance.helpers.keeping import Keeping
from appliance.helpers.listening import listen
from appliance.helpers.orders import Orders
from appliance.helpers.shared import Shared
from appliance.helpers.state import always_open
from appliance.helpers.words import Words
from appliance.keywords.in_force import load_in_force
from appliance.match.terms import Terms
from appliance.model import Event
from appliance.own_process import raise_file_limit
from appliance.wire import Connection, News, Pulse
from appliance.wire import listen as listen_here

logger = logging.getLogger(__name__)

RENEW_EVERY = 60.0
_MiB = 1024 * 1024


class Service:
    """The parts, wired together."""

    def __init__(self, home: Home, settings: Settings, terms: Terms) -> None:
        self._home = home
        self._settings = settings
        self._spool = SpoolWriter(home.spool / "helpers", settings.spool.megabytes * _MiB)
        holding = Holding(home, settings, terms)
        holding.recall()
        self.core = CoreLink(home.core_socket, self._hear, self._pulse)
        self._keeping = keeping = Keeping(vault_of(home, settings))
        shared = Shared(
            settings=settings,
            held=holding.held,
            core=self.core,
            orders=Orders(),
            words=Words(holding.held),
            keeping=keeping,
            always=always_open(settings, always_open_hosts()),
            keep=self._keep,
            spool_bytes=lambda: self._spool.used_bytes,
        )
        self.hub = Hub(shared, holding)
        self.core.told, self.core.joined = self.hub.told, self.hub.joined

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop`. Raises OSError where the port is taken, CaError where there is no authority."""
        raise_file_limit()
        certificate = Certificate(self._home, self._settings)
        certificate.renew()
        server = await listen(self._settings.helpers, certificate.context, self.hub)
        here = await listen_here(self._home.helpers_socket, self._look)
        parts = (self.core.run(), self.hub.look_after(), _renew(certificate), self._keeping.run())
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(part) for part in parts]
                await stop.wait()
                here.close()
                server.close()
                self.hub.end()
                await server.wait_closed()
                await self.core.goodbye()
                for task in tasks:
                    task.cancel()
        finally:
            self._spool.close()

    def _hear(self, news: News) -> None:
        self.hub.hear(news)

    def _pulse(self) -> Pulse:
        return self.hub.pulse()

    def _keep(self, event: Event) -> bool:
        kept = self._spool.offer(event)
        self.core.ring()
        return kept

    async def _look(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A console's line, until it ends. The folder that the socket stands in decides who may ask what is on
        screens: nobody but `helpers` and the console enters it."""
        line: Connection[LookAt] = Connection(reader, writer, LookAt)
        try:
            while (asked := await line.receive()) is not None:
                line.send(self.hub.views(asked))
                await line.drain()
        except (WireError, OSError) as error:
            logger.warning("a console's line: %s", error)
        finally:
            line.close()


async def _renew(certificate: Certificate) -> None:
    while True:
        await asyncio.sleep(RENEW_EVERY)
        try:
            if certificate.renew():
                logger.info("devices are shown a new certificate")
        except CaError as error:
            logger.warning("%s", error)


def _terms(home: Home, settings: Settings) -> Terms:
    found = load_in_force(home, settings)
    for sentence in found.troubles:
        logger.warning("%s", sentence)
    return found.terms


async def serve(home: Home, settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await Service(home, settings, _terms(home, settings)).run(stop)
