"""Units and users as files: who runs as whom, and that nothing is left out of its sandbox. Needs no container."""

import re
from pathlib import Path

import pytest

from appliance.rights import GROUPS, RUNS_AS

ROLES = Path(__file__).parents[2] / "provisioning/roles"
UNITS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ROLES.glob("*/files/lollipop*.*"))}
SERVICES = {name: text for name, text in UNITS.items() if name.endswith(".service")}
LASTING = {name: text for name, text in SERVICES.items() if "Type=simple" in text}
TARGET = UNITS["lollipop.target"]
SYSUSERS = (ROLES / "base/files/lollipop.sysusers").read_text(encoding="utf-8")
BY_OTHERS = {
    "lollipop-worker@.service",
    "lollipop-mend.service",
}  # started by `lollipop-workers`, and by a failed probe


def values(text: str, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", text, re.MULTILINE)


def test_each_process_runs_as_the_user_that_the_table_of_rights_names() -> None:
    runs = {}
    for name, text in LASTING.items():
        process = name.removeprefix("lollipop-").removesuffix(".service").rstrip("@")
        given = "a user of no name" if values(text, "DynamicUser") == ["yes"] else "root"
        runs[process] = (values(text, "User") or [given])[0]
    runs["watch"] = RUNS_AS["watch"] if runs["watch"] == "root" else "becomes it by itself"
    assert runs.pop("tls") == "www-data"  # nginx, which reads nothing of the school's
    assert runs.pop("front") == "a user of no name"  # the attached screen
    assert runs == dict(RUNS_AS)


def test_users_and_groups_are_those_of_the_table_of_rights() -> None:
    lines = [line.split() for line in SYSUSERS.splitlines() if line and not line.startswith("#")]
    users = {words[1]: {words[1]} for words in lines if words[0] == "u"}
    for words in lines:
        if words[0] == "m":
            users[words[1]].add(words[2])
    assert users == {user: set(groups) for user, groups in GROUPS.items()}
    made = {words[1] for words in lines if words[0] in "gu"}
    assert made >= {group for groups in GROUPS.values() for group in groups}


def test_numbers_are_fixed_and_each_is_somebodys_alone() -> None:
    numbers = re.findall(r"^[gu] \S+ (\d+)", SYSUSERS, re.MULTILINE)
    group, user = "g lollipop 470", "u lollipop 470:470"  # core's user has the group by its name
    assert group in SYSUSERS
    assert user in SYSUSERS
    assert len(numbers) - 1 == len(set(numbers))
    assert len(numbers) == len(re.findall(r"^[gu] ", SYSUSERS, re.MULTILINE))


@pytest.mark.parametrize("name", SERVICES)
def test_every_unit_is_bounded_and_has_only_what_it_names(name: str) -> None:
    text = SERVICES[name]
    for key in ("MemoryMax", "CapabilityBoundingSet", "RestrictAddressFamilies", "RestrictNamespaces"):
        assert values(text, key), f"{name} says nothing of {key}"
    assert values(text, "SystemCallFilter")[0].startswith("@system-service")
    assert "[Install]" not in text, "lollipop.target names what starts"


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_comes_back_and_goes_with_lollipop(name: str) -> None:
    text = LASTING[name]
    assert values(text, "Restart") == ["always"]
    assert values(text, "PartOf") == ["lollipop.target"]
    assert values(text, "Requires") == ["lollipop-setup.service"]
    assert "lollipop-setup.service" in values(text, "After")[0]


def test_everything_starts_with_lollipop_or_by_its_timer() -> None:
    wanted = {unit for line in values(TARGET, "Wants") for unit in line.split()}
    timed = {name.replace(".timer", ".service") for name in UNITS if name.endswith(".timer")}
    assert {name for name in UNITS if name.endswith(".timer")} < wanted
    assert {*SERVICES} == (wanted & {*SERVICES}) | timed | BY_OTHERS
    assert not wanted - {*UNITS}, "the target wants what is not there"
