"""Which helpers may connect, and what all of them are told: from the store to `helpers`, whenever it changes."""

import uuid
from collections.abc import Callable

from msgspec.structs import replace

from appliance.config import Home
from appliance.core.hub import Hub, Sent
from appliance.core.store_thread import StoreThread
from appliance.errors import StorageError
from appliance.helper_choices import HelperChoice
from appliance.helper_wire import HelperNews
from appliance.keys import kept
from appliance.model import Helper, Lock
from appliance.store import Store
from appliance.store.rows import HelperRow


class Roll:
    """`locks` gives those in force."""

    def __init__(self, home: Home, store: StoreThread, hub: Hub) -> None:
        self._home = home
        self._store = store
        self._hub = hub
        self._school = ""
        self._helpers: dict[str, Helper] = {}
        self.choice = HelperChoice()
        self.locks: Callable[[], tuple[Lock, ...]] = tuple

    async def load(self) -> tuple[str, ...]:
        """Tell it; gives who did not take it up in time. Raises StorageError."""
        if not self._school:
            self._school = school_id(self._home)
        rows, self.choice = await self._store.run(_read)
        self._helpers = {row.id: row.helper for row in rows}
        return await self._hub.held(self.tell())

    def tell(self) -> Sent:
        """Does not wait."""
        helpers = tuple(self._helpers.values())
        return self._hub.send(
            lambda version: HelperNews(
                version=version, school=self._school, helpers=helpers, locks=self.locks(), watch=self.choice.watch
            )
        )

    def get(self, id_: str) -> Helper | None:
        return self._helpers.get(id_)

    def of_mac(self, mac: str) -> tuple[Helper, ...]:
        """Those that were seen last at that device."""
        return tuple(one for one in self._helpers.values() if mac and one.mac == mac)

    def add(self, helper: Helper) -> None:
        if self._helpers.get(helper.id) != helper:
            self._helpers[helper.id] = helper
            self.tell()

    def moved(self, id_: str, mac: str) -> bool:
        """It was seen at that device; is that new?"""
        helper = self._helpers.get(id_)
        if helper is None or not mac or helper.mac == mac:
            return False
        self.add(replace(helper, mac=mac))
        return True


def school_id(home: Home) -> str:
    """Made once, so that a device knows its school again. Raises StorageError."""
    path = home.keys / "school-id"
    try:
        return kept(path, uuid.uuid4().hex.encode).decode("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{path.name} cannot be read or written") from error


def _read(store: Store) -> tuple[tuple[HelperRow, ...], HelperChoice]:
    return store.helpers.all(), store.choices.get(HelperChoice)
