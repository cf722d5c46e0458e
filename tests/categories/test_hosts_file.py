from io import BytesIO

from appliance.categories.hosts_file import read


def test_an_address_and_its_hosts_and_nothing_of_the_computer_itself() -> None:
    text = b"127.0.0.1 localhost\n::1 ip6-localhost\n0.0.0.0 0.0.0.0\n0.0.0.0\tads.example track.example # two\n"
    assert [entry.text for entry in read(BytesIO(text), "hosts", "ads")] == ["ads.example", "track.example"]


def test_an_address_without_a_host_is_told() -> None:
    assert [entry.text for entry in read(BytesIO(b"0.0.0.0\n"), "hosts", "ads")] == ["0.0.0.0 (no host)"]
