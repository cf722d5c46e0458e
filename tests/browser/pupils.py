"""A running core and portal with a class of pupils, staff and a guest: what a browser on a pupil's device looks at."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from appliance import ca
from appliance.people.roster import plan
from appliance.people.secrets import SecretKind, hash_secret
from appliance.store import Store
from tests.browser.school import School
from tests.people.given import THREE_B, YEAR_3, pupil, roster, teacher

PICTURES = "cat sun boat tree"
PASSWORD = "correct horse"


class PupilsSchool(School):
    """`core` and `webui.portal` as processes."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.home.settings.write_text(
            f'[school]\nname = "St Aidan’s Primary"\n[portal]\nport = {self.port}\n'
            '[[devices]]\nname = "tablet-3"\naddresses = ["127.0.0.1"]\nroom = "Room 4"\n',
            encoding="utf-8",
        )
        now = time.time()
        with Store.open(self.home) as store:
            store.people.apply(plan((), roster(*_PEOPLE)), "test", now)
            self.ids = {one.name: one.id for one in store.people.all()}
            self._give(store, "Amy Ash", SecretKind.PICTURE, PICTURES)
            self._give(store, "Ben Birch", SecretKind.PASSWORD, PASSWORD)
            self._give(store, "Tess Thorn", SecretKind.PASSWORD, PASSWORD)
            self.guest_code, _ = store.guests.add("Mrs Fir, governor", now + 3600, "test", now)

        ca.make(self.home, "St Aidan’s Primary", datetime.now(UTC))
        self.home.certificate.write_text(ca.export(self.home, datetime.now(UTC)), encoding="ascii")

    def __enter__(self) -> Self:
        self.start("appliance.core")
        self.start("webui.portal")
        return self

    def _give(self, store: Store, name: str, kind: SecretKind, given: str) -> None:
        store.people.set_secret(self.ids[name], kind, hash_secret(kind, given), "test", time.time())


_PEOPLE = (
    pupil("1", "Amy", "Ash", THREE_B, YEAR_3),
    pupil("2", "Ben", "Birch", THREE_B, YEAR_3),
    pupil("3", "Amy", "Birch", THREE_B, YEAR_3),
    pupil("4", "Chloe-Louise", "Okonkwo-Featherstonehaugh", THREE_B, YEAR_3),
    pupil("5", "Zoë", "Yew", THREE_B, YEAR_3),
    teacher("6", "Tess", "Thorn", THREE_B),
)
