"""Is what is read aloud sound, and of the page alone?"""

import io
import math
import re
import wave
from array import array

import pytest
from werkzeug.test import TestResponse

from appliance.config import Home
from appliance.languages.choosing import Language
from tests.webui.confide.given import ORIGIN, Child, publish
from webui.confide import aloud
from webui.confide.app import create_app
from webui.confide.door import ConfideDoor
from webui.confide.steps import Step

needs_voice = pytest.mark.skipif(not aloud.can_speak(), reason="espeak-ng is not installed (apt-get install espeak-ng)")
PAGE = """<html><head><title>School</title></head><body><header><p>Hide this page</p></header><main>
<h1>How do you feel?</h1><p class=lead>Choose <b>one</b>
 face.</p><form><fieldset><legend>Faces</legend><label><input type=radio name=q>
<svg><title>drawing</title></svg><span>Sad<small>or low</small></span></label></fieldset>
<textarea>what I wrote</textarea>
<p data-quiet>My own <i>words</i></p><button class="choice chosen"><svg></svg><span>Not safe</span></button>
<button class=choice data-own>Mrs Khan</button><button>Next</button></form></main>
<footer><p>Foot</p></footer></body></html>"""


def loudness(wav: bytes) -> tuple[float, float]:
    """Seconds, and the root of the mean square of the samples."""
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, aloud.RATE)
        samples = array("h", file.readframes(file.getnframes()))
        assert len(samples) == file.getnframes()
    return len(samples) / aloud.RATE, math.sqrt(sum(one * one for one in samples) / len(samples))


def test_only_what_stands_in_the_page_is_read() -> None:
    assert aloud.words_of(PAGE).splitlines() == [
        "How do you feel?",
        "Choose one face.",
        "Faces",
        "Sad",
        "or low",
        "Not safe",
    ]


@pytest.mark.parametrize("page", ["", "<main>", "</p></main>", "<main><p>" * 3, "<main><p data-quiet><b>x</main>"])
def test_no_page_is_an_error(page: str) -> None:
    assert aloud.words_of(page) == ""


def test_an_endless_page_is_cut() -> None:
    assert len(aloud.words_of("<main><p>" + "word " * 100_000)) == aloud.LONGEST_WORDS


@needs_voice
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, "Are you safe right now?\nChoose one."),
        (Language.WELSH, "Wyt ti’n ddiogel nawr?\nDewisa un."),
    ],
)
def test_it_is_sound_and_no_silence(language: Language, words: str) -> None:
    seconds, loud = loudness(aloud.sound(words, language))
    assert 1.5 < seconds < 8
    assert loud > 500


@needs_voice
def test_more_words_last_longer_and_each_language_has_its_voice() -> None:
    short, long = (aloud.sound("I am here. " * times, Language.ENGLISH) for times in (1, 5))
    assert loudness(long)[0] > 3 * loudness(short)[0]
    assert aloud.sound("I am here. ", Language.WELSH) != short


@needs_voice
def test_words_are_no_commands() -> None:
    """Neither options nor sounds in espeak's own writing, nor markup of it."""
    for words in ("--version", "-f /etc/passwd", "[[D,Is Iz]]", "<break time='60s'/>", "Mr O’Neill & <b>"):
        assert loudness(aloud.sound(words, Language.ENGLISH))[0] < 15


@needs_voice
def test_a_sound_leaves_nothing_on_the_disk(child: Child, home: Home) -> None:
    """Not even when somebody listened, and to which page."""
    before = {path: path.stat().st_mtime_ns for path in home.root.rglob("*") if path.is_file()}
    assert asked(child, "/x/aloud/now/en.wav").status_code == 200
    there = {path for path in home.root.rglob("*") if path.is_file() and not path.name.startswith("confide.db")}
    assert {path: path.stat().st_mtime_ns for path in there} == {path: before.get(path) for path in there}


@needs_voice
def test_without_a_voice_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(aloud.NoVoiceError):
        aloud.sound("Hello.", Language.ENGLISH)


def test_without_a_voice_nothing_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert not aloud.can_speak()


def asked(child: Child, path: str, **headers: str) -> TestResponse:
    return child.client.get(path, base_url=ORIGIN, headers=headers)


@needs_voice
def test_each_page_of_the_walk_offers_its_sound(child: Child) -> None:
    """In the language of the page; the policy lets it play."""
    for language in Language:
        page = child.send({"q0": "welcome", "q1": f"say-{language}"})
        (found,) = re.findall(r'<audio controls preload="none" src="([^"]+)"', page.html)
        assert found == f"/x/aloud/welcome/{language}.wav"
        answer = asked(child, found)
        assert (answer.status_code, answer.content_type) == (200, "audio/wav")
        assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert loudness(answer.data)[0] > 10


@needs_voice
@pytest.mark.parametrize("step", sorted(aloud.HEARD))
def test_every_page_can_be_heard_by_who_has_said_nothing(child: Child, step: Step) -> None:
    answer = asked(child, f"/x/aloud/{step}/en.wav")
    assert answer.status_code == 200
    assert loudness(answer.data)[1] > 500


@needs_voice
def test_a_browser_may_ask_for_parts(child: Child) -> None:
    """Safari plays nothing otherwise."""
    whole = asked(child, "/x/aloud/safe/en.wav").data
    part = asked(child, "/x/aloud/safe/en.wav", Range="bytes=0-1")
    assert (part.status_code, part.data) == (206, whole[:2])
    assert part.headers["Content-Range"] == f"bytes 0-1/{len(whole)}"
    assert asked(child, "/x/aloud/safe/en.wav", Range="bytes=100-").data == whole[100:]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("answers/en", id="what is for one child alone"),
        pytest.param("welcome/fr", id="a language we do not speak"),
        pytest.param("../en", id="a way out"),
        pytest.param("%00/en", id="no name"),
        pytest.param("welcome/en%0a", id="a line end"),
    ],
)
def test_nothing_else_is_there(child: Child, path: str) -> None:
    assert asked(child, f"/x/aloud/{path}.wav").status_code == 404


def test_no_word_of_the_child_and_no_name_of_its_choice_is_spoken(child: Child) -> None:
    child.walk(words="zzqsecret", adult="p8", wanted="f3", name="zzqname")
    heard = aloud.words_of(child.page.html)
    assert "Do you want to send this?" in heard
    assert not re.search("zzq|Sam Stone|Tess Thorn|Lena Lind", heard)
    child.press()
    assert child.receipt() not in " ".join(aloud.words_of(child.page.html).split())


def test_where_nobody_can_speak_nothing_is_offered(door: ConfideDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    publish(door.home)
    child = Child(create_app(door), door.home)
    assert "<audio" not in child.page.html
    assert asked(child, "/x/aloud/welcome/en.wav").status_code == 404
