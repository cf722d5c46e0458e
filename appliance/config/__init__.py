"""Settings: one TOML file, read once at the edge into frozen types. `docs/settings.md` names every key."""

from appliance.config.home import Home, default_home
from appliance.config.kinds import Port, Positive
from appliance.config.network import Addresses, Dhcp, Names, Network
from appliance.config.people import ActionRule, Group, NamedDevice, Sensitivity, SignIn
from appliance.config.services import (
    Access,
    Confide,
    Console,
    Evidence,
    Fold,
    Helpers,
    Inspect,
    Libraries,
    MiB,
    Portal,
    Proxy,
    Publisher,
    School,
    Sites,
    Spool,
)
from appliance.config.settings import Settings, load, parse

__all__ = [
    "Access",
    "ActionRule",
    "Addresses",
    "Confide",
    "Console",
    "Dhcp",
    "Evidence",
    "Fold",
    "Group",
    "Helpers",
    "Home",
    "Inspect",
    "Libraries",
    "MiB",
    "NamedDevice",
    "Names",
    "Network",
    "Port",
    "Portal",
    "Positive",
    "Proxy",
    "Publisher",
    "School",
    "Sensitivity",
    "Settings",
    "SignIn",
    "Sites",
    "Spool",
    "default_home",
    "load",
    "parse",
]
