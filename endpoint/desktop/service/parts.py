"""Starts the helper's part in a session (Linux), as the pupil."""

import asyncio
import contextlib
import os
import pwd
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from endpoint.desktop.service.desks import Desk

_PATH = "/usr/local/bin:/usr/bin:/bin"
_CODE = Path(__file__).parents[3]


async def start_part(command: Sequence[str], desk: Desk) -> asyncio.subprocess.Process | None:
    whose = _whose(desk.uid)
    with contextlib.suppress(OSError):
        return await asyncio.create_subprocess_exec(
            *command,
            env=_environment(desk),
            cwd="/",
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            user=whose.uid,
            group=whose.group,
            extra_groups=whose.groups,
        )
    return None


class _Whose(NamedTuple):
    uid: int
    group: int
    groups: list[int]
    home: str


def _whose(uid: int) -> _Whose:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return _Whose(uid, uid, [], "/")
    return _Whose(uid, entry.pw_gid, os.getgrouplist(entry.pw_name, entry.pw_gid), entry.pw_dir)


def _environment(desk: Desk) -> dict[str, str]:
    """Nothing of the pupil's but where the session is: no way to load something else into the helper."""
    return dict(desk.environment) | {
        "HOME": _whose(desk.uid).home,
        "USER": desk.user,
        "LOGNAME": desk.user,
        "PATH": _PATH,
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(_CODE),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
