"""Settings: one TOML file, read once at the edge into frozen types. `docs/settings.md` names every key."""

from appliance.config.chosen import BRIDGE, Chosen, Filtering, Plugged, filtering_of, is_broken, read_chosen
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
from appliance.config.settings import Settings, load, load_file, load_wish, parse, with_plugged

__all__ = [
    "BRIDGE",
    "Access",
    "ActionRule",
    "Addresses",
    "Chosen",
    "Confide",
    "Console",
    "Dhcp",
    "Evidence",
    "Filtering",
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
    "Plugged",
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
    "filtering_of",
    "is_broken",
    "load",
    "load_file",
    "load_wish",
    "parse",
    "read_chosen",
    "with_plugged",
]
