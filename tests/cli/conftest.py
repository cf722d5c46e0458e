import pytest

from appliance.config import Home, Settings
from appliance.keywords import in_force
from appliance.keywords.in_force import InForce
from appliance.match.terms import Terms
from appliance.model import Severity
from tests.match.given import term

FEW = Terms(
    (
        term(1, "fight club", category="Weapons"),
        term(2, "kill myself", category="Suicide", severity=Severity.SEVERE),
        term(3, "secret word", category="Illegal content"),
    )
)


@pytest.fixture
def few_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three terms in place of the libraries, which take seconds to compile."""

    def found(_home: Home, _settings: Settings) -> InForce:
        return InForce(FEW, "2026.11.22", ())

    monkeypatch.setattr(in_force, "load_in_force", found)
