"""The tabs of the machine's screens."""

from collections.abc import Callable

import pytest

from appliance.duties import Duty
from tests.webui.conftest import Person
from tests.webui.parts import SmallCore


@pytest.mark.parametrize(("duty", "forgets"), [(Duty.IT, False), (Duty.OFFICE, True), (Duty.DSL, True)])
@pytest.mark.usefixtures("core")
def test_a_tab_that_somebody_may_not_open_is_not_there(
    sign_in: Callable[..., Person], duty: Duty, *, forgets: bool
) -> None:
    page = sign_in(duty).get("/machine").text
    assert 'href="/machine/network"' in page
    assert ('href="/machine/forget"' in page) is forgets


@pytest.mark.parametrize("path", ["/machine", "/machine/network", "/machine/ssh", "/machine/forget"])
def test_a_teacher_finds_nothing_of_it(sign_in: Callable[..., Person], core: SmallCore, path: str) -> None:
    assert sign_in(Duty.TEACHER).get(path).status_code == 403
    assert not any("Machine" in type(one).__name__ for one in core.asked)
