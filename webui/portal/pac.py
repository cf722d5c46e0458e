"""Where devices learn of the explicit proxy (`/proxy.pac`, and `/wpad.dat` by name or by DHCP's option 252).

The file holds plain facts only, for it runs in every browser: the box's own names are reached directly, all else by the
proxy. There is no way around a proxy that is away, unless the school chose to be open then.
"""

import json
from collections.abc import Iterable

from flask import Blueprint, Response

from webui.portal.door import door
from webui.portal.hosts import own_host

_PAC = """\
function FindProxyForURL(url, host) {{
  var own = {own};
  for (var i = 0; i < own.length; i++) {{
    if (host.toLowerCase() == own[i]) return "DIRECT";
  }}
  return {proxy};
}}
"""

blueprint = Blueprint("pac", __name__)


@blueprint.get("/proxy.pac")
@blueprint.get("/wpad.dat")
def show() -> Response:
    settings, host = door().settings, own_host()
    short = (*settings.portal.names, *settings.names.of_box)
    own = (host, *short, *(f"{name}.{settings.dhcp.domain}" for name in short))
    text = pac(f"{host}:{settings.proxy.port}", own, opens=door().opens())
    return Response(text, content_type="application/x-ns-proxy-autoconfig")


def pac(proxy: str, own: Iterable[str], *, opens: bool) -> str:
    """`proxy` is host and port; `opens`: browsers go by themselves when it does not answer."""
    way = f"PROXY {proxy}; DIRECT" if opens else f"PROXY {proxy}"
    return _PAC.format(own=json.dumps(list(dict.fromkeys(own))), proxy=json.dumps(way))
