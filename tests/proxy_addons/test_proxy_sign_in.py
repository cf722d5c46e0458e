"""Name and password at the explicit proxy: a real worker, and a core that knows one person."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.config import Home, Settings, SignIn
from appliance.model import Device, Person, Role
from appliance.wire import ProxySignedIn, Seats
from proxy_addons.proxy_sign_in import _name_and_password
from proxy_addons.worker import Worker
from tests.origins import Origin, Raw, TestAuthority
from tests.proxy_addons.conftest import Answer, running

AMY = Person(id="p1", name="Amy Bell", role=Role.PUPIL)
HERE = "127.0.0.1"


class Core:
    """Knows Amy, and tells the worker where she is. Without a worker it is away."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.worker: Worker | None = None
        self.wait = 0.0

    def prove(self, client: str, name: str, password: str, then: Callable[[ProxySignedIn | None], None]) -> None:
        self.asked.append((client, name, password))
        asyncio.get_running_loop().call_later(0.05, self._answer, (name, password) == ("amy1", "horse battery"), then)

    def _answer(self, right: bool, then: Callable[[ProxySignedIn | None], None]) -> None:
        if self.worker is None:
            then(None)
            return
        if right:
            self.seat(AMY)
        then(ProxySignedIn(number=1, person=AMY if right else None, wait=self.wait))

    def seat(self, person: Person | None) -> None:
        assert self.worker
        self.worker.hear(Seats(version=1, devices=(Device(name=HERE, addresses=(HERE,), person=person),)))


class Proxy:
    def __init__(self, home: Home, address: str, core: Core, worker: Worker) -> None:
        self.home, self.address, self.core, self.worker = home, address, core, worker

    async def fetch(self, url: str, *options: str) -> Answer:
        command = ["curl", "-sSiL", "-m", "10", "-x", self.address, "--cacert", str(self.home.ca / "ca.pem")]
        process = await asyncio.create_subprocess_exec(*command, *options, url, stdout=-1, stderr=-1)
        out, error = await process.communicate()
        return Answer.of(process.returncode or 0, out, error)

    async def as_amy(self, url: str, password: str = "horse battery") -> Answer:  # noqa: S107  # a test's
        return await self.fetch(url, "--proxy-user", f"amy1:{password}")


@asynccontextmanager
async def proxy(tmp_path: Path, authority: TestAuthority, *exempt: str) -> AsyncIterator[Proxy]:
    home, core = Home(tmp_path), Core()
    settings = Settings(sign_in=SignIn(proxy=True, exempt=exempt))
    async with running(home, authority, settings=settings) as (worker, address):
        core.worker = worker
        worker.link.prove = core.prove  # type: ignore[method-assign]  # the edge of the world
        yield Proxy(home, address, core, worker)


@pytest.mark.parametrize("origin", ["site", "plain_site"], ids=["HTTPS", "HTTP"])
async def test_nobody_gets_through_without_a_name(
    tmp_path: Path, authority: TestAuthority, origin: str, request: pytest.FixtureRequest
) -> None:
    site: Origin = request.getfixturevalue(origin)
    async with proxy(tmp_path, authority) as school:
        asked = await school.fetch(site.url("/page"))
        assert "407" in asked.error or asked.status == 407
        assert not school.core.asked
        wrong = await school.as_amy(site.url("/page"), "not that one")
        assert "407" in wrong.error or wrong.status == 407
        assert school.core.asked == [(HERE, "amy1", "not that one")]


@pytest.mark.parametrize("origin", ["site", "plain_site"], ids=["HTTPS", "HTTP"])
async def test_whoever_proves_it_gets_through_and_is_asked_once(
    tmp_path: Path, authority: TestAuthority, origin: str, request: pytest.FixtureRequest
) -> None:
    site: Origin = request.getfixturevalue(origin)
    async with proxy(tmp_path, authority) as school:
        for _ in range(3):
            assert (await school.as_amy(site.url("/page"))).status == 200
        assert len(school.core.asked) == 1
        assert (await school.fetch(site.url("/page"))).status == 200, "it is known who is there"
        school.core.seat(None)
        assert (await school.fetch(site.url("/page"))).status != 200, "she left"


async def test_another_word_is_looked_at_again(tmp_path: Path, authority: TestAuthority, site: Origin) -> None:
    async with proxy(tmp_path, authority) as school:
        await school.as_amy(site.url("/page"))
        assert (await school.as_amy(site.url("/page"), "not that one")).status != 200


async def test_the_password_never_leaves_the_school(tmp_path: Path, authority: TestAuthority) -> None:
    heard: list[bytes] = []

    async def origin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        writer.close()

    with Raw(origin) as site:
        async with proxy(tmp_path, authority) as school:
            assert (await school.as_amy(site.url("/"))).status == 200
    assert heard[0].startswith(b"GET / ")
    assert b"authorization" not in heard[0].lower()


async def test_who_is_exempt_is_not_asked(tmp_path: Path, authority: TestAuthority, site: Origin) -> None:
    async with proxy(tmp_path, authority, HERE) as school:
        assert (await school.fetch(site.url("/page"))).status == 200


async def test_where_core_is_away_nobody_is_let_through(tmp_path: Path, authority: TestAuthority, site: Origin) -> None:
    async with proxy(tmp_path, authority) as school:
        school.core.worker = None
        assert "503" in (await school.as_amy(site.url("/page"))).error


async def test_too_many_wrong_tries_are_told(tmp_path: Path, authority: TestAuthority, plain_site: Origin) -> None:
    async with proxy(tmp_path, authority) as school:
        school.core.wait = 10.0
        assert "Try again in 10 seconds" in (await school.as_amy(plain_site.url("/page"), "no")).text


async def test_a_refused_connect_opens_nothing(tmp_path: Path, authority: TestAuthority, plain_site: Origin) -> None:
    """A second request on the connection of a refused CONNECT is asked as well."""
    async with proxy(tmp_path, authority) as school:
        host, port = school.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"CONNECT www.example:443 HTTP/1.1\r\nHost: www.example\r\n\r\n")
        first = await reader.readuntil(b"</html>\n")
        assert first.startswith(b"HTTP/1.1 407")
        writer.write(f"GET {plain_site.url('/page')} HTTP/1.1\r\nHost: {HERE}\r\n\r\n".encode())
        second = await reader.read(4096)
        assert not second or second.startswith(b"HTTP/1.1 407")
        writer.close()


def basic(words: bytes) -> str:
    return f"Basic {base64.b64encode(words).decode()}"


@pytest.mark.parametrize(
    ("said", "who"),
    [
        pytest.param(basic(b"amy1:horse battery"), ("amy1", "horse battery"), id="name and password"),
        pytest.param(basic("zoë:ñandú:x".encode()), ("zoë", "ñandú:x"), id="other letters, and a colon"),
        pytest.param("", None, id="nothing"),
        pytest.param("Basic", None, id="half of it"),
        pytest.param("Basic !!!", None, id="no base64"),
        pytest.param(basic(b"amy1"), None, id="no password"),
        pytest.param(basic(b":secret"), None, id="no name"),
        pytest.param(basic(b"\xff\xfe:x"), None, id="no text"),
        pytest.param(basic(b"a:" + b"x" * 5000), None, id="without end"),
        pytest.param("Negotiate abc", None, id="another way"),
    ],
)
def test_what_a_browser_says(said: str, who: tuple[str, str] | None) -> None:
    assert _name_and_password(said) == who
