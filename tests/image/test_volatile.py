"""What is made anew in /var at each start: folders and links with their modes, nothing of the package manager's."""

from pathlib import Path

from image import volatile


def test_folders_and_links_come_back_as_they_were(tmp_path: Path) -> None:
    for name in ("lib/nginx/body", "lib/dpkg/info", "log/journal", "lib/systemd/timesync"):
        (tmp_path / "var" / name).mkdir(parents=True)
    (tmp_path / "var/lib/nginx").chmod(0o750)
    (tmp_path / "var/lib/nginx/file").touch()
    (tmp_path / "var/lock").symlink_to("/run/lock")
    had = (tmp_path / "var").stat()
    lines = [line.rsplit(" ", 3)[0] if line.startswith("d") else line for line in volatile.lines(tmp_path)]
    assert lines == [
        "d /var/lib 0755",
        "L /var/lock - - - - /run/lock",
        "d /var/log 0755",
        "d /var/lib/nginx 0750",
        "d /var/lib/nginx/body 0755",
    ]
    assert next(volatile.lines(tmp_path)).endswith(f" {had.st_uid} {had.st_gid} -")


def test_the_list_lies_where_systemd_looks(tmp_path: Path) -> None:
    (tmp_path / "var/lib").mkdir(parents=True)
    (tmp_path / volatile.LIST).parent.mkdir(parents=True)
    volatile.write(tmp_path)
    assert (tmp_path / volatile.LIST).read_text(encoding="utf-8").startswith("d /var/lib 0")
