"""systemd-networkd's files as text: what each way to plug in needs of ports and addresses."""

from appliance.network.layout import Layout

PREFIX = "10-lollipop-"
_QUIET = ("LLMNR=no", "MulticastDNS=no")
_PORT_OF_BRIDGE = ("LinkLocalAddressing=no", *_QUIET)


def files(held: Layout) -> dict[str, str]:
    """Name → text; none where the network is not managed."""
    if not held.inside:
        return {}
    parts = {"gateway": _gateway, "bridge": _bridge, "beside": _beside}[held.mode](held)
    return {f"{PREFIX}{name}": text for name, text in parts.items()}


def _gateway(held: Layout) -> dict[str, str]:
    given = held.addresses
    inside = [f"Address={given.inside}", "ConfigureWithoutCarrier=yes", "IPv6AcceptRA=no", *_QUIET]
    if not held.ipv6:
        inside += ["LinkLocalAddressing=no"]
    elif given.inside6:
        inside += [f"Address={given.inside6}"]
    elif held.outside:
        inside += ["DHCPPrefixDelegation=yes"]
    found = {"inside.network": _network(held.inside, inside)}
    if held.outside:
        found["outside.network"] = _in_school(held, held.outside)
    return found


def _bridge(held: Layout) -> dict[str, str]:
    bridge = ("Bridge", ("STP=no", "ForwardDelaySec=0", "MulticastSnooping=no"))
    return {
        "bridge.netdev": _text(("NetDev", (f"Name={held.bridge}", "Kind=bridge")), bridge),
        "inside.network": _network(held.inside, (f"Bridge={held.bridge}", *_PORT_OF_BRIDGE)),
        "outside.network": _network(held.outside, (f"Bridge={held.bridge}", *_PORT_OF_BRIDGE)),
        "bridge.network": _in_school(held, held.bridge),
    }


def _beside(held: Layout) -> dict[str, str]:
    return {"inside.network": _in_school(held, held.inside)}


def _in_school(held: Layout, link: str) -> str:
    """The box as one of the school's own things. It asks by its hardware address, so that the router can keep one for
    it; a gateway asks for a prefix to hand on even where nobody says that there is one."""
    given = held.addresses
    lines = [f"Address={given.own}", f"Gateway={given.router}"] if given.own else []
    lines += [f"Address={given.own6}", f"Gateway={given.router6}"] if given.own6 and held.ipv6 else []
    asks4, asks6 = not given.own, held.ipv6 and not given.own6
    lines += [f"DHCP={_ASKS[asks4, asks6]}", f"IPv6AcceptRA={'yes' if asks6 else 'no'}", *_QUIET]
    if not held.ipv6:
        lines += ["LinkLocalAddressing=no"]
    wants_prefix = asks6 and held.mode == "gateway" and not given.inside6
    return _text(
        ("Match", (f"Name={link}",)),
        ("Network", lines),
        ("DHCPv4", ("ClientIdentifier=mac", "UseHostname=no")),
        *([("IPv6AcceptRA", ("DHCPv6Client=always",))] if wants_prefix else []),
    )


_ASKS = {(True, True): "yes", (True, False): "ipv4", (False, True): "ipv6", (False, False): "no"}


def _network(link: str, lines: list[str] | tuple[str, ...]) -> str:
    return _text(("Match", (f"Name={link}",)), ("Network", lines))


def _text(*sections: tuple[str, list[str] | tuple[str, ...]]) -> str:
    body = "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections)
    return f"# Written by Lollipop; changes are overwritten.\n{body}"
