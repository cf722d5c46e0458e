import time

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.match.clues import pieces
from appliance.match.language import Choice, Edge, Gap, Node, Sequence_, Word, parse
from appliance.match.steps import Passage, shortest

PATTERNS = [
    "kill myself",
    "(want to|ready to) [just] die",
    "nobody *2 likes me",
    "(end|take) it [all]",
    "i *1 (am|was) * so (fat|fat now)",
    "^ go home",
    "help me $",
    "(i|i i|i i i) want [to] [to] die",
]
WORDS = [
    "i", "want", "to", "just", "ready", "die", "kill", "myself", "nobody", "likes", "me", "end", "take", "it", "all",
    "go", "home", "am", "so", "fat", "now", "help", "\n",
]  # fmt: skip


def ends(node: Node | Sequence_, words: list[str], place: int) -> set[int]:
    """Where a match that begins at a place may end: slow, and plain to see."""
    match node:
        case Word():
            return {place + 1} if words[place : place + 1] and words[place] in node.forms else set()
        case Gap():
            room = [*words[place:], "\n"].index("\n")
            return {place + used for used in range(min(node.most, room) + 1)}
        case Edge():
            return (
                {place}
                if words[place - 1 if node.start else place : place if node.start else place + 1] == ["\n"]
                else set()
            )
        case Choice():
            return {end for branch in node.branches for end in ends(branch, words, place)}
        case Sequence_():
            places = {place}
            for item in node.items:
                places = {end for start in places for end in ends(item, words, start)}
            return places


@settings(deadline=None)  # the first of them waits for the dictionary
@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from(WORDS), max_size=14))
def test_what_fits_is_what_is_found_the_slow_way(pattern: str, words: list[str]) -> None:
    words = ["\n", *words, "\n"]
    tree = parse(pattern)
    fits = {(start, end) for start in range(1, len(words)) for end in ends(tree, words, start)}
    for place in range(len(words)):
        holding = [span for span in fits if span[0] <= place < span[1]]
        found = shortest(pieces(tree).step, Passage(words), place, place)
        assert (found is not None) == bool(holding)
        if found:
            assert found in holding
            assert found[1] == min(end for _, end in holding)


def test_no_pattern_is_slow() -> None:
    step = pieces(parse(" ".join(["(a|a a|a [a] a|b) *12"] * 7))).step
    words = ["a"] * 200
    started = time.process_time()
    for _ in range(100):
        shortest(step, Passage(words), 100, 100)
    assert time.process_time() - started < 1
