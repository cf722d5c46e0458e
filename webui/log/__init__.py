"""The log: everything that a pupil or a device did."""

from webui.log.screen import blueprint

__all__ = ["blueprint"]
