"""The smallest `helpers` that speaks the wire: it shows the screens that it is given."""

import asyncio
import threading
from typing import Self

from appliance.config import Home
from appliance.errors import WireError
from appliance.helper_wire import LookAt, View, Views
from appliance.wire import Connection, listen

# A WebP of one point, and a JPEG's first bytes: nobody in the console decodes them.
WEBP = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


class SmallHub:
    """Listens where `helpers` would. What it does not know is away."""

    def __init__(self, home: Home) -> None:
        self._path = home.helpers_socket
        self._loop = asyncio.new_event_loop()
        self.views: dict[str, View] = {}
        self.asked: list[LookAt] = []
        self.silent = False

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        begun = asyncio.run_coroutine_threadsafe(listen(self._path, self._serve), self._loop)
        self._server = begun.result(5)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def show(self, helper: str, thumbnail: bytes = WEBP, **more: object) -> None:
        said = {"application": "Firefox", "title": "Volcanoes", "url": "https://www.bbc.co.uk/bitesize?x=1"} | more
        self.views[helper] = View(helper=helper, here=True, thumbnail=thumbnail, format="webp", **said)  # type: ignore[arg-type]

    async def _end(self) -> None:
        self._server.close()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        self._path.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line: Connection[LookAt] = Connection(reader, writer, LookAt)
        try:
            while (asked := await line.receive()) is not None:
                self.asked.append(asked)
                if not self.silent:
                    line.send(self._answer(asked))
        except WireError:
            return
        finally:
            line.close()

    def _answer(self, asked: LookAt) -> Views:
        away = {one: View(helper=one, here=False, why="Its helper is away.") for one in asked.helpers}
        return Views(views=tuple(self.views.get(one, away[one]) for one in asked.helpers))
