from collections.abc import Callable, Iterator

import pytest

from appliance.config import Home
from appliance.helper_codes import digest_of
from appliance.model import Helper, HelperKind
from appliance.store import Store
from appliance.store.helpers import Enrolment
from tests.webui import primary
from tests.webui.conftest import NOW
from tests.webui.helpers.small_hub import SmallHub

type Enrol = Callable[..., Helper]


@pytest.fixture
def hub(home: Home) -> Iterator[SmallHub]:
    with SmallHub(home) as hub:
        yield hub


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    return primary.fill(store, NOW)


@pytest.fixture
def enrol(store: Store) -> Enrol:
    """A helper as if its device had shown a code: `enrol("tablet-1", mac="02:00:00:00:00:01")`."""
    code, _ = store.helpers.add_code("for all", NOW + 9000, 99, "test", NOW)

    def enrolled(
        name: str, mac: str = "", kind: HelperKind = HelperKind.DESKTOP, at: float = NOW, version: str = "1.0.0"
    ) -> Helper:
        asked = Enrolment(code=digest_of(code), key=name.encode().ljust(32, b"."), kind=kind, name=name,
                          system="Debian 12", client="10.0.0.1", mac=mac)  # fmt: skip
        helper = store.helpers.enrol(asked, at)
        assert helper
        store.helpers.seen(helper.id, at, "10.0.0.1", mac=mac, version=version)
        return helper

    return enrolled
