"""How this machine is."""

import os

from endpoint.desktop.service.health import health


def test_it_says_what_the_machine_says() -> None:
    said = health(3, {os.getuid()})
    assert said.waiting == 3
    assert 0 < said.memory_free < said.memory
    assert 0 < said.disk_free < said.disk
    assert said.uptime > 0
    assert said.applications
    assert len(said.applications) <= 40


def test_nobodys_programs_are_named_where_nobody_is() -> None:
    assert health(0, set()).applications == ()
