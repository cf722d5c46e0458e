from collections.abc import Iterator

import pytest

from tests.endpoint.desktop.win32.wine import MISSING, Wine, laid_out


@pytest.fixture(scope="session")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    if MISSING:
        pytest.skip(f"`make wine-test` runs these; missing: {', '.join(MISSING)}")
    with laid_out(tmp_path_factory.mktemp("wine")) as one:
        yield one
