"""The sockets for network cables that this machine has."""

from pathlib import Path

from appliance.model import Frozen

_LINKS = Path("/sys/class/net")


class NetworkPort(Frozen):
    """`mac` is its hardware address, and may stand on a label; `cable` whether something is at the other end of one,
    `megabits` how fast, 0 where nobody says."""

    name: str
    mac: str
    cable: bool
    megabits: int = 0


def ports(links: Path = _LINKS) -> tuple[NetworkPort, ...]:
    """Real ones by name: no bridge, no loopback, nothing that only software made."""
    try:
        found = sorted(path.name for path in links.iterdir() if (path / "device").exists())
    except OSError:
        return ()
    return tuple(_port(name, links) for name in found)


def has_cable(name: str, links: Path = _LINKS) -> bool:
    """Is it there, and something at the other end of its cable? A port that is down says no."""
    return _read(links / name / "carrier") == "1"


def is_there(name: str, links: Path = _LINKS) -> bool:
    """Whether the machine has it, cable or none."""
    return (links / name).exists()


def _port(name: str, links: Path) -> NetworkPort:
    speed = _read(links / name / "speed")
    cable = has_cable(name, links)
    return NetworkPort(
        name=name,
        mac=_read(links / name / "address"),
        cable=cable,
        megabits=int(speed) if cable and speed.isdigit() else 0,
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
