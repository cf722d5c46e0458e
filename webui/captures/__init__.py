"""Captures: the queue, one capture, what adults make of it, and what to do so that a false one does not come again."""

from webui.captures import deciding, detail, fixing, pictures, printing, queue, showing, words
from webui.captures.screen import blueprint

__all__ = ["blueprint", "deciding", "detail", "fixing", "pictures", "printing", "queue", "showing", "words"]
