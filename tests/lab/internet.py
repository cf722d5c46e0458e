"""The small internet: one nginx address with several host names, and what talks without end behind it.

Every host has `/` (a harmless page), `/sad` (a page that says what no adult should overlook), `/big` (a download that
lasts), `/chat` (WebSocket), `/events` (server-sent events), `/away?to=URL` (a redirect) and takes posted forms at
`/form`. All answers offer HTTP/3 by `Alt-Svc`. `tests/lab/talkers.py` names the ports that echo.
"""

from tests.lab import authority
from tests.lab.topology import INTERNET, WEB, Topology

HOSTS = (
    "www.lab.test",
    "news.lab.test",
    "chat.lab.test",
    "rebind.lab.test",
    "app.lab.test",
    "www.google.com",
    "www.childline.org.uk",
    "swcdn.apple.com",
)
BIG_BYTES = 64 * 1024 * 1024
SAD = "i want to kill myself"
CHAT_PORT, EVENTS_PORT = 9001, 9002

_PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><p>{text}</p></html>\n"
_NGINX = """
user root;
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 512; }}
http {{
    access_log off;
    default_type text/html;
    types {{ text/html html; application/octet-stream bin; }}
    client_body_temp_path {folder}/tmp-body;
    proxy_temp_path {folder}/tmp-proxy;
    fastcgi_temp_path {folder}/tmp-fastcgi;
    uwsgi_temp_path {folder}/tmp-uwsgi;
    scgi_temp_path {folder}/tmp-scgi;
    server {{
        {listen}
        server_name _;
        ssl_certificate {folder}/site.pem;
        ssl_certificate_key {folder}/site.key;
        root {folder}/www;
        add_header Alt-Svc 'h3=":443"; ma=86400' always;
        add_header X-From $remote_addr always;
        charset utf-8;
        location = / {{ try_files /index.html =404; }}
        location = /sad {{ try_files /sad.html =404; }}
        location = /big {{ limit_rate 1m; try_files /big.bin =404; }}
        location = /form {{ return 200 "thank you\\n"; }}
        location = /search {{ try_files /index.html =404; }}
        location = /away {{ return 302 $arg_to; }}
        location = /chat {{
            proxy_pass http://127.0.0.1:{chat};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
        }}
        location = /events {{ proxy_pass http://127.0.0.1:{events}; proxy_buffering off; proxy_http_version 1.1; }}
    }}
}}
"""


def start(lab: Topology) -> None:
    """Start it and wait until it answers. Devices find its authority in `lab.folder/roots.pem`."""
    for host in HOSTS:
        lab.name(host, *WEB)
    authority.make(lab.folder, HOSTS)
    www = lab.folder / "www"
    www.mkdir()
    (www / "index.html").write_text(
        _PAGE.format(title="Romans", text="Year 6 history: the Romans built straight roads.")
    )
    (www / "sad.html").write_text(_PAGE.format(title="A diary", text=f"Today {SAD}, and nobody knows."))
    with (www / "big.bin").open("wb") as file:
        file.truncate(BIG_BYTES)
    listens = [f"listen {host}:{port};" for host in (WEB[0], f"[{WEB[1]}]") for port in ("80", "443 ssl http2")]
    config = _NGINX.format(folder=lab.folder, listen=" ".join(listens), chat=CHAT_PORT, events=EVENTS_PORT)
    (lab.folder / "nginx.conf").write_text(config)
    lab.spawn(INTERNET, "nginx", "-p", str(lab.folder), "-c", str(lab.folder / "nginx.conf"), log="nginx")
    lab.spawn(INTERNET, str(lab.python), "-m", "tests.lab.talkers", log="talkers")
    for address in WEB:
        lab.wait_for("the lab's web server", lambda: lab.answers(INTERNET, address, 443), log="nginx")  # noqa: B023  # called before the next turn
    lab.wait_for("the lab's chat server", lambda: lab.answers(INTERNET, "127.0.0.1", EVENTS_PORT), log="talkers")
