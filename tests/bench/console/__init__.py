"""The whole console on the store of a school of 400 after two years, with ten people at once."""
