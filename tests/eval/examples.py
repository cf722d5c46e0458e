"""A text that a term is meant to find, made from the term itself."""

from random import Random

from appliance.match.language import Choice, Edge, Gap, Node, Sequence_, Word, parse
from appliance.model import Term


def example(term: Term, random: Random) -> str:
    """One of the ways to say it, with a neighbour where the term needs one."""
    words = _said(parse(term.pattern, term.lists), random)
    if term.near:
        words += _said(parse(random.choice(term.near), term.lists), random)
    return " ".join(words)


def _said(node: Node | Sequence_, random: Random) -> list[str]:
    match node:
        case Word():
            return [node.forms[0]]
        case Choice():
            return _said(random.choice(node.branches), random)
        case Sequence_():
            return [word for item in node.items for word in _said(item, random)]
        case Gap() | Edge():
            return []
