"""Whom the school knows by the name that a computer or a browser has logged on. Pure.

A name is compared whole, in any case. `SCHOOL\\amy1`, `amy1@school.example` and `amy1` are one name, whichever of them
the school's list has; a name that several people have is nobody's.
"""

from collections.abc import Iterable, Mapping


def plain_username(user: str) -> str:
    """Without the domain before or behind it."""
    return user.strip().casefold().rpartition("\\")[2].partition("@")[0]


def by_username(people: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """From pairs of a user name and an id: ids by the whole name, and by the plain one where only one person has it."""
    whole: dict[str, set[str]] = {}
    plain: dict[str, set[str]] = {}
    for user, id_ in people:
        if plain_username(user):
            whole.setdefault(user.strip().casefold(), set()).add(id_)
            plain.setdefault(plain_username(user), set()).add(id_)
    return {name: min(ids) for name, ids in {**plain, **whole}.items() if len(ids) == 1}


def known_by(user: str, known: Mapping[str, str]) -> str:
    """The id of whoever has that user name; empty for nobody."""
    return known.get(user.strip().casefold()) or known.get(plain_username(user), "")
