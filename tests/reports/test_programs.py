import pytest

from appliance.reports.programs import program

ENGINE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{ENGINE} Edg/140.0.0.0", "Microsoft Edge"),
        (ENGINE, "Chrome"),
        (ENGINE.replace("Windows NT 10.0; Win64; x64", "X11; CrOS x86_64 14541.0.0"), "Chrome on a Chromebook"),
        ("Mozilla/5.0 (Macintosh) Gecko/20100101 Firefox/130.0", "Firefox"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Safari/604.1", "Safari"),
        ("Roblox/WinInet", "Roblox"),
        ("MyGame/1.0", "MyGame"),
        ("Mozilla/5.0 (something else)", "Another browser"),
        ("", "Not said"),
        ("\u202e\x00", "Not said"),
        ("<script>alert(1)</script>", "Not said"),
        ("x" * 500, "x" * 40),
    ],
)
def test_a_program_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert program(agent) == name
