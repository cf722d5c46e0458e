"""End a session (Linux): by logind where it knows it, else by ending what runs in it."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import Iterator

from endpoint.desktop.service import machine
from endpoint.desktop.service.desks import Desk
from endpoint.desktop.service.processes import end

_SECONDS = 10


async def log_off(desk: Desk) -> str:
    """Why it could not be done, or an empty string."""
    return await asyncio.to_thread(_log_off, desk)


def _log_off(desk: Desk) -> str:
    session = dict(desk.environment).get("XDG_SESSION_ID", "")
    if not (_is_theirs(session, desk.uid) and _told("terminate-session", session)):
        end(_of(desk))
    return "" if not list(_of(desk)) else "The session did not end."


def _is_theirs(session: str, uid: int) -> bool:
    """What a process of the pupil's says of its session is a claim."""
    return session.isalnum() and _said("show-session", session, "--property=User", "--value").strip() == str(uid)


def _of(desk: Desk) -> Iterator[machine.Process]:
    for process in machine.process_iter():
        with contextlib.suppress(machine.Error, OSError):
            if process.uids().real == desk.uid and _runs_at(process, desk.display):
                yield process


def _runs_at(process: machine.Process, display: str) -> bool:
    return bool(process.environ().get("DISPLAY") == display and process.status() != machine.STATUS_ZOMBIE)


def _told(*words: str) -> bool:
    return _run(*words) is not None


def _said(*words: str) -> str:
    return _run(*words) or ""


def _run(*words: str) -> str | None:
    loginctl = shutil.which("loginctl")
    if loginctl is None:
        return None
    with contextlib.suppress(subprocess.SubprocessError, OSError):
        return subprocess.run([loginctl, *words], capture_output=True, text=True, timeout=_SECONDS, check=True).stdout
    return None
