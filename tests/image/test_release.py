"""What is released follows from the commit."""

import tarfile
from pathlib import Path

import pytest

from image import release, tools
from image.tools import ROOT, BuildError


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("appliance/one.py", "appliance/ignored.pyc", "image/not_shipped.py", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / ".gitignore").write_text("*.pyc\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "3.4.0"\n')
    git = ("git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    at = {"GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000"}
    tools.run("git", "init", "--quiet", tmp_path)
    tools.run(*git, "add", ".")
    tools.run(*git, "commit", "--quiet", "--message=one", env=at)
    monkeypatch.setattr(release, "ROOT", tmp_path)
    return tmp_path


def test_a_release_has_the_sources_and_the_commit_s_time(clone: Path) -> None:
    here = release.here()
    assert [str(path) for path in here.files] == ["README.md", "appliance/one.py", "pyproject.toml"]
    assert (here.version, here.epoch, len(here.commit)) == ("3.4.1", 1_700_000_000, 12)


def test_another_version_can_be_asked_for(clone: Path) -> None:
    assert release.here("9.9.9").version == "9.9.9"


def test_a_folder_without_git_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(tools.BuildError):
        release.here()


def test_a_machine_can_say_what_it_is() -> None:
    text = release.Release("0.1.7", "abc", 0, ()).os_release("x86")
    assert "IMAGE_ID=lollipop-x86\nIMAGE_VERSION=0.1.7\nBUILD_ID=abc\n" in text


def test_what_runs_calls_itself_as_its_update_does(tmp_path: Path) -> None:
    module = tmp_path / "__init__.py"
    module.write_text((ROOT / "appliance/__init__.py").read_text())
    release.name_version(module, "0.1.7")
    assert '\n__version__ = "0.1.7"\n' in module.read_text()
    module.write_text("")
    with pytest.raises(BuildError, match="names no version"):
        release.name_version(module, "0.1.7")


def test_sources_for_a_plain_debian_are_packed_alike_each_time(tmp_path: Path) -> None:
    made = release.here("0.1.7")
    one, other = made.pack(tmp_path / "one"), made.pack(tmp_path / "other")
    assert one.name == "lollipop-0.1.7.tar.gz"
    assert one.read_bytes() == other.read_bytes()
    with tarfile.open(one) as tar:
        names = tar.getnames()
        module = tar.extractfile("lollipop/appliance/__init__.py")
        assert module is not None
        assert b'__version__ = "0.1.7"' in module.read()
    assert {name.split("/")[0] for name in names} == {"lollipop"}
    assert "lollipop/provisioning/site.yml" in names
