"""A key that is made once for all tests: making one takes a moment."""

from appliance.extension import crx

PEM = crx.make_key()
PUBLIC = crx.public_key(PEM)
