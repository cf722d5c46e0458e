import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.extract import title_of
from appliance.extract.html import read, visible, visible_each
from appliance.model import Channel
from tests.extract.given import received, said


@pytest.mark.parametrize(
    ("page", "words"),
    [
        pytest.param("sui<b>cide</b>", "suicide", id="an inline tag does not split a word"),
        pytest.param("SUI<B>CIDE</B> <Span x=y>a</Span>", "SUICIDE a", id="nor one in any spelling"),
        pytest.param("<p>kill</p><p>myself</p>", "kill\nmyself", id="paragraphs part"),
        pytest.param("kill<br>myself", "kill\nmyself", id="a line break parts"),
        pytest.param("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb", id="cells part"),
        pytest.param("<p>kill\n      myself</p>", "kill myself", id="the source's own line breaks do not"),
        pytest.param(
            "a<script>b</script>c<style>d</style>e<noscript>f</noscript>g<template>h</template>i", "acegi", id="no code"
        ),
        pytest.param("<SCRIPT>if(a<b&&c>d){x='</p>'}</SCRIPT >ok", "ok", id="code with tags in it"),
        pytest.param("<script>var x = '<!--';</script>ok<!-- no <b>--> yes", "ok yes", id="comments"),
        pytest.param("<p hidden>a</p><p>b</p>", "b", id="hidden"),
        pytest.param('<div style="color:red; DISPLAY : none"><div>a</div>b</div>c', "c", id="not displayed, nested"),
        pytest.param("<i style='visibility:hidden'>a</i>b", "b", id="invisible"),
        pytest.param('<p class="a hidden b" data-hidden="x" aria-hidden="true">a</p>', "a", id="hidden only by name"),
        pytest.param('<input type="hidden" value="x"><p>a</p>', "a", id="a hidden field hides nothing else"),
        pytest.param("<i hidden>a<i>b", "ab", id="hidden and never closed: rather too much than too little"),
        pytest.param("<p hidden>a<p>b", "b", id="hidden, and closed by the next paragraph"),
        pytest.param(
            '<img alt="a ship"><a title="the sea" data-title="no">b</a>', "b\na ship\nthe sea", id="alt and title"
        ),
        pytest.param(
            "<input placeholder=\"say &amp; do\"><button aria-label='go'>", "say & do\ngo", id="placeholder and label"
        ),
        pytest.param('<p hidden><img alt="no"></p>', "", id="alt of what is hidden"),
        pytest.param("<a title='a > b' href=x>c</a>", "c\na > b", id="a > inside an attribute"),
        pytest.param("I &lt;3 you &#x2014; caf&eacute; &nbsp;x", "I <3 you — café \xa0x", id="character references"),
        pytest.param("1 < 2 and 3 > 2, I <3 you", "1 < 2 and 3 > 2, I <3 you", id="signs that are no tags"),
        pytest.param("a <b title='x", "a\nx", id="cut inside a tag"),
        pytest.param(
            "<rss><title>t</title><description><![CDATA[so <b>sad</b>]]></description></rss>", "t\nso sad", id="RSS"
        ),
    ],
)
def test_as_a_person_reads_it(page: str, words: str) -> None:
    assert visible(page).replace(" \n", "\n") == words.replace(" \n", "\n")


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<!-->@", id="an empty comment"),
        pytest.param("<!--->@", id="another"),
        pytest.param("<!-- x --!>@", id="a comment that ends oddly"),
        pytest.param("<!-- - -- > --->@", id="a comment of dashes"),
        pytest.param("<!x '> @", id="a declaration"),
        pytest.param('</ x=">@', id="a broken end tag"),
        pytest.param("<p a'>@</p><p b'>", id="a quotation mark in a name"),
        pytest.param('<p a=b">@</p>"', id="and in a value without any"),
        pytest.param('<p title="<!--">@</p>', id="a comment in a tool tip"),
        pytest.param('<img alt="<script>"><p>@</p>', id="a script in a picture's words"),
        pytest.param("<textarea><!-- @ --></textarea>", id="a comment in a text box"),
        pytest.param("<textarea><script>@</script></textarea>", id="a script in a text box"),
        pytest.param("<TITLE><!-- @ --></TITLE>", id="a comment in a title"),
        pytest.param("<xmp><!-- @ --></xmp>", id="a comment in an example"),
        pytest.param("<plaintext></plaintext><!-- @", id="a comment in plain text"),
        pytest.param("<svg><style/></svg><p>@", id="a drawing's style that closes itself"),
        pytest.param("<object>@</object>", id="what is shown for an object that fails"),
        pytest.param("<object></p>@", id="an object that is never closed"),
        pytest.param("<p data-style='display:none'>@</p>", id="hidden in the name of data"),
        pytest.param("<p title=' hidden style=display:none '>@</p>", id="hidden in a tool tip"),
        pytest.param("<p style='/*display:none*/'>@</p>", id="hidden in a comment"),
        pytest.param("<p style='x:\";display:none;\"'>@</p>", id="hidden in a string"),
        pytest.param("<p style='display:none;display:block'>@</p>", id="shown after all"),
        pytest.param("<p hidden style='display:block'>@</p>", id="hidden, and shown by its style"),
        pytest.param("<p style='--x-display:none'>@</p>", id="a property of one's own"),
        pytest.param("<p class= hidden >@</p>", id="hidden as a class"),
        pytest.param("<div style='visibility:hidden'><p style='visibility:visible'>@</p></div>", id="visible again"),
        pytest.param("<p hidden>a<div>@</div></p>", id="a paragraph ends where a block begins"),
        pytest.param("<div><span hidden>a</div>@</span>", id="an element ends with the one around it"),
        pytest.param("<li hidden>a<li>@</li></li>", id="an entry ends where the next begins"),
        pytest.param("how to hi\0de c\0uts", id="NUL in words"),
        pytest.param("how to hi<label>de</label> cuts", id="a label in a word"),
        pytest.param("how to hi<x-a>de</x-a> cu<foo></foo>ts", id="unknown elements in a word"),
        pytest.param("how to&#10;hide&Tab;cuts", id="line breaks as references"),
        pytest.param("<svg><text>how to <tspan>hi</tspan>de cuts</text></svg>", id="parts of a drawing's word"),
        pytest.param("<iframe srcdoc='&lt;p>how to hi&lt;b>de cuts'></iframe>", id="a page in a frame"),
        pytest.param("<input value='@'><button>x</button>", id="what stands in a field"),
        pytest.param("<input type=submit value='@'>", id="a button's words"),
        pytest.param("<select><option label='@'></select>", id="an option's words"),
        pytest.param("<img ALT='@'>", id="alt in capitals"),
        pytest.param("<img data-x=\"title='\" alt='@'>", id="a quotation mark in another attribute"),
        pytest.param("<img src=\"a\"alt='@'>", id="alt without a space before it"),
        pytest.param("<img class=a id='b' data-c  ALT = '@'/>", id="alt after attributes of every kind"),
        pytest.param("<img\n\tsrc=a\r\n\talt='@'>", id="alt on a line of its own"),
        pytest.param("<img a= b alt-x=c alt='@'>", id="alt after a name that begins like it"),
        pytest.param("<Input data-type=x Value='@'>", id="a field, in capitals"),
        pytest.param("how to hi<meta name=x>de<link rel=y> cuts", id="what nobody sees, in a word"),
        pytest.param("<body style='display:none'>@</body>", id="a page that shows itself when it is ready"),
        pytest.param("<div hidden id='S:1a'><p>@</p></div>", id="a part that React puts into place"),
        pytest.param("<div><template shadowrootmode=open><p>@</p></template></div>", id="inside a component"),
        pytest.param("<turbo-stream><template><p>@</p></template></turbo-stream>", id="what a chat grows by"),
        pytest.param("<p style='display:none;all:initial'>@</p>", id="shown after all, with everything"),
        pytest.param("<table><tbody hidden><tr><td>a<tbody><tr><td>@</table>", id="rows end where others begin"),
        pytest.param("<h1 hidden>a<h2>@</h2></h1>", id="a heading ends where the next begins"),
        pytest.param("<a hidden>a<a>@</a></a>", id="a link ends where the next begins"),
        pytest.param("</x <p hidden>@</p>", id="an end tag that swallows the next one"),
        pytest.param("<div hidden>a</div><script/>b</script>@", id="a script does not close itself"),
    ],
)
def test_what_a_browser_shows_is_read(page: str) -> None:
    assert "how to hide cuts" in visible(page.replace("@", "how to hide cuts"))


