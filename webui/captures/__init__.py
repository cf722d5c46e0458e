"""Captures: the queue, one capture, what adults make of it, and what to do so that a false one does not come again."""

from webui.captures import asked, deciding, detail, fixing, pictures, printing, queue, showing, words
from webui.captures.screen import blueprint

__all__ = ["asked", "blueprint", "deciding", "detail", "fixing", "pictures", "printing", "queue", "showing", "words"]
