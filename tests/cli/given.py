"""The command line, called in this process."""

from pathlib import Path

from click.testing import CliRunner, Result

from appliance.cli import main


def lollipop(home: Path, *arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments], input=given)
