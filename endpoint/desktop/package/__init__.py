"""Packs the desktop helper for Linux: `python -m endpoint.desktop.package`."""
