"""`make messages`: brings the catalogue in Welsh up to what the pages say now."""

from tests.languages.gather import WELSH, renewed, welsh

WELSH.write_text(renewed(), encoding="utf-8")
missing = [message.id for message in welsh() if message.id and not message.string]
print("\n".join(("These wait for their Welsh:", *map(str, missing)) if missing else ("Every sentence has its Welsh.",)))  # noqa: T201  # a command
