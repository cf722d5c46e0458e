"""What comes out of the store cannot be changed by who holds it."""

import inspect

import msgspec
import pytest

from appliance.store import rows

OURS = f"{rows.__name__}."
TYPES = [kind for _, kind in inspect.getmembers(rows, inspect.isclass) if kind.__module__.startswith(OURS)]


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_rows_are_frozen(kind: type[msgspec.Struct]) -> None:
    assert kind.__struct_config__.frozen


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_rows_hold_no_list_that_could_change(kind: type[msgspec.Struct]) -> None:
    assert not any("list" in str(field.type) for field in msgspec.structs.fields(kind))
