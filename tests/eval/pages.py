"""Pages: books and lessons full of death raise next to nothing, pages that draw a child in do."""

from collections.abc import Iterator

from appliance.model import Channel, Severity
from tests.eval.reading import CORPORA, GOLDEN, raised
from tests.eval.table import Figure, at_least, at_most

BOOKS = {"romeo-and-juliet": "Romeo and Juliet", "treasure-island": "Treasure Island"}
AT_RISK = "at-risk-"


def figures() -> Iterator[Figure]:
    for name, title in BOOKS.items():
        path = CORPORA / f"{name}.txt"
        if path.exists():
            hits = raised(path.read_text(encoding="utf-8"), Channel.PAGE)
            severe = sum(hit.severity is Severity.SEVERE for hit in hits)
            yield at_most(f"{title} as a page: hits that raise", len(hits), 3, "")
            yield at_most(f"{title} as a page: severe", severe, 0, "")
    pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted((GOLDEN / "pages").glob("*.txt"))}
    at_risk = {name: bool(raised(text, Channel.PAGE)) for name, text in pages.items() if name.startswith(AT_RISK)}
    lessons = {name: bool(raised(text, Channel.PAGE)) for name, text in pages.items() if not name.startswith(AT_RISK)}
    yield at_least("pages that draw a child in: raised", _share(at_risk), 0.9, _wrong(at_risk, wanted=True))
    yield at_most("lessons and news as pages: raised", _share(lessons), 0.05, _wrong(lessons, wanted=False))


def _share(raises: dict[str, bool]) -> float:
    return sum(raises.values()) / len(raises)


def _wrong(raises: dict[str, bool], *, wanted: bool) -> str:
    names = [name for name, raised_ in raises.items() if raised_ is not wanted]
    return f"{len(raises)} pages" + (f"; not so: {', '.join(names)}" if names else "")
