import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract.form import read
from appliance.model import Channel
from tests.extract.given import said, sent

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "typed"),
    [
        pytest.param("to=x&msg=i+am%20sad%21", "x\ni am sad!", id="fields"),
        pytest.param("msg=kill%0D%0Amyself", "kill\r myself", id="a line break in a text box"),
        pytest.param("user=me&password=kill+myself&cvv=123", "me", id="secrets are not read"),
        pytest.param('f.req=[["a","kill%20myself"]]', "a\nkill myself", id="JSON in a field"),
        pytest.param("msg=[x] i am sad", "[x] i am sad", id="words that only begin like JSON"),
        pytest.param('msg="sad" i am', '"sad" i am', id="words in quotation marks"),
        pytest.param("kill+myself&x=", "kill myself", id="words without a name"),
        pytest.param('{"msg":"kill myself"}', "kill myself", id="JSON that says it were a form"),
        pytest.param("msg=kill%2", "kill%2", id="cut short"),
        pytest.param("msg=%FF%FEbad", "\ufffd\ufffdbad", id="not UTF-8"),
    ],
)
def test_forms(body: str, typed: str) -> None:
    assert said(list(read(sent(body, FORM)))) == [(Channel.TYPED, typed)]


def test_a_search_form_is_a_search() -> None:
    assert said(list(read(sent("q=sad&page=2", FORM, path="/search")))) == [
        (Channel.SEARCH, "sad"),
        (Channel.TYPED, "2"),
    ]


@given(st.binary())
def test_nothing_raises(body: bytes) -> None:
    list(read(sent(body, FORM)))
