"""What the addons of one worker share."""

from dataclasses import dataclass, field

from mitmproxy import http

from appliance.config import Settings
from appliance.languages.choosing import Language, SchoolWords, language_for
from appliance.policy.rules import Policy


@dataclass(slots=True)
class State:
    """`policy` is replaced as a whole when bans change, and `said` when the school words itself anew; `requests` counts
    from the start of the worker."""

    settings: Settings
    policy: Policy
    requests: int = 0
    said: SchoolWords = field(default_factory=SchoolWords)

    @property
    def words(self) -> SchoolWords:
        """The school's, and where it chose none, those of the settings."""
        own = self.settings.school
        return SchoolWords(
            name=self.said.name or own.name,
            talk_to=self.said.talk_to or own.talk_to,
            talk_to_welsh=self.said.talk_to_welsh,
            spoken=self.said.spoken,
        )

    def language_of(self, flow: http.HTTPFlow) -> Language:
        """In which whoever asks reads."""
        return language_for(self.said.spoken, flow.request.headers.get("accept-language", ""))
