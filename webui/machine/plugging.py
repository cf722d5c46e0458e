"""How the box is plugged in, changed here: tried for two minutes, and kept by whoever still reaches it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response
from werkzeug.wrappers import Response as AnyResponse
from wtforms import BooleanField, RadioField, SelectField, StringField

from appliance.choice_wire import AskKeep, AskPlug, AskUnplug, ChoiceAsked
from appliance.config import Addresses, Plugged, Settings, load, read_chosen
from appliance.errors import CoreAwayError, WireError
from appliance.model import Right
from appliance.network.ports import NetworkPort, has_cable, ports
from appliance.wire import AskStatus, Status
from webui.box import box
from webui.first_run.plugged_in import WAYS, Way
from webui.forms import Option, ScreenForm, line
from webui.machine.asking import choose
from webui.machine.blueprint import blueprint
from webui.page import Page, render
from webui.security import needs, somebody

_SECONDS = 90.0  # it is looked first who is in the way
_NONE = Option("", "None")
_ONE_SOCKET = "This way needs two sockets for network cables, and this box has one. Beside the network, one is enough."


class PluggedForm(ScreenForm):
    mode = RadioField(
        "How is the box plugged in?",
        choices=[Option(way.mode, way.title) for way in WAYS],
    )
    inside = SelectField("Socket towards the pupils", description="Beside the network: the box’s only cable.")
    outside = SelectField("Socket towards the school’s router", description="Beside the network there is none.")
    own = StringField(
        "Fixed address of the box",
        [*line()],
        description="Such as 10.0.0.2/24. Leave it empty, and the school’s router gives one.",
    )
    router = StringField("The school’s router", [*line()], description="With a fixed address only: such as 10.0.0.1.")
    name_servers = StringField(
        "Name servers", [*line()], description="With a fixed address only, up to four: such as 10.0.0.1 1.1.1.3."
    )
    pupils = StringField(
        "The pupils’ network",
        [*line()],
        description="As the router only: the box’s own address in it, such as 10.93.0.1/20.",
    )
    gives = BooleanField("As the router: the box gives the pupils’ devices their addresses")

    def wanted(self) -> Plugged | None:
        """None where something is wrong, which then stands beside its field."""
        mode, fields = self.mode.data, {"own": self.own, "router": self.router, "inside": self.pupils}
        if not self.inside.data:
            self.wrong("inside", "Choose the socket that has the cable towards the pupils.")
        if mode == "bridge" and not self.outside.data:
            self.wrong("outside", "Choose the socket that has the cable towards the school’s router.")
        if mode != "beside" and len(ports()) == 1:
            self.wrong("mode", _ONE_SOCKET)
        elif mode != "beside" and self.outside.data and self.outside.data == self.inside.data:
            self.wrong("outside", "These are two sockets: choose another than the one towards the pupils.")
        for key, field in fields.items():
            if not _is_right(key, (field.data or "").strip()):
                self.wrong(field.name, "That is no address. Write it like the example.")
        if bool(self.own.data) != bool(self.router.data):
            self.wrong("router", "A fixed address and a router belong together: give both or neither.")
        servers = tuple((self.name_servers.data or "").replace(",", " ").split())
        if not all(_is_right("router", one) or _is_right("router6", one) for one in servers) or len(servers) > 4:  # noqa: PLR2004  # servers
            self.wrong("name_servers", "Write up to four addresses, with a space between them.")
        if self.own.data and not servers:
            self.wrong("name_servers", "With a fixed address nobody else says which name servers to ask: give one.")
        return None if self.errors else self._plugged(servers)

    def _plugged(self, servers: tuple[str, ...]) -> Plugged:
        given = {"own": self.own.data, "router": self.router.data, "inside": self.pupils.data}
        return Plugged(
            mode=self.mode.data,
            inside=self.inside.data,
            outside="" if self.mode.data == "beside" else self.outside.data,
            addresses=Addresses(**{key: value.strip() for key, value in given.items() if value}),
            name_servers=servers,
            gives_addresses=bool(self.gives.data),
        )


@dataclass(frozen=True, kw_only=True)
class PluggedPage(Page):
    """`way` is how it is now, None where the network is not looked after. `tried` is another that is tried, for so many
    `seconds`."""

    template: ClassVar[str] = "machine/plugged.html"
    ways: ClassVar[tuple[Way, ...]] = WAYS
    form: PluggedForm
    way: Way | None
    settings: Settings
    ports: tuple[NetworkPort, ...]
    tried: Way | None
    seconds: int


@dataclass(frozen=True, kw_only=True)
class TrialPart(Page):
    """What an open page fetches while another way is tried."""

    template: ClassVar[str] = "machine/trial.html"
    tried: Way | None
    seconds: int


@blueprint.get("/machine/network")
@needs(Right.BOX)
def plugged() -> str:
    return render(_page(_form(PluggedForm(data=_now(load(box().home))))))


@blueprint.get("/machine/network/trial")
@needs(Right.BOX)
def trial() -> str:
    tried, seconds = _trial()
    return render(TrialPart(tried=tried, seconds=seconds))


@blueprint.post("/machine/network")
@needs(Right.BOX, proved=True)
def plug() -> AnyResponse:
    form = _form(PluggedForm.from_request())
    wanted = form.wanted() if form.validate() else None
    if wanted is None:
        return Response(render(_page(form)), 422)
    return _ask(AskPlug(plugged=wanted, by=somebody().who))


@blueprint.post("/machine/network/keep")
@needs(Right.BOX)
def keep() -> AnyResponse:
    return _ask(AskKeep(by=somebody().who))


@blueprint.post("/machine/network/back")
@needs(Right.BOX)
def go_back() -> AnyResponse:
    return _ask(AskUnplug(by=somebody().who))


def _ask(ask: ChoiceAsked) -> AnyResponse:
    return choose(ask, "machine.plugged", _SECONDS)


def _page(form: PluggedForm) -> PluggedPage:
    settings, (tried, seconds) = load(box().home), _trial()
    return PluggedPage(
        form=form,
        way=_way(settings.network.mode) if settings.network.inside else None,
        settings=settings,
        ports=ports(),
        tried=tried,
        seconds=seconds,
    )


def _trial() -> tuple[Way | None, int]:
    wish = read_chosen(box().home).wish
    try:
        status = box().ask(AskStatus()) if wish else None
    except (CoreAwayError, WireError):
        status = None
    left = status.trying_until - box().now() if isinstance(status, Status) else 0.0
    return (_way(wish.mode), round(left)) if wish and left > 0 else (None, 0)


def _form(form: PluggedForm) -> PluggedForm:
    """With the sockets that there are, and those that the settings name."""
    network = load(box().home).network
    found = {port.name: port for port in ports()}
    named = [name for name in (network.inside, network.outside) if name and name not in found]
    offered = [Option(name, _in_words(port)) for name, port in found.items()]
    offered += [Option(name, f"{name} ({'cable in' if has_cable(name) else 'no cable'})") for name in named]
    form.inside.choices, form.outside.choices = [_NONE, *offered], [_NONE, *offered]
    return form


def _now(settings: Settings) -> dict[str, Any]:
    network, given = settings.network, settings.addresses
    return {
        "mode": network.mode if network.inside else "bridge",
        "inside": network.inside,
        "outside": network.outside,
        "own": given.own,
        "router": given.router,
        "name_servers": " ".join(settings.names.upstream),
        "pupils": given.inside,
        "gives": settings.dhcp.serve,
    }


def _way(mode: str) -> Way:
    return next(way for way in WAYS if way.mode == mode)


def _in_words(port: NetworkPort) -> str:
    speed = f", {port.megabits:,} Mbit/s" if port.megabits else ""
    return f"{port.name} ({port.mac}): {'cable in' if port.cable else 'no cable'}{speed}"


def _is_right(key: str, text: str) -> bool:
    try:
        Addresses(**{key: text})
    except ValueError:
        return False
    return True
