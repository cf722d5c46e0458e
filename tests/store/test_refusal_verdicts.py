"""What refused certificates mean."""

import pytest

from appliance.store.refusal_verdicts import summarise
from appliance.store.rows import Refusal


def refusal(host: str, device: str, last_at: float = 1.0) -> Refusal:
    return Refusal(host=host, device=device, count=1, first_at=0.0, last_at=last_at, error="unknown ca")


def verdicts(refusals: list[Refusal], trusting: set[str]) -> dict[str, tuple[str, bool]]:
    return {s.host: (s.verdict, s.proposed) for s in summarise(refusals, frozenset(trusting), lambda _host: False)}


def test_a_device_that_fails_everywhere_has_no_certificate() -> None:
    found = verdicts([refusal(host, "phone") for host in ("a", "b", "c")], set())
    assert set(found.values()) == {("device has no certificate", False)}


def test_several_devices_without_a_certificate_propose_nothing() -> None:
    """Three phones of visitors must not open a host for everyone."""
    phones = [refusal(host, phone) for host in ("a", "b", "c") for phone in ("p1", "p2", "p3", "p4")]
    assert set(verdicts(phones, set()).values()) == {("devices have no certificate", False)}


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        pytest.param(["t1", "t2", "t3"], ("app that pins its certificate", True), id="three trusted devices"),
        pytest.param(["t1", "t2"], ("perhaps an app that pins its certificate", False), id="two trusted devices"),
        pytest.param(
            ["t1", "t2", "p"], ("perhaps an app that pins its certificate", False), id="two trusted and a stranger"
        ),
        pytest.param(["p"], ("not clear yet", False), id="a stranger's first failure"),
    ],
)
def test_a_host_that_devices_refuse(devices: list[str], expected: tuple[str, bool]) -> None:
    assert verdicts([refusal("app.example", d) for d in devices], {"t1", "t2", "t3"}) == {"app.example": expected}


def test_a_host_that_is_never_proposed_is_not() -> None:
    refusals = [refusal("www.google.com", device) for device in ("t1", "t2", "t3")]
    (summary,) = summarise(refusals, frozenset({"t1", "t2", "t3"}), lambda host: host.endswith("google.com"))
    assert (summary.verdict, summary.proposed) == ("app that pins its certificate", False)


def test_the_latest_comes_first() -> None:
    summaries = summarise([refusal("old", "t", 1.0), refusal("new", "t", 2.0)], frozenset(), lambda _host: False)
    assert [summary.host for summary in summaries] == ["new", "old"]
