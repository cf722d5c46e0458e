"""What refused certificates mean. Pure: from counts by host and device to sentences and proposals."""

from collections import Counter
from collections.abc import Callable, Sequence

from appliance.store.rows import Refusal, RefusalSummary

HOSTS_WITHOUT_CERTIFICATE = 3
DEVICES_TO_PROPOSE = 3


def summarise(
    refusals: Sequence[Refusal], trusting: frozenset[str], never_propose: Callable[[str], bool]
) -> list[RefusalSummary]:
    """One summary a host, latest first.

    `trusting` are the devices that accepted our certificate somewhere; `never_propose` says of a host that it is to be
    read in any case (search engines, AI, social media, blocked hosts).
    """
    failing = Counter(refusal.device for refusal in refusals)
    without = {
        device for device, hosts in failing.items() if hosts >= HOSTS_WITHOUT_CERTIFICATE and device not in trusting
    }
    by_host: dict[str, list[Refusal]] = {}
    for refusal in refusals:
        by_host.setdefault(refusal.host, []).append(refusal)
    summaries = [_summary(host, group, trusting, without, never_propose) for host, group in by_host.items()]
    return sorted(summaries, key=lambda summary: summary.last_at, reverse=True)


def _summary(
    host: str,
    group: list[Refusal],
    trusting: frozenset[str],
    without: set[str],
    never_propose: Callable[[str], bool],
) -> RefusalSummary:
    devices = {refusal.device for refusal in group}
    enough = len(devices & trusting) >= DEVICES_TO_PROPOSE
    return RefusalSummary(
        host=host,
        devices=tuple(sorted(devices)),
        count=sum(refusal.count for refusal in group),
        last_at=max(refusal.last_at for refusal in group),
        verdict=_verdict(devices, trusting, without),
        proposed=enough and not never_propose(host),
    )


def _verdict(devices: set[str], trusting: frozenset[str], without: set[str]) -> str:
    if len(devices & trusting) >= DEVICES_TO_PROPOSE:
        return "app that pins its certificate"
    if devices & trusting:
        return "perhaps an app that pins its certificate"
    if devices <= without:
        return "device has no certificate" if len(devices) == 1 else "devices have no certificate"
    return "not clear yet"
