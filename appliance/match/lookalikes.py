"""Letters of other scripts that stand for Latin ones, by Unicode's list of confusable characters.

Only in words that mix scripts, and in words of nothing but look-alikes in a text that is Latin otherwise: Russian,
Greek and Arabic stay as they are.
"""

from functools import cache

from confusable_homoglyphs.confusables import confusables_data


def in_latin(words: list[str]) -> list[str]:
    """The same words, as a reader of English would read them."""
    foreign = {word for word in words if not word.isascii() and word.isalpha()}
    if not foreign:
        return words
    readable = {word: latin for word in foreign if (latin := word.translate(_table())).isascii()}
    latin_text = len(readable) == len(foreign) and any(word.isalpha() and _mixed(word) for word in words)
    changes = {word: latin for word, latin in readable.items() if latin_text or _mixed(word)}
    return [changes.get(word, word) for word in words] if changes else words


def _mixed(word: str) -> bool:
    return any(char.isascii() for char in word)


@cache
def _table() -> dict[int, str]:
    """From a folded letter to the Latin letter that it looks like, itself or as a capital."""
    table: dict[int, str] = {}
    capitals: dict[int, str] = {}
    for char, alike in confusables_data.items():
        latin = next((other["c"].lower() for other in alike if _is_latin(other["c"])), "")
        if latin and char.isalpha() and not char.isascii():
            table[ord(char)] = latin
            if len(small := char.lower()) == 1 and char != small:
                capitals[ord(small)] = latin
    return capitals | table


def _is_latin(letter: str) -> bool:
    return len(letter) == 1 and letter.isascii() and letter.isalpha()
