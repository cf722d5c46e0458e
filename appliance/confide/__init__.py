"""Confide: a child tells an adult, and nobody else hears of it. Nothing here opens a file or a port (FEATURES H1 to
H5, promise 8)."""
