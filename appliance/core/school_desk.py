"""The school in its own words, for the portal's desk."""

from appliance.config import Home, Settings
from appliance.core.store_thread import StoreThread
from appliance.languages.choosing import SchoolWords
from appliance.portal_wire import Logo, SchoolSays
from appliance.school_choices import logo_of_school, school_of


class SchoolDesk:
    """What it says of itself now. Raises StorageError."""

    def __init__(self, home: Home, settings: Settings, store: StoreThread) -> None:
        self._home = home
        self._settings = settings
        self._store = store

    async def says(self) -> SchoolSays:
        school = await self._store.run(lambda store: school_of(store, self._settings))
        words = SchoolWords(
            name=school.name,
            talk_to=school.talk_to,
            talk_to_welsh=school.talk_to_welsh,
            spoken=school.language,
        )
        return SchoolSays(words=words, welcome=school.welcome, logo=school.logo)

    async def logo(self) -> Logo:
        drawn = await self._store.run(lambda store: logo_of_school(self._home, school_of(store, self._settings)))
        return Logo(png=drawn or b"")
