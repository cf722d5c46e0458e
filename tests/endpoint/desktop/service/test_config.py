"""The file that whoever installs the helper writes."""

from pathlib import Path

import pytest

from appliance.errors import ConfigError
from endpoint.desktop.service.config import Config, load

GOOD = 'address = "box.school"\nport = 8443\nca = "/etc/lollipop-helper/school.pem"\n'


def test_what_is_needed_is_enough(tmp_path: Path) -> None:
    file = tmp_path / "helper.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert load(file) == Config(address="box.school", port=8443, ca=Path("/etc/lollipop-helper/school.pem"))


@pytest.mark.parametrize("text", ["", GOOD + "colour = 1", GOOD.replace("8443", "0"), GOOD.replace("8443", '"x"'), "="])
def test_what_is_wrong_is_told_with_the_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "helper.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"helper\.toml cannot be used"):
        load(file)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="none"):
        load(tmp_path / "none")
