"""The small internet: an nginx with TLS by a test authority, pages of English, JSON, parts of a page, and a large file.

`/new` is one page of 94 KB whose every paragraph, heading and title carries a mark that nginx makes anew for each
request (SSI), so no two answers share a paragraph; `/same` is the same page made the same way with a fixed mark.
Answers are sent without compression: what gzip costs is the same for every peer and would only hide the rest.
"""

import datetime as dt
import itertools
import os
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bench.place import INTERNET, LOAD_CORES, ORIGIN_ADDRESS, Place

PAGE_BYTES = 94 * 1024
LARGE_BYTES = 200 * 1000 * 1000
# What the capture work is about; each answer carries its own mark, so none is known from the last.
TERM = "how to bypass the school filter"
MAIN_HOST = "www.bench.test"
READ_HOSTS = (MAIN_HOST, "images.bench.test", "api.bench.test")
PASSED_HOSTS = tuple(f"cdn{n}.passed.test" for n in range(1, 6))
HOSTS = READ_HOSTS + PASSED_HOSTS
TERM_PAGE = "<!doctype html><title>Homework</title><p>Year 6 history of the Romans.</p><p>@@</p>"

_CORPORA = Path(os.environ.get("LOLLIPOP_CORPORA") or Path(__file__).parents[3] / "shared" / "corpora")
_MARK = '<!--#echo var="mark" -->'


def paragraphs() -> list[str]:
    """English to make pages of: a public-domain book, or plain made-up sentences where it is not at hand."""
    try:
        book = (_CORPORA / "treasure-island.txt").read_text(encoding="utf-8-sig")
    except OSError:
        return [
            f"The {n}th class walked to the harbour and drew the boats and the gulls above them." for n in range(900)
        ]
    passages = (" ".join(passage.split()) for passage in book.split("\n\n"))
    return [passage for passage in passages if len(passage) > 80][10:]


def page() -> str:
    """The 94 KB page as nginx's template: about three quarters words, the rest the mark-up of an ordinary site."""
    head = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Reading {_MARK}</title>"
        "<style>" + "".join(f".c{n}{{margin:{n}px;color:#{n:03x}}}" for n in range(180)) + "</style>"
        "<script>" + "".join(f'window.d{n}={{"k":{n},"v":"item-{n}"}};' for n in range(120)) + "</script></head><body>"
        "<nav><ul>"
        + "".join(f'<li><a href="/topic/{n}" class="c{n}">Topic {n}</a></li>' for n in range(80))
        + "</ul></nav>"
    )
    parts, size = [head], len(head)
    for n, passage in enumerate(paragraphs()):
        heading = f"<h2 id=h{n}>Part {n} {_MARK}</h2>" if n % 8 == 0 else ""
        picture = f'<img src="/i/{n}.png" alt="picture {n} of the island">' if n % 10 == 0 else ""
        parts.append(f'{heading}<p class="c{n % 180}">{picture}{passage} <em>{_MARK}</em></p>\n')
        size += len(parts[-1]) + parts[-1].count(_MARK) * (32 - len(_MARK))  # $request_id has 32 characters
        if size > PAGE_BYTES - 200:
            break
    return "".join(parts) + "<footer>Made for measuring.</footer></body></html>\n"


def part_paths() -> list[tuple[str, str]]:
    """The 60 parts of the page load as (host, path): what a page asks for, shared out over the 8 hosts in turn."""
    kinds = ["/part/photo.jpg"] * 24 + ["/part/icon.png"] * 14 + ["/part/code.js"] * 10 + ["/part/look.css"] * 6
    kinds += ["/json"] * 4 + ["/part/frame.html"] * 2
    return [
        (host, f"{kind}?n={n}") for n, (kind, host) in enumerate(zip(kinds, itertools.cycle(HOSTS)))
    ]  # the hosts go round


def start(place: Place) -> None:
    """Write the site and start its nginx."""
    root = place.folder / "www"
    (root / "part").mkdir(parents=True)
    (root / "page.html").write_text(page(), encoding="utf-8")
    words = " ".join(paragraphs())
    (root / "part" / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + os.urandom(38_000))
    (root / "part" / "icon.png").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(3_000))
    (root / "part" / "code.js").write_text(f"/* {words[:30_000]} */")
    (root / "part" / "look.css").write_text("".join(f".k{n}{{color:#{n:03x}}}" for n in range(600)))
    (root / "part" / "frame.html").write_text(f"<!doctype html><title>Frame</title><p>{words[:12_000]}</p>")
    with (root / "large.bin").open("wb") as file:
        file.truncate(LARGE_BYTES)
    make_authority(place.folder, HOSTS)
    (place.folder / "nginx.conf").write_text(_nginx(place.folder))
    place.start(
        INTERNET,
        ["nginx", "-p", str(place.folder), "-c", str(place.folder / "nginx.conf"), "-g", "daemon off;"],
        cores=LOAD_CORES,
        log="nginx",
    )


def make_authority(folder: Path, hosts: tuple[str, ...]) -> None:
    """`origin-ca.pem` and `origin.pem` (certificate and key, ECDSA P-256) for the hosts."""
    now = dt.datetime.now(dt.UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench internet authority")])
    builder = (
        x509.CertificateBuilder()
        .issuer_name(ca_name)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
    )
    ca = (
        builder.subject_name(ca_name)
        .public_key(ca_key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    leaf = (
        builder.subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "origin-ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "origin.pem").write_bytes(leaf.public_bytes(pem) + key_pem(key))


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def check_tools() -> list[str]:
    """The tools that are missing here."""
    tools = ("nginx", "squid", "wrk", "curl", "ip", "nft", "openssl", "setpriv", "taskset")
    return [tool for tool in tools if subprocess.run(["which", tool], capture_output=True, check=False).returncode]


def _nginx(folder: Path) -> str:
    return f"""
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 4096; }}
http {{
    types {{ text/html html; image/jpeg jpg; image/png png; text/css css; application/javascript js; }}
    default_type application/octet-stream;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {ORIGIN_ADDRESS}:443 ssl backlog=4096;
        server_name _;
        ssl_certificate {folder}/origin.pem;
        ssl_certificate_key {folder}/origin.pem;
        root {folder}/www;
        location = /new {{ ssi on; set $mark $request_id; try_files /page.html =404; }}
        location = /same {{ ssi on; set $mark 0123456789abcdef0123456789abcdef; try_files /page.html =404; }}
        location = /json {{ default_type application/json; return 200 '{{"a":1}}'; }}
        location = /large {{ try_files /large.bin =404; }}
        location /term/ {{
            default_type text/html;
            return 200 '{TERM_PAGE.replace("@@", TERM)} $uri $request_id';
        }}
    }}
}}
"""
