"""The documentation names every setting and every command, and nothing that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

import click
import msgspec
import pytest

from appliance.cli import main
from appliance.config import Settings

DOCS = Path(__file__).parents[2] / "docs"


def settings(struct: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(struct):
        inner = field.type
        if get_origin(inner) in {tuple, dict}:
            inner = get_args(inner)[0 if get_origin(inner) is tuple else 1]
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from settings(inner, f"{prefix}{field.encode_name}.")
        else:
            yield f"{prefix}{field.encode_name}"


def commands(command: click.Command, prefix: str = "lollipop") -> Iterator[str]:
    if not isinstance(command, click.Group):
        yield prefix
        return
    for name, child in command.commands.items():
        yield from commands(child, f"{prefix} {name}")


def test_every_setting_is_documented_and_no_other() -> None:
    named = re.findall(r"^\| `([a-z0-9_.]+)` \|", (DOCS / "settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(settings(Settings))


def test_every_command_is_documented_and_no_other() -> None:
    named = re.findall(r"^## `(lollipop [a-z -]+?)`", (DOCS / "commands.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(commands(main))


def options(command: click.Command, path: str = "lollipop") -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not {"--help", "--version"} & set(parameter.opts):
            yield path, parameter.opts[0]
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from options(child, f"{path} {name}")


@pytest.mark.parametrize(("command", "option"), list(options(main)), ids=" ".join)
def test_every_option_is_documented(command: str, option: str) -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    section = text.partition(f"## `{command}`")[2].partition("\n## ")[0] if command != "lollipop" else text
    assert f"`{option}" in section


def test_decisions_are_numbered_without_gaps_and_say_what_and_why() -> None:
    notes = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [int(note.name[:4]) for note in notes] == list(range(1, len(notes) + 1))
    for note in notes:
        text = note.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert "## Why" in text, note.name
