"""The certificate that the box shows to helpers, signed by the school's authority."""

from ipaddress import ip_address

from appliance import ca
from appliance.config import Home, Settings
from appliance.leaf import Leaf


class Certificate(Leaf):
    """Makes the authority where there is none yet. Raises CaError."""

    def __init__(self, home: Home, settings: Settings) -> None:
        super().__init__(names_of(settings), lambda now: ca.ensure(home, settings.school.name, now))


def names_of(settings: Settings) -> tuple[str, ...]:
    """What helpers may call the box: names, and the address it listens on, where it is one."""
    listen = ip_address(settings.helpers.listen)
    own = () if listen.is_unspecified else (str(listen),)
    return tuple(dict.fromkeys((*(settings.helpers.names or settings.portal.names), *own)))