@pytest.mark.parametrize(
    "page",
    [
        "<input type=password value=@>",
        "<input TYPE='password' value=@>",
        "<input name=cardnumber value=@>",
        "<input type=hidden value=@>",
        "<li value=@>",
        "<Input class=a Type=Password Value='@'>",
        "<noscript><img alt='@'></noscript>",
        "<p class='a'hidden>@</p>",
        "<p class=a data-b  Hidden >@</p>",
        "<template><p>@</p></template>",
        "<p style='display: none ! important; display: block'>@</p>",
        "<p title='a' hidden>@</p>",
        "<iframe>@</iframe>",
        "<script>'</scripted>@'</script>",
        "<ul><li hidden>a<ul><li>b</li><li>@</li></ul></li></ul>",
    ],
)
def test_what_a_browser_does_not_show_is_not_read(page: str) -> None:
    assert "secret" not in visible(page.replace("@", "secret"))


def test_unknown_elements_part_the_words_of_a_feed() -> None:
    feed = "<?xml version='1.0'?><rss><item><title/><a10:x>kill</a10:x><y>myself</y></item></rss>"
    assert visible(feed) == "kill\nmyself"


def test_pieces_of_a_thousand_are_still_read_apart() -> None:
    pieces = ["<!-- sui<b>cide</b>", "a &#10;<p>b</p>"] * 600
    words = visible_each(pieces)
    assert len(words) == 1200
    assert words[1] == "a\nb"
    assert words[-1].split() == ["a", "b"]


