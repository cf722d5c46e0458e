"""HateCheck (Röttger and others, ACL 2021; CC BY 4.0): short posts, hateful or not."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence

from appliance.model import Severity
from tests.eval.reading import CORPORA, raised
from tests.eval.table import Figure, at_least, at_most

TARGETED = ("slur_h", "threat", "derog")
SPELT = "spell_"
HARMLESS = ("counter_", "ident_", "slur_reclaimed", "slur_homonym")


def figures() -> Iterator[Figure]:
    path = CORPORA / "hatecheck-dev.csv"
    if not path.exists():
        return
    cases: dict[tuple[str, str], list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cases[row["label_gold"], row["functionality"]].append(row["test_case"])
    plain = _of(cases, "hateful", TARGETED)
    spelt = _of(cases, "hateful", (SPELT,))
    found, spelt_found = _share(plain), _share(spelt)
    together = _share([*plain, *spelt])
    yield at_least("HateCheck, hateful: recall", together, 0.85, f"{len(plain) + len(spelt)} posts")
    yield at_most("HateCheck, spelling variants below plain ones", found - spelt_found, 0.10, f"{len(spelt)} posts")
    for name, posts in (
        ("HateCheck, harmless kinds: above minor", _of(cases, "non-hateful", HARMLESS)),
        ("HateCheck, everything harmless: above minor", _of(cases, "non-hateful", ("",))),
    ):
        yield at_most(name, _share(posts, above_minor=True), 0.25, f"{len(posts)} posts")


def _of(cases: dict[tuple[str, str], list[str]], label: str, beginnings: Sequence[str]) -> list[str]:
    chosen = (kind for kind in cases if kind[0] == label and kind[1].startswith(tuple(beginnings)))
    return [post for kind in chosen for post in cases[kind]]


def _share(posts: Sequence[str], *, above_minor: bool = False) -> float:
    hits = (raised(post) for post in posts)
    return sum(any(not above_minor or hit.severity is not Severity.MINOR for hit in one) for one in hits) / len(posts)
