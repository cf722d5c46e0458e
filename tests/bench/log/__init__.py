"""The log of a school of 400 after two years, and what it answers."""
