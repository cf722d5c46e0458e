"""One command renews a whole box: the real release with a higher number, by SSH, judged by the real health check."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.box import container, layers
from tests.box.trust import Trust

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def trust() -> Iterator[Trust]:
    with Trust(2, container.layers_of_a_box()) as started:
        yield started


def sources() -> dict[str, Path]:
    """What `git archive` would take, by its names."""
    app = layers.release() / "opt/lollipop/app"
    return {str(path.relative_to(app)): path for path in app.rglob("*") if path.is_file()}


def version(trust: Trust, name: str) -> str:
    return trust[name].say("lollipop", "--version").split()[-1]


def test_a_real_box_is_renewed_and_a_broken_version_goes_back(trust: Trust) -> None:
    number = version(trust, "school1")
    newer = f"{number}.1"
    text = (layers.ROOT / "appliance/__init__.py").read_text(encoding="utf-8")
    trust.release(newer, {**sources(), "appliance/__init__.py": text.replace(f'"{number}"', f'"{newer}"')})
    done = trust.renew(newer)
    assert done.status == 0, done.text
    assert done.how() == {"school1": "renewed", "school2": "renewed"}
    assert version(trust, "school1") == newer

    broken = f"{number}.2"
    text = text.replace(f'"{number}"', f'"{broken}"')
    main = "raise SystemExit('no worker starts with this')\n"
    trust.release(broken, {**sources(), "appliance/__init__.py": text, "proxy_addons/__main__.py": main})
    done = trust.renew(broken, fleet_well_within=60)
    assert done.status != 0
    assert done.how() == {"school1": "failed"}
    assert [version(trust, name) for name in trust.names] == [newer, newer]
    trust["school1"].wait_for("the old version is well", "lollipop", "healthy", seconds=180)
