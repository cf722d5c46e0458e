"""Who gets the libraries, and which."""

from dataclasses import replace as with_other

import pytest
from msgspec.structs import replace
from nacl.signing import SigningKey

from appliance.config import Settings
from appliance.helper_wire import HelperNews
from appliance.helpers.giving import Giving, digest
from appliance.helpers.holding import Held
from appliance.helpers.libraries import PATH, authorization, opened, to_sign
from appliance.helpers.protocol import Watch
from appliance.match.terms import Terms
from appliance.model import ILLEGAL, Channel, Helper, HelperKind, Severity, Term
from appliance.policy.rules import build_policy

KEY = SigningKey(b"k" * 32)
TERM = Term(
    id="drugs/1",
    category="Drugs",
    pattern="magic mushrooms",
    severity=Severity.SEVERE,
    definition="A drug.",
    channels=(Channel.TYPED,),
    source="ours",
    since="2026-01-01",
)


@pytest.fixture
def held() -> Held:
    helper = Helper(id="h1", kind=HelperKind.DESKTOP, name="pc", key=bytes(KEY.verify_key))
    held = Held(policy=build_policy(Settings(), Terms([TERM])))
    held.news = HelperNews(version=1, school="elm", helpers=(helper,), locks=(), watch=Watch())
    held.helpers = {"h1": helper}
    return held


def header(name: str, helper: str = "h1", school: str = "elm") -> str:
    return authorization(helper, KEY.sign(to_sign(school, helper, name)).signature)


async def test_a_device_that_is_enrolled_gets_what_the_box_looks_with(held: Held) -> None:
    name = digest(held.policy)
    file = await Giving(held).file(PATH + name, header(name))
    assert file
    assert opened(file) == (TERM,)


async def test_terms_that_nobody_is_shown_stay_on_the_box(held: Held) -> None:
    hidden = replace(TERM, id="hidden/1", category=ILLEGAL, pattern="never to be shown")
    own = replace(TERM, id="own/1", pattern="the school's own")
    held.policy = with_other(held.policy, terms=Terms([TERM, hidden]), own=Terms([own, replace(hidden, id="own/2")]))
    name = digest(held.policy)
    file = await Giving(held).file(PATH + name, header(name))
    assert file
    assert opened(file) == (TERM, own)


async def test_nobody_else_does(held: Held) -> None:
    giving, name = Giving(held), digest(held.policy)
    assert await giving.file(PATH + name, "") is None
    assert await giving.file(PATH + name, header(name, helper="h2")) is None
    assert await giving.file(PATH + name, header(name, school="oak")) is None
    assert await giving.file(PATH + "other", header("other")) is None
    held.helpers = {}  # revoked
    assert await giving.file(PATH + name, header(name)) is None


async def test_other_terms_have_another_name(held: Held) -> None:
    other = build_policy(Settings(), Terms([]))
    assert digest(other) != digest(held.policy)
    assert digest(other).isalnum()
