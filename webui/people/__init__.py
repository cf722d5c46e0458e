"""People, groups, guests and the rules that they accept: the screens under `/people`, one module each."""

from webui.people import adding, cards, everyone, groups, guests, importing, one, rules, rules_answers, secrets
from webui.people.blueprint import blueprint

__all__ = [
    "adding",
    "blueprint",
    "cards",
    "everyone",
    "groups",
    "guests",
    "importing",
    "one",
    "rules",
    "rules_answers",
    "secrets",
]
