from appliance.model import Channel, Severity
from appliance.policy.school import OWN, OwnTerm, SchoolPolicy


def test_a_school_that_changed_nothing_has_nothing() -> None:
    assert SchoolPolicy() == SchoolPolicy(terms=(), off=(), ignores=())


def test_an_own_term_has_an_id_like_every_other() -> None:
    term = OwnTerm(
        number=7, pattern="x", severity=Severity.MINOR, category=OWN, definition="", channels=(Channel.TYPED,)
    )
    assert term.id == "school/7"
