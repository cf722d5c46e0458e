"""What devices announce by mDNS."""

import pytest

from appliance.network.watch.announced import read
from tests.network.watch import given
from tests.network.watch.given import IPAD, host_record, mdns, model_record, service_record


def test_an_ipad_says_its_name_model_and_services() -> None:
    heard = read(
        mdns(
            service_record("_airplay._tcp", "Amy's iPad"),
            service_record("_companion-link._tcp", "Amy's iPad"),
            model_record("Amy's iPad", b"model=J207AP", b"osxvers=22"),
            host_record("Amys-iPad"),
        )
    )
    assert heard
    assert (heard.mac, heard.address, heard.name, heard.model) == (IPAD, "10.0.0.4", "Amys-iPad", "J207AP")
    assert heard.services == ("_airplay._tcp", "_companion-link._tcp")


@pytest.mark.parametrize("entry", [b"ty=HP Color LaserJet", b"TY=HP Color LaserJet", b"md=HP Color LaserJet"])
def test_printers_say_their_model_in_other_words(entry: bytes) -> None:
    heard = read(mdns(model_record("hp", b"txtvers=1", entry)))
    assert heard
    assert heard.model == "HP Color LaserJet"


def test_text_from_the_air_is_bounded_and_printable() -> None:
    heard = read(mdns(model_record("x", b"model=\x1b]0;owned\x07" + b"A" * 200), host_record("e\u202evil\x1b[2J")))
    assert heard
    assert heard.name.isprintable()
    assert heard.model.isprintable()
    assert len(heard.model) <= 63


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(mdns(host_record("ipad"), answer=0), id="a question"),
        pytest.param(mdns(), id="nothing in it"),
        pytest.param(mdns(host_record("a.b.c")), id="a name of many parts"),
        pytest.param(mdns(host_record("ipad"), mac="01:00:5e:00:00:fb"), id="from a group"),
        pytest.param(mdns(host_record("ipad"))[:50], id="half a frame"),
        pytest.param(given.arp(), id="not mDNS"),
    ],
)
def test_what_says_nothing_is_nothing(frame: bytes) -> None:
    assert read(frame) is None
