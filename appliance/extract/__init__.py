"""What words are in a message? One file a format; `formats.py` says which one reads it."""

from appliance.extract.formats import TITLE, TYPED, WEBSOCKET, code_of, extract, is_read, title_of

__all__ = ["TITLE", "TYPED", "WEBSOCKET", "code_of", "extract", "is_read", "title_of"]
