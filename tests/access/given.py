"""Rules in a few letters: `person:p1`, `category:games`."""

from appliance.access.engine import Asked
from appliance.access.rules import AccessRule, Effect, Subject, SubjectKind, Target, TargetKind, When
from appliance.model import Device

MONDAY = 1795514400.0  # 2026-11-23, 10:00 in London


class _Games:
    def of(self, host: str) -> frozenset[str]:
        return frozenset({"games"} if host.endswith("play.example") else ())


GAMES = _Games()
"""One host and what is below it are games."""


def asked(
    host: str, device: Device, path: str | None = "/", *, groups: tuple[str, ...] = (), at: float = MONDAY
) -> Asked:
    return Asked(host=host, path=path, device=device, groups=groups, at=at)


def rule(
    number: int,
    who: str = "everyone",
    what: str = "everything",
    when: When | None = None,
    effect: Effect = Effect.BLOCK,
) -> AccessRule:
    kind, _, name = who.partition(":")
    about, _, value = what.partition(":")
    return AccessRule(
        number=number,
        name=f"Rule {number}",
        effect=effect,
        who=(Subject(kind=SubjectKind(kind), name=name),),
        what=(Target(kind=TargetKind(about), value=value),),
        when=when or When(),
    )
