"""What may be read of captures and of what people did: always by somebody, who sees what is theirs to see
(FEATURES row C3). A query without a viewer does not exist."""

from appliance.store.seen.seen import Seen

__all__ = ["Seen"]
