"""The rules on screen, what is fixed, and switching filtering off."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.access.changes import PutRule
from appliance.access.rules import Effect
from appliance.access_changes import begin
from appliance.categories.illegal import IllegalLists
from appliance.config import Home
from appliance.duties import Duty
from appliance.model import AppRefused, Handling, Visit
from appliance.store import Store
from tests.access.given import rule
from tests.webui import primary
from tests.webui.conftest import NOW, Person
from tests.webui.test_proposals import hidden


@pytest.fixture(autouse=True)
def rules(store: Store) -> None:
    primary.fill(store, NOW)
    begin(store, NOW)


def test_rules_stand_in_their_order_in_words(adult: Person) -> None:
    page = adult.get("/sites").text
    assert re.findall(r"<h3><bdi>(.*?)</bdi>", page) == [
        "Adult sites",
        "Gambling",
        "Ways round the filter",
        "Search without SafeSearch",
    ]
    assert page.count("Move “Gambling” up") == 1
    assert "Move “Adult sites” up" not in page
    assert "Move “Search without SafeSearch” down" not in page


@pytest.mark.parametrize(
    ("path", "order"),
    [("/sites/rule/2/move?before=1", [2, 1, 3, 4]), ("/sites/rule/2/move?before=4", [1, 3, 2, 4]),
     ("/sites/rule/1/move?before=0", [2, 3, 4, 1])],
)  # fmt: skip
def test_a_rule_is_moved(adult: Person, store: Store, path: str, order: list[int]) -> None:
    adult.post("/changes", **(hidden(adult.get(path).text) | {"reason": "order"}))
    assert [one.number for one in store.access.load(NOW).rules] == order


def test_a_rule_is_changed_in_its_place(adult: Person, store: Store) -> None:
    page = adult.get("/sites/rule/2").text
    assert 'value="gambling" checked' in page
    form = {"effect": "warn", "categories": "gambling", "everyone": "y", "name": "Betting", "place": "0"}
    page = adult.post("/sites/rule/2", **form).text
    assert "are asked before they open" in page
    adult.post("/changes", **(hidden(page) | {"reason": "a topic"}))
    changed = store.access.load(NOW).rules[1]
    assert (changed.number, changed.name, changed.effect) == (2, "Betting", Effect.WARN)


def test_a_form_filled_in_wrongly_comes_back(adult: Person) -> None:
    for path in ("/sites/rule", "/sites/rule/1"):
        answer = adult.post(path, effect="block", sites="not a site!", everyone="y", place="0")
        assert answer.status_code == 422
        assert "not a site!</textarea>" in answer.text.replace("\n", "") or "not a site!" in answer.text
        assert "There is a problem" in answer.text


def test_what_is_gone_is_not_found(adult: Person) -> None:
    for path in ("/sites/rule/99", "/sites/rule/99/remove", "/sites/rule/99/move", "/sites/rule/1/move?before=1",
                 "/sites/ai?effect=explode"):  # fmt: skip
        assert adult.get(path).status_code == 404, path


def test_one_choice_for_ai_tools(adult: Person, store: Store) -> None:
    for effect in ("warn", "block"):
        adult.post("/changes", **(hidden(adult.get(f"/sites/ai?effect={effect}").text) | {"reason": "x"}))
    found = [one for one in store.access.load(NOW).rules if one.name == "AI tools"]
    assert [one.effect for one in found] == [Effect.BLOCK]


def test_opened_for_a_time_ends_at_once(adult: Person, store: Store) -> None:
    opened = PutRule(rule=rule(0, "group:class-3b", "host:romans.example", effect=Effect.ALLOW), section="unblocks")
    store.access.make(opened, "topic", "Ms Ada", NOW)
    assert "End now" in adult.get("/sites").text
    number = store.access.load(NOW).unblocks[0].number
    adult.post("/changes", **(hidden(adult.get(f"/sites/rule/{number}/remove").text) | {"reason": "done"}))
    assert store.access.load(NOW).unblocks == ()


def test_filtering_off_waits_and_ends(sign_in: Callable[..., Person], store: Store) -> None:
    lead, head = sign_in(Duty.DSL), sign_in(Duty.HEAD)
    page = lead.post("/sites/off", hours="2").text
    assert "This switches filtering off" in page
    lead.post("/changes", **(hidden(page) | {"reason": "an exam site"}))
    (waiting,) = store.access.waiting()
    assert store.access.load(NOW).unblocks == ()
    head.post(f"/changes/{waiting.number}/approve")
    assert store.access.load(NOW).unblocks[0].when.until == NOW + 7200
    assert store.access.load(NOW + 7200).unblocks == ()


@pytest.mark.parametrize("hours", ["", "0", "5", "-1", "1e9", "x"])
def test_not_for_longer(adult: Person, hours: str) -> None:
    assert adult.post("/sites/off", hours=hours).status_code == 422


def test_kinds_of_sites_say_for_whom(adult: Person) -> None:
    page = adult.get("/sites/categories").text
    assert "search engines without SafeSearch" in page
    assert re.search(r"gambling</bdi>.*?Closed</span> for <bdi>everyone", page, re.DOTALL)


def test_without_a_licensed_list_the_provider_has_to_do_it(adult: Person, home: Home, tmp_path: Path) -> None:
    assert "your broadband provider" in adult.get("/sites/fixed").text
    (tmp_path / "list.txt").write_text("illegal.example\n", encoding="utf-8")
    IllegalLists(home).take("IWF", tmp_path / "list.txt", "2026-11-01")
    page = adult.get("/sites/fixed").text
    assert "your broadband provider" not in page
    assert "IWF</bdi>: 1 addresses" in page
    assert "illegal.example" not in page


def test_help_is_always_open(adult: Person) -> None:
    page = adult.get("/sites/fixed").text
    assert "childline.org.uk" in page
    assert "practice.lollipop.test" not in page
    assert "Apps that refuse" not in page


@pytest.mark.parametrize(
    ("host", "proposed"),
    [
        pytest.param("api.maths-app.example", True, id="an app"),
        pytest.param("www.google.com", False, id="a search engine is read in any case"),
    ],
)
def test_an_app_that_many_trusted_devices_refuse_is_proposed(
    adult: Person, store: Store, host: str, proposed: bool
) -> None:
    for number in range(3):
        device = f"tablet-{number}"
        store.activity.add(
            [Visit(at=NOW, worker="w", client="c", device=device, host="h", url="https://h/", handling=Handling.READ)]
        )
        store.refusals.add(AppRefused(at=NOW, worker="w", client="c", device=device, host=host, error="e"))
    page = adult.get("/sites/fixed").text
    assert f"<bdi>{host}</bdi>" in page
    assert "tablet-0, tablet-1" in page or "tablet-2, tablet-1" in page
    assert (f"/sites/rule?site={host}" in page) is proposed


@pytest.mark.parametrize(
    "path",
    ["/sites", "/sites/rule", "/sites/rule/1", "/sites/rule/1/remove", "/sites/rule/2/move?before=1",
     "/sites/ai?effect=warn", "/sites/off", "/sites/categories", "/sites/fixed"],
)  # fmt: skip
def test_the_matrix(sign_in: Callable[..., Person], path: str) -> None:
    for duty in Duty:
        wanted = duty in {Duty.DSL, Duty.DEPUTY, Duty.HEAD}
        assert (sign_in(duty).get(path).status_code == 200) is wanted, duty


def test_the_matrix_of_forms(sign_in: Callable[..., Person]) -> None:
    for duty in Duty:
        wanted = duty in {Duty.DSL, Duty.DEPUTY, Duty.HEAD}
        somebody = sign_in(duty)
        for path in ("/sites/rule", "/sites/rule/1", "/sites/off"):
            assert (somebody.post(path).status_code == 422) is wanted, (duty, path)
