"""How values read on a terminal."""


def plain(text: str) -> str:
    """One line without anything that moves a terminal's cursor, colours it, or reorders what is read."""
    return "".join(char if char.isprintable() else " " for char in text)


def in_words(group: str) -> str:
    """` for year3`; nothing for the whole school."""
    return f" for {plain(group)}" if group else ""
