"""What a source needs."""

from pathlib import Path

from endpoint.desktop.package.closure import closure


def test_it_follows_ours_and_names_others(tmp_path: Path) -> None:
    sources = {
        "endpoint/a.py": "import json\nfrom appliance.b import c\n\ndef later():\n    import msgspec.json\n",
        "appliance/__init__.py": "",
        "appliance/b/__init__.py": "from appliance.d import thing\n",
        "appliance/b/c.py": "import endpoint.a\n",
        "appliance/d.py": "thing = 1\n",
        "appliance/unused.py": "import flask\n",
    }
    for name, text in sources.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = closure([tmp_path / "endpoint/a.py"], tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in found.files} == sources.keys() - {"appliance/unused.py"}
    assert found.others == {"json", "msgspec"}
