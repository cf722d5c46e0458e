"""What a browser asks to learn whether there is a newer helper: Chrome's update manifest."""

from xml.sax.saxutils import quoteattr

from appliance.extension.packing import PACKAGE_PATH, Packed

_UPDATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid={id}>
    <updatecheck codebase={codebase} version={version} />
  </app>
</gupdate>
"""


def update_manifest(packed: Packed, url: str) -> str:
    """`url` is the portal's, as this browser found it, without a slash at the end."""
    return _UPDATE.format(
        id=quoteattr(packed.id), codebase=quoteattr(url + PACKAGE_PATH), version=quoteattr(packed.version)
    )
