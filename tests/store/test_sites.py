"""Which site a host belongs to."""

import pytest

from appliance.store.sites import site_of


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.google.com", "google.com"),
        ("google.com", "google.com"),
        ("a.b.c.bbc.co.uk", "bbc.co.uk"),
        ("www.oakfield.leeds.sch.uk", "oakfield.leeds.sch.uk"),
        ("www.service.gov.uk", "service.gov.uk"),
        ("t.co", "t.co"),
        ("www.co.com", "co.com"),
        ("localhost", "localhost"),
        ("10.0.0.1", "10.0.0.1"),
        ("fd00::12", "fd00::12"),
        ("", ""),
    ],
)
def test_hosts_of_one_site_are_together(host: str, site: str) -> None:
    assert site_of(host) == site
