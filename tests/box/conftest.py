"""Containers for the tests of a box."""

from collections.abc import Iterator

import pytest

from tests.box import container
from tests.box.container import Container


@pytest.fixture(scope="package", autouse=True)
def _can() -> None:
    if why := container.why_not():
        pytest.skip(why)


@pytest.fixture
def plain() -> Iterator[Container]:
    """Debian 13 with the release laid in, and not yet a box."""
    with container.bare() as started:
        yield started


@pytest.fixture
def box() -> Iterator[Container]:
    """A box of one's own, to break."""
    with container.provisioned() as started:
        yield started


@pytest.fixture(scope="module")
def shared_box() -> Iterator[Container]:
    """A box to look at."""
    with container.provisioned() as started:
        yield started
