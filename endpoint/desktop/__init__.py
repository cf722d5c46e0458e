"""The desktop helper: a service that cannot be stopped by a pupil, and a part in each session."""
