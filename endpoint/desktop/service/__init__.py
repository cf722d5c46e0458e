"""The part of the desktop helper that runs as the system: it holds the device's key, the connection to the box and what
waits for it, starts the part in each pupil's session, and does what only the system may."""
