"""The only place with SQL. It speaks domain: frozen values in and out, and StorageError when it cannot."""

from appliance.store.store import Store

__all__ = ["Store"]
