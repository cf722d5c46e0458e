"""Every severe term, said in each of the ways in which it could be hidden (FEATURES row A6): how many are found?"""

from collections.abc import Callable, Iterator
from random import Random

from appliance.model import Channel, Severity, Term
from tests.eval.examples import example
from tests.eval.reading import policy, raised
from tests.eval.table import Figure, at_least

LEAST = 0.95
_LONG = 6  # letters of a word in which one slip is forgiven
_WIDE = {code: code + 0xFEE0 for code in range(ord("!"), ord("~") + 1)}
_CYRILLIC = str.maketrans("aceopxyi", "асеорхуі")
_GREEK = str.maketrans("aouv", "αουν")
_LEET = str.maketrans("aeiost", "4310$7")
_SIGNS = str.maketrans("ais", "@!5")
_VOWELS = "aeiou"
_INVISIBLE = ("", "\u200b", "\u2060", "\u00ad")

Disguise = Callable[[str, Random], str]


def _slip(change: Callable[[str, int, Random], str]) -> Disguise:
    """One slip inside the longest word, after its first letter; a text of short words stays as it is."""

    def slipped(text: str, random: Random) -> str:
        words = text.split(" ")
        at = max(range(len(words)), key=lambda place: len(words[place]))
        if len(words[at]) >= _LONG and words[at].isascii():
            words[at] = change(words[at], random.randrange(1, len(words[at]) - 1), random)
        return " ".join(words)

    return slipped


def _stretched(text: str, random: Random) -> str:
    letters = [place for place, char in enumerate(text) if char.isalpha()]
    at = random.choice(letters)
    return text[:at] + text[at] * random.randrange(3, 8) + text[at + 1 :]


def _starred(text: str, random: Random) -> str:
    words = text.split(" ")
    at = max(range(len(words)), key=lambda place: len(words[place]))
    inner = [place for place, char in enumerate(words[at]) if char in _VOWELS and 0 < place < len(words[at]) - 1]
    if inner:
        place = random.choice(inner)
        words[at] = words[at][:place] + "*" + words[at][place + 1 :]
    return " ".join(words)


DISGUISES: dict[str, Disguise] = {
    "as it is": lambda text, _: text,
    "capitals": lambda text, _: text.upper(),
    "full width": lambda text, _: text.translate(_WIDE),
    "accents": lambda text, random: "".join(
        char + random.choice("\u0301\u0308\u0327\u0336") if char in _VOWELS else char for char in text
    ),
    "composed accents": lambda text, _: text.replace("e", "é").replace("i", "ï").replace("a", "å"),
    "zero width": lambda text, random: "".join(char + random.choice(_INVISIBLE) for char in text),
    "Cyrillic look-alikes": lambda text, _: text.translate(_CYRILLIC),
    "Greek look-alikes": lambda text, _: text.translate(_GREEK),
    "leet": lambda text, _: text.translate(_LEET),
    "leet with signs": lambda text, _: text.translate(_SIGNS),
    "s p a c e d": lambda text, _: "   ".join(" ".join(word) for word in text.split(" ")),
    "d.o.t.t.e.d": lambda text, _: " ".join(".".join(word) for word in text.split(" ")),
    "dashes between words": lambda text, _: text.replace(" ", "-"),
    "underscores between words": lambda text, _: text.replace(" ", "_"),
    "dots between words": lambda text, _: text.replace(" ", "..."),
    "repeeeated": _stretched,
    "a vowel starred": _starred,
    "swapped neighbours": _slip(
        lambda word, at, _: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ),
    "a wrong letter": _slip(lambda word, at, random: word[:at] + random.choice("qxzvjkw") + word[at + 1 :]),
    "a letter missing": _slip(lambda word, at, _: word[:at] + word[at + 1 :]),
    "a letter doubled": _slip(lambda word, at, _: word[:at] + word[at] + word[at:]),
}


def figures() -> Iterator[Figure]:
    severe = [term for term in policy().terms if term.severity is Severity.SEVERE]
    said = [(term, _found_plainly(term)) for term in severe]
    found = hidden = 0
    for name, disguise in DISGUISES.items():
        texts = [(term, disguise(text, Random(term.id))) for term, text in said if text and text.isascii()]
        seen = sum(is_found(term, text) for term, text in texts)
        yield at_least(f"evasion: {name}", seen / len(texts), LEAST, f"{seen} of {len(texts)} severe terms")
        found, hidden = found + seen, hidden + len(texts)
    yield at_least("evasions, all together", found / hidden, LEAST, f"{found} of {hidden}")
    silent = [term.id for term, text in said if not text]
    how = ", ".join(silent[:12]) or f"{len(severe)} terms"
    yield at_least("severe terms that find an example of their own", 1 - len(silent) / len(severe), LEAST, how)


def _found_plainly(term: Term) -> str:
    """An example that raises as it is: what an exception takes away is no evasion."""
    random = Random(term.id)
    for _ in range(8):
        text = example(term, random)
        if is_found(term, text):
            return text
    return ""


def is_found(term: Term, text: str) -> bool:
    """Does it raise something of the same category, where a child typed it?"""
    channel = Channel.TYPED if Channel.TYPED in term.channels else term.channels[0]
    return any(hit.category == term.category for hit in raised(text, channel))
