"""What is asked under a name that is not ours, and devices' own checks for a portal.

A device that joins a network fetches a page it knows. Told what it expects, it is content; told anything else, it opens
the portal by itself. Each answer is its maker's: what their systems compare with.
"""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from appliance.config.network import CONFIDE
from appliance.portal_wire import AskSeat, Seat
from webui.answers import OWN_NAMES, SAFE_METHODS, WILDCARDS, allows_host
from webui.portal import talk
from webui.portal.apart import confidant
from webui.portal.door import address, door


class Check(NamedTuple):
    """What a device that is not to open a portal expects."""

    status: int
    body: str = ""
    kind: str = "text/plain"


_APPLE = Check(200, "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>", "text/html")
_NOTHING = Check(204)

CHECKS = {
    "/hotspot-detect.html": _APPLE,
    "/library/test/success.html": _APPLE,
    "/generate_204": _NOTHING,  # Android, ChromeOS, Ubuntu
    "/gen_204": _NOTHING,
    "/connecttest.txt": Check(200, "Microsoft Connect Test"),
    "/ncsi.txt": Check(200, "Microsoft NCSI"),
    "/success.txt": Check(200, "success\n"),  # Firefox
    "/canonical.html": Check(
        200, '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>', "text/html"
    ),
    "/check_network_status.txt": Check(200, "NetworkManager is online\n"),
}

_WPAD = "wpad"
# A device looks for `wpad` in each domain that it knows.
UNDER_ANY_NAME = frozenset({"pac.show", "static", "look.logo"})
UNDER_CONFIDE = UNDER_ANY_NAME | {"languages.choose"}


def answer_for_others() -> AnyResponse | None:
    """Before every request. Under a foreign name nothing is done but to send the browser to ours, so that no other site
    can act with the address that somebody stands at (DNS rebinding)."""
    settings = door().settings
    if _name() in {CONFIDE, f"{CONFIDE}.{settings.dhcp.domain}"}:
        return None if request.endpoint in UNDER_CONFIDE else _confide(settings.confide.port)
    check = CHECKS.get(request.path)
    if check and door().ask(AskSeat(address=address()), Seat).captive_ok:
        return Response(check.body, check.status, content_type=check.kind)
    if check or not (is_ours() or request.endpoint in UNDER_ANY_NAME):
        return redirect(f"{door().settings.portal.url}/")
    return None


def _confide(port: int) -> AnyResponse:
    """There, or where nothing answers, to somebody to talk to. Nothing that was sent goes with it."""
    if request.method in SAFE_METHODS and confidant().answers():
        return redirect(f"http://{_name()}:{port}/")
    return Response(talk.show())


def is_ours() -> bool:
    """Is the name or address, by which this reader found us, one of ours?"""
    portal = door().settings.portal
    return allows_host(request.host, portal.listen, OWN_NAMES | {*portal.names, _WPAD})


def own_host() -> str:
    """The name or address by which this reader found us if it is ours, else our first; IPv6 in brackets."""
    if not is_ours():
        return door().settings.portal.names[0]
    name = _name()
    return f"[{name}]" if ":" in name else name


def console_url() -> str:
    """Where staff find the console, by the name that led them here; empty where it is kept to the box itself."""
    settings, host = door().settings, own_host()
    console, first = settings.console, settings.portal.names[0]
    host = first if host == _WPAD else host
    if console.tls_port:
        return f"https://{host}:{console.tls_port}/"
    return f"http://{host}:{console.port}/" if console.listen in WILDCARDS else ""


def _name() -> str:
    """What the request calls us."""
    try:
        return (urlsplit(f"//{request.host}").hostname or "").rstrip(".")
    except ValueError:  # brackets without an address
        return ""


def own_url() -> str:
    """`http://lollipop`, by that name."""
    port = urlsplit(f"//{request.host}").port
    return f"http://{own_host()}:{port}" if port else f"http://{own_host()}"
