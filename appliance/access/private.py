"""Networks that are never the internet: the firewall keeps workers out of them, and workers keep out by themselves."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network

PRIVATE4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
"""Never the internet, by IANA's special-purpose registry (RFC 6890)."""
_NAT64 = int(IPv6Address("64:ff9b::"))
PRIVATE6 = (
    *(IPv6Network(text) for text in ("::/96", "::ffff:0:0/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")),
    # A NAT64 router upstream would bring these back to the private IPv4 addresses inside them (RFC 6052).
    *(IPv6Network((_NAT64 | int(net.network_address), 96 + net.prefixlen)) for net in PRIVATE4),
)
