"""What the school chose in the console: one frozen value a section, with a default for what was never chosen."""

from typing import ClassVar

import msgspec

from appliance.errors import StorageError
from appliance.model import Frozen
from appliance.store._sqlite import SqliteFile
from appliance.store.change import changing


class Choice(Frozen):
    """A section. `SECTION` is its stored name, and every field has a default."""

    SECTION: ClassVar[str]


class Choices:
    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    def get[Kind: Choice](self, kind: type[Kind]) -> Kind:
        """What was chosen. A field that this version does not know is left out. Raises StorageError."""
        row = self._file.one("SELECT value FROM choices WHERE name = ?", kind.SECTION)
        if row is None:
            return kind()
        known = {field.name for field in msgspec.structs.fields(kind)}
        stored = {name: value for name, value in msgspec.json.decode(row["value"]).items() if name in known}
        try:
            return msgspec.convert(stored, kind)
        except msgspec.ValidationError as error:
            raise StorageError(f"choices, {kind.SECTION}: {error}") from error

    def put(self, choice: Choice, by: str, at: float) -> None:
        """The audit trail names the section, not what it holds: that may be a secret."""
        value = msgspec.json.encode(choice).decode()
        with changing(self._file, by, at) as change:
            change.run(
                "INSERT OR REPLACE INTO choices (name, value, at, by) VALUES (?, ?, ?, ?)",
                choice.SECTION,
                value,
                at,
                by,
            )
            change.note("chosen", choice.SECTION)
