from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography import x509

from appliance import ca
from appliance.config import Confide, Home, School, Settings
from tests.running import free_ports
from tests.webui.portal.given import NOW, PortalCore, Pupil
from webui.portal.app import create_app
from webui.portal.door import Door


@pytest.fixture
def settings() -> Settings:
    """Nothing answers at the port of Confide."""
    return Settings(school=School(name="St Aidan’s Primary"), confide=Confide(port=free_ports(1)[0]))


@pytest.fixture
def core(home: Home) -> Iterator[PortalCore]:
    with PortalCore(home) as core:
        yield core


@pytest.fixture
def pupil(home: Home, settings: Settings, core: PortalCore) -> Pupil:
    return Pupil(create_app(Door(home=home, settings=settings, now=lambda: NOW)).test_client())


@pytest.fixture
def authority(home: Home) -> x509.Certificate:
    now = datetime.now(UTC)
    made = ca.make(home, "St Aidan’s", now)
    home.certificate.write_text(ca.export(home, now))
    return made.certificate
