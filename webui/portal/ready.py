"""`/ready`: makes a device ready. It says what to do on this kind of device, gives the files, and then checks."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from cryptography import x509
from flask import Blueprint, Response, abort, request

from webui.answers import CONTENT_SECURITY_POLICY
from webui.page import Page, render
from webui.portal import device_files
from webui.portal.door import door
from webui.portal.hosts import own_url
from webui.portal.look import look
from webui.portal.platforms import PLATFORMS, Platform, named, recognised

PROBE = "practice.lollipop.test/ready"  # answered by the workers themselves: `proxy_addons/gate.py`
CONFIDE = "http://confide/"

# The check asks for the probe, which is not ours by name; everything else stays as on every page.
_POLICY = CONTENT_SECURITY_POLICY.replace(
    "connect-src 'self'", "connect-src 'self' http://practice.lollipop.test https://practice.lollipop.test"
)

blueprint = Blueprint("ready", __name__)


class Trusted(NamedTuple):
    """A certificate that devices are to trust, and the file that holds it."""

    name: str
    fingerprint: str
    file: str


@dataclass(frozen=True, kw_only=True)
class ReadyPage(Page):
    """`platform` is what this device seems to be, or what somebody chose; None where we cannot tell."""

    template: ClassVar[str] = "ready.html"
    platform: Platform | None
    trusted: tuple[Trusted, ...]
    pac: str
    platforms: ClassVar[tuple[Platform, ...]] = PLATFORMS
    probe: ClassVar[str] = PROBE


@blueprint.get("/ready")
def show() -> Response:
    return _page(recognised(request.user_agent.string))


@blueprint.get("/ready/<name>")
def show_for(name: str) -> Response:
    return _page(named(name) or abort(404))


@blueprint.get("/ready/lollipop.crt", defaults={"number": 1})
@blueprint.get("/ready/lollipop-<int(max=9):number>.crt")
def certificate(number: int) -> Response:
    trusted = _certificates()
    if not 1 <= number <= len(trusted):
        abort(404)
    return _file(device_files.pem(trusted[number - 1]), "application/x-x509-ca-cert")


@blueprint.get("/ready/lollipop.mobileconfig", defaults={"supervised": False})
@blueprint.get("/ready/lollipop-supervised.mobileconfig", defaults={"supervised": True})
def profile(*, supervised: bool) -> Response:
    school = look().says().words.name
    made = device_files.profile(_certificates(), school, CONFIDE, _pac() if supervised else "")
    return _file(made, "application/x-apple-aspen-config")


@blueprint.get("/ready/lollipop.ps1")
def powershell() -> Response:
    made = device_files.powershell(_certificates(), look().says().words.name, _pac())
    return _file(
        b"\xef\xbb\xbf" + made.encode(), "text/plain; charset=utf-8"
    )  # Windows PowerShell knows UTF-8 by its mark


def _page(platform: Platform | None) -> Response:
    trusted = tuple(
        Trusted(
            name=device_files.subject(one),
            fingerprint=device_files.fingerprint(one),
            file="lollipop.crt" if number == 1 else f"lollipop-{number}.crt",
        )
        for number, one in enumerate(_certificates(), 1)
    )
    page = render(ReadyPage(platform=platform, trusted=trusted, pac=_pac()))
    return Response(page, headers={"Content-Security-Policy": _POLICY})


def _pac() -> str:
    return f"{own_url()}/proxy.pac"


def _certificates() -> list[x509.Certificate]:
    """The one that signs first; during a rotation the next one too. 503 while there is none yet."""
    try:
        return x509.load_pem_x509_certificates(door().home.certificate.read_bytes())
    except (OSError, ValueError):
        abort(503)


def _file(content: bytes, kind: str) -> Response:
    name = request.path.rpartition("/")[2]
    return Response(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
