"""What stands before the console on a box: nginx, which speaks TLS with the school's certificate (decision 0048).

Its key and its configuration are made at each start, in memory (`python -m appliance.console_tls`, as root).
"""

import os
import sys
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from appliance import ca
from appliance.clock import today
from appliance.config import Home, Settings, default_home, load
from appliance.errors import LollipopError

FOLDER = Path("/run/lollipop-tls")
NOT_WANTED = 1
_MOST_BYTES = "64m"  # the console itself has tighter bounds, form by form
_MOST_OF_A_VERSION = "900m"  # written by the console as it comes, and held by nobody
# A header of HSTS holds for all ports of a name, and `http://lollipop` is the pupils' pages.
_NGINX = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    server_tokens off;
    client_max_body_size {most};
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    server {{
        listen {tls_port} ssl;
        listen [::]:{tls_port} ssl;
        ssl_certificate {folder}/console.pem;
        ssl_certificate_key {folder}/console.pem;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_tickets off;
        error_page 497 =301 https://$host:{tls_port}$request_uri;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_hide_header Strict-Transport-Security;
        proxy_buffering off;
        proxy_read_timeout 1h;
        location / {{
            proxy_pass http://127.0.0.1:{port};
        }}
        location = /machine/updates/file {{
            client_max_body_size {most_of_a_version};
            proxy_request_buffering off;
            proxy_pass http://127.0.0.1:{port};
        }}
    }}
}}
"""


def config(settings: Settings, folder: Path = FOLDER) -> str:
    """nginx's whole configuration."""
    console = settings.console
    return _NGINX.format(
        folder=folder,
        tls_port=console.tls_port,
        port=console.port,
        most=_MOST_BYTES,
        most_of_a_version=_MOST_OF_A_VERSION,
    )


def names(settings: Settings) -> tuple[str, ...]:
    """What the certificate is for: what staff type into a browser."""
    own = settings.portal.names
    found = (*own, *(f"{name}.local" for name in own))
    return tuple(dict.fromkeys((*found, settings.addresses.inside.partition("/")[0], *_fixed(settings))))


def prepare(home: Home, settings: Settings, folder: Path, group: int, now: datetime) -> None:
    """Write the certificate with its key, and the configuration; the group reads them. Raises CaError, OSError."""
    key = ec.generate_private_key(ec.SECP256R1())
    first, *others = names(settings)
    leaf = ca.load(home, now).sign(first, key.public_key(), now, *others)
    clear = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = key.private_bytes(*clear) + leaf.public_bytes(serialization.Encoding.PEM)
    for name, text in (("console.pem", pem), ("nginx.conf", config(settings, folder).encode())):
        _write(folder / name, text, group)


def _fixed(settings: Settings) -> tuple[str, ...]:
    """Addresses that the settings give the box in the school's network."""
    given = (settings.addresses.own, settings.addresses.own6)
    return tuple(address.partition("/")[0] for address in given if address)


def _write(path: Path, text: bytes, group: int) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:  # noqa: PTH123  # a handle, so that it is closed to others from the first moment
        os.fchown(handle, -1, group)
        os.fchmod(handle, 0o640)
        file.write(text)


def main() -> int:
    """0 where nginx may start, `NOT_WANTED` where the settings ask for none."""
    home = default_home()
    try:
        settings = load(home)
        if not settings.console.tls_port:
            return NOT_WANTED
        prepare(home, settings, FOLDER, FOLDER.stat().st_gid, today())
    except (LollipopError, OSError) as error:
        print(f"tls: {error}", file=sys.stderr)  # noqa: T201  # said to whoever started us
        return 255
    return 0


if __name__ == "__main__":
    sys.exit(main())
