from ipaddress import ip_address

import pytest

from appliance.access.private import PRIVATE4, PRIVATE6


@pytest.mark.parametrize(
    "address",
    """127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 169.254.169.254 0.0.0.0 255.255.255.255
    224.0.0.251 ::1 :: ::ffff:10.0.0.1 fc00::1 fd12::1 fe80::1 ff02::fb 64:ff9b::10.0.0.1""".split(),  # noqa: SIM905  # addresses read best as words
)
def test_what_is_never_the_internet(address: str) -> None:
    assert any(ip_address(address) in network for network in (*PRIVATE4, *PRIVATE6))


@pytest.mark.parametrize(
    "address", ["172.15.0.1", "172.32.0.1", "100.128.0.1", "93.184.215.14", "2606:2800::1", "64:ff9b::808:808"]
)
def test_what_is_the_internet(address: str) -> None:
    assert not any(ip_address(address) in network for network in (*PRIVATE4, *PRIVATE6))
