"""The rules that a school begins with. They are its own from then on: changed, moved and taken away like any other."""

from appliance.access.rules import AccessRule, Effect, Target, TargetKind


def _closed(name: str, category: str) -> AccessRule:
    return AccessRule(
        number=0, name=name, effect=Effect.BLOCK, what=(Target(kind=TargetKind.CATEGORY, value=category),)
    )


STARTING = (
    _closed("Adult sites", "adult"),
    _closed("Gambling", "gambling"),
    _closed("Ways round the filter", "proxies"),
    _closed("Search without SafeSearch", "unsafe-search"),
)
