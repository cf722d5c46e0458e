"""The part of the helper that runs in the pupil's session, as the pupil: what is on the screens, what is typed, which
window is in front. It knows no key and keeps nothing on disk; what it notices goes to the service at once."""
