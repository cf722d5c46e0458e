"""An incident log that keeps what it is told."""

from appliance.core.incident_log import IncidentLog


class Told(IncidentLog):
    """What would be written, without a store."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def tell(self, kind: str, text: str, process: str = "") -> None:  # noqa: ARG002  # as in the class
        self.texts.append(text)
