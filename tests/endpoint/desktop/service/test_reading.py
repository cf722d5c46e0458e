"""What the reading process looks for."""

from appliance.match.terms import Terms
from appliance.model import Channel, Severity, Term
from endpoint.desktop.service.reading import places


def term(number: int, pattern: str, channel: Channel) -> Term:
    return Term(
        id=f"t/{number}",
        category="T",
        pattern=pattern,
        severity=Severity.SEVERE,
        definition="d",
        channels=(channel,),
        source="ours",
        since="2026-01-01",
    )


def test_terms_that_count_where_it_is_typed_and_no_others() -> None:
    terms = Terms([term(1, "purple dragon", Channel.TYPED), term(2, "green dragon", Channel.PAGE)])
    assert places(["a purple dragon", "a green dragon", "no", "Purple  DRAGON!"], terms) == [0, 3]
