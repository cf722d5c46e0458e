"""Ten codes for the day on which a phone is lost. Each opens the second step once; only hashes are kept."""

from appliance.people.secrets import hash_code, new_code

COUNT = 10

hash_recovery_code = hash_code


def new_codes() -> tuple[str, ...]:
    """Shown once, to be printed or saved: `7KQ2-M9XA`."""
    return tuple(new_code() for _ in range(COUNT))
