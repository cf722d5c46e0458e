"""The browser's helper (`endpoint/chrome`) as the school gives it to its browsers: packed, signed, told by policy."""
