"""A box in a container, looked at from inside. The kernel's settings as a whole need a kernel of the box's own: the
image's tests look at them."""

import pytest

from tests.box.container import Container
from tests.box.look import Look, Say

pytestmark = pytest.mark.timeout(900)


class TestContainer(Look):
    @pytest.fixture
    def say(self, shared_box: Container) -> Say:
        return lambda script: shared_box.say("sh", "-c", script, timeout=120)
