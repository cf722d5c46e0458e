import pytest

from appliance.extract import extract
from appliance.extract.locate import Place, locate
from tests.extract.given import received


def spans(source: str, passage: str) -> list[str]:
    def again(dyed: str) -> tuple[object, ...]:
        return extract(received(dyed, "text/html; charset=utf-8"))

    texts = again(source)
    places = [
        Place(text=number, start=start, passage=passage)
        for number, text in enumerate(texts)
        for start in range(len(text.text))
        if text.text.startswith(passage, start)
    ]
    return [f"{start}:{source[start:end]}" for start, end in locate(source, "html", places, again)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("<p hidden>die</p>die", ["17:die"], id="the visible one of two"),
        pytest.param("<p class='die' title='die'>x</p>", ["22:die"], id="the tool tip, not the class"),
        pytest.param("d<b>i</b>&#101;", ["0:d<b>i</b>&#101;"], id="written in pieces"),
        pytest.param("diedie", ["0:die", "3:die"], id="side by side"),
        pytest.param("<script>die</script><title>die</title>", ["27:die"], id="title, not code"),
    ],
)
def test_where_a_passage_came_from(source: str, found: list[str]) -> None:
    assert spans(source, "die") == found
