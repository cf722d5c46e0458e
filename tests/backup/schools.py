"""A small school with something in each place that a backup has to hold."""

import time
from datetime import UTC, date, datetime
from pathlib import Path

from appliance import ca
from appliance.config import Home
from appliance.duties import Assignment, Duty
from appliance.school_choices import SchoolChoice, put_words
from appliance.store import Store
from appliance.store.confide import ConfideStore
from appliance.store.confide_proof import keep_seal

NOW = 1_800_000_000.0


def school(folder: Path, name: str = "Hill School", *, accounts: bool = True) -> Home:
    """In `folder/lollipop`; what `machine` keeps is beside it."""
    home = Home(folder / "lollipop")
    home.make()
    ca.ensure(home, name, datetime.now(UTC))
    with Store.open(home) as store:
        store.migrate()
        put_words(store, SchoolChoice(name=name), "test", NOW)
        if accounts:
            number = store.accounts.add("Ada Khan", "a.khan@school.test", "test", NOW)
            store.accounts.assign(number, (Assignment(duty=Duty.DSL),), "test", NOW)
            store.sign_in.begin(number, time.time())
        with ConfideStore.open(home) as confide:
            keep_seal(store.audit, NOW, confide.tick(date(2026, 11, 22)))
    home.settings.write_text('[school]\ntalk_to = "Mr Reed"\n')
    (home.root / "photos").mkdir()
    (home.root / "photos" / "a face.jpg").write_bytes(b"\xff\xd8 of a child")
    (home.spool / "worker-1").write_bytes(b"what waits a second")
    return home


def names_of(home: Home) -> set[str]:
    """Of those who have an account."""
    with Store.open(home, read_only=True) as store:
        return {one.name for one in store.accounts.all()}
