import pytest
from msgspec.structs import replace

from appliance.errors import PolicyError
from appliance.match.scan import scan
from appliance.model import Channel, Severity, Text
from appliance.policy.own_terms import CHANNELS, as_term, compiled, usable
from appliance.policy.school import OWN, Ignore, OwnTerm, SchoolPolicy

GANG = OwnTerm(
    number=3,
    pattern="the oak lane (boys|lot)",
    severity=Severity.MODERATE,
    category=OWN,
    definition="A gang of older boys.",
    channels=CHANNELS,
    since="2026-11-22",
)


def test_an_own_term_is_found_as_a_librarys() -> None:
    (hit,) = scan([Text(channel=Channel.TYPED, text="meet The Oak-Lane lot")], compiled([GANG]))
    assert (hit.term, hit.category, hit.severity) == ("school/3", OWN, Severity.MODERATE)
    assert as_term(GANG).source == "The school added it."


def test_one_that_cannot_be_read_is_named() -> None:
    broken = OwnTerm(number=9, pattern="(x", severity=Severity.MINOR, category=OWN, definition="", channels=CHANNELS)
    with pytest.raises(PolicyError, match=r"school/9: pattern: a '\(' is not closed\."):
        compiled([GANG, broken])


def test_what_cannot_be_used_is_left_out_and_told() -> None:
    broken = replace(GANG, number=9, pattern="(x")
    policy = SchoolPolicy(terms=(broken, GANG), ignores=(Ignore(number=1), Ignore(number=2, site="x.org")))
    good, wrong = usable(policy)
    assert good == SchoolPolicy(terms=(GANG,), ignores=(Ignore(number=2, site="x.org"),))
    assert [sentence[:9] for sentence in wrong] == ["school/9:", "An ignore"]
    assert usable(good) == (good, ())