def test_title_and_page_are_told_apart() -> None:
    page = "<html><head><title>How to\n be <b>sad</title></head><body>words<svg><title>a drawing</title></svg>"
    assert said(list(read(received(page, "text/html")))) == [
        (Channel.TITLE, "How to be <b>sad"),
        (Channel.PAGE, "words\na drawing"),
    ]


def test_a_title_for_showing_is_bounded_and_on_one_line() -> None:
    assert title_of(received("<TITLE lang=en>\n A &amp;  b \n</TITLE>")) == "A & b"
    assert len(title_of(received("<title>" + "x" * 1000))) == 200
    assert title_of(received("no title")) == ""


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 300_000,
        "<b>" * 300_000,
        "<a><div>" * 150_000,
        "<p hidden>" * 100_000,
        "<p hidden>x</p>" * 60_000,
        "<" * 1_000_000,
        "<!--" * 300_000,
        "<script>" * 200_000,
        "</script" * 200_000,
        '<a b="' * 200_000,
        "<a '" * 250_000,
        "<a " + "x=1 " * 300_000,
        "<title>" * 150_000,
        '<a style="' + " style=" * 200_000,
        "<a hidden" + " style=" * 200_000 + ">",
        "<a style='" * 100_000,
        '<i isplay style="">' * 80_000,
        "&" * 1_000_000,
        "&#x" * 400_000,
        "&amp" * 300_000,
        " " * 1_000_000 + "x",
        " \n" * 500_000,
        "title=" * 200_000,
        "<a alt='" * 150_000,
        "".join(f"<x{n} hidden>" for n in range(80_000)),
        "<title" * 200_000,
        "<![CDATA[" * 100_000,
        "<iframe " * 150_000,
    ],
    ids=lambda page: page[:12],
)
def test_hostile_pages_cost_no_more_than_their_length(page: str) -> None:
    started = time.perf_counter()
    visible(page)
    title_of(received(page))
    assert time.perf_counter() - started < 4


@given(st.text(alphabet=st.sampled_from(list("<>/!-\"'=& abphidenstyl;#x\n")), max_size=200))
def test_nothing_raises(page: str) -> None:
    visible(page)


@given(st.text(alphabet=st.characters(exclude_characters="<>&", exclude_categories=["Cs", "Cc"]), min_size=1))
def test_words_between_tags_come_out_as_they_are(words: str) -> None:
    assert " ".join(visible(f"<div><p>{words}</p></div>").split()) == " ".join(words.split())
