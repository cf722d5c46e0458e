"""Terms made for tests."""

from appliance.match.terms import Terms
from appliance.model import Channel, Severity, Term

TYPED = (Channel.TYPED, Channel.SEARCH, Channel.CHAT)


def term(
    number: int,
    pattern: str,
    *,
    category: str = "Test",
    severity: Severity = Severity.MODERATE,
    channels: tuple[Channel, ...] = TYPED,
    sense: tuple[str, ...] = (),
    **beside: object,
) -> Term:
    return Term(
        id=f"{category.lower()}/{number}",
        category=category,
        pattern=pattern,
        severity=severity,
        definition="Made for a test.",
        channels=channels,
        source="a test",
        since="2026-01-01",
        sense=sense,
        **beside,  # type: ignore[arg-type]  # near, unless and so on
    )


def terms(*patterns: str) -> Terms:
    return Terms(term(number, pattern) for number, pattern in enumerate(patterns, start=1))
