"""Nothing that pupils did leaves the store but through somebody's eyes (decision 0024)."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ABOUT_PEOPLE = re.compile(r"\bstore\.(?:captures|activity|bans|mistakes|sessions|lessons)\.\w+")
_EVERYTHING = re.compile(r"\bthe_box\(")
# What screens ask of those parts besides, and why it shows nobody anything of somebody.
WITHOUT_EYES = {
    "store.activity.last_at": "when anybody last opened anything",
    "store.activity.trusting": "devices that have our certificate",
    "store.mistakes.settle": "after the report was read through somebody's eyes",
    "store.sessions.in_force": "who signed in at which device, for those who look after people and devices",
    "store.lessons.in_force": "what colleagues say of a class of the viewer's",
    "store.lessons.sites_of": "sites that the viewer named themselves",
}
WITH_ALL_EYES = {
    "appliance/alerts/preview.py": "counts for an address outside, of what the asker sees as well",
    "appliance/cli": "whoever works at the box",
    "appliance/core/alerts.py": "decides who is told; what they read is written through their own eyes",
    "appliance/machine/healthy.py": "whether our own practice page became a capture",
    "appliance/mail/writing.py": "an address outside, without names",
    "appliance/model/viewing.py": "where it is made",
}


def _sources(folder: str) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_screens_read_what_people_did_only_as_somebody() -> None:
    found = {match for _, text in _sources("webui") for match in _ABOUT_PEOPLE.findall(text)}
    assert found == set(WITHOUT_EYES)


def test_nobody_looks_with_all_eyes_but_the_box_itself() -> None:
    found = [path for folder in ("appliance", "webui") for path, text in _sources(folder) if _EVERYTHING.search(text)]
    assert {next((one for one in WITH_ALL_EYES if path.startswith(one)), path) for path in found} == set(WITH_ALL_EYES)
