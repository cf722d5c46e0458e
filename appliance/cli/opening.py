"""What several commands open."""

from typing import TYPE_CHECKING

from appliance.config import Home, load

if TYPE_CHECKING:
    from appliance.match.terms import Terms
    from appliance.store import Store


def ready_store(home: Home) -> "Store":
    """To be written, made if it is missing, in this version's form. Use it in a `with`."""
    from appliance.store import Store

    home.make()
    store = Store.open(home)
    store.migrate()
    return store


def libraries(home: Home) -> "Terms":
    """The libraries' terms in force."""
    from appliance.keywords.in_force import load_in_force

    return load_in_force(home, load(home)).terms
